"""How firm a habit of studying is, and streaks that forgive: computed from the days studied.

Knows nothing of stores or words.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

WEEK = 7


def habit_strength(
    days: Collection[date], *, first: date, last: date, days_per_week: int = WEEK
) -> float:
    """The strength of a habit on `last`, from 0 (none) to 1, when it began on `first`.

    Each day, s becomes s·m + v·(1 − m) with m = 0.5^(√f / 13), where f is the wished number of
    times a day (`days_per_week` / 7) and v the share of the last seven days' wish that was met,
    at most 1; for a daily wish v is simply whether the day was studied. That is the exponential
    average of the Loop Habit Tracker: a missed day costs a little, never everything.
    """
    if not 1 <= days_per_week <= WEEK:
        raise ValueError(f"days_per_week must be 1 to 7, not {days_per_week}")
    studied = {*days}
    keeps = 0.5 ** ((days_per_week / WEEK) ** 0.5 / 13)
    strength, day = 0.0, first
    while day <= last:
        strength = strength * keeps + _met(studied, day, days_per_week) * (1 - keeps)
        day += timedelta(days=1)
    return strength


def streak(days: Collection[date], *, last: date, free_days: int = 1) -> int:
    """Days studied in a row up to `last`, of which `free_days` a week may be missed.

    `last` itself is not held against the learner: it is not over yet.
    """
    studied = {*days}
    if not studied:
        return 0
    count, day, missed = 0, last, list[date]()
    while day >= min(studied):
        if day in studied:
            count += 1
        elif day != last:
            missed = [one for one in missed if (one - day).days < WEEK]
            if len(missed) == free_days:
                break
            missed.append(day)
        day -= timedelta(days=1)
    return count


def _met(studied: set[date], day: date, days_per_week: int) -> float:
    if days_per_week == WEEK:
        return float(day in studied)
    lately = sum(day - timedelta(days=back) in studied for back in range(WEEK))
    return min(1.0, lately / days_per_week)
