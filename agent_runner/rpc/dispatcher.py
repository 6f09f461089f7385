"""Takes lines, answers each by what its calls come to.

Lines arrive on whatever thread reads them: the event loop's, or another one while the loop is
blocked. There they are decoded, judged and admitted, and pings are answered, so that a blocked
event loop cannot silence them. Calls run on the event loop. Each accepted call settles exactly
once: with its result, its error, or the reason it was stopped for.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import math
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from typing import cast

from agent_runner.errors import (
    Cancelled,
    DeadlineExceeded,
    DuplicateId,
    FrameTooLarge,
    InvalidRequest,
    Overloaded,
    ParseError,
    ResultNotJson,
    Rung,
    RunnerError,
    ShuttingDown,
)
from agent_runner.json_codec import decode, encode, has_long_integer
from agent_runner.json_types import JsonObject, JsonValue
from agent_runner.limits import Limits
from agent_runner.logs import request_id_in_logs
from agent_runner.plain_work import INTERRUPT_AFTER_S, PlainWork, SkillThreads
from agent_runner.rpc.alarm import Alarm
from agent_runner.rpc.calls import BatchExchange, Call, Cost, Exchange, Lane, Reply
from agent_runner.rpc.chunks import ChunkJoiner, Torn
from agent_runner.rpc.first_steps import FirstSteps
from agent_runner.rpc.framing import Oversize
from agent_runner.rpc.host_calls import HostCalls
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
from agent_runner.rpc.metered import CpuClock, Metered
from agent_runner.rpc.stacks import all_stacks, call_stack, error_stack, thread_stack
from agent_runner.rpc.unforeseen import internal_error
from agent_runner.rpc.writing import Writer
from agent_runner.tracing import Tracing

log = logging.getLogger(__name__)

STOP_GRACE_S = 1.0
"""How long a stopped call may take to end before it is answered, and no longer waited for."""
_LOOK_AGAIN_S = 0.005
"""How often at most all calls are looked through for deadlines that have passed."""
_STACKS_AT_ONCE = 64
"""Of how many calls overdue at the same time the stacks are taken."""
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
        self._tracing = Tracing()
        self._arrived: deque[Call] = deque()
        self._last_exchange = Exchange(wire, takes_chunks=False, max_bytes=limits.max_frame_bytes)
        self._joiner = ChunkJoiner(max_bytes=limits.max_frame_bytes)
        self._on_shut_down = on_shut_down
        lifecycle.vitals = self
        self._lock = threading.Lock()
        self._unanswered: set[Call] = set()
        self._running: set[Call] = set()  # Those that are answered and have not ended are here too.
        self._by_id: dict[RequestId, Call] = {}
        self._abandoned: set[Call] = set()
        self._threads = SkillThreads()
        self._alarm = Alarm()
        self._cpu_clock = CpuClock()
        self.host_calls = HostCalls(lifecycle=lifecycle, wire=wire)
        self._looks_at_s = math.inf
        self._stepping: Call | None = None
        self._step_began_s = 0.0
        self._idle = asyncio.Event()
        self._shutting_down: asyncio.Task[None] | None = None

    @property
    def in_flight(self) -> int:
        """How many calls are accepted and not answered."""
        return len(self._unanswered)

    @property
    def threads(self) -> int:
        """How many plain skills run in threads, those that nobody waits for included."""
        return self._threads.running

    @property
    def abandoned(self) -> int:
        """How many calls were stopped, answered, and go on all the same."""
        return len(self._abandoned)

    @property
    def busy_ms(self) -> float:
        """How long the event loop has been in the first step of a call; 0 when it is in none."""
        began_s = self._step_began_s
        return 0.0 if self._stepping is None else (time.monotonic() - began_s) * 1000

    def stacks(self) -> str:
        """Where every thread and every call is."""
        with self._lock:
            running = [*self._running, *self._abandoned]
        return all_stacks(running)

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

    def host_is_gone(self) -> None:
        """Nothing more will come in; from any thread."""
        self.host_calls.close()

    def stop(self, error: RunnerError) -> None:
        """Stop every call in flight for the same reason."""
        with self._lock:
            running = list(self._running)
        for call in running:
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
        takes_chunks = "chunks" in self._lifecycle.capabilities
        max_bytes, last = self._lifecycle.max_sent_bytes, self._last_exchange
        if last.max_bytes != max_bytes or last.takes_chunks != takes_chunks:
            last = Exchange(self._wire, takes_chunks=takes_chunks, max_bytes=max_bytes)
            self._last_exchange = last
        return last

    def _receive_element(
        self, element: JsonValue, exchange: Exchange, place: int, *, may_hold_big_integers: bool
    ) -> None:
        if (
            isinstance(element, dict)
            and "method" not in element
            and ("result" in element or "error" in element)
            and self.host_calls.take(element, may_hold_big_integers=may_hold_big_integers)
        ):
            exchange.settle(place, None)
            return
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
        if params is not request.params:
            request = Request(request.id, request.method, params, request.expects_reply)
        call = Call(request, meta, exchange, place, plain_work=PlainWork(self._threads))
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
            if call.deadline_s is not None:
                self._look_at(call.deadline_s)
        self._arrived.append(call)

    def _take_cancel(self, request: Request) -> None:
        """Stop a call; what came of it in part, or goes out in part, ends here and now."""
        wanted = request.params.get("id") if isinstance(request.params, dict) else None
        if not is_id(wanted):
            return
        if self._joiner.drop(wanted) or self._wire.drop(wanted):
            self._wire.send(encode(failure(wanted, Cancelled(rung="task"))))
        elif (call := self._by_id.get(wanted)) is not None:
            self._stop_call(call, Cancelled())

    def _take_chunk(self, request: Request) -> None:
        joined = self._joiner.take(request.params)
        if joined is None:
            return
        if isinstance(joined, Torn):
            if self.host_calls.fail(joined.id, joined.error.message):
                return
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
        self._receive_element(message, self._exchange(), 0, may_hold_big_integers=doubtful)

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
        call.has_begun = True
        self._step_began_s = time.monotonic()
        self._stepping = call
        try:
            task = self._first_steps.start(self._run(call))
        finally:
            self._stepping = None
        if task is None:
            self._ended(call)
            return
        call.task = task
        task.add_done_callback(lambda _: self._ended(call))

    async def _run(self, call: Call) -> None:
        request_id_in_logs.set(call.id)
        try:
            response, cost = await self._response(call)
            if call.stopped_by is None:
                self._settle(call, response, cost)
        except (
            Exception
        ) as error:  # A fault of the bridge itself; the call is answered all the same.
            self._settle(call, failure(call.id, internal_error(error)))

    async def _response(self, call: Call) -> tuple[JsonObject | bytes, Cost | None]:
        meter = None
        began_s = call.received_s
        problem: RunnerError | None = None
        span = self._tracing.begin(call.request.method, call.meta.traceparent)
        try:
            methods = await self._lifecycle.methods()
            began_s = time.monotonic()
            handling = methods.run(call.request, call)
            if "cost" in self._lifecycle.capabilities:
                handling = meter = Metered(handling, self._cpu_clock)
            result = await handling
            text = result if isinstance(result, bytes) else encode(result)
            if call.progress is not None:
                await call.progress.drained()
        except RunnerError as error:
            problem = error
            response = _sound_failure(call.id, _located(error))
        else:
            response = text
        finally:
            if span is not None:
                problem = problem or call.stopped_by
                span.end(None if problem is None else (problem.code, problem.message))
        return response, None if meter is None else _cost(call, began_s, meter.cpu_s)

    def _ended(self, call: Call) -> None:
        # Not a `finally` in `_run`: a task cancelled before its first step never gets there.
        if call.stopped_by is not None and call.plain_work.when_ended(
            lambda: self._soon(self._ended, call)
        ):
            return
        if not call.is_settled:
            # A handler may be cancelled by what it waits for, without anyone having stopped it.
            stopped = call.stopped_by
            if isinstance(stopped, Cancelled):
                stopped = Cancelled(by=stopped.by, rung=_rung(call))
            error = stopped or internal_error("a skill was cancelled from within")
            self._settle(call, failure(call.id, error))
        self.host_calls.give_up(call)
        with self._lock:
            self._running.discard(call)
            self._abandoned.discard(call)
        self._look_whether_idle()

    def _settle(self, call: Call, response: JsonObject | bytes, cost: Cost | None = None) -> None:
        with self._lock:
            # Before the answer is out: who has it may use the id, and the place, again.
            self._unanswered.discard(call)
            if self._by_id.get(call.id) is call:
                del self._by_id[call.id]
        call.settle(response, cost=cost)

    def _stop_call(self, call: Call, error: RunnerError) -> None:
        """Begin to stop a call, from any thread: the event loop may be blocked by it."""
        with self._lock:
            if call.stopped_by is not None or call not in self._running:
                return
            call.stopped_by = error
            call.was_in_thread = call.plain_work.is_running
        call.cancelled.set()
        self.host_calls.give_up(call)
        if not isinstance(error, Cancelled):
            # Who waited past a deadline waited enough; who cancelled gets to know that it ended.
            self._settle(call, failure(call.id, error))
        if threading.get_ident() == self._loop_thread:
            self._cancel_task(call)
        else:
            self._soon(self._cancel_task, call)
        self._alarm.after(INTERRUPT_AFTER_S, call.plain_work.interrupt)
        self._alarm.after(STOP_GRACE_S, lambda: self._abandon(call))

    def _cancel_task(self, call: Call) -> None:
        if call.task is not None and not call.task.done():
            call.was_task_cancelled = True
            call.task.cancel()

    def _abandon(self, call: Call) -> None:
        with self._lock:
            if call not in self._running:
                return
            self._running.discard(call)
            self._abandoned.add(call)
        log.warning("%s goes on although it was stopped", call.request.method)
        if isinstance(call.stopped_by, Cancelled):
            error = Cancelled(by=call.stopped_by.by, rung="abandoned")
            self._settle(call, failure(call.id, error))
        self._soon(self._look_whether_idle)

    def _look_whether_idle(self) -> None:
        if not self._running:
            self._idle.set()

    def _look_at(self, instant_s: float) -> None:
        """See to it that calls are looked through once this deadline has passed."""
        if instant_s < self._looks_at_s:
            self._looks_at_s = instant_s
            self._alarm.at(instant_s, self._look_for_overdue)

    def _look_for_overdue(self) -> None:
        # On the alarm's thread: a blocked event loop holds up no answer that says so.
        now_s = time.monotonic()
        overdue: list[Call] = []
        next_s = math.inf
        with self._lock:
            self._looks_at_s = math.inf
            for call in self._unanswered:
                if call.deadline_s is None or call.stopped_by is not None:
                    continue
                if call.deadline_s <= now_s:
                    overdue.append(call)
                else:
                    next_s = min(next_s, call.deadline_s)
            if next_s < math.inf:
                self._look_at(max(next_s, now_s + _LOOK_AGAIN_S))
        for place, call in enumerate(overdue):
            stack = self._stack_of(call) if place < _STACKS_AT_ONCE else ""
            deadline_ms = call.meta.deadline_ms or 0
            self._stop_call(call, DeadlineExceeded(deadline_ms=deadline_ms, stack=stack or None))

    def _stack_of(self, call: Call) -> str:
        # In the first step of a call, or in a later one, which runs in the call's own task.
        stepping, task = self._stepping, asyncio.current_task(self._loop)
        is_in_call = stepping is call or (task is not None and task is call.task)
        stack = call_stack(call, loop_thread=self._loop_thread, is_stepping=is_in_call)
        if is_in_call or (stepping is None and task is None):
            return stack
        with self._lock:
            other = stepping or next((one for one in self._running if one.task is task), None)
        where = "another task" if other is None else other.request.method
        return f"{stack}The event loop is in {where}:\n{thread_stack(self._loop_thread)}"

    def _soon(self, call: Callable[..., None], *arguments: object) -> None:
        with contextlib.suppress(RuntimeError):  # The loop is closed: nothing is left to be done.
            self._loop.call_soon_threadsafe(call, *arguments)

    def _shut_down(self, request: Request, exchange: Exchange, place: int) -> None:
        before = self._shutting_down

        async def drain_and_answer() -> None:
            if before is not None:
                await before
            await self.drained()
            reply = Reply(request.id, encode(success(request.id, None)))
            exchange.settle(place, reply if request.expects_reply else None, lane="last")
            self._on_shut_down()

        self._shutting_down = self._loop.create_task(drain_and_answer())

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


def _rung(call: Call) -> Rung:
    """What stopped a call that was cancelled and has ended."""
    if call.plain_work.was_interrupted:
        return "exception"
    # A thread that ended in time did so by itself, whatever became of the task that waited for it.
    ended_itself = call.was_in_thread or (call.has_begun and not call.was_task_cancelled)
    return "flag" if ended_itself else "task"


def _located(error: RunnerError) -> RunnerError:
    """A deadline that a skill noticed by itself tells where that was."""
    if isinstance(error, DeadlineExceeded) and error.data and "stack" not in error.data:
        error.data["stack"] = error_stack(error)
    return error


def _cost(call: Call, began_s: float, cpu_s: float) -> Cost:
    return Cost(
        queue_us=round((began_s - call.received_s) * 1e6),
        handler_us=round((time.monotonic() - began_s) * 1e6),
        cpu_us=round((cpu_s + call.plain_work.cpu_s) * 1e6),
    )
