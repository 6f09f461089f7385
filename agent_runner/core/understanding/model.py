"""What was understood of a learner's words: the shapes, and their form as JSON.

Owns no reading of text. Weekdays count from Monday = 0, minutes are whole, times of day are
minutes from midnight, spans are `text[start:end]` of the text that was given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from typing import Generic, Literal, TypeVar, cast

from agent_runner.json_types import JsonObject, JsonValue

T = TypeVar("T", covariant=True)

Language = Literal["en", "de", "es", "fr"]
GoalKind = Literal["exam", "course", "project", "curiosity", "catch-up"]
Level = Literal["beginner", "intermediate", "advanced"]
Source = Literal["text", "caller"]
ProblemKind = Literal[
    "deadline_past",
    "deadline_contradiction",
    "budget_contradiction",
    "start_after_deadline",
    "no_such_date",
    "no_day_left",
    "date_passed_this_year",
    "text_cut",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Found(Generic[T]):
    """A value and where it was said.

    `sure` from 0 to 1: 0.9 and more was said outright, about 0.5 is a guess among readings. A
    value that the caller gave as a field has `source="caller"`, no span (0, 0) and `sure` 1.
    """

    value: T
    start: int = 0
    end: int = 0
    text: str = ""
    sure: float = 1.0
    source: Source = "text"


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """A measurable aim: `kind` grade ("B"), percent (90), score (1400) or pass (None)."""

    kind: Literal["grade", "percent", "score", "pass"]
    value: str | float | None


@dataclass(frozen=True, kw_only=True, slots=True)
class DateRange:
    """Both days included."""

    first: date
    last: date


@dataclass(frozen=True, kw_only=True, slots=True)
class StudyTime:
    """A stretch of the day, in minutes from midnight; `weekdays` empty means every day."""

    start: int
    end: int
    weekdays: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Assumption:
    """What was not said, or could be read in two ways, and what was taken instead."""

    field: str
    value: JsonValue
    why: str
    change_with: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """What would change the plan most if it were known; `default` holds until it is answered."""

    id: str
    text: str
    default: JsonValue


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """Something said that cannot be or does not go together."""

    kind: ProblemKind
    field: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Overrides:
    """Fields that the caller gave outright; None was not given. They win over the text."""

    subjects: tuple[str, ...] | None = None
    goal: GoalKind | None = None
    deadline: date | datetime | None = None
    start: date | None = None
    minutes_per_day: int | None = None
    minutes_per_week: int | None = None
    days_off: tuple[int, ...] | None = None
    dates_off: tuple[date, ...] | None = None
    level: Level | None = None
    known: tuple[str, ...] | None = None
    excluded: tuple[str, ...] | None = None
    language: Language | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Understanding:
    """Everything found in a text, and everything assumed in its place.

    `deadline` is a date (that whole day counts, in the learner's zone) or an aware instant.
    `days_off` has an entry for each weekday that is ruled out. `considered` is the number of
    characters that were read. `settled` are the plain values to plan with.
    """

    text: str
    considered: int
    timezone: str
    language: Found[Language]
    subjects: tuple[Found[str], ...] = ()
    goal: Found[GoalKind] | None = None
    target: Found[Target] | None = None
    deadline: Found[date | datetime] | None = None
    start: Found[date] | None = None
    minutes_per_day: Found[int] | None = None
    minutes_per_weekend_day: Found[int] | None = None
    minutes_per_week: Found[int] | None = None
    days_off: tuple[Found[int], ...] = ()
    dates_off: tuple[Found[DateRange], ...] = ()
    study_times: tuple[Found[StudyTime], ...] = ()
    level: Found[Level] | None = None
    known: tuple[Found[str], ...] = ()
    excluded: tuple[Found[str], ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    questions: tuple[Question, ...] = ()
    problems: tuple[Problem, ...] = ()
    settled: Settled

    def as_json(self) -> JsonObject:
        """All of it as JSON values: dates in ISO 8601, tuples as arrays."""
        return cast("JsonObject", _plain(self))


@dataclass(frozen=True, kw_only=True, slots=True)
class Settled:
    """The values to plan with: what was said or given, else the default.

    `deadline` is always there: without one said, the end of the default horizon.
    `minutes_per_day` is None only where a week's budget was said instead.
    """

    subjects: tuple[str, ...]
    goal: GoalKind
    deadline: date | datetime
    deadline_said: bool
    start: date
    minutes_per_day: int | None
    minutes_per_weekend_day: int | None
    minutes_per_week: int | None
    days_off: tuple[int, ...]
    dates_off: tuple[date, ...]
    study_times: tuple[StudyTime, ...]
    level: Level
    known: tuple[str, ...]
    excluded: tuple[str, ...]
    language: Language


def _plain(value: object) -> JsonValue:
    if is_dataclass(value):
        return {entry.name: _plain(getattr(value, entry.name)) for entry in fields(value)}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [_plain(entry) for entry in cast("tuple[object, ...]", value)]
    if isinstance(value, Mapping):
        entries = cast("Mapping[str, object]", value)
        return {key: _plain(entry) for key, entry in entries.items()}
    return cast("JsonValue", value)
