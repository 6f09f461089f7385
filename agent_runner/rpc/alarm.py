"""Calls back at set instants, on a thread of its own: for what cannot wait for the event loop."""

from __future__ import annotations

import heapq
import itertools
import logging
import threading
import time
from collections.abc import Callable

log = logging.getLogger(__name__)


class Alarm:
    """One thread, `wire-clock`, begun at first use; it sleeps until the next instant."""

    def __init__(self) -> None:
        self._set = threading.Condition()
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._numbers = itertools.count()
        self._has_thread = False

    def at(self, instant_s: float, call: Callable[[], None]) -> None:
        """Call at this instant of the monotonic clock; `call` may not wait."""
        with self._set:
            heapq.heappush(self._due, (instant_s, next(self._numbers), call))
            if not self._has_thread:
                self._has_thread = True
                threading.Thread(target=self._keep, name="wire-clock", daemon=True).start()
            elif self._due[0][0] == instant_s:
                self._set.notify()

    def after(self, seconds: float, call: Callable[[], None]) -> None:
        """Call once so many seconds have passed."""
        self.at(time.monotonic() + seconds, call)

    def _keep(self) -> None:
        while True:
            call = self._next()
            try:
                call()
            except Exception:
                log.exception("what was due failed")
            del call

    def _next(self) -> Callable[[], None]:
        with self._set:
            while True:
                left_s = self._due[0][0] - time.monotonic() if self._due else None
                if left_s is not None and left_s <= 0:
                    return heapq.heappop(self._due)[2]
                self._set.wait(None if left_s is None else min(left_s, threading.TIMEOUT_MAX))
