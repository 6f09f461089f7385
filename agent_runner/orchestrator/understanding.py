"""From a request to what was understood of it and where it goes: the door to core.understanding."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import cast

from agent_runner.core.understanding import Overrides, understand
from agent_runner.json_types import JsonObject
from agent_runner.orchestrator.routing import route
from agent_runner.orchestrator.state import RunState

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def understand_request(state: RunState) -> tuple[JsonObject, list[JsonObject]]:
    """The understanding and the routes, as JSON; the request's own fields win over its text."""
    request = state["request"]
    text = str(request["user_input"])
    understood = understand(
        text,
        now=datetime.fromisoformat(state["now"]),
        timezone=state["timezone"],
        locale=state["locale"],
        overrides=_overrides(request),
    )
    routes = [cast("JsonObject", asdict(found)) for found in route(text, understood)]
    return understood.as_json(), routes


def _overrides(request: JsonObject) -> Overrides:
    topic, days_off, known = request["topic"], request["days_off"], request["known"]
    deadline, start = request["deadline"], request["start"]
    return Overrides(
        subjects=None if topic is None else (str(topic),),
        deadline=None if deadline is None else _day_or_instant(str(deadline)),
        start=None if start is None else date.fromisoformat(str(start)),
        minutes_per_day=cast("int | None", request["minutes_per_day"]),
        days_off=None
        if days_off is None
        else tuple(WEEKDAYS.index(day) for day in cast("list[str]", days_off)),
        level=cast("None", request["level"]),
        known=None if known is None else tuple(cast("list[str]", known)),
    )


def _day_or_instant(text: str) -> date | datetime:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
