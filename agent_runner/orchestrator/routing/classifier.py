"""A linear classifier of one utterance: softmax over TF-IDF of words and letter runs.

It hears what the rules have no words for. The weights come from `train.py`.
"""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import cast

from agent_runner.orchestrator.routing.cues import cues

WEIGHTS = Path(__file__).parent / "data" / "weights.json"
OUT_OF_SCOPE = "out_of_scope"
CONSIDERED_CHARACTERS = 600
_WORD = re.compile(r"[a-z0-9ß]+(?:'[a-z]+)?")


@dataclass(frozen=True, kw_only=True, slots=True)
class Classifier:
    """`table`: for each feature its inverse document frequency and one weight for each label."""

    labels: tuple[str, ...]
    bias: Sequence[float]
    table: Mapping[str, Sequence[float]]
    threshold: float

    def probabilities(self, text: str) -> dict[str, float]:
        """How likely each label is; they add up to 1."""
        known = [row for row in (self.table.get(name) for name in features(text)) if row]
        norm = math.sqrt(sum(row[0] * row[0] for row in known)) or 1.0
        scores = list(self.bias)
        for row in known:
            value = row[0] / norm
            for place in range(len(scores)):
                scores[place] += value * row[place + 1]
        return dict(zip(self.labels, softmax(scores), strict=True))

    def best(self, text: str, signals: Mapping[str, float] | None = None) -> tuple[str, float]:
        """The likeliest label and its probability; out of scope where no label is likely enough.

        `signals` are added to the probabilities of their labels, whose sum may then pass 1.
        """
        found = self.probabilities(text)
        for label, signal in (signals or {}).items():
            found[label] += signal
        label = max(found, key=lambda name: found[name])
        sure = min(1.0, found[label])
        return (label, sure) if sure >= self.threshold else (OUT_OF_SCOPE, 1.0 - sure)


@lru_cache(maxsize=1)
def shipped() -> Classifier:
    """The classifier with the weights beside this module; read once."""
    data = cast("dict[str, object]", json.loads(WEIGHTS.read_text("utf-8")))
    scale = cast("float", data["scale"])
    rows = cast("dict[str, list[int]]", data["features"])
    return Classifier(
        labels=tuple(cast("list[str]", data["labels"])),
        bias=cast("list[float]", data["bias"]),
        table={
            name: (row[0] / 10, *(weight * scale for weight in row[1:]))
            for name, row in rows.items()
        },
        threshold=cast("float", data["threshold"]),
    )


def features(text: str) -> set[str]:
    """Words, pairs of words, runs of 2 to 5 letters inside a word, cues and pairs of cues."""
    small = plain(text[:CONSIDERED_CHARACTERS])
    words = _WORD.findall(small)
    found = set(words) | cues(small)
    found.update(f"{first} {second}" for first, second in pairwise(["^", *words, "$"]))
    for word in set(words):
        found.update(_letter_runs(f"<{word}>"))
    return found


def plain(text: str) -> str:
    """Small letters without accents, straight apostrophes."""
    text = unicodedata.normalize("NFD", text.lower().replace("’", "'"))
    return "".join(letter for letter in text if not unicodedata.combining(letter))


def softmax(scores: Sequence[float]) -> list[float]:
    """Scores as probabilities."""
    highest = max(scores)
    powers = [math.exp(score - highest) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]


def _letter_runs(word: str) -> Iterator[str]:
    for size in (2, 3, 4, 5):
        for start in range(len(word) - size + 1):
            yield "_" + word[start : start + size]
