"""The CPU time of one coroutine: of its own steps, whatever runs between them."""

from __future__ import annotations

from time import monotonic, thread_time
from typing import Protocol

SHORT_STEP_S = 100e-6
"""A shorter step is taken to be all CPU time: to ask for that would take as long as the step."""
_FRESH_S = 500e-6
"""How old a reading of the CPU's clock may be that a step begins with."""


class Tally(Protocol):
    """Where the CPU time of the steps that have ended adds up."""

    cpu_s: float


class CpuClock:
    """What a step of the event loop took, told to about half a millisecond. For one thread.

    To read the CPU's clock is a call of the system, twice the price of all else here: short steps
    do without, and a longer one begins with the last reading that was made.
    """

    __slots__ = ("_cpu_s", "_read_s", "began_s")

    def __init__(self) -> None:
        self._read_s = 0.0
        self._cpu_s = 0.0
        self.began_s = 0.0
        """The instant, on the monotonic clock, at which the present step began."""

    def begin(self) -> None:
        """A step begins."""
        self.began_s = now_s = monotonic()
        if now_s - self._read_s > _FRESH_S:
            self._cpu_s = thread_time()
            self._read_s = now_s

    def took(self) -> float:
        """The CPU time of the present step until now."""
        now_s = monotonic()
        wall_s = now_s - self.began_s
        if wall_s < SHORT_STEP_S:
            return wall_s
        cpu_s = thread_time()
        # Between the reading and the step, the loop was busy with other steps.
        own_s = cpu_s - self._cpu_s - (self.began_s - self._read_s)
        self._read_s, self._cpu_s = now_s, cpu_s
        return min(wall_s, max(0.0, own_s))
