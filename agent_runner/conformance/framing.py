"""How messages lie in the stream: one on a line, or each behind a Content-Length header."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, Protocol

FramingName = Literal["lines", "content-length"]

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


class Framing(Protocol):
    """Writes one message; cuts what is read into messages, or into what should have been one."""

    def wrap(self, text: bytes) -> bytes: ...
    def feed(self, chunk: bytes) -> Iterator[bytes]: ...
    def rest(self) -> bytes: ...


def framing_of(name: FramingName) -> Framing:
    """A new framing: it remembers what it was fed."""
    return Lines() if name == "lines" else ContentLength()


class Lines:
    """One message, LF. Blank lines are no messages."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def wrap(self, text: bytes) -> bytes:
        return text + b"\n"

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        *ends, rest = chunk.split(b"\n")
        for end in ends:
            line = b"".join([*self._parts, end])
            self._parts.clear()
            if line.strip():
                yield line
        if rest:
            self._parts.append(rest)

    def rest(self) -> bytes:
        """What came after the last newline."""
        return b"".join(self._parts)


class ContentLength:
    """`Content-Length: n`, CR LF, CR LF, n bytes: as language servers speak."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def wrap(self, text: bytes) -> bytes:
        return b"Content-Length: %d\r\n\r\n%b" % (len(text), text)

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        self._buffer += chunk
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            header = bytes(self._buffer[:end])
            length = _LENGTH.search(header)
            if length is None:
                del self._buffer[: end + 4]
                yield header
                continue
            start, stop = end + 4, end + 4 + int(length[1])
            if len(self._buffer) < stop:
                return
            text = bytes(self._buffer[start:stop])
            del self._buffer[:stop]
            yield text

    def rest(self) -> bytes:
        """What came after the last whole message."""
        return bytes(self._buffer)
