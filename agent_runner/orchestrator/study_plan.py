"""The study plan as a graph: which step asks which agent what, and in which order.

    guard_text ─┬─ help
                └─ understand ─┬─ ask_back
                               ├─ recall ────┐
                               └─ daily_cap ─┴─ find_budget ─ path ─ fit ─ schedule ─ choose ─┐
    ┌─────────────────────────────────────────────────────────────────────────────────────────┤
    ├─ (where not all of it fits) path/short ─ schedule/short ────────────────────────────────┤
    ├─ if_then ─────┐                                                                         │
    ├─ checkpoints ─┼─ compose                                                                │
    └─ placement ───┘ ◀───────────────────────────────────────────────────────────────────────┘

Owns the wiring. The steps' results are put together in `compose`.
"""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any, Literal, cast

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.runtime import Runtime

from agent_runner.core.understanding import Settled
from agent_runner.json_types import JsonObject
from agent_runner.orchestrator import accepting, arbiter, asking, fallbacks
from agent_runner.orchestrator.arbiter import HELP_FROM_LEVEL
from agent_runner.orchestrator.budget import (
    deadline_day,
    first_day,
    path_minutes,
    study_days,
    wished_minutes,
    with_room_for,
)
from agent_runner.orchestrator.compose import compose, compose_ask_back, compose_help
from agent_runner.orchestrator.fitting import is_too_long, minutes_of
from agent_runner.orchestrator.performing import skill_node, within
from agent_runner.orchestrator.rewording import reworded_plan
from agent_runner.orchestrator.runs import Workflow
from agent_runner.orchestrator.state import Budget, Decision, PlanState, Running, Update
from agent_runner.orchestrator.wishes import (
    from_profile,
    is_told,
    understand_text,
    wants_no_plan,
    wishes,
)

NAME = "study_plan"

_RECALL, _CAP, _PATH = "personalization.recall", "wellness.daily_cap", "learning.path"
_SCHEDULE, _IF_THEN = "schedule.plan", "motivation.if_then"
_SHORT_PATH, _SHORT_SCHEDULE = "learning.path/short", "schedule.plan/short"
_PLACEMENT, _CHECKPOINTS = "assessment.placement", "assessment.checkpoints"
_LAST = [_PLACEMENT, _CHECKPOINTS, _IF_THEN]


def study_plan_graph(saver: BaseCheckpointSaver[str]) -> Workflow:
    """The compiled graph; made once, run many times."""
    graph: Any = StateGraph(PlanState, Running)  # its methods are typed by parts only
    for name, step in _steps().items():
        graph.add_node(name, step)
    graph.add_edge(START, "guard_text")
    graph.add_conditional_edges("guard_text", _after_guard, ["help", "understand"])
    graph.add_conditional_edges("understand", _after_understanding, ["ask_back", _RECALL, _CAP])
    graph.add_edge([_RECALL, _CAP], "find_budget")
    graph.add_edge("find_budget", _PATH)
    graph.add_edge(_PATH, "fit")
    graph.add_edge("fit", _SCHEDULE)
    graph.add_edge(_SCHEDULE, "choose")
    graph.add_conditional_edges("choose", _after_choice, [_SHORT_PATH, *_LAST])
    graph.add_edge(_SHORT_PATH, _SHORT_SCHEDULE)
    for step in _LAST:
        graph.add_edge(_SHORT_SCHEDULE, step)
    graph.add_edge(_LAST, "compose")
    graph.add_conditional_edges("compose", _after_composing, ["reword", END])
    for last in ("help", "ask_back", "reword"):
        graph.add_edge(last, END)
    return cast("Workflow", graph.compile(checkpointer=saver, name=NAME))


def _steps() -> dict[str, object]:
    return {
        "guard_text": skill_node(
            "wellness.guard",
            asking.guard,
            writes="guard",
            accept=accepting.guard,
            fallback=fallbacks.guard,
            always=True,
        ),
        "help": _help,
        "understand": _understand,
        "ask_back": _ask_back,
        _RECALL: skill_node(
            _RECALL,
            asking.recall,
            writes="learner",
            accept=accepting.recall,
            fallback=fallbacks.recall,
        ),
        _CAP: skill_node(
            _CAP, asking.cap, writes="cap", accept=accepting.cap, fallback=fallbacks.cap
        ),
        "find_budget": _find_budget,
        _PATH: skill_node(
            _PATH,
            asking.whole_path,
            writes="whole",
            accept=accepting.path,
            fallback=fallbacks.whole_path,
        ),
        "fit": _fit,
        _SCHEDULE: skill_node(
            _SCHEDULE,
            asking.whole_schedule,
            writes="whole_schedule",
            accept=accepting.schedule,
            fallback=fallbacks.schedule,
        ),
        "choose": _choose,
        _SHORT_PATH: skill_node(
            _SHORT_PATH, asking.path, writes="path", accept=accepting.path, fallback=fallbacks.path
        ),
        _SHORT_SCHEDULE: skill_node(
            _SHORT_SCHEDULE,
            asking.schedule,
            writes="schedule",
            accept=accepting.schedule,
            fallback=fallbacks.schedule,
        ),
        _PLACEMENT: skill_node(
            _PLACEMENT,
            asking.placement,
            writes="placement",
            accept=accepting.placement,
            fallback=fallbacks.nothing,
        ),
        _CHECKPOINTS: skill_node(
            _CHECKPOINTS,
            asking.checkpoints,
            writes="checkpoints",
            accept=accepting.checkpoints,
            fallback=fallbacks.nothing,
        ),
        _IF_THEN: skill_node(
            _IF_THEN,
            asking.motivation,
            writes="motivation",
            accept=accepting.motivation,
            fallback=fallbacks.motivation,
        ),
        "compose": _compose,
        "reword": _reword,
    }


def _after_guard(state: PlanState) -> Literal["help", "understand"]:
    level = state["guard"]["level"]
    return "help" if isinstance(level, int) and level >= HELP_FROM_LEVEL else "understand"


def _after_understanding(state: PlanState) -> list[str]:
    return ["ask_back"] if wants_no_plan(state) else [_RECALL, _CAP]


async def _understand(state: PlanState, runtime: Runtime[Running]) -> Update:
    text = str(state["request"]["user_input"])
    # In a thread: the library for dates is imported on first use.
    understanding, routes, report = await asyncio.to_thread(understand_text, state, text)
    subjects = cast("JsonObject", understanding["settled"])["subjects"]
    targets = [route["target"] for route in routes]
    runtime.context.ctx.emit({"type": "understood", "subjects": subjects, "routes": targets})
    decision = arbiter.plan_or_help(state["guard"])
    _tell(runtime, decision)
    return {
        "understanding": understanding,
        "routes": routes,
        "decisions": [decision],
        "reports": {"understanding": report},
    }


async def _find_budget(state: PlanState, runtime: Runtime[Running]) -> Update:
    """The arbiter on the day's minutes, and what they come to until the deadline."""
    wished = wishes(state)
    minutes = wished_minutes(wished)
    by, source = _source_of_minutes(state)
    decision = arbiter.minutes_per_day(
        wish=minutes, by=by, text=f"{minutes} minutes a day, {source}", cap=state["cap"]
    )
    _tell(runtime, decision)
    return {
        "budget": _budget(state, wished, cast("int", decision["chosen"])),
        "decisions": [decision],
    }


async def _fit(state: PlanState) -> Update:
    """Where no deadline was said, it moves until there is room for all of the subject."""
    wished, budget = wishes(state), state["budget"]
    needed = minutes_of(state["whole"])
    if wished.deadline_said or needed <= budget["path_minutes"]:
        return {"budget": budget}
    now, zone = datetime.fromisoformat(state["now"]), state["timezone"]
    first = first_day(wished, now=now, timezone=zone)
    later = with_room_for(wished, needed, cap=state["cap"]["minutes"], first=first)
    return {"budget": _budget(state, later, budget["minutes_per_day"])}


async def _choose(state: PlanState) -> Update:
    """All of the subject, if it fits with its reviews; else there is a shorter path to find."""
    if is_too_long(state):
        return {}
    return {"path": state["whole"], "schedule": state["whole_schedule"]}


def _after_choice(state: PlanState) -> list[str]:
    return _LAST if "path" in state else [_SHORT_PATH]


def _budget(state: PlanState, wished: Settled, minutes_per_day: int) -> Budget:
    now, zone = datetime.fromisoformat(state["now"]), state["timezone"]
    days = study_days(wished, now=now, timezone=zone)
    return {
        "deadline": deadline_day(wished, zone).isoformat(),
        "days": len(days),
        "minutes_per_day": minutes_per_day,
        "path_minutes": path_minutes(wished, days, cap=state["cap"]["minutes"]),
    }


def _source_of_minutes(state: PlanState) -> tuple[str, str]:
    if is_told(state, "minutes_per_day", "minutes_per_week"):
        return "learner", "as you said"
    if "minutes_per_day" in from_profile(state):
        return "personalization", "as in your profile"
    return "orchestrator", "assumed, since nothing was said"


async def _help(state: PlanState) -> Update:
    return {"result": compose_help(state)}


async def _ask_back(state: PlanState) -> Update:
    return {"result": compose_ask_back(state)}


async def _compose(state: PlanState, runtime: Runtime[Running]) -> Update:
    result, decisions = compose(state)
    for decision in decisions:
        _tell(runtime, decision)
    return {"composed" if runtime.context.ctx.llm.available else "result": result}


def _after_composing(state: PlanState) -> str:
    return END if "result" in state else "reword"


async def _reword(state: PlanState, runtime: Runtime[Running]) -> Update:
    running = runtime.context
    left = running.remaining_s()
    ctx = running.ctx if left is None else within(running.ctx, left)
    plan = await reworded_plan(ctx, state["composed"], subject=state["path"]["topic"])
    return {"result": plan}


def _tell(runtime: Runtime[Running], decision: Decision) -> None:
    question, chosen, because = decision["question"], decision["chosen"], decision["because"]
    runtime.context.ctx.emit(
        {"type": "decision", "question": question, "chosen": chosen, "because": because}
    )
