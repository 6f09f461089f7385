"""The CPU time of one coroutine: of its own steps, whatever runs between them."""

from __future__ import annotations

from collections.abc import Awaitable, Coroutine, Generator
from time import thread_time
from types import FrameType
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Metered(Awaitable[T], Generic[T]):
    """Awaits a coroutine in its place; `cpu_s` is what its steps took so far."""

    __slots__ = ("_work", "cpu_s")

    def __init__(self, work: Coroutine[Any, Any, T]) -> None:
        self._work = work
        self.cpu_s = 0.0

    def __await__(self) -> Generator[Any, Any, T]:
        return self  # pyright: ignore[reportReturnType]  # it has what `await` asks of a generator

    def __iter__(self) -> Metered[T]:
        return self

    def __next__(self) -> Any:
        return self.send(None)

    def send(self, value: Any) -> Any:
        began_s = thread_time()
        try:
            return self._work.send(value)
        finally:
            self.cpu_s += thread_time() - began_s

    def throw(self, *raised: Any) -> Any:
        began_s = thread_time()
        try:
            return self._work.throw(*raised)
        finally:
            self.cpu_s += thread_time() - began_s

    def close(self) -> None:
        self._work.close()

    # What is asked of a coroutine by who shows the stack of its task.

    @property
    def cr_frame(self) -> FrameType | None:
        return getattr(self._work, "cr_frame", None)

    @property
    def cr_await(self) -> Any:
        return getattr(self._work, "cr_await", None)
