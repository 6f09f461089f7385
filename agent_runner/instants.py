"""Dates and instants as parameters: within years in which a zone or a few days more are no error.

Python's dates end at the years 1 and 9999, and there every step over the end is an `OverflowError`.
The schemas say the same years, by a pattern beside the format.
"""

from __future__ import annotations

from datetime import MAXYEAR, date, datetime
from typing import Annotated, TypeVar

from pydantic import AfterValidator, AwareDatetime, WithJsonSchema
from pydantic.json_schema import JsonSchemaValue

_FIRST_YEAR, _LAST_YEAR = 1970, 2199
_YEARS = r"(19[7-9]\d|2[01]\d\d)"
# What was planned from any instant above can be sent back.
_FIRST_PLANNED_YEAR, _LAST_PLANNED_YEAR = 1960, 2209
_PLANNED_YEARS = r"(19[6-9]\d|2[01]\d\d|220\d)"
# A day that is as good as never is a deadline, too.
_OPEN_YEARS = r"(19[7-9]\d|[2-9]\d{3})"
_MONTH_AND_DAY = r"-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
_TIME = r"T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)"

_Day = TypeVar("_Day", bound=date)


def _given(day: _Day) -> _Day:
    return _within(day, _FIRST_YEAR, _LAST_YEAR)


def planned(day: _Day) -> _Day:
    """The day, if a plan may hold it; raises `ValueError` otherwise."""
    return _within(day, _FIRST_PLANNED_YEAR, _LAST_PLANNED_YEAR)


def not_before_all(day: _Day) -> _Day:
    """The day, if it may be a deadline; raises `ValueError` otherwise."""
    return _within(day, _FIRST_YEAR, MAXYEAR)


def _within(day: _Day, first: int, last: int) -> _Day:
    if not first <= day.year <= last:
        raise ValueError(f"a date in the years {first} to {last}")
    return day


def _day_schema(years: str) -> JsonSchemaValue:
    return {"type": "string", "format": "date", "pattern": f"^{years}{_MONTH_AND_DAY}$"}


def _instant_schema(years: str) -> JsonSchemaValue:
    pattern = f"^{years}{_MONTH_AND_DAY}{_TIME}$"
    return {"type": "string", "format": "date-time", "pattern": pattern}


def _either_schema(years: str) -> JsonSchemaValue:
    return {"anyOf": [_day_schema(years), _instant_schema(years)]}


BoundedDate = Annotated[date, AfterValidator(_given), WithJsonSchema(_day_schema(_YEARS))]
BoundedDateOrInstant = Annotated[
    date | AwareDatetime, AfterValidator(_given), WithJsonSchema(_either_schema(_YEARS))
]
BoundedInstant = Annotated[
    datetime, AfterValidator(_given), WithJsonSchema(_instant_schema(_YEARS))
]
BoundedAwareInstant = Annotated[
    AwareDatetime, AfterValidator(_given), WithJsonSchema(_instant_schema(_YEARS))
]
PlannedDate = Annotated[date, AfterValidator(planned), WithJsonSchema(_day_schema(_PLANNED_YEARS))]
PlannedInstant = Annotated[
    datetime, AfterValidator(planned), WithJsonSchema(_instant_schema(_PLANNED_YEARS))
]
PLANNED_DATE_OR_INSTANT = WithJsonSchema(_either_schema(_PLANNED_YEARS))
ZoneName = Annotated[str, WithJsonSchema({"type": "string", "format": "timezone"})]
"""An IANA name, as text; whoever reads it refuses another."""
OPEN_DATE_OR_INSTANT = WithJsonSchema(_either_schema(_OPEN_YEARS))
