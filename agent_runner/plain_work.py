"""Plain functions in threads: started, waited for, interrupted, and counted when they are deaf.

A thread belongs to one function at a time. Who gave up waiting for it frees its place at once, so
that functions that never end do not take the places of others; the thread itself goes on until it
hears the exception that is raised in it, or ends.
"""

from __future__ import annotations

import asyncio
import contextlib
import queue
import threading
import time
from collections import deque
from collections.abc import Callable
from contextvars import copy_context
from typing import Any

from agent_runner.errors import Cancelled

INTERRUPT_AFTER_S = 0.25
"""How long a function may take to notice by itself that it was cancelled."""
MOST_AT_ONCE = 64
"""Most functions that run while someone waits for them."""
MOST_DEAF = 1024
"""Most that may run on beside these although nobody waits any more."""
_IDLE_S = 30.0
"""How long a thread is kept for the next function."""


class Interrupted(BaseException):
    """Raised inside a thread whose function nobody waits for any more."""


class PlainWork:
    """What one call has running in threads."""

    __slots__ = ("_on_all_ended", "_running", "_threads", "cpu_s", "error", "was_interrupted")

    def __init__(self, threads: SkillThreads) -> None:
        self._threads = threads
        self._running: list[Work] = []
        self._on_all_ended: Callable[[], None] | None = None
        self.cpu_s = 0.0
        """CPU time of the functions that have ended."""
        self.error: BaseException | None = None
        """What the last function to end raised, until who waited for it goes on."""
        self.was_interrupted = False
        """Whether one of them ended after an exception was raised in it."""

    @property
    def is_running(self) -> bool:
        """Whether something of this call runs, or waits for a thread."""
        return bool(self._running)

    @property
    def thread_ids(self) -> list[int]:
        """The threads in which something of this call runs."""
        return [work.thread_id for work in list(self._running) if work.thread_id is not None]

    async def run(self, function: Callable[[], Any]) -> Any:
        """The result of `function`, run in a thread within a copy of the caller's context.

        Cancelled, it no longer waits; the function is interrupted if it does not end by itself.
        """
        loop = asyncio.get_running_loop()
        work = Work(function, loop, on_end=self._ended)
        self._running.append(work)
        self._threads.start(work)
        try:
            return await work.result
        except asyncio.CancelledError:
            if self._threads.leave(work):
                loop.call_later(INTERRUPT_AFTER_S, work.interrupt)
            raise
        finally:
            self.error = None

    def interrupt(self) -> None:
        """Raise `Interrupted` in what still runs; from any thread."""
        for work in list(self._running):
            work.interrupt()

    def when_ended(self, call: Callable[[], None]) -> bool:
        """Call once nothing of this runs any more, on any thread; False if it is so already.

        The call may come even so, if the end falls into this very moment.
        """
        self._on_all_ended = call
        return bool(self._running)

    def _ended(self, work: Work) -> None:
        self.cpu_s += work.cpu_s
        self.error = work.error
        self.was_interrupted |= work.was_interrupted
        self._running.remove(work)
        if not self._running and self._on_all_ended is not None:
            self._on_all_ended()


class Work:
    """One run of a function in a thread."""

    def __init__(
        self,
        function: Callable[[], Any],
        loop: asyncio.AbstractEventLoop,
        *,
        on_end: Callable[[Work], None],
    ) -> None:
        self._function = function
        self._context = copy_context()
        self._loop = loop
        self._on_end = on_end
        # Who takes it has the last word: the end of the function, or the exception raised in it.
        self._last_word = [True]
        self._is_raised = threading.Event()
        self.result: asyncio.Future[Any] = loop.create_future()
        self.thread_id: int | None = None
        self.has_place = False
        self.cpu_s = 0.0
        self.error: BaseException | None = None
        self.was_interrupted = False

    def run(self) -> None:
        """In the thread; nothing is raised in it once this returns."""
        began_s = time.thread_time()
        self.thread_id = threading.get_ident()
        value, self.error = self._outcome()
        self.cpu_s = time.thread_time() - began_s
        self.drop()
        with contextlib.suppress(RuntimeError):  # The loop is closed: nobody waits.
            self._loop.call_soon_threadsafe(self._tell, value)

    def drop(self) -> None:
        """It has ended, or will never begin."""
        self._on_end(self)

    def interrupt(self) -> None:
        """Raise `Interrupted` in the function, once, and only while it runs; from any thread."""
        if self.thread_id is None or not self._takes_last_word():
            return
        self.was_interrupted = True
        try:
            _raise_in(self.thread_id, Interrupted)
        finally:
            self._is_raised.set()

    def _outcome(self) -> tuple[Any, BaseException | None]:
        value, error = None, None
        # The exception comes once at most: in the function, or in the lines after it. Past them it
        # cannot come, for it has come, is taken back, or was never raised.
        try:
            try:
                value = self._context.run(self._function)
            except BaseException as caught:
                error = caught
            if not self._takes_last_word():
                self._is_raised.wait()
                _raise_in(threading.get_ident(), None)
        except Interrupted:
            pass
        return value, Cancelled(rung="exception") if isinstance(error, Interrupted) else error

    def _takes_last_word(self) -> bool:
        try:
            self._last_word.pop()  # in one step, whatever other threads do
        except IndexError:
            return False
        return True

    def _tell(self, value: Any) -> None:
        if self.result.done():
            return
        if self.error is None:
            self.result.set_result(value)
        else:
            self.result.set_exception(self.error)


class SkillThreads:
    """The threads of a process: so many functions at once, the others wait for a place."""

    def __init__(self, *, most: int = MOST_AT_ONCE) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._waiting: deque[Work] = deque()
        self._idle: list[queue.SimpleQueue[Work]] = []
        self._places_taken = 0
        self._running = 0

    @property
    def running(self) -> int:
        """How many functions run, those that nobody waits for included."""
        return self._running

    def start(self, work: Work) -> None:
        """Run it in a thread, as soon as there is a place."""
        with self._lock:
            self._waiting.append(work)
        self._start_waiting()

    def leave(self, work: Work) -> bool:
        """Nobody waits for it any more: its place is free. False if it never began."""
        with self._lock:
            if work in self._waiting:
                self._waiting.remove(work)
                has_begun = False
            else:
                has_begun = True
                if self._running - self._places_taken < MOST_DEAF:
                    self._free_place(work)
        if has_begun:
            self._start_waiting()
        else:
            work.drop()
        return has_begun

    def _start_waiting(self) -> None:
        while True:
            with self._lock:
                if not self._waiting or self._places_taken >= self._most:
                    return
                work = self._waiting.popleft()
                self._take_place(work)
                idle = self._idle.pop() if self._idle else None
            if idle is not None:
                idle.put(work)
            else:
                threading.Thread(
                    target=self._serve, args=(work,), name="skill", daemon=True
                ).start()

    def _serve(self, first: Work) -> None:
        own: queue.SimpleQueue[Work] = queue.SimpleQueue()
        work: Work | None = first
        while work is not None:
            work.run()
            work = self._next(work, own)

    def _next(self, ended: Work, own: queue.SimpleQueue[Work]) -> Work | None:
        with self._lock:
            self._running -= 1
            self._free_place(ended)
            if self._waiting and self._places_taken < self._most:
                work = self._waiting.popleft()
                self._take_place(work)
                return work
            self._idle.append(own)
        del ended  # what it holds is not kept while nothing is to be done
        try:
            return own.get(timeout=_IDLE_S)
        except queue.Empty:
            with self._lock:
                if own in self._idle:
                    self._idle.remove(own)
                    return None
            return own.get()

    def _take_place(self, work: Work) -> None:
        work.has_place = True
        self._places_taken += 1
        self._running += 1

    def _free_place(self, work: Work) -> None:
        if work.has_place:
            work.has_place = False
            self._places_taken -= 1


def _raise_in(thread_id: int, exception: type[BaseException] | None) -> None:
    """Set the exception that a thread raises at its next step of Python; None takes it back."""
    import ctypes

    value = None if exception is None else ctypes.py_object(exception)
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread_id), value)
