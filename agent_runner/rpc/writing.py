"""The writing half of a connection: lanes in front, the transport behind, no frame left out.

Who has something to say while nobody writes, and may not wait (the event loop, the reader), writes
what goes at once; a thread of its own, `wire-out`, writes the rest, and what other threads say.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from threading import get_ident

from agent_runner.rpc.lanes import Lanes
from agent_runner.rpc.messages import RequestId
from agent_runner.rpc.pieced_text import PiecedText
from agent_runner.rpc.transport import Transport

log = logging.getLogger(__name__)

UNSENT_PROGRESS_BYTES = 8 * 1024 * 1024
"""How much progress may wait to be written, of all calls together."""
_UNCOPIED_BYTES = 1024 * 1024
"""A longer frame is written by itself, and its newline after it, so that it need not be copied."""
_WATCH_S = 0.002
"""How long what gathers may wait for its sender, before the thread takes care of it."""
_WATCHES = 25
"""How often the thread looks in vain before it sleeps until it is woken."""
_NOBODY = 0


class Writer:
    """Takes frames (without their newline) from any thread; those of one lane keep their order.

    `on_end` is called once nobody reads any more; from then on, frames go nowhere.
    """

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._lanes = Lanes()
        self._lock = threading.Lock()
        self._bell = threading.Lock()
        self._bell.acquire()
        self._is_asleep = False
        self._left: memoryview | None = None
        self._is_writing = False
        self._is_closing = False
        self._has_reader = True
        self._holder = _NOBODY
        self._holds = 0
        self._watches_left = 0
        self._home = _NOBODY
        self._waiting_for_room: list[Callable[[], None]] = []
        self._thread: threading.Thread | None = None

    def start(self, on_end: Callable[[], None]) -> None:
        """Start the thread. Replies made on the thread that calls this are written on it."""
        self._on_end = on_end
        self._home = get_ident()
        self._thread = threading.Thread(target=self._write, name="wire-out", daemon=True)
        self._thread.start()

    def send(self, frame: bytes) -> None:
        """Send a whole frame."""
        if self._holder == get_ident():
            self._lanes.put(frame)  # In one step, whatever other threads do; `release` follows.
            return
        with self._lock:
            if not self._has_reader:
                return
            self._lanes.put(frame)
            if not self._is_mine():
                return
        self._write_here()

    def send_control(self, frame: bytes) -> None:
        """Send a frame that goes before all others."""
        with self._lock:
            if not self._has_reader:
                return
            self._lanes.put_control(frame)
            if not self._is_mine():
                return
        self._write_here()

    def send_last(self, frame: bytes) -> None:
        """Send a frame that goes after all others."""
        with self._lock:
            if self._has_reader:
                self._lanes.put_last(frame)
                self._wake()

    def send_large(self, request_id: RequestId, text: bytes | PiecedText) -> None:
        """Send a message in chunks, which leave room for others between them."""
        with self._lock:
            if self._has_reader:
                self._lanes.put_large(request_id, text)
                self._wake()

    def send_progress(self, frame: bytes) -> None:
        """Send a whole frame that counts as progress until it is written."""
        with self._lock:
            if self._has_reader:
                self._lanes.put_progress(frame)
                self._wake()

    def drop(self, request_id: RequestId) -> bool:
        """Leave out what is unsent of a large message; False if there is none with this id."""
        with self._lock:
            return self._lanes.drop(request_id)

    @property
    def has_room(self) -> bool:
        """Whether more progress may be sent; without a reader it may, and goes nowhere."""
        return self._lanes.progress_bytes < UNSENT_PROGRESS_BYTES

    def when_room(self, call: Callable[[], None]) -> None:
        """Call once there is room for progress again, on any thread; at once if there is."""
        with self._lock:
            if not self.has_room:
                self._waiting_for_room.append(call)
                return
        call()

    def hold(self, *, is_quick: bool) -> None:
        """Let what this thread sends gather until it says `release`.

        Unless it `is_quick`, the writing thread looks after what gathers, should this one be held
        up by what it does between. It does so on a clock: to wake it each time would cost more than
        all the rest.
        """
        self._holder = get_ident()
        if not is_quick:
            self._holds += 1
            if not self._watches_left:
                with self._lock:
                    self._watches_left = _WATCHES
                    self._wake()

    def release(self) -> None:
        """Write what has gathered."""
        with self._lock:
            self._holder = _NOBODY
            if self._is_writing or not (self._lanes or self._left):
                return
            self._is_writing = True
        self._write_here()

    def close(self, *, timeout_s: float) -> None:
        """Write what waits and end the thread; gives up on a reader that takes nothing."""
        with self._lock:
            self._is_closing = True
            self._wake()
        if self._thread is not None:
            self._thread.join(timeout_s)

    def _is_mine(self) -> bool:
        """Whether what was just put is to be written here and now; else, others see to it."""
        if self._is_writing:
            return False
        me = get_ident()
        if me == self._holder:
            return False
        if me != self._home:
            self._wake()
            return False
        self._is_writing = True
        return True

    def _wake(self) -> None:
        """Wake the writing thread, if it sleeps; the lock is held."""
        if self._is_asleep:
            self._is_asleep = False
            self._bell.release()

    def _write_here(self) -> None:
        """Write what goes without waiting; `_is_writing` was taken before."""
        data = self._next()
        if not data:
            return
        try:
            written = self._transport.write_some(data)
        except OSError:
            self._lose_reader(len(data))
            return
        with self._lock:
            if written < len(data):
                rest = memoryview(data)[written:]
                self._left = rest if self._left is None else memoryview(bytes(rest) + b"\n")
            self._is_writing = False
            if self._left or self._lanes:
                self._wake()
        self._tell_of_room()

    def _write(self) -> None:
        while self._has_something():
            while data := self._next():
                try:
                    self._transport.write(data)
                except OSError:
                    self._lose_reader(len(data))
                    return
                self._tell_of_room()

    def _has_something(self) -> bool:
        """Wait for what is to be written; False at the end."""
        seen_holds = -1
        while True:
            with self._lock:
                if not self._is_writing:
                    something = bool(self._lanes or self._left)
                    if something and (self._is_closing or not self._gathers(seen_holds)):
                        self._is_writing = True
                        return True
                    if self._is_closing and not something:
                        return False
                seen_holds = self._holds
                self._is_asleep = True
            rang = self._bell.acquire(timeout=_WATCH_S if self._watches_left else -1)
            with self._lock:
                if not rang and not self._is_asleep:
                    rang = self._bell.acquire()  # It rings just now.
                self._is_asleep = False
                if rang:
                    seen_holds = self._holds  # Woken on purpose: what is there is to go.
                elif self._holds != seen_holds:
                    self._watches_left = _WATCHES
                else:
                    self._watches_left -= 1

    def _gathers(self, seen_holds: int) -> bool:
        """Whether a sender has begun to gather since the last look, and will write by itself."""
        return self._holder != _NOBODY and self._holds != seen_holds

    def _next(self) -> bytes | memoryview:
        """The next bytes to write; with none, nobody is writing any more."""
        with self._lock:
            if self._left:
                left, self._left = self._left, None
                return left
            pieces = self._lanes.take()
            if not pieces:
                self._is_writing = False
                return b""
            if len(pieces) == 1 and len(pieces[0]) > _UNCOPIED_BYTES:
                self._left = memoryview(b"\n")
                return pieces[0]
        pieces.append(b"")
        return b"\n".join(pieces)

    def _lose_reader(self, size: int) -> None:
        log.warning("a write of %d bytes had no reader", size)
        with self._lock:
            self._has_reader = False
            self._is_writing = False
            self._is_closing = True
            self._left = None
            self._lanes = Lanes()
            self._wake()
        self._tell_of_room()
        self._on_end()

    def _tell_of_room(self) -> None:
        if not self._waiting_for_room or self._lanes.progress_bytes > UNSENT_PROGRESS_BYTES // 2:
            return
        with self._lock:
            waiting, self._waiting_for_room = self._waiting_for_room, []
        for call in waiting:
            call()
