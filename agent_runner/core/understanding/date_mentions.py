"""A date in a text, and what it is read against."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from agent_runner.core.understanding.model import Language
from agent_runner.core.understanding.written_dates import Order

Form = Literal["written", "weekday", "day", "span", "period"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Mention:
    """A date in the text. `last` ends a range; `day` None: no calendar has this date.

    `note` says which of two readings was taken; `minute` is a time of day said with it;
    `instant` a moment from now ("in two hours"). `bare_day`: no month was said ("the 12th").
    """

    start: int
    end: int
    form: Form
    day: date | None
    last: date | None = None
    minute: int | None = None
    instant: datetime | None = None
    sure: float = 0.95
    note: str = ""
    year_said: bool = False
    bare_day: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Calendar:
    """What a date is read against."""

    now: datetime
    today: date
    language: Language
    order: Order
    order_unknown: bool = False


def add_months(day: date, months: int) -> date:
    """The same day of a later month; the last one where that month is shorter."""
    months = min(months, 1200)
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
