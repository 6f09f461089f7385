"""The time there is for a plan: which days, and how many minutes. Pure.

Counts days and minutes to size the path; placing them is the schedule's business.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from agent_runner.core.understanding import Settled

MOST_DAYS = 730
LEARNING_SHARE = 0.75
"""Of all study minutes, what learning and practice may take; the rest is for reviews and slack."""


def first_day(wishes: Settled, *, now: datetime, timezone: str) -> date:
    """The day on which study may begin: never one that is over."""
    return max(wishes.start, now.astimezone(ZoneInfo(timezone)).date())


def deadline_day(wishes: Settled, timezone: str) -> date:
    """The local day on which the deadline falls."""
    if isinstance(wishes.deadline, datetime):
        return wishes.deadline.astimezone(ZoneInfo(timezone)).date()
    return wishes.deadline


def study_days(wishes: Settled, *, now: datetime, timezone: str) -> list[date]:
    """The days from the start to the deadline, both included, that are not ruled out."""
    first, last = first_day(wishes, now=now, timezone=timezone), deadline_day(wishes, timezone)
    days = (first + timedelta(days=step) for step in range(min(MOST_DAYS, (last - first).days + 1)))
    return [
        day for day in days if day.weekday() not in wishes.days_off and day not in wishes.dates_off
    ]


def wished_minutes(wishes: Settled, days: Sequence[date]) -> int:
    """Minutes on an average study day, as the learner wishes it; at least 5."""
    daily, weekend = wishes.minutes_per_day, wishes.minutes_per_weekend_day
    if daily is None and wishes.minutes_per_week is not None:
        weekdays = len({day.weekday() for day in days}) or 7 - len(wishes.days_off)
        return max(5, round(wishes.minutes_per_week / max(1, weekdays)))
    daily = daily if daily is not None else 60
    if weekend is not None and days:
        free = sum(day.weekday() >= 5 for day in days)
        return max(5, round((daily * (len(days) - free) + weekend * free) / len(days)))
    return max(5, daily)


def path_minutes(days: int, minutes_per_day: int) -> int:
    """Minutes that a path may take, so that its reviews fit as well."""
    return max(5, round(days * minutes_per_day * LEARNING_SHARE))
