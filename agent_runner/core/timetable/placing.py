"""One pass through the free time that puts study into it, block after block.

At each moment the first of these that may start is placed: what the previous plan has there, a
review that is due, the next part of the first concept in order whose prerequisites are learned.
Owns the promises about order, spacing and breaks. Does not judge whether the outcome is good
enough: `solving` does, and tries again under other rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agent_runner.core.timetable.blocks import block_minutes
from agent_runner.core.timetable.model import GRID_MINUTES, Constraints, Task
from agent_runner.core.timetable.placed import Placed, WorkKind
from agent_runner.core.timetable.progress import Progress
from agent_runner.core.timetable.room import Free, Room, minute_due

IN_A_ROW = 2
PAUSE_MINUTES = 60
"""At most two blocks of a concept follow one another; then another concept or this long a pause."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rules:
    """How strict one pass is: from good habits to every minute used."""

    shortest: int
    blocks_a_day: int
    reviews_first: bool
    day_limit: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Placement:
    """What one pass came to; `missing` minutes per task index, `late` review minutes unplaced."""

    placed: tuple[Placed, ...]
    missing: dict[int, int]
    late_reviews: int
    released: tuple[Placed, ...] = ()


def place(
    tasks: Sequence[Task],
    constraints: Constraints,
    room: Room,
    rules: Rules,
    *,
    previous: Sequence[Placed] = (),
    frozen_until: int = 0,
    stop_early: bool = False,
) -> Placement:
    """Go through `room` once; `previous` blocks stay where they are as long as they may.

    Before `frozen_until` nothing new is placed; with `stop_early` reviews after the last piece of
    work are left out. The same input gives the same placement.
    """
    one_pass = _Pass(tasks, constraints, room, rules, previous, frozen_until)
    for free in room.free:
        if stop_early and not one_pass.progress.work_left():
            break
        one_pass.fill(free)
    return one_pass.outcome()


class _Pass:
    def __init__(
        self,
        tasks: Sequence[Task],
        constraints: Constraints,
        room: Room,
        rules: Rules,
        previous: Sequence[Placed],
        frozen_until: int,
    ) -> None:
        self.constraints = constraints
        self.rules = rules
        self.room = room
        self.frozen_until = frozen_until
        limit = rules.day_limit or constraints.daily_cap_minutes
        self.left = {day: min(minutes, limit) for day, minutes in room.capacity.items()}
        most = max(self.left.values(), default=0)
        self.longest = max(GRID_MINUTES, min(constraints.longest_block, most))
        self.shortest = min(rules.shortest, self.longest)
        self.most_a_day = most
        self.progress = Progress(tasks, constraints)
        self.due = {
            number: minute_due(task.due, room.zone)
            for number, task in enumerate(tasks)
            if task.due is not None
        }
        self.released: list[Placed] = []
        self.placed: list[Placed] = []
        # what the breaks and the spacing rule need to know of the blocks just placed
        self.row: tuple[int, int] = (-1, 0)
        self.stretch = 0
        self.since_rest = 0
        in_order = sorted(previous, key=lambda block: block.start)
        self.kept = [block for block in in_order if self._hold(block)]

    def outcome(self) -> Placement:
        for block in self.kept:
            self._let_go(block)
        return Placement(
            placed=tuple(self.placed),
            missing=self.progress.missing(),
            late_reviews=self.progress.late_review_minutes(max(self.room.capacity, default=0)),
            released=tuple(self.released),
        )

    def fill(self, free: Free) -> None:
        """Place into one free stretch, around the previous plan's blocks in it."""
        at = free.start
        while self.kept and self.kept[0].start < free.end:
            block = self.kept.pop(0)
            inside = at <= block.start and block.end <= free.end and block.day == free.day
            if inside:
                self._place_new(at, block.start - self.constraints.short_break, free.day)
            self._let_go(block)
            if inside and self._may_stay(block):
                self.released.pop()
                self._put(block.start, block.end - block.start, block.day, block.kind, block.task)
                at = block.end
        self._place_new(at, free.end, free.day)

    def _place_new(self, at: int, end: int, day: int) -> None:
        at = max(at, -(-self.frozen_until // GRID_MINUTES) * GRID_MINUTES)
        while self.left[day] >= GRID_MINUTES:
            at = max(at, self._last_end())
            if end - at < GRID_MINUTES:
                return
            if self._place_review(at, end, day, due_first=self.rules.reviews_first):
                continue
            if self._place_task(at, end, day):
                continue
            if self._place_review(at, end, day, due_first=False, any_share=True):
                continue
            again = self._last_end() + PAUSE_MINUTES
            if not at < again < end:
                return
            at = again

    def _place_review(
        self, at: int, end: int, day: int, *, due_first: bool, any_share: bool = False
    ) -> bool:
        if not (due_first or any_share):
            return False
        for task, minutes in self.progress.due_reviews(day):
            minutes = min(minutes, self.longest)
            if due_first and not self._review_share_allows(minutes, day):
                return False
            start = self._start(at, minutes, day)
            blocked = self._row_after(task, start) > IN_A_ROW
            if blocked or start + minutes > end or minutes > self.left[day]:
                continue
            self._put(start, minutes, day, "review", task)
            return True
        return False

    def _review_share_allows(self, minutes: int, day: int) -> bool:
        """Reviews may take half of a day while concepts wait, and one review always."""
        if not self.progress.work_left():
            return True
        today = [b.end - b.start for b in self._today(day) if b.kind == "review"]
        return not today or sum(today) + minutes <= self.room.capacity[day] // 2

    def _place_task(self, at: int, end: int, day: int) -> bool:
        last = self.row[0] if self._today(day) else -1
        for task, kind, left in self.progress.candidates(at, last):
            if self._blocks_today(task, day) >= self.rules.blocks_a_day:
                continue
            minutes = self._size(at, min(end, self.due.get(task, end)), day, left)
            start = self._start(at, minutes, day)
            if minutes == 0 or self._row_after(task, start) > IN_A_ROW:
                continue
            self._put(start, minutes, day, kind, task)
            return True
        return False

    def _size(self, at: int, end: int, day: int, left: int) -> int:
        """Minutes of a block that could start next; 0 where none fits."""
        minutes = 0
        for guess in (self.shortest, self.longest):
            start = self._start(at, minutes or guess, day)
            minutes = block_minutes(
                left,
                room=min(end - start, self.left[day]),
                shortest=self.shortest,
                longest=self.longest,
                whole_fits_another_day=left <= self.most_a_day and self.shortest >= 25,
            )
        start = self._start(at, minutes, day)
        return minutes if minutes and start + minutes <= end else 0

    def _start(self, at: int, minutes: int, day: int) -> int:
        """The first moment at which a block of `minutes` keeps the rules for breaks."""
        if not self.placed:
            return at
        last, limits = self.placed[-1], self.constraints
        at = max(at, last.end)
        rested = at - last.end
        if rested < limits.long_break and self.since_rest + minutes > limits.long_break_after:
            return max(at, last.end + limits.long_break)
        flows = last.kind == "review" and self.stretch + minutes <= limits.longest_block
        if rested >= limits.short_break or (rested == 0 and flows and last.day == day):
            return at
        return max(at, last.end + limits.short_break)

    def _may_stay(self, block: Placed) -> bool:
        minutes = block.end - block.start
        if self.left[block.day] < minutes or self._row_after(block.task, block.start) > IN_A_ROW:
            return False
        if self._start(block.start, minutes, block.day) != block.start:
            return False
        if block.kind == "review":
            return any(task == block.task for task, _ in self.progress.due_reviews(block.day))
        if self._blocks_today(block.task, block.day) >= max(self.rules.blocks_a_day, 2):
            return False
        if block.end > self.due.get(block.task, block.end):
            return False
        return self.progress.may_start(block.task, block.kind, block.start, minutes)

    def _hold(self, block: Placed) -> bool:
        if not self.progress.hold(block):
            self.released.append(block)
            return False
        self.left[block.day] = self.left.get(block.day, 0) - block.end + block.start
        return True

    def _let_go(self, block: Placed) -> None:
        self.left[block.day] += block.end - block.start
        self.progress.release(block)
        self.released.append(block)

    def _put(self, start: int, minutes: int, day: int, kind: WorkKind, task: int) -> None:
        row = self._row_after(task, start)
        rested = start - self.placed[-1].end if self.placed else self.constraints.long_break
        if rested >= self.constraints.long_break:
            self.since_rest = 0
        self.stretch = self.stretch + minutes if rested == 0 else minutes
        self.since_rest += minutes
        self.row = (task, row)
        self.left[day] -= minutes
        gaps = self.progress.record(task, kind, end=start + minutes, minutes=minutes, day=day)
        self.placed.append(
            Placed(start=start, end=start + minutes, day=day, kind=kind, task=task, gaps=gaps)
        )

    def _row_after(self, task: int, start: int) -> int:
        """How many blocks of the concept would follow one another with one more at `start`."""
        if not self.placed or task != self.row[0]:
            return 1
        return 1 if start - self.placed[-1].end >= PAUSE_MINUTES else self.row[1] + 1

    def _last_end(self) -> int:
        return self.placed[-1].end if self.placed else 0

    def _blocks_today(self, task: int, day: int) -> int:
        return sum(b.task == task and b.kind != "review" for b in self._today(day))

    def _today(self, day: int) -> list[Placed]:
        found: list[Placed] = []
        for block in reversed(self.placed):
            if block.day != day:
                break
            found.append(block)
        return found
