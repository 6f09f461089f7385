"""The reading half of a connection: on the event loop while it turns, on a thread when it is stuck.

A line that is read on the loop costs no change of thread. But a skill may block the loop, and pings
and the end of the input must be seen all the same: the thread `wire-in` watches, and reads as soon
as the loop leaves something unread. Where the loop cannot be told of input (no descriptor it could
watch, Windows), the thread always reads.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import select
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from agent_runner.rpc.framing import LineDecoder, Oversize
from agent_runner.rpc.transport import Transport

log = logging.getLogger(__name__)

LOOK_S = 0.005
"""How long input may lie there before the loop is held to be stuck."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ears:
    """What is called with what is read, on whatever thread reads.

    `on_lines` may not wait; `on_taken` comes after it and may; `on_end` after the last line.
    """

    on_lines: Callable[[Iterable[bytes | Oversize]], None]
    on_taken: Callable[[], None]
    on_end: Callable[[], None]


class Reader:
    """Reads until the end of the input."""

    def __init__(self, transport: Transport, ears: Ears, *, max_frame_bytes: int) -> None:
        self._transport = transport
        self._ears = ears
        self._decoder = LineDecoder(max_frame_bytes=max_frame_bytes)
        self._reading = threading.Lock()
        self._reads_of_loop = 0
        self._loop_is_stuck = False
        self._has_ended = False

    def start(self, loop: asyncio.AbstractEventLoop | None) -> None:
        """Read on `loop`, whose thread calls this, or on a thread of its own."""
        descriptor = self._transport.watchable() if loop is not None else None
        if loop is None or descriptor is None:
            self._start_thread(self._read_always)
            return
        loop.add_reader(descriptor, self._read_on, loop, descriptor)
        self._start_thread(self._look_out, loop, descriptor)

    def _start_thread(self, target: Callable[..., None], *args: object) -> None:
        threading.Thread(target=target, args=args, name="wire-in", daemon=True).start()

    def _read_always(self) -> None:
        has_ended = False
        while not has_ended:
            has_ended = self._read()
            self._ears.on_taken()
        self._ears.on_end()

    def _read_on(self, loop: asyncio.AbstractEventLoop, descriptor: int) -> None:
        """On the loop: take what is there."""
        if not self._reading.acquire(blocking=False):
            return  # The thread is at it; what it leaves is told of again.
        try:
            self._reads_of_loop += 1
            if self._has_ended:
                loop.remove_reader(descriptor)
                return
            has_ended = self._read()
        finally:
            self._reading.release()
        # Skills run in here and may block: not under the lock, so that the thread can step in.
        self._ears.on_taken()
        if has_ended:
            self._ears.on_end()

    def _look_out(self, loop: asyncio.AbstractEventLoop, descriptor: int) -> None:
        """On the thread: read what the loop leaves, until the loop turns again."""
        poll = select.poll()
        poll.register(descriptor, select.POLLIN)
        while not self._has_ended:
            poll.poll()
            if not self._loop_is_stuck:
                seen = self._reads_of_loop
                time.sleep(LOOK_S)
                if self._reads_of_loop != seen or not poll.poll(0):
                    continue
                self._loop_is_stuck = True
                with contextlib.suppress(RuntimeError):  # It is closed: nobody turns it again.
                    loop.call_soon_threadsafe(self._loop_turns)
            with self._reading:
                if self._has_ended:
                    return
                has_ended = self._read()
            self._ears.on_taken()
            if has_ended:
                self._ears.on_end()

    def _loop_turns(self) -> None:
        self._loop_is_stuck = False

    def _read(self) -> bool:
        """Read once and hand on the lines; True if that was the end."""
        try:
            chunk = self._transport.read()
        except BlockingIOError:
            return False
        except OSError as error:
            log.warning("the wire broke while reading: %s", error)
            chunk = b""
        if chunk:
            self._ears.on_lines(self._decoder.feed(chunk))
            return False
        self._has_ended = True
        self._ears.on_lines(self._decoder.finish())
        return True
