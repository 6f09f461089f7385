"""Owns the linear classifier: features of a folded sentence and their weighted sum.

It hears what the rules have no words for. Beside words and letters it sees concepts
(`data/concepts.json`): which kinds of words stand together, in whatever order. Weights come from
`train.py`; nothing is learned here.
"""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, pairwise
from pathlib import Path

from agent_runner.core.guard.families import Family

WINDOW_TOKENS = 40
"""A text is judged in windows of this many tokens, each starting half a window after the last."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Classifier:
    """Weights of word and character n-grams. `scale` is the value of one unit of a weight."""

    weights: Mapping[str, int]
    concepts: Mapping[str, tuple[str, ...]]
    scale: float
    bias: float
    threshold: float
    threshold_quiet: float
    families: Mapping[Family, Mapping[str, int]]

    def probability(self, sentence: str) -> float:
        """How likely the sentence asks for help, from 0 to 1, for one window of text."""
        if not is_worth_a_look(sentence, self.concepts):
            return 0.0
        found = features(sentence, self.concepts)
        weights = self.weights
        total = sum(weights[name] for name in found if name in weights)
        score = total * self.scale / math.sqrt(len(found)) + self.bias
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score))))

    def worst_window(self, normalised: str) -> tuple[float, str]:
        """The highest probability over all windows of a text, and that window."""
        return max(
            ((self.probability(window), window) for window in windows(normalised)),
            default=(0.0, ""),
        )

    def family_of(self, sentence: str) -> Family:
        """The family whose words the sentence shares most; `ideation` when it shares none."""
        words = set(sentence.split())
        best: Family = "ideation"
        most = 0
        for family, table in self.families.items():
            shared = sum(table.get(word, 0) for word in words)
            if shared > most:
                best, most = family, shared
        return best


def load_concepts(folder: Path) -> dict[str, tuple[str, ...]]:
    """For every word of `concepts.json` the concepts it stands for."""
    table: dict[str, list[str]] = {}
    named: dict[str, str] = json.loads((folder / "concepts.json").read_text("utf-8"))["concepts"]
    for concept, words in named.items():
        for word in words.split():
            table.setdefault(word, []).append(concept)
    return {word: tuple(concepts) for word, concepts in table.items()}


def load_classifier(folder: Path) -> Classifier:
    """The classifier whose data lie in a folder."""
    data = json.loads((folder / "weights.json").read_text("utf-8"))
    return Classifier(
        weights=data["weights"],
        concepts=load_concepts(folder),
        scale=data["scale"],
        bias=data["bias"],
        threshold=data["threshold"],
        threshold_quiet=data["threshold_quiet"],
        families=data["families"],
    )


def is_worth_a_look(sentence: str, concepts: Mapping[str, tuple[str, ...]]) -> bool:
    """Two words that could belong to a dangerous message, said by or asked for a person."""
    words = sentence.split()
    dangers = {word for word in words if not NEUTRAL.issuperset(concepts.get(word, ("you",)))}
    return len(dangers) >= 2 and (words[0] in OPENERS or not PEOPLE.isdisjoint(words))


QUIET = frozenset({"academic", "cited", "accident", "game", "animal", "illness", "craft", "joking"})
"""Contexts in which the classifier has to be surer (`threshold_quiet`)."""

PEOPLE = frozenset({"i", "me", "my", "myself", "mine"})
OPENERS = frozenset(
    {"how", "what", "which", "where", "should", "can", "could", "would", "will", "is", "does", "do"}
    | {"give", "tell", "list", "write", "help", "show", "teach", "best", "ways", "tips", "need"}
)
NEUTRAL = frozenset(
    {"you", "other", "family", "partner", "authority", "everyone"}
    | {"study", "machine", "household", "home", "method", "place"}
)
"""Concepts that say nothing of danger by themselves."""


def features(sentence: str, concepts: Mapping[str, tuple[str, ...]]) -> set[str]:
    """Words, pairs and triples of words, runs of 3 to 5 letters, concepts and pairs of them."""
    words = sentence.split()
    found = set(words)
    found.update(f"{first} {second}" for first, second in pairwise(words))
    found.update(" ".join(words[at : at + 3]) for at in range(len(words) - 2))
    for word in set(words):
        found.update(_letter_runs(f"<{word}>"))
    kinds = sorted({kind for word in words for kind in concepts.get(word, ())})
    found.update(f"#{kind}" for kind in kinds)
    found.update(f"#{first}+{second}" for first, second in combinations(kinds, 2))
    return found


def windows(normalised: str) -> Iterator[str]:
    """Overlapping stretches of the text; one when it is short."""
    tokens = normalised.split()
    for start in range(0, max(1, len(tokens) - WINDOW_TOKENS // 2), WINDOW_TOKENS // 2):
        yield " ".join(tokens[start : start + WINDOW_TOKENS])


def _letter_runs(word: str) -> Iterator[str]:
    for size in (3, 4, 5):
        for start in range(len(word) - size + 1):
            yield "_" + word[start : start + size]
