"""The study plan as a graph: which step asks which agent what, and in which order.

    guard ─┬─ help
           └─ understand ─┬─ ask_back
                          ├─ recall ─┐
                          └─ cap ────┴─ budget ─ path ─┬─ schedule ─┬─ motivation ──┐
                                                       │            └─ checkpoints ─┴─ compose
                                                       └─ placement ────────────────┘

Owns the wiring. The steps' results are put together in `compose`.
"""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any, Literal, cast

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.runtime import Runtime

from agent_runner.json_types import JsonObject, JsonValue
from agent_runner.orchestrator import accepting, arbiter, asking, fallbacks
from agent_runner.orchestrator.budget import path_minutes, study_days, wished_minutes
from agent_runner.orchestrator.compose import compose, compose_ask_back, compose_help
from agent_runner.orchestrator.performing import skill_node
from agent_runner.orchestrator.runs import Workflow
from agent_runner.orchestrator.state import Running, RunState
from agent_runner.orchestrator.understanding import understand_request

NAME = "study_plan"


def study_plan_graph(saver: BaseCheckpointSaver[str]) -> Workflow:
    """The compiled graph; made once, run many times."""
    graph = StateGraph(RunState, Running)
    steps: dict[str, Any] = {
        "guard": skill_node(
            "wellness.guard",
            asking.guard,
            accept=accepting.guard,
            fallback=fallbacks.guard,
            always=True,
        ),
        "help": _help,
        "understand": _understand,
        "ask_back": _ask_back,
        "recall": skill_node(
            "personalization.recall",
            asking.recall,
            accept=accepting.recall,
            fallback=fallbacks.recall,
        ),
        "cap": skill_node(
            "wellness.daily_cap", asking.cap, accept=accepting.cap, fallback=fallbacks.cap
        ),
        "find_budget": _budget,
        "path": skill_node(
            "learning.path", asking.path, accept=accepting.path, fallback=fallbacks.path
        ),
        "schedule": skill_node(
            "schedule.plan",
            asking.schedule,
            accept=accepting.schedule,
            fallback=fallbacks.schedule,
        ),
        "placement": skill_node(
            "assessment.placement",
            asking.placement,
            accept=accepting.placement,
            fallback=fallbacks.no_items,
        ),
        "checkpoints": skill_node(
            "assessment.checkpoints",
            asking.checkpoints,
            accept=accepting.checkpoints,
            fallback=fallbacks.no_items,
        ),
        "motivation": skill_node(
            "motivation.if_then",
            asking.motivation,
            accept=accepting.motivation,
            fallback=fallbacks.motivation,
        ),
        "compose": _compose,
    }
    for name, step in steps.items():
        graph.add_node(name, step)
    graph.add_edge(START, "guard")
    graph.add_conditional_edges("guard", _after_guard, ["help", "understand"])
    graph.add_edge("help", END)
    graph.add_conditional_edges("understand", _after_understanding, ["ask_back", "recall", "cap"])
    graph.add_edge("ask_back", END)
    graph.add_edge(["recall", "cap"], "find_budget")
    graph.add_edge("find_budget", "path")
    graph.add_edge("path", "schedule")
    graph.add_edge("path", "placement")
    graph.add_edge("schedule", "motivation")
    graph.add_edge("schedule", "checkpoints")
    graph.add_edge(["placement", "motivation", "checkpoints"], "compose")
    graph.add_edge("compose", END)
    return cast("Workflow", graph.compile(checkpointer=saver, name=NAME))


def _after_guard(state: RunState) -> Literal["help", "understand"]:
    level = cast("JsonObject", state["parts"]["wellness.guard"])["level"]
    return "help" if isinstance(level, int) and level >= 2 else "understand"


def _after_understanding(state: RunState) -> Literal["ask_back"] | list[str]:
    return "ask_back" if state["routes"][0]["target"] == "clarify" else ["recall", "cap"]


async def _understand(state: RunState, runtime: Runtime[Running]) -> RunState:
    level = cast("JsonObject", state["parts"]["wellness.guard"])["level"]
    decision = arbiter.safety(cast("int | None", level), text="")
    understanding, routes = await asyncio.to_thread(understand_request, state)
    runtime.context.ctx.emit(
        {
            "type": "understood",
            "subjects": cast("JsonObject", understanding["settled"])["subjects"],
            "routes": [route["target"] for route in routes],
        }
    )
    _tell(runtime, decision)
    return {"understanding": understanding, "routes": routes, "decisions": [decision]}


async def _budget(state: RunState, runtime: Runtime[Running]) -> RunState:
    """The arbiter on the day's minutes, and what they come to until the deadline."""
    settled = cast("JsonObject", state["understanding"]["settled"])
    days = study_days(settled, now=datetime.fromisoformat(state["now"]), timezone=state["timezone"])
    wish, wish_by, wish_text = _wish(state, wished_minutes(settled, days))
    cap = cast("JsonObject", state["parts"]["wellness.daily_cap"])
    most = cast("int", cap["cap_minutes_per_day"])
    decision = arbiter.minutes_per_day(
        wish=wish, wish_by=wish_by, wish_text=wish_text, cap=most, why=str(cap["why"])
    )
    per_day = cast("int", decision["chosen"])
    _tell(runtime, decision)
    budget: JsonObject = {
        "days": len(days),
        "minutes_per_day": per_day,
        "path_minutes": path_minutes(len(days), per_day),
    }
    return {"budget": budget, "decisions": [decision]}


def _wish(state: RunState, said: int) -> tuple[int, str, str]:
    found = state["understanding"]
    if any(found[field] for field in ("minutes_per_day", "minutes_per_week")):
        return said, "learner", f"{said} minutes a day, as you said"
    stored = cast("JsonObject", state["parts"]["personalization.recall"])["minutes_per_day"]
    if isinstance(stored, int):
        return stored, "personalization", f"{stored} minutes a day, as in your profile"
    return said, "assumption", f"{said} minutes a day, assumed since nothing was said"


async def _help(state: RunState) -> RunState:
    return {"result": compose_help(state)}


async def _ask_back(state: RunState) -> RunState:
    return {"result": compose_ask_back(state)}


async def _compose(state: RunState, runtime: Runtime[Running]) -> RunState:
    result, decisions = compose(state)
    for decision in decisions:
        _tell(runtime, decision)
    return {"result": result}


def _tell(runtime: Runtime[Running], decision: JsonObject) -> None:
    told: dict[str, JsonValue] = {key: decision[key] for key in ("question", "chosen", "because")}
    runtime.context.ctx.emit({"type": "decision", **told})
