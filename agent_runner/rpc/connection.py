"""A transport in use: its reading half and its writing half, put together."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

from agent_runner.rpc.framing import Oversize
from agent_runner.rpc.reading import Ears, Reader
from agent_runner.rpc.transport import Transport
from agent_runner.rpc.writing import Writer


class Connection:
    """`wire` takes what is to be sent, also before the connection is open."""

    def __init__(self, transport: Transport, *, max_frame_bytes: int) -> None:
        self._transport = transport
        self._max_frame_bytes = max_frame_bytes
        self._reader_was_lost = False
        self.wire = Writer(transport)

    def open(
        self,
        *,
        on_lines: Callable[[Iterable[bytes | Oversize]], None],
        on_taken: Callable[[], None],
        on_end: Callable[[], None],
        is_idle: Callable[[], bool],
        loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        """Begin to read and to write; with `loop`, on it wherever that is possible.

        `on_lines` gets the lines of what was read and may not wait, `on_taken` is called after it.
        `on_end` is called after the last line, and also when nobody reads any more what is sent.
        `is_idle` tells whether all that was read is answered.
        """

        def on_lost() -> None:
            self._reader_was_lost = True
            on_end()

        self.wire.start(on_lost)
        ears = Ears(on_lines=on_lines, on_taken=on_taken, on_end=on_end, is_idle=is_idle)
        Reader(self._transport, ears, max_frame_bytes=self._max_frame_bytes).start(loop)

    def flush_and_close(self, *, timeout_s: float) -> bool:
        """Write what waits and end the writing; gives up on a reader that takes nothing.

        False if something was to be written when the reader was gone.
        """
        self.wire.close(timeout_s=timeout_s)
        return not self._reader_was_lost
