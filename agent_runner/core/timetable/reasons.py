"""The finished blocks with their breaks, each with the reason why it is there.

Reads a placement; decides nothing.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime

from agent_runner.core.timetable.blocks import on_grid
from agent_runner.core.timetable.model import Block, Constraints, Task
from agent_runner.core.timetable.placed import Placed
from agent_runner.core.timetable.room import Room
from agent_runner.core.timetable.spacing import expected_recall
from agent_runner.core.timetable.words import (
    day_text,
    days_text,
    duration_text,
    list_text,
    time_text,
)
from agent_runner.core.timetable.zone import local, local_day, minute_of


def explained(
    placed: Sequence[Placed], tasks: Sequence[Task], constraints: Constraints, room: Room
) -> tuple[Block, ...]:
    """All blocks in order of time: work with its reason, and the breaks between."""
    return tuple(_Explainer(placed, tasks, constraints, room).blocks())


class _Explainer:
    def __init__(
        self,
        placed: Sequence[Placed],
        tasks: Sequence[Task],
        constraints: Constraints,
        room: Room,
    ) -> None:
        self.placed, self.tasks, self.constraints, self.room = placed, tasks, constraints, room
        self.index = {task.concept: number for number, task in enumerate(tasks)}
        self.parts: dict[tuple[int, str], list[Placed]] = {}
        self.used: dict[int, int] = {}
        self.last = {block.day: block for block in placed}
        for block in placed:
            self.parts.setdefault((block.task, block.kind), []).append(block)
            self.used[block.day] = self.used.get(block.day, 0) + block.end - block.start
        self.opens = [free.start for free in room.free]
        self.dependents: dict[int, list[str]] = {}
        for task in tasks:
            for concept in task.prerequisites:
                if concept in self.index:
                    self.dependents.setdefault(self.index[concept], []).append(task.title)
        self.busy = sorted(
            (minute_of(busy.start), minute_of(busy.end), busy.title)
            for busy in constraints.busy
            if busy.title
        )

    def blocks(self) -> list[Block]:
        found: list[Block] = []
        worked = 0
        for number, block in enumerate(self.placed):
            before = self.placed[number - 1] if number else None
            if before is not None:
                rest = block.start - before.end
                if rest >= self.constraints.long_break:
                    if self._is_break(before, block):
                        found.append(self._break(before, block, worked))
                    worked = 0
                elif self._is_break(before, block):
                    found.append(self._break(before, block, worked))
            worked += block.end - block.start
            found.append(self._work(block, before))
        return found

    def _is_break(self, before: Placed, block: Placed) -> bool:
        limits, rest = self.constraints, block.start - before.end
        if not limits.short_break <= rest <= limits.long_break or before.day != block.day:
            return False
        free = self.room.free[bisect_right(self.opens, before.start) - 1]
        return free.start <= before.start and block.end <= free.end

    def _break(self, before: Placed, block: Placed, worked: int) -> Block:
        rest = block.start - before.end
        long = rest >= self.constraints.long_break
        because = (
            f"{rest} minutes off: {duration_text(worked)} of work since the last long pause."
            if long
            else f"{rest} minutes off after {self._title(before)}, before {self._title(block)}."
        )
        return Block(
            start=self._at(before.end),
            end=self._at(block.start),
            kind="break",
            concept=None,
            because=because,
        )

    def _work(self, block: Placed, before: Placed | None) -> Block:
        cause = {"learn": self._learn, "practice": self._practice, "review": self._review}
        return Block(
            start=self._at(block.start),
            end=self._at(block.end),
            kind=block.kind,
            concept=self.tasks[block.task].concept,
            because=f"{cause[block.kind](block)}{self._place(block, before)}.",
        )

    def _learn(self, block: Placed) -> str:
        task = self.tasks[block.task]
        parts = self.parts[block.task, "learn"]
        number = [part.start for part in parts].index(block.start)
        if number:
            done = sum(part.end - part.start for part in parts[:number])
            total = on_grid(task.learn_minutes)
            when = self._when(parts[number - 1].end, block)
            return f"Goes on with {task.title}, left {when} with {done} of {total} minutes done"
        needs = [
            self.parts[self.index[concept], "learn"][-1]
            for concept in task.prerequisites
            if (self.index.get(concept), "learn") in self.parts
        ]
        waiting = self.dependents.get(block.task, [])
        if needs:
            last = max(needs, key=lambda part: part.end)
            return (
                f"Can start because {self._title(last)} was finished {self._when(last.end, block)}"
            )
        if waiting:
            return f"Needs nothing before it, and {list_text(waiting)} build" + (
                "s on it" if len(waiting) == 1 else " on it"
            )
        if block is self.placed[0]:
            return f"First in the order of the plan: {task.title} needs nothing before it"
        return f"Stands on its own, so {task.title} fits wherever there is time"

    def _practice(self, block: Placed) -> str:
        task = self.tasks[block.task]
        learned = self.parts.get((block.task, "learn"))
        if not learned:
            return f"Practice of {task.title}, which you know already"
        between = [
            self._title(other)
            for other in self.placed
            if learned[-1].end <= other.start < block.start and other.task != block.task
        ]
        text = f"Applies what you learned {self._when(learned[-1].end, block)}"
        return f"{text}, with {between[-1]} in between" if between else text

    def _review(self, block: Placed) -> str:
        gaps = block.gaps
        recall = round(100 * expected_recall(gaps[:-1], gaps[-1]))
        since = "learning it" if len(gaps) == 1 else f"the last, up from {gaps[-2]}"
        return (
            f"Review {len(gaps)} of {self._title(block)}, {days_text(gaps[-1])} after {since}: "
            f"about {recall} % recall is expected by now"
        )

    def _place(self, block: Placed, before: Placed | None) -> str:
        """Why just here, where there is something to say; begins with a semicolon."""
        for start, end, title in self.busy:
            if 0 <= block.start - end <= self.constraints.long_break:
                return f"; right after {title}"
            if 0 <= start - block.end <= self.constraints.long_break:
                return f"; before {title} at {time_text(self._at(start))}"
        left = self._days_to_deadline(block)
        if left == 0:
            return "; the last day before the deadline"
        if left == 1 and block.kind != "learn":
            return "; one day of the plan is left after this"
        if before is None or before.day != block.day:
            return f"; first free time on {day_text(self._at(block.start))}"
        if (
            self.used[block.day] == self.room.capacity.get(block.day)
            and block is self.last[block.day]
        ):
            return f"; completes the day's {self.used[block.day]} minutes"
        return ""

    def _days_to_deadline(self, block: Placed) -> int | None:
        if self.constraints.deadline is None:
            return None
        return local_day(self.room.end - 1, self.room.zone) - block.day

    def _when(self, minute: int, block: Placed) -> str:
        at = self._at(minute)
        if local_day(minute - 1, self.room.zone) == block.day:
            return f"at {time_text(at)} the same day"
        return f"on {day_text(self._at(minute - 1))}"

    def _title(self, block: Placed) -> str:
        return self.tasks[block.task].title

    def _at(self, minute: int) -> datetime:
        return local(minute, self.room.zone)
