"""Days, times and durations in plain English, independent of the machine's locale."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day_text(day: date) -> str:
    """`Tue 24 Nov`; also for a datetime."""
    return f"{WEEKDAYS[day.weekday()][:3]} {day.day} {_MONTHS[day.month - 1]}"


def long_day_text(day: date) -> str:
    """`Tue 24 Nov 2026`."""
    return f"{day_text(day)} {day.year}"


def time_text(at: datetime) -> str:
    """`17:05`."""
    return f"{at.hour:02d}:{at.minute:02d}"


def duration_text(minutes: int) -> str:
    """`45 minutes`, `2 h 30 min`."""
    if minutes < 90:
        return f"{minutes} minute{'' if minutes == 1 else 's'}"
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def days_text(days: int) -> str:
    """`1 day`, `5 days`."""
    return f"{days} day{'' if days == 1 else 's'}"


def count_text(count: float, noun: str) -> str:
    """`1 record`, `0 records`, `5.5 hours`."""
    return f"{count:{'d' if isinstance(count, int) else 'g'}} {noun}{'' if count == 1 else 's'}"


def list_text(names: Sequence[str], *, at_most: int = 4) -> str:
    """`A, B and C`; beyond `at_most`, `A, B, C and 5 more`."""
    if len(names) > at_most:
        shown = at_most - 1
        return f"{', '.join(names[:shown])} and {len(names) - shown} more"
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
