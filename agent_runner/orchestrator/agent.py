"""The orchestrator as an agent: its skills are the workflows, run as graphs."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Literal, cast
from zoneinfo import ZoneInfo

import orjson
from pydantic import Field

from agent_runner.context import RunContext
from agent_runner.errors import InvalidInput, NotFound
from agent_runner.instants import BoundedAwareInstant, BoundedDate, BoundedDateOrInstant
from agent_runner.json_types import JsonObject
from agent_runner.orchestrator import chat as chats
from agent_runner.orchestrator import study_plan as study_plans
from agent_runner.orchestrator.answers import AskBack, ChatReply, Help
from agent_runner.orchestrator.checkpoints import Checkpoints
from agent_runner.orchestrator.plan import StudyPlan
from agent_runner.orchestrator.preparing import prepare
from agent_runner.orchestrator.runs import STEPS_VERSION, Runs
from agent_runner.orchestrator.state import Start
from agent_runner.registry import Registry
from agent_runner.skill import Agent

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
AgentName = Literal[
    "learning", "assessment", "wellness", "schedule", "motivation", "personalization"
]
UserInput = Annotated[
    str,
    Field(
        min_length=1,
        max_length=8000,
        pattern=r"\S",
        description="What you want, in your own words",
        examples=["Help me study machine learning"],
    ),
]
Topic = Annotated[
    str | None, Field(min_length=1, max_length=200, description="The subject, if not in the text")
]
TimeZone = Annotated[str | None, Field(description="IANA name, such as Europe/Berlin")]
Country = Annotated[
    str | None, Field(pattern="^[A-Za-z]{2}$", description="ISO 3166 code, for helplines")
]
Now = Annotated[
    BoundedAwareInstant | None,
    Field(description="Plan as if it were this instant; the answer can then be repeated exactly"),
]
Seed = Annotated[int | None, Field(ge=0, le=2**53, description="Fixes every random choice")]
DocumentId = Annotated[
    str | None,
    Field(
        min_length=1, max_length=80, description="A document of yours, as `document.add` gave it"
    ),
]


@contextlib.asynccontextmanager
async def build_orchestrator(
    registry: Registry, checkpoints: Checkpoints
) -> AsyncGenerator[tuple[Agent, Runs], None]:
    """The agent over the skills of `registry` with its runs; leaving it ends those under way."""
    agent = Agent("orchestrator", description="Runs the six agents together: plans and answers")
    workflows = {
        study_plans.NAME: study_plans.study_plan_graph(checkpoints.saver),
        chats.NAME: chats.chat_graph(checkpoints.saver),
    }
    runs = Runs(workflows, checkpoints, registry.with_agents(agent))

    @agent.skill(idempotent=True, durable=True)
    async def study_plan(
        ctx: RunContext,
        user_input: UserInput,
        topic: Topic = None,
        deadline: Annotated[
            BoundedDateOrInstant | None,
            Field(description="A date counts to its end"),
        ] = None,
        minutes_per_day: Annotated[int | None, Field(ge=5, le=960)] = None,
        days_off: Annotated[list[Weekday] | None, Field(max_length=7)] = None,
        level: Literal["beginner", "intermediate", "advanced"] | None = None,
        known: Annotated[
            list[Annotated[str, Field(min_length=1, max_length=200)]] | None,
            Field(max_length=100, description="Subjects or concepts you know already"),
        ] = None,
        timezone: TimeZone = None,
        country: Country = None,
        start: Annotated[
            BoundedDate | None,
            Field(description="The first day of study"),
        ] = None,
        now: Now = None,
        seed: Seed = None,
        agents: Annotated[
            list[AgentName] | None, Field(description="Run these only; the guard always runs")
        ] = None,
        document_id: DocumentId = None,
    ) -> StudyPlan | Help | AskBack:
        """Make a study plan out of a few words, with all six agents.

        What is not said is assumed, and listed with the field that changes it. The plan comes
        also where an agent fails; `degraded` says which. A person in danger gets help instead,
        and a text that asks for no plan a question back. The same `_meta.run_id` is the same run.
        With `document_id`, the plan is over the parts of that document of yours.
        """
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
        ctx = _settled(ctx, timezone=timezone, seed=seed)
        if document_id is not None:
            document = await ctx.library.get(document_id)
            if document is None and ctx.run_is_named and await runs.knows(ctx.run_id):
                return cast("StudyPlan | Help | AskBack", await runs.resume(ctx, ctx.run_id))
            if document is None:
                raise NotFound(what="document", id=document_id)
            await prepare(ctx, document)
            request |= {"document_id": document_id, "document_title": document.title[:200]}
        result = await runs.run(ctx, _start(ctx, study_plans.NAME, request, now))
        return cast("StudyPlan | Help | AskBack", result)

    @agent.skill(idempotent=True, durable=True)
    async def chat(
        ctx: RunContext,
        user_input: UserInput,
        topic: Topic = None,
        timezone: TimeZone = None,
        country: Country = None,
        now: Now = None,
        seed: Seed = None,
        document_id: DocumentId = None,
    ) -> ChatReply:
        """Answer free text: find the skills it is meant for, ask them, and say what they found.

        With a `_meta.thread_id`, "quiz me on that" is about what the thread was about last. With
        `document_id`, questions, quizzes and plans are about that document of yours.
        """
        request: JsonObject = {
            "user_input": user_input,
            "topic": topic,
            "country": country,
            "now": _iso(now),
        }
        if document_id is not None:
            request["document_id"] = document_id
        ctx = _settled(ctx, timezone=timezone, seed=seed)
        return cast("ChatReply", await runs.run(ctx, _start(ctx, chats.NAME, request, now)))

    @agent.skill(idempotent=True, durable=True)
    async def resume(
        ctx: RunContext, run_id: Annotated[str, Field(min_length=1, max_length=200)]
    ) -> StudyPlan | Help | AskBack | ChatReply:
        """Go on with a run that was accepted before, or give its result again."""
        result = await runs.resume(ctx, run_id)
        return cast("StudyPlan | Help | AskBack | ChatReply", result)

    try:
        yield agent, runs
    finally:
        await runs.aclose()


def _settled(ctx: RunContext, *, timezone: str | None, seed: int | None) -> RunContext:
    zone = timezone or ctx.timezone
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        field = "timezone" if timezone else "_meta.timezone"
        expected = "an IANA time zone such as Europe/Berlin"
        raise InvalidInput(field=field, expected=expected, got=zone) from None
    return replace(ctx, timezone=zone, seed=ctx.seed if seed is None else seed)


def _start(ctx: RunContext, workflow: str, request: JsonObject, now: datetime | None) -> Start:
    return {
        "version": STEPS_VERSION,
        "workflow": workflow,
        "run_id": _shown_id(ctx, request),
        "owner": ctx.user_id,
        "thread": ctx.thread_id,
        "request": request,
        "now": (now or ctx.clock.now()).isoformat(),
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
