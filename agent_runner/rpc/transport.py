"""Where bytes come from and go to: the seam between the bridge and the operating system."""

from __future__ import annotations

from typing import Protocol


class Transport(Protocol):
    """A pair of byte streams; both calls block, each is used by one thread."""

    def read(self) -> bytes:
        """The next bytes; empty at the end."""
        ...

    def write(self, data: bytes) -> None:
        """Write all of `data`. Raises `OSError` once nobody reads any more."""
        ...
