"""One worker as its parent sees it: started, asked, and killed when nobody needs it any more."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import agent_runner
from agent_runner.documents.wire import Job, Message, decoded, encoded, job_to_json

_MODULE = "agent_runner.documents.worker"
_ROOT = Path(agent_runner.__file__).resolve().parents[1]
_LINE_BYTES = 16 * 1024 * 1024
_HANDED_DOWN = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "TMPDIR", "TEMP", "TMP")


class WorkerLost(Exception):
    """The worker ended, or did not answer in time; it is of no use any more."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class WorkerProcess:
    """Lives inside `async with`; what is left of it then is killed."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._opening: Message | None = None
        self._has_begun = asyncio.Event()
        self.pid = process.pid
        self.holds: set[int] = set()
        """The pages that it has read, and need not be told when it is to finish."""

    @classmethod
    async def start(cls) -> WorkerProcess:
        """A worker that waits for its job: see `begin`."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-S",
            "-P",
            "-m",
            _MODULE,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=environment_of_worker(os.environ),
            limit=_LINE_BYTES,
        )
        return cls(process)

    async def begin(self, job: Job) -> None:
        """Have it open the job's file; `opening` tells how that went."""
        self._has_begun.set()
        await self.send(job_to_json(job))

    @property
    def is_gone(self) -> bool:
        """Whether it is known to have ended."""
        return self._process.returncode is not None

    async def begun_or_gone(self) -> None:
        """Wait until it has its job, or has ended without one."""
        gone = asyncio.create_task(self._process.wait())
        begun = asyncio.create_task(self._has_begun.wait())
        try:
            await asyncio.wait((gone, begun), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (gone, begun):
                task.cancel()
            await asyncio.wait((gone, begun))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.end()

    async def end(self) -> None:
        """Kill it, and wait until it is gone."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()

    async def send(self, message: Message) -> None:
        """Write one message; a worker that is gone is noticed by `receive`."""
        stdin = self._process.stdin
        assert stdin is not None
        with contextlib.suppress(ConnectionError):
            stdin.write(encoded(message))
            await stdin.drain()

    async def opening(self, *, within_s: float) -> Message:
        """Its first message; the same when it is asked again. Raises `WorkerLost`."""
        if self._opening is None:
            self._opening = await self.receive(within_s=within_s)
        return self._opening

    async def receive(self, *, within_s: float) -> Message:
        """The next message. Raises `WorkerLost` where none comes."""
        stdout = self._process.stdout
        assert stdout is not None
        try:
            async with asyncio.timeout(within_s):
                line = await stdout.readline()
        except TimeoutError:
            raise WorkerLost("it took too long") from None
        except ValueError:
            raise WorkerLost("it holds too much text") from None
        if not line.endswith(b"\n"):
            raise WorkerLost("it ended the process that read it")
        message = decoded(line)
        if "failed" in message:
            raise WorkerLost(message["failed"])
        return message


def environment_of_worker(given: Mapping[str, str]) -> dict[str, str]:
    """Little of the parent's own: a worker needs no keys.

    Modules are found where the parent finds them: `site` need not look for them again (`-S`), and
    not in the folder that the parent happens to be in (`-P`).
    """
    kept = {name: given[name] for name in _HANDED_DOWN if name in given}
    paths = [str(_ROOT), *(path for path in sys.path if path and path != str(_ROOT))]
    return {**kept, "PYTHONPATH": os.pathsep.join(paths)}
