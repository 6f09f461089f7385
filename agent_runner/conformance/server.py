"""The server under test: a child process, bytes in, messages out, every wait bounded."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence

from agent_runner.conformance.framing import FramingName, framing_of

_CHUNK_BYTES = 64 * 1024
_TAIL_BYTES = 4096


class Silent(Exception):
    """Nothing came in time."""


class Ended(Exception):
    """The output of the server has ended."""


class Server:
    """One process of the command. Start it with `start`, and `stop` it whatever happens."""

    def __init__(self, command: Sequence[str], *, framing: FramingName, timeout_s: float) -> None:
        self.framing = framing_of(framing)
        self.timeout_s = timeout_s
        self._command = command
        self._messages: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._has_ended = False
        self._process: Process | None = None
        self._readers: list[asyncio.Task[None]] = []
        self._errors = b""

    @property
    def stderr_tail(self) -> str:
        """The last of what it wrote to stderr."""
        return self._errors.decode(errors="replace").strip()

    @property
    def rest(self) -> bytes:
        """What it wrote after its last whole message."""
        return self.framing.rest()

    async def start(self) -> None:
        """Raises `OSError` where there is no such program."""
        self._process = await asyncio.create_subprocess_exec(
            *self._command, stdin=PIPE, stdout=PIPE, stderr=PIPE
        )
        self._readers = [
            asyncio.create_task(self._read_output(self._process)),
            asyncio.create_task(self._read_errors(self._process)),
        ]

    async def write(self, data: bytes) -> None:
        """Raises `Ended` if nobody reads any more, `Silent` if nothing is read in time."""
        assert self._process is not None
        assert self._process.stdin is not None
        try:
            async with asyncio.timeout(self.timeout_s):
                self._process.stdin.write(data)
                await self._process.stdin.drain()
        except TimeoutError:
            raise Silent from None
        except (ConnectionError, RuntimeError):
            raise Ended from None

    async def receive(self) -> bytes:
        """The next message. Raises `Silent` or `Ended`."""
        if self._has_ended:
            raise Ended
        try:
            async with asyncio.timeout(self.timeout_s):
                message = await self._messages.get()
        except TimeoutError:
            raise Silent from None
        if message is None:
            self._has_ended = True
            raise Ended
        return message

    def close_input(self) -> None:
        """The end of the stream, for the server."""
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.close()

    async def wait(self) -> int:
        """Its exit status. Raises `Silent` if it does not exit in time."""
        assert self._process is not None
        try:
            async with asyncio.timeout(self.timeout_s):
                return await self._process.wait()
        except TimeoutError:
            raise Silent from None

    async def stop(self) -> None:
        """Kill it, if it is there."""
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            _kill(self._process)
        await self._process.wait()
        for reader in self._readers:
            reader.cancel()
        await asyncio.gather(*self._readers, return_exceptions=True)
        if self._process.stdin is not None:
            self._process.stdin.close()
            with contextlib.suppress(OSError):
                await self._process.stdin.wait_closed()

    async def _read_output(self, process: Process) -> None:
        assert process.stdout is not None
        while chunk := await process.stdout.read(_CHUNK_BYTES):
            for message in self.framing.feed(chunk):
                self._messages.put_nowait(message)
        self._messages.put_nowait(None)

    async def _read_errors(self, process: Process) -> None:
        assert process.stderr is not None
        while chunk := await process.stderr.read(_CHUNK_BYTES):
            self._errors = (self._errors + chunk)[-_TAIL_BYTES:]


def _kill(process: Process) -> None:
    if process.returncode is not None:
        return
    if os.name == "posix":
        # Not process.kill(): it may collect the exit status before asyncio does, which then warns.
        os.kill(process.pid, signal.SIGKILL)
    else:
        process.kill()
