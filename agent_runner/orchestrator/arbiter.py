"""Decides between what the agents and the learner propose. Pure: proposals in, decisions out.

The order never changes: safety > wellness cap > deadlines > learning gain. A wish of the learner
is a proposal like the others: it holds as far as nothing above it speaks against it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

from agent_runner.json_types import JsonObject, JsonValue
from agent_runner.orchestrator.state import Cap, Decision, LeftOut

Priority = Literal["safety", "wellness_cap", "deadline", "learning_gain", "wish"]

HELP_FROM_LEVEL = 2
"""From this level of the guard on, help is given and no plan."""


def plan_or_help(guard: JsonObject) -> Decision:
    """Whether there is a plan at all."""
    level = guard["level"]
    options = [
        _option("wellness", "help", "Give help, and no plan"),
        _option("learner", "plan", "Make the plan that was asked for"),
    ]
    if not isinstance(level, int):
        because = "The guard could not be asked, so nobody looked for signs of danger."
        return _decision("plan_or_help", options, "plan", because, "safety")
    stopped = level >= HELP_FROM_LEVEL
    because = f"The guard's level is {level}; from {HELP_FROM_LEVEL} on, help comes first."
    return _decision("plan_or_help", options, "help" if stopped else "plan", because, "safety")


def minutes_per_day(*, wish: int, by: str, text: str, cap: Cap) -> Decision:
    """The day's minutes: the wish, but never above the cap."""
    most = cap["minutes"]
    options = [
        _option(by, wish, text),
        _option("wellness", most, f"At most {most} minutes a day. {cap['why']}"),
    ]
    if most < wish:
        because = f"{wish} minutes a day are more than the cap of {most} for health; it stands."
        return _decision("minutes_per_day", options, most, because, "wellness_cap")
    because = f"{wish} minutes a day stay within the cap of {most}."
    return _decision("minutes_per_day", options, wish, because, "wish")


def path_length(
    *,
    kept: int,
    minutes: int,
    whole: int,
    needed: int,
    cut: Sequence[LeftOut],
    is_short: bool,
    available: int,
    days: int,
    is_told: bool,
) -> Decision:
    """How much of the subject the plan holds. `is_told`: the deadline was said."""
    options = [
        _option("learning", whole, f"All {whole} concepts: {needed} minutes"),
        _option("schedule", kept, f"About {available} minutes for learning on {days} days"),
    ]
    if is_short:
        left = f"; left out: {_some([step['title'] for step in cut])}" if cut else ", shortened"
        because = (
            f"{needed} minutes do not fit on {days} days; beside their reviews about {available} "
            f"do. {kept} of {whole} concepts, those worth most, take {minutes}{left}."
        )
        return _decision("path_length", options, kept, because, "learning_gain")
    because = f"All {whole} concepts take {needed} minutes, and fit on {days} days."
    if not is_told:
        because += " No deadline was said, so the plan is as long as they need."
    return _decision("path_length", options, whole, because, "deadline")


def deadline(
    *, feasible: bool, needed: int, missing: int, days: int, per_day: int, cap: Cap, by: str
) -> Decision:
    """Whether the deadline gets more minutes than the day has: it never does."""
    need = math.ceil(needed / max(1, days))
    options = [
        _option("schedule", need, f"{needed} minutes on {days} days until {by}: {need} a day"),
        _option("wellness", cap["minutes"], f"At most {cap['minutes']} minutes a day"),
        _option("learner", per_day, f"{per_day} minutes a day"),
    ]
    if feasible:
        because = f"{needed} minutes find their place before {by} at {per_day} minutes a day."
        return _decision("deadline", options, per_day, because, "deadline")
    at_cap = per_day >= cap["minutes"]
    limit = "cap for health" if at_cap else "time you give"
    because = (
        f"{needed} minutes until {by} need {need} a day; the {limit} is {per_day}, and it stands. "
        f"{missing} minutes find no place; the schedule names the smallest ways to make it fit."
    )
    return _decision("deadline", options, per_day, because, "wellness_cap" if at_cap else "wish")


def _decision(
    question: str, options: list[JsonObject], chosen: JsonValue, because: str, priority: Priority
) -> Decision:
    return {
        "question": question,
        "options": options,
        "chosen": chosen,
        "because": because,
        "priority": priority,
    }


def _option(by: str, value: JsonValue, text: str) -> JsonObject:
    return {"by": by, "value": value, "text": text}


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(names[:5])
    return shown if len(names) <= 5 else f"{shown} and {len(names) - 5} more"
