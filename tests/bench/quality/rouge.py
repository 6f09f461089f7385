"""ROUGE-1, -2 and -L as F1 (Lin 2004), with Porter stems, as the summarisation papers report it.

Words are runs of ASCII letters and digits in lower case; those of more than three are stemmed.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

_WORD = re.compile("[a-z0-9]+")
_PORTER = snowballstemmer.stemmer("porter")


@dataclass(frozen=True, slots=True)
class Rouge:
    """Three F1 values from 0 to 1."""

    one: float
    two: float
    longest: float


def rouge(candidate: str, target: str) -> Rouge:
    """How much of the target's words, pairs and order the candidate holds, and the other way."""
    given, wanted = words(candidate), words(target)
    return Rouge(
        one=_overlap(_grams(given, 1), _grams(wanted, 1)),
        two=_overlap(_grams(given, 2), _grams(wanted, 2)),
        longest=_f1(_common_length(given, wanted), len(given), len(wanted)),
    )


def best_rouge(candidate: str, targets: Sequence[str]) -> Rouge:
    """The values against the target that fits best by ROUGE-1."""
    return max((rouge(candidate, target) for target in targets), key=lambda value: value.one)


def words(text: str) -> list[str]:
    """The stemmed words."""
    return [_stem(word) if len(word) > 3 else word for word in _WORD.findall(text.lower())]


@lru_cache(maxsize=100_000)
def _stem(word: str) -> str:
    return _PORTER.stemWord(word)


def _grams(tokens: Sequence[str], size: int) -> Counter[tuple[str, ...]]:
    return Counter(tuple(tokens[at : at + size]) for at in range(len(tokens) - size + 1))


def _overlap(given: Counter[tuple[str, ...]], wanted: Counter[tuple[str, ...]]) -> float:
    return _f1((given & wanted).total(), given.total(), wanted.total())


def _f1(common: int, given: int, wanted: int) -> float:
    return 2 * common / (given + wanted) if common else 0.0


def _common_length(given: Sequence[str], wanted: Sequence[str]) -> int:
    row = [0] * (len(wanted) + 1)
    for word in given:
        before = 0
        for at, other in enumerate(wanted, start=1):
            above = row[at]
            row[at] = before + 1 if word == other else max(above, row[at - 1])
            before = above
    return row[-1]
