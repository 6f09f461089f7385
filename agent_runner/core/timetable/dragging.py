"""A plan's block dragged to another place: the whole timetable with it, and what moved and why.

Owns the way from blocks to pieces and back, and the words. Which blocks give way is `moving`'s
business; where a whole new plan, held to the old one, moves fewer blocks, that one is taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from agent_runner.core.timetable.board import Board, Broken, Piece, Places
from agent_runner.core.timetable.model import Block, Constraints, DayMinutes, Kind, Task
from agent_runner.core.timetable.moving import (
    Arrangement,
    Refusal,
    RefusalKind,
    rearranged,
    snapped,
)
from agent_runner.core.timetable.placed import Placed
from agent_runner.core.timetable.reasons import explained
from agent_runner.core.timetable.room import Free, Room, day_limit, room_of
from agent_runner.core.timetable.solving import forecast, timetable
from agent_runner.core.timetable.words import day_text, list_text, time_text
from agent_runner.core.timetable.zone import local, local_day, minute_of

_ROOM_MAY_BE_MADE = ("order", "review", "day", "week", "due", "no_room")
_ENOUGH_TO_PLAN_ANEW = 2
"""So many others must move before a whole new plan can need fewer."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MovedBlock:
    """A block that lies elsewhere now, and why; `to` None: it is not planned any more."""

    concept: str
    title: str
    kind: Kind
    was: datetime
    to: datetime | None
    because: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Refused:
    """Why a block cannot be there, in words, and starts near by at which nothing else moves."""

    kind: RefusalKind
    text: str
    nearest: tuple[datetime, ...]


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
    words = _Words(board, tasks, pinned)
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
    words: _Words,
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


class _Words:
    def __init__(self, board: Board, tasks: Sequence[Task], pinned: int) -> None:
        self.board, self.tasks, self.pinned = board, tasks, pinned

    def moved(self, places: Places) -> tuple[MovedBlock, ...]:
        """The dragged block, and all others that lie elsewhere, in the order they lay in."""
        homes = self.board.homes
        numbers = [n for n, at in enumerate(places) if at != homes[n] and n != self.pinned]
        first = self._moved(self.pinned, places, self._by_hand(places))
        rest = [self._moved(n, places, self._why(n, places)) for n in numbers]
        return (first, *sorted(rest, key=lambda one: one.was))

    def refused(self, refusal: Refusal, target: int, room: Room) -> Refused:
        return Refused(
            kind=refusal.kind,
            text=self._refusal_text(refusal, target, room),
            nearest=tuple(self._at(at) for at in refusal.nearest),
        )

    def _by_hand(self, places: Places) -> str:
        """Says so where the day now holds more than the learner wished."""
        at = places[self.pinned] or 0
        day = self.board.day(at)
        minutes = sum(
            piece.minutes
            for piece, start in zip(self.board.pieces, places, strict=True)
            if start is not None and self.board.day(start) == day
        )
        wished = day_limit(self.board.constraints, day)
        if minutes <= wished or minutes <= self.board.load_at_home(day):
            return "You put it there."
        return (
            f"You put it there; {day_text(self._at(at))} then holds {minutes} minutes, "
            f"more than the {wished} you wished."
        )

    def _moved(self, number: int, places: Places, because: str) -> MovedBlock:
        piece = self.board.pieces[number]
        task = self.tasks[piece.task]
        to = places[number]
        return MovedBlock(
            concept=task.concept,
            title=task.title,
            kind=piece.kind,
            was=self._at(piece.home),
            to=None if to is None else self._at(to),
            because=because,
        )

    def _why(self, number: int, places: Places) -> str:
        """What would be broken had it stayed where it was."""
        if places[number] is None:
            return "The plan around it is another now, and has no place for it."
        stayed = [*places]
        stayed[number] = self.board.homes[number]
        changed = frozenset(n for n, at in enumerate(stayed) if at != self.board.homes[n])
        broken = [one for one in self.board.broken(stayed, changed) if number in one.pieces]
        if not broken:
            return "It makes room for the others."
        return self._text_of(broken[0], number, stayed)

    def _text_of(self, broken: Broken, number: int, places: Places) -> str:
        others = [n for n in broken.pieces if n != number]
        names = list_text([*dict.fromkeys(self._title(n) for n in others)])
        limits = self.board.constraints
        match broken.promise:
            case "overlap":
                return f"{names} is at that time now."
            case "break":
                return f"Between it and {names} there would be no break."
            case "rest":
                return (
                    f"More than {limits.long_break_after} minutes would pass without a long break."
                )
            case "row":
                return f"Three blocks of {self._title(number)} would follow one another."
            case "day" | "week":
                return self._minutes_text(broken, places)
            case "order":
                other = others[0]
                when = self._when(places[other] or 0)
                is_after = (other, number) in self.board.pairs
                if self.board.pieces[other].task == self.board.pieces[number].task:
                    if is_after:
                        return f"It practises what is learned on {when} now."
                    return f"It has to be learned before it is practised, on {when} now."
                if is_after:
                    return f"It needs {names} before it, which is on {when} now."
                return f"{names}, on {when} now, needs it before."
            case "review":
                return (
                    "Reviews come after the learning, each after a longer gap than the one before."
                )
            case "due":
                return "It would be after its due date."

    def _minutes_text(self, broken: Broken, places: Places) -> str:
        minutes = sum(self.board.pieces[n].minutes for n in broken.pieces)
        if broken.promise == "week":
            most = self.board.constraints.minutes_per_week
            return f"That week would hold {minutes} minutes, more than your {most}."
        at = places[broken.pieces[0]] or 0
        day, on = self.board.day(at), day_text(self._at(at))
        return f"{on} would hold {minutes} minutes; its limit is {self.board.limit(day)}."

    def _refusal_text(self, refusal: Refusal, target: int, room: Room) -> str:
        at, piece = self._at(target), self.board.pieces[self.pinned]
        limits = self.board.constraints
        names = list_text([*dict.fromkeys(self._title(n) for n in refusal.by)])
        day = local_day(target, room.zone)
        match refusal.kind:
            case "past":
                return "What has begun stays where it is, and nothing can be put into the past."
            case "deadline":
                last = day_text(local(max(room.end - 1, 0), room.zone))
                return f"The plan ends on {last}; the block would end after it."
            case "day_off":
                return f"{day_text(at)} is a day off."
            case "busy":
                busy = next(
                    (
                        one.title
                        for one in limits.busy
                        if minute_of(one.start) < target + piece.minutes
                        and target * 60 < one.end.timestamp()
                    ),
                    "",
                )
                return f"{busy or 'Something else'} is on {self._when(target)}."
            case "asleep":
                return (
                    f"{time_text(at)} is outside your study times and outside 06:00 to 23:00, or "
                    "the block would not end within them."
                )
            case "day":
                most = self.board.limit(day)
                return (
                    f"{day_text(at)} takes {most} minutes, and there is no way to make room on it."
                )
            case "week":
                most = limits.minutes_per_week
                return f"That week takes {most} minutes, and no room can be made in it."
            case "order":
                return self._order_text(refusal, names)
            case "review":
                return (
                    f"Reviews of {self._title(self.pinned)} come after the learning, each after a "
                    "longer gap than the one before; there it would not."
                )
            case "due":
                return f"{self._title(self.pinned)} is due before that."
            case "no_room":
                return "There is no room for the blocks that would have to give way."

    def _order_text(self, refusal: Refusal, names: str) -> str:
        task = self.board.pieces[self.pinned].task
        if all(self.board.pieces[n].task == task for n in refusal.by):
            names = "what is learned or practised before and after it"
        return (
            f"It would be in the wrong order with {names}, and no way was found to move that along."
        )

    def _title(self, number: int) -> str:
        return f"“{self.tasks[self.board.pieces[number].task].title}”"

    def _when(self, minute: int) -> str:
        at = self._at(minute)
        return f"{day_text(at)}, {time_text(at)}"

    def _at(self, minute: int) -> datetime:
        return local(minute, self.board.room.zone)
