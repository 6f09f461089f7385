"""What each skill of a study plan is asked: from the state to its parameters.

One function for each step; None means that there is nothing to ask.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import cast
from zoneinfo import ZoneInfo

from agent_runner.json_types import JsonObject, JsonValue
from agent_runner.orchestrator.budget import (
    MOST_DAYS,
    deadline_day,
    first_day,
    study_days,
    wished_minutes,
)
from agent_runner.orchestrator.fallbacks import subject_of
from agent_runner.orchestrator.places import country_of
from agent_runner.orchestrator.state import Path, PlanState, RunState
from agent_runner.orchestrator.wishes import from_profile, is_told, said, wished_of_document, wishes

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
    is_said = is_told(state, "minutes_per_day", "minutes_per_week")
    return _given(
        requested_minutes_per_day=wished_minutes(wished) if is_said else None,
        days_to_deadline=len(days) if wished.deadline_said else None,
    )


def whole_path(state: PlanState) -> JsonObject:
    """Subjects in the learner's words, and what is known already."""
    wished = wishes(state)
    is_of_document = state["request"].get("document_id") is not None
    topic = wished_of_document(state) if is_of_document else subject_of(state)
    return _given(
        topic=None if topic is None else topic[:500],
        known=[*wished.known] or None,
        exclude=[*wished.excluded] or None,
        level=wished.level if is_told(state, "level") or "level" in from_profile(state) else None,
        mastery=state["learner"]["mastery"] or None,
        document_id=state["request"].get("document_id"),
    )


def path(state: PlanState) -> JsonObject:
    """The same, within the minutes there are."""
    return {**whole_path(state), "minutes_budget": state["budget"]["path_minutes"]}


def schedule(state: PlanState) -> JsonObject:
    """The path, and every limit on days, hours and minutes."""
    return _timetable(state, state["path"])


def whole_schedule(state: PlanState) -> JsonObject:
    """The same for all of the subject."""
    return _timetable(state, state["whole"])


def limits(state: PlanState) -> JsonObject:
    """What the schedule keeps to, as parameters of `schedule.plan`; `start` is always there."""
    asked = {name: value for name, value in schedule(state).items() if name != "path"}
    return {"start": state["now"], **asked}


def placement(state: PlanState) -> JsonObject | None:
    """Concepts of packs, or parts of a document: of anything else there are no items."""
    coverage = state["path"]["coverage"]
    if coverage == "generic":
        return None
    concepts: list[JsonValue] = [step["concept"] for step in state["path"]["steps"]]
    document = state["request"].get("document_id") if coverage == "documents" else None
    return _given(concepts=concepts, count=PLACEMENT_ITEMS, document_id=document)


def motivation(state: PlanState) -> JsonObject:
    """The real blocks; without any, a first step is still to be had."""
    return _given(
        blocks=state["schedule"]["blocks"],
        path=state["path"]["steps"],
        timezone=state["timezone"],
    )


def checkpoints(state: PlanState) -> JsonObject | None:
    """The path, with the blocks in which it is learned; nothing where no block found its place."""
    blocks = state["schedule"]["blocks"]
    if not blocks and state["reports"]["schedule.plan"]["reason"] is None:
        return None
    first = first_day(wishes(state), now=_now(state), timezone=state["timezone"])
    return _given(
        path=state["path"]["steps"],
        blocks=blocks or None,
        start=first.isoformat(),
        by=state["budget"]["deadline"],
    )


def _timetable(state: PlanState, path: Path) -> JsonObject:
    wished, most = wishes(state), state["cap"]["minutes"]
    deadline = deadline_day(wished, state["timezone"])
    first = first_day(wished, now=_now(state), timezone=state["timezone"])
    weekly, weekend = wished.minutes_per_week, wished.minutes_per_weekend_day
    return _given(
        path=path["steps"],
        start=f"{first}T00:00:00" if first > _today(state) else None,
        deadline=wished.deadline.isoformat(),
        horizon_days=max(1, min(MOST_DAYS, (deadline - first).days + 1)),
        timezone=state["timezone"],
        minutes_per_day=None if wished.minutes_per_day is None else _per_day(state),
        minutes_per_weekend_day=None if weekend is None else max(5, min(weekend, most)),
        minutes_per_week=None if weekly is None else max(5, min(weekly, 7 * most)),
        daily_cap_minutes=most,
        study_times=[
            _given(start=time.start, end=time.end, days=[*time.weekdays] or None)
            for time in wished.study_times
        ]
        or None,
        days_off=[*wished.days_off] or None,
        dates_off=[day.isoformat() for day in wished.dates_off] or None,
    )


def _per_day(state: PlanState) -> int:
    return state["budget"]["minutes_per_day"]


def _today(state: RunState) -> date:
    return _now(state).astimezone(ZoneInfo(state["timezone"])).date()


def _now(state: RunState) -> datetime:
    return datetime.fromisoformat(state["now"])


def _given(**fields: object) -> JsonObject:
    return {name: cast("JsonValue", value) for name, value in fields.items() if value is not None}
