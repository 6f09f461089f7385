"""What a study plan looks like on the wire. Shapes only: nothing is computed here.

Dates and instants are ISO 8601, instants with their offset; minutes are whole; `concept` is
`<pack>/<concept-id>`, `<document_id>/<part>` for a document of the learner's own, or
`generic/<step>` for a subject that no topic pack covers.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from agent_runner.agents.enrichment.models import Sent, absent_if_empty

Status = Literal["ok", "skipped", "failed", "late"]


class Part(BaseModel):
    """A part of an answer; unknown members are a mistake of ours, so they are refused."""

    model_config = ConfigDict(extra="forbid")


class OpenPart(BaseModel):
    """A part that an agent may say more in than is listed here."""

    model_config = ConfigDict(extra="allow")


class AgentReport(Part):
    """How an agent's share of the run went; `ms` over all its skills."""

    status: Status
    ms: int


class Assumption(OpenPart):
    """What was taken because it was not said, and the field that says it."""

    field: str
    value: JsonValue
    why: str
    change_with: str


class Question(Part):
    """What would change the plan most; `default` holds until it is answered."""

    id: str
    text: str
    default: JsonValue


class Goal(Part):
    """What is to be reached, how it shows, and by which day."""

    statement: str
    measure: str
    by: str | None


class Mastery(Part):
    """Probability of a right answer, after how many answers, and its 90 % interval."""

    p: float
    n: int
    interval: Annotated[list[float], Field(min_length=2, max_length=2)]


class Resource(Part):
    """Where to read or practise."""

    title: str
    locator: str


class Step(OpenPart):
    """One concept of the path; a part of a document has `citations` of it, too."""

    concept: str
    title: str
    why_now: str
    prerequisites: list[str]
    mastery: Mastery
    minutes: int
    objectives: list[str]
    resources: list[Resource]
    weight: float = 1.0


class Block(OpenPart):
    """A stretch of study; a break belongs to no concept."""

    start: str
    end: str
    kind: Literal["learn", "practice", "review", "break"]
    concept: str | None
    because: str


class Conflict(OpenPart):
    """Two wishes that cannot both be met."""

    kind: str
    text: str
    minutes: int | None = None


class Relaxation(OpenPart):
    """A smallest change that makes it fit; `changes` are the fields to send instead."""

    kind: str
    text: str
    changes: dict[str, JsonValue] = {}


class Schedule(Part):
    """`slack_minutes`: room that nothing uses; below 0, the minutes that are missing.

    `limits`: what it keeps to, as parameters of `schedule.plan`; plans of before have none.
    """

    tz: str
    blocks: list[Block]
    feasible: bool
    slack_minutes: int
    conflicts: list[Conflict]
    relaxations: list[Relaxation]
    limits: dict[str, JsonValue] = Field(default={}, exclude_if=absent_if_empty)


class PlacementItem(OpenPart):
    """A question that shows where to begin; its answer is kept back."""

    item_id: str
    kind: str
    prompt: str
    options: list[str] | None = None
    concept: str | None


class Checkpoint(OpenPart):
    """A day on which to look whether it holds."""

    date: str
    concepts: list[str]
    text: str


class Assessment(Part):
    """Where to begin, and when to check."""

    placement: list[PlacementItem]
    checkpoints: list[Checkpoint]


class DueMinutes(Part):
    """Minutes of review that fall on a day."""

    date: str
    minutes: int


class Review(Part):
    """What the spaced reviews will ask of each day."""

    due_forecast: list[DueMinutes]


class Wellness(Part):
    """The guard's verdict, and the day's limit with its reason."""

    guard: dict[str, JsonValue]
    cap_minutes_per_day: int
    why: str


class IfThen(OpenPart):
    """A plan bound to a block of this schedule."""

    model_config = ConfigDict(extra="allow", validate_by_name=True, serialize_by_alias=True)

    if_: str = Field(alias="if")
    then: str
    block_start: str


class SmallStep(OpenPart):
    """Something to do now."""

    text: str
    minutes: int


class Motivation(Part):
    """If-then plans, and a first step of at most 10 minutes."""

    if_then: list[IfThen]
    first_step: SmallStep


class Used(OpenPart):
    """Something known of the learner that went into the plan, and where it came from."""

    field: str
    value: JsonValue
    source: str


class Personalization(Part):
    """What was used of the learner."""

    used: list[Used]


class Option(Part):
    """One of the ways open to a decision, and who proposed it."""

    by: str
    value: JsonValue
    text: str


class Decision(Part):
    """What the arbiter decided; `priority` is the rule that settled it."""

    question: str
    options: list[Option]
    chosen: JsonValue
    because: str
    priority: Literal["safety", "wellness_cap", "deadline", "learning_gain", "wish"]


class LeftOut(Part):
    """A concept of the subject that is not in the path, and why."""

    concept: str
    title: str
    reason: str
    why: str
    minutes: int


class Trace(Part):
    """Enough to make the same plan again, and to see why it is as it is.

    `sent`: what went to a language model, by purpose and kind, never the text.
    """

    decisions: list[Decision]
    note: str
    left_out: list[LeftOut]
    seed: int
    now: str
    input_hash: str
    versions: dict[str, str]
    order: list[str]
    sent: list[Sent] = Field(default=[], exclude_if=absent_if_empty)


class StudyPlan(Part):
    """A study plan, complete also where an agent failed: see `degraded`."""

    run_id: str
    engine: Literal["core", "core+llm"]
    coverage: Literal["pack", "documents", "generic"]
    degraded: list[str]
    agents: dict[str, AgentReport]
    assumptions: list[Assumption]
    questions: list[Question]
    goal: Goal
    path: list[Step]
    schedule: Schedule
    assessment: Assessment
    review: Review
    wellness: Wellness
    motivation: Motivation
    personalization: Personalization
    next_action: SmallStep
    trace: Trace
