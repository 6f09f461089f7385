"""What each skill of a study plan is asked: from the state to its parameters.

One function for each step; None means that there is nothing to ask.
"""

from __future__ import annotations

from datetime import datetime
from typing import cast

from agent_runner.json_types import JsonObject, JsonValue
from agent_runner.orchestrator.budget import deadline_day, study_days
from agent_runner.orchestrator.fallbacks import subject_of
from agent_runner.orchestrator.state import RunState

PLACEMENT_ITEMS = 8


def guard(state: RunState) -> JsonObject:
    request = state["request"]
    return _given(text=request["user_input"], country=request["country"])


def recall(_state: RunState) -> JsonObject:
    return {}


def cap(state: RunState) -> JsonObject:
    settled = _settled(state)
    now = datetime.fromisoformat(state["now"])
    days = study_days(settled, now=now, timezone=state["timezone"])
    return _given(requested_minutes_per_day=settled["minutes_per_day"], days_to_deadline=len(days))


def path(state: RunState) -> JsonObject:
    settled = _settled(state)
    known = part(state, "personalization.recall")
    stored = [*cast("list[str]", known["known"])]
    return _given(
        topic=subject_of(state),
        known=[*cast("list[str]", settled["known"]), *stored],
        level=settled["level"],
        minutes_budget=state["budget"]["path_minutes"],
        mastery=known["mastery"],
    )


def schedule(state: RunState) -> JsonObject | None:
    settled = _settled(state)
    steps = steps_of(state)
    return _given(
        path=[*steps],
        deadline=settled["deadline"],
        timezone=state["timezone"],
        minutes_per_day=state["budget"]["minutes_per_day"],
    )


def placement(state: RunState) -> JsonObject | None:
    concepts: list[JsonValue] = [step["concept"] for step in steps_of(state)]
    if part(state, "learning.path")["coverage"] == "generic":
        return None
    return {"concepts": concepts, "count": PLACEMENT_ITEMS}


def motivation(state: RunState) -> JsonObject | None:
    blocks = part(state, "schedule.plan")["blocks"]
    return {"blocks": blocks} if blocks else None


def checkpoints(state: RunState) -> JsonObject | None:
    return {"path": [*steps_of(state)], "by": deadline_day(_settled(state), "UTC").isoformat()}


def part(state: RunState, method: str) -> JsonObject:
    """What a step left in the state."""
    return cast("JsonObject", state["parts"][method])


def steps_of(state: RunState) -> list[JsonObject]:
    """The steps of the path."""
    return cast("list[JsonObject]", part(state, "learning.path")["steps"])


def _settled(state: RunState) -> JsonObject:
    return cast("JsonObject", state["understanding"]["settled"])


def _given(**fields: JsonValue) -> JsonObject:
    return {name: value for name, value in fields.items() if value is not None}
