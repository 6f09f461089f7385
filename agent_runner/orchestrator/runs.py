"""Runs: begun once, shared by all who ask for the same one, continued where they stopped.

Owns identity (`run_id`, whose it is) and life (share, resume, end); a workflow's steps are its
graph's, and their storage is in `checkpoints`.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal, Protocol

from langchain_core.runnables import RunnableConfig

from agent_runner.clock import Clock, FixedClock
from agent_runner.context import Event, RunContext
from agent_runner.errors import NotFound
from agent_runner.json_types import JsonObject
from agent_runner.orchestrator.checkpoints import Checkpoints, holds
from agent_runner.orchestrator.state import Running, Start
from agent_runner.registry import Registry

HOP_BUDGET = 40
"""Most supersteps of a run; a study plan takes about ten."""
STEPS_VERSION = 1
"""Counts up when a step reads what an older one did not write: such a run begins anew."""
DURABILITY: Literal["sync", "async", "exit"] = "sync"
"""A step begins when the one before is kept, so that no kill costs more than the step it hits.
Against writing beside the next step it makes no difference in a file, and in PostgreSQL little,
where no step waits for the disk; steps that are not waited for may fall behind by any number."""


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
        """The result of the run `ctx.run_id`: a new one, one under way, or a stored one.

        Raises `NotFound` when the run is another learner's.
        """
        return await self._share(ctx, ctx.run_id, start)

    async def resume(self, ctx: RunContext, run_id: str) -> JsonObject:
        """The result of a run that was accepted before. Raises `NotFound`."""
        return await self._share(ctx, run_id, None)

    async def knows(self, run_id: str) -> bool:
        """Whether there is such a run, whoever's it is."""
        return (
            run_id in self._active
            or await self._checkpoints.result(run_id) is not None
            or await self._checkpoints.state(run_id) is not None
        )

    async def erase(self, learner: str, citing: str | None = None) -> int:
        """See `agent_runner.store.port.KeptRuns`."""
        for active in self._active.values():
            if active.owner == learner:
                active.unwanted.add(citing)
        return await self._checkpoints.erase(learner, citing)

    async def aclose(self) -> None:
        """End the runs under way; they can be resumed from their checkpoints."""
        tasks = [active.end() for active in self._active.values()]
        if tasks:
            await asyncio.wait(tasks)

    async def _share(self, ctx: RunContext, run_id: str, start: Start | None) -> JsonObject:
        while (ending := self._active.get(run_id)) and ending.is_ending:
            await asyncio.wait([ending.task])
        active = self._active.get(run_id)
        if active is None:
            active = _Active(ctx.user_id)
            active.task = asyncio.create_task(self._advance(ctx, active, run_id, start))
            self._active[run_id] = active
        elif active.owner != ctx.user_id:
            raise NotFound(what="run", id=run_id)
        with active.joined_by(ctx):
            return await asyncio.shield(active.task)

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
                if saved["version"] != STEPS_VERSION:
                    await self._checkpoints.forget(run_id)
                    start, saved = _start_of(saved), None
            state = start if saved is None else saved
            if state is None:
                raise NotFound(what="run", id=run_id)
            if saved is not None and "result" in saved:
                result = saved["result"]
            else:
                result = await self._work(ctx, active, run_id, state, resumed=saved is not None)
            if any(holds(result, citing) for citing in active.unwanted):
                await self._checkpoints.forget(run_id)
            else:
                await self._checkpoints.finish(run_id, owner=ctx.user_id, result=result)
            return result
        finally:
            del self._active[run_id]

    async def _work(
        self, ctx: RunContext, active: _Active, run_id: str, state: Start, *, resumed: bool
    ) -> JsonObject:
        running = Running(
            key=run_id,
            ctx=_run_context(ctx, active, state),
            registry=self._registry,
            remaining_s=lambda: ctx.remaining_s,
            only=_only(state),
        )
        clock = running.ctx.clock
        started_s = clock.monotonic_s()
        run = {"run_id": state["run_id"], "workflow": state["workflow"]}
        active.emit({"type": "run.started", **run, "resumed": resumed})
        config: RunnableConfig = {
            "configurable": {"thread_id": run_id},
            "recursion_limit": HOP_BUDGET,
            # Kept with each step, so that a learner's runs can be found.
            "metadata": {"owner": state["owner"]},
        }
        ended = await self._workflows[state["workflow"]].ainvoke(
            None if resumed else state,
            config,
            context=running,
            durability=DURABILITY,
        )
        result: JsonObject = ended["result"]
        ms = round((clock.monotonic_s() - started_s) * 1000)
        active.emit({"type": "run.done", **run, "ms": ms, "degraded": result["degraded"]})
        return result


@dataclass(slots=True, eq=False)
class _Active:
    """A run under way, and everybody who waits for it.

    `unwanted`: it is not kept if it holds one of these texts, see `Runs.erase`.
    """

    owner: str
    task: asyncio.Task[JsonObject] = field(init=False)
    cancelled: threading.Event = field(default_factory=threading.Event)
    is_ending: bool = False
    unwanted: set[str | None] = field(default_factory=set[str | None])
    _listeners: list[RunContext] = field(default_factory=list[RunContext])

    @contextlib.contextmanager
    def joined_by(self, ctx: RunContext) -> Generator[None, None, None]:
        """Send the run's events to `ctx`; who leaves last, before it is done, ends it."""
        self._listeners.append(ctx)
        try:
            yield
        finally:
            self._listeners.remove(ctx)
            if not self._listeners and not self.task.done():
                self.end()

    def end(self) -> asyncio.Task[JsonObject]:
        """Cancel the run; what it did so far stays in its checkpoints."""
        self.is_ending = True
        self.cancelled.set()
        self.task.cancel()
        return self.task

    def emit(self, event: Event) -> None:
        for listener in tuple(self._listeners):
            listener.emit(event)

    async def send(self, event: Event) -> None:
        """As `emit`, as fast as the slowest listener takes it."""
        for listener in tuple(self._listeners):
            await listener.send(event)


def _run_context(ctx: RunContext, active: _Active, state: Start) -> RunContext:
    now = datetime.fromisoformat(state["now"])
    is_repeatable = state["request"].get("now") is not None
    return replace(
        ctx,
        run_id=state["run_id"],
        thread_id=state["thread"],
        seed=state["seed"],
        timezone=state["timezone"],
        locale=state["locale"],
        clock=FixedClock(now) if is_repeatable else RunClock(now, ctx.clock),
        deadline=None if is_repeatable else ctx.deadline,
        on_event=active.emit,
        on_send=active.send,
        cancelled=active.cancelled,
    )


def _only(state: Start) -> frozenset[str] | None:
    agents = state["request"].get("agents")
    return frozenset(map(str, agents)) if isinstance(agents, list) else None


def _start_of(saved: Start) -> Start:
    return {
        "version": STEPS_VERSION,
        "workflow": saved["workflow"],
        "run_id": saved["run_id"],
        "owner": saved["owner"],
        "thread": saved["thread"],
        "request": saved["request"],
        "now": saved["now"],
        "seed": saved["seed"],
        "timezone": saved["timezone"],
        "locale": saved["locale"],
        "reports": {},
        "decisions": [],
    }


def _check_owner(owner: str, ctx: RunContext, run_id: str) -> None:
    if owner != ctx.user_id:
        raise NotFound(what="run", id=run_id)
