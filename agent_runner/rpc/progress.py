"""The events of one call on their way to the host: numbered, and no more than it takes.

With a window, a host has at most so many events that it has not acknowledged; without one, the
bound is that of the connection. Who is beyond it waits, in a thread or in `send`; `emit` on the
event loop cannot wait, so what it says is kept for a while, in order, and then refused.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections import deque
from collections.abc import Callable, Mapping

from agent_runner.errors import Overloaded, ProcessError, ResultNotJson
from agent_runner.json_codec import encode
from agent_runner.json_types import JsonValue
from agent_runner.rpc.messages import RequestId
from agent_runner.rpc.writing import Writer

log = logging.getLogger(__name__)

KEPT_EVENTS = 1024
KEPT_BYTES = 4 * 1024 * 1024
"""How much of one call is kept beyond what the host takes, for the event loop."""

Event = Mapping[str, JsonValue]


class TooManyEvents(Overloaded):
    """More events were said on the event loop, without waiting, than are kept."""

    def __init__(self) -> None:
        message = f"Overloaded: {KEPT_EVENTS} events wait for the host; use await ctx.send"
        ProcessError.__init__(self, message, data={"limit": KEPT_EVENTS})


class Progress:
    """`emit` and `send` may be called from any thread; events leave in the order they came.

    `is_stopped` tells whether the call was stopped: nothing is waited for then.
    """

    def __init__(
        self,
        request_id: RequestId,
        wire: Writer,
        *,
        window: int | None,
        max_event_bytes: int,
        is_stopped: Callable[[], bool],
    ) -> None:
        self._wire = wire
        self._max_event_bytes = max_event_bytes
        self._is_stopped = is_stopped
        self._credit = window
        self._seq = 0
        self._lock = threading.Lock()
        self._kept: deque[bytes] = deque()
        self._kept_bytes = 0
        self._sleepers: list[Callable[[], object]] = []
        self._is_closed = False
        self._head = b'{"jsonrpc":"2.0","method":"$/progress","params":{"id":%b,"seq":' % encode(
            request_id
        )

    def emit(self, event: Event) -> None:
        """Send an event. A thread waits for its turn; on an event loop what cannot go yet is kept.

        Raises `ResultNotJson`, and `TooManyEvents` on an event loop.
        """
        text = _text(event)
        while True:
            with self._lock:
                if self._is_closed or self._goes(text):
                    return
                has_room = self._wire.has_room
                if _is_on_a_loop():
                    self._keep(text)
                    break
                turn = threading.Event()
                self._sleepers.append(turn.set)
            if not has_room:
                self._wire.when_room(self.wake)
            if self._is_stopped():
                return
            turn.wait()  # Until there is credit or room, or the call is stopped or answered.
        if not has_room:
            self._wire.when_room(self.wake)

    async def send(self, event: Event) -> None:
        """Send an event once the host takes it. Raises `ResultNotJson`."""
        text = _text(event)
        while True:
            with self._lock:
                if self._is_closed or self._goes(text):
                    return
            await self._turn()

    async def drained(self) -> None:
        """Wait until nothing is kept any more."""
        while self._kept and not self._is_closed:
            await self._turn()

    def grant(self, count: int) -> None:
        """The host takes so many events more; from any thread."""
        with self._lock:
            if self._credit is not None:
                self._credit += count
        self.wake()

    def wake(self) -> None:
        """Something has changed: send what is kept, and let all who wait look for themselves."""
        with self._lock:
            while self._kept and self._may_send():
                frame = self._kept.popleft()
                self._kept_bytes -= len(frame)
                self._hand_over(frame)
            sleepers, self._sleepers = self._sleepers, []
            waits_for_room = bool(self._kept) and not self._wire.has_room
        for sleeper in sleepers:
            sleeper()
        if waits_for_room:
            self._wire.when_room(self.wake)

    def close(self) -> None:
        """Send nothing from here on: the answer follows."""
        with self._lock:
            self._is_closed = True
            self._kept.clear()
        self.wake()

    async def _turn(self) -> None:
        loop = asyncio.get_running_loop()
        turn: asyncio.Future[None] = loop.create_future()

        def wake() -> None:
            if _is_on(loop):
                _set(turn)
            else:
                loop.call_soon_threadsafe(_set, turn)

        with self._lock:
            if self._is_closed or (self._may_send() and not self._kept):
                return
            has_room = self._wire.has_room
            self._sleepers.append(wake)
        if not has_room:
            self._wire.when_room(self.wake)
        await turn

    def _may_send(self) -> bool:
        return (self._credit is None or self._credit > 0) and self._wire.has_room

    def _goes(self, text: bytes) -> bool:
        """Send the event, if it may go at once; the lock is held."""
        if self._kept or not self._may_send():
            return False
        self._hand_over(self._numbered(text))
        return True

    def _keep(self, text: bytes) -> None:
        if len(self._kept) >= KEPT_EVENTS or self._kept_bytes >= KEPT_BYTES:
            raise TooManyEvents
        frame = self._numbered(text)
        self._kept.append(frame)
        self._kept_bytes += len(frame)

    def _numbered(self, text: bytes) -> bytes:
        """The frame of an event; if that is too long, one with its number alone."""
        self._seq += 1
        frame = b'%b%d,"event":%b}}' % (self._head, self._seq, text)
        if len(frame) <= self._max_event_bytes:
            return frame
        log.warning("an event of %d bytes does not fit into a line", len(frame))
        return b"%b%d}}" % (self._head, self._seq)

    def _hand_over(self, frame: bytes) -> None:
        if self._credit is not None:
            self._credit -= 1
        self._wire.send_progress(frame)


def _text(event: Event) -> bytes:
    value: Event = event if isinstance(event, dict) else dict(event)
    try:
        return encode(value)
    except ResultNotJson:
        return encode({"event": value})  # raises again, with the path from the frame on


def _is_on_a_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def _is_on(loop: asyncio.AbstractEventLoop) -> bool:
    try:
        return asyncio.get_running_loop() is loop
    except RuntimeError:
        return False


def _set(turn: asyncio.Future[None]) -> None:
    if not turn.done():
        turn.set_result(None)
