"""What a timetable is made of: what it is asked for, and what comes out.

Owns the shapes and their defaults; computes nothing. Minutes are whole, instants are aware.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Literal

from agent_runner.json_types import JsonValue

Kind = Literal["learn", "practice", "review", "break"]
ConflictKind = Literal["no_study_time", "not_enough_time", "due", "reviews", "cap"]
RelaxationKind = Literal[
    "allow_day", "more_minutes", "study_hours", "later_deadline", "drop_concepts"
]

GRID_MINUTES = 5
DAY_MINUTES = 24 * 60


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """A concept to learn.

    `prerequisites` name other tasks' concepts; those that are no task are taken as known. Minutes
    are rounded up to the grid. `learned_on` with `learn_minutes=0`: learned already on that date,
    only practice and reviews are left. `weight`: what the concept is worth to the goal, > 0.
    `due`: an own deadline (a date: until its end), after which none of it is placed.
    """

    concept: str
    title: str
    learn_minutes: int
    practice_minutes: int = 0
    prerequisites: tuple[str, ...] = ()
    weight: float = 1.0
    learned_on: date | None = None
    due: datetime | date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    """A stretch of a local day, in minutes from midnight (0–1440)."""

    start: int
    end: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Busy:
    """Time that is taken."""

    start: datetime
    end: datetime
    title: str = ""


def default_windows() -> tuple[tuple[Window, ...], ...]:
    """17:00–21:00 from Monday to Friday, 10:00–18:00 at the weekend."""
    evening, day = (Window(start=17 * 60, end=21 * 60),), (Window(start=10 * 60, end=18 * 60),)
    return (*[evening] * 5, *[day] * 2)


@dataclass(frozen=True, kw_only=True, slots=True)
class Constraints:
    """When study may happen.

    `deadline`: an instant, or a date (until its end in `tz`); without one the plan ends after
    `horizon_days`. `windows`: seven entries, Monday first. `days_off`: weekdays, Monday = 0.
    `daily_cap_minutes` is the limit for a day's health, `minutes_per_day` and `minutes_per_week`
    are what the learner wants to give (weeks count from the first day; `minutes_per_weekend_day`
    stands in for `minutes_per_day` on Saturdays and Sundays); breaks count in neither.
    """

    tz: str
    start: datetime
    deadline: datetime | date | None = None
    horizon_days: int = 42
    windows: tuple[tuple[Window, ...], ...] = field(default_factory=default_windows)
    busy: tuple[Busy, ...] = ()
    days_off: frozenset[int] = frozenset()
    dates_off: frozenset[date] = frozenset()
    daily_cap_minutes: int = 240
    minutes_per_day: int | None = None
    minutes_per_weekend_day: int | None = None
    minutes_per_week: int | None = None
    shortest_block: int = 25
    longest_block: int = 50
    short_break: int = 5
    long_break: int = 15
    long_break_after: int = 120
    reviews: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """A stretch of the timetable, in local time; a break belongs to no concept.

    Subtracting two datetimes of one zone compares wall clocks; `minutes` is the real duration.
    """

    start: datetime
    end: datetime
    kind: Kind
    concept: str | None
    because: str = ""

    @property
    def minutes(self) -> int:
        """Elapsed minutes, clock changes accounted for."""
        return round((self.end.astimezone(UTC) - self.start.astimezone(UTC)).total_seconds() / 60)


@dataclass(frozen=True, kw_only=True, slots=True)
class Unplaced:
    """Minutes of a concept for which there is no room."""

    concept: str
    title: str
    minutes: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Conflict:
    """Two wishes that cannot both be met, in words and in minutes."""

    kind: ConflictKind
    text: str
    minutes: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Relaxation:
    """A smallest change that makes the plan fit; `changes` are the fields to send instead."""

    kind: RelaxationKind
    text: str
    changes: Mapping[str, JsonValue]


@dataclass(frozen=True, kw_only=True, slots=True)
class DayMinutes:
    """Minutes on a local date."""

    date: date
    minutes: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Move:
    """What became of a block of the previous plan that could not stay; `to` None: not placed."""

    concept: str
    kind: Kind
    was: datetime
    to: datetime | None
    because: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Timetable:
    """The answer: `blocks` in order of time.

    `slack_minutes`: study minutes before the end that nothing uses; below 0, the minutes missing.
    `due_forecast`: minutes of review per date on which they are to be done.
    """

    tz: str
    blocks: tuple[Block, ...]
    feasible: bool
    slack_minutes: int
    unplaced: tuple[Unplaced, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    relaxations: tuple[Relaxation, ...] = ()
    due_forecast: tuple[DayMinutes, ...] = ()
    moves: tuple[Move, ...] = ()
