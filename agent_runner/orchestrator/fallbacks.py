"""What stands in for an agent that failed, is late or is not loaded: less, and it says so.

Each function takes the state and gives the part in the form the agent's own would have.
"""

from __future__ import annotations

from typing import cast

from agent_runner.json_types import JsonObject, JsonValue
from agent_runner.orchestrator.state import RunState

CAP_MINUTES = 240
_FIRST_STEP_MINUTES = 10


def guard(state: RunState) -> JsonObject:
    """The guard's own core, asked without its agent; where that fails too, it says so."""
    try:
        from agent_runner.core.guard import assess

        verdict = assess(str(state["request"]["user_input"]), country=None)
    except Exception:
        return {"level": None, "checked": False}
    return {"level": verdict.level, "checked": True}


def recall(_state: RunState) -> JsonObject:
    """Nothing is known of the learner."""
    return {"used": [], "known": [], "mastery": {}, "level": None, "minutes_per_day": None}


def cap(_state: RunState) -> JsonObject:
    """The limit for anybody, since nothing is known of this learner's day."""
    why = "The wellness agent could not be asked, so the limit for adults holds."
    return {"cap_minutes_per_day": CAP_MINUTES, "why": why}


def path(state: RunState) -> JsonObject:
    """Steps that hold for any subject: honest about knowing nothing of it."""
    subject = subject_of(state)
    minutes = min(60, max(10, int(cast("int", state["budget"]["path_minutes"])) // 4))
    steps = [
        ("scope", f"What {subject} covers", "List the topics you will be asked about."),
        ("core", f"The core ideas of {subject}", "Explain each idea in two sentences of your own."),
        ("practice", f"Practice in {subject}", "Solve three typical tasks without looking."),
        ("self-test", f"Test yourself in {subject}", "Answer ten questions and mend the gaps."),
    ]
    made: list[JsonValue] = []
    for place, (name, title, objective) in enumerate(steps):
        before = [f"generic/{steps[place - 1][0]}"] if place else []
        made.append(
            {
                "concept": f"generic/{name}",
                "title": title,
                "why_now": "It comes first." if not place else f"It builds on step {place}.",
                "prerequisites": [*before],
                "mastery": {"p": 0.5, "n": 0, "interval": [0.0, 1.0]},
                "minutes": minutes,
                "objectives": [objective],
                "resources": [],
            }
        )
    return {"coverage": "generic", "steps": made, "cut": [], "needed_minutes": 4 * minutes}


def schedule(state: RunState) -> JsonObject:
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


def no_items(_state: RunState) -> JsonValue:
    """No questions, no days to check on."""
    return []


def motivation(state: RunState) -> JsonObject:
    """No if-then plans, and a first step taken from the path."""
    return {"if_then": [], "first_step": first_step(state)}


def first_step(state: RunState) -> JsonObject:
    """The first objective of the path, begun for at most ten minutes."""
    steps = cast("list[JsonObject]", cast("JsonObject", state["parts"]["learning.path"])["steps"])
    if not steps:
        return {"text": "Write down what you want to be able to do.", "minutes": 5}
    first = steps[0]
    objectives = cast("list[str]", first["objectives"])
    aim = f": {objectives[0]}" if objectives else ""
    minutes = min(_FIRST_STEP_MINUTES, cast("int", first["minutes"]))
    return {"text": f"{minutes} minutes on {first['title']}{aim}", "minutes": minutes}


def subject_of(state: RunState) -> str:
    """What is to be studied, in the learner's words."""
    settled = cast("JsonObject", state["understanding"]["settled"])
    subjects = cast("list[str]", settled["subjects"])
    return " and ".join(subjects) if subjects else "your subject"
