"""What the schedule's skills take and give, as it crosses the wire."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    WithJsonSchema,
)

from agent_runner.core.timetable import Kind
from agent_runner.core.timetable.model import ConflictKind, RelaxationKind
from agent_runner.core.timetable.words import WEEKDAYS
from agent_runner.instants import (
    OPEN_DATE_OR_INSTANT,
    PLANNED_DATE_OR_INSTANT,
    PlannedDate,
    PlannedInstant,
    not_before_all,
    planned,
)

WEEKDAY_NAMES = [name.lower() for name in WEEKDAYS]
_CLOCK = re.compile(r"(\d{2}):(\d{2})")
_CLOCK_OF_DAY = r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$"


def _weekday(value: object) -> object:
    if isinstance(value, str) and value.lower() in WEEKDAY_NAMES:
        return WEEKDAY_NAMES.index(value.lower())
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 6:
        return value
    raise ValueError("a weekday such as sunday, or a number from 0 (Monday) to 6")


def _minute(value: object) -> object:
    found = _CLOCK.fullmatch(value) if isinstance(value, str) else None
    if found is not None and int(found[2]) < 60:
        value = int(found[1]) * 60 + int(found[2])
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 1440:
        return value
    raise ValueError("a time such as 17:00, or minutes from midnight (0 to 1440)")


def _date_or_instant(value: object) -> object:
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        for form in (date, datetime):
            try:
                return form.fromisoformat(value)
            except ValueError:
                continue
    raise ValueError("a date such as 2026-12-12 or an instant such as 2026-12-12T18:00+01:00")


When = Annotated[date | datetime, BeforeValidator(_date_or_instant)]
Due = Annotated[When, AfterValidator(planned), PLANNED_DATE_OR_INSTANT]
Deadline = Annotated[When, AfterValidator(not_before_all), OPEN_DATE_OR_INSTANT]
Weekday = Annotated[
    int,
    BeforeValidator(_weekday),
    WithJsonSchema(
        {"anyOf": [{"enum": [*WEEKDAY_NAMES]}, {"type": "integer", "minimum": 0, "maximum": 6}]}
    ),
]
Minute = Annotated[
    int,
    BeforeValidator(_minute),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": _CLOCK_OF_DAY, "examples": ["17:00"]},
                {"type": "integer", "minimum": 0, "maximum": 1440},
            ]
        }
    ),
]

Coverage = Literal["tasks", "pack", "generic"]
"""What a week is made of: your tasks, a topic pack, or general steps."""


class _Given(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PlanTask(_Given):
    """A concept to plan. Give `minutes` in all, or learning and practice apart."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "anyOf": [
                {"required": [name], "properties": {name: {"type": "integer"}}}
                for name in ("minutes", "learn_minutes", "practice_minutes")
            ]
        },
    )

    concept: Annotated[str, Field(min_length=1, max_length=200)]
    title: Annotated[str | None, Field(max_length=300)] = None
    minutes: Annotated[int | None, Field(ge=0, le=6000)] = None
    learn_minutes: Annotated[int | None, Field(ge=0, le=6000)] = None
    practice_minutes: Annotated[int | None, Field(ge=0, le=6000)] = None
    prerequisites: Annotated[list[str], Field(max_length=50)] = []
    weight: Annotated[float, Field(gt=0, le=1000)] = 1.0
    learned_on: PlannedDate | None = None
    due: Due | None = None


class PathStep(BaseModel):
    """A step of a learning path; what else it holds is passed over."""

    model_config = ConfigDict(extra="ignore")

    concept: Annotated[str, Field(min_length=1, max_length=200)]
    title: str | None = None
    minutes: Annotated[int, Field(ge=0, le=6000)]
    prerequisites: list[str] = []
    weight: Annotated[float, Field(ge=0)] = 1.0


class WeekTask(_Given):
    """Something to get done this week."""

    title: Annotated[str, Field(min_length=1, max_length=300)]
    minutes: Annotated[int | None, Field(ge=5, le=6000)] = None
    due: Due | None = None


class StudyTime(_Given):
    """A stretch of the day that may be used; without `days`, every day. May pass midnight."""

    start: Minute
    end: Minute
    days: Annotated[list[Weekday] | None, Field(min_length=1)] = None


class BusyTime(_Given):
    """Time that is taken. Instants without an offset are local."""

    start: datetime
    end: datetime
    title: Annotated[str, Field(max_length=300)] = ""


class ScheduledBlock(BaseModel):
    """A stretch of the timetable; `concept` is null for a break."""

    model_config = ConfigDict(extra="ignore")

    start: PlannedInstant
    end: PlannedInstant
    kind: Kind
    concept: str | None = None
    because: str = ""


class ConflictOut(BaseModel):
    """Wishes that cannot all be met, in words and minutes."""

    kind: ConflictKind
    text: str
    minutes: int | None = None


class RelaxationOut(BaseModel):
    """A smallest change that makes it fit; send `changes` with the same request."""

    kind: RelaxationKind
    text: str
    changes: dict[str, JsonValue]


class TaskMinutes(BaseModel):
    """Minutes of a task."""

    concept: str
    title: str
    minutes: int


class DayMinutesOut(BaseModel):
    """Minutes on a date."""

    date: date
    minutes: int


class MoveOut(BaseModel):
    """A block of the previous plan that moved; `to` is null where it is not placed any more."""

    concept: str
    kind: Kind
    was: datetime
    to: datetime | None
    because: str


class CalendarProblem(BaseModel):
    """A line of the given calendar that was passed over."""

    line: int
    text: str


class Assumption(BaseModel):
    """What was taken because nothing was said, and how to say it."""

    field: str
    value: JsonValue
    why: str
    change_with: str


class Schedule(BaseModel):
    """Blocks on real days. `slack_minutes` below 0 are the minutes missing."""

    tz: str
    blocks: list[ScheduledBlock]
    feasible: bool
    slack_minutes: int
    unplaced: list[TaskMinutes]
    conflicts: list[ConflictOut]
    relaxations: list[RelaxationOut]
    due_forecast: list[DayMinutesOut]
    moves: list[MoveOut]
    calendar_problems: list[CalendarProblem]
    assumptions: list[Assumption]


class DayOfWeekPlan(BaseModel):
    """One day of a week plan."""

    date: date
    minutes: int
    text: str


class WeekSchedule(Schedule):
    """Seven days, with a line for each, and what to do first."""

    start: date
    tasks: list[TaskMinutes]
    days: list[DayOfWeekPlan]
    coverage: Coverage
    summary: str


class CalendarFile(BaseModel):
    """A calendar as text (`text/calendar`)."""

    ics: str
    filename: str
    events: int
