"""The time there is for a plan: which days, and how many minutes. Pure.

Counts days and minutes to size the path; placing them is the schedule's business.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from agent_runner.core.understanding import Settled

MOST_DAYS = 730
LONGEST_ASSUMED_DAYS = 182
"""A plan for which no deadline was said grows to half a year, not more."""
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


def wished_minutes(wishes: Settled) -> int:
    """Minutes on a usual study day, as the learner wishes it; at least 5."""
    if wishes.minutes_per_day is not None:
        return max(5, wishes.minutes_per_day)
    if wishes.minutes_per_week is not None:
        return max(5, round(wishes.minutes_per_week / max(1, 7 - len(wishes.days_off))))
    return 60


def path_minutes(wishes: Settled, days: Sequence[date], *, cap: int) -> int:
    """Minutes that a path may take on these days, so that its reviews fit as well."""
    usual, weekend = wished_minutes(wishes), wishes.minutes_per_weekend_day
    minutes = sum(
        min(cap, weekend if weekend is not None and day.weekday() >= 5 else usual) for day in days
    )
    return max(5, round(minutes * LEARNING_SHARE))


def with_room_for(wishes: Settled, minutes: int, *, cap: int, first: date) -> Settled:
    """The wishes with the assumed deadline late enough for a path of so many minutes."""
    a_week = [first + timedelta(days=step) for step in range(7)]
    open_days = [day for day in a_week if day.weekday() not in wishes.days_off]
    per_week = path_minutes(wishes, open_days, cap=cap)
    weeks = math.ceil(minutes / per_week) + 1
    last = first + timedelta(days=min(LONGEST_ASSUMED_DAYS, 7 * weeks))
    return wishes if deadline_day(wishes, "UTC") >= last else replace(wishes, deadline=last)
