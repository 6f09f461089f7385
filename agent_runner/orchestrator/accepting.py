"""The skills' results in the form the plan needs; what does not fit raises, and counts as failed."""

from __future__ import annotations

from typing import cast

from pydantic import TypeAdapter

from agent_runner.json_types import JsonObject, JsonValue
from agent_runner.orchestrator import plan

_ITEMS = TypeAdapter(list[plan.PlacementItem])
_CHECKPOINTS = TypeAdapter(list[plan.Checkpoint])
_STEPS = TypeAdapter(list[plan.Step])


def guard(result: JsonValue) -> JsonObject:
    found = _object(result)
    if not isinstance(found["level"], int):
        raise TypeError("the guard's level is no number")
    return {**found, "checked": True}


def recall(result: JsonValue) -> JsonObject:
    found = _object(result)
    return {"level": None, "minutes_per_day": None, "known": [], "mastery": {}, "used": []} | found


def cap(result: JsonValue) -> JsonObject:
    found = _object(result)
    if not isinstance(found["cap_minutes_per_day"], int):
        raise TypeError("the cap is no number of minutes")
    return found


def path(result: JsonValue) -> JsonObject:
    found = _object(result)
    steps = _STEPS.dump_python(_STEPS.validate_python(found["path"]), mode="json")
    return {"coverage": found["coverage"], "steps": steps, "cut": found.get("cut", [])}


def schedule(result: JsonValue) -> JsonObject:
    return _object(result)


def placement(result: JsonValue) -> JsonValue:
    items = _object(result)["items"]
    return _ITEMS.dump_python(_ITEMS.validate_python(items), mode="json")


def checkpoints(result: JsonValue) -> JsonValue:
    return _CHECKPOINTS.dump_python(_CHECKPOINTS.validate_python(result), mode="json")


def motivation(result: JsonValue) -> JsonObject:
    return _object(result)


def _object(result: JsonValue) -> JsonObject:
    if not isinstance(result, dict):
        raise TypeError("the result is no object")
    return cast("JsonObject", result)
