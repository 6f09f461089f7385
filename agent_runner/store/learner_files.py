"""One SQLite file for each learner, in one folder that several processes may share.

Threads of its own do the work, so that no call waits for the disk on the event loop. A learner's
reads wait for reads and writes for writes, so that no connection serves two threads, and a
question need not wait until a book is written.
"""

from __future__ import annotations

import asyncio
import hashlib
import sqlite3
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeVar

from agent_runner.errors import NotReady
from agent_runner.store.sqlite_file import open_file, unusable

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]

MOST_OPEN: Final = 32
"""Connections that stay open between calls; what was not used for longest is closed."""
_THREADS: Final = 4


@dataclass(slots=True)
class _Opened:
    """A connection, opened by its first user; `users` are at work with it or wait for it."""

    path: Path | None
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    connection: sqlite3.Connection | None = None
    users: int = 0


class LearnerFiles:
    """The files of a folder; without one, databases in memory, which end with the process."""

    def __init__(self, folder: Path | None, *, schema: str, version: int) -> None:
        self._folder = folder
        self._schema = schema
        self._version = version
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="library")
        self._open: OrderedDict[tuple[str, bool], _Opened] = OrderedDict()
        self._closed = False

    async def read(self, learner: str, work: Work[T], *, instead: T) -> T:
        """The result of `work`; `instead` where nothing was ever written for the learner."""
        if not self._has_file(learner):
            return instead
        return await self._run(learner, self._folder is None, work)

    async def change(self, learner: str, work: Work[T], *, instead: T) -> T:
        """As `read`, for work that writes, and makes no file for it."""
        if not self._has_file(learner):
            return instead
        return await self._run(learner, True, work)

    async def write(self, learner: str, work: Work[T]) -> T:
        return await self._run(learner, True, work)

    async def aclose(self) -> None:
        """Close all; what is at work ends first. Twice is once."""
        if self._closed:
            return
        self._closed = True
        for opened in self._open.values():
            async with opened.turn:
                await self._close(opened)
        self._open.clear()
        self._threads.shutdown(wait=False)

    async def _run(self, learner: str, writes: bool, work: Work[T]) -> T:
        self._check_open()
        path = self._path(learner)
        opened = self._open.setdefault((learner, writes), _Opened(path))
        self._open.move_to_end((learner, writes))
        opened.users += 1
        try:
            async with opened.turn:
                self._check_open()
                return await self._in_thread(lambda: work(self._connected(opened)))
        except (OSError, sqlite3.Error) as error:
            raise unusable(path, error) from error
        finally:
            opened.users -= 1
            if path is not None:
                await self._close_oldest()

    async def _in_thread(self, work: Callable[[], T]) -> T:
        """Not to be left alone: a caller that is cancelled waits until the connection is free."""
        future = asyncio.wrap_future(self._threads.submit(work))
        try:
            return await asyncio.shield(future)
        except asyncio.CancelledError:
            await asyncio.wait([future])
            raise

    def _connected(self, opened: _Opened) -> sqlite3.Connection:
        if opened.connection is None:
            opened.connection = open_file(opened.path, schema=self._schema, version=self._version)
        return opened.connection

    async def _close_oldest(self) -> None:
        idle = [key for key, opened in self._open.items() if opened.users == 0]
        oldest = [self._open.pop(key) for key in idle[: max(0, len(self._open) - MOST_OPEN)]]
        for opened in oldest:
            await self._close(opened)

    async def _close(self, opened: _Opened) -> None:
        if opened.connection is not None:
            connection, opened.connection = opened.connection, None
            await asyncio.wrap_future(self._threads.submit(connection.close))

    def _path(self, learner: str) -> Path | None:
        if self._folder is None:
            return None
        return self._folder / f"{hashlib.sha256(learner.encode()).hexdigest()[:40]}.sqlite3"

    def _has_file(self, learner: str) -> bool:
        self._check_open()
        path = self._path(learner)
        return path is None or path.exists()

    def _check_open(self) -> None:
        if self._closed:
            reason = f"the learners' documents in {self._folder} are closed"
            raise NotReady(module="agent_runner.store", reason=reason)
