"""The reading half of a connection: on the event loop while it turns, on a thread when it is stuck.

A line that is read on the loop costs no change of thread. But a skill may block the loop, and pings
and the end of the input must be seen all the same: the thread `wire-in` watches, and reads as soon
as the loop leaves something unread. Where the loop cannot be told of input (no descriptor it could
watch, Windows), the thread always reads.

A host that asks one thing after the other asks the next within microseconds, and to fall asleep and
be woken takes as long as all the rest of its call. So the loop, when nothing else is to do, looks
for the next line a little while before it sleeps, as long as that pays.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
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
LINGER_S = 100e-6
"""How long the loop looks for more input before it sleeps: about what two wake-ups take."""
_LONGEST_PAUSE = 64
"""After how many reads at the latest it is tried again whether lingering pays."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ears:
    """What is called with what is read, on whatever thread reads.

    `on_lines` may not wait; `on_taken` comes after it and may; `on_end` after the last line.
    `is_idle`: whether all that was read is answered.
    """

    on_lines: Callable[[Iterable[bytes | Oversize]], None]
    on_taken: Callable[[], None]
    on_end: Callable[[], None]
    is_idle: Callable[[], bool]


class Reader:
    """Reads until the end of the input."""

    def __init__(
        self,
        transport: Transport,
        ears: Ears,
        *,
        max_frame_bytes: int,
        may_linger: bool | None = None,
    ) -> None:
        self._transport = transport
        self._ears = ears
        self._decoder = LineDecoder(max_frame_bytes=max_frame_bytes)
        self._reading = threading.Lock()
        self._reads_of_loop = 0
        self._loop_is_stuck = False
        self._has_ended = False
        # Not with one processor, which the host needs.
        self._may_linger = _processors() > 1 if may_linger is None else may_linger
        self._pause = 0
        self._reads_to_pause = 0

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
        while not self._has_ended:
            self._read()
            self._ears.on_taken()
        self._ears.on_end()

    def _read_on(self, loop: asyncio.AbstractEventLoop, descriptor: int) -> None:
        """On the loop: take what is there, and what comes at once after it."""
        if self._has_ended:
            loop.remove_reader(descriptor)
        elif self._take() and self._lingering_pays():
            while self._linger():
                pass

    def _take(self) -> bool:
        """On the loop: read once; whether there was a line to be read."""
        if not self._reading.acquire(blocking=False):
            return False  # The thread is at it; what it leaves is told of again.
        try:
            self._reads_of_loop += 1
            if self._has_ended:
                return False
            has_read = self._read()
            has_ended = self._has_ended
        finally:
            self._reading.release()
        # Skills run in here and may block: not under the lock, so that the thread can step in.
        self._ears.on_taken()
        if has_ended:
            self._ears.on_end()
        return has_read

    def _linger(self) -> bool:
        """Look for more until it comes, or the time is up."""
        until_s = time.monotonic() + LINGER_S
        while self._ears.is_idle():
            if self._take():
                self._pause = 0
                return True
            if self._has_ended or time.monotonic() >= until_s:
                break
        self._pause = min(2 * self._pause + 1, _LONGEST_PAUSE)
        self._reads_to_pause = self._pause
        return False

    def _lingering_pays(self) -> bool:
        """For a while not after it was in vain: a host that asks now and then costs little."""
        if self._reads_to_pause:
            self._reads_to_pause -= 1
            return False
        return self._may_linger

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
                self._read()
                has_ended = self._has_ended
            self._ears.on_taken()
            if has_ended:
                self._ears.on_end()

    def _loop_turns(self) -> None:
        self._loop_is_stuck = False

    def _read(self) -> bool:
        """Read once and hand on the lines; whether there was something to be read."""
        try:
            chunk = self._transport.read()
        except BlockingIOError:
            return False
        except OSError as error:
            log.warning("the wire broke while reading: %s", error)
            chunk = b""
        if chunk:
            self._ears.on_lines(self._decoder.feed(chunk))
            return True
        self._has_ended = True
        self._ears.on_lines(self._decoder.finish())
        return False


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
