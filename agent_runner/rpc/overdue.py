"""Sees deadlines pass on a thread of its own: a blocked event loop delays no answer about it."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable

from agent_runner.errors import DeadlineExceeded
from agent_runner.rpc.alarm import Alarm
from agent_runner.rpc.calls import Call
from agent_runner.rpc.in_flight import InFlight

_LOOK_AGAIN_S = 0.005
"""How often at most all calls are looked through."""
_STACKS_AT_ONCE = 64
"""Of how many calls overdue at the same time the stacks are taken."""


class Overdue:
    """One alarm for all calls, set to the next deadline: most calls end long before theirs."""

    def __init__(
        self,
        *,
        calls: InFlight,
        alarm: Alarm,
        stack_of: Callable[[Call], str],
        stop: Callable[[Call, DeadlineExceeded], None],
    ) -> None:
        self._calls = calls
        self._alarm = alarm
        self._stack_of = stack_of
        self._stop = stop
        self._lock = threading.Lock()
        self._looks_at_s = math.inf

    def watch(self, deadline_s: float) -> None:
        """See to it that calls are looked through once this deadline has passed."""
        if deadline_s >= self._looks_at_s:
            return
        with self._lock:
            if deadline_s < self._looks_at_s:
                self._looks_at_s = deadline_s
                self._alarm.at(deadline_s, self._look)

    def _look(self) -> None:
        # Before the look: a call that comes during it finds the alarm unset, and sets it.
        self._looks_at_s = math.inf
        now_s = time.monotonic()
        overdue, next_s = self._calls.overdue(now_s)
        if next_s < math.inf:
            self.watch(max(next_s, now_s + _LOOK_AGAIN_S))
        for place, call in enumerate(overdue):
            stack = self._stack_of(call) if place < _STACKS_AT_ONCE else ""
            deadline_ms = call.meta.deadline_ms or 0
            self._stop(call, DeadlineExceeded(deadline_ms=deadline_ms, stack=stack or None))
