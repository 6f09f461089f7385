"""Ends the process when the event loop cannot: a thread of its own that waits for an order.

Orders may be given from signal handlers and from any thread. What is blocked inside C code that
holds the interpreter's lock blocks this thread too; against that only the host's SIGKILL helps.
"""

from __future__ import annotations

import math
import os
import queue
import threading
import time
from collections.abc import Callable

_PARENT_LOOK_S = 0.25
"""How often to see whether the parent still lives, once that matters."""


class Watchdog:
    """Obeys the order that ends the process first."""

    def __init__(self, *, leave: Callable[[int], object] = os._exit) -> None:
        self._leave = leave
        self._parent = os.getppid()
        # A SimpleQueue may be put into from a signal handler: it is reentrant.
        self._orders: queue.SimpleQueue[tuple[float, int]] = queue.SimpleQueue()
        self._minds_parent = False
        threading.Thread(target=self._watch, name="watchdog", daemon=True).start()

    def end_within(self, seconds: float, *, status: int) -> None:
        """End the process with `status` once `seconds` have passed."""
        self._orders.put((time.monotonic() + seconds, status))

    def end_with_parent(self) -> None:
        """From here on, end the process with status 1 when its parent is gone."""
        self._minds_parent = True
        self._orders.put((math.inf, 1))

    def _watch(self) -> None:
        end_s, status = math.inf, 1
        while time.monotonic() < end_s and not self._is_orphaned():
            wait_s = end_s - time.monotonic()
            if self._minds_parent:
                wait_s = min(wait_s, _PARENT_LOOK_S)
            try:
                order = self._orders.get(timeout=max(0.0, wait_s) if wait_s < math.inf else None)
            except queue.Empty:
                continue
            if order[0] < end_s:
                end_s, status = order
        self._leave(status)

    def _is_orphaned(self) -> bool:
        return self._minds_parent and os.getppid() != self._parent
