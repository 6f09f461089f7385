"""The calls of one connection, from their admission until they have ended: which is in what state.

A call is *unanswered* until it is settled, and *running* until it has ended, which may be later.
One that was stopped and goes on after its grace is *abandoned*: answered, counted, and not waited
for.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
import threading

from agent_runner.errors import DuplicateId, Overloaded, RunnerError, ShuttingDown
from agent_runner.json_types import JsonObject
from agent_runner.rpc.calls import Call
from agent_runner.rpc.lifecycle import Lifecycle
from agent_runner.rpc.messages import RequestId
from agent_runner.rpc.pieced_text import PiecedText


class InFlight:
    """May be used from any thread, except where it says otherwise. `most`: calls at a time."""

    def __init__(self, *, lifecycle: Lifecycle, most: int, loop: asyncio.AbstractEventLoop) -> None:
        self._lifecycle = lifecycle
        self._most = most
        self._loop = loop
        self._lock = threading.Lock()
        self._unanswered = 0
        self._running: set[Call] = set()
        self._abandoned: set[Call] = set()
        self._by_id: dict[RequestId, Call] = {}
        self._is_closed = False
        self._idle = asyncio.Event()

    @property
    def unanswered(self) -> int:
        """How many calls are accepted and not answered."""
        return self._unanswered

    @property
    def abandoned(self) -> int:
        """How many calls were stopped, answered, and go on all the same."""
        return len(self._abandoned)

    def running(self) -> list[Call]:
        """Those that have not ended, without the abandoned ones."""
        with self._lock:
            return list(self._running)

    def all(self) -> list[Call]:
        """Those that have not ended."""
        with self._lock:
            return [*self._running, *self._abandoned]

    def find(self, request_id: RequestId) -> Call | None:
        """The unanswered call with this id."""
        return self._by_id.get(request_id)

    def close(self) -> None:
        """Admit none from here on."""
        with self._lock:
            self._is_closed = True
            self._lifecycle.close()

    def admit(self, call: Call) -> None:
        """Take a call in. Raises `ShuttingDown`, `Overloaded` or `DuplicateId`."""
        with self._lock:
            if self._is_closed:
                raise ShuttingDown
            if self._unanswered >= self._most:
                raise Overloaded(limit=self._most)
            if call.id is not None:
                if call.id in self._by_id:
                    raise DuplicateId(id=call.id)
                self._by_id[call.id] = call
            self._unanswered += 1
            self._running.add(call)

    def settle(self, call: Call, response: JsonObject | bytes | PiecedText) -> None:
        """Answer a call; only the first answer counts."""
        text = call.answer_text(response, b"")
        with self._lock:
            if call.is_settled:
                return
            self._note_answer(call)
        call.answer(text)

    def finish(self, call: Call, response: JsonObject | bytes | PiecedText, more: bytes) -> None:
        """Answer a call as its last act, unless it was stopped; on the event loop."""
        text = call.answer_text(response, more)
        with self._lock:
            if call.is_settled or call.stopped_by is not None:
                return
            self._note_answer(call)
            self._running.discard(call)
            call.has_ended = True
        call.answer(text)
        if not self._running:
            self._idle.set()

    def mark_stopped(self, call: Call, error: RunnerError) -> bool:
        """Note why a call is stopped; False if it was stopped before, or has ended."""
        with self._lock:
            if call.stopped_by is not None or call not in self._running:
                return False
            call.stopped_by = error
            call.was_in_thread = call.plain_work.is_running
            return True

    def abandon(self, call: Call) -> bool:
        """Wait for it no longer; False if it has ended."""
        with self._lock:
            if call not in self._running:
                return False
            self._running.discard(call)
            self._abandoned.add(call)
        with contextlib.suppress(RuntimeError):  # The loop is closed: nobody waits.
            self._loop.call_soon_threadsafe(self._look_whether_idle)
        return True

    def forget(self, call: Call) -> None:
        """It has ended; on the event loop."""
        with self._lock:
            self._running.discard(call)
            self._abandoned.discard(call)
        if not self._running:
            self._idle.set()

    def overdue(self, now_s: float) -> tuple[list[Call], float]:
        """Those whose deadline has passed and that were not stopped, and the next deadline."""
        found: list[Call] = []
        next_s = math.inf
        with self._lock:
            for call in self._running:
                if call.deadline_s is None or call.stopped_by is not None or call.is_settled:
                    continue
                if call.deadline_s <= now_s:
                    found.append(call)
                else:
                    next_s = min(next_s, call.deadline_s)
        return found, next_s

    async def drained(self) -> None:
        """Wait until none runs."""
        while self._running:
            self._idle.clear()
            await self._idle.wait()

    def _note_answer(self, call: Call) -> None:
        # Before the answer is out: who has it may use the id, and the place, again.
        call.is_settled = True
        self._unanswered -= 1
        if call.id is not None:
            del self._by_id[call.id]

    def _look_whether_idle(self) -> None:
        if not self._running:
            self._idle.set()
