"""A transport without descriptors: the double of stdio, for tests and for a host in the process."""

from __future__ import annotations

import queue
import threading


class MemoryTransport:
    """What the host feeds is read, what the runner writes is collected.

    While the host `stops_reading`, writing waits, as on a pipe that is full.
    """

    def __init__(self) -> None:
        self._incoming: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._outgoing: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._rest = b""
        self._is_read = threading.Event()
        self._is_read.set()
        self._is_broken = False
        self.writes: list[int] = []
        """How many bytes each write had."""

    def feed(self, data: bytes) -> None:
        """Bytes from the host; empty bytes are the end of its stream."""
        self._incoming.put(data)

    def written(self, *, timeout_s: float = 5.0) -> bytes:
        """The next line the runner wrote. Raises `queue.Empty` when none comes in time."""
        return self._outgoing.get(timeout=timeout_s)

    @property
    def has_lines(self) -> bool:
        """Whether something was written that was not asked for yet."""
        return not self._outgoing.empty()

    def stop_reading(self) -> None:
        """From here on, nothing that is written is taken."""
        self._is_read.clear()

    def go_on_reading(self) -> None:
        """Take what waits, and what comes."""
        self._is_read.set()

    def break_off(self) -> None:
        """Close the host's end: writing fails, also where it waits."""
        self._is_broken = True
        self._is_read.set()

    def watchable(self) -> None:
        return None

    def read(self) -> bytes:
        return self._incoming.get()

    def write(self, data: bytes | memoryview) -> None:
        self._is_read.wait()
        if self._is_broken:
            raise BrokenPipeError
        self.writes.append(len(data))
        *lines, self._rest = (self._rest + bytes(data)).split(b"\n")
        for line in lines:
            self._outgoing.put(line)

    def write_some(self, data: bytes | memoryview) -> int:
        if not self._is_read.is_set():
            return 0
        self.write(data)
        return len(data)
