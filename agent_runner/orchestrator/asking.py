"""What each skill of a study plan is asked: from the state to its parameters.

One function for each step; None means that there is nothing to ask.
"""

from __future__ import annotations

from datetime import datetime
from typing import cast
from zoneinfo import ZoneInfo

from agent_runner.core.understanding import Settled
from agent_runner.json_types import JsonObject, JsonValue
from agent_runner.orchestrator.budget import deadline_day, first_day, study_days, wished_minutes
from agent_runner.orchestrator.fallbacks import subject_of
from agent_runner.orchestrator.places import country_of
from agent_runner.orchestrator.state import PlanState, RunState
from agent_runner.orchestrator.wishes import WEEKDAYS, said, wishes

PLACEMENT_ITEMS = 8


def guard(state: RunState) -> JsonObject:
    """The whole text, and where help would have to be near."""
    request = state["request"]
    given = request.get("country")
    country = given or country_of(locale=state["locale"], timezone=state["timezone"])
    return _given(text=request["user_input"], country=country)


def recall(_state: PlanState) -> JsonObject:
    """All that is known: which concepts matter is not known yet."""
    return {}


def cap(state: PlanState) -> JsonObject:
    """The wish as the text has it: the profile is being read at the same time."""
    wished = said(state)
    days = study_days(wished, now=_now(state), timezone=state["timezone"])
    return {
        "requested_minutes_per_day": wished_minutes(wished, days),
        "days_to_deadline": len(days),
    }


def path(state: PlanState) -> JsonObject:
    """Subjects in the learner's words; what is known; the minutes there are."""
    wished = wishes(state)
    return _given(
        topic=subject_of(state),
        known=[*wished.known] or None,
        level=wished.level,
        minutes_budget=state["budget"]["path_minutes"],
        mastery=state["learner"]["mastery"] or None,
    )


def schedule(state: PlanState) -> JsonObject:
    """The steps as tasks, and every limit on days, hours and minutes."""
    wished = wishes(state)
    deadline = deadline_day(wished, state["timezone"])
    day = first_day(wished, now=_now(state), timezone=state["timezone"])
    return _given(
        tasks=[
            {
                "concept": step["concept"],
                "title": step["title"],
                "minutes": step["minutes"],
                "prerequisites": [*step["prerequisites"]],
            }
            for step in state["path"]["steps"]
        ],
        start=_start(state, wished),
        deadline=wished.deadline.isoformat(),
        horizon_days=max(1, (deadline - day).days + 1),
        timezone=state["timezone"],
        minutes_per_day=state["budget"]["minutes_per_day"],
        minutes_per_week=wished.minutes_per_week,
        daily_cap_minutes=state["cap"]["minutes"],
        study_times=[
            _given(
                start=_clock(time.start),
                end=_clock(time.end),
                days=[WEEKDAYS[day] for day in time.weekdays] or None,
            )
            for time in wished.study_times
        ]
        or None,
        days_off=[WEEKDAYS[day] for day in wished.days_off] or None,
        dates_off=[day.isoformat() for day in wished.dates_off] or None,
    )


def placement(state: PlanState) -> JsonObject | None:
    """Concepts of packs only: of anything else there are no items."""
    if state["path"]["coverage"] == "generic":
        return None
    concepts: list[JsonValue] = [step["concept"] for step in state["path"]["steps"]]
    return {"concepts": concepts, "count": PLACEMENT_ITEMS}


def motivation(state: PlanState) -> JsonObject | None:
    """The real blocks; without any there is nothing to bind a plan to."""
    blocks = [block for block in state["schedule"]["blocks"] if block["kind"] != "break"]
    return {"blocks": cast("JsonValue", blocks)} if blocks else None


def checkpoints(state: PlanState) -> JsonObject | None:
    """Each concept with the day on which its last learning block ends."""
    dates: dict[str, str] = {}
    for block in state["schedule"]["blocks"]:
        if block["concept"] is not None and block["kind"] in ("learn", "practice"):
            dates[block["concept"]] = block["end"][:10]
    steps: list[JsonValue] = [
        {"concept": step["concept"], "title": step["title"], "date": dates[step["concept"]]}
        for step in state["path"]["steps"]
        if step["concept"] in dates
    ]
    return {"path": steps} if steps else None


def _start(state: PlanState, wished: Settled) -> str | None:
    """Midnight of a start day that lies ahead; None: now."""
    today = _now(state).astimezone(ZoneInfo(state["timezone"])).date()
    return f"{wished.start}T00:00:00" if wished.start > today else None


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _now(state: RunState) -> datetime:
    return datetime.fromisoformat(state["now"])


def _given(**fields: object) -> JsonObject:
    return {name: cast("JsonValue", value) for name, value in fields.items() if value is not None}
