"""Decides between what the agents and the learner propose. Pure: proposals in, decisions out.

The order never changes: safety > wellness cap > deadlines > learning gain. A wish of the learner
is a proposal like the others: it holds as far as nothing above it speaks against it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from agent_runner.json_types import JsonObject, JsonValue


def safety(level: int | None, *, text: str) -> JsonObject:
    """Whether there is a plan at all."""
    stopped = level is not None and level >= 2
    options = [
        _option("wellness", "help", "Give help, and no plan"),
        _option("learner", "plan", "Make the plan that was asked for"),
    ]
    because = text or (
        "The guard found no sign of danger."
        if level is not None
        else "The guard could not be asked; the plan is made, and names where help is found."
    )
    return _decision("plan_or_help", options, "help" if stopped else "plan", because, "safety")


def minutes_per_day(*, wish: int, wish_by: str, wish_text: str, cap: int, why: str) -> JsonObject:
    """The day's minutes: the wish, but never above the cap."""
    options = [
        _option(wish_by, wish, wish_text),
        _option("wellness", cap, f"At most {cap} minutes a day: {why}"),
    ]
    if cap < wish:
        because = (
            f"{wish} minutes a day were asked for; the cap for health is {cap}, and it stands."
        )
        return _decision("minutes_per_day", options, cap, because, "wellness_cap")
    because = f"{wish} minutes a day stay within the cap of {cap}."
    return _decision("minutes_per_day", options, wish, because, "wish")


def path_length(
    *, kept: int, cut: Sequence[str], minutes: int, available: int, days: int
) -> JsonObject:
    """How much of the subject the plan holds."""
    whole = kept + len(cut)
    options = [
        _option("learning", whole, f"All {whole} concepts"),
        _option("schedule", kept, f"What {available} minutes on {days} days have room for"),
    ]
    if cut:
        because = (
            f"{available} minutes are there for learning until the deadline; the {kept} concepts "
            f"that are worth most for them take {minutes}. Left out: {_some(cut)}."
        )
        return _decision("path_length", options, kept, because, "learning_gain")
    because = f"All {whole} concepts take {minutes} of {available} minutes for learning."
    return _decision("path_length", options, whole, because, "deadline")


def deadline(
    *, feasible: bool, needed: int, days: int, per_day: int, cap: int, missing: int, by: str
) -> JsonObject:
    """Whether the deadline may ask for more than the day's minutes."""
    need = math.ceil(needed / days) if days else needed
    options = [
        _option("schedule", need, f"{needed} minutes on {days} days: {need} a day until {by}"),
        _option("wellness", cap, f"At most {cap} minutes a day"),
        _option("learner", per_day, f"{per_day} minutes a day"),
    ]
    if feasible:
        because = f"{needed} minutes fit in before {by} at {per_day} minutes a day at most."
        return _decision("deadline", options, per_day, because, "deadline")
    limit = "cap for health" if per_day >= cap else "time you want to give"
    because = (
        f"{by} would need {need} minutes a day; the {limit} is {per_day}, and it stands. "
        f"{missing} minutes have no place: the schedule says so, with the smallest ways out."
    )
    priority = "wellness_cap" if per_day >= cap else "wish"
    return _decision("deadline", options, per_day, because, priority)


def _decision(
    question: str, options: list[JsonObject], chosen: JsonValue, because: str, priority: str
) -> JsonObject:
    return {
        "question": question,
        "options": [*options],
        "chosen": chosen,
        "because": because,
        "priority": priority,
    }


def _option(by: str, value: JsonValue, text: str) -> JsonObject:
    return {"by": by, "value": value, "text": text}


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(names[:5])
    return shown if len(names) <= 5 else f"{shown} and {len(names) - 5} more"
