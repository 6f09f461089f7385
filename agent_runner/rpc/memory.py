"""A transport without descriptors: the double of stdio, for tests and for a host in the process."""

from __future__ import annotations

import queue


class MemoryTransport:
    """What the host feeds is read, what the runner writes is collected."""

    def __init__(self) -> None:
        self._incoming: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._outgoing: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def feed(self, data: bytes) -> None:
        """Bytes from the host; empty bytes are the end of its stream."""
        self._incoming.put(data)

    def written(self, *, timeout_s: float = 5.0) -> bytes:
        """The next bytes the runner wrote. Raises `queue.Empty` when none come in time."""
        return self._outgoing.get(timeout=timeout_s)

    def read(self) -> bytes:
        return self._incoming.get()

    def write(self, data: bytes) -> None:
        self._outgoing.put(data)
