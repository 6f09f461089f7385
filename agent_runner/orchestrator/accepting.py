"""The agents' answers in the form the later steps read; what does not fit raises.

A skill whose answer raises here counts as failed: a later step can rely on what the state holds.
"""

from __future__ import annotations

from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, JsonValue, TypeAdapter

from agent_runner.json_types import JsonObject
from agent_runner.orchestrator import plan
from agent_runner.orchestrator.state import Cap, Learner, Motivation, Path, Timetable
from agent_runner.orchestrator.wishes import WEEKDAYS

M = TypeVar("M")
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class _Guard(plan.OpenPart):
    level: int = Field(ge=0, le=3)


class _Learner(BaseModel):
    used: list[plan.Used]
    known: list[str]
    mastery: dict[str, JsonValue] = {}
    level: str | None = None
    minutes_per_day: int | None = Field(default=None, ge=5)
    days_off: list[Weekday] | None = None


class _Cap(BaseModel):
    cap_minutes_per_day: int = Field(ge=5, le=1440)
    why: str


class _LeftOut(BaseModel):
    concept: str
    title: str
    reason: str
    why: str
    minutes: int


class _Path(BaseModel):
    topic: str
    coverage: str = Field(pattern="^(pack|documents|generic)$")
    steps: list[plan.Step] = Field(alias="path", serialization_alias="steps", min_length=1)
    left_out: list[_LeftOut]
    questions: list[plan.Question] = []
    note: str


class _Schedule(plan.Schedule):
    model_config = ConfigDict(extra="ignore")

    due_forecast: list[plan.DueMinutes]


class _Items(BaseModel):
    items: list[plan.PlacementItem]


class _Motivation(BaseModel):
    if_then: list[plan.IfThen]
    first_step: plan.SmallStep


def guard(result: object) -> JsonObject:
    """The verdict, whole; `level` is sure to be there."""
    return {**_in_form(_GUARD, result), "checked": True}


def recall(result: object) -> Learner:
    """What is known, without what the plan has no use for."""
    found = _in_form(_LEARNER, result)
    days = found["days_off"]
    found["days_off"] = days and [WEEKDAYS.index(day) for day in days]
    return found


def cap(result: object) -> Cap:
    """The limit and its reason."""
    found = _in_form(_CAP, result)
    return {"minutes": found["cap_minutes_per_day"], "why": found["why"]}


def path(result: object) -> Path:
    """The steps, at least one, and what was left out."""
    return _in_form(_PATH, result)


def schedule(result: object) -> Timetable:
    """The blocks and how they fit."""
    return _in_form(_SCHEDULE, result)


def placement(result: object) -> list[JsonObject]:
    """The items of the placement quiz."""
    return _in_form(_ITEMS, result)["items"]


def checkpoints(result: object) -> list[JsonObject]:
    """The days to check on."""
    return _in_form(_CHECKPOINTS, result)


def motivation(result: object) -> Motivation:
    """If-then plans and the first step."""
    return _in_form(_MOTIVATION, result)


def _in_form(form: TypeAdapter[M], value: object) -> Any:
    return form.dump_python(form.validate_python(value), mode="json", by_alias=True)


_GUARD = TypeAdapter(_Guard)
_LEARNER = TypeAdapter(_Learner)
_CAP = TypeAdapter(_Cap)
_PATH = TypeAdapter(_Path)
_SCHEDULE = TypeAdapter(_Schedule)
_ITEMS = TypeAdapter(_Items)
_CHECKPOINTS = TypeAdapter(list[plan.Checkpoint])
_MOTIVATION = TypeAdapter(_Motivation)
