"""Takes lines, answers each by what its calls come to.

Lines arrive on whatever thread reads them: the event loop's, or another one while the loop is
blocked. There they are decoded, judged and admitted, and pings are answered, so that a blocked
event loop cannot silence them. Calls run on the event loop. Each accepted call settles exactly
once: with its result, its error, or the reason it was stopped for.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections import deque
from collections.abc import Callable, Iterable
from typing import cast

from agent_runner.errors import (
    Cancelled,
    FrameTooLarge,
    InvalidRequest,
    ParseError,
    RunnerError,
)
from agent_runner.json_codec import decode, encode, has_long_integer
from agent_runner.json_types import JsonObject, JsonValue
from agent_runner.limits import Limits
from agent_runner.plain_work import SkillThreads
from agent_runner.rpc.alarm import Alarm
from agent_runner.rpc.calls import BatchExchange, Call, Exchange, Lane
from agent_runner.rpc.chunks import MAX_HELD_MESSAGES, ChunkJoiner, Torn
from agent_runner.rpc.framing import Oversize
from agent_runner.rpc.host_calls import HostCalls
from agent_runner.rpc.in_flight import InFlight
from agent_runner.rpc.ladder import Ladder
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
from agent_runner.rpc.overdue import Overdue
from agent_runner.rpc.runs import Runs
from agent_runner.rpc.stacks import all_stacks
from agent_runner.rpc.unforeseen import internal_error
from agent_runner.rpc.unpacking import Unpacked, Unpacking
from agent_runner.rpc.writing import Writer

_OWN_METHODS = frozenset(
    ("initialize", "ping", "shutdown", "$/cancelRequest", "$/chunk", "$/credit")
)
_CALLS_OF_A_TURN = 128
"""How many calls are started before the event loop sees to other things."""
_CALLS_OF_A_WRITE = 16
"""After how many their answers are written: the host reads them while the next ones are made."""


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
        self._arrived: deque[Call] = deque()
        self._last_exchange = Exchange(wire, takes_chunks=False, max_bytes=limits.max_frame_bytes)
        self._joiner = ChunkJoiner(max_bytes=limits.max_frame_bytes)
        self._unpacking = Unpacking(loop, self._take_unpacked)
        self._on_shut_down = on_shut_down
        self.on_shutting_down: Callable[[], None] = lambda: None
        """Called when a host asks for the end, before what is being worked on is waited for."""
        lifecycle.vitals = self
        self._threads = SkillThreads()
        self.host_calls = HostCalls(lifecycle=lifecycle, wire=wire)
        alarm = Alarm()
        self._calls = InFlight(lifecycle=lifecycle, most=limits.max_in_flight, loop=loop)
        self._ladder = Ladder(calls=self._calls, host_calls=self.host_calls, alarm=alarm, loop=loop)
        self._runs = Runs(lifecycle=lifecycle, calls=self._calls, ladder=self._ladder, loop=loop)
        self._overdue = Overdue(
            calls=self._calls, alarm=alarm, stack_of=self._runs.stack_of, stop=self._ladder.stop
        )
        self._shutting_down: asyncio.Task[None] | None = None

    @property
    def in_flight(self) -> int:
        """How many calls are accepted and not answered."""
        return self._calls.unanswered

    def is_idle(self) -> bool:
        """Whether every call that was accepted is answered."""
        return self._calls.unanswered == 0

    @property
    def threads(self) -> int:
        """How many plain skills run in threads, those that nobody waits for included."""
        return self._threads.running

    @property
    def abandoned(self) -> int:
        """How many calls were stopped, answered, and go on all the same."""
        return self._calls.abandoned

    @property
    def busy_ms(self) -> float:
        """How long the event loop has been in the first step of a call; 0 when it is in none."""
        return self._runs.busy_ms

    def stacks(self) -> str:
        """Where every thread and every call is."""
        return all_stacks(self._calls.all())

    def receive_lines(self, lines: Iterable[bytes | Oversize]) -> None:
        """Take lines on the thread that reads; `start_calls` is to follow."""
        self._wire.hold(is_quick=True)
        try:
            for line in lines:
                try:
                    self._receive(line)
                except Exception as error:  # A fault of the bridge itself must not deafen it.
                    self._answer_line(internal_error(error))
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
            self._runs.start(arrived.popleft())
            return
        for _ in range(0, min(count, _CALLS_OF_A_TURN), _CALLS_OF_A_WRITE):
            # The answers leave together, or when one call holds up the others.
            self._wire.hold(is_quick=False)
            try:
                for _ in range(min(len(arrived), _CALLS_OF_A_WRITE)):
                    self._runs.start(arrived.popleft())
            finally:
                self._wire.release()
        if arrived:
            self._loop.call_soon(self.start_calls)

    def receive(self, line: bytes | Oversize) -> None:
        """Take one line; its call is started in one of the next turns of the event loop."""
        self.receive_lines((line,))
        self._loop.call_soon_threadsafe(self.start_calls)

    def close(self) -> None:
        """Admit no call from here on, but all that has come; from any thread."""
        self._unpacking.finish()
        self._calls.close()

    def host_is_gone(self) -> None:
        """Nothing more will come in; from any thread."""
        if self._lifecycle.has_host and not self._lifecycle.is_closing:
            self._unpacking.drop_all()  # Nobody will read the answers.
        self.host_calls.close()

    def stop(self, error: RunnerError) -> None:
        """Stop every call in flight for the same reason."""
        for call in self._calls.running():
            self._ladder.stop(call, error)

    async def drained(self) -> None:
        """Wait until every call has ended, or was given up after its grace."""
        await self._calls.drained()

    def _receive(self, line: bytes | Oversize) -> None:
        if isinstance(line, Oversize):
            self._answer_line(FrameTooLarge(limit_bytes=line.limit_bytes))
            return
        doubtful = has_long_integer(line)
        try:
            message = decode(line, has_long_integers=doubtful)
        except ParseError as error:
            self._answer_line(error)
            return
        if message == []:
            self._answer_line(InvalidRequest("a batch has at least one element"))
            return
        if not isinstance(message, list):
            self._receive_element(message, self._exchange(), 0, may_hold_big_integers=doubtful)
            return
        max_bytes = self._lifecycle.max_sent_bytes
        batch = BatchExchange(self._wire, elements=len(message), max_bytes=max_bytes)
        for place, element in enumerate(message):
            self._receive_element(element, batch, place, may_hold_big_integers=doubtful)

    def _exchange(self) -> Exchange:
        """For the reply to a single request: the same until something else is agreed."""
        agreed, last = self._lifecycle, self._last_exchange
        if last.max_bytes != agreed.max_sent_bytes or last.takes_chunks != agreed.takes_chunks:
            last = self._last_exchange = Exchange(
                self._wire, takes_chunks=agreed.takes_chunks, max_bytes=agreed.max_sent_bytes
            )
        return last

    def _receive_element(
        self, element: JsonValue, exchange: Exchange, place: int, *, may_hold_big_integers: bool
    ) -> None:
        judged = read_element(element, may_hold_big_integers=may_hold_big_integers)
        lane: Lane = "control"
        try:
            if isinstance(judged, Rejected):
                if self._is_answer_of_host(element, may_hold_big_integers=may_hold_big_integers):
                    exchange.settle(place, None, None)
                    return
                raise judged.error
            if judged.method not in _OWN_METHODS:
                self._admit(judged, exchange, place)
                return
            response = self._take(judged, exchange, place)
        except RunnerError as error:
            response = failure(judged.id, error)
            lane = "normal"
        if response is not None:
            text = encode(response) if judged.expects_reply else None
            exchange.settle(place, judged.id, text, lane=lane)
            self._lifecycle.answered()

    def _is_answer_of_host(self, element: JsonValue, *, may_hold_big_integers: bool) -> bool:
        return (
            isinstance(element, dict)
            and "method" not in element
            and ("result" in element or "error" in element)
            and self.host_calls.take(element, may_hold_big_integers=may_hold_big_integers)
        )

    def _take(self, request: Request, exchange: Exchange, place: int) -> JsonObject | None:
        """The response to a method of the bridge's own; None where the event loop sees to it."""
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
            case _:  # "shutdown"
                self.close()
                self._loop.call_soon_threadsafe(self._shut_down, request, exchange, place)
        return None

    def _admit(self, request: Request, exchange: Exchange, place: int) -> None:
        meta, _ = take_meta(request.params)
        call = Call(request, meta, exchange, place, self._threads)
        self._calls.admit(call)
        if call.deadline_s is not None:
            self._overdue.watch(call.deadline_s)
        self._arrived.append(call)

    def _take_cancel(self, request: Request) -> None:
        """Stop a call; what came of it in part, or goes out in part, ends here and now."""
        wanted = request.params.get("id") if isinstance(request.params, dict) else None
        if not is_id(wanted):
            return
        if self._joiner.drop(wanted) or self._unpacking.drop(wanted) or self._wire.drop(wanted):
            self._wire.send(encode(failure(wanted, Cancelled(rung="task"))))
        elif (call := self._calls.find(wanted)) is not None:
            self._ladder.stop(call, Cancelled())

    def _take_chunk(self, request: Request) -> None:
        joined = self._joiner.take(request.params)
        held = self._joiner.held_bytes + self._unpacking.held_bytes
        if held > MAX_HELD_MESSAGES * self._limits.max_frame_bytes:
            self._unpacking.finish()  # Who sends so much may wait.
        if joined is None:
            return
        if isinstance(joined, Torn):
            if self.host_calls.fail(joined.id, joined.error.message):
                return
            self._wire.send(encode(failure(joined.id, joined.error)))
            return
        request_id = cast("dict[str, RequestId]", request.params)["id"]
        self._unpacking.put(request_id, joined)
        if self.host_calls.holds_a_thread(request_id):
            self._unpacking.finish()  # The event loop may be waiting for this very thread.

    def _take_unpacked(self, unpacked: Unpacked) -> None:
        try:
            message, request_id = unpacked.value, unpacked.id
            if isinstance(message, ParseError):
                raise message
            if not isinstance(message, dict) or message.get("id") != request_id:
                raise InvalidRequest("what comes in chunks is one request, with the id of these")
            doubtful = unpacked.may_hold_big_integers
            self._receive_element(message, self._exchange(), 0, may_hold_big_integers=doubtful)
        except RunnerError as error:
            self._wire.send(encode(failure(unpacked.id, error)))
        except Exception as error:  # A fault of the bridge itself; it is answered all the same.
            self._wire.send(encode(failure(unpacked.id, internal_error(error))))
        with contextlib.suppress(RuntimeError):  # The loop is closed: nothing is started any more.
            # Not here: this may be the reader, which must not be held up.
            self._loop.call_soon_threadsafe(self.start_calls)

    def _take_credit(self, request: Request) -> None:
        given = request.params if isinstance(request.params, dict) else {}
        wanted, count = given.get("id"), given.get("n")
        if not is_id(wanted) or isinstance(count, bool) or not isinstance(count, int) or count < 1:
            return
        if (call := self._calls.find(wanted)) is not None:
            call.grant(count)

    def _shut_down(self, request: Request, exchange: Exchange, place: int) -> None:
        before = self._shutting_down
        self.on_shutting_down()

        async def drain_and_answer() -> None:
            if before is not None:
                await before
            await self.drained()
            text = encode(success(request.id, None)) if request.expects_reply else None
            exchange.settle(place, request.id, text, lane="last")
            self._on_shut_down()

        self._shutting_down = self._loop.create_task(drain_and_answer())

    def _answer_line(self, error: RunnerError) -> None:
        self._wire.send(encode(failure(None, error)))
