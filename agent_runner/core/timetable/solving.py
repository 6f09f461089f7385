"""The timetable: passes from good habits to every minute used, and what to change if none fits.

Owns the choice between passes and the figures of the result. Pure and deterministic.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from agent_runner.core.timetable.blocks import on_grid
from agent_runner.core.timetable.conflicts import conflicts
from agent_runner.core.timetable.model import (
    Block,
    Constraints,
    DayMinutes,
    Task,
    Timetable,
    Unplaced,
)
from agent_runner.core.timetable.placing import Placed, Placement, Rules, place
from agent_runner.core.timetable.previous import moves, still_placed
from agent_runner.core.timetable.reasons import explained
from agent_runner.core.timetable.relaxing import relaxations
from agent_runner.core.timetable.room import Room, room_of
from agent_runner.core.timetable.spacing import review_minutes
from agent_runner.core.timetable.zone import minute_of

_PACE_SLACK = 0.8
"""Without a budget the work is spread over this share of the days, the rest stays in reserve."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Solution:
    """A placement, in minutes, with the room it was made in."""

    room: Room
    placement: Placement

    @property
    def feasible(self) -> bool:
        """Whether every minute of learning and practice has its place."""
        return not self.placement.missing


def timetable(
    tasks: Sequence[Task],
    constraints: Constraints,
    *,
    previous: Sequence[Block] = (),
    frozen_until: datetime | None = None,
) -> Timetable:
    """Put the tasks into real days.

    With `previous`, its blocks stay where they are if they still may; nothing new is put before
    `frozen_until`. Raises `ValueError` when concepts repeat or prerequisites form a circle.
    """
    check(tasks)
    room = room_of(constraints)
    kept = still_placed(previous, tasks, room)
    frozen = minute_of(frozen_until) if frozen_until is not None else 0
    solution = _best(tasks, constraints, room, kept, frozen)
    placed, missing = solution.placement.placed, solution.placement.missing
    blocks = explained(placed, tasks, constraints, room)
    work = sum(block.end - block.start for block in placed)
    return Timetable(
        tz=constraints.tz,
        blocks=blocks,
        feasible=solution.feasible,
        slack_minutes=room.minutes - work if solution.feasible else -sum(missing.values()),
        unplaced=tuple(
            Unplaced(concept=tasks[task].concept, title=tasks[task].title, minutes=minutes)
            for task, minutes in sorted(missing.items())
        ),
        conflicts=conflicts(tasks, constraints, room, solution.placement),
        relaxations=() if solution.feasible else relaxations(tasks, constraints, fits),
        due_forecast=forecast(placed),
        moves=moves(previous, blocks, tasks, constraints, room),
    )


def fits(tasks: Sequence[Task], constraints: Constraints) -> bool:
    """Whether all learning and practice finds its place, and the reviews due before the end."""
    room = room_of(constraints)
    if room.minutes < sum(task.learn_minutes + task.practice_minutes for task in tasks):
        return False
    passes = (
        place(tasks, constraints, room, rules)
        for rules in reversed(_passes(tasks, constraints, room))
    )
    return any(not found.missing and not found.late_reviews for found in passes)


def check(tasks: Sequence[Task]) -> None:
    """Raise `ValueError` for concepts that repeat, minutes below 0 or prerequisites in a circle."""
    left = {task.concept: task for task in tasks}
    if len(left) != len(tasks):
        raise ValueError("two tasks have the same concept")
    for task in tasks:
        if min(task.learn_minutes, task.practice_minutes) < 0:
            raise ValueError(f"{task.concept} has minutes below 0")
    while left:
        free = [name for name, task in left.items() if not left.keys() & {*task.prerequisites}]
        if not free:
            raise ValueError(f"the prerequisites of {', '.join(sorted(left))} form a circle")
        for name in free:
            del left[name]


def _best(
    tasks: Sequence[Task],
    constraints: Constraints,
    room: Room,
    kept: Sequence[Placed],
    frozen: int,
) -> Solution:
    """The first pass that places everything; else the one that leaves the least."""
    frozen_blocks = [block for block in kept if block.start < frozen]
    best: Placement | None = None
    for held in (kept, frozen_blocks) if kept else ((),):
        for rules in _passes(tasks, constraints, room):
            found = place(tasks, constraints, room, rules, previous=held, frozen_until=frozen)
            if best is None or _left(found) < _left(best):
                best = found
            # at a calm pace, reviews without room are a reason to go on
            if not _left(best) and (rules.day_limit is None or not found.late_reviews):
                return Solution(room=room, placement=found if not _left(found) else best)
    assert best is not None
    return Solution(room=room, placement=best)


def _passes(tasks: Sequence[Task], constraints: Constraints, room: Room) -> tuple[Rules, ...]:
    shortest = constraints.shortest_block
    calm = Rules(shortest=shortest, blocks_a_day=2, reviews_first=True)
    return (
        *(replace(calm, day_limit=limit) for limit in _paces(tasks, constraints, room)),
        calm,
        Rules(shortest=min(15, shortest), blocks_a_day=3, reviews_first=True),
        Rules(shortest=min(10, shortest), blocks_a_day=4, reviews_first=False),
    )


def _paces(tasks: Sequence[Task], constraints: Constraints, room: Room) -> list[int]:
    """Calm numbers of minutes a day, rising, where the learner named none."""
    if constraints.minutes_per_day is not None or constraints.minutes_per_week is not None:
        return []
    days = max(1, round(_PACE_SLACK * len(room.capacity)))
    reviews = 2 * sum(review_minutes(task.learn_minutes) for task in tasks)
    work = sum(task.learn_minutes + task.practice_minutes for task in tasks) + reviews
    limits = [on_grid(max(constraints.longest_block, factor * work // days)) for factor in (1, 2)]
    return [limit for limit in limits if limit < constraints.daily_cap_minutes]


def _left(placement: Placement) -> int:
    return sum(placement.missing.values())


def forecast(placed: Sequence[Placed]) -> tuple[DayMinutes, ...]:
    """The minutes of review on each date that has any."""
    minutes: dict[int, int] = {}
    for block in placed:
        if block.kind == "review":
            minutes[block.day] = minutes.get(block.day, 0) + block.end - block.start
    return tuple(
        DayMinutes(date=date.fromordinal(day), minutes=total)
        for day, total in sorted(minutes.items())
    )
