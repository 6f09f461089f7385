"""What a new timetable takes over from the one before it, and how it tells what moved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from agent_runner.core.timetable.model import Block, Constraints, Move, Task
from agent_runner.core.timetable.placed import Placed
from agent_runner.core.timetable.room import Room
from agent_runner.core.timetable.words import day_text
from agent_runner.core.timetable.zone import local_day, minute_of


def still_placed(
    previous: Sequence[Block], tasks: Sequence[Task], room: Room
) -> tuple[Placed, ...]:
    """The work blocks that lie ahead and belong to a task; whether they may stay is seen later."""
    index = {task.concept: number for number, task in enumerate(tasks)}
    found: list[Placed] = []
    for block in previous:
        start = minute_of(block.start)
        if block.kind == "break" or block.concept not in index or start < room.start:
            continue
        found.append(
            Placed(
                start=start,
                end=start + block.minutes,
                day=local_day(start, room.zone),
                kind=block.kind,
                task=index[block.concept],
            )
        )
    return tuple(found)


def moves(
    previous: Sequence[Block],
    blocks: Sequence[Block],
    tasks: Sequence[Task],
    constraints: Constraints,
    room: Room,
) -> tuple[Move, ...]:
    """The blocks of the previous plan that are not where they were, in order of time."""
    titles = {task.concept: task.title for task in tasks}
    was = {_place(block) for block in previous}
    stays = {_place(block) for block in blocks} & was
    fresh = [block for block in blocks if _place(block) not in was]
    found: list[Move] = []
    for block in sorted(previous, key=lambda block: minute_of(block.start)):
        if block.kind == "break" or block.concept is None or _place(block) in stays:
            continue
        to = next((new for new in fresh if _same_work(new, block)), None)
        if to is not None:
            fresh.remove(to)
        because = _why(block, blocks, titles, constraints, room)
        found.append(
            Move(
                concept=block.concept,
                kind=block.kind,
                was=block.start,
                to=to.start if to is not None else None,
                because=because,
            )
        )
    return tuple(found)


def _place(block: Block) -> tuple[int, int, str, str | None]:
    return minute_of(block.start), block.minutes, block.kind, block.concept


def _same_work(new: Block, old: Block) -> bool:
    return new.kind == old.kind and new.concept == old.concept


def _why(
    block: Block,
    blocks: Sequence[Block],
    titles: dict[str, str],
    constraints: Constraints,
    room: Room,
) -> str:
    start = minute_of(block.start)
    if block.concept not in titles:
        return "This concept is no longer part of the plan."
    if start < room.start:
        return f"It was planned for {day_text(block.start)} and that time has passed."
    for busy in constraints.busy:
        if _overlap(block, busy.start, busy.end):
            return f"{busy.title or 'Something else'} is at that time now."
    if start + block.minutes > room.end:
        return "It would be after the deadline."
    if not any(free.start <= start and start + block.minutes <= free.end for free in room.free):
        return f"{day_text(block.start)} is no longer free at that hour."
    for new in blocks:
        if new.concept != block.concept and _overlap(block, new.start, new.end) and new.concept:
            return f"{titles[new.concept]} has to come first and takes its time."
    return "The order, the day's minutes or the spacing no longer allow it there."


def _overlap(block: Block, start: datetime, end: datetime) -> bool:
    return minute_of(block.start) < minute_of(end) and minute_of(start) < minute_of(block.end)
