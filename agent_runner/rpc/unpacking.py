"""Messages that came in slices and are whole, on their way from text to value: one after the other.

Reading 100 MB takes a second: it is done on the event loop, a little in each turn, so that what
comes meanwhile is read and answered, on the same thread. (On another thread, each of the two would
wait five milliseconds for the interpreter again and again.) Who cannot wait, `finish`es.

Python's search for cyclic garbage is held off meanwhile. A decoded value has no cycles, and to look
through a million new containers for some, again and again, takes longer than to read them, in
pauses of half a second.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import threading
import time
from collections import deque
from collections.abc import Callable, Generator
from dataclasses import dataclass

from agent_runner.errors import ParseError
from agent_runner.json_codec import decode, has_long_integer
from agent_runner.json_types import JsonValue
from agent_runner.rpc.chunks import SLICE_BYTES
from agent_runner.rpc.large_reading import LargeReading, NotInPieces
from agent_runner.rpc.messages import RequestId

TURN_S = 0.001
"""How long is read in one turn of the event loop."""
_NEW_CONTAINERS = 5000
"""After how many those are put where the search for garbage does not look at once."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Unpacked:
    """A message, or why it is none."""

    id: RequestId
    value: JsonValue | ParseError
    may_hold_big_integers: bool = False


class Unpacking:
    """May be used from any thread. `take` is called with each message, on whatever thread."""

    def __init__(self, loop: asyncio.AbstractEventLoop, take: Callable[[Unpacked], None]) -> None:
        self._loop = loop
        self._take = take
        self._lock = threading.Lock()
        self._waiting: deque[_Packed] = deque()
        self._is_turning = False
        self._holds_collector = False
        self.held_bytes = 0
        """How much text waits, or is being read."""

    def put(self, request_id: RequestId, parts: list[bytes]) -> None:
        """Take the slices of a whole message; a small one is read at once."""
        packed = _Packed(request_id, parts)
        if packed.size <= SLICE_BYTES and not self._waiting:
            self._take(packed.read_at_once())
            return
        with self._lock:
            self._waiting.append(packed)
            self.held_bytes += packed.size
            if self._is_turning:
                return
            self._is_turning = True
        with contextlib.suppress(RuntimeError):  # The loop is closed: nobody waits for it.
            self._loop.call_soon_threadsafe(self._turn)

    def drop(self, request_id: RequestId) -> bool:
        """Forget a message; False if there is none with this id."""
        with self._lock:
            for packed in self._waiting:
                if packed.id == request_id:
                    self._forget(packed)
                    return True
        return False

    def drop_all(self) -> None:
        """Forget all that waits."""
        with self._lock:
            for packed in list(self._waiting):
                self._forget(packed)

    def finish(self) -> None:
        """Read all that waits, here and now."""
        while self._waiting:
            self._read_on()

    def _turn(self) -> None:
        until_s = time.monotonic() + TURN_S
        while self._waiting and time.monotonic() < until_s:
            self._read_on()
        with self._lock:
            self._is_turning = bool(self._waiting)
        if self._is_turning:
            self._loop.call_soon(self._turn)

    def _read_on(self) -> None:
        """One step of the message that came first."""
        with self._lock:
            if not self._waiting:
                return
            packed = self._waiting[0]
            self._hold_collector()
            unpacked = packed.read_on()
            if unpacked is None:
                return
            self._forget(packed)
        self._take(unpacked)

    def _forget(self, packed: _Packed) -> None:
        self._waiting.remove(packed)
        self.held_bytes -= packed.size
        packed.steps.close()
        if not self._waiting and self._holds_collector:
            # After the call's first step, which makes as much of the value once more: its models.
            with contextlib.suppress(RuntimeError):  # The loop is closed, and the end is near.
                self._loop.call_soon_threadsafe(self._loop.call_soon, self._let_collect)

    def _let_collect(self) -> None:
        with self._lock:
            if self._holds_collector and not self._waiting:
                self._holds_collector = False
                gc.enable()

    def _hold_collector(self) -> None:
        if not self._holds_collector and gc.isenabled():
            self._holds_collector = True
            gc.disable()
        if self._holds_collector and gc.get_count()[0] > _NEW_CONTAINERS:
            gc.collect(1)


class _Packed:
    def __init__(self, request_id: RequestId, parts: list[bytes]) -> None:
        self.id = request_id
        self.size = sum(map(len, parts))
        self.parts = parts
        self._reading = LargeReading(parts)
        self.steps: Generator[None, None, JsonValue] = self._reading.steps()

    def read_on(self) -> Unpacked | None:
        """Read a piece; the message with the last one."""
        try:
            next(self.steps)
        except StopIteration as end:
            big = self._reading.holds_big_integers
            return Unpacked(id=self.id, value=end.value, may_hold_big_integers=big)
        except NotInPieces:
            return self.read_at_once()
        return None

    def read_at_once(self) -> Unpacked:
        text = b"".join(self.parts)
        doubtful = has_long_integer(text)
        try:
            value = decode(text, has_long_integers=doubtful)
        except ParseError as error:
            return Unpacked(id=self.id, value=error)
        return Unpacked(id=self.id, value=value, may_hold_big_integers=doubtful)
