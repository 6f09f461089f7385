"""Whether the plan holds what was asked for, and what it would take if not. Pure.

The schedule agent says whether the path it was given fits; that the path was cut before, to fit,
it cannot know. Here both are put together.
"""

from __future__ import annotations

from typing import cast

from agent_runner.json_types import JsonObject
from agent_runner.orchestrator.state import LeftOut, Path, PlanState, Timetable

ENOUGH_SHARE = 1 / 3
"""A plan with less than this share of the minutes that the subject takes does not fit it."""


def is_too_long(state: PlanState) -> bool:
    """Whether the way to all of the subject does not fit; where nobody could say, it does."""
    if state["reports"]["schedule.plan"]["reason"] is not None:
        return False
    whole = state["whole_schedule"]
    squeezed = any(conflict["kind"] == "reviews" for conflict in whole["conflicts"])
    return not whole["feasible"] or squeezed


def is_short(state: PlanState) -> bool:
    """Whether the plan holds less than all of the subject."""
    return minutes_of(state["path"]) < minutes_of(state["whole"])


def fitted(state: PlanState) -> Timetable:
    """The schedule with what was cut, and what of the learner's words cannot be, as conflicts.

    Where the path was cut, the ways out are those that make all of it fit; leaving concepts out is
    among them only where even the short path does not fit.
    """
    schedule, path = state["schedule"], state["path"]
    problems: list[JsonObject] = [
        {"kind": problem["kind"], "text": problem["text"], "minutes": None}
        for problem in cast("list[JsonObject]", state["understanding"]["problems"])
    ]
    conflicts = [*problems, *schedule["conflicts"]]
    if not is_short(state):
        return {**schedule, "conflicts": conflicts}
    whole, needed, kept = state["whole_schedule"], minutes_of(state["whole"]), minutes_of(path)
    # Of a document nothing may go unsaid: what does not hold all that was asked for does not fit.
    enough = needed if path["coverage"] == "documents" else ENOUGH_SHARE * needed
    feasible = schedule["feasible"] and kept >= enough
    ways = [
        way
        for way in whole["relaxations"]
        if not (schedule["feasible"] and way["kind"] == "drop_concepts")
    ]
    return {
        **schedule,
        "feasible": feasible,
        "slack_minutes": schedule["slack_minutes"] if feasible else _missing(whole, needed - kept),
        "conflicts": [*conflicts, _cut_conflict(state, needed, kept)],
        "relaxations": ways or schedule["relaxations"],
    }


def cut_of(path: Path) -> list[LeftOut]:
    """What was left out for want of time only."""
    return [step for step in path["left_out"] if step["reason"] == "budget"]


def minutes_of(path: Path) -> int:
    """Minutes of learning and practice, all steps together."""
    return sum(step["minutes"] for step in path["steps"])


def _missing(whole: Timetable, minutes: int) -> int:
    return min(whole["slack_minutes"], -minutes) if whole["slack_minutes"] < 0 else -minutes


def _cut_conflict(state: PlanState, needed: int, kept: int) -> JsonObject:
    path, by = state["path"], state["budget"]["deadline"]
    if path["coverage"] == "generic":
        text = (
            f"A first round through {path['topic']} is reckoned at {needed} minutes; until {by} "
            f"there are {kept} for it, so each step is shorter than it should be."
        )
    elif path["coverage"] == "documents":
        text = (
            f"All of {path['topic']} takes {needed} minutes; with their reviews they do not fit in "
            f"before {by}. The plan holds {len(path['steps'])} parts in {kept} minutes and leaves "
            f"out {len(cut_of(path))}."
        )
    else:
        text = (
            f"All of {path['topic']} takes {needed} minutes; with their reviews they do not fit in "
            f"before {by}. The plan holds {len(path['steps'])} concepts, those worth most, in "
            f"{kept} minutes and leaves out {len(cut_of(path))}."
        )
    return {"kind": "path_cut", "text": text, "minutes": needed - kept}
