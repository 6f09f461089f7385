"""What is said of a drag: which blocks moved and why, or why the dragged one cannot be there.

Owns the words and their two records; which blocks move is decided in `dragging` and `moving`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from agent_runner.core.timetable.board import Board, Broken, Places
from agent_runner.core.timetable.model import Kind, Task
from agent_runner.core.timetable.moving import Refusal, RefusalKind
from agent_runner.core.timetable.room import Room, day_limit
from agent_runner.core.timetable.words import day_text, list_text, time_text
from agent_runner.core.timetable.zone import local, local_day, minute_of


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


class DragWords:
    """Speaks of one board; `pinned` is the number of the dragged piece."""

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
        """Why the dragged block cannot begin at the minute `target`."""
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
