"""Puts the parts of a run together: the plan, the help, or the question back. Pure."""

from __future__ import annotations

import hashlib
from typing import cast

import orjson

from agent_runner import __version__
from agent_runner.json_types import JsonObject, JsonValue
from agent_runner.orchestrator import arbiter
from agent_runner.orchestrator.asking import part, steps_of
from agent_runner.orchestrator.budget import deadline_day
from agent_runner.orchestrator.fallbacks import first_step, subject_of
from agent_runner.orchestrator.state import RunState

_WORST_FIRST = ("failed", "late", "skipped", "ok")
NEXT_ACTION_MINUTES = 25


def compose(state: RunState) -> tuple[JsonObject, list[JsonObject]]:
    """The plan, and the decisions that were made in composing it."""
    understanding = state["understanding"]
    path, schedule = part(state, "learning.path"), part(state, "schedule.plan")
    steps = steps_of(state)
    cap = part(state, "wellness.daily_cap")
    decisions = _decisions(state)
    motivation = part(state, "motivation.if_then")
    result: JsonObject = {
        **_opening(state),
        "coverage": path["coverage"],
        "assumptions": understanding["assumptions"],
        "questions": understanding["questions"],
        "goal": _goal(state),
        "path": [*steps],
        "schedule": {key: schedule[key] for key in _SCHEDULE},
        "assessment": {
            "placement": state["parts"]["assessment.placement"],
            "checkpoints": state["parts"]["assessment.checkpoints"],
        },
        "review": {"due_forecast": schedule["due_forecast"]},
        "wellness": {
            "guard": part(state, "wellness.guard"),
            "cap_minutes_per_day": cap["cap_minutes_per_day"],
            "why": cap["why"],
        },
        "motivation": {"if_then": motivation["if_then"], "first_step": motivation["first_step"]},
        "personalization": {"used": part(state, "personalization.recall")["used"]},
        "next_action": first_step(state),
        "trace": {
            "decisions": [*state["decisions"], *decisions],
            "seed": state["seed"],
            "now": state["now"],
            "input_hash": _hash(state["request"]),
            "versions": {"agent_runner": __version__},
            "order": sorted(state["reports"]),
        },
    }
    return result, decisions


def compose_help(state: RunState) -> JsonObject:
    """Help for a person who may be in danger; nothing is planned."""
    guard = part(state, "wellness.guard")
    return {
        **_opening(state),
        "guard": guard,
        "message": guard.get("message") or _HELP,
        "helplines": guard.get("helplines") or [],
        "plan": None,
    }


def compose_ask_back(state: RunState) -> JsonObject:
    """The question what is to be studied."""
    found = state["routes"][0]
    return {
        **_opening(state),
        "guard": part(state, "wellness.guard"),
        "message": found["reply"],
        "questions": state["understanding"]["questions"],
        "plan": None,
    }


def degraded(state: RunState) -> list[str]:
    """`<agent>:<reason>` of all that did not do its part, in alphabetical order."""
    return sorted(
        {
            f"{method.partition('.')[0]}:{report['reason']}"
            for method, report in _reports(state).items()
            if report["reason"] in ("failed", "late", "not_loaded")
        }
    )


_SCHEDULE = ("tz", "blocks", "feasible", "slack_minutes", "conflicts", "relaxations")
_HELP = (
    "What you write worries me, and a study plan is not what matters now. Please talk to someone "
    "you trust, or to a helpline: https://findahelpline.com lists them by country. If you are in "
    "danger right now, call your local emergency number."
)


def _opening(state: RunState) -> JsonObject:
    return {
        "run_id": state["run_id"],
        "engine": "core",
        "degraded": [*degraded(state)],
        "agents": _agents(state),
    }


def _agents(state: RunState) -> JsonObject:
    agents: dict[str, JsonObject] = {}
    for method, report in sorted(_reports(state).items()):
        name = method.partition(".")[0]
        seen = agents.setdefault(name, {"status": report["status"], "ms": 0})
        seen["ms"] = cast("int", seen["ms"]) + cast("int", report["ms"])
        both = (str(seen["status"]), str(report["status"]))
        seen["status"] = min(both, key=_WORST_FIRST.index)
    return {**agents}


def _decisions(state: RunState) -> list[JsonObject]:
    path, schedule, budget = (
        part(state, "learning.path"),
        part(state, "schedule.plan"),
        state["budget"],
    )
    steps = steps_of(state)
    minutes = sum(cast("int", step["minutes"]) for step in steps)
    slack = cast("int", schedule["slack_minutes"])
    return [
        arbiter.path_length(
            kept=len(steps),
            cut=[str(title) for title in cast("list[JsonValue]", path["cut"])],
            minutes=minutes,
            available=cast("int", budget["path_minutes"]),
            days=cast("int", budget["days"]),
        ),
        arbiter.deadline(
            feasible=bool(schedule["feasible"]),
            needed=minutes,
            days=cast("int", budget["days"]),
            per_day=cast("int", budget["minutes_per_day"]),
            cap=cast("int", part(state, "wellness.daily_cap")["cap_minutes_per_day"]),
            missing=max(0, -slack),
            by=_deadline(state),
        ),
    ]


def _goal(state: RunState) -> JsonObject:
    steps = steps_of(state)
    return {
        "statement": f"Learn {subject_of(state)}",
        "measure": f"Answer 8 of 10 questions right on each of {len(steps)} concepts",
        "by": _deadline(state),
    }


def _deadline(state: RunState) -> str:
    settled = cast("JsonObject", state["understanding"]["settled"])
    return deadline_day(settled, state["timezone"]).isoformat()


def _hash(request: JsonObject) -> str:
    return hashlib.sha256(orjson.dumps(request, option=orjson.OPT_SORT_KEYS)).hexdigest()[:16]


def _reports(state: RunState) -> dict[str, JsonObject]:
    return cast("dict[str, JsonObject]", state["reports"])
