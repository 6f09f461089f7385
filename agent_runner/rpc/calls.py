"""One call in flight, and the exchange (one line in, one line out) that it is part of."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from agent_runner.errors import ResultTooLarge, RunnerError
from agent_runner.json_codec import encode
from agent_runner.json_types import JsonObject, JsonValue
from agent_runner.plain_work import PlainWork, SkillThreads
from agent_runner.rpc.cancel_flag import CancelFlag
from agent_runner.rpc.chunks import CHUNKED_FROM_BYTES
from agent_runner.rpc.messages import (
    Request,
    RequestId,
    failure,
    success_pieces,
    success_text,
)
from agent_runner.rpc.meta import Meta
from agent_runner.rpc.pieced_text import PiecedText
from agent_runner.rpc.progress import Progress
from agent_runner.rpc.writing import Writer

_MAKING = threading.Lock()
Lane = Literal["control", "normal", "last"]


def cost_text(*, queue_s: float, handler_s: float, cpu_s: float) -> bytes:
    """The response's member `cost`, in microseconds, with the comma before it.

    What a call took: from its receipt to the handler's start, the handler's wall time, and the CPU
    time of its thread or of its task's own steps.
    """
    return b',"cost":{"queue_us":%d,"handler_us":%d,"cpu_us":%d}' % (
        queue_s * 1e6,
        handler_s * 1e6,
        cpu_s * 1e6,
    )


class Reply(NamedTuple):
    """One response object, written already, and the id it answers."""

    id: RequestId
    text: bytes | PiecedText

    def line(self) -> bytes:
        """Its text, in one."""
        return self.text if isinstance(self.text, bytes) else self.text.joined()


class Exchange:
    """Sends the reply to the only request of a line.

    A reply longer than `max_bytes` is replaced by an error that says so. To a host that takes
    chunks, a large one goes in these.
    """

    __slots__ = ("max_bytes", "takes_chunks", "wire")

    def __init__(self, wire: Writer, *, takes_chunks: bool, max_bytes: int) -> None:
        self.wire = wire
        self.takes_chunks = takes_chunks
        self.max_bytes = max_bytes

    def settle(
        self,
        _place: int,
        request_id: RequestId,
        text: bytes | PiecedText | None,
        *,
        lane: Lane = "normal",
    ) -> None:
        """Take the reply, None if there is to be none; the caller sees to it that it comes once."""
        if text is None:
            return
        if len(text) > CHUNKED_FROM_BYTES or len(text) > self.max_bytes:
            self._settle_large(Reply(request_id, text))
            return
        # What is so short is no pieces; a check would cost every call.
        if lane == "normal":
            self.wire.send(text)  # pyright: ignore[reportArgumentType]
        elif lane == "control":
            self.wire.send_control(text)  # pyright: ignore[reportArgumentType]
        else:
            self.wire.send_last(text)  # pyright: ignore[reportArgumentType]

    def _settle_large(self, reply: Reply) -> None:
        if len(reply.text) > self.max_bytes:
            self.wire.send(_too_large(reply, self.max_bytes).line())
        elif self.takes_chunks and reply.id is not None:
            self.wire.send_large(reply.id, reply.text)
        else:
            self.wire.send(reply.line())


class BatchExchange(Exchange):
    """Gathers the replies to one batch and sends them once all are there.

    It is answered by one array in the order of its elements; where nothing is to be answered
    (notifications only), nothing is sent. What would make the line longer than `max_bytes` is
    replaced by an error that says so, the longest reply first.
    """

    __slots__ = ("_lock", "_open", "_replies")

    def __init__(self, wire: Writer, *, elements: int, max_bytes: int) -> None:
        super().__init__(wire, takes_chunks=False, max_bytes=max_bytes)
        self._replies: list[Reply | None] = [None] * elements
        self._open = elements
        self._lock = threading.Lock()

    def settle(
        self,
        place: int,
        request_id: RequestId,
        text: bytes | PiecedText | None,
        *,
        lane: Lane = "normal",
    ) -> None:
        """Take the reply of one element; the caller sees to it that it comes once."""
        del lane  # A batch is of one kind, whatever is in it.
        with self._lock:
            self._replies[place] = None if text is None else Reply(request_id, text)
            self._open -= 1
            if self._open:
                return
        replies = [reply for reply in self._replies if reply is not None]
        if replies:
            self.wire.send(self._line(replies))

    def _line(self, replies: Sequence[Reply]) -> bytes:
        punctuation = len(replies) + 1
        fitting = _shortened(replies, self.max_bytes - punctuation)
        line = b"[" + b",".join(reply.line() for reply in fitting) + b"]"
        if len(line) <= self.max_bytes:
            return line
        # Even the errors of so many elements do not fit: one error stands for the whole batch.
        error = ResultTooLarge(size_bytes=len(line), limit_bytes=self.max_bytes)
        return encode(failure(None, error))


def _shortened(replies: Sequence[Reply], room: int) -> list[Reply]:
    fitting = list(replies)
    size = sum(len(reply.text) for reply in replies)
    if size <= room:
        return fitting
    for place in sorted(range(len(fitting)), key=lambda place: -len(fitting[place].text)):
        reply = fitting[place]
        fitting[place] = _too_large(reply, room)
        size -= len(reply.text) - len(fitting[place].text)
        if size <= room:
            break
    return fitting


def _too_large(reply: Reply, room: int) -> Reply:
    error = ResultTooLarge(size_bytes=len(reply.text), limit_bytes=room)
    return Reply(reply.id, encode(failure(reply.id, error)))


class Call:
    """A request that was accepted and has not ended yet.

    There are thousands at a time, and each is made before anything else can happen: what most of
    them never need (locks, the numbering of events) is made when it is asked for.
    """

    __slots__ = (
        "_cancelled",
        "_plain_work",
        "_threads",
        "cpu_s",
        "deadline_s",
        "exchange",
        "has_begun",
        "has_ended",
        "id",
        "is_settled",
        "meta",
        "place",
        "progress",
        "received_s",
        "request",
        "stopped_by",
        "task",
        "was_in_thread",
        "was_task_cancelled",
    )

    def __init__(
        self,
        request: Request,
        meta: Meta,
        exchange: Exchange,
        place: int,
        threads: SkillThreads,
        received_s: float | None = None,
    ) -> None:
        if received_s is None:
            received_s = time.monotonic()
        self.request = request
        self.meta = meta
        self.exchange = exchange
        self.place = place
        self._threads = threads
        self._plain_work: PlainWork | None = None
        self._cancelled: CancelFlag | None = None
        self.received_s = received_s
        self.id: RequestId = request.id if request.expects_reply else None
        """The caller's id; None for a notification."""
        self.deadline_s: float | None = None
        """The instant, on the monotonic clock, by which the caller wants an answer."""
        if meta.deadline_ms is not None:
            self.deadline_s = received_s + meta.deadline_ms / 1000
        self.task: asyncio.Task[None] | None = None
        self.has_begun = False
        self.stopped_by: RunnerError | None = None
        self.was_in_thread = False
        """Whether a thread was at it when it was stopped."""
        self.was_task_cancelled = False
        self.progress: Progress | None = None
        """What came of its events; None where the caller wants none."""
        if meta.progress and request.expects_reply:
            self.progress = Progress(
                request.id,
                exchange.wire,
                window=meta.window,
                max_event_bytes=exchange.max_bytes,
                is_stopped=self.cancelled.is_set,
            )
            self.cancelled.on_set = self.progress.wake
        self.cpu_s = 0.0
        """CPU time of the steps of its task that have ended."""
        self.has_ended = False
        """Whether it ended in its own time, with nothing left to be done about it."""
        self.is_settled = False
        """Whether the call has its answer; one sees to it that it gets no second: `InFlight`."""

    @property
    def cancelled(self) -> CancelFlag:
        """Set once the call is stopped."""
        if self._cancelled is None:
            with _MAKING:
                self._cancelled = self._cancelled or CancelFlag()
        return self._cancelled

    @property
    def plain_work(self) -> PlainWork:
        """What of it runs in threads."""
        if self._plain_work is None:
            with _MAKING:
                self._plain_work = self._plain_work or PlainWork(self._threads)
        return self._plain_work

    @property
    def thread_cpu_s(self) -> float:
        """CPU time of what ran in threads and has ended."""
        return 0.0 if self._plain_work is None else self._plain_work.cpu_s

    def emit(self, event: Mapping[str, JsonValue]) -> None:
        """Send a progress event, if the caller asked for them and still waits.

        A thread waits until the host takes it, or the call is stopped. On the event loop it is kept
        until then; too many are refused with `TooManyEvents`. Raises `ResultNotJson` for what JSON
        has no form for. Of an event that does not fit into a line only the number is sent.
        """
        if self.progress is not None:
            self.progress.emit(event)

    async def send(self, event: Mapping[str, JsonValue]) -> None:
        """As `emit`, but waits until the host takes it."""
        if self.progress is not None:
            await self.progress.send(event)

    def grant(self, count: int) -> None:
        """The host takes so many events more."""
        if self.progress is not None:
            self.progress.grant(count)

    def answer_text(
        self, response: JsonObject | bytes | PiecedText, more: bytes
    ) -> bytes | PiecedText:
        """The line for a response, or for the text of a result; `more` as for `success_text`."""
        if isinstance(response, bytes):
            return success_text(self.request.id, response, more)
        if isinstance(response, PiecedText):
            text = success_pieces(self.request.id, response, more)
            return text if len(text) > CHUNKED_FROM_BYTES else text.joined()
        return encode(response)[:-1] + more + b"}"

    def answer(self, text: bytes | PiecedText) -> None:
        """Send the answer; the caller sees to it that this is done once."""
        if self.progress is not None:
            self.progress.close()
        request = self.request
        self.exchange.settle(self.place, request.id, text if request.expects_reply else None)
