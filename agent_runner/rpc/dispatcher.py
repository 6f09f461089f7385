"""Takes lines, answers each by what its calls come to.

Lines arrive on the reader's thread (`receive`), where they are decoded, judged and admitted, and
where pings are answered, so that a blocked event loop cannot silence them. Calls run on the event
loop. Each accepted call settles exactly once: with its result, its error, or the reason it was
stopped for.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from dataclasses import dataclass

from agent_runner.errors import (
    Cancelled,
    DeadlineExceeded,
    DuplicateId,
    FrameTooLarge,
    InternalError,
    InvalidRequest,
    Overloaded,
    ParseError,
    ResultNotJson,
    ResultTooLarge,
    RunnerError,
    ShuttingDown,
)
from agent_runner.json_codec import decode, encode, has_long_integer
from agent_runner.json_types import JsonValue
from agent_runner.logs import request_id_in_logs
from agent_runner.rpc.calls import Call, Exchange, Send
from agent_runner.rpc.framing import Oversize
from agent_runner.rpc.lifecycle import Lifecycle
from agent_runner.rpc.messages import Rejected, Request, RequestId, failure, read_element, success
from agent_runner.rpc.meta import take_meta

log = logging.getLogger(__name__)

CANCEL_GRACE_S = 1.0
"""How long a cancelled call may take to end before it is answered all the same."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """What one runner takes: bytes in a line, and calls at the same time."""

    max_frame_bytes: int = 32 * 1024 * 1024
    max_in_flight: int = 1024


class Dispatcher:
    """From lines to calls and back; one for each connection."""

    def __init__(
        self, *, lifecycle: Lifecycle, limits: Limits, send: Send, loop: asyncio.AbstractEventLoop
    ) -> None:
        self._lifecycle = lifecycle
        self._limits = limits
        self._send = send
        self._loop = loop
        self._lock = threading.Lock()
        self._calls: set[Call] = set()
        self._by_id: dict[RequestId, Call] = {}
        self._idle = asyncio.Event()
        self._idle.set()
        self.shut_down = asyncio.Event()
        """Set when a host asked for the end and has its answer."""

    @property
    def in_flight(self) -> int:
        """How many calls are accepted and not ended."""
        return len(self._calls)

    def receive(self, line: bytes | Oversize) -> None:
        """Take one line; called on the reader's thread."""
        if isinstance(line, Oversize):
            self._answer_at_once(FrameTooLarge(limit_bytes=line.limit_bytes))
            return
        try:
            message = decode(line)
        except ParseError as error:
            self._answer_at_once(error)
            return
        if message == []:
            self._answer_at_once(InvalidRequest("a batch has at least one element"))
            return
        is_batch = isinstance(message, list)
        elements = message if isinstance(message, list) else [message]
        exchange = Exchange(elements=len(elements), is_batch=is_batch, send=self._send)
        doubtful = has_long_integer(line)
        for place, element in enumerate(elements):
            self._receive_element(element, exchange, place, may_hold_big_integers=doubtful)

    def stop(self, error: RunnerError) -> None:
        """Stop every call in flight for the same reason; on the event loop."""
        for call in list(self._calls):
            self._stop_call(call, error)

    async def drained(self) -> None:
        """Wait until no call is in flight."""
        await self._idle.wait()

    def _receive_element(
        self, element: JsonValue, exchange: Exchange, place: int, *, may_hold_big_integers: bool
    ) -> None:
        judged = read_element(element, may_hold_big_integers=may_hold_big_integers)
        if isinstance(judged, Rejected):
            exchange.settle(place, encode(failure(judged.id, judged.error)))
            return
        try:
            reply = self._lifecycle.answer(judged)
            if reply is not None:
                answer = encode(success(judged.id, reply.result))
                exchange.settle(place, answer if judged.expects_reply else None)
            elif judged.method == "$/cancelRequest":
                exchange.settle(place, None)
                self._loop.call_soon_threadsafe(self._cancel, judged)
            elif judged.method == "shutdown":
                self._lifecycle.close()
                self._loop.call_soon_threadsafe(self._shut_down, judged, exchange, place)
            else:
                self._admit(judged, exchange, place)
        except RunnerError as error:
            answer = encode(failure(judged.id, error))
            exchange.settle(place, answer if judged.expects_reply else None)

    def _admit(self, request: Request, exchange: Exchange, place: int) -> None:
        meta, params = take_meta(request.params)
        stripped = Request(
            id=request.id,
            method=request.method,
            params=params,
            expects_reply=request.expects_reply,
        )
        call = Call(request=stripped, meta=meta, exchange=exchange, place=place, send=self._send)
        with self._lock:
            if self._lifecycle.is_closing:
                raise ShuttingDown
            if len(self._calls) >= self._limits.max_in_flight:
                raise Overloaded(limit=self._limits.max_in_flight)
            if call.id is not None:
                if call.id in self._by_id:
                    raise DuplicateId(id=call.id)
                self._by_id[call.id] = call
            self._calls.add(call)
        self._loop.call_soon_threadsafe(self._start, call)

    def _start(self, call: Call) -> None:
        self._idle.clear()
        call.task = self._loop.create_task(self._run(call))
        call.task.add_done_callback(lambda _: self._ended(call))
        if call.deadline_s is not None and call.meta.deadline_ms is not None:
            expired = DeadlineExceeded(deadline_ms=call.meta.deadline_ms)
            timer = self._loop.call_at(call.deadline_s, self._stop_call, call, expired)
            call.task.add_done_callback(lambda _: timer.cancel())

    async def _run(self, call: Call) -> None:
        request_id_in_logs.set(call.id)
        reply = await self._reply(call)
        if call.stopped_by is None:
            call.settle(reply)

    def _ended(self, call: Call) -> None:
        # Not a `finally` in `_run`: a task cancelled before its first step never gets there.
        if call.stopped_by is not None:
            call.settle(encode(failure(call.id, call.stopped_by)))
        with self._lock:
            self._calls.discard(call)
            if call.id is not None:
                self._by_id.pop(call.id, None)
            if not self._calls:
                self._idle.set()

    async def _reply(self, call: Call) -> bytes:
        try:
            methods = await self._lifecycle.methods()
            result = await methods.run(call.request, call)
            reply = encode(success(call.id, result))
        except RunnerError as error:
            return self._encode_failure(call.id, error)
        except Exception as error:  # a fault of the bridge itself
            log.exception("the bridge failed to run %s", call.request.method)
            return encode(failure(call.id, InternalError(ref=type(error).__name__)))
        if len(reply) > self._limits.max_frame_bytes:
            size, limit = len(reply), self._limits.max_frame_bytes
            return encode(failure(call.id, ResultTooLarge(size_bytes=size, limit_bytes=limit)))
        return reply

    def _encode_failure(self, request_id: RequestId, error: RunnerError) -> bytes:
        try:
            return encode(failure(request_id, error))
        except ResultNotJson as misfit:
            return encode(failure(request_id, misfit))

    def _cancel(self, request: Request) -> None:
        wanted = request.params.get("id") if isinstance(request.params, dict) else None
        if isinstance(wanted, str | int | float) and (call := self._by_id.get(wanted)) is not None:
            self._stop_call(call, Cancelled())

    def _stop_call(self, call: Call, error: RunnerError) -> None:
        if call.stopped_by is not None:
            return
        call.stopped_by = error
        call.cancelled.set()
        if call.task is not None:
            call.task.cancel()
        # Who waited past a deadline has waited enough; who cancelled gets to know that it ended.
        grace_s = CANCEL_GRACE_S if isinstance(error, Cancelled) else 0.0
        answer = encode(failure(call.id, error))
        self._loop.call_later(grace_s, call.settle, answer)

    def _shut_down(self, request: Request, exchange: Exchange, place: int) -> None:
        async def drain_and_answer() -> None:
            await self.drained()
            answer = encode(success(request.id, None))
            exchange.settle(place, answer if request.expects_reply else None)
            self.shut_down.set()

        self._draining = self._loop.create_task(drain_and_answer())

    def _answer_at_once(self, error: RunnerError) -> None:
        self._send(encode(failure(None, error)))
