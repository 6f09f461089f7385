"""One call in flight, and the exchange (one line in, one line out) that it is part of."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from agent_runner.errors import RunnerError
from agent_runner.json_codec import encode
from agent_runner.json_types import JsonObject, JsonValue
from agent_runner.rpc.messages import Request, RequestId, notification
from agent_runner.rpc.meta import Meta

Send = Callable[[bytes], None]
"""Puts one frame on the wire, from any thread, in the order of the calls."""


class Exchange:
    """Gathers the replies to one line and sends them once all are there.

    A batch is answered by one array in the order of its elements; where nothing is to be answered
    (notifications only), nothing is sent.
    """

    def __init__(self, *, elements: int, is_batch: bool, send: Send) -> None:
        self._replies: list[bytes | None] = [None] * elements
        self._open = elements
        self._is_batch = is_batch
        self._send = send
        self._lock = threading.Lock()

    def settle(self, place: int, reply: bytes | None) -> None:
        """Take the reply of one element; the caller sees to it that it comes once."""
        with self._lock:
            self._replies[place] = reply
            self._open -= 1
            if self._open:
                return
        replies = [reply for reply in self._replies if reply is not None]
        if replies:
            self._send(b"[" + b",".join(replies) + b"]" if self._is_batch else replies[0])


@dataclass(kw_only=True, slots=True, eq=False)
class Call:
    """A request that was accepted and is not answered yet."""

    request: Request
    meta: Meta
    exchange: Exchange
    place: int
    send: Send
    received_s: float = field(default_factory=time.monotonic)
    cancelled: threading.Event = field(default_factory=threading.Event)
    task: asyncio.Task[None] | None = None
    stopped_by: RunnerError | None = None
    _seq: int = 0
    _settled: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def id(self) -> RequestId:
        """The caller's id; None for a notification."""
        return self.request.id if self.request.expects_reply else None

    @property
    def deadline_s(self) -> float | None:
        """The instant, on the monotonic clock, by which the caller wants an answer."""
        if self.meta.deadline_ms is None:
            return None
        return self.received_s + self.meta.deadline_ms / 1000

    def emit(self, event: Mapping[str, JsonValue]) -> None:
        """Send a progress event, if the caller asked for them and still waits."""
        if not (self.meta.progress and self.request.expects_reply):
            return
        with self._lock:
            if self._settled:
                return
            self._seq += 1
            body: JsonObject = {"id": self.request.id, "seq": self._seq, "event": dict(event)}
            self.send(encode(notification("$/progress", body)))

    def settle(self, reply: bytes) -> None:
        """Answer the call; only the first answer counts."""
        with self._lock:
            if self._settled:
                return
            self._settled = True
        self.exchange.settle(self.place, reply if self.request.expects_reply else None)
