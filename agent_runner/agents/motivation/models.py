"""What the motivation skills take and give, as it crosses the wire."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from agent_runner.agents.enrichment.models import Enrichment, absent_if_empty, absent_if_none
from agent_runner.core.goals import SlotName
from agent_runner.instants import PlannedInstant, ZoneName

FactName = Literal["answers", "blocks_kept", "minutes", "days", "habit"]


class StudyBlock(BaseModel):
    """A block of a timetable; what else it holds is passed over."""

    model_config = ConfigDict(extra="ignore")

    start: PlannedInstant
    end: PlannedInstant
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


class PlanTimes(BaseModel):
    """The timetable of a study plan."""

    model_config = ConfigDict(extra="ignore")

    tz: ZoneName | None = None
    blocks: Annotated[list[StudyBlock], Field(max_length=5000)] = []


class PlanKept(BaseModel):
    """The parts of a study plan that a look back needs."""

    model_config = ConfigDict(extra="ignore")

    path: Annotated[list[PathStep], Field(max_length=500)] = []
    schedule: PlanTimes


class MinutesOfDay(BaseModel):
    """Minutes of a date: in the plan (0 without one), and logged."""

    date: date
    planned: int
    studied: int


class SessionsOfDay(BaseModel):
    """Blocks of a date that are over, kept and missed; without a plan, as the sessions say."""

    date: date
    kept: int
    missed: int


class MasteryPoint(BaseModel):
    """Mastery of a concept at an instant, 0–1, after `n` answers, with its 90 % interval."""

    at: datetime
    p: float
    n: int
    interval: list[float]


class MasteryCourse(BaseModel):
    """How mastery of a concept went."""

    concept: str
    title: str
    points: list[MasteryPoint]


class ReviewsOfDay(BaseModel):
    """Reviews that fell due on a date, and those done on it that were due."""

    date: date
    due: int
    done: int


class CheckInPoint(BaseModel):
    """The last check-in of a date; null for what it does not say."""

    date: date
    mood: int | None
    energy: int | None
    sleep_hours: float | None
    stress: int | None
    who5: int | None


class Totals(BaseModel):
    """The sums of the days shown."""

    minutes: int
    planned: int
    days_studied: int
    kept: int
    missed: int
    reviews_done: int
    reviews_due: int


class Progress(BaseModel):
    """Series to plot: a point for every date from `first` to `last`, and mastery by concept.

    `mastery_since` is the first instant from which its course was kept; null where none is.
    """

    first: date
    last: date
    timezone: str
    minutes: list[MinutesOfDay]
    sessions: list[SessionsOfDay]
    mastery: list[MasteryCourse]
    mastery_since: datetime | None
    reviews: list[ReviewsOfDay]
    check_ins: list[CheckInPoint]
    totals: Totals
    text: str


class DayOfReview(BaseModel):
    """A date of a week: minutes planned, minutes of the blocks that were kept, minutes logged."""

    date: date
    planned: int
    kept: int
    studied: int


class ConceptMove(BaseModel):
    """A concept whose mastery moved in a week.

    `is_clear`: the 90 % interval after does not hold the mastery before, so it is hardly chance.
    """

    concept: str
    title: str
    before: MasteryPoint
    after: MasteryPoint
    change: float
    direction: Literal["up", "down"]
    is_clear: bool


class Slipped(BaseModel):
    """A block that was over without being kept."""

    start: datetime
    kind: Literal["learn", "practice", "review"]
    concept: str | None
    title: str
    minutes: int


class Suggestion(BaseModel):
    """One thing to change, computed from the week; `change_with`: how to do it, if it is a call."""

    kind: Literal["log", "time", "weekday", "minutes", "review", "concept", "rest", "keep"]
    text: str
    because: str
    change_with: str | None


class WeekMinutes(BaseModel):
    """Minutes of a week: planned so far, of kept blocks, and logged in all."""

    planned: int
    kept: int
    studied: int


class WeekReview(BaseModel):
    """A week looked back on, from Monday: `planned` counts blocks that are over."""

    first: date
    last: date
    timezone: str
    minutes: WeekMinutes
    days: list[DayOfReview]
    concepts: list[ConceptMove]
    slipped: list[Slipped]
    suggestion: Suggestion
    text: str
