"""Where bytes come from and go to: the seam between the bridge and the operating system."""

from __future__ import annotations

from typing import Protocol


class Transport(Protocol):
    """A pair of byte streams; each direction is used by one thread at a time."""

    def watchable(self) -> int | None:
        """A descriptor that tells an event loop when there is something to read; from here on,
        `read` raises `BlockingIOError` where it would wait. None: there is none."""
        ...

    def read(self) -> bytes:
        """The next bytes, waited for; empty at the end."""
        ...

    def write(self, data: bytes | memoryview) -> None:
        """Write all of `data`. Raises `OSError` once nobody reads any more."""
        ...

    def write_some(self, data: bytes | memoryview) -> int:
        """Write as much as goes without waiting, and say how much. Raises `OSError` likewise."""
        ...
