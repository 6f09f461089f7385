"""What a run knows between its steps: plain JSON values only, so that any checkpoint can be read.

A key that parallel steps write has a reducer; every other key is written by one step. The shapes
are as the later steps read them; the agents' own answers are brought into them on arrival.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal, TypeAlias, TypedDict, TypeVar

from agent_runner.context import RunContext
from agent_runner.json_types import JsonObject, JsonValue
from agent_runner.orchestrator.threads import Thread
from agent_runner.registry import Registry

Reason = Literal["failed", "late", "not_loaded", "not_asked", "nothing_to_do"]
V = TypeVar("V")

Update: TypeAlias = Mapping[str, object]
"""What a step writes: some keys of the state."""


def merged(left: dict[str, V], right: dict[str, V]) -> dict[str, V]:
    """Both; every step writes keys of its own, so the order in which they end does not show."""
    return {**left, **right}


class Report(TypedDict):
    """How a skill did its part; `reason` None: well."""

    reason: Reason | None
    ms: int


class Decision(TypedDict):
    """What was decided between proposals, and by which rule."""

    question: str
    options: list[JsonObject]
    chosen: JsonValue
    because: str
    priority: str


class Start(TypedDict):
    """What a run begins with. `version`: of the steps, see `runs.STEPS_VERSION`."""

    version: int
    workflow: str
    run_id: str
    owner: str
    thread: str | None
    request: JsonObject
    now: str
    seed: int
    timezone: str
    locale: str
    reports: Annotated[dict[str, Report], merged]
    decisions: Annotated[list[Decision], operator.add]


class RunState(Start):
    """What every workflow has: each of these keys is there once its step has run."""

    guard: JsonObject
    understanding: JsonObject
    routes: list[JsonObject]
    result: JsonObject


class Learner(TypedDict):
    """What is known of the learner from before; weekdays count from Monday = 0."""

    used: list[JsonObject]
    known: list[str]
    mastery: JsonObject
    level: str | None
    minutes_per_day: int | None
    days_off: list[int] | None


class Cap(TypedDict):
    """The day's limit for health."""

    minutes: int
    why: str


class Budget(TypedDict):
    """The time there is: the deadline, study days until it, minutes on each and for the path."""

    deadline: str
    days: int
    minutes_per_day: int
    path_minutes: int


class PathStep(TypedDict):
    """One concept to learn."""

    concept: str
    title: str
    why_now: str
    prerequisites: list[str]
    mastery: JsonObject
    minutes: int
    objectives: list[str]
    resources: list[JsonObject]
    weight: float


class LeftOut(TypedDict):
    """A concept that is not in the path: `known`, `excluded`, or no `budget` of minutes for it."""

    concept: str
    title: str
    reason: str
    why: str
    minutes: int


class Path(TypedDict):
    """What to learn, in order, and what was left out. `topic`: the subject by its own name."""

    topic: str
    coverage: str
    steps: list[PathStep]
    left_out: list[LeftOut]
    questions: list[JsonObject]
    note: str


class Block(TypedDict):
    """A stretch of study."""

    start: str
    end: str
    kind: str
    concept: str | None
    because: str


class Timetable(TypedDict):
    """When to learn it. `slack_minutes` below 0: the minutes that find no place."""

    tz: str
    blocks: list[Block]
    feasible: bool
    slack_minutes: int
    conflicts: list[JsonObject]
    relaxations: list[JsonObject]
    due_forecast: list[JsonObject]


class Motivation(TypedDict):
    """If-then plans bound to blocks, and the first step."""

    if_then: list[JsonObject]
    first_step: JsonObject


class PlanState(RunState):
    """A study plan in the making.

    `whole` is the path to all of the subject, `path` what of it there is time for; where these
    differ, `whole_schedule` says what it would take to keep everything. `composed` is the plan
    as the core made it, where a model may still add to it.
    """

    learner: Learner
    cap: Cap
    budget: Budget
    whole: Path
    path: Path
    schedule: Timetable
    whole_schedule: Timetable
    placement: list[JsonObject]
    checkpoints: list[JsonObject]
    motivation: Motivation
    composed: JsonObject


class ChatState(RunState):
    """A turn of a conversation: what is remembered of it; `answers` by the place of their route."""

    turn: Thread
    answers: Annotated[dict[str, JsonObject], merged]


@dataclass(frozen=True, kw_only=True, slots=True)
class Running:
    """What a run has that no checkpoint holds: its context, its agents, the time it has left.

    `ctx` is what skills get; its clock stands still where the run was given its `now`, so the
    time that is really left comes from `remaining_s`. `key` is what its checkpoints are kept
    under; `only`: the agents the caller wants.
    """

    key: str
    ctx: RunContext
    registry: Registry
    remaining_s: Callable[[], float | None]
    only: frozenset[str] | None = None
