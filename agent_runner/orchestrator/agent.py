"""The orchestrator as an agent: its skills are the workflows, run as graphs."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Any, Literal, cast

import orjson
from pydantic import AwareDatetime, Field

from agent_runner.clock import FixedClock
from agent_runner.context import RunContext
from agent_runner.json_types import JsonObject
from agent_runner.orchestrator import study_plan as study_plans
from agent_runner.orchestrator.checkpoints import Checkpoints
from agent_runner.orchestrator.plan import AskBack, Help, StudyPlan
from agent_runner.orchestrator.runs import STEPS_VERSION, Runs
from agent_runner.orchestrator.state import Start
from agent_runner.registry import Registry
from agent_runner.skill import Agent

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
AgentName = Literal[
    "learning", "assessment", "wellness", "schedule", "motivation", "personalization"
]


@contextlib.asynccontextmanager
async def build_orchestrator(
    registry: Registry, checkpoints: Checkpoints
) -> AsyncGenerator[Agent, None]:
    """The agent over the skills of `registry`; leaving it ends the runs under way."""
    workflows = {study_plans.NAME: study_plans.study_plan_graph(checkpoints.saver)}
    runs = Runs(workflows, checkpoints, registry)
    agent = Agent("orchestrator", description="Runs the six agents together: plans and answers")

    @agent.skill(idempotent=True, durable=True)
    async def study_plan(
        ctx: RunContext,
        user_input: Annotated[str, Field(min_length=1, max_length=8000)],
        topic: Annotated[str, Field(min_length=1, max_length=200)] | None = None,
        deadline: date | AwareDatetime | None = None,
        minutes_per_day: Annotated[int, Field(ge=5, le=960)] | None = None,
        days_off: list[Weekday] | None = None,
        level: Literal["beginner", "intermediate", "advanced"] | None = None,
        known: Annotated[list[str], Field(max_length=100)] | None = None,
        timezone: str | None = None,
        country: Annotated[str, Field(pattern="^[A-Za-z]{2}$")] | None = None,
        start: date | None = None,
        now: AwareDatetime | None = None,
        seed: int | None = None,
        agents: list[AgentName] | None = None,
    ) -> StudyPlan | Help | AskBack:
        """Make a study plan out of a few words, with all six agents."""
        request: JsonObject = {
            "user_input": user_input,
            "topic": topic,
            "deadline": _iso(deadline),
            "minutes_per_day": minutes_per_day,
            "days_off": None if days_off is None else [*days_off],
            "level": level,
            "known": None if known is None else [*known],
            "country": country,
            "start": _iso(start),
            "now": _iso(now),
            "agents": None if agents is None else [*agents],
        }
        ctx = replace(
            ctx,
            timezone=timezone or ctx.timezone,
            seed=ctx.seed if seed is None else seed,
            clock=ctx.clock if now is None else FixedClock(now),
        )
        result = await runs.run(ctx, _start(ctx, study_plans.NAME, request))
        return cast("StudyPlan | Help | AskBack", result)

    @agent.skill(idempotent=True, durable=True)
    async def resume(ctx: RunContext, run_id: str) -> dict[str, Any]:
        """Go on with a run that was accepted before, or give its result again."""
        return await runs.resume(ctx, run_id)

    try:
        yield agent
    finally:
        await runs.aclose()


def _start(ctx: RunContext, workflow: str, request: JsonObject) -> Start:
    return {
        "version": STEPS_VERSION,
        "workflow": workflow,
        "run_id": _shown_id(ctx, request),
        "owner": ctx.user_id,
        "thread": ctx.thread_id,
        "request": request,
        "now": ctx.clock.now().isoformat(),
        "seed": ctx.seed,
        "timezone": ctx.timezone,
        "locale": ctx.locale,
        "reports": {},
        "decisions": [],
    }


def _shown_id(ctx: RunContext, request: JsonObject) -> str:
    """The run's id; made of the request where all else of the answer is, too."""
    if ctx.run_is_named or request["now"] is None:
        return ctx.run_id
    made_of = [ctx.user_id, ctx.seed, ctx.timezone, ctx.locale, request]
    text = orjson.dumps(made_of, option=orjson.OPT_SORT_KEYS).decode()
    return str(uuid.uuid5(uuid.NAMESPACE_OID, text))


def _iso(value: date | datetime | None) -> str | None:
    return None if value is None else value.isoformat()
