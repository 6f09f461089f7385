"""The smallest changes that make a plan fit, each found by really solving again.

Sizes come from a binary search that ends with the given change fitting and the next smaller one
not; concepts to drop are a set from which none can be taken back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from agent_runner.core.timetable.model import GRID_MINUTES, Constraints, Relaxation, Task, Window
from agent_runner.core.timetable.words import (
    WEEKDAYS,
    days_text,
    duration_text,
    list_text,
    long_day_text,
)
from agent_runner.json_types import JsonValue

Fits = Callable[[Sequence[Task], Constraints], bool]

_WIDE = Window(start=7 * 60, end=22 * 60)
_LONGEST_PLAN_DAYS = 730
_MOST_DATES_TRIED = 14


def relaxations(
    tasks: Sequence[Task], constraints: Constraints, fits: Fits
) -> tuple[Relaxation, ...]:
    """Ways to make it fit, the gentlest kind first; empty where no single change is enough."""
    return (
        *_allowed_days(tasks, constraints, fits),
        *_more_minutes(tasks, constraints, fits),
        *_later(tasks, constraints, fits),
        *_fewer_concepts(tasks, constraints, fits),
    )


def _allowed_days(
    tasks: Sequence[Task], constraints: Constraints, fits: Fits
) -> Iterator[Relaxation]:
    for weekday in sorted(constraints.days_off):
        rest = constraints.days_off - {weekday}
        if fits(tasks, replace(constraints, days_off=rest)):
            names = [WEEKDAYS[day].lower() for day in sorted(rest)]
            text = f"Study on {WEEKDAYS[weekday]}s too."
            yield Relaxation(kind="allow_day", text=text, changes={"days_off": [*names]})
    if len(constraints.dates_off) > _MOST_DATES_TRIED:
        return
    for day in sorted(constraints.dates_off):
        dates = constraints.dates_off - {day}
        if fits(tasks, replace(constraints, dates_off=dates)):
            text = f"Study on {long_day_text(day)} too."
            left = [other.isoformat() for other in sorted(dates)]
            yield Relaxation(kind="allow_day", text=text, changes={"dates_off": [*left]})


def _more_minutes(
    tasks: Sequence[Task], constraints: Constraints, fits: Fits
) -> Iterator[Relaxation]:
    """More minutes in the usual hours; failing that, in hours from 07:00 to 22:00."""
    found = _least_minutes(tasks, constraints, fits)
    if found is not None:
        yield found
        return
    wide = replace(constraints, windows=((_WIDE,),) * 7)
    hours: dict[str, JsonValue] = {"study_times": [{"start": "07:00", "end": "22:00"}]}
    if fits(tasks, wide):
        text = "Use hours between 07:00 and 22:00 as well, with the same minutes a day."
        yield Relaxation(kind="study_hours", text=text, changes=hours)
        return
    found = _least_minutes(tasks, wide, fits)
    if found is not None:
        text = f"{found.text.removesuffix('.')}, and use hours between 07:00 and 22:00 as well."
        yield replace(found, text=text, changes={**found.changes, **hours})


def _least_minutes(
    tasks: Sequence[Task], constraints: Constraints, fits: Fits
) -> Relaxation | None:
    cap = constraints.daily_cap_minutes
    weekly = constraints.minutes_per_week if constraints.minutes_per_day is None else None
    now = weekly if weekly is not None else constraints.minutes_per_day
    if now is None:
        return None

    def with_steps(steps: int) -> Constraints:
        minutes = now // GRID_MINUTES * GRID_MINUTES + steps * GRID_MINUTES
        if weekly is not None:
            return replace(constraints, minutes_per_week=minutes)
        weekend = constraints.minutes_per_weekend_day
        return replace(
            constraints,
            minutes_per_day=minutes,
            minutes_per_weekend_day=None if weekend is None else max(weekend, minutes),
        )

    most = ((cap if weekly is None else 7 * cap) - now) // GRID_MINUTES
    steps = _least(most, lambda steps: fits(tasks, with_steps(steps)))
    if steps is None:
        return None
    found = with_steps(steps)
    per, minutes = ("week", found.minutes_per_week) if weekly is not None else (
        "day", found.minutes_per_day
    )  # fmt: skip
    changes: dict[str, JsonValue] = {f"minutes_per_{per}": minutes}
    if found.minutes_per_weekend_day is not None:
        changes["minutes_per_weekend_day"] = found.minutes_per_weekend_day
    more = duration_text((minutes or 0) - now)
    text = f"Give {more} more a {per}: {minutes} instead of {now} minutes."
    return Relaxation(kind="more_minutes", text=text, changes=changes)


def _later(tasks: Sequence[Task], constraints: Constraints, fits: Fits) -> Iterator[Relaxation]:
    def after(days: int) -> Constraints:
        return later_by(constraints, days)

    most = _LONGEST_PLAN_DAYS - _days_planned(constraints)
    reach = 1
    while reach < most and not fits(tasks, after(reach)):
        reach *= 2
    days = _least(min(reach, most), lambda days: fits(tasks, after(days)))
    if days is None:
        return
    moved = after(days)
    if moved.deadline is None:
        text = f"Plan for {days_text(days)} more: {moved.horizon_days} days in all."
        yield Relaxation(
            kind="later_deadline", text=text, changes={"horizon_days": moved.horizon_days}
        )
        return
    text = f"Finish {days_text(days)} later, on {long_day_text(moved.deadline)}."
    yield Relaxation(
        kind="later_deadline", text=text, changes={"deadline": moved.deadline.isoformat()}
    )


def _days_planned(constraints: Constraints) -> int:
    deadline = constraints.deadline
    if deadline is None:
        return constraints.horizon_days
    zone = ZoneInfo(constraints.tz)
    last = deadline.astimezone(zone).date() if isinstance(deadline, datetime) else deadline
    return (last - constraints.start.astimezone(zone).date()).days + 1


def later_by(constraints: Constraints, days: int) -> Constraints:
    """The same with the deadline (its wall-clock time), or the horizon, `days` later."""
    deadline = constraints.deadline
    if deadline is None:
        return replace(constraints, horizon_days=constraints.horizon_days + days)
    if isinstance(deadline, datetime):
        deadline = deadline.astimezone(ZoneInfo(constraints.tz))
    return replace(constraints, deadline=deadline + timedelta(days=days))


def _fewer_concepts(
    tasks: Sequence[Task], constraints: Constraints, fits: Fits
) -> Iterator[Relaxation]:
    """Concepts to leave out; where not even one fits as it is, together with the most minutes."""
    dropped = _dropped(tasks, constraints, fits)
    cap = constraints.daily_cap_minutes
    if dropped is not None:
        yield _leave_out(tasks, dropped, "", {})
    elif constraints.minutes_per_day is not None and constraints.minutes_per_day < cap:
        dropped = _dropped(tasks, replace(constraints, minutes_per_day=cap), fits)
        if dropped is not None:
            text = f"Give {duration_text(cap)} a day, the most the plan allows,"
            yield _leave_out(tasks, dropped, text, {"minutes_per_day": cap})


def _leave_out(
    tasks: Sequence[Task], dropped: Sequence[str], before: str, changes: Mapping[str, JsonValue]
) -> Relaxation:
    out = [task for task in tasks if task.concept in dropped]
    kept = [task.title for task in tasks if task.concept not in dropped]
    minutes = sum(task.learn_minutes + task.practice_minutes for task in out)
    if len(kept) < len(out):
        what = f"leave out {len(out)} of {len(tasks)} concepts and keep {list_text(kept)}"
    else:
        what = f"leave out {list_text([task.title for task in out])}"
    start = f"{before} and {what}" if before else what[0].upper() + what[1:]
    text = f"{start}: {duration_text(minutes)} less, and nothing that stays needs them."
    drop = [task.concept for task in out]
    return Relaxation(kind="drop_concepts", text=text, changes={**changes, "drop": [*drop]})


def _dropped(tasks: Sequence[Task], constraints: Constraints, fits: Fits) -> list[str] | None:
    order = _least_valued_first(tasks)
    count = _least(len(order) - 1, lambda count: fits(_without(tasks, order[:count]), constraints))
    if count is None:
        return None
    dropped = order[:count]
    for concept in reversed(order[:count]):
        fewer = [name for name in dropped if name != concept]
        needs = next(task.prerequisites for task in tasks if task.concept == concept)
        if not {*needs} & {*fewer} and fits(_without(tasks, fewer), constraints):
            dropped = fewer
    return dropped


def _least_valued_first(tasks: Sequence[Task]) -> list[str]:
    """Concepts in the order in which they are best given up.

    Always one that no remaining concept builds on, of these the one of least weight per minute;
    between equals the later one.
    """
    remaining = list(tasks)
    order: list[str] = []
    while remaining:
        needed = {concept for task in remaining for concept in task.prerequisites}
        leaves = [(n, task) for n, task in enumerate(remaining) if task.concept not in needed]
        _, leaf = min(leaves, key=lambda entry: (_worth(entry[1]), -entry[0]))
        order.append(leaf.concept)
        remaining.remove(leaf)
    return order


def _worth(task: Task) -> float:
    return task.weight / max(GRID_MINUTES, task.learn_minutes + task.practice_minutes)


def _without(tasks: Sequence[Task], dropped: Sequence[str]) -> list[Task]:
    return [task for task in tasks if task.concept not in dropped]


def _least(most: int, good: Callable[[int], bool]) -> int | None:
    """The least `n` in 1..most with `good(n)` and, by the search, not `good(n - 1)`."""
    if most < 1 or not good(most):
        return None
    low, high = 0, most
    while high - low > 1:
        middle = (low + high) // 2
        if good(middle):
            high = middle
        else:
            low = middle
    return high
