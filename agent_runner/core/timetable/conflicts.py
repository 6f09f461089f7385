"""What cannot be met, said in minutes."""

from __future__ import annotations

from collections.abc import Sequence

from agent_runner.core.timetable.blocks import on_grid
from agent_runner.core.timetable.model import Conflict, Constraints, Task
from agent_runner.core.timetable.placing import Placement
from agent_runner.core.timetable.room import Room
from agent_runner.core.timetable.words import duration_text, long_day_text
from agent_runner.core.timetable.zone import local


def conflicts(
    tasks: Sequence[Task], constraints: Constraints, room: Room, placement: Placement
) -> tuple[Conflict, ...]:
    """The conflicts of one outcome, the gravest first; none where all wishes are met."""
    found: list[Conflict] = []
    missing = sum(placement.missing.values())
    if missing:
        found.append(_too_little(tasks, constraints, room, missing))
    for number, minutes in sorted(placement.missing.items()):
        due = tasks[number].due
        if due is not None:
            lacks = f"lacks {duration_text(minutes)}"
            text = f"{tasks[number].title} is due on {long_day_text(due)} and {lacks}."
            found.append(Conflict(kind="due", text=text, minutes=minutes))
    if placement.late_reviews:
        found.append(_late_reviews(placement.late_reviews))
    wished, cap = constraints.minutes_per_day, constraints.daily_cap_minutes
    if wished is not None and wished > cap:
        text = f"You asked for {wished} minutes a day; the plan keeps to the daily cap of {cap}."
        found.append(Conflict(kind="cap", text=text, minutes=wished - cap))
    return tuple(found)


def _too_little(
    tasks: Sequence[Task], constraints: Constraints, room: Room, missing: int
) -> Conflict:
    end = long_day_text(local(max(room.end - 1, 0), room.zone))
    limit = "the deadline" if constraints.deadline is not None else "the end of the plan"
    work = sum(on_grid(task.learn_minutes) + on_grid(task.practice_minutes) for task in tasks)
    if not room.minutes:
        why = "it has passed" if room.end <= room.start else "every day and hour until then is out"
        text = f"There is no study time before {limit} on {end}: {why}."
        return Conflict(kind="no_study_time", text=text, minutes=missing)
    if room.minutes < work:
        text = (
            f"{duration_text(work)} of work, {duration_text(room.minutes)} of study time before "
            f"{limit} on {end}: {duration_text(missing)} have no place."
        )
    else:
        text = (
            f"{duration_text(room.minutes)} are free before {limit} on {end}, but with concepts in "
            f"order, breaks and spacing {duration_text(missing)} of {duration_text(work)} have no "
            "place."
        )
    return Conflict(kind="not_enough_time", text=text, minutes=missing)


def _late_reviews(minutes: int) -> Conflict:
    text = (
        f"{duration_text(minutes)} of review fall due before the end and find no room; "
        "learning and practice went first."
    )
    return Conflict(kind="reviews", text=text, minutes=minutes)
