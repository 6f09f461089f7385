"""The six real agents, and copies of them in which a skill fails in a chosen way."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from agent_runner.agents.assessment import agent as assessment
from agent_runner.agents.learning import agent as learning
from agent_runner.agents.motivation import agent as motivation
from agent_runner.agents.personalization import agent as personalization
from agent_runner.agents.schedule import agent as schedule
from agent_runner.agents.wellness import agent as wellness
from agent_runner.context import Deadline, RunContext
from agent_runner.orchestrator import Orchestrator, open_orchestrator
from agent_runner.registry import Registry
from agent_runner.skill import Agent, Skill
from agent_runner.store import database_at

SIX = (learning, assessment, wellness, schedule, motivation, personalization)
NOW = "2026-11-22T09:00:00+01:00"
ZONE = "Europe/Berlin"

Function = Callable[..., Awaitable[Any]]


async def breaks(_ctx: RunContext, **_given: object) -> Any:
    raise RuntimeError("broken on purpose")


async def hangs(_ctx: RunContext, **_given: object) -> Any:
    await asyncio.Event().wait()


async def ignores_cancellation(_ctx: RunContext, **_given: object) -> Any:
    for _ in range(2):  # a third time the event loop asks, when the test is over
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
    await asyncio.Event().wait()


async def answers_nonsense(_ctx: RunContext, **_given: object) -> Any:
    return {"nonsense": True}


def with_skill(method: str, function: Function, *, agents: tuple[Agent, ...] = SIX) -> Registry:
    """The agents with one skill's function exchanged; its parameters stay as they are."""
    name, _, skill_name = method.partition(".")
    return Registry(
        tuple(_changed(a, skill_name, function) if a.name == name else a for a in agents)
    )


def without(*names: str) -> Registry:
    return Registry(tuple(agent for agent in SIX if agent.name not in names))


@contextlib.asynccontextmanager
async def opened(
    registry: Registry | None = None,
    *,
    data_dir: Path | None = None,
    database_url: str | None = None,
) -> AsyncGenerator[Orchestrator, None]:
    """The orchestrator over the six; its runs are kept in the folder, the database or nowhere."""
    registry = registry or Registry(SIX)
    database = database_at(database_url)
    try:
        async with open_orchestrator(registry, data_dir=data_dir, database=database) as made:
            if database is not None:
                await database.open()
            yield made
    finally:
        if database is not None:
            await database.aclose()


@contextlib.asynccontextmanager
async def orchestrator(
    registry: Registry | None = None,
    *,
    data_dir: Path | None = None,
    database_url: str | None = None,
) -> AsyncGenerator[dict[str, Skill], None]:
    """The orchestrator's skills over the six."""
    async with opened(registry, data_dir=data_dir, database_url=database_url) as made:
        yield made.agent.skills


def context(*, seconds: float | None = None, **fields: Any) -> RunContext:
    """A context whose caller waits so long."""
    ctx = RunContext(**fields)
    if seconds is None:
        return ctx
    return replace(
        ctx, deadline=Deadline(at_s=time.monotonic() + seconds, total_ms=round(seconds * 1000))
    )


async def plan_for(
    text: str,
    *,
    registry: Registry | None = None,
    ctx: RunContext | None = None,
    **given: object,
) -> Any:
    """The answer of a fresh orchestrator at a fixed instant in Berlin."""
    request: Any = {"user_input": text, "now": NOW, "timezone": ZONE, **given}
    async with orchestrator(registry) as skills:
        return await skills["study_plan"].run(ctx or RunContext(), request)


def _changed(agent: Agent, skill_name: str, function: Function) -> Agent:
    skill = agent.skills[skill_name]
    untyped = replace(
        skill,
        function=function,
        is_plain=not inspect.iscoroutinefunction(function),
        result_is_untyped=True,
    )
    return Agent(
        agent.name, description=agent.description, skills={**agent.skills, skill_name: untyped}
    )
