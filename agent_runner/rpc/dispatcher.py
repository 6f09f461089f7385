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
import time
from collections.abc import Callable
from dataclasses import replace
from typing import cast

import orjson

from agent_runner.errors import (
    Cancelled,
    DeadlineExceeded,
    DuplicateId,
    FrameTooLarge,
    InvalidRequest,
    Overloaded,
    ParseError,
    ResultNotJson,
    RunnerError,
    ShuttingDown,
)
from agent_runner.json_codec import decode, encode, has_long_integer
from agent_runner.json_types import JsonObject, JsonValue
from agent_runner.limits import Limits
from agent_runner.logs import request_id_in_logs
from agent_runner.rpc.calls import Call, Exchange, Reply, Send
from agent_runner.rpc.framing import Oversize
from agent_runner.rpc.lifecycle import Lifecycle
from agent_runner.rpc.messages import (
    Rejected,
    Request,
    RequestId,
    failure,
    is_id,
    read_element,
    success,
)
from agent_runner.rpc.meta import take_meta
from agent_runner.rpc.unforeseen import internal_error

log = logging.getLogger(__name__)

STOP_GRACE_S = 1.0
"""How long a stopped call may take to end before it is answered, and no longer waited for."""


class Dispatcher:
    """From lines to calls and back; one for each connection.

    `on_shut_down` is called, on the event loop, when a host asked for the end and has its answer.
    """

    def __init__(
        self,
        *,
        lifecycle: Lifecycle,
        limits: Limits,
        send: Send,
        loop: asyncio.AbstractEventLoop,
        on_shut_down: Callable[[], None],
    ) -> None:
        self._lifecycle = lifecycle
        self._limits = limits
        self._send = send
        self._loop = loop
        self._on_shut_down = on_shut_down
        self._lock = threading.Lock()
        self._unanswered: set[Call] = set()
        self._running: set[Call] = set()  # Those that are answered and have not ended are here too.
        self._by_id: dict[RequestId, Call] = {}
        self._idle = asyncio.Event()
        self._shutting_down: set[asyncio.Task[None]] = set()

    @property
    def in_flight(self) -> int:
        """How many calls are accepted and not answered."""
        return len(self._unanswered)

    def receive(self, line: bytes | Oversize) -> None:
        """Take one line; called on the reader's thread."""
        if isinstance(line, Oversize):
            self._answer_line(FrameTooLarge(limit_bytes=line.limit_bytes))
            return
        try:
            message = decode(line)
        except ParseError as error:
            self._answer_line(error)
            return
        if message == []:
            self._answer_line(InvalidRequest("a batch has at least one element"))
            return
        elements = message if isinstance(message, list) else [message]
        exchange = Exchange(
            elements=len(elements),
            is_batch=isinstance(message, list),
            send=self._send,
            max_bytes=self._lifecycle.max_sent_bytes,
        )
        doubtful = has_long_integer(line)
        for place, element in enumerate(elements):
            self._receive_element(element, exchange, place, may_hold_big_integers=doubtful)

    def close(self) -> None:
        """Admit no call from here on; from any thread."""
        with self._lock:
            self._lifecycle.close()

    def stop(self, error: RunnerError) -> None:
        """Stop every call in flight for the same reason; on the event loop."""
        for call in list(self._running):
            self._stop_call(call, error)

    async def drained(self) -> None:
        """Wait until every call has ended, or was given up after its grace."""
        while self._running:
            self._idle.clear()
            await self._idle.wait()

    def _receive_element(
        self, element: JsonValue, exchange: Exchange, place: int, *, may_hold_big_integers: bool
    ) -> None:
        judged = read_element(element, may_hold_big_integers=may_hold_big_integers)
        try:
            if isinstance(judged, Rejected):
                raise judged.error
            response = self._take(judged, exchange, place)
        except RunnerError as error:
            response = failure(judged.id, error)
        if response is not None:
            reply = Reply(judged.id, encode(response)) if judged.expects_reply else None
            exchange.settle(place, reply)
            self._lifecycle.answered()

    def _take(self, request: Request, exchange: Exchange, place: int) -> JsonObject | None:
        """The response, or None where the event loop sees to it."""
        result = self._lifecycle.answer(request)
        if result is not None:
            return success(request.id, result)
        match request.method:
            case "$/cancelRequest":
                self._loop.call_soon_threadsafe(self._cancel, request)
                return success(request.id, None)
            case "shutdown":
                self.close()
                self._loop.call_soon_threadsafe(self._shut_down, request, exchange, place)
            case _:
                self._admit(request, exchange, place)
        return None

    def _admit(self, request: Request, exchange: Exchange, place: int) -> None:
        meta, params = take_meta(request.params)
        call = Call(
            request=replace(request, params=params),
            meta=meta,
            exchange=exchange,
            place=place,
            send=self._send,
            max_event_bytes=self._lifecycle.max_sent_bytes,
        )
        with self._lock:
            if self._lifecycle.is_closing:
                raise ShuttingDown
            if len(self._unanswered) >= self._limits.max_in_flight:
                raise Overloaded(limit=self._limits.max_in_flight)
            if call.id is not None:
                if call.id in self._by_id:
                    raise DuplicateId(id=call.id)
                self._by_id[call.id] = call
            self._unanswered.add(call)
            self._running.add(call)
        self._loop.call_soon_threadsafe(self._start, call)

    def _start(self, call: Call) -> None:
        if call.stopped_by is not None:
            self._ended(call)
            return
        call.task = self._loop.create_task(self._run(call))
        call.task.add_done_callback(lambda _: self._ended(call))
        if call.deadline_s is not None and call.meta.deadline_ms is not None:
            expired = DeadlineExceeded(deadline_ms=call.meta.deadline_ms)
            left_s = max(0.0, call.deadline_s - time.monotonic())
            timer = self._loop.call_later(left_s, self._stop_call, call, expired)
            call.task.add_done_callback(lambda _: timer.cancel())

    async def _run(self, call: Call) -> None:
        request_id_in_logs.set(call.id)
        try:
            response = await self._response(call)
            if call.stopped_by is None:
                self._settle(call, response)
        except (
            Exception
        ) as error:  # A fault of the bridge itself; the call is answered all the same.
            self._settle(call, failure(call.id, internal_error(error)))

    async def _response(self, call: Call) -> JsonObject:
        try:
            methods = await self._lifecycle.methods()
            result = encode(await methods.run(call.request, call))
        except RunnerError as error:
            return _sound_failure(call.id, error)
        return success(call.id, cast("JsonValue", orjson.Fragment(result)))

    def _ended(self, call: Call) -> None:
        # Not a `finally` in `_run`: a task cancelled before its first step never gets there.
        if not call.is_settled:
            # A handler may be cancelled by what it waits for, without anyone having stopped it.
            error = call.stopped_by or internal_error("a skill was cancelled from within")
            self._settle(call, failure(call.id, error))
        with self._lock:
            self._running.discard(call)
        if not self._running:
            self._idle.set()

    def _settle(self, call: Call, response: JsonObject) -> None:
        with self._lock:
            # Before the answer is out: who has it may use the id, and the place, again.
            self._unanswered.discard(call)
            if self._by_id.get(call.id) is call:
                del self._by_id[call.id]
        call.settle(response)

    def _cancel(self, request: Request) -> None:
        wanted = request.params.get("id") if isinstance(request.params, dict) else None
        if is_id(wanted) and (call := self._by_id.get(wanted)) is not None:
            self._stop_call(call, Cancelled())

    def _stop_call(self, call: Call, error: RunnerError) -> None:
        if call.stopped_by is not None:
            return
        call.stopped_by = error
        call.cancelled.set()
        if call.task is not None:
            call.task.cancel()
        if not isinstance(error, Cancelled):
            # Who waited past a deadline waited enough; who cancelled gets to know that it ended.
            self._settle(call, failure(call.id, error))
        self._loop.call_later(STOP_GRACE_S, self._abandon, call)

    def _abandon(self, call: Call) -> None:
        if call in self._running:
            log.warning("%s goes on although it was stopped", call.request.method)
            self._ended(call)

    def _shut_down(self, request: Request, exchange: Exchange, place: int) -> None:
        async def drain_and_answer() -> None:
            await self.drained()
            reply = Reply(request.id, encode(success(request.id, None)))
            exchange.settle(place, reply if request.expects_reply else None)
            self._on_shut_down()

        task = self._loop.create_task(drain_and_answer())
        self._shutting_down.add(task)  # The loop itself holds tasks weakly.
        task.add_done_callback(self._shutting_down.discard)

    def _answer_line(self, error: RunnerError) -> None:
        self._send(encode(failure(None, error)))


def _sound_failure(request_id: RequestId, error: RunnerError) -> JsonObject:
    """The response for an error whose own text or data may not be JSON (a skill wrote them)."""
    response = failure(request_id, error)
    try:
        encode(response)
    except ResultNotJson as misfit:
        return failure(request_id, misfit)
    return response
