"""What waits to be written, in the order in which it is to leave: no I/O, no threads.

Control frames go first, whole frames next, slices of large messages in turn with them, one slice of
each message after the other. So a pong waits for one write at most, and none starves. What is to
be said last waits until all else is out.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from agent_runner.rpc.chunks import SLICE_BYTES, chunk_frame, slice_end
from agent_runner.rpc.messages import RequestId
from agent_runner.rpc.pieced_text import PiecedText

WRITE_BYTES = 256 * 1024
"""How much is put together into one write; a single frame may be longer."""


@dataclass(slots=True)
class _Large:
    """A message that leaves in slices: what of its text is left, and how far the first piece is."""

    id: RequestId
    pieces: deque[bytes]
    at: int = 0
    seq: int = 0

    def next_slice(self) -> bytes:
        """Whole characters of at most `SLICE_BYTES` in all."""
        taken: list[bytes] = []
        room = SLICE_BYTES
        while self.pieces:
            piece = self.pieces[0]
            end = slice_end(piece, self.at + room)
            taken.append(piece[self.at : end] if self.at or end < len(piece) else piece)
            room -= end - self.at
            if end < len(piece):
                self.at = end
                break
            self.pieces.popleft()
            self.at = 0
        return b"".join(taken)


class Lanes:
    """Frames (without their newline) go in, what one write takes comes out. Not thread-safe."""

    def __init__(self) -> None:
        self._control: list[bytes] = []
        self._normal: deque[bytes | tuple[bytes]] = deque()
        self._bulk: deque[_Large] = deque()
        self._last: deque[bytes] = deque()
        self._bulk_is_next = False
        self.progress_bytes = 0
        """How much progress waits here."""
        # What puts a frame into these lanes is called for every reply: no layer in between.
        self.put_control = self._control.append
        self.put = self._normal.append
        self.put_last = self._last.append

    def __bool__(self) -> bool:
        return bool(self._normal or self._control or self._bulk or self._last)

    def put_progress(self, frame: bytes) -> None:
        """A whole frame that counts as unsent progress while it waits."""
        self.progress_bytes += len(frame)
        self._normal.append((frame,))

    def put_large(self, request_id: RequestId, text: bytes | PiecedText) -> None:
        """A message that leaves as chunks."""
        pieces = text.pieces if isinstance(text, PiecedText) else (text,)
        self._bulk.append(_Large(request_id, deque(piece for piece in pieces if piece)))

    def drop(self, request_id: RequestId) -> bool:
        """Leave out the rest of a large message; False if there is none with this id."""
        for large in self._bulk:
            if large.id == request_id:
                self._bulk.remove(large)
                return True
        return False

    def take(self) -> list[bytes]:
        """What the next write takes, each piece with its newline; empty when nothing waits."""
        pieces: list[bytes] = []
        size = 0
        if self._control:
            pieces += self._control
            self._control.clear()
            size = sum(map(len, pieces))
        normal = self._normal
        if normal and not (self._bulk and self._bulk_is_next):
            self._bulk_is_next = True
            while normal and size < WRITE_BYTES:
                waiting = normal.popleft()
                if isinstance(waiting, tuple):
                    frame = waiting[0]
                    self.progress_bytes -= len(frame)
                else:
                    frame = waiting
                size += len(frame)
                pieces.append(frame)
        elif self._bulk and not pieces:
            self._bulk_is_next = False
            pieces.append(self._slice())
        elif not pieces and self._last:
            pieces.append(self._last.popleft())
        return pieces

    def _slice(self) -> bytes:
        large = self._bulk.popleft()
        text = large.next_slice()
        more = bool(large.pieces)
        frame = chunk_frame(large.id, large.seq, text, more=more)
        large.seq += 1
        if more:
            self._bulk.append(large)
        return frame
