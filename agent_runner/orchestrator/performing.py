"""Calls one skill as a step of a run: within a time, and without letting its failure spread.

Owns the deadline of an agent, the events that tell of it, and what a failure is called in
`degraded`. Knows nothing of what the skills are for.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from langgraph.runtime import Runtime

from agent_runner.context import Deadline, RunContext
from agent_runner.errors import (
    Cancelled,
    DeadlineExceeded,
    InvalidInput,
    MethodNotFound,
    NotFound,
    SkillFailed,
)
from agent_runner.json_types import JsonObject, JsonValue
from agent_runner.llm.port import NoModel
from agent_runner.logged_failures import kind_of, place_of
from agent_runner.orchestrator.state import Reason, Report, Running, RunState, Update
from agent_runner.skill import Skill

log = logging.getLogger(__name__)

AGENT_DEADLINE_S = 5.0
"""Most time for one skill of a run."""
AGENT_SHARE = 0.5
"""Of the time a run has left, the share that one skill may use; the rest is for who comes after."""
ABANDON_AFTER_S = 0.2
"""How long a skill that was cancelled for being late may take to end before it is left alone."""

_TELLING = (InvalidInput, NotFound, SkillFailed)
"""What a learner's wish can come to; where it arose would say nothing of it."""

S = TypeVar("S", bound=RunState)
T = TypeVar("T")


def skill_node(
    step: str,
    ask: Callable[[S], JsonObject | None],
    *,
    writes: str,
    accept: Callable[[JsonValue], T],
    fallback: Callable[[S], T],
    always: bool = False,
) -> Callable[[S, Runtime[Running]], Awaitable[Update]]:
    """A step that writes a skill's result, or what stands in for it, to the key `writes`.

    `step` names the skill and, after a slash, what for if it is asked more than once. `ask` makes
    the skill's parameters of the state; None: there is nothing to ask it. `accept` turns a result
    into the form the later steps read, and raises where it cannot. `always`: also where the
    caller named the agents to run and this one is not among them.
    """

    async def node(state: S, runtime: Runtime[Running]) -> Update:
        method = step.partition("/")[0]
        outcome = await perform(
            runtime.context, method, lambda: ask(state), accept=accept, always=always
        )
        part = fallback(state) if outcome.result is None else outcome.result
        return {writes: part, "reports": {step: outcome.report()}}

    return node


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome(Generic[T]):
    """What came of a skill: its result, or the reason why there is none."""

    result: T | None = None
    reason: Reason | None = None
    ms: int = 0
    error: Exception | None = None

    def report(self) -> Report:
        """What the run keeps of it."""
        return {"reason": self.reason, "ms": self.ms}


async def perform(
    running: Running,
    method: str,
    ask: Callable[[], JsonObject | None],
    *,
    accept: Callable[[JsonValue], T],
    always: bool = False,
    limit_s: float = AGENT_DEADLINE_S,
    share: float = AGENT_SHARE,
    with_model: bool = False,
) -> Outcome[T]:
    """Call the skill; whatever goes wrong in it becomes a reason. Raises only `Cancelled`.

    It gets `limit_s` seconds, or its `share` of the time that the run has left. The skills of a run
    answer from their cores: what a model may add, it is asked for once, of the whole; unless
    `with_model`.
    """
    agent = method.partition(".")[0]
    if running.only is not None and agent not in running.only and not always:
        return Outcome(reason="not_asked")
    try:
        skill = running.registry.skill(method)
    except MethodNotFound:
        _tell(running, "agent.failed", method, 0, reason="not_loaded")
        return Outcome(reason="not_loaded")
    clock = running.ctx.clock
    started_s = clock.monotonic_s()
    remaining = running.remaining_s()
    seconds = limit_s if remaining is None else min(limit_s, share * remaining)
    if not with_model:
        running = replace(running, ctx=replace(running.ctx, llm=NoModel()))
    outcome = await _attempt(running, skill, ask, accept, seconds)
    ms = round((clock.monotonic_s() - started_s) * 1000)
    match outcome.reason:
        case "nothing_to_do":
            return outcome
        case None:
            _tell(running, "agent.done", method, ms)
        case reason:
            _tell(running, "agent.failed", method, ms, reason=reason)
    return replace(outcome, ms=ms)


def within(ctx: RunContext, seconds: float) -> RunContext:
    """The same run with so many seconds from now on."""
    deadline = Deadline(at_s=ctx.clock.monotonic_s() + seconds, total_ms=round(seconds * 1000))
    return replace(ctx, deadline=deadline)


async def _attempt(
    running: Running,
    skill: Skill,
    ask: Callable[[], JsonObject | None],
    accept: Callable[[JsonValue], T],
    seconds: float,
) -> Outcome[T]:
    try:
        given = ask()
        if given is None:
            return Outcome(reason="nothing_to_do")
        running.ctx.emit({"type": "agent.started", "agent": skill.agent, "skill": skill.method})
        work = skill.run(within(running.ctx, seconds), given)
        return Outcome(result=accept(await _bounded(work, seconds)))
    except (TimeoutError, DeadlineExceeded) as error:
        log.warning("%s took longer than %.3f s", skill.method, seconds)
        return Outcome(reason="late", error=error)
    except Cancelled:
        raise
    except Exception as error:
        # The text of an error may quote what the learner wrote.
        place = "" if isinstance(error, _TELLING) else f" at {place_of(error)}"
        log.warning("%s failed: %s%s", skill.method, kind_of(error), place)
        return Outcome(reason="failed", error=error)


def _tell(running: Running, what: str, method: str, ms: int, **more: JsonValue) -> None:
    agent = method.partition(".")[0]
    running.ctx.emit({"type": what, "agent": agent, "skill": method, "ms": ms, **more})


async def _bounded(work: Awaitable[JsonValue], seconds: float) -> JsonValue:
    """As `asyncio.timeout`, but also against work that does not let itself be cancelled."""
    task = asyncio.ensure_future(work)
    task.add_done_callback(_take_notice)
    try:
        done, _ = await asyncio.wait({task}, timeout=seconds)
        if task in done:
            if task.cancelled():
                raise RuntimeError("the skill cancelled itself")
            return task.result()
        task.cancel()
        await asyncio.wait({task}, timeout=ABANDON_AFTER_S)
        raise TimeoutError
    finally:
        task.cancel()


def _take_notice(task: asyncio.Future[JsonValue]) -> None:
    # An exception nobody asked for would be written to the log when the task is collected.
    if not task.cancelled():
        task.exception()
