"""stdin and stdout as the wire, and nobody else's.

`claim` keeps private duplicates of descriptors 0 and 1 and points the public ones elsewhere: what a
skill prints, what a C library writes to descriptor 1 and what a grandchild inherits goes to stderr,
and who reads stdin finds its end. Call it before any module of a user is imported.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from io import TextIOWrapper
from typing import cast

_CHUNK_BYTES = 256 * 1024
_claims: list[StdioTransport] = []


@dataclass(frozen=True, slots=True)
class StdioTransport:
    """The claimed wire: two private descriptors."""

    wire_in: int
    wire_out: int

    def read(self) -> bytes:
        return os.read(self.wire_in, _CHUNK_BYTES)

    def write(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            view = view[os.write(self.wire_out, view) :]


def claim() -> StdioTransport:
    """Take stdin and stdout away from everyone else in this process and its children."""
    sys.stdout.flush()
    # os.dup gives descriptors that children do not inherit.
    wire = StdioTransport(wire_in=os.dup(0), wire_out=os.dup(1))
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    # Printed lines appear in the log at once, not when a buffer is full, and whatever they hold.
    printed = cast("TextIOWrapper", sys.stdout)
    printed.reconfigure(line_buffering=True, errors="backslashreplace")
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
