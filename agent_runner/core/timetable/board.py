"""Work blocks as they lie, and which of the timetable's promises an arrangement breaks.

Owns the promises for blocks that are moved as a whole: order, breaks, spacing, the day's and the
week's minutes, growing gaps between reviews. Looks for no better arrangement: `moving` does.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from agent_runner.core.timetable.model import Constraints, Task
from agent_runner.core.timetable.placed import WorkKind
from agent_runner.core.timetable.placing import IN_A_ROW, PAUSE_MINUTES
from agent_runner.core.timetable.room import Free, Room, day_limit, minute_due
from agent_runner.core.timetable.zone import local_day

Promise = Literal["overlap", "break", "rest", "row", "day", "week", "order", "review", "due"]
Places = Sequence[int | None]
"""The start of each piece, by its number; None: not placed for now."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """A block that moves as a whole; `home` is where it lies before anything moves."""

    home: int
    minutes: int
    kind: WorkKind
    task: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Broken:
    """A promise that these pieces break together."""

    promise: Promise
    pieces: tuple[int, ...]


class Board:
    """What holds for all arrangements of the same pieces.

    What is broken where everything is at home is held against nobody: a learner may have put it so.
    """

    def __init__(
        self,
        pieces: Sequence[Piece],
        tasks: Sequence[Task],
        constraints: Constraints,
        room: Room,
        *,
        chosen: int | None = None,
    ) -> None:
        """`chosen`: the minute that the learner puts a block to with their own hand. On that day
        (and in that week) only the cap for the day's health limits the minutes, not the wish."""
        self.pieces, self.tasks = pieces, tasks
        self.constraints, self.room = constraints, room
        self._days: dict[int, int] = {}
        self._limits: dict[int, int] = {}
        self._chosen = None if chosen is None else self.day(chosen)
        self._by_task: dict[tuple[int, WorkKind], list[int]] = {}
        for number, piece in enumerate(pieces):
            self._by_task.setdefault((piece.task, piece.kind), []).append(number)
        index = {task.concept: number for number, task in enumerate(tasks)}
        # (before, after): pieces that are in this order, and may not be in the other
        self.pairs = [
            (before, after)
            for number, task in enumerate(tasks)
            for before, after in (
                *(
                    (need, own)
                    for concept in task.prerequisites
                    if concept in index
                    for need in self._by_task.get((index[concept], "learn"), ())
                    for own in self._by_task.get((number, "learn"), ())
                ),
                *(
                    (learn, practice)
                    for learn in self._by_task.get((number, "learn"), ())
                    for practice in self._by_task.get((number, "practice"), ())
                ),
            )
        ]
        self._due = {
            number: minute_due(task.due, room.zone)
            for number, task in enumerate(tasks)
            if task.due is not None
        }

    @cached_property
    def homes(self) -> tuple[int, ...]:
        """Where each piece lies before anything moves."""
        return tuple(piece.home for piece in self.pieces)

    def day(self, minute: int) -> int:
        """The local day of a minute."""
        if minute not in self._days:
            self._days[minute] = local_day(minute, self.room.zone)
        return self._days[minute]

    def limit(self, day: int) -> int:
        """The most minutes of work on a day; never less than it had before."""
        if day not in self._limits:
            limit = day_limit(self.constraints, day)
            if day == self._chosen:
                limit = self.constraints.daily_cap_minutes
            self._limits[day] = max(limit, self.load_at_home(day))
        return self._limits[day]

    def load_at_home(self, day: int) -> int:
        """Minutes of work on a day before anything moved."""
        return self._loads_at_home.get(day, 0)

    def broken(self, places: Places, changed: frozenset[int]) -> Iterator[Broken]:
        """The promises that are broken, and were kept before `changed` moved."""
        known = self._known
        for found in self._all_broken(places, changed):
            if found in known:
                continue
            if found.promise == "row" or changed.intersection(found.pieces):
                yield found

    def span(self, piece: int, places: Places) -> tuple[int, int]:
        """The first start and the last end that the order leaves a piece, as `places` lie."""
        first, last = self.room.start, self.room.end
        for before, after in self.pairs_of[piece]:
            other = places[after if before == piece else before]
            if other is None:
                continue
            if before == piece:
                last = min(last, other)
            else:
                first = max(first, other + self.pieces[before].minutes)
        return first, min(last, self._due.get(self.pieces[piece].task, last))

    def reviews_of(self, piece: int) -> Sequence[int]:
        """The reviews of what a piece teaches."""
        one = self.pieces[piece]
        return self._by_task.get((one.task, "review"), ()) if one.kind == "learn" else ()

    @cached_property
    def pairs_of(self) -> list[list[tuple[int, int]]]:
        """By piece: the pairs it is in."""
        found: list[list[tuple[int, int]]] = [[] for _ in self.pieces]
        for pair in self.pairs:
            found[pair[0]].append(pair)
            found[pair[1]].append(pair)
        return found

    @cached_property
    def _loads_at_home(self) -> dict[int, int]:
        return self.loads(self.homes)

    @cached_property
    def _known(self) -> frozenset[Broken]:
        everything = frozenset(range(len(self.pieces)))
        return frozenset(self._all_broken(self.homes, everything))

    def _all_broken(self, places: Places, changed: frozenset[int]) -> Iterator[Broken]:
        """Those that `changed` can have to do with; only what follows one another is seen whole."""
        yield from self._sequence(places)
        yield from self._order(places, changed)
        yield from self._minutes(places)
        yield from self._reviews(places, changed)

    def _sequence(self, places: Places) -> Iterator[Broken]:
        limits, pieces = self.constraints, self.pieces
        order = sorted((start, n) for n, start in enumerate(places) if start is not None)
        since_rest: list[int] = []
        row: list[int] = []
        stretch = worked = 0
        end, before = -(10**9), -1
        for start, number in order:
            piece, rested = pieces[number], start - end
            if before >= 0 and rested < 0:
                yield Broken(promise="overlap", pieces=(before, number))
            flows = (
                rested == 0
                and pieces[before].kind == "review"
                and stretch + piece.minutes <= limits.longest_block
                and self.day(start) == self.day(end - 1)
            )
            if 0 <= rested < limits.short_break and not flows:
                yield Broken(promise="break", pieces=(before, number))
            stretch = stretch + piece.minutes if flows else piece.minutes
            if rested >= limits.long_break:
                since_rest, worked = [], 0
            since_rest.append(number)
            worked += piece.minutes
            if worked > limits.long_break_after and len(since_rest) > 1:
                yield Broken(promise="rest", pieces=tuple(since_rest))
            if before < 0 or rested >= PAUSE_MINUTES or pieces[before].task != piece.task:
                row = []
            row.append(number)
            if len(row) > IN_A_ROW:
                yield Broken(promise="row", pieces=tuple(sorted(row[-IN_A_ROW - 1 :])))
            if start + piece.minutes > end:
                end, before = start + piece.minutes, number

    def _order(self, places: Places, changed: frozenset[int]) -> Iterator[Broken]:
        for number in sorted(changed):
            piece, start = self.pieces[number], places[number]
            if start is None:
                continue
            for before, after in self.pairs_of[number]:
                first, then = places[before], places[after]
                if first is None or then is None:
                    continue
                if first + self.pieces[before].minutes > then:
                    yield Broken(promise="order", pieces=(before, after))
            due = self._due.get(piece.task)
            if due is not None and piece.kind != "review" and start + piece.minutes > due:
                yield Broken(promise="due", pieces=(number,))

    def _minutes(self, places: Places) -> Iterator[Broken]:
        loads = self.loads(places)
        for day, minutes in loads.items():
            if minutes > self.limit(day):
                on = [n for n, at in enumerate(places) if at is not None and self.day(at) == day]
                yield Broken(promise="day", pieces=tuple(on))
        if self.constraints.minutes_per_week is None:
            return
        weeks, before = self._weeks(loads), self._weeks(self._loads_at_home)
        for week, minutes in weeks.items():
            if self._chosen is not None and week == self._week(self._chosen):
                continue
            if minutes > max(self.constraints.minutes_per_week, before.get(week, 0)):
                on = [
                    n
                    for n, at in enumerate(places)
                    if at is not None and self._week(self.day(at)) == week
                ]
                yield Broken(promise="week", pieces=tuple(on))

    def _reviews(self, places: Places, changed: frozenset[int]) -> Iterator[Broken]:
        for task in sorted({self.pieces[number].task for number in changed}):
            numbers = self._by_task.get((task, "review"), ())
            reviews = sorted((start, n) for n in numbers if (start := places[n]) is not None)
            learned = [n for n in self._by_task.get((task, "learn"), ()) if places[n] is not None]
            last = max(learned, key=lambda n: places[n] or 0, default=None)
            points = [n for _, n in reviews]
            before_gap = 0
            previous = last
            for place, number in enumerate(points):
                if previous is None:
                    previous = number
                    continue
                gap = self.day(places[number] or 0) - self.day(places[previous] or 0)
                if gap <= before_gap:
                    earlier = points[place - 2] if place >= 2 else last
                    pieces = {number, previous, *(() if earlier is None else (earlier,))}
                    yield Broken(promise="review", pieces=tuple(sorted(pieces)))
                before_gap, previous = max(gap, 0), number

    def loads(self, places: Places) -> dict[int, int]:
        """Minutes of work by day."""
        loads: dict[int, int] = {}
        for piece, start in zip(self.pieces, places, strict=True):
            if start is not None:
                day = self.day(start)
                loads[day] = loads.get(day, 0) + piece.minutes
        return loads

    def _weeks(self, loads: dict[int, int]) -> dict[int, int]:
        weeks: dict[int, int] = {}
        for day, minutes in loads.items():
            weeks[self._week(day)] = weeks.get(self._week(day), 0) + minutes
        return weeks

    def _week(self, day: int) -> int:
        return (day - self.room.first_day) // 7


def holds(free: Sequence[Free], start: int, end: int) -> bool:
    """Whether one free stretch holds all of it; `free` in order."""
    index = bisect_right(free, start, key=lambda one: one.start) - 1
    return index >= 0 and end <= free[index].end
