"""Where no signal can ask for the stacks: writes them unasked when the event loop is held for long.

The loop pushes an alarm of `faulthandler` ahead of itself; once it is held, the alarm comes, made
by C code that needs no lock of the interpreter. What it writes to stderr begins with a line
`Timeout (0:00:02)!`, by which a host finds it, and holds the stacks of all threads.
"""

from __future__ import annotations

import asyncio
import faulthandler

_STDERR = 2
_PUSHES = 4
"""How often within the time allowed the alarm is pushed ahead."""


class HangDump:
    """One alarm for one loop. `after_s`: how long the loop may be held."""

    def __init__(self, loop: asyncio.AbstractEventLoop, *, after_s: float) -> None:
        self._loop = loop
        self._after_s = after_s
        self._next: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """On the loop; it goes on by itself from then on."""
        faulthandler.dump_traceback_later(self._after_s, file=_STDERR)
        self._next = self._loop.call_later(self._after_s / _PUSHES, self.start)

    def stop(self) -> None:
        """Write nothing from here on."""
        if self._next is not None:
            self._next.cancel()
        faulthandler.cancel_dump_traceback_later()
