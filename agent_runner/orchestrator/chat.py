"""Free text as a graph: understand it, ask the skills it is meant for, answer from their facts.

    guard_text ─┬─ help
                └─ route_text ─┬─ answer (one for each route, beside each other) ─┐
                               └──────────────────────────────────────────────────┴─ reply

A thread's last subject and text are kept, so that "quiz me on that" has something to mean.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any, Literal, TypedDict, cast

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.runtime import Runtime
from langgraph.types import Send

from agent_runner.errors import NotFound
from agent_runner.json_types import JsonObject, JsonValue
from agent_runner.orchestrator import accepting, asking, fallbacks
from agent_runner.orchestrator.arbiter import HELP_FROM_LEVEL
from agent_runner.orchestrator.performing import (
    AGENT_DEADLINE_S,
    Outcome,
    perform,
    skill_node,
    within,
)
from agent_runner.orchestrator.replies import reply_to
from agent_runner.orchestrator.reporting import head
from agent_runner.orchestrator.routing.documents import about_document
from agent_runner.orchestrator.runs import Workflow
from agent_runner.orchestrator.state import ChatState, Running, Update
from agent_runner.orchestrator.telling import told_of
from agent_runner.orchestrator.threads import resolved, thread_of, with_turn
from agent_runner.orchestrator.wishes import understand_text
from agent_runner.orchestrator.wording import (
    ASK_THEMSELVES,
    Said,
    is_enriched,
    joined,
    missing_of,
    said_of,
    worded,
)

NAME = "chat"

WORKFLOW_LIMIT_S = 30.0
"""Most time for a workflow that is part of a conversation, such as a whole study plan, and for
what reads all of a document."""
ANSWER_SHARE = 0.9
"""Of the time left, what the asked skills may use: only the words of the reply come after them."""


_READ_ALL = ("learning.summarize", "assessment.cards")
_EXPLAIN, _ASK = "learning.explain", "learning.ask"


class Asked(TypedDict):
    """What one answering step is given; `text` is the whole of what is meant."""

    place: int
    route: JsonObject
    text: str


def chat_graph(saver: BaseCheckpointSaver[str]) -> Workflow:
    """The compiled graph; made once, run many times."""
    graph: Any = StateGraph(ChatState, Running)  # its methods are typed by parts only
    guard = skill_node(
        "wellness.guard",
        asking.guard,
        writes="guard",
        accept=accepting.guard,
        fallback=fallbacks.guard,
        always=True,
    )
    graph.add_node("guard_text", guard)
    graph.add_node("help", _help)
    graph.add_node("route_text", _route)
    graph.add_node("answer", _answer)
    graph.add_node("reply", _reply)
    graph.add_edge(START, "guard_text")
    graph.add_conditional_edges("guard_text", _after_guard, ["help", "route_text"])
    graph.add_conditional_edges("route_text", _after_routing, ["answer", "reply"])
    graph.add_edge("answer", "reply")
    graph.add_edge("help", END)
    graph.add_edge("reply", END)
    return cast("Workflow", graph.compile(checkpointer=saver, name=NAME))


def _after_guard(state: ChatState) -> Literal["help", "route_text"]:
    level = state["guard"]["level"]
    return "help" if isinstance(level, int) and level >= HELP_FROM_LEVEL else "route_text"


def _after_routing(state: ChatState) -> Literal["reply"] | list[Send]:
    sends = [
        Send("answer", Asked(place=place, route=route, text=state["turn"]["text"]))
        for place, route in enumerate(state["routes"])
        if "." in str(route["target"])
    ]
    return sends or "reply"


async def _route(state: ChatState, runtime: Runtime[Running]) -> Update:
    """What is meant, also where it leans on what was said before in the thread."""
    ctx = runtime.context.ctx
    thread = await thread_of(ctx)
    text = str(state["request"]["user_input"])
    understanding, routes, report = await asyncio.to_thread(understand_text, state, text)
    meant = resolved(text, understanding, routes, thread)
    if meant.text != text:
        understanding, _routes, report = await asyncio.to_thread(understand_text, state, meant.text)
    routes = _complete(state, meant.routes, meant.text)
    targets: list[JsonValue] = [route["target"] for route in routes]
    ctx.emit({"type": "understood", "subjects": [*meant.subjects], "routes": targets})
    return {
        "understanding": understanding,
        "routes": routes,
        "reports": {"understanding": report},
        "turn": replace(meant, routes=routes).turn(thread),
    }


def _complete(state: ChatState, routes: list[JsonObject], text: str) -> list[JsonObject]:
    """A workflow gets the whole text, and what was said beside it; a document of the learner's
    own, every skill that can be about one."""
    request = state["request"]
    if request.get("document_id") is not None:
        routes = about_document(routes, str(request["document_id"]), text)
    beside = {name: request[name] for name in ("country", "now") if request[name] is not None}
    return [
        {
            **route,
            "arguments": {
                **cast("JsonObject", route["arguments"]),
                **beside,
                "user_input": text,
            },
        }
        if route["target"] == "orchestrator.study_plan"
        else route
        for route in routes
    ]


async def _answer(asked: Asked, runtime: Runtime[Running]) -> Update:
    running, route, place = runtime.context, asked["route"], str(asked["place"])
    method = str(route["target"])
    if method.startswith("orchestrator."):
        running = replace(running, ctx=replace(running.ctx, run_id=f"{running.key}/{place}"))
    arguments = cast("JsonObject", route["arguments"])
    outcome = await _asked(running, method, arguments)
    if method == _EXPLAIN and isinstance(outcome.error, NotFound):
        # No pack of ours has it; the learner's own documents may.
        for question in _questions(asked["text"], arguments):
            found = await _asked(running, _ASK, {"question": question})
            if found.result is not None and cast("JsonObject", found.result)["found"]:
                method, outcome = _ASK, found
                break
    answer: JsonObject = {
        "method": method,
        "result": outcome.result,
        "reason": outcome.reason,
        "told": told_of(method, outcome.error),
    }
    return {"answers": {place: answer}, "reports": {f"{method}/{place}": outcome.report()}}


async def _asked(running: Running, method: str, arguments: JsonObject) -> Outcome[JsonValue]:
    is_long = method.startswith("orchestrator.") or method in _READ_ALL
    return await perform(
        running,
        method,
        lambda: arguments,
        accept=lambda result: result,
        share=ANSWER_SHARE,
        limit_s=WORKFLOW_LIMIT_S if is_long else AGENT_DEADLINE_S,
        with_model=method in ASK_THEMSELVES,
    )


def _questions(text: str, arguments: JsonObject) -> list[str]:
    """What was not found as a concept, as questions to the learner's material."""
    topic = arguments.get("concept") or arguments.get("topic")
    return [text[:2000], *([f"What is {topic}?"] if topic else [])]


async def _help(state: ChatState) -> Update:
    guard = state["guard"]
    message = str(guard.get("message") or fallbacks.HELP)
    return {"result": _result(state, message) | {"helplines": guard.get("helplines") or []}}


async def _reply(state: ChatState, runtime: Runtime[Running]) -> Update:
    answers = [answer for _place, answer in sorted(state.get("answers", {}).items())]
    parts = [
        *(
            Said(method=None, text=str(route["reply"]))
            for route in state["routes"]
            if route.get("reply")
        ),
        *(said_of(answer, reply_to(answer)) for answer in answers),
    ]
    await with_turn(runtime.context.ctx, state["turn"])
    results = {str(answer["method"]): answer["result"] for answer in answers}
    routed: list[JsonValue] = [
        {
            "skill": route["target"],
            "confidence": route["confidence"],
            "arguments": route["arguments"],
            "by": route["by"],
        }
        for route in state["routes"]
    ]
    asks_back = any(route["target"] == "clarify" for route in state["routes"])
    questions = state["understanding"]["questions"] if asks_back else []
    result = _result(state, joined(parts))
    result |= {"routed": routed, "results": results, "questions": questions}
    return {"result": await _in_other_words(state, runtime.context, parts, result)}


async def _in_other_words(
    state: ChatState, running: Running, parts: list[Said], result: JsonObject
) -> JsonObject:
    """The result with what a model added: to the reply, or to the answers it is made of."""
    left = running.remaining_s()
    ctx = running.ctx if left is None else within(running.ctx, left)
    found = await worded(ctx, str(state["request"]["user_input"]), parts)
    answers = [one for one in cast("JsonObject", result["results"]).values() if one is not None]
    missing = {*missing_of(answers), *(found.degraded if found else ())}
    degraded: list[JsonValue] = [*sorted({*cast("list[str]", result["degraded"]), *missing})]
    changed: JsonObject = {"degraded": degraded}
    if any(map(is_enriched, answers)):
        changed["engine"] = "core+llm"
    if found is None:
        return {**result, **changed}
    sent: list[JsonValue] = [one.model_dump(mode="json") for one in found.sent]
    changed["enrichment"] = {"core_reply": None, "sent": sent}
    if found.value is not None:
        changed["engine"], changed["reply"] = "core+llm", found.value
        changed["enrichment"] = {"core_reply": result["reply"], "sent": sent}
    return {**result, **changed}


def _result(state: ChatState, reply: str) -> JsonObject:
    return {
        **head(state),
        "thread_id": state["thread"],
        "reply": reply,
        "routed": [],
        "results": {},
        "questions": [],
        "guard": state["guard"],
        "helplines": [],
    }
