"""One file read by several workers: who reads which pages, and what becomes of a page that harms.

A worker that ends, or is silent for too long, is replaced; the page it was at is marked `error`.
All time is bounded: for a page, for pages that come to nothing, and for the file.
"""

from __future__ import annotations

import asyncio
import os
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from itertools import repeat

from agent_runner.documents.limits import ExtractionLimits
from agent_runner.documents.raw import RawPage, RawStatus, page_to_json
from agent_runner.documents.wire import Job, Message
from agent_runner.documents.worker_process import WorkerLost, WorkerProcess
from agent_runner.errors import SkillFailed

OnPage = Callable[[int, int, RawStatus], None]
Start = Callable[[Job], Awaitable[WorkerProcess]]
_LEAST_BATCH = 4
_MOST_BATCH = 48
_BATCHES_PER_WORKER = 16
_MANY_PAGES_BYTES = 1024 * 1024
"""From this size on a second worker is started before the pages of the file are known."""
_LOST_S = 0.25
"""What a lost worker counts for at least, so that an end is made of losing them."""
_TOO_COSTLY = "Reading this file takes more work than a file of its size may; it was given up."


async def read_with_workers(job: Job, *, start: Start, size_bytes: int, on_page: OnPage) -> Message:
    """What `finishing.finish` made of all pages. Raises `SkillFailed`.

    `start` gives a worker that has the job.
    """
    loop = asyncio.get_running_loop()
    deadline = loop.time() + job.limits.total_s(size_bytes)
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(await start(job))
        early = None
        if size_bytes >= _MANY_PAGES_BYTES and _most_workers(job.limits) > 1:
            early = await stack.enter_async_context(await start(job))
        count = await _opened(first, job.limits)
        reading = _Reading(job, start, count, deadline, on_page)
        is_well = await reading.run(first, early)
        pages = reading.outcome()
        try:
            if is_well:
                last = first
            else:
                last = await stack.enter_async_context(await start(job))
                await last.opening(within_s=job.limits.open_s)
            return await _finished(last, pages, within_s=job.limits.total_s(size_bytes) / 2)
        except WorkerLost as lost:
            raise SkillFailed(f"The text cannot be put in order: {lost.reason}.") from None


async def _opened(worker: WorkerProcess, limits: ExtractionLimits) -> int:
    """How many pages there are."""
    try:
        message = await worker.opening(within_s=limits.open_s)
    except WorkerLost as lost:
        raise SkillFailed(f"The file cannot be opened: {lost.reason}.") from None
    if "refused" in message:
        raise SkillFailed(message["refused"])
    count = message["opened"]["pages"]
    if count > limits.pages:
        raise SkillFailed(f"The file has {count} pages; {limits.pages} are the most that are read.")
    return count


@dataclass(slots=True)
class _Reading:
    job: Job
    start: Start
    count: int
    deadline: float
    on_page: OnPage
    pages: dict[int, Message] = field(default_factory=dict[int, Message])
    wasted_s: float = 0.0
    characters: int = 0
    given_up: str | None = None
    _batches: deque[tuple[int, int]] = field(default_factory=deque[tuple[int, int]])
    _tasks: list[asyncio.Task[bool]] = field(default_factory=list[asyncio.Task[bool]])

    async def run(self, first: WorkerProcess, early: WorkerProcess | None) -> bool:
        """Read all pages, or give up. Both workers are lent; whether the first is still of use."""
        workers = self._workers()
        if early is not None and workers == 1:
            await early.end()
        size = max(_LEAST_BATCH, min(_MOST_BATCH, self.count // (workers * _BATCHES_PER_WORKER)))
        self._batches.extend(
            (start, min(start + size - 1, self.count)) for start in range(1, self.count + 1, size)
        )
        try:
            async with asyncio.TaskGroup() as group:
                for lent in (first, early, *repeat(None, workers))[:workers]:
                    self._tasks.append(group.create_task(self._work(lent)))
        except ExceptionGroup as failed:
            raise failed.exceptions[0] from None  # what `on_page` raises is for its owner
        of_first = self._tasks[0]
        return not of_first.cancelled() and of_first.result()

    def outcome(self) -> list[Message]:
        """All pages in order; those that were not read say why. Raises where none could be."""
        for number in range(1, self.count + 1):
            if number not in self.pages:
                self._mark(number, self.given_up or "it was not read")
        pages = [self.pages[number] for number in range(1, self.count + 1)]
        if self.given_up is not None and all(page["status"] != "ok" for page in pages):
            raise SkillFailed(_TOO_COSTLY)
        return pages

    def _workers(self) -> int:
        limits = self.job.limits
        return max(1, min(_most_workers(limits), self.count // limits.pages_per_worker))

    async def _work(self, lent: WorkerProcess | None) -> bool:
        """Read batches until there are none. Whether the lent worker is not lost over them."""
        if lent is not None:
            try:
                await self._read_batches(lent)
                return self.given_up is None
            except WorkerLost:
                pass
        while self._batches and self.given_up is None:
            try:
                async with await self.start(self.job) as own:
                    await self._read_batches(own)
            except WorkerLost as lost:
                self._waste(_LOST_S, lost.reason)
        return False

    async def _read_batches(self, worker: WorkerProcess) -> None:
        await worker.opening(within_s=self._left_s(self.job.limits.open_s))
        while self._batches and self.given_up is None:
            first, last = self._batches.popleft()
            await worker.send({"read": [first, last]})
            for number in range(first, last + 1):
                try:
                    await self._read(worker, number)
                except WorkerLost:
                    if number < last:
                        self._batches.appendleft((number + 1, last))
                    raise
                if self.given_up is not None:
                    return

    async def _read(self, worker: WorkerProcess, number: int) -> None:
        loop = asyncio.get_running_loop()
        started = loop.time()
        try:
            page = await worker.receive(within_s=self._left_s(self.job.limits.page_s))
        except WorkerLost as lost:
            self._mark(number, lost.reason)
            self._waste(loop.time() - started, lost.reason)
            raise
        self.pages[number] = page
        worker.holds.add(number)
        self.characters += len(page["text"])
        if self.characters > self.job.limits.characters:
            self._give_up("not read, since the pages before it hold all the text that a file may")
        self.on_page(number, self.count, page["status"])
        if page["status"] == "error":
            self._waste(loop.time() - started, page["note"])
        self._look_at_clock()

    def _left_s(self, most: float) -> float:
        left = self.deadline - asyncio.get_running_loop().time()
        return max(0.0, min(most, left))

    def _waste(self, seconds: float, reason: str) -> None:
        self.wasted_s += seconds
        if self.wasted_s > self.job.limits.wasted_s:
            self._give_up(f"not read, since pages before it took too much work ({reason})")
        self._look_at_clock()

    def _look_at_clock(self) -> None:
        if asyncio.get_running_loop().time() >= self.deadline:
            self._give_up("not read, since the time for this file was up")

    def _give_up(self, reason: str) -> None:
        if self.given_up is None:
            self.given_up = reason
            for task in self._tasks:
                if task is not asyncio.current_task():
                    task.cancel()

    def _mark(self, number: int, note: str) -> None:
        page = RawPage(number=number, status="error", note=note)
        self.pages[number] = page_to_json(page)
        self.on_page(number, self.count, "error")


def _most_workers(limits: ExtractionLimits) -> int:
    return min(limits.workers or os.cpu_count() or 1, limits.most_workers)


async def _finished(worker: WorkerProcess, pages: Sequence[Message], *, within_s: float) -> Message:
    await worker.send({"finish": [page for page in pages if page["page"] not in worker.holds]})
    texts: list[Message] = []
    while "finished" not in (message := await worker.receive(within_s=within_s)):
        texts.append(message["text"])
    return {**message["finished"], "pages": texts}
