"""What stands in for an agent that failed, is late or is not loaded: less, and it says so.

Each function takes the state and gives the part in the form the agent's own would have.
"""

from __future__ import annotations

import logging
from dataclasses import asdict

from agent_runner.core.guard import assess, help_for
from agent_runner.json_types import JsonObject
from agent_runner.logged_failures import kind_of, place_of
from agent_runner.orchestrator.state import (
    Cap,
    Learner,
    Motivation,
    Path,
    PathStep,
    PlanState,
    RunState,
    Timetable,
)
from agent_runner.orchestrator.wishes import said

log = logging.getLogger(__name__)

CAP_MINUTES = 240
FIRST_STEP_MINUTES = 10

HELP = (
    "What you write makes me worry about you, and a study plan is not what matters now. Please "
    "talk to someone you trust, or to a helpline: https://findahelpline.com lists them by country. "
    "If you are in danger right now, call your local emergency number. Studying can wait; you can "
    "come back to it whenever you want."
)

_GENERIC_STEPS = (
    ("scope", "What {subject} covers", "List the topics that you will be asked about", 0.15),
    ("core", "The core ideas of {subject}", "Explain each idea in two sentences of your own", 0.4),
    ("practice", "Practice in {subject}", "Solve three typical tasks without looking", 0.3),
    ("self-test", "Test yourself in {subject}", "Answer ten questions and mend the gaps", 0.15),
)
_MOST_GENERIC_MINUTES = 600


def guard(state: RunState) -> JsonObject:
    """The guard's own core, asked without its agent; where that fails too, `checked` is False."""
    text, country = str(state["request"]["user_input"]), state["request"].get("country")
    try:
        verdict = assess(text, country=None if country is None else str(country).upper())
        help = help_for(verdict, locale=state["locale"])
    except Exception as error:
        log.error("the guard cannot be asked: %s at %s", kind_of(error), place_of(error))
        return {"level": None, "checked": False}
    if help is None:
        return {"level": verdict.level, "checked": True}
    return {
        "level": verdict.level,
        "checked": True,
        "message": help.message,
        "helplines": [
            {**asdict(line), "reviewed": line.reviewed.isoformat()} for line in help.helplines
        ],
    }


def recall(_state: RunState) -> Learner:
    """Nothing is known of the learner."""
    return {
        "used": [],
        "known": [],
        "mastery": {},
        "level": None,
        "minutes_per_day": None,
        "days_off": None,
    }


def cap(_state: RunState) -> Cap:
    """The limit for anybody, since nothing is known of this learner's days."""
    why = "The wellness agent could not be asked, so the general limit for adults holds."
    return {"minutes": CAP_MINUTES, "why": why}


def whole_path(state: PlanState) -> Path:
    """Four steps that hold for any subject: honest about knowing nothing of it."""
    subject = subject_of(state)
    whole = min(_MOST_GENERIC_MINUTES, state["budget"]["path_minutes"])
    steps: list[PathStep] = []
    for name, title, objective, share in _GENERIC_STEPS:
        before = steps[-1] if steps else None
        steps.append(
            {
                "concept": f"generic/{name}",
                "title": title.format(subject=subject),
                "why_now": f"It builds on “{before['title']}”." if before else "It comes first.",
                "prerequisites": [before["concept"]] if before else [],
                "mastery": {"p": 0.5, "n": 0, "interval": [0.0, 1.0]},
                "minutes": max(5, round(share * whole / 5) * 5),
                "objectives": [objective],
                "resources": [],
                "weight": share,
            }
        )
    return {
        "topic": subject,
        "coverage": "generic",
        "steps": steps,
        "left_out": [],
        "questions": [],
        "note": "The learning agent could not be asked: these steps hold for any subject.",
    }


def path(state: PlanState) -> Path:
    """The whole path, as it is: what does not fit, the schedule will say."""
    return state["whole"]


def schedule(state: PlanState) -> Timetable:
    """No blocks, and the reason."""
    text = "The schedule agent could not be asked: the path stands, but no times are set."
    return {
        "tz": state["timezone"],
        "blocks": [],
        "feasible": False,
        "slack_minutes": 0,
        "conflicts": [{"kind": "no_schedule", "text": text, "minutes": None}],
        "relaxations": [],
        "due_forecast": [],
    }


def nothing(_state: PlanState) -> list[JsonObject]:
    """No questions; no days to check on."""
    return []


def motivation(state: PlanState) -> Motivation:
    """No if-then plans, and a first step taken from the path."""
    return {"if_then": [], "first_step": first_step(state)}


def first_step(state: PlanState) -> JsonObject:
    """The first objective of the path, begun for at most ten minutes."""
    if not state["path"]["steps"]:
        return {"text": "Write down what you want to be able to do.", "minutes": 5}
    step = state["path"]["steps"][0]
    minutes = min(FIRST_STEP_MINUTES, step["minutes"])
    aim = f": {step['objectives'][0]}" if step["objectives"] else ""
    return {"text": f"{minutes} minutes on “{step['title']}”{aim}", "minutes": minutes}


def subject_of(state: RunState) -> str:
    """What is to be studied, in the learner's words."""
    subjects = said(state).subjects
    if not subjects:
        return "your subject"
    return " and ".join(filter(None, (", ".join(subjects[:-1]), subjects[-1])))
