"""The CPU time of one coroutine: of its own steps, whatever runs between them."""

from __future__ import annotations

from collections.abc import Awaitable, Coroutine, Generator
from time import monotonic, thread_time
from types import FrameType
from typing import Any, Generic, TypeVar

T = TypeVar("T")

SHORT_STEP_S = 100e-6
"""A shorter step is taken to be all CPU time: to ask for that would take as long as the step."""
_FRESH_S = 500e-6
"""How old a reading of the CPU's clock may be that a step begins with."""


class CpuClock:
    """What a step of the event loop took, told to about half a millisecond. For one thread.

    To read the CPU's clock is a call of the system, twice the price of all else here: short steps
    do without, and a longer one begins with the last reading that was made.
    """

    __slots__ = ("_cpu_s", "_read_s")

    def __init__(self) -> None:
        self._read_s = 0.0
        self._cpu_s = 0.0

    def begin(self) -> float:
        """The instant a step begins, for `took`."""
        now_s = monotonic()
        if now_s - self._read_s > _FRESH_S:
            self._cpu_s = thread_time()
            self._read_s = now_s
        return now_s

    def took(self, began_s: float) -> float:
        """The CPU time of the step that ends now."""
        now_s = monotonic()
        wall_s = now_s - began_s
        if wall_s < SHORT_STEP_S:
            return wall_s
        cpu_s = thread_time()
        # Between the reading and the step, the loop was busy with other steps.
        own_s = cpu_s - self._cpu_s - (began_s - self._read_s)
        self._read_s, self._cpu_s = now_s, cpu_s
        return min(wall_s, max(0.0, own_s))


class Metered(Awaitable[T], Generic[T]):
    """Awaits a coroutine in its place; `cpu_s` is what its steps took so far."""

    __slots__ = ("_clock", "_work", "cpu_s")

    def __init__(self, work: Coroutine[Any, Any, T], clock: CpuClock) -> None:
        self._work = work
        self._clock = clock
        self.cpu_s = 0.0

    def __await__(self) -> Generator[Any, Any, T]:
        return self  # pyright: ignore[reportReturnType]  # it has what `await` asks of a generator

    def __iter__(self) -> Metered[T]:
        return self

    def __next__(self) -> Any:
        began_s = self._clock.begin()
        try:
            return self._work.send(None)
        finally:
            self.cpu_s += self._clock.took(began_s)

    def send(self, value: Any) -> Any:
        began_s = self._clock.begin()
        try:
            return self._work.send(value)
        finally:
            self.cpu_s += self._clock.took(began_s)

    def throw(self, *raised: Any) -> Any:
        began_s = self._clock.begin()
        try:
            return self._work.throw(*raised)
        finally:
            self.cpu_s += self._clock.took(began_s)

    def close(self) -> None:
        self._work.close()

    # What is asked of a coroutine by who shows the stack of its task.

    @property
    def cr_frame(self) -> FrameType | None:
        return getattr(self._work, "cr_frame", None)

    @property
    def cr_await(self) -> Any:
        return getattr(self._work, "cr_await", None)
