"""Puts the parts of a study plan together: the plan, the help, or the question back. Pure."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from typing import cast

import orjson

from agent_runner import __version__
from agent_runner.agents.schedule.acting import block_action
from agent_runner.core.understanding import SUBJECT_QUESTION
from agent_runner.json_types import JsonObject, JsonValue
from agent_runner.orchestrator import arbiter
from agent_runner.orchestrator.asking import limits
from agent_runner.orchestrator.fallbacks import HELP, first_step, subject_of
from agent_runner.orchestrator.fitting import cut_of, fitted, is_short, minutes_of
from agent_runner.orchestrator.reporting import head
from agent_runner.orchestrator.state import Decision, PlanState, RunState, Timetable
from agent_runner.orchestrator.wishes import WEEKDAYS, from_profile, is_told, said

MOST_QUESTIONS = 3
RIGHT_ANSWERS = "4 of 5"

_ASK_BACK = "I did not find a subject to plan for. What do you want to study, and until when?"


def compose(state: PlanState) -> tuple[JsonObject, list[Decision]]:
    """The plan, and the decisions that were made in composing it."""
    schedule = fitted(state)
    decisions = _last_decisions(state, schedule)
    result = {
        **head(state),
        "coverage": state["path"]["coverage"],
        "assumptions": _assumptions(state),
        "questions": _questions(state),
        "goal": _goal(state),
        "path": state["path"]["steps"],
        "schedule": {
            **{key: value for key, value in schedule.items() if key != "due_forecast"},
            "limits": limits(state),
        },
        "assessment": {"placement": state["placement"], "checkpoints": state["checkpoints"]},
        "review": {"due_forecast": schedule["due_forecast"]},
        "wellness": {
            "guard": state["guard"],
            "cap_minutes_per_day": state["cap"]["minutes"],
            "why": state["cap"]["why"],
        },
        "motivation": state["motivation"],
        "personalization": {"used": [*_said_of_oneself(state), *state["learner"]["used"]]},
        "next_action": _next_action(state),
        "trace": {
            "decisions": [*state["decisions"], *decisions],
            "note": state["path"]["note"],
            "left_out": state["path"]["left_out"],
            "seed": state["seed"],
            "now": state["now"],
            "input_hash": _hash(state["request"]),
            "versions": {"agent_runner": __version__, "steps": str(state["version"])},
            "order": sorted(state["reports"]),
        },
    }
    return cast("JsonObject", result), decisions


def compose_help(state: RunState) -> JsonObject:
    """Help for a person who may be in danger; nothing is planned."""
    guard = state["guard"]
    return {
        **head(state),
        "guard": guard,
        "message": guard.get("message") or HELP,
        "helplines": guard.get("helplines") or [],
        "plan": None,
    }


def compose_ask_back(state: RunState) -> JsonObject:
    """The question what is to be studied."""
    return {
        **head(state),
        "guard": state["guard"],
        "message": state["routes"][0].get("reply") or _ASK_BACK,
        "questions": cast("JsonValue", _subject_first(state)),
        "plan": None,
    }


def _subject_first(state: RunState) -> list[JsonObject]:
    questions = cast("list[JsonObject]", state["understanding"]["questions"])
    others = [question for question in questions if question["id"] != SUBJECT_QUESTION.id]
    return [cast("JsonObject", asdict(SUBJECT_QUESTION)), *others][:MOST_QUESTIONS]


def _said_of_oneself(state: PlanState) -> list[JsonObject]:
    """What this request tells of the learner, and the plan uses."""
    settled = said(state)
    values: JsonObject = {
        "level": settled.level,
        "known": list(settled.known),
        "excluded": list(settled.excluded),
        "minutes_per_day": settled.minutes_per_day,
        "days_off": [WEEKDAYS[day] for day in settled.days_off],
    }
    return [
        {"field": field, "value": value, "source": "this request"}
        for field, value in values.items()
        if is_told(state, field)
    ]


def _last_decisions(state: PlanState, schedule: Timetable) -> list[Decision]:
    """On what of the subject is in the plan, and on the deadline."""
    path, budget = state["path"], state["budget"]
    minutes = minutes_of(path)
    length = arbiter.path_length(
        kept=len(path["steps"]),
        minutes=minutes,
        whole=len(state["whole"]["steps"]),
        needed=minutes_of(state["whole"]),
        cut=cut_of(path),
        is_short=is_short(state),
        available=budget["path_minutes"],
        days=budget["days"],
        is_told=said(state).deadline_said,
    )
    if state["reports"]["schedule.plan"]["reason"] is not None:
        return [length]
    missing = max(0, -schedule["slack_minutes"])
    deadline = arbiter.deadline(
        feasible=schedule["feasible"],
        needed=minutes if schedule["feasible"] else minutes_of(state["whole"]),
        missing=missing,
        days=budget["days"],
        per_day=budget["minutes_per_day"],
        cap=state["cap"],
        by=budget["deadline"],
    )
    return [length, deadline]


def _assumptions(state: PlanState) -> list[JsonValue]:
    """What was assumed and holds: not what the profile says; the deadline as it became."""
    known = from_profile(state)
    assumed = cast("list[JsonObject]", state["understanding"]["assumptions"])
    kept = [entry for entry in assumed if entry["field"] not in known]
    return [_moved(state, entry) if entry["field"] == "deadline" else entry for entry in kept]


def _moved(state: PlanState, entry: JsonObject) -> JsonObject:
    by, path = state["budget"]["deadline"], state["path"]
    if said(state).deadline_said or entry["value"] == by or not str(entry["value"])[:4].isdigit():
        return entry
    minutes = minutes_of(path)
    why = (
        f"No date was given; {minutes} minutes of learning with their reviews, at "
        f"{state['budget']['minutes_per_day']} minutes a day, take until then."
    )
    return {**entry, "value": by, "why": why}


def _questions(state: PlanState) -> list[JsonValue]:
    """At most three, those about the subject first: they change the plan most."""
    asked = cast("list[JsonObject]", state["understanding"]["questions"])
    found: dict[str, JsonValue] = {}
    for question in (*state["path"]["questions"], *asked):
        found.setdefault(str(question["id"]), question)
    return [*found.values()][:MOST_QUESTIONS]


def _goal(state: PlanState) -> JsonObject:
    subject, count = subject_of(state), len(state["path"]["steps"])
    target = cast("JsonObject | None", state["understanding"]["target"])
    aim = cast("JsonObject", target["value"]) if target else None
    parts = "each step" if count > 1 else "the one step"
    measure = f"{RIGHT_ANSWERS} questions right on {parts} of the path ({count} in all)"
    match aim and aim["kind"], aim and aim["value"]:
        case "grade", value:
            statement, measure = f"Get the grade {value} in {subject}", f"The grade {value}"
        case "percent", value:
            statement, measure = f"Score {value} % in {subject}", f"{value} % in the exam"
        case "score", value:
            statement, measure = f"Score {value} in {subject}", f"A score of {value}"
        case "pass", _:
            statement, measure = f"Pass {subject}", "The exam is passed"
        case _:
            statement = _STATEMENTS[said(state).goal].format(subject=subject)
    return {"statement": statement, "measure": measure, "by": _by(state)}


_STATEMENTS = {
    "exam": "Be ready for the exam in {subject}",
    "course": "Keep up with the course in {subject}",
    "project": "Know enough {subject} for the project",
    "curiosity": "Understand the core of {subject}",
    "catch-up": "Catch up in {subject}",
}


def _next_action(state: PlanState) -> JsonObject:
    """The first block of the schedule, by its day, hour and aim; without one, the first step."""
    work = [block for block in state["schedule"]["blocks"] if block["kind"] != "break"]
    if not work:
        return first_step(state)
    steps = {step["concept"]: step for step in state["path"]["steps"]}
    return block_action(work[0], steps.get(work[0]["concept"] or ""))


def _by(state: PlanState) -> str:
    return state["budget"]["deadline"]


def _hash(request: JsonObject) -> str:
    return hashlib.sha256(orjson.dumps(request, option=orjson.OPT_SORT_KEYS)).hexdigest()[:16]
