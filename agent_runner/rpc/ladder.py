"""How a call is stopped, rung by rung, and which rung it was.

The flag is set at once, from whatever thread, and its task is cancelled; after 250 ms an exception
is raised in its threads; after a second it is answered although it goes on. Only then is it not
waited for: an answer says that the call has really ended, or that it has not.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from collections.abc import Callable

from agent_runner.errors import Cancelled, Rung, RunnerError
from agent_runner.plain_work import INTERRUPT_AFTER_S
from agent_runner.rpc.alarm import Alarm
from agent_runner.rpc.calls import Call
from agent_runner.rpc.host_calls import HostCalls
from agent_runner.rpc.in_flight import InFlight
from agent_runner.rpc.messages import failure
from agent_runner.rpc.unforeseen import internal_error

log = logging.getLogger(__name__)

STOP_GRACE_S = 1.0
"""How long a stopped call may take to end before it is answered, and no longer waited for."""


class Ladder:
    """Stops the calls of one connection. Made on the event loop's thread."""

    def __init__(
        self,
        *,
        calls: InFlight,
        host_calls: HostCalls,
        alarm: Alarm,
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        self._calls = calls
        self._host_calls = host_calls
        self._alarm = alarm
        self._loop = loop
        self._loop_thread = threading.get_ident()

    def stop(self, call: Call, error: RunnerError) -> None:
        """Begin to stop a call, from any thread: the event loop may be blocked by it."""
        if not self._calls.mark_stopped(call, error):
            return
        call.cancelled.set()
        self._host_calls.give_up(call)
        if not isinstance(error, Cancelled):
            # Who waited past a deadline waited enough; who cancelled gets to know that it ended.
            self._calls.settle(call, failure(call.id, error))
        if threading.get_ident() == self._loop_thread:
            _cancel_task(call)
        else:
            self._soon(_cancel_task, call)
        self._alarm.after(INTERRUPT_AFTER_S, call.plain_work.interrupt)
        self._alarm.after(STOP_GRACE_S, lambda: self._abandon(call))

    def ended(self, call: Call) -> None:
        """Its coroutine has ended, or never began; on the event loop."""
        if call.has_ended:
            self._host_calls.give_up(call)
            return
        if call.stopped_by is not None and call.plain_work.when_ended(
            lambda: self._soon(self.ended, call)
        ):
            return
        if not call.is_settled:
            # A handler may be cancelled by what it waits for, without anyone having stopped it.
            stopped = call.stopped_by
            if isinstance(stopped, Cancelled):
                stopped = Cancelled(by=stopped.by, rung=_rung(call))
            error = stopped or internal_error("a skill was cancelled from within")
            self._calls.settle(call, failure(call.id, error))
        self._host_calls.give_up(call)
        self._calls.forget(call)

    def _abandon(self, call: Call) -> None:
        if not self._calls.abandon(call):
            return
        log.warning("%s goes on although it was stopped", call.request.method)
        if isinstance(call.stopped_by, Cancelled):
            error = Cancelled(by=call.stopped_by.by, rung="abandoned")
            self._calls.settle(call, failure(call.id, error))

    def _soon(self, call: Callable[[Call], None], stopped: Call) -> None:
        with contextlib.suppress(RuntimeError):  # The loop is closed: nothing is left to be done.
            self._loop.call_soon_threadsafe(call, stopped)


def _cancel_task(call: Call) -> None:
    if call.task is not None and not call.task.done():
        call.was_task_cancelled = True
        call.task.cancel()


def _rung(call: Call) -> Rung:
    """What stopped a call that was cancelled and has ended."""
    if call.plain_work.was_interrupted:
        return "exception"
    # A thread that ended in time did so by itself, whatever became of the task that waited for it.
    ended_itself = call.was_in_thread or (call.has_begun and not call.was_task_cancelled)
    return "flag" if ended_itself else "task"
