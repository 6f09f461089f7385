"""Owns the linear classifier: features of a normalised sentence and their weighted sum.

It hears what the rules have no words for. Weights come from `train.py`; nothing is learned here.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from agent_runner.core.guard.families import Family

WINDOW_TOKENS = 40
"""A text is judged in windows of this many tokens, each starting half a window after the last."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Classifier:
    """Weights of word and character n-grams. `scale` is the value of one unit of a weight."""

    weights: Mapping[str, int]
    scale: float
    bias: float
    threshold: float
    families: Mapping[Family, Mapping[str, int]]

    def probability(self, sentence: str) -> float:
        """How likely the sentence asks for help, from 0 to 1, for one window of text."""
        found = features(sentence)
        if not found:
            return 0.0
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
        scores = {
            family: sum(table.get(word, 0) for word in words)
            for family, table in self.families.items()
        }
        best = max(scores, key=lambda family: (scores[family], family == "ideation"))
        return best if scores[best] > 0 else "ideation"


def features(sentence: str) -> set[str]:
    """Words, pairs and triples of words, and runs of 3 to 5 letters inside a word."""
    words = sentence.split()
    found = set(words)
    found.update(f"{first} {second}" for first, second in pairwise(words))
    found.update(" ".join(words[at : at + 3]) for at in range(len(words) - 2))
    for word in set(words):
        found.update(_letter_runs(f"<{word}>"))
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
