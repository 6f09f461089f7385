"""Runs: begun once, shared by all who ask for the same one, continued where they stopped.

Owns identity (`run_id`, whose it is) and life (share, resume, end); a workflow's steps are its
graph's, and their storage is in `checkpoints`.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal, Protocol

from langchain_core.runnables import RunnableConfig

from agent_runner.clock import Clock, FixedClock
from agent_runner.context import Event, RunContext
from agent_runner.errors import NotFound
from agent_runner.json_types import JsonObject
from agent_runner.orchestrator.checkpoints import Checkpoints
from agent_runner.orchestrator.state import Running, Start
from agent_runner.registry import Registry

HOP_BUDGET = 40
"""Most supersteps of a run; a study plan takes about ten."""


class Workflow(Protocol):
    """A compiled graph, as far as a run needs it."""

    async def ainvoke(
        self,
        input: Any,
        config: RunnableConfig | None = None,
        *,
        context: Running,
        durability: Literal["sync", "async", "exit"],
    ) -> Any: ...


@dataclass(frozen=True, slots=True)
class RunClock:
    """Tells the instant at which the run was accepted, also when it is continued later."""

    at: datetime
    clock: Clock

    def now(self) -> datetime:
        return self.at

    def monotonic_s(self) -> float:
        return self.clock.monotonic_s()


@dataclass(slots=True, eq=False)
class _Active:
    owner: str
    task: asyncio.Task[JsonObject] | None = None
    listeners: list[RunContext] = field(default_factory=list[RunContext])

    def emit(self, event: Event) -> None:
        for listener in tuple(self.listeners):
            listener.emit(event)


class Runs:
    """The runs of a process over the workflows by name."""

    def __init__(
        self, workflows: Mapping[str, Workflow], checkpoints: Checkpoints, registry: Registry
    ) -> None:
        self._workflows = workflows
        self._checkpoints = checkpoints
        self._registry = registry
        self._active: dict[str, _Active] = {}

    async def run(self, ctx: RunContext, start: Start) -> JsonObject:
        """The result of the run that `start` names: a new one, one under way, or a stored one.

        Raises `NotFound` when the run is another learner's.
        """
        return await self._share(ctx, start["run_id"], start)

    async def resume(self, ctx: RunContext, run_id: str) -> JsonObject:
        """The result of a run that was accepted before. Raises `NotFound`."""
        return await self._share(ctx, run_id, None)

    async def aclose(self) -> None:
        """End the runs under way; they can be resumed from their checkpoints."""
        tasks = [active.task for active in self._active.values() if active.task is not None]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    async def _share(self, ctx: RunContext, run_id: str, start: Start | None) -> JsonObject:
        async with self._joined(ctx, run_id) as active:
            if active.task is None:
                active.task = asyncio.create_task(self._advance(ctx, active, run_id, start))
            return await asyncio.shield(active.task)

    @contextlib.asynccontextmanager
    async def _joined(self, ctx: RunContext, run_id: str) -> AsyncGenerator[_Active, None]:
        """Listen to the run; who leaves last, before it is done, ends it."""
        while (ending := self._active.get(run_id)) and ending.task and not ending.listeners:
            await asyncio.wait({ending.task})
        active = self._active.setdefault(run_id, _Active(ctx.user_id))
        if active.owner != ctx.user_id:
            raise NotFound(what="run", id=run_id)
        active.listeners.append(ctx)
        try:
            yield active
        finally:
            active.listeners.remove(ctx)
            if not active.listeners and active.task is not None and not active.task.done():
                active.task.cancel()

    async def _advance(
        self, ctx: RunContext, active: _Active, run_id: str, start: Start | None
    ) -> JsonObject:
        try:
            finished = await self._checkpoints.result(run_id)
            if finished is not None:
                _check_owner(finished.owner, ctx, run_id)
                return finished.result
            saved = await self._checkpoints.state(run_id)
            if saved is not None:
                _check_owner(saved["owner"], ctx, run_id)
            state = start if saved is None else saved
            if state is None:
                raise NotFound(what="run", id=run_id)
            if saved is not None and "result" in saved:
                result = saved["result"]
            else:
                result = await self._work(ctx, active, state, resumed=saved is not None)
            await self._checkpoints.finish(run_id, owner=ctx.user_id, result=result)
            return result
        finally:
            del self._active[run_id]

    async def _work(
        self, ctx: RunContext, active: _Active, state: Start, *, resumed: bool
    ) -> JsonObject:
        running = Running(
            ctx=_pinned(ctx, active, state),
            registry=self._registry,
            remaining_s=lambda: ctx.remaining_s,
            only=_only(state),
        )
        started_s = running.ctx.clock.monotonic_s()
        run = {"run_id": state["run_id"], "workflow": state["workflow"]}
        active.emit({"type": "run.started", **run, "resumed": resumed})
        config: RunnableConfig = {
            "configurable": {"thread_id": state["run_id"]},
            "recursion_limit": HOP_BUDGET,
        }
        ended = await self._workflows[state["workflow"]].ainvoke(
            None if resumed else state, config, context=running, durability="async"
        )
        result: JsonObject = ended["result"]
        ms = round((running.ctx.clock.monotonic_s() - started_s) * 1000)
        active.emit({"type": "run.done", **run, "ms": ms, "degraded": result["degraded"]})
        return result


def _only(state: Start) -> frozenset[str] | None:
    agents = state["request"].get("agents")
    return frozenset(map(str, agents)) if isinstance(agents, list) else None


def _pinned(ctx: RunContext, active: _Active, state: Start) -> RunContext:
    now = datetime.fromisoformat(state["now"])
    repeatable = state["request"].get("now") is not None
    return replace(
        ctx,
        run_id=state["run_id"],
        thread_id=state["thread"],
        seed=state["seed"],
        timezone=state["timezone"],
        locale=state["locale"],
        clock=FixedClock(now) if repeatable else RunClock(now, ctx.clock),
        deadline=None if repeatable else ctx.deadline,
        on_event=active.emit,
    )


def _check_owner(owner: str, ctx: RunContext, run_id: str) -> None:
    if owner != ctx.user_id:
        raise NotFound(what="run", id=run_id)
