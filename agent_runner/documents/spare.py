"""A worker that is up before there is a file for it: to start one takes as long as to read some
seventy pages.

There is at most one. It is made when a file has been read, since who adds one often adds another,
and is ended when nobody has needed it for a while. It reads one file, as every worker does.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator

from agent_runner.documents.wire import Job
from agent_runner.documents.worker_process import WorkerProcess

log = logging.getLogger(__name__)

KEPT_S = 60.0
"""How long it waits for a file."""


class SpareWorker:
    """Without `kept` it makes none, and every worker is started when it is asked for."""

    def __init__(self) -> None:
        self._worker: WorkerProcess | None = None
        self._making: asyncio.Task[None] | None = None
        self._is_kept = False
        self._kept_s = KEPT_S

    @property
    def pid(self) -> int | None:
        """Of the worker that waits; None: there is none."""
        return None if self._worker is None else self._worker.pid

    @contextlib.asynccontextmanager
    async def kept(self, *, for_s: float = KEPT_S) -> AsyncGenerator[None]:
        """Make spare workers for as long as the block lasts; on one event loop at a time."""
        if self._is_kept:
            yield
            return
        self._is_kept, self._kept_s = True, for_s
        try:
            yield
        finally:
            self._is_kept = False
            if self._making is not None:
                self._making.cancel()
                await asyncio.wait((self._making,))
                self._making = None

    async def take(self, job: Job) -> WorkerProcess:
        """A worker for this job: the spare one, if it is there."""
        worker, self._worker = self._worker, None
        if worker is None or worker.is_gone:
            worker = await WorkerProcess.start()
        try:
            await worker.begin(job)
        except BaseException:
            await worker.end()
            raise
        return worker

    def make(self) -> None:
        """Have one for the next file, soon."""
        if self._is_kept and (self._making is None or self._making.done()):
            self._making = asyncio.create_task(self._make())

    async def _make(self) -> None:
        try:
            worker = await WorkerProcess.start()
        except OSError as error:
            log.warning("no spare worker could be started: %s", error)
            return
        self._worker = worker
        try:
            # Until it is taken, or has ended by itself, or the time is up.
            async with asyncio.timeout(self._kept_s):
                await worker.begun_or_gone()
        except TimeoutError:
            pass
        finally:
            if self._worker is worker:
                self._worker = None
                await worker.end()
