"""Large messages in slices: `$/chunk {id, seq, data, more}`. No I/O.

The slices of one message, joined, are the text of that message. They are cut between characters,
so that each is text by itself; other frames may come between them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import orjson

from agent_runner.errors import FrameTooLarge, ParseError, RunnerError
from agent_runner.json_types import JsonValue
from agent_runner.rpc.messages import Params, RequestId, is_id

CHUNKED_FROM_BYTES = 4 * 1024 * 1024
"""A longer message goes in slices, to a host that takes them."""
SLICE_BYTES = 256 * 1024
MAX_HELD_MESSAGES = 4
"""How many messages of the greatest length may be held while they are not whole."""


def slice_end(text: bytes, wanted: int) -> int:
    """The last boundary between two characters of UTF-8 that is at most at `wanted`."""
    if wanted >= len(text):
        return len(text)
    while text[wanted] & 0xC0 == 0x80:
        wanted -= 1
    return wanted


def chunk_frame(request_id: RequestId, seq: int, data: bytes, *, more: bool) -> bytes:
    """One slice as a frame."""
    params = {"id": request_id, "seq": seq, "data": data.decode(), "more": more}
    return orjson.dumps({"jsonrpc": "2.0", "method": "$/chunk", "params": params})


@dataclass(frozen=True, slots=True)
class Torn:
    """A message that cannot be put together, and why; it is told once."""

    id: RequestId
    error: RunnerError


@dataclass(slots=True)
class _Partial:
    parts: list[bytes] = field(default_factory=list[bytes])
    size: int = 0
    seq: int = 0
    is_given_up: bool = False


class ChunkJoiner:
    """Keeps the slices of each message until it is whole.

    What is given up (a hole, too long) is told once, holds nothing, and is ignored up to its last
    slice. All that is not whole may together have four times the bytes of one message.
    """

    def __init__(self, *, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._held_bytes = 0
        self._partials: dict[RequestId, _Partial] = {}

    @property
    def held_bytes(self) -> int:
        """How much is held of what is not whole."""
        return self._held_bytes

    def take(self, params: Params) -> list[bytes] | Torn | None:
        """Take one slice; with the last one of a message all its slices, else None."""
        if not isinstance(params, dict) or "id" not in params or not is_id(params["id"]):
            return None  # It is said of no call.
        request_id, more = params["id"], params.get("more")
        partial = self._partials.get(request_id)
        if partial is None:
            if params.get("seq") != 0:
                return None  # Its first slice was dropped, or never came.
            partial = self._partials[request_id] = _Partial()
        if more is not True:
            del self._partials[request_id]
        if partial.is_given_up:
            return None
        error = self._add(partial, params)
        if error is not None:
            self._let_go(partial)
            partial.is_given_up = True
            return Torn(request_id, error)
        if more:
            return None
        parts = partial.parts
        partial.parts = []
        self._let_go(partial)
        return parts

    def drop(self, request_id: RequestId) -> bool:
        """Forget a message that is not whole; False if there is none with this id."""
        partial = self._partials.pop(request_id, None)
        if partial is None:
            return False
        self._let_go(partial)
        return True

    def _add(self, partial: _Partial, params: Mapping[str, JsonValue]) -> RunnerError | None:
        seq, data, more = params.get("seq"), params.get("data"), params.get("more")
        if isinstance(seq, bool) or seq != partial.seq:
            return ParseError("a chunk is missing", expected=partial.seq, got=seq)
        if not isinstance(data, str) or not isinstance(more, bool):
            return ParseError("a chunk has data, a string, and more, true or false")
        part = data.encode()
        partial.seq += 1
        partial.size += len(part)
        self._held_bytes += len(part)
        partial.parts.append(part)
        if partial.size > self._max_bytes:
            return FrameTooLarge(limit_bytes=self._max_bytes)
        if self._held_bytes > MAX_HELD_MESSAGES * self._max_bytes:
            return FrameTooLarge(limit_bytes=MAX_HELD_MESSAGES * self._max_bytes)
        return None

    def _let_go(self, partial: _Partial) -> None:
        self._held_bytes -= partial.size
        partial.size = 0
        partial.parts.clear()
