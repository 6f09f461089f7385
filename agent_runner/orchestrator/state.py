"""What a run knows between its steps: plain JSON values only, so that any checkpoint can be read.

A key that parallel steps write has a reducer; all others are written by one step.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, TypedDict

from agent_runner.context import RunContext
from agent_runner.json_types import JsonObject, JsonValue  # noqa: F401  # read by get_type_hints
from agent_runner.registry import Registry


def merged(left: JsonObject, right: JsonObject) -> JsonObject:
    """Both; every step writes keys of its own, so the order in which they end does not show."""
    return {**left, **right}


class RunState(TypedDict, total=False):
    """`parts` and `reports` by method; `result` is there once the run is finished."""

    workflow: str
    run_id: str
    owner: str
    thread: str | None
    request: JsonObject
    now: str
    seed: int
    timezone: str
    locale: str
    understanding: JsonObject
    routes: list[JsonObject]
    budget: JsonObject
    parts: Annotated[JsonObject, merged]
    reports: Annotated[JsonObject, merged]
    decisions: Annotated[list[JsonObject], operator.add]
    result: JsonObject


@dataclass(frozen=True, kw_only=True, slots=True)
class Running:
    """What a run has that no checkpoint holds: its context, its agents, the time it has left.

    `ctx` is what skills get; its clock stands still where the run was given its `now`, so the
    time that is really left comes from `remaining_s`.
    """

    ctx: RunContext
    registry: Registry
    remaining_s: Callable[[], float | None]
