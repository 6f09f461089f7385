"""The Motivation agent: if-then plans on real blocks, small first steps, and true numbers."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import Field, JsonValue

from agent_runner import Agent, InvalidInput, RunContext, SkillFailed
from agent_runner.agents.motivation.encouraging import encouragement, help_first, help_text
from agent_runner.agents.motivation.evidence import IF_THEN
from agent_runner.agents.motivation.facts import (
    SESSIONS,
    answers_of,
    facts_of,
    lately,
    sessions_of,
    strength_of,
)
from agent_runner.agents.motivation.looking_back import plan_of
from agent_runner.agents.motivation.models import (
    Encouragement,
    Forgotten,
    GivenFacts,
    GoalCheck,
    GoalQuestion,
    GoalSlot,
    IfThenPlans,
    PathStep,
    PlanKept,
    Progress,
    SessionLog,
    SmallStep,
    StudyBlock,
    WeekReview,
)
from agent_runner.agents.motivation.plans import if_then_plans, title_of
from agent_runner.agents.motivation.progress import progress_of
from agent_runner.agents.motivation.reviewing import week_review_of
from agent_runner.agents.motivation.steps import first_step as step_of
from agent_runner.agents.motivation.warming import warmer
from agent_runner.core.goals import LONGEST_GOAL, slots_of
from agent_runner.core.guard import assess
from agent_runner.core.habit import streak
from agent_runner.core.timetable.words import days_text, duration_text
from agent_runner.described_as import DescribedAs
from agent_runner.instants import BoundedDate, BoundedInstant
from agent_runner.json_types import JsonObject

agent = Agent(
    "motivation",
    description="If-then plans, small first steps, and encouragement from real numbers",
)

Topic = Annotated[str | None, Field(min_length=1, max_length=200)]
StoredPlan = Annotated[
    dict[str, JsonValue],
    DescribedAs(PlanKept),
    Field(description="A study plan, whole, as `orchestrator.study_plan` gave it"),
]
Now = Annotated[BoundedInstant | None, Field(description="As if it were this instant")]
TimeZone = Annotated[str | None, Field(description="IANA name, such as Europe/Berlin")]


@agent.skill(idempotent=True)
async def if_then(
    ctx: RunContext,
    blocks: Annotated[list[StudyBlock], Field(max_length=5000)],
    path: Annotated[list[PathStep] | None, Field(max_length=500)] = None,
    obstacle: Annotated[
        str | None, Field(max_length=300, description="What tends to get in the way")
    ] = None,
    place: Annotated[
        str | None, Field(max_length=100, description="Where you study, such as “at my desk”")
    ] = None,
    count: Annotated[int, Field(ge=1, le=14)] = 3,
    timezone: TimeZone = None,
) -> IfThenPlans:
    """Bind if-then plans to the next blocks of a schedule, each with a backup.

    With the learning `path`, the plans and the first step name its titles and objectives.
    """
    _refuse_danger(ctx, obstacle, place)
    zone = _zone(ctx, timezone)
    steps = path or []
    plans = if_then_plans(
        blocks,
        zone=zone,
        now=ctx.clock.now(),
        steps=steps,
        place=place,
        obstacle=obstacle,
        most=count,
    )
    return IfThenPlans(if_then=plans, first_step=_first_step(blocks, steps), source=IF_THEN)


@agent.skill(idempotent=True)
async def first_step(
    _ctx: RunContext,
    title: Annotated[str, Field(min_length=1, max_length=300)],
    objectives: Annotated[list[str] | None, Field(max_length=20)] = None,
) -> SmallStep:
    """Find a beginning of at most 10 minutes for a concept, out of its first objective."""
    return step_of(title, objectives or ())


@agent.skill(idempotent=True)
async def encourage(
    ctx: RunContext,
    topic: Topic = None,
    mood: Annotated[int | None, Field(ge=1, le=5)] = None,
    message: Annotated[str | None, Field(max_length=4000)] = None,
    facts: GivenFacts | None = None,
    timezone: TimeZone = None,
) -> Encouragement:
    """Say what your own numbers show, and one small thing to do next.

    Rests on sessions and answers in the store, and on `facts` you give. Without any it says so.
    """
    verdict = assess(message, country=_country(ctx)) if message else None
    if verdict is not None and verdict.stops:
        return help_first(verdict, locale=ctx.locale)
    sessions = await sessions_of(ctx.store)
    known = facts_of(sessions, await answers_of(ctx.store), facts, _today(ctx, timezone))
    found = encouragement(known, topic=topic, mood=mood, message=message)
    return await warmer(ctx, found, topic=topic, mood=mood, message=message)


@agent.skill(idempotent=True)
async def goal_check(
    ctx: RunContext, goal: Annotated[str, Field(min_length=1, max_length=LONGEST_GOAL)]
) -> GoalCheck:
    """Look whether a goal says what, how much, by when and how it will show; ask for what lacks."""
    _refuse_danger(ctx, goal)
    if not goal.strip():
        raise InvalidInput(field="goal", expected="a goal in words", got="blanks")
    slots = slots_of(goal)
    missing = [slot for slot in slots if slot.found is None]
    said = len(slots) - len(missing)
    text = f"{said} of {len(slots)} parts of a checkable goal are there."
    return GoalCheck(
        goal=goal,
        slots=[GoalSlot(name=slot.name, found=slot.found) for slot in slots],
        complete=not missing,
        question=GoalQuestion(slot=missing[0].name, text=missing[0].question) if missing else None,
        text=f"{text} {missing[0].question}" if missing else text,
    )


@agent.skill
async def log_session(
    ctx: RunContext,
    minutes: Annotated[int, Field(ge=1, le=960)],
    concept: Annotated[str | None, Field(max_length=200)] = None,
    kept: Annotated[bool | None, Field(description="Whether a planned block was kept")] = None,
    day: Annotated[date | None, Field(description="The local date; today where not given")] = None,
    timezone: TimeZone = None,
) -> SessionLog:
    """Note minutes studied, and see the last seven days with them."""
    today = _today(ctx, timezone)
    on = day or today
    if not today - timedelta(days=366) <= on <= today:
        raise InvalidInput(
            field="day", expected=f"a date of the last year, up to {today}", got=on.isoformat()
        )
    event: JsonObject = {
        "day": on.isoformat(),
        "at": ctx.clock.now().isoformat(),
        "minutes": minutes,
        "concept": concept,
        "kept": kept,
    }
    stored = await ctx.store.append(SESSIONS, event)
    sessions = await sessions_of(ctx.store)
    week = lately(sessions, today)
    total, days = sum(one.minutes for one in week), len({one.day for one in week})
    return SessionLog(
        stored=stored,
        minutes_last_7_days=total,
        days_last_7_days=days,
        streak_days=streak({session.day for session in sessions}, last=today),
        habit_strength=round(strength_of(sessions, today), 3),
        text=f"Noted: {duration_text(minutes)}. In the last 7 days {duration_text(total)} on "
        f"{days_text(days)}.",
    )


@agent.skill(idempotent=True)
async def progress(
    ctx: RunContext,
    days: Annotated[int, Field(ge=1, le=366)] = 30,
    plan: StoredPlan | None = None,
    timezone: TimeZone = None,
    now: Now = None,
) -> Progress:
    """Show how the last days went, as series to plot: minutes, sessions, mastery, reviews.

    Check-ins are among them, as you gave them. With your `plan` its blocks count as kept or missed.
    """
    read = plan_of(plan)
    zone = _zone(ctx, timezone or (read.schedule.tz if read else None))
    return await progress_of(ctx, read, days=days, zone=zone, now=_instant(ctx, now, zone))


@agent.skill(idempotent=True)
async def week_review(
    ctx: RunContext,
    plan: StoredPlan | None = None,
    week_start: Annotated[
        BoundedDate | None, Field(description="A day of the week to look at")
    ] = None,
    timezone: TimeZone = None,
    now: Now = None,
) -> WeekReview:
    """Look back on a week: planned and kept minutes, what rose and fell, what slipped.

    One suggestion follows from these numbers. Without `week_start` it is the week of yesterday.
    """
    read = plan_of(plan)
    zone = _zone(ctx, timezone or (read.schedule.tz if read else None))
    at = _instant(ctx, now, zone)
    today = at.astimezone(zone).date()
    if week_start is not None and not today - timedelta(days=3660) <= week_start <= today:
        raise InvalidInput(
            field="week_start", expected=f"a date up to {today}", got=week_start.isoformat()
        )
    return await week_review_of(ctx, read, week_start=week_start, zone=zone, now=at)


@agent.skill(idempotent=True)
async def forget(ctx: RunContext) -> Forgotten:
    """Delete all sessions that were logged."""
    return Forgotten(deleted=await ctx.store.delete(SESSIONS))


_MOST_MINUTES = 10


def _refuse_danger(ctx: RunContext, *texts: str | None) -> None:
    """A message that tells of danger gets help, and no plan is made of it."""
    for text in texts:
        verdict = assess(text, country=_country(ctx)) if text else None
        if verdict is not None and verdict.stops:
            raise SkillFailed(help_text(verdict, locale=ctx.locale))


def _country(ctx: RunContext) -> str | None:
    return ctx.locale.partition("-")[2][:2].upper() or None


def _first_step(blocks: list[StudyBlock], steps: list[PathStep]) -> SmallStep:
    """Of the first block that teaches something; without blocks, of the first step of the path."""
    titles = {step.concept: step for step in steps}
    learning = [block for block in blocks if block.kind in ("learn", "practice")]
    concept = learning[0].concept if learning else steps[0].concept if steps else None
    step = titles.get(concept or "")
    most = _MOST_MINUTES
    if learning:
        most = min(most, round((learning[0].end - learning[0].start).total_seconds() / 60))
    return step_of(title_of(concept, titles), step.objectives if step else (), most=max(1, most))


def _zone(ctx: RunContext, name: str | None) -> ZoneInfo:
    given = name or ctx.timezone
    try:
        return ZoneInfo(given)
    except (KeyError, ValueError, OSError):
        raise InvalidInput(
            field="timezone" if name else "_meta.timezone",
            expected="an IANA time zone such as Europe/Berlin",
            got=given,
        ) from None


def _instant(ctx: RunContext, now: datetime | None, zone: ZoneInfo) -> datetime:
    if now is None:
        return ctx.clock.now()
    return now if now.tzinfo else now.replace(tzinfo=zone)


def _today(ctx: RunContext, timezone: str | None) -> date:
    now: datetime = ctx.clock.now()
    return now.astimezone(_zone(ctx, timezone)).date()
