"""How late the event loop is, asked from another thread and without any work while nobody asks."""

from __future__ import annotations

import asyncio
import threading
import time


class LoopProbe:
    """Throws a mark into the loop at each question and sees when it comes by."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._loop_thread = threading.get_ident()
        self._lock = threading.Lock()
        self._thrown_s: float | None = None
        self._last_lag_ms = 0.0

    def lag_ms(self) -> float:
        """The lag of the last mark, or, while one is under way, how long it has been.

        Asked on the loop's own thread, which made the probe: 0, it has just turned.
        """
        if threading.get_ident() == self._loop_thread:
            return 0.0
        with self._lock:
            if self._thrown_s is not None:
                return (time.monotonic() - self._thrown_s) * 1000
            self._thrown_s = time.monotonic()
            self._loop.call_soon_threadsafe(self._came_by)
            return self._last_lag_ms

    def _came_by(self) -> None:
        with self._lock:
            if self._thrown_s is not None:
                self._last_lag_ms = (time.monotonic() - self._thrown_s) * 1000
                self._thrown_s = None
