"""The Schedule agent: study minutes on real days, within what the learner's life allows."""

from __future__ import annotations

import asyncio
from datetime import date, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import Field, JsonValue

from agent_runner import Agent, InvalidInput, RunContext
from agent_runner.agents.learner_model import load_ratings, stated_level
from agent_runner.agents.learning.paths import Wish, pack_path
from agent_runner.agents.schedule.answers import schedule_of
from agent_runner.agents.schedule.calendar_file import calendar_file
from agent_runner.agents.schedule.models import (
    BusyTime,
    CalendarFile,
    Coverage,
    Deadline,
    PathStep,
    PlanTask,
    Schedule,
    ScheduledBlock,
    StudyTime,
    TaskMinutes,
    Weekday,
    WeekSchedule,
    WeekTask,
)
from agent_runner.agents.schedule.move_models import PlanMove
from agent_runner.agents.schedule.moving import move_in_plan
from agent_runner.agents.schedule.plan_models import PlannedStudy, PlanOfLearner
from agent_runner.agents.schedule.reading import plan_of, zone_of
from agent_runner.agents.schedule.requests import Wishes, request_of, step_of, task_of
from agent_runner.agents.schedule.today import today_of
from agent_runner.agents.schedule.today_models import Today
from agent_runner.agents.schedule.week import days_of, summary_of, tasks_of_list, tasks_of_topic
from agent_runner.core.timetable import Block, Task, timetable
from agent_runner.curriculum.library import curriculum
from agent_runner.curriculum.scope import scope_of
from agent_runner.described_as import DescribedAs
from agent_runner.instants import BoundedInstant, PlannedInstant

agent = Agent(
    "schedule", description="Puts study minutes on real days: deadlines, breaks, spaced reviews"
)

WEEK_MINUTES_PER_DAY = 60
"""What a week for a topic is filled up to where nothing was said."""

MinutesPerDay = Annotated[int | None, Field(ge=5, le=960, description="Study minutes a day")]
TimeZone = Annotated[str | None, Field(description="IANA name, such as Europe/Berlin")]
Calendar = Annotated[
    str | None, Field(max_length=2_000_000, description="Your calendar, as the text of an .ics")
]
BusyTimes = Annotated[list[BusyTime] | None, Field(max_length=5000)]
StoredPlan = Annotated[
    dict[str, JsonValue],
    DescribedAs(PlanOfLearner),
    Field(description="A study plan, whole, as `orchestrator.study_plan` gave it"),
]
Now = Annotated[BoundedInstant | None, Field(description="As if it were this instant")]
StudyTimes = Annotated[list[StudyTime] | None, Field(max_length=50)]


@agent.skill(idempotent=True, needs=["tasks", "path"])
def plan(
    ctx: RunContext,
    tasks: Annotated[list[PlanTask] | None, Field(max_length=200)] = None,
    path: Annotated[list[PathStep] | None, Field(max_length=200)] = None,
    deadline: Deadline | None = None,
    horizon_days: Annotated[int, Field(ge=1, le=730)] = 42,
    start: BoundedInstant | None = None,
    timezone: TimeZone = None,
    minutes_per_day: MinutesPerDay = None,
    minutes_per_weekend_day: MinutesPerDay = None,
    minutes_per_week: Annotated[int | None, Field(ge=5, le=6720)] = None,
    daily_cap_minutes: Annotated[int, Field(ge=5, le=960)] = 240,
    study_times: StudyTimes = None,
    days_off: Annotated[list[Weekday] | None, Field(max_length=7)] = None,
    dates_off: Annotated[list[date] | None, Field(max_length=400)] = None,
    busy: BusyTimes = None,
    busy_ics: Calendar = None,
    reviews: bool = True,
    drop: Annotated[list[str] | None, Field(max_length=200)] = None,
    previous: Annotated[list[ScheduledBlock] | None, Field(max_length=5000)] = None,
    frozen_until: PlannedInstant | None = None,
) -> Schedule:
    """Place concepts on real days, in order of their prerequisites, with breaks and reviews.

    Give a learning `path`, or `tasks`, or both.

    What does not fit is said in minutes, with the smallest changes that make it fit; each names
    the parameters to send instead. With `previous`, its blocks stay where they may.
    """
    wishes = Wishes(
        start=start,
        timezone=timezone,
        deadline=deadline,
        horizon_days=horizon_days,
        minutes_per_day=minutes_per_day,
        minutes_per_weekend_day=minutes_per_weekend_day,
        minutes_per_week=minutes_per_week,
        daily_cap_minutes=daily_cap_minutes,
        study_times=study_times,
        days_off=days_off or (),
        dates_off=dates_off or (),
        busy=busy or (),
        busy_ics=busy_ics,
        reviews=reviews,
    )
    request = request_of(ctx, wishes)
    zone = ZoneInfo(request.constraints.tz)
    given = [*map(step_of, path or ()), *(tasks or ())]
    if not given:
        raise InvalidInput(field="tasks", expected="at least one task, or a path", got="neither")
    try:
        found = timetable(
            [task_of(task, zone.key) for task in given if task.concept not in (drop or ())],
            request.constraints,
            previous=[_block(block, zone) for block in previous or ()],
            frozen_until=_aware(frozen_until, zone) if frozen_until else None,
        )
    except ValueError as error:
        raise InvalidInput(field="tasks", expected="concepts in an order", got=str(error)) from None
    return schedule_of(found, calendar_problems=request.calendar_problems)


@agent.skill(idempotent=True)
async def move(
    ctx: RunContext,
    plan: StoredPlan,
    block_start: PlannedInstant,
    to: PlannedInstant,
    now: Now = None,
    timezone: TimeZone = None,
    busy: BusyTimes = None,
) -> PlanMove:
    """Put a block of a study plan to another time, with the fewest other blocks moved.

    The block stays where you put it, snapped to 5 minutes; what has begun stays as it is. Order,
    breaks, days off, the deadline and the day's cap are kept; where they cannot be, the plan
    comes back unchanged, with places near by.
    """
    return await move_in_plan(
        ctx,
        plan,
        block_start=block_start,
        to=to,
        now=now,
        timezone=timezone,
        busy=busy or (),
    )


@agent.skill(idempotent=True)
async def today(
    ctx: RunContext,
    plan: StoredPlan | None = None,
    now: Now = None,
    minutes: Annotated[
        int | None, Field(ge=1, le=960, description="Minutes you have just now")
    ] = None,
    timezone: TimeZone = None,
) -> Today:
    """Tell what a day holds: the plan's blocks, reviews that are due, the cap, what to do next.

    Without a plan it goes by your reviews, your goals and what you answered before.
    """
    read = plan_of(plan) if plan is not None else None
    zone = zone_of(ctx, read, timezone)
    at = now or ctx.clock.now()
    return await today_of(ctx, read, zone=zone, now=_aware(at, zone), minutes=minutes)


@agent.skill(idempotent=True, needs=["tasks", "topic"])
async def plan_week(
    ctx: RunContext,
    tasks: Annotated[list[WeekTask] | None, Field(max_length=100)] = None,
    topic: Annotated[str | None, Field(min_length=1, max_length=200)] = None,
    minutes_per_day: MinutesPerDay = None,
    days_off: Annotated[list[Weekday] | None, Field(max_length=7)] = None,
    dates_off: Annotated[list[date] | None, Field(max_length=7)] = None,
    start: BoundedInstant | None = None,
    timezone: TimeZone = None,
    study_times: StudyTimes = None,
    busy: BusyTimes = None,
    busy_ics: Calendar = None,
    daily_cap_minutes: Annotated[int, Field(ge=5, le=960)] = 240,
) -> WeekSchedule:
    """Plan the next seven days out of a list of tasks, or for a topic.

    Tasks with the earliest due date go first and are not placed after it. Of a topic that a topic
    pack covers, the week gets the first concepts of your path to it, as many as its minutes hold;
    any other topic gets five general steps.
    """
    wishes = Wishes(
        start=start,
        timezone=timezone,
        horizon_days=7,
        minutes_per_day=minutes_per_day,
        daily_cap_minutes=daily_cap_minutes,
        study_times=study_times,
        days_off=days_off or (),
        dates_off=dates_off or (),
        busy=busy or (),
        busy_ics=busy_ics,
        reviews=not tasks,
    )
    if not tasks and not topic:
        raise InvalidInput(
            field="tasks",
            expected='tasks such as [{"title": "Essay draft", "minutes": 90}], or a topic',
            got="neither",
        )
    request = request_of(ctx, wishes)
    constraints = request.constraints
    zone = ZoneInfo(constraints.tz)
    coverage: Coverage = "tasks"
    if tasks:
        given, assumptions = tasks_of_list(tasks, zone)
    else:
        week_minutes = (minutes_per_day or WEEK_MINUTES_PER_DAY) * (7 - len(set(days_off or ())))
        given, coverage = await _tasks_of_topic(ctx, topic or "", week_minutes)
        assumptions = []
    found = await asyncio.to_thread(timetable, given, constraints)
    days = days_of(found.blocks, given)
    schedule = schedule_of(
        found, calendar_problems=request.calendar_problems, assumptions=assumptions
    )
    return WeekSchedule(
        **dict(schedule),
        start=constraints.start.astimezone(zone).date(),
        tasks=[_task_out(task) for task in given],
        days=days,
        coverage=coverage,
        summary=summary_of(found, days),
    )


@agent.skill(idempotent=True, needs=["plan", "blocks"])
def calendar(
    ctx: RunContext,
    plan: PlannedStudy | None = None,
    blocks: Annotated[list[ScheduledBlock] | None, Field(max_length=5000)] = None,
    run_id: Annotated[str | None, Field(max_length=200)] = None,
    name: Annotated[str | None, Field(max_length=300)] = None,
    timezone: TimeZone = None,
    titles: dict[str, str] | None = None,
    sequence: Annotated[int, Field(ge=0, le=2_000_000_000)] = 0,
    alarm_minutes: Annotated[int | None, Field(ge=0, le=1440)] = None,
) -> CalendarFile:
    """Give a study plan, or its blocks, as an .ics file for any calendar program.

    Send the same `run_id` and a higher `sequence` after replanning: the events then move instead
    of doubling.
    """
    given = plan.schedule.blocks if plan is not None else blocks
    if given is None:
        raise InvalidInput(field="plan", expected="a study plan, or blocks", got="neither")
    request = request_of(ctx, Wishes(timezone=timezone or (plan.schedule.tz if plan else None)))
    named = {step.concept: step.title for step in plan.path} if plan is not None else {}
    return calendar_file(
        given,
        run_id=run_id or (plan.run_id if plan is not None else None) or ctx.run_id,
        name=name or (plan.goal.statement if plan is not None else "Study plan"),
        zone=ZoneInfo(request.constraints.tz),
        titles={**named, **(titles or {})},
        stamp=ctx.clock.now(),
        sequence=sequence,
        alarm_minutes=alarm_minutes,
    )


async def _tasks_of_topic(ctx: RunContext, topic: str, minutes: int) -> tuple[list[Task], Coverage]:
    """What of the topic a week's minutes hold."""
    everything = curriculum()
    scope = scope_of(everything, topic)
    if scope is None:
        return tasks_of_topic(topic), "generic"
    level = await stated_level(ctx.store)
    wish = Wish(
        scope=scope, known=(), excluded=(), budget_minutes=max(5, minutes), level=level, mastery={}
    )
    path = pack_path(everything, wish, await load_ratings(ctx.store, level))
    steps = [
        PathStep.model_validate(step, from_attributes=True, strict=False) for step in path.path
    ]
    return [task_of(step_of(step), "UTC") for step in steps], "pack"


def _task_out(task: Task) -> TaskMinutes:
    minutes = task.learn_minutes + task.practice_minutes
    return TaskMinutes(concept=task.concept, title=task.title, minutes=minutes)


def _block(block: ScheduledBlock, zone: ZoneInfo) -> Block:
    return Block(
        start=_aware(block.start, zone),
        end=_aware(block.end, zone),
        kind=block.kind,
        concept=block.concept,
        because=block.because,
    )


def _aware(at: datetime, zone: ZoneInfo) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=zone)
