"""One block put elsewhere by hand: the plan with the fewest other blocks moved.

The dragged block stays where it is put; blocks keep their lengths. The search deepens by the number
of blocks that move with it and branches over the members of a promise that is broken, so that the
first answer has the fewest; among those it looks for the least displacement. It counts its steps
instead of the time, so that the same plan and the same drag always give the same answer. Where the
steps run out, the first arrangement that is found counts, and `is_fewest` is False.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from agent_runner.core.timetable.board import Board, Broken, Promise, holds
from agent_runner.core.timetable.model import GRID_MINUTES, Constraints, Window
from agent_runner.core.timetable.room import Free, room_of
from agent_runner.core.timetable.zone import minute_of

WAKING = Window(start=6 * 60, end=23 * 60)
"""A block may be dragged to any hour of these, and to the learner's own study times."""
_STEPS = 30_000
_STEPS_TO_ANY = 30_000
_STEPS_FOR_ALL_PROMISES = 15
_MOST_OFFERED = 3
_OFFERS_APART = 30

RefusalKind = Literal[
    "past", "deadline", "day_off", "busy", "asleep", "order", "review", "day", "week", "due",
    "no_room",
]  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Refusal:
    """Why a block cannot be where it was dragged to, and where near it could be.

    `by`: pieces it cannot be reconciled with; `nearest`: starts at which nothing else must move.
    """

    kind: RefusalKind
    by: tuple[int, ...]
    nearest: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrangement:
    """The start of every piece. `is_fewest`: no arrangement moves fewer blocks."""

    places: tuple[int, ...]
    is_fewest: bool


def rearranged(
    board: Board, constraints: Constraints, *, pinned: int, to: int, now: int
) -> Arrangement | Refusal:
    """All pieces with `pinned` at `to` (a minute on the grid); nothing before `now` moves."""
    search = _Search(board, constraints, pinned=pinned, to=to, now=now)
    kind = search.refusal_of(to)
    if kind is not None:
        return Refusal(kind=kind, by=(), nearest=search.nearest())
    found = search.fewest()
    if found is not None:
        return found
    by = search.first_broken()
    kinds: dict[Promise, RefusalKind] = {
        "order": "order", "review": "review", "day": "day", "week": "week", "due": "due",
    }  # fmt: skip
    kind = kinds.get(by.promise, "no_room") if by is not None else "no_room"
    others = tuple(n for n in by.pieces if n != pinned) if by is not None else ()
    return Refusal(kind=kind, by=others, nearest=search.nearest())


def snapped(at: datetime) -> int:
    """The minute on the grid that is nearest to an instant."""
    return round(at.timestamp() / 60 / GRID_MINUTES) * GRID_MINUTES


class _OutOfSteps(Exception):
    pass


class _Search:
    def __init__(
        self, board: Board, constraints: Constraints, *, pinned: int, to: int, now: int
    ) -> None:
        self.board, self.pinned, self.to, self.now = board, pinned, to, now
        self.constraints = constraints
        self.room = board.room
        self.wide = room_of(replace(constraints, windows=_waking(constraints))).free
        self.grid_now = -(-now // GRID_MINUTES) * GRID_MINUTES
        self.frozen = {n for n, piece in enumerate(board.pieces) if piece.home < now}
        self.steps = 0
        self.best: tuple[int, tuple[int, ...]] | None = None
        self.starts: dict[tuple[int, int, int], list[int]] = {}

    def refusal_of(self, at: int) -> RefusalKind | None:
        """What of the calendar speaks against a start of the dragged block, all others apart."""
        minutes = self.board.pieces[self.pinned].minutes
        day = self.board.day(at)
        if at < self.now or self.pinned in self.frozen:
            return "past"
        if at + minutes > self.room.end:
            return "deadline"
        weekday_off = (day + 6) % 7 in self.constraints.days_off
        if weekday_off or any(off.toordinal() == day for off in self.constraints.dates_off):
            return "day_off"
        for busy in self.constraints.busy:
            if minute_of(busy.start) < at + minutes and at * 60 < busy.end.timestamp():
                return "busy"
        if not holds(self.wide, at, at + minutes):
            return "asleep"
        return "day" if minutes > self.board.limit(day) else None

    def fewest(self) -> Arrangement | None:
        """The arrangement with the fewest moved pieces, or the first found; None without any."""
        start = [*self.board.homes]
        start[self.pinned] = self.to
        self.steps = _STEPS
        for most in range(len(self.board.pieces)):
            try:
                self._go_on(start, frozenset(), (), most)
            except _OutOfSteps:
                if self.best is None:
                    return self._any(start)
            if self.best is not None:
                return Arrangement(places=self.best[1], is_fewest=True)
        return None

    def first_broken(self) -> Broken | None:
        """What is broken if only the dragged block moves, first of all with what cannot move."""
        start = [*self.board.homes]
        start[self.pinned] = self.to
        broken = [*self.board.broken(start, frozenset({self.pinned}))]
        stuck = [one for one in broken if not self._movable(one, frozenset())]
        return (stuck or broken or [None])[0]

    def nearest(self) -> tuple[int, ...]:
        """Starts near the wished one at which the dragged block may be and nothing else moves."""
        if self.pinned in self.frozen:
            return ()
        minutes = self.board.pieces[self.pinned].minutes
        places = [*self.board.homes]
        found: list[int] = []
        own_hours = self._starts(self.room.free, minutes, near=self.to)
        for at in [*own_hours, *self._starts(self.wide, minutes, near=self.to)]:
            if any(abs(at - other) < _OFFERS_APART for other in found):
                continue
            if at == self.board.pieces[self.pinned].home or self.refusal_of(at) is not None:
                continue
            places[self.pinned] = at
            if next(self.board.broken(places, frozenset({self.pinned})), None) is None:
                found.append(at)
                if len(found) == _MOST_OFFERED:
                    break
        return tuple(sorted(found))

    def _any(self, start: list[int]) -> Arrangement | None:
        self.steps, self.best = _STEPS_TO_ANY, None
        with contextlib.suppress(_OutOfSteps):
            self._go_on(start, frozenset(), (), len(self.board.pieces), is_first_enough=True)
        return None if self.best is None else Arrangement(places=self.best[1], is_fewest=False)

    def _go_on(
        self,
        places: Sequence[int | None],
        placed: frozenset[int],
        waiting: tuple[int, ...],
        most: int,
        *,
        is_first_enough: bool = False,
    ) -> None:
        """Branch: over who gives way in a broken promise, else over where the next one goes.

        `placed` have moved already and stay, `waiting` have no place yet, `most` may still start
        to move.
        """
        self._count(_STEPS_FOR_ALL_PROMISES)
        if is_first_enough and self.best is not None:
            return
        changed = placed | {self.pinned}
        broken = min(
            self.board.broken(places, changed),
            key=lambda one: len(self._movable(one, placed)),
            default=None,
        )
        if broken is not None:
            if most == 0:
                return
            for number in self._movable(broken, placed):
                lifted = [*places]
                lifted[number] = None
                self._go_on(
                    lifted, placed, (*waiting, number), most - 1, is_first_enough=is_first_enough
                )
            return
        if not waiting:
            self._keep(places)
            return
        forced = self._forced(places, placed, waiting)
        if forced is not None:
            if most > 0 and forced not in self.frozen:
                lifted = [*places]
                lifted[forced] = None
                self._go_on(
                    lifted, placed, (*waiting, forced), most - 1, is_first_enough=is_first_enough
                )
            return
        held = places if most == 0 else self._held(places, placed)
        number = min(waiting, key=lambda n: (self._width(n, held), n))
        rest = tuple(other for other in waiting if other != number)
        candidates = self._candidates(number, held)
        if is_first_enough:
            loads = self.board.loads(places)
            crowds = {at: self._crowd(number, at, places, loads) for at in candidates}
            candidates = iter(sorted(crowds, key=crowds.__getitem__))
        for at in candidates:
            if self._cost(places) + abs(at - self.board.pieces[number].home) >= self._least():
                break
            self._count(1)
            if most == 0 and self._is_taken(number, at, places):
                continue
            trial = [*places]
            trial[number] = at
            self._go_on(trial, placed | {number}, rest, most, is_first_enough=is_first_enough)

    def _held(self, places: Sequence[int | None], placed: frozenset[int]) -> list[int | None]:
        """The places that will not change any more."""
        return [
            at if n == self.pinned or n in placed or n in self.frozen else None
            for n, at in enumerate(places)
        ]

    def _forced(
        self, places: Sequence[int | None], placed: frozenset[int], waiting: Sequence[int]
    ) -> int | None:
        """A piece that lies where none of the waiting can come to be in order with it."""
        board, held = self.board, self._held(places, placed)
        first: dict[int, int] = {}
        for number in sorted(waiting, key=lambda n: board.homes[n]):
            earliest = max(self.grid_now, board.span(number, held)[0])
            for before, after in board.pairs_of[number]:
                if after == number and before in first:
                    earliest = max(earliest, first[before] + board.pieces[before].minutes)
            first[number] = earliest
            end = earliest + board.pieces[number].minutes
            for before, after in board.pairs_of[number]:
                other = places[after]
                if before == number and held[after] is None and other is not None and other < end:
                    return after
            for review in board.reviews_of(number):
                other = places[review]
                if held[review] is not None or other is None:
                    continue
                if board.day(other) <= board.day(earliest):
                    return review
        last: dict[int, int] = {}
        for number in sorted(waiting, key=lambda n: -board.homes[n]):
            latest = board.span(number, held)[1]
            for before, after in board.pairs_of[number]:
                if before == number and after in last:
                    latest = min(latest, last[after])
            last[number] = latest - board.pieces[number].minutes
            for before, after in board.pairs_of[number]:
                other = places[before]
                if after != number or held[before] is not None or other is None:
                    continue
                if other + board.pieces[before].minutes > last[number]:
                    return before
        return None

    def _candidates(self, number: int, places: Sequence[int | None]) -> Iterator[int]:
        piece = self.board.pieces[number]
        first, last = self.board.span(number, places)
        for at in self._starts(self.room.free, piece.minutes, near=piece.home):
            if first <= at <= last - piece.minutes:
                yield at

    def _starts(self, free: Sequence[Free], minutes: int, *, near: int) -> list[int]:
        """All starts on the grid from now on, the nearest first."""
        key = (id(free), minutes, near)
        if key not in self.starts:
            found = [
                at
                for one in free
                for at in range(max(one.start, self.grid_now), one.end - minutes + 1, GRID_MINUTES)
            ]
            self.starts[key] = sorted(found, key=lambda at: (abs(at - near), at))
        return self.starts[key]

    def _crowd(
        self, number: int, at: int, places: Sequence[int | None], loads: Mapping[int, int]
    ) -> int:
        """How many reasons a place gives others to move: somebody is there, the day is full."""
        board, day = self.board, self.board.day(at)
        load = board.pieces[number].minutes + loads.get(day, 0)
        return self._is_taken(number, at, places) + (load > board.limit(day))

    def _is_taken(self, number: int, at: int, places: Sequence[int | None]) -> bool:
        """A cheap look before the promises are checked in full: somebody else is there."""
        end = at + self.board.pieces[number].minutes
        return any(
            other is not None and other < end and at < other + piece.minutes
            for other, piece in zip(places, self.board.pieces, strict=True)
        )

    def _movable(self, broken: Broken, placed: frozenset[int]) -> list[int]:
        return [
            number
            for number in broken.pieces
            if number != self.pinned and number not in placed and number not in self.frozen
        ]

    def _width(self, number: int, places: Sequence[int | None]) -> int:
        first, last = self.board.span(number, places)
        return last - first

    def _keep(self, places: Sequence[int | None]) -> None:
        whole = tuple(at for at in places if at is not None)
        cost = self._cost(places)
        if self.best is None or cost < self.best[0]:
            self.best = (cost, whole)

    def _least(self) -> float:
        return float("inf") if self.best is None else self.best[0]

    def _cost(self, places: Sequence[int | None]) -> int:
        """Minutes by which the others are displaced."""
        return sum(
            abs(at - piece.home)
            for number, (at, piece) in enumerate(zip(places, self.board.pieces, strict=True))
            if at is not None and number != self.pinned
        )

    def _count(self, steps: int) -> None:
        self.steps -= steps
        if self.steps < 0:
            raise _OutOfSteps


def _waking(constraints: Constraints) -> tuple[tuple[Window, ...], ...]:
    return tuple((*windows, WAKING) for windows in constraints.windows)
