"""When a learned concept should be met again: the memory model's growing gaps.

Gaps are whole days; every review is assumed to go well, because a plan cannot know the answers
yet. The model itself is `core.memory`.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache

from agent_runner.core import memory
from agent_runner.json_types import JsonObject

_DAY_ZERO = datetime(2000, 1, 1, tzinfo=UTC)


@lru_cache(maxsize=4096)
def next_gap_days(gaps: tuple[int, ...] = ()) -> int:
    """Days until the next review, after learning and reviews that lay `gaps` days apart.

    At least one day, and always longer than the gap before.
    """
    due = memory.due(_card(gaps)) - _DAY_ZERO
    return max(due.days - sum(gaps), gaps[-1] + 1 if gaps else 1)


@lru_cache(maxsize=4096)
def expected_recall(gaps: tuple[int, ...], days: int) -> float:
    """The share of such memories that survive `days` after the last review (0–1)."""
    at = _DAY_ZERO + timedelta(days=sum(gaps) + days)
    return memory.retrievability(_card(gaps), at=at)


def review_minutes(learn_minutes: int) -> int:
    """5 minutes for what took up to 40 minutes to learn, else 10."""
    return 5 if learn_minutes <= 40 else 10


@lru_cache(maxsize=4096)
def _card(gaps: tuple[int, ...]) -> JsonObject:
    """The memory of a concept learned on day zero and reviewed after each of `gaps`."""
    before = _card(gaps[:-1]) if gaps else None
    return memory.review(before, "good", at=_DAY_ZERO + timedelta(days=sum(gaps)))
