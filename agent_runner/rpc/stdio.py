"""stdin and stdout as the wire, and nobody else's.

`claim` keeps private duplicates of descriptors 0 and 1 and points the public ones elsewhere: what a
skill prints, what a C library writes to descriptor 1 and what a grandchild inherits goes to stderr,
and who reads stdin finds its end. Call it before any module of a user is imported.
"""

from __future__ import annotations

import os
import select
import socket
import stat
import sys
from io import TextIOWrapper
from typing import cast

_CHUNK_BYTES = 64 * 1024
"""Larger buffers would be mapped anew for each read."""
_PIPE_BUF = getattr(select, "PIPE_BUF", 512)
_claims: list[StdioTransport] = []


class StdioTransport:
    """The claimed wire: two private descriptors.

    Where only POSIX can (`is_portable` does without), reading and writing need not wait.
    """

    def __init__(self, *, wire_in: int, wire_out: int, is_portable: bool = False) -> None:
        self.wire_in = wire_in
        self.wire_out = wire_out
        self._is_portable = is_portable or sys.platform == "win32"
        kind = os.fstat(wire_out).st_mode
        self._socket = None if self._is_portable else _socket_of(wire_out, kind)
        self._is_pipe = stat.S_ISFIFO(kind) and not self._is_portable

    def watchable(self) -> int | None:
        kind = os.fstat(self.wire_in).st_mode
        if self._is_portable or not (stat.S_ISFIFO(kind) or stat.S_ISSOCK(kind)):
            return None  # A file is always readable, and a terminal is typed at slowly.
        os.set_blocking(self.wire_in, False)
        return self.wire_in

    def read(self) -> bytes:
        return os.read(self.wire_in, _CHUNK_BYTES)

    def write(self, data: bytes | memoryview) -> None:
        view = memoryview(data)
        while view:
            try:
                view = view[os.write(self.wire_out, view) :]
            except BlockingIOError:  # Both ends of the wire, or someone else, share its settings.
                _wait_until_writable(self.wire_out, None)

    def write_some(self, data: bytes | memoryview) -> int:
        if self._socket is not None:
            try:
                return self._socket.send(data, socket.MSG_DONTWAIT)
            except BlockingIOError:
                return 0
        # A pipe with any room takes so many bytes without waiting: POSIX says so.
        if self._is_pipe and len(data) <= _PIPE_BUF and _wait_until_writable(self.wire_out, 0):
            return os.write(self.wire_out, data)
        return 0


def _socket_of(descriptor: int, kind: int) -> socket.socket | None:
    if not stat.S_ISSOCK(kind):
        return None
    return socket.socket(fileno=os.dup(descriptor))


def _wait_until_writable(descriptor: int, timeout_ms: int | None) -> bool:
    if sys.platform == "win32":
        return False
    poll = select.poll()
    poll.register(descriptor, select.POLLOUT)
    return bool(poll.poll(timeout_ms))


def claim(*, is_portable: bool = False) -> StdioTransport:
    """Take stdin and stdout away from everyone else in this process and its children."""
    # Printed lines appear in the log at once, not when a buffer is full, and whatever they hold.
    # This flushes, and asks where in its file stdout is: it must still be that file.
    printed = cast("TextIOWrapper", sys.stdout)
    printed.reconfigure(line_buffering=True, errors="backslashreplace")
    # os.dup gives descriptors that children do not inherit.
    wire = StdioTransport(wire_in=os.dup(0), wire_out=os.dup(1), is_portable=is_portable)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    if sys.platform == "win32":
        import msvcrt

        msvcrt.setmode(wire.wire_in, os.O_BINARY)
        msvcrt.setmode(wire.wire_out, os.O_BINARY)
    else:
        # Who shares the pipe with this process may have made it non-blocking.
        os.set_blocking(wire.wire_in, True)
        os.set_blocking(wire.wire_out, True)
    _claims.append(wire)
    return wire


def claimed() -> StdioTransport | None:
    """The wire of this process, if it was claimed. For fault injection alone.

    Who writes here writes past the connection: between two frames, or into one.
    """
    return _claims[-1] if _claims else None
