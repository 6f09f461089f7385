"""Starts coroutines without a task for those that never wait.

Most calls are answered in the first step of their coroutine. That step is run at once, in the name
of a spare task; only a coroutine that then waits is given this task, for itself and for good. So a
skill always finds its task, its own context and its cancellation as in any task, and a call that
does not wait costs neither a task nor a turn of the loop. The clock is read around every step.
"""

from __future__ import annotations

import asyncio
from asyncio.tasks import (  # documented: "Extending asyncio"
    _enter_task,  # pyright: ignore[reportPrivateUsage]
    _leave_task,  # pyright: ignore[reportPrivateUsage]
)
from collections.abc import Coroutine
from contextvars import Context, copy_context
from types import CodeType, FrameType, TracebackType
from typing import Any

from agent_runner.rpc.cpu_clock import CpuClock, Tally

Work = Coroutine[Any, Any, None]


class FirstSteps:
    """For one event loop, and used on its thread."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._spare: tuple[_Carried, asyncio.Task[None]] | None = None
        self.clock = CpuClock()

    def start(self, work: Work, tally: Tally) -> asyncio.Task[None] | None:
        """Run the first step; the task in which the rest goes on, or None if that was all.

        If it was not, `tally` gets the CPU time of this step and of each that follows.

        What `work` raises at once is raised, except that it was cancelled: that ends it.
        """
        carried, task = self._spare or self._new_spare()
        context = copy_context()
        _enter_task(self._loop, task)
        self.clock.begin()
        try:
            yielded = context.run(work.send, None)
        except (StopIteration, asyncio.CancelledError):
            if task.cancelling():
                self._spare = None  # It was cancelled by its own work, and will notice yet.
            return None
        finally:
            _leave_task(self._loop, task)
        self._spare = None
        tally.cpu_s += self.clock.took()
        carried.take(work, yielded, context, tally)
        return task

    def _new_spare(self) -> tuple[_Carried, asyncio.Task[None]]:
        carried = _Carried(self._loop, self.clock)
        self._spare = carried, self._loop.create_task(carried)
        return self._spare


class _Carried(Coroutine[Any, Any, None]):
    """What a spare task runs: nothing, until it is given work that has begun."""

    __slots__ = (
        "__weakref__",
        "_clock",
        "_context",
        "_is_handed_over",
        "_loop",
        "_parked",
        "_tally",
        "_work",
        "_yielded",
    )

    def __init__(self, loop: asyncio.AbstractEventLoop, clock: CpuClock) -> None:
        self._loop = loop
        self._clock = clock
        self._tally: Tally | None = None
        self._work: Work | None = None
        self._context: Context | None = None
        self._parked: asyncio.Future[None] | None = None
        self._yielded: Any = None
        self._is_handed_over = True

    def take(self, work: Work, yielded: Any, context: Context, tally: Tally) -> None:
        self._work, self._yielded, self._context, self._tally = work, yielded, context, tally
        self._is_handed_over = False
        if self._parked is not None and not self._parked.done():
            self._parked.set_result(None)

    def send(self, value: Any) -> Any:
        if not self._is_handed_over:
            return self._hand_over()
        if self._work is None or self._context is None:
            self._parked = self._loop.create_future()
            self._parked._asyncio_future_blocking = True  # as `await` does
            return self._parked
        self._clock.begin()
        try:
            return self._context.run(self._work.send, value)
        finally:
            self._count()

    def throw(
        self,
        typ: Any,
        val: BaseException | object = None,  # noqa: ARG002  # the old form of the protocol
        tb: TracebackType | None = None,  # noqa: ARG002
    ) -> Any:
        if self._work is None or self._context is None:
            raise typ
        if not self._is_handed_over:
            yielded = self._hand_over()
            # As a task does it: what is waited for is cancelled, and tells of it in its turn.
            if yielded is not None and yielded.cancel():
                return yielded
        self._clock.begin()
        try:
            return self._context.run(self._work.throw, typ)
        finally:
            self._count()

    def close(self) -> None:
        if self._work is not None:
            self._work.close()

    def __await__(self) -> Any:
        raise TypeError("a spare task's work is run by the task alone")

    def _count(self) -> None:
        if self._tally is not None:
            self._tally.cpu_s += self._clock.took()

    def _hand_over(self) -> Any:
        self._is_handed_over = True
        self._parked = None
        yielded, self._yielded = self._yielded, None
        return yielded

    # What is asked of a coroutine by who shows the stack of its task.

    @property
    def cr_frame(self) -> FrameType | None:
        return getattr(self._work, "cr_frame", None)

    @property
    def cr_await(self) -> Any:
        return getattr(self._work, "cr_await", None)

    @property
    def cr_running(self) -> bool:
        return bool(getattr(self._work, "cr_running", False))

    @property
    def cr_code(self) -> CodeType | None:
        return getattr(self._work, "cr_code", None)
