"""How much a sentence has in common with all others: TextRank over a graph that is never built.

The weights of the graph are cosines of TF-IDF vectors (Erkan & Radev 2004, LexRank), its rank the
PageRank of Mihalcea & Tarau 2004. With the vectors as the rows of X the matrix of weights is X·Xᵀ,
so one step of the power iteration is two passes over the words: linear in the text, not quadratic
in the sentences.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

_DAMPING = 0.85
_MOST_STEPS = 50
_STILL = 1e-4

Vector = Mapping[str, float]


def vectors(bags: Sequence[Sequence[str]]) -> list[dict[str, float]]:
    """TF-IDF vectors of length 1; of length 0 for a bag without words. IDF is log(1 + n / df)."""
    holds = Counter(term for bag in bags for term in set(bag))
    weight = {term: math.log1p(len(bags) / count) for term, count in holds.items()}
    return [_normal({term: n * weight[term] for term, n in Counter(bag).items()}) for bag in bags]


def cosine(one: Vector, other: Vector) -> float:
    """From 0 (no word in common) to 1, for vectors of length 1."""
    if len(other) < len(one):
        one, other = other, one
    return sum(value * other[term] for term, value in one.items() if term in other)


def centrality(rows: Sequence[Vector]) -> list[float]:
    """The rank of each vector, the largest 1.0; all 0.0 where no two have a word in common."""
    ones = [1.0] * len(rows)
    # A sentence's likeness to itself says nothing: it is taken off the diagonal.
    itself = [sum(value * value for value in row.values()) for row in rows]
    degrees = [value - own for value, own in zip(_times(rows, ones), itself, strict=True)]
    if not any(degree > 1e-9 for degree in degrees):
        return [0.0] * len(rows)
    rank = [1 / len(rows)] * len(rows)
    for _step in range(_MOST_STEPS):
        shares = [
            value / degree if degree > 1e-9 else 0.0
            for value, degree in zip(rank, degrees, strict=True)
        ]
        passed = _times(rows, shares)
        inflow = [
            value - own * share for value, own, share in zip(passed, itself, shares, strict=True)
        ]
        lost = 1 - sum(inflow)
        after = [
            (1 - _DAMPING + _DAMPING * lost) / len(rows) + _DAMPING * value for value in inflow
        ]
        moved = sum(abs(new - old) for new, old in zip(after, rank, strict=True))
        rank = after
        if moved < _STILL:
            break
    highest = max(rank)
    return [value / highest for value in rank]


def _times(rows: Sequence[Vector], values: Sequence[float]) -> list[float]:
    """X·Xᵀ·values."""
    total: dict[str, float] = {}
    for row, value in zip(rows, values, strict=True):
        for term, weight in row.items():
            total[term] = total.get(term, 0.0) + weight * value
    return [sum(weight * total[term] for term, weight in row.items()) for row in rows]


def _normal(vector: dict[str, float]) -> dict[str, float]:
    length = math.sqrt(sum(value * value for value in vector.values()))
    return {term: value / length for term, value in vector.items()} if length else {}
