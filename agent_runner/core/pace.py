"""How long a learner really takes, from minutes planned and minutes spent. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

_PRIOR_COUNT = 4
_SPREAD = 0.5
_INTERVAL_Z = 1.6449


@dataclass(frozen=True, kw_only=True, slots=True)
class Pace:
    """`ratio` of minutes spent to minutes planned, with its 90 % interval, from `n` pairs."""

    ratio: float
    n: int
    low: float
    high: float


def pace(planned_and_spent: Sequence[tuple[float, float]]) -> Pace:
    """The geometric mean of spent / planned, drawn towards 1 as by four pairs that went as planned.

    Durations scatter by factors, so their logarithms are averaged (with a spread of 0.5, as of
    tasks that take between 0.6 and 1.6 of their plan); the shrinkage is the mean of a normal
    posterior whose prior weighs as much as four observations.
    """
    logs = [
        math.log(spent / planned)
        for planned, spent in planned_and_spent
        if planned > 0 and spent > 0
    ]
    weight = len(logs) + _PRIOR_COUNT
    mean = sum(logs) / weight
    half = _INTERVAL_Z * _SPREAD / math.sqrt(weight)
    return Pace(
        ratio=round(math.exp(mean), 3),
        n=len(logs),
        low=round(math.exp(mean - half), 3),
        high=round(math.exp(mean + half), 3),
    )
