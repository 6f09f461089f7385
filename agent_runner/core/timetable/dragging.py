"""A plan's block dragged to another place: the whole timetable with it, and what moved and why.

Owns the way from blocks to pieces and back. Which blocks give way is `moving`'s business; where a
whole new plan, held to the old one, moves fewer blocks, that one is taken. The words are those of
`drag_words`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from agent_runner.core.timetable.board import Board, Piece
from agent_runner.core.timetable.drag_words import DragWords, MovedBlock, Refused
from agent_runner.core.timetable.model import Block, Constraints, DayMinutes, Task
from agent_runner.core.timetable.moving import Arrangement, Refusal, rearranged, snapped
from agent_runner.core.timetable.placed import Placed
from agent_runner.core.timetable.reasons import explained
from agent_runner.core.timetable.room import Free, Room, room_of
from agent_runner.core.timetable.solving import forecast, timetable
from agent_runner.core.timetable.zone import local, minute_of

_ROOM_MAY_BE_MADE = ("order", "review", "day", "week", "due", "no_room")
_ENOUGH_TO_PLAN_ANEW = 2
"""So many others must move before a whole new plan can need fewer."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Dragged:
    """The timetable after the drag; unchanged where it was `refused`.

    `moved` has the dragged block first. `is_fewest`: it is shown that no arrangement moves fewer.
    """

    blocks: tuple[Block, ...]
    due_forecast: tuple[DayMinutes, ...]
    moved: tuple[MovedBlock, ...]
    is_fewest: bool = True
    refused: Refused | None = None


def dragged(
    blocks: Sequence[Block],
    tasks: Sequence[Task],
    constraints: Constraints,
    *,
    block_start: datetime,
    to: datetime,
    now: datetime,
) -> Dragged:
    """Put the work block that starts at `block_start` to `to`, snapped to the grid.

    `constraints.start` is the plan's beginning; what began before `now` stays. Every block's
    concept needs a task. Raises `LookupError` where no work block starts at `block_start`.
    """
    room = room_of(constraints)
    work = sorted((b for b in blocks if b.kind != "break"), key=lambda b: minute_of(b.start))
    pieces = _pieces(work, tasks)
    target = snapped(to)
    board = Board(pieces, tasks, constraints, room, chosen=target)
    starts = [piece.home for piece in pieces]
    if minute_of(block_start) not in starts:
        raise LookupError(block_start.isoformat())
    pinned = starts.index(minute_of(block_start))
    words = DragWords(board, tasks, pinned)
    if target == pieces[pinned].home:
        return Dragged(blocks=tuple(blocks), due_forecast=forecast(_placed(board)), moved=())
    found = rearranged(board, constraints, pinned=pinned, to=target, now=minute_of(now))
    if isinstance(found, Arrangement):
        others = sum(at != home for at, home in zip(found.places, board.homes, strict=True)) - 1
    else:
        others = len(pieces) if found.kind in _ROOM_MAY_BE_MADE else 0
    if others >= _ENOUGH_TO_PLAN_ANEW:
        anew = _planned_anew(work, tasks, constraints, words, target, now, fewer_than=others)
        if anew is not None:
            return anew
    if isinstance(found, Refusal):
        return Dragged(
            blocks=tuple(blocks),
            due_forecast=forecast(_placed(board)),
            moved=(),
            refused=words.refused(found, target, room),
        )
    placed = _placed(board, found.places)
    return Dragged(
        blocks=_explained(placed, tasks, constraints, room),
        due_forecast=forecast(placed),
        moved=words.moved(found.places),
        is_fewest=found.is_fewest,
    )


def _pieces(work: Sequence[Block], tasks: Sequence[Task]) -> list[Piece]:
    index = {task.concept: number for number, task in enumerate(tasks)}
    return [
        Piece(
            home=minute_of(block.start),
            minutes=block.minutes,
            kind=block.kind,
            task=index[block.concept or ""],
        )
        for block in work
        if block.kind != "break"
    ]


def _placed(board: Board, places: Sequence[int] | None = None) -> list[Placed]:
    """In order of time, each review with the gaps up to it."""
    places = board.homes if places is None else places
    learned: dict[int, int] = {}
    for piece, start in zip(board.pieces, places, strict=True):
        if piece.kind == "learn":
            learned[piece.task] = max(start, learned.get(piece.task, start))
    reviewed: dict[int, tuple[int, tuple[int, ...]]] = {}
    found: list[Placed] = []
    for start, piece in sorted(zip(places, board.pieces, strict=True), key=lambda one: one[0]):
        day, gaps = board.day(start), ()
        if piece.kind == "review":
            on = board.tasks[piece.task].learned_on
            first = board.day(learned[piece.task]) if piece.task in learned else (
                on.toordinal() if on is not None else day - 1
            )  # fmt: skip
            last, before = reviewed.get(piece.task, (first, ()))
            gaps = (*before, max(day - last, 1))
            reviewed[piece.task] = (day, gaps)
        found.append(
            Placed(
                start=start,
                end=start + piece.minutes,
                day=day,
                kind=piece.kind,
                task=piece.task,
                gaps=gaps,
            )
        )
    return found


def _explained(
    placed: Sequence[Placed], tasks: Sequence[Task], constraints: Constraints, room: Room
) -> tuple[Block, ...]:
    return explained(placed, tasks, constraints, _with_room_for(placed, room))


def _with_room_for(placed: Sequence[Placed], room: Room) -> Room:
    """A block that was put outside the study times has its room, too."""
    taken = [Free(start=one.start, end=one.end, day=one.day) for one in placed]
    joined: list[Free] = []
    for piece in sorted((*room.free, *taken), key=lambda one: (one.start, one.end)):
        before = joined[-1] if joined else None
        if before is not None and piece.start <= before.end and piece.day == before.day:
            joined[-1] = replace(before, end=max(before.end, piece.end))
        else:
            joined.append(piece)
    return replace(room, free=tuple(joined))


def _planned_anew(
    work: Sequence[Block],
    tasks: Sequence[Task],
    constraints: Constraints,
    words: DragWords,
    target: int,
    now: datetime,
    *,
    fewer_than: int,
) -> Dragged | None:
    """A whole new plan that is held to the old one, where it keeps the dragged block and moves
    fewer others."""
    board, pinned = words.board, words.pinned
    zone = board.room.zone
    start, end = local(target, zone), local(target + board.pieces[pinned].minutes, zone)
    before = [*work]
    before[pinned] = replace(work[pinned], start=start, end=end)
    plan = timetable(tasks, constraints, previous=before, frozen_until=now)
    new = [block for block in plan.blocks if block.kind != "break"]
    stays = {_place(block) for block in new}
    begun = {_place(block) for block in work if minute_of(block.start) < minute_of(now)}
    if not plan.feasible or not {_place(before[pinned]), *begun} <= stays:
        return None
    gone = [n for n, block in enumerate(before) if n != pinned and _place(block) not in stays]
    was = {_place(block) for block in before}
    fresh = [block for block in new if _place(block) not in was]
    if max(len(gone), len(fresh)) >= fewer_than:
        return None
    places: list[int | None] = [*board.homes]
    places[pinned] = target
    for number in gone:
        same = [
            b for b in fresh if (b.kind, b.concept) == (work[number].kind, work[number].concept)
        ]
        match = next((b for b in same if b.minutes == work[number].minutes), (same or [None])[0])
        places[number] = None if match is None else minute_of(match.start)
        if match is not None:
            fresh.remove(match)
    return Dragged(
        blocks=plan.blocks,
        due_forecast=plan.due_forecast,
        moved=words.moved(places),
        is_fewest=False,
    )


def _place(block: Block) -> tuple[int, int, str, str | None]:
    return minute_of(block.start), block.minutes, block.kind, block.concept
