"""What a learner's day is, as it crosses the wire."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, TypeAlias

from pydantic import BaseModel

from agent_runner.core.timetable import Kind

BlockState: TypeAlias = Literal["done", "now", "ahead", "missed", "break"]


class BlockToday(BaseModel):
    """A block of today. `done`: a session on its concept was logged; `missed`: over, and none."""

    start: datetime
    end: datetime
    kind: Kind
    concept: str | None
    title: str
    minutes: int
    because: str
    state: BlockState


class DueReview(BaseModel):
    """Something learned that is to be recalled today: `recall` is the chance to know it now, 0–1.

    `in_plan`: a block of today's plan is for it.
    """

    concept: str
    title: str
    due: datetime
    recall: float
    minutes: int
    in_plan: bool
    why: str


class NextAction(BaseModel):
    """What to do next, and why this."""

    kind: Literal["learn", "practice", "review", "rest", "plan"]
    text: str
    minutes: int
    concept: str | None
    block_start: datetime | None
    because: str


class MinutesToday(BaseModel):
    """Minutes of today: in the plan, logged, and still to come of the plan within the cap."""

    planned: int
    studied: int
    left: int


class CapToday(BaseModel):
    """The most that is reasonable today, with its reason."""

    minutes: int
    why: str


class DayOfWeek(BaseModel):
    """Planned and logged minutes of a date."""

    date: date
    planned: int
    studied: int


class WeekToday(BaseModel):
    """The week from Monday: what is planned, what was done, what of the plan is still ahead."""

    first: date
    last: date
    planned_minutes: int
    studied_minutes: int
    left_minutes: int
    blocks_left: int
    days: list[DayOfWeek]


class Today(BaseModel):
    """A day of a learner: blocks of the plan, reviews that are due, and what to do next."""

    date: date
    timezone: str
    blocks: list[BlockToday]
    reviews: list[DueReview]
    next_action: NextAction
    minutes: MinutesToday
    cap: CapToday
    week: WeekToday
    text: str
