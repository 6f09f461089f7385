"""Dates and instants as parameters: within years in which a zone or a few days more are no error.

Python's dates end at the years 1 and 9999, and there every step over the end is an `OverflowError`.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, TypeVar

from pydantic import AfterValidator, AwareDatetime

_FIRST_YEAR, _LAST_YEAR = 1970, 2199
# What was planned from any instant above can be sent back.
_FIRST_PLANNED_YEAR, _LAST_PLANNED_YEAR = 1960, 2209

_Day = TypeVar("_Day", bound=date)


def _given(day: _Day) -> _Day:
    return _within(day, _FIRST_YEAR, _LAST_YEAR)


def planned(day: _Day) -> _Day:
    """The day, if a plan may hold it; raises `ValueError` otherwise."""
    return _within(day, _FIRST_PLANNED_YEAR, _LAST_PLANNED_YEAR)


def _within(day: _Day, first: int, last: int) -> _Day:
    if not first <= day.year <= last:
        raise ValueError(f"a date in the years {first} to {last}")
    return day


BoundedDate = Annotated[date, AfterValidator(_given)]
BoundedDateOrInstant = Annotated[date | AwareDatetime, AfterValidator(_given)]
BoundedInstant = Annotated[datetime, AfterValidator(_given)]
BoundedAwareInstant = Annotated[AwareDatetime, AfterValidator(_given)]
PlannedDate = Annotated[date, AfterValidator(planned)]
PlannedInstant = Annotated[datetime, AfterValidator(planned)]
