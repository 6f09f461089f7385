"""What the motivation skills take and give, as it crosses the wire."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from agent_runner.agents.enrichment.models import Enrichment, absent_if_empty, absent_if_none
from agent_runner.core.goals import SlotName

FactName = Literal["answers", "blocks_kept", "minutes", "days", "habit"]


class StudyBlock(BaseModel):
    """A block of a timetable; what else it holds is passed over."""

    model_config = ConfigDict(extra="ignore")

    start: datetime
    end: datetime
    kind: Literal["learn", "practice", "review", "break"]
    concept: str | None = None


class PathStep(BaseModel):
    """A step of a learning path, for its title and objectives."""

    model_config = ConfigDict(extra="ignore")

    concept: str
    title: str
    objectives: list[str] = []


class Source(BaseModel):
    """A claim, where it comes from, what speaks against it, and when we last looked."""

    claim: str
    reference: str
    limits: str
    reviewed: date


class SmallStep(BaseModel):
    """Something to do now, in at most 10 minutes."""

    text: str
    minutes: Annotated[int, Field(ge=1, le=10)]


class Backup(BaseModel):
    """What to do when the first plan does not come about."""

    model_config = ConfigDict(validate_by_name=True, serialize_by_alias=True)

    if_: str = Field(validation_alias="if", serialization_alias="if")
    then: str
    block_start: datetime | None


class IfThen(BaseModel):
    """A plan bound to a block of this schedule."""

    model_config = ConfigDict(validate_by_name=True, serialize_by_alias=True)

    if_: str = Field(validation_alias="if", serialization_alias="if")
    then: str
    block_start: datetime
    backup: Backup


class IfThenPlans(BaseModel):
    """If-then plans for the next blocks, and the first small step."""

    if_then: list[IfThen]
    first_step: SmallStep
    source: Source


class GivenFacts(BaseModel):
    """Numbers about the learner that the caller knows; together with those in the store."""

    model_config = ConfigDict(extra="forbid")

    answers_right: Annotated[int | None, Field(ge=0)] = None
    answers_total: Annotated[int | None, Field(ge=1)] = None
    minutes: Annotated[int | None, Field(ge=0)] = None
    blocks_kept: Annotated[int | None, Field(ge=0)] = None
    blocks_planned: Annotated[int | None, Field(ge=1)] = None


class Fact(BaseModel):
    """A number of the learner's own, with where it comes from."""

    name: FactName
    value: float
    text: str
    source: str


class Technique(BaseModel):
    """One thing to try."""

    name: Literal["smaller step", "if-then plan", "self-test", "fixed time"]
    text: str


class WarmerWords(Enrichment):
    """The same, warmer, in a model's words; it holds no number that `facts` do not."""

    text: str | None


class Encouragement(BaseModel):
    """Words that rest on `facts`; without facts they say so.

    `guard` from 2 on: the message told of danger, `text` is about help and nothing else.
    `enrichment` and `degraded` are there only where a model is.
    """

    text: str
    facts: list[Fact]
    next_step: SmallStep
    technique: Technique | None
    source: Source | None
    guard: int
    enrichment: WarmerWords | None = Field(default=None, exclude_if=absent_if_none)
    degraded: list[str] = Field(default=[], exclude_if=absent_if_empty)


class GoalSlot(BaseModel):
    """One thing a goal should say, and the words that say it (null where none do)."""

    name: SlotName
    found: str | None


class GoalQuestion(BaseModel):
    """What to ask next."""

    slot: SlotName
    text: str


class GoalCheck(BaseModel):
    """What a goal says already, and the first thing it does not."""

    goal: str
    slots: list[GoalSlot]
    complete: bool
    question: GoalQuestion | None
    text: str


class SessionLog(BaseModel):
    """What was stored, and the last seven days with it."""

    stored: int
    minutes_last_7_days: int
    days_last_7_days: int
    streak_days: int
    habit_strength: float
    text: str


class Forgotten(BaseModel):
    """How many records were deleted."""

    deleted: int
