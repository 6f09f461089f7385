"""The time there is for a plan: which days, and how many minutes. Pure.

Counts days and minutes roughly, to size the path; placing them is the schedule's business.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from agent_runner.json_types import JsonObject

MOST_DAYS = 730
LEARNING_SHARE = 0.75
"""Of all study minutes, what learning and first practice may take; reviews get the rest."""


def study_days(settled: JsonObject, *, now: datetime, timezone: str) -> list[date]:
    """The days from the start to the deadline, both included, that are not ruled out."""
    first = max(
        date.fromisoformat(str(settled["start"])), now.astimezone(ZoneInfo(timezone)).date()
    )
    last = deadline_day(settled, timezone)
    off = cast("Collection[int]", settled["days_off"])
    dates_off = {date.fromisoformat(day) for day in cast("list[str]", settled["dates_off"])}
    days = (first + timedelta(days=step) for step in range(min(MOST_DAYS, (last - first).days + 1)))
    return [day for day in days if day.weekday() not in off and day not in dates_off]


def deadline_day(settled: JsonObject, timezone: str) -> date:
    """The local day on which the deadline falls."""
    text = str(settled["deadline"])
    if "T" not in text:
        return date.fromisoformat(text)
    return datetime.fromisoformat(text).astimezone(ZoneInfo(timezone)).date()


def wished_minutes(settled: JsonObject, days: Collection[date]) -> int:
    """Minutes on an average study day, as the learner wishes it."""
    weekly, daily = settled["minutes_per_week"], settled["minutes_per_day"]
    if isinstance(weekly, int) and not isinstance(daily, int):
        weekdays = {day.weekday() for day in days}
        return max(5, round(weekly / max(1, len(weekdays))))
    weekend = settled["minutes_per_weekend_day"]
    if isinstance(daily, int) and isinstance(weekend, int) and days:
        free = sum(day.weekday() >= 5 for day in days)
        return round((daily * (len(days) - free) + weekend * free) / len(days))
    return daily if isinstance(daily, int) else 60


def path_minutes(days: int, minutes_per_day: int) -> int:
    """Minutes that a path may take, so that its reviews fit as well."""
    return max(5, round(days * minutes_per_day * LEARNING_SHARE))
