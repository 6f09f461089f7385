"""From a stored study plan back to what its timetable was made of.

A plan says in `schedule.limits` what it keeps to. Plans of before that do not are read by what they
show: their blocks' hours are study times, and the learner's days off stand in `personalization`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import cast
from zoneinfo import ZoneInfo

from pydantic import JsonValue, ValidationError

from agent_runner import InvalidInput, RunContext
from agent_runner.agents.schedule.models import (
    WEEKDAY_NAMES,
    BusyTime,
    ScheduledBlock,
    StudyTime,
)
from agent_runner.agents.schedule.plan_models import LimitsOfPlan, PlanOfLearner
from agent_runner.agents.schedule.requests import Request, Wishes, request_of, step_of, task_of
from agent_runner.core.timetable import Task, default_windows
from agent_runner.core.timetable.zone import minute_of


def plan_of(given: Mapping[str, JsonValue]) -> PlanOfLearner:
    """The parts that are needed; raises `InvalidInput` naming the first that is not as it should
    be."""
    try:
        return PlanOfLearner.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(["plan", *map(str, first["loc"])])
        raise InvalidInput(
            field=field,
            expected=first["msg"].removeprefix("Value error, "),
            got=repr(first["input"])[:80],
        ) from None


def zone_of(ctx: RunContext, plan: PlanOfLearner | None, timezone: str | None) -> ZoneInfo:
    """The asked-for zone, else the plan's, else the run's."""
    named = timezone or (plan.schedule.tz if plan is not None else None)
    return ZoneInfo(request_of(ctx, Wishes(timezone=named)).constraints.tz)


def limits_of(
    ctx: RunContext, plan: PlanOfLearner, zone: ZoneInfo, busy: Sequence[BusyTime] = ()
) -> Request:
    """What the plan's timetable keeps to."""
    limits = plan.schedule.limits or _shown(plan, zone)
    begins = [_aware(block.start, zone) for block in plan.schedule.blocks]
    start = limits.start or plan.trace.now
    if start is not None:
        begins.append(_aware(start, zone))
    first = min(begins, key=lambda at: at.timestamp(), default=ctx.clock.now())
    wishes = Wishes(
        start=first,
        timezone=zone.key,
        deadline=limits.deadline,
        horizon_days=limits.horizon_days,
        minutes_per_day=limits.minutes_per_day,
        minutes_per_weekend_day=limits.minutes_per_weekend_day,
        minutes_per_week=limits.minutes_per_week,
        daily_cap_minutes=limits.daily_cap_minutes,
        study_times=limits.study_times,
        days_off=limits.days_off or (),
        dates_off=limits.dates_off or (),
        busy=busy,
    )
    return request_of(ctx, wishes)


def tasks_of(plan: PlanOfLearner, zone: ZoneInfo) -> list[Task]:
    """The path's steps, and what else has blocks, as long as these are.

    A step that the path does not hold is taken as known.
    """
    tasks = [task_of(step_of(step), zone.key) for step in plan.path]
    named = {task.concept for task in tasks}
    minutes: dict[str, dict[str, int]] = {}
    for block in plan.schedule.blocks:
        if block.kind == "break" or block.concept is None or block.concept in named:
            continue
        own = minutes.setdefault(block.concept, {})
        length = minute_of(_aware(block.end, zone)) - minute_of(_aware(block.start, zone))
        own[block.kind] = own.get(block.kind, 0) + length
    others = [
        Task(
            concept=concept,
            title=concept.rsplit("/", 1)[-1].replace("-", " "),
            learn_minutes=own.get("learn", 0),
            practice_minutes=own.get("practice", 0),
        )
        for concept, own in minutes.items()
    ]
    return [*tasks, *others]


def aware_blocks(plan: PlanOfLearner, zone: ZoneInfo) -> list[ScheduledBlock]:
    """The blocks in order, each in the zone."""
    found = [
        block.model_copy(
            update={
                "start": _aware(block.start, zone).astimezone(zone),
                "end": _aware(block.end, zone).astimezone(zone),
            }
        )
        for block in plan.schedule.blocks
    ]
    return sorted(found, key=lambda block: block.start.astimezone(UTC))


def _shown(plan: PlanOfLearner, zone: ZoneInfo) -> LimitsOfPlan:
    times = [
        StudyTime(start=window.start, end=window.end, days=[day])
        for day, windows in enumerate(default_windows())
        for window in windows
    ]
    for block in plan.schedule.blocks:
        start, end = (_aware(at, zone).astimezone(zone) for at in (block.start, block.end))
        minutes = [at.hour * 60 + at.minute for at in (start, end)]
        if start.date() == end.date() and minutes[0] < minutes[1]:
            times.append(StudyTime(start=minutes[0], end=minutes[1], days=[start.weekday()]))
    used = {one.field: one.value for one in plan.personalization.used}
    names = used.get("days_off")
    days_off = [
        WEEKDAY_NAMES.index(name)
        for name in (cast("list[JsonValue]", names) if isinstance(names, list) else [])
        if isinstance(name, str) and name in WEEKDAY_NAMES
    ]
    minutes_per_day = used.get("minutes_per_day")
    return LimitsOfPlan(
        deadline=plan.goal.by,
        daily_cap_minutes=plan.wellness.cap_minutes_per_day,
        minutes_per_day=minutes_per_day
        if isinstance(minutes_per_day, int) and 5 <= minutes_per_day <= 960
        else None,
        study_times=_joined(times),
        days_off=days_off,
    )


def _joined(times: Sequence[StudyTime]) -> list[StudyTime]:
    """One stretch for all that touch, day by day."""
    found: list[StudyTime] = []
    for time in sorted(times, key=lambda one: ((one.days or [0])[0], one.start, one.end)):
        before = found[-1] if found else None
        if before is not None and before.days == time.days and time.start <= before.end:
            found[-1] = before.model_copy(update={"end": max(before.end, time.end)})
        else:
            found.append(time)
    return found


def _aware(at: datetime, zone: ZoneInfo) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=zone)
