"""When a learned concept should be met again: the memory model's growing gaps.

Sole door to the fsrs library in the timetable. Gaps are whole days; every review is assumed to
go well ("Good"), because a plan cannot know the answers yet.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache

from fsrs import Card, Rating, Scheduler

_DAY_ZERO = datetime(2000, 1, 1, tzinfo=UTC)


@lru_cache(maxsize=4096)
def next_gap_days(retention: float, gaps: tuple[int, ...] = ()) -> int:
    """Days until the next review, after learning and reviews that lay `gaps` days apart.

    FSRS-6 with the library's default parameters at the desired retention; at least one day, and
    always longer than the gap before.
    """
    card = _remembered(retention, gaps)
    reviewed = card.last_review or _DAY_ZERO
    return max((card.due - reviewed).days, gaps[-1] + 1 if gaps else 1)


@lru_cache(maxsize=4096)
def expected_recall(gaps: tuple[int, ...], days: int) -> float:
    """The share of such memories that survive `days` after the last review (0–1)."""
    card = _remembered(0.9, gaps)
    reviewed = card.last_review or _DAY_ZERO
    at = reviewed + timedelta(days=days)
    return _scheduler(0.9).get_card_retrievability(card, at)


def review_minutes(learn_minutes: int) -> int:
    """5 minutes for what took up to 40 minutes to learn, else 10."""
    return 5 if learn_minutes <= 40 else 10


@lru_cache(maxsize=4096)
def _remembered(retention: float, gaps: tuple[int, ...]) -> Card:
    if not gaps:
        at, card = _DAY_ZERO, Card(card_id=0)
    else:
        at, card = _DAY_ZERO + timedelta(days=sum(gaps)), _remembered(retention, gaps[:-1])
    return _scheduler(retention).review_card(card, Rating.Good, at)[0]


@lru_cache(maxsize=64)
def _scheduler(retention: float) -> Scheduler:
    return Scheduler(
        desired_retention=retention, learning_steps=(), relearning_steps=(), enable_fuzzing=False
    )
