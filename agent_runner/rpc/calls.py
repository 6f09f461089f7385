"""One call in flight, and the exchange (one line in, one line out) that it is part of."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from agent_runner.errors import ResultTooLarge, RunnerError
from agent_runner.json_codec import encode
from agent_runner.json_types import JsonObject, JsonValue
from agent_runner.plain_work import PlainWork
from agent_runner.rpc.chunks import CHUNKED_FROM_BYTES
from agent_runner.rpc.messages import Request, RequestId, failure, notification
from agent_runner.rpc.meta import Meta
from agent_runner.rpc.writing import Writer

log = logging.getLogger(__name__)

Lane = Literal["control", "normal", "last"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Cost:
    """What a call took, in microseconds: from its receipt to the handler's start, the handler's
    wall time, and the CPU time of its thread or of its task's own steps."""

    queue_us: int
    handler_us: int
    cpu_us: int

    def as_json(self) -> JsonObject:
        """The response's member `cost`."""
        return {
            "queue_us": self.queue_us,
            "handler_us": self.handler_us,
            "cpu_us": self.cpu_us,
        }


@dataclass(frozen=True, slots=True)
class Reply:
    """One response object, written already, and the id it answers."""

    id: RequestId
    text: bytes


class Exchange:
    """Gathers the replies to one line and sends them once all are there.

    A batch is answered by one array in the order of its elements; where nothing is to be answered
    (notifications only), nothing is sent. What would make the line longer than `max_bytes` is
    replaced by an error that says so, the longest reply first.
    """

    def __init__(
        self, *, elements: int, is_batch: bool, wire: Writer, takes_chunks: bool, max_bytes: int
    ) -> None:
        self._replies: list[Reply | None] = [None] * elements
        self._open = elements
        self._is_batch = is_batch
        self._wire = wire
        self._takes_chunks = takes_chunks
        self._max_bytes = max_bytes
        self._lock = threading.Lock()

    def settle(self, place: int, reply: Reply | None, *, lane: Lane = "normal") -> None:
        """Take the reply of one element; the caller sees to it that it comes once."""
        with self._lock:
            self._replies[place] = reply
            self._open -= 1
            if self._open:
                return
        replies = [reply for reply in self._replies if reply is not None]
        if not replies:
            return
        line = self._line(replies)
        if self._is_batch:
            self._wire.send(line)
        elif self._takes_chunks and len(line) > CHUNKED_FROM_BYTES and replies[0].id is not None:
            self._wire.send_large(replies[0].id, line)
        elif lane == "control":
            self._wire.send_control(line)
        elif lane == "last":
            self._wire.send_last(line)
        else:
            self._wire.send(line)

    def _line(self, replies: Sequence[Reply]) -> bytes:
        if not self._is_batch:
            return _shortened(replies, self._max_bytes)[0].text
        punctuation = len(replies) + 1
        fitting = _shortened(replies, self._max_bytes - punctuation)
        line = b"[" + b",".join(reply.text for reply in fitting) + b"]"
        if len(line) <= self._max_bytes:
            return line
        # Even the errors of so many elements do not fit: one error stands for the whole batch.
        error = ResultTooLarge(size_bytes=len(line), limit_bytes=self._max_bytes)
        return encode(failure(None, error))


def _shortened(replies: Sequence[Reply], room: int) -> list[Reply]:
    fitting = list(replies)
    size = sum(len(reply.text) for reply in replies)
    if size <= room:
        return fitting
    for place in sorted(range(len(fitting)), key=lambda place: -len(fitting[place].text)):
        reply = fitting[place]
        error = ResultTooLarge(size_bytes=len(reply.text), limit_bytes=room)
        fitting[place] = Reply(reply.id, encode(failure(reply.id, error)))
        size -= len(reply.text) - len(fitting[place].text)
        if size <= room:
            break
    return fitting


@dataclass(kw_only=True, slots=True, eq=False)
class Call:
    """A request that was accepted and has not ended yet."""

    request: Request
    meta: Meta
    exchange: Exchange
    place: int
    plain_work: PlainWork
    wire: Writer
    max_event_bytes: int
    received_s: float = field(default_factory=time.monotonic)
    cancelled: threading.Event = field(default_factory=threading.Event)
    task: asyncio.Task[None] | None = None
    has_begun: bool = False
    stopped_by: RunnerError | None = None
    was_in_thread: bool = False
    """Whether a thread was at it when it was stopped."""
    was_task_cancelled: bool = False
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

    @property
    def is_settled(self) -> bool:
        """Whether the call has its answer."""
        return self._settled

    def emit(self, event: Mapping[str, JsonValue]) -> None:
        """Send a progress event, if the caller asked for them and still waits.

        Raises `ResultNotJson` for what JSON has no form for. An event that does not fit into a
        line is left out; the gap in `seq` shows it.
        """
        if not (self.meta.progress and self.request.expects_reply):
            return
        encode({"event": dict(event)})  # Refused before it takes a number.
        with self._lock:
            if self._settled:
                return
            self._seq += 1
            body: JsonObject = {"id": self.request.id, "seq": self._seq, "event": dict(event)}
            frame = encode(notification("$/progress", body))
            if len(frame) > self.max_event_bytes:
                log.warning("an event of %d bytes does not fit into a line", len(frame))
            else:
                self.wire.send_progress(frame)

    def grant(self, count: int) -> None:
        """The host takes so many events more."""

    def settle(self, response: JsonObject, *, cost: Cost | None = None) -> None:
        """Answer the call; only the first answer counts."""
        if cost is not None:
            response = {**response, "cost": cost.as_json()}
        text = encode(response)
        with self._lock:
            if self._settled:
                return
            self._settled = True
        reply = Reply(self.request.id, text) if self.request.expects_reply else None
        self.exchange.settle(self.place, reply)
