"""Calls one skill as a step of a run: within a time, and without letting its failure spread.

Owns the deadline of an agent, the events that tell of it, and what a failure is called in
`degraded`. Knows nothing of what the skills are for.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Literal

from langgraph.runtime import Runtime

from agent_runner.context import Deadline, RunContext
from agent_runner.errors import Cancelled, DeadlineExceeded, MethodNotFound
from agent_runner.json_types import JsonObject, JsonValue
from agent_runner.orchestrator.state import Running, RunState

log = logging.getLogger(__name__)

AGENT_DEADLINE_S = 5.0
"""Most time for one skill of a run."""
AGENT_SHARE = 0.5
"""Of the time a run has left, the share that one skill may use; the rest is for who comes after."""
ABANDON_AFTER_S = 0.2
"""How long a skill that was cancelled for being late may take to end before it is left alone."""

Reason = Literal["failed", "late", "not_loaded", "not_asked", "nothing_to_do"]
Arguments = Callable[[RunState], "JsonObject | None"]
Accept = Callable[[JsonValue], JsonValue]
Fallback = Callable[[RunState], JsonValue]
Node = Callable[[RunState, Runtime[Running]], Awaitable[RunState]]

_STATUS = {
    "failed": "failed",
    "late": "late",
    "not_loaded": "skipped",
    "not_asked": "skipped",
    "nothing_to_do": "skipped",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What came of a skill: its result, or the reason why there is none."""

    result: JsonValue = None
    reason: Reason | None = None
    ms: int = 0

    def report(self) -> JsonObject:
        """`{status, reason, ms}`."""
        status = "ok" if self.reason is None else _STATUS[self.reason]
        return {"status": status, "reason": self.reason, "ms": self.ms}


def skill_node(
    method: str, arguments: Arguments, *, accept: Accept, fallback: Fallback, always: bool = False
) -> Node:
    """A step that writes the skill's result, or what stands in for it, to `parts[method]`.

    `arguments` makes the skill's parameters of the state; None: there is nothing to ask it.
    `accept` turns a result into the form the later steps read, and raises where it cannot.
    `always`: also where the caller named the agents to run and this one is not among them.
    """

    async def node(state: RunState, runtime: Runtime[Running]) -> RunState:
        outcome = await perform(runtime.context, method, state, arguments, accept, always=always)
        part = fallback(state) if outcome.reason else outcome.result
        return {"parts": {method: part}, "reports": {method: outcome.report()}}

    return node


async def perform(
    running: Running,
    method: str,
    state: RunState,
    arguments: Arguments,
    accept: Accept,
    *,
    always: bool = False,
) -> Outcome:
    """Call the skill; whatever goes wrong in it becomes a reason. Raises only `Cancelled`."""
    agent = method.partition(".")[0]
    asked = state["request"].get("agents")
    if isinstance(asked, list) and agent not in asked and not always:
        return Outcome(reason="not_asked")
    try:
        skill = running.registry.skill(method)
    except MethodNotFound:
        running.ctx.emit({"type": "agent.failed", "agent": agent, "skill": method, "ms": 0,
                          "reason": "not_loaded"})  # fmt: skip
        return Outcome(reason="not_loaded")
    clock = running.ctx.clock
    started = clock.monotonic_s()
    reason: Reason | None = None
    result: JsonValue = None
    try:
        given = arguments(state)
        if given is None:
            return Outcome(reason="nothing_to_do")
        running.ctx.emit({"type": "agent.started", "agent": agent, "skill": method})
        seconds = _allowance_s(running)
        ctx = _within_deadline(running.ctx, seconds)
        result = accept(await _bounded(skill.run(ctx, given), seconds))
    except (TimeoutError, DeadlineExceeded):
        reason = "late"
        log.warning("%s took longer than %.1f s", method, _allowance_s(running))
    except Cancelled:
        raise
    except Exception as error:
        reason = "failed"
        log.warning("%s failed: %s: %s", method, type(error).__name__, error, exc_info=error)
    ms = round((clock.monotonic_s() - started) * 1000)
    event: JsonObject = {"agent": agent, "skill": method, "ms": ms}
    if reason is None:
        running.ctx.emit({"type": "agent.done", **event})
    else:
        running.ctx.emit({"type": "agent.failed", **event, "reason": reason})
    return Outcome(result=result, reason=reason, ms=ms)


def _allowance_s(running: Running) -> float:
    remaining = running.remaining_s()
    return AGENT_DEADLINE_S if remaining is None else min(AGENT_DEADLINE_S, AGENT_SHARE * remaining)


def _within_deadline(ctx: RunContext, seconds: float) -> RunContext:
    deadline = Deadline(at_s=ctx.clock.monotonic_s() + seconds, total_ms=round(seconds * 1000))
    return replace(ctx, deadline=deadline)


async def _bounded(work: Awaitable[JsonValue], seconds: float) -> JsonValue:
    """As `asyncio.timeout`, but also against work that does not let itself be cancelled."""
    task = asyncio.ensure_future(work)
    try:
        done, _ = await asyncio.wait({task}, timeout=seconds)
        if done:
            return task.result()
        task.cancel()
        await asyncio.wait({task}, timeout=ABANDON_AFTER_S)
        raise TimeoutError
    finally:
        if not task.done():
            task.cancel()
        task.add_done_callback(_take_notice)


def _take_notice(task: asyncio.Future[JsonValue]) -> None:
    # An exception nobody asked for would be written to the log when the task is collected.
    if not task.cancelled():
        task.exception()
