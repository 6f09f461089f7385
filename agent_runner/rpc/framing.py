"""Bytes in, lines out, and nothing else: no I/O, no JSON.

A line longer than the limit is dropped while it streams by, so that its bytes are never held; what
stays of it is an `Oversize` in the place where it stood.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

_BLANK = ord(" ")
_CR = ord("\r")


@dataclass(frozen=True, slots=True)
class Oversize:
    """A line that was dropped because it had more than `limit_bytes` bytes."""

    limit_bytes: int


class LineDecoder:
    """Cuts a stream of bytes into lines at LF; a CR before it belongs to the line's end.

    Time is linear in the bytes fed, however they are cut: only new bytes are searched, and a line
    is joined once.
    """

    def __init__(self, *, max_frame_bytes: int) -> None:
        self._limit = max_frame_bytes
        self._parts: list[bytes] = []
        self._size = 0

    def feed(self, chunk: bytes) -> Iterator[bytes | Oversize]:
        """The lines that `chunk` completes; blank ones are left out."""
        if b"\n" not in chunk:  # A part of a long line: not to be copied.
            self._hold(chunk)
            return
        first, *lines = chunk.split(b"\n")
        self._hold(first)
        yield from self._complete()
        rest = lines.pop()
        for line in lines:
            # Nearly every line is as it should be, and is seen to be at one look.
            if line and len(line) <= self._limit and line[0] > _BLANK and line[-1] != _CR:
                yield line
            else:
                self._hold(line)
                yield from self._complete()
        self._hold(rest)

    def finish(self) -> Iterator[bytes | Oversize]:
        """The last line, if the stream ended without a newline."""
        return self._complete()

    def _hold(self, part: bytes) -> None:
        self._size += len(part)
        # One byte of grace: the CR of a CRLF does not count.
        if self._size > self._limit + 1:
            self._parts.clear()
        elif part:
            self._parts.append(part)

    def _complete(self) -> Iterator[bytes | Oversize]:
        size, self._size = self._size, 0
        line = b"".join(self._parts).removesuffix(b"\r")
        self._parts.clear()
        if size > self._limit + 1 or len(line) > self._limit:
            yield Oversize(self._limit)
        elif line.strip():
            yield line
