"""From what a learner sends to what the timetable takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from agent_runner import InvalidInput, RunContext
from agent_runner.agents.schedule.models import (
    BusyTime,
    CalendarProblem,
    PathStep,
    PlanTask,
    StudyTime,
    Weekday,
    When,
)
from agent_runner.core.ics import read_busy
from agent_runner.core.timetable import Busy, Constraints, Task, Window, default_windows

LONGEST_DAYS = 730
_PRACTICE_SHARE = 0.35
_ALL_LEARNING_MINUTES = 25
_LEAST_WEIGHT, _MOST_WEIGHT = 0.001, 1000.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Wishes:
    """When a learner wants to study, as given; None was not given."""

    start: datetime | None = None
    timezone: str | None = None
    deadline: When | None = None
    horizon_days: int = 42
    minutes_per_day: int | None = None
    minutes_per_weekend_day: int | None = None
    minutes_per_week: int | None = None
    daily_cap_minutes: int = 240
    study_times: Sequence[StudyTime] | None = None
    days_off: Sequence[Weekday] = ()
    dates_off: Sequence[date] = ()
    busy: Sequence[BusyTime] = ()
    busy_ics: str | None = None
    reviews: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """Constraints, and what of the learner's calendar could not be read."""

    constraints: Constraints
    calendar_problems: list[CalendarProblem] = field(default_factory=list[CalendarProblem])


def request_of(ctx: RunContext, wishes: Wishes) -> Request:
    """The constraints; raises `InvalidInput` for a zone or a date that cannot be."""
    zone = _zone(ctx, wishes.timezone)
    start = _instant("start", wishes.start, zone) if wishes.start else ctx.clock.now()
    deadline = _deadline(wishes.deadline, start, zone)
    busy, problems = _busy(wishes, zone, start, deadline)
    constraints = Constraints(
        tz=zone.key,
        start=start,
        deadline=deadline,
        horizon_days=wishes.horizon_days,
        windows=_windows(wishes.study_times),
        busy=busy,
        days_off=frozenset(wishes.days_off),
        dates_off=frozenset(wishes.dates_off),
        daily_cap_minutes=wishes.daily_cap_minutes,
        minutes_per_day=wishes.minutes_per_day,
        minutes_per_weekend_day=wishes.minutes_per_weekend_day,
        minutes_per_week=wishes.minutes_per_week,
        reviews=wishes.reviews,
    )
    return Request(constraints=constraints, calendar_problems=problems)


def step_of(step: PathStep) -> PlanTask:
    """A step of a learning path as a task."""
    return PlanTask(
        concept=step.concept,
        title=step.title,
        minutes=step.minutes,
        prerequisites=step.prerequisites,
        weight=min(max(step.weight, _LEAST_WEIGHT), _MOST_WEIGHT),
    )


def task_of(task: PlanTask, zone: str) -> Task:
    """A task of the timetable; raises `InvalidInput` where no minutes were given."""
    learn, practice = task.learn_minutes, task.practice_minutes
    if learn is None and practice is None:
        if task.minutes is None:
            expected = "minutes, or learn_minutes and practice_minutes"
            raise InvalidInput(field=f"tasks.{task.concept}", expected=expected, got="neither")
        learn, practice = split_minutes(task.minutes)
    due = task.due
    return Task(
        concept=task.concept,
        title=task.title or task.concept.rsplit("/", 1)[-1].replace("-", " "),
        learn_minutes=learn or 0,
        practice_minutes=practice or 0,
        prerequisites=tuple(task.prerequisites),
        weight=task.weight,
        learned_on=task.learned_on,
        due=_instant("due", due, ZoneInfo(zone)) if isinstance(due, datetime) else due,
    )


def split_minutes(minutes: int) -> tuple[int, int]:
    """Learning and practice out of a concept's minutes: about two thirds and one third."""
    if minutes <= _ALL_LEARNING_MINUTES:
        return minutes, 0
    practice = round(minutes * _PRACTICE_SHARE / 5) * 5
    return minutes - practice, practice


def _zone(ctx: RunContext, name: str | None) -> ZoneInfo:
    given = name or ctx.timezone
    try:
        return ZoneInfo(given)
    except (KeyError, ValueError, OSError):
        expected = "an IANA time zone such as Europe/Berlin"
        raise InvalidInput(
            field="timezone" if name else "_meta.timezone", expected=expected, got=given
        ) from None


def _instant(field: str, at: datetime, zone: ZoneInfo) -> datetime:
    """Aware; without an offset it is local time."""
    try:
        return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
    except (OverflowError, ValueError):
        raise InvalidInput(
            field=field, expected="an instant within the calendar", got=at.isoformat()
        ) from None


def _deadline(deadline: When | None, start: datetime, zone: ZoneInfo) -> When | None:
    """As given, but at most `LONGEST_DAYS` after the start: nothing is planned beyond."""
    last = start.astimezone(zone).date() + timedelta(days=LONGEST_DAYS)
    if deadline is None:
        return None
    if not isinstance(deadline, datetime):
        return min(deadline, last)
    if deadline.year > last.year + 1:
        return last  # at the end of the calendar it may have no form in UTC
    deadline = _instant("deadline", deadline, zone)
    return deadline if deadline.date() < last else last


def _windows(times: Sequence[StudyTime] | None) -> tuple[tuple[Window, ...], ...]:
    if not times:
        return default_windows()
    days: list[list[Window]] = [[] for _ in range(7)]
    for number, time in enumerate(times):
        if time.start == time.end:
            raise InvalidInput(
                field=f"study_times[{number}].end",
                expected="another time than the start",
                got=f"{time.end // 60:02d}:{time.end % 60:02d}",
            )
        for day in range(7) if time.days is None else time.days:
            if time.start < time.end:
                days[day].append(Window(start=time.start, end=time.end))
            else:  # past midnight: the rest belongs to the next day
                days[day].append(Window(start=time.start, end=24 * 60))
                days[(day + 1) % 7].append(Window(start=0, end=time.end))
    return tuple(tuple(windows) for windows in days)


def _busy(
    wishes: Wishes, zone: ZoneInfo, start: datetime, deadline: When | None
) -> tuple[tuple[Busy, ...], list[CalendarProblem]]:
    found: list[Busy] = []
    for number, busy in enumerate(wishes.busy):
        begins = _instant(f"busy[{number}].start", busy.start, zone)
        ends = _instant(f"busy[{number}].end", busy.end, zone)
        if ends <= begins:
            expected = f"an instant after {busy.start.isoformat()}"
            raise InvalidInput(
                field=f"busy[{number}].end", expected=expected, got=busy.end.isoformat()
            )
        found.append(Busy(start=begins, end=ends, title=busy.title))
    if wishes.busy_ics is None:
        return tuple(found), []
    days = wishes.horizon_days
    if deadline is not None:
        last = deadline.date() if isinstance(deadline, datetime) else deadline
        days = max(1, (last - start.date()).days + 2)
    # later than the deadline, because a way out may be to finish later
    end = start + timedelta(days=days + 60)
    report = read_busy(wishes.busy_ics, tz=zone.key, start=start, end=end)
    found += [Busy(start=busy.start, end=busy.end, title=busy.title) for busy in report.busy]
    problems = [CalendarProblem(line=one.line, text=one.text) for one in report.problems]
    return tuple(found), problems
