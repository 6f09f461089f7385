"""Takes lines, answers each by what its calls come to.

Lines arrive on whatever thread reads them: the event loop's, or another one while the loop is
blocked. There they are decoded, judged and admitted, and pings are answered, so that a blocked
event loop cannot silence them. Calls run on the event loop. Each accepted call settles exactly
once: with its result, its error, or the reason it was stopped for.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
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
from agent_runner.rpc.calls import Call, Exchange, Lane, Reply
from agent_runner.rpc.chunks import ChunkJoiner, Torn
from agent_runner.rpc.first_steps import FirstSteps
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
from agent_runner.rpc.writing import Writer

log = logging.getLogger(__name__)

STOP_GRACE_S = 1.0
"""How long a stopped call may take to end before it is answered, and no longer waited for."""
_CALLS_OF_A_TURN = 128
"""How many calls are started before the event loop sees to other things."""


class Dispatcher:
    """From lines to calls and back; one for each connection.

    `on_shut_down` is called, on the event loop, when a host asked for the end and has its answer.
    """

    def __init__(
        self,
        *,
        lifecycle: Lifecycle,
        limits: Limits,
        wire: Writer,
        loop: asyncio.AbstractEventLoop,
        on_shut_down: Callable[[], None],
    ) -> None:
        self._lifecycle = lifecycle
        self._limits = limits
        self._wire = wire
        self._loop = loop
        self._loop_thread = threading.get_ident()
        self._first_steps = FirstSteps(loop)
        self._arrived: deque[Call] = deque()
        self._joiner = ChunkJoiner(max_bytes=limits.max_frame_bytes)
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

    def receive_lines(self, lines: Iterable[bytes | Oversize]) -> None:
        """Take lines on the thread that reads; `start_calls` is to follow."""
        self._wire.hold(is_quick=True)
        try:
            for line in lines:
                self._receive(line)
        finally:
            self._wire.release()

    def start_calls(self) -> None:
        """Start the calls that were admitted; from any thread, but they run on the loop's."""
        arrived = self._arrived
        if not arrived:
            return
        if threading.get_ident() != self._loop_thread:
            self._loop.call_soon_threadsafe(self.start_calls)
            return
        count = len(arrived)
        if count == 1:
            self._start(arrived.popleft())
            return
        # The answers leave together, or when one call holds up the others.
        self._wire.hold(is_quick=False)
        try:
            for _ in range(min(count, _CALLS_OF_A_TURN)):
                self._start(arrived.popleft())
        finally:
            self._wire.release()
        if arrived:
            self._loop.call_soon(self.start_calls)

    def receive(self, line: bytes | Oversize) -> None:
        """Take one line; its call is started in one of the next turns of the event loop."""
        self.receive_lines((line,))
        self._loop.call_soon_threadsafe(self.start_calls)

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

    def _receive(self, line: bytes | Oversize) -> None:
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
        exchange = self._exchange(len(elements), is_batch=isinstance(message, list))
        doubtful = has_long_integer(line)
        for place, element in enumerate(elements):
            self._receive_element(element, exchange, place, may_hold_big_integers=doubtful)

    def _exchange(self, elements: int, *, is_batch: bool) -> Exchange:
        return Exchange(
            elements=elements,
            is_batch=is_batch,
            wire=self._wire,
            takes_chunks="chunks" in self._lifecycle.capabilities,
            max_bytes=self._lifecycle.max_sent_bytes,
        )

    def _receive_element(
        self, element: JsonValue, exchange: Exchange, place: int, *, may_hold_big_integers: bool
    ) -> None:
        judged = read_element(element, may_hold_big_integers=may_hold_big_integers)
        lane: Lane = "control"
        try:
            if isinstance(judged, Rejected):
                raise judged.error
            response = self._take(judged, exchange, place)
        except RunnerError as error:
            response = failure(judged.id, error)
            lane = "normal"
        if response is not None:
            reply = Reply(judged.id, encode(response)) if judged.expects_reply else None
            exchange.settle(place, reply, lane=lane)
            self._lifecycle.answered()

    def _take(self, request: Request, exchange: Exchange, place: int) -> JsonObject | None:
        """The response, or None where the event loop sees to it."""
        result = self._lifecycle.answer(request)
        if result is not None:
            return success(request.id, result)
        match request.method:
            case "$/cancelRequest":
                self._take_cancel(request)
                return success(request.id, None)
            case "$/chunk":
                self._take_chunk(request)
                return success(request.id, None)
            case "$/credit":
                self._take_credit(request)
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
            wire=self._wire,
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
        self._arrived.append(call)

    def _take_cancel(self, request: Request) -> None:
        """Stop a call; what came of it in part, or goes out in part, ends here and now."""
        wanted = request.params.get("id") if isinstance(request.params, dict) else None
        if not is_id(wanted):
            return
        if self._joiner.drop(wanted) or self._wire.drop(wanted):
            self._wire.send(encode(failure(wanted, Cancelled())))
        elif threading.get_ident() == self._loop_thread:
            self._cancel(wanted)
        else:
            self._loop.call_soon_threadsafe(self._cancel, wanted)

    def _take_chunk(self, request: Request) -> None:
        joined = self._joiner.take(request.params)
        if joined is None:
            return
        if isinstance(joined, Torn):
            self._wire.send(encode(failure(joined.id, joined.error)))
            return
        request_id = cast("dict[str, RequestId]", request.params)["id"]
        try:
            message = decode(joined)
            if not isinstance(message, dict) or message.get("id") != request_id:
                raise InvalidRequest("what comes in chunks is one request, with the id of these")
        except RunnerError as error:
            self._wire.send(encode(failure(request_id, error)))
            return
        doubtful = has_long_integer(joined)
        exchange = self._exchange(1, is_batch=False)
        self._receive_element(message, exchange, 0, may_hold_big_integers=doubtful)

    def _take_credit(self, request: Request) -> None:
        given = request.params if isinstance(request.params, dict) else {}
        wanted, count = given.get("id"), given.get("n")
        if not is_id(wanted) or isinstance(count, bool) or not isinstance(count, int) or count < 1:
            return
        if (call := self._by_id.get(wanted)) is not None:
            call.grant(count)

    def _start(self, call: Call) -> None:
        if call.stopped_by is not None:
            self._ended(call)
            return
        call.task = self._first_steps.start(self._run(call))
        if call.task is None:
            self._ended(call)
            return
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

    def _cancel(self, wanted: RequestId) -> None:
        if (call := self._by_id.get(wanted)) is not None:
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
            exchange.settle(place, reply if request.expects_reply else None, lane="last")
            self._on_shut_down()

        task = self._loop.create_task(drain_and_answer())
        self._shutting_down.add(task)  # The loop itself holds tasks weakly.
        task.add_done_callback(self._shutting_down.discard)

    def _answer_line(self, error: RunnerError) -> None:
        self._wire.send(encode(failure(None, error)))


def _sound_failure(request_id: RequestId, error: RunnerError) -> JsonObject:
    """The response for an error whose own text or data may not be JSON (a skill wrote them)."""
    response = failure(request_id, error)
    try:
        encode(response)
    except ResultNotJson as misfit:
        return failure(request_id, misfit)
    return response
