"""A transport in use: one thread reads lines, one thread writes frames.

Reading and writing block, so neither is done on the event loop; and a thread of its own lets the
reader answer pings while the loop is blocked.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable

from agent_runner.rpc.framing import LineDecoder, Oversize
from agent_runner.rpc.transport import Transport

log = logging.getLogger(__name__)

OnLine = Callable[[bytes | Oversize], None]


class Connection:
    """Owns the two threads. `send` may be called from anywhere; frames leave in its order."""

    def __init__(self, transport: Transport, *, max_frame_bytes: int) -> None:
        self._transport = transport
        self._decoder = LineDecoder(max_frame_bytes=max_frame_bytes)
        self._frames: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._has_reader = True
        self._writer: threading.Thread | None = None

    def open(self, *, on_line: OnLine, on_end: Callable[[], None]) -> None:
        """Start both threads.

        `on_end` is called after the last line, and also when nobody reads any more what is sent.
        """
        self._writer = threading.Thread(
            target=self._write, args=(on_end,), name="wire-out", daemon=True
        )
        self._writer.start()
        reader = threading.Thread(
            target=self._read, args=(on_line, on_end), name="wire-in", daemon=True
        )
        reader.start()

    def send(self, frame: bytes) -> None:
        """Queue one frame (without its newline) for writing."""
        if self._has_reader:
            self._frames.put(frame)

    def flush_and_close(self, *, timeout_s: float) -> None:
        """Write what is queued and end the writer; gives up on a reader that takes nothing."""
        self._frames.put(None)
        if self._writer is not None:
            self._writer.join(timeout_s)

    def _read(self, on_line: OnLine, on_end: Callable[[], None]) -> None:
        try:
            while chunk := self._transport.read():
                for line in self._decoder.feed(chunk):
                    on_line(line)
            for line in self._decoder.finish():
                on_line(line)
        except OSError as error:
            log.warning("the wire broke while reading: %s", error)
        finally:
            on_end()

    def _write(self, on_end: Callable[[], None]) -> None:
        while (frame := self._frames.get()) is not None:
            try:
                self._transport.write(frame + b"\n")
            except OSError:
                log.warning("a frame of %d bytes had no reader", len(frame))
                self._has_reader = False
                on_end()
                return
