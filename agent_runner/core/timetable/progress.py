"""What of each task is done while a timetable is being filled, and what may come next.

Knows order and reviews; knows nothing of days' room, breaks or spacing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from agent_runner.core.timetable.blocks import on_grid
from agent_runner.core.timetable.model import Constraints, Task
from agent_runner.core.timetable.placed import PartKind, Placed, WorkKind
from agent_runner.core.timetable.spacing import next_gap_days, review_minutes

_KEEP_REVIEW_DAYS = 3
"""A review the previous plan has this soon after it falls due is waited for."""


class Progress:
    """The state of all tasks; tasks are named by their index."""

    def __init__(self, tasks: Sequence[Task], constraints: Constraints) -> None:
        index = {task.concept: number for number, task in enumerate(tasks)}
        self._reviews = constraints.reviews
        self._needs = [
            tuple(index[concept] for concept in task.prerequisites if concept in index)
            for task in tasks
        ]
        self._left: dict[tuple[int, PartKind], int] = {}
        self._held: dict[tuple[int, PartKind], int] = {}
        self._learned_at: dict[int, int] = {}
        self._reviewed: dict[int, tuple[int, tuple[int, ...]]] = {}
        self._due: dict[int, int] = {}
        self._held_reviews: dict[int, list[int]] = {}
        self._review_minutes = [review_minutes(task.learn_minutes) for task in tasks]
        for number, task in enumerate(tasks):
            self._left[number, "learn"] = on_grid(task.learn_minutes)
            self._left[number, "practice"] = on_grid(task.practice_minutes)
            if task.learn_minutes == 0:
                self._learned_at[number] = -1
                if task.learned_on is not None:
                    self._remember(number, task.learned_on.toordinal(), ())
        self._open = [
            number
            for number in range(len(tasks))
            if self._left[number, "learn"] + self._left[number, "practice"] > 0
        ]

    def hold(self, block: Placed) -> bool:
        """Keep a block's minutes for it, out of what is left; False if too few are left."""
        if block.kind == "review":
            self._held_reviews.setdefault(block.task, []).append(block.day)
            return True
        part: tuple[int, PartKind] = (block.task, block.kind)
        minutes = block.end - block.start
        if self._left[part] < minutes:
            return False
        self._left[part] -= minutes
        self._held[part] = self._held.get(part, 0) + minutes
        return True

    def release(self, block: Placed) -> None:
        """Give a held block's minutes back."""
        if block.kind == "review":
            self._held_reviews[block.task].remove(block.day)
            return
        part: tuple[int, PartKind] = (block.task, block.kind)
        minutes = block.end - block.start
        self._held[part] -= minutes
        self._left[part] += minutes

    def candidates(self, at: int, last: int) -> Iterator[tuple[int, PartKind, int]]:
        """Parts that may be worked on at `at`: `(task, kind, minutes left)`, best first.

        In the tasks' order, learning before practice; practising what was just learned (`last`)
        comes after everything else, so that another concept lies between if one can.
        """
        postponed: tuple[int, PartKind, int] | None = None
        for task in self._open:
            learn = self._left[task, "learn"]
            if learn > 0 and self._ready(task, at):
                yield task, "learn", learn
            practice = self._left[task, "practice"]
            if practice > 0 and self._learned(task, at):
                if task == last:
                    postponed = (task, "practice", practice)
                else:
                    yield task, "practice", practice
        if postponed is not None:
            yield postponed

    def may_start(self, task: int, kind: PartKind, at: int, minutes: int) -> bool:
        """Whether `minutes` of a part are left and its turn has come at `at`."""
        if self._left[task, kind] < minutes:
            return False
        return self._ready(task, at) if kind == "learn" else self._learned(task, at)

    def due_reviews(self, day: int) -> list[tuple[int, int]]:
        """Reviews due on or before `day`, longest due first: `(task, minutes)`."""
        due = [
            (on, task)
            for task, on in self._due.items()
            if on <= day and not self._waits(task, on, day)
        ]
        return [(task, self._review_minutes[task]) for _, task in sorted(due)]

    def record(
        self, task: int, kind: WorkKind, *, end: int, minutes: int, day: int
    ) -> tuple[int, ...]:
        """Note a placed block; returns, for a review, the gaps in days up to it."""
        if kind == "review":
            reviewed, gaps = self._reviewed[task]
            self._remember(task, day, (*gaps, day - reviewed))
            return self._reviewed[task][1]
        self._left[task, kind] -= minutes
        if kind == "learn" and self._total(task, "learn") == 0:
            self._learned_at[task] = end
            self._remember(task, day, ())
        if self._total(task, "learn") == 0 and self._total(task, "practice") == 0:
            self._open.remove(task)
        return ()

    def work_left(self) -> bool:
        """Whether anything is still to be learned or practised."""
        return bool(self._open)

    def missing(self) -> dict[int, int]:
        """Minutes per task that are not placed, tasks without any left out."""
        totals = {t: self._total(t, "learn") + self._total(t, "practice") for t in self._open}
        return {task: minutes for task, minutes in totals.items() if minutes > 0}

    def late_review_minutes(self, last_day: int) -> int:
        """Minutes of reviews that fall due by `last_day` and are not placed."""
        return sum(self._review_minutes[t] for t, on in self._due.items() if on <= last_day)

    def _remember(self, task: int, day: int, gaps: tuple[int, ...]) -> None:
        if self._reviews:
            self._reviewed[task] = (day, gaps)
            self._due[task] = day + next_gap_days(gaps)

    def _waits(self, task: int, due: int, day: int) -> bool:
        held = self._held_reviews.get(task)
        return bool(held) and any(day <= other <= due + _KEEP_REVIEW_DAYS for other in held)

    def _ready(self, task: int, at: int) -> bool:
        return all(self._learned(need, at) for need in self._needs[task])

    def _learned(self, task: int, at: int) -> bool:
        return self._learned_at.get(task, at + 1) <= at

    def _total(self, task: int, kind: PartKind) -> int:
        return self._left[task, kind] + self._held.get((task, kind), 0)
