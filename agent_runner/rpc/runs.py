"""Runs calls on the event loop, each in its own context, and knows where each of them is."""

from __future__ import annotations

import asyncio
import threading
import time

from agent_runner.errors import DeadlineExceeded, ResultNotJson, RunnerError
from agent_runner.json_codec import encode, encode_at_once
from agent_runner.json_types import JsonObject
from agent_runner.large_json import may_be_large
from agent_runner.logs import correlation_id_in_logs, request_id_in_logs
from agent_runner.rpc.calls import Call, cost_text
from agent_runner.rpc.first_steps import FirstSteps
from agent_runner.rpc.in_flight import InFlight
from agent_runner.rpc.ladder import Ladder
from agent_runner.rpc.lifecycle import Lifecycle
from agent_runner.rpc.messages import RequestId, failure
from agent_runner.rpc.pieced_text import written_in_turns
from agent_runner.rpc.stacks import call_stack, error_stack, thread_stack
from agent_runner.rpc.unforeseen import internal_error
from agent_runner.tracing import Tracing


class Runs:
    """Made, and used but for the questions, on the event loop's thread."""

    def __init__(
        self,
        *,
        lifecycle: Lifecycle,
        calls: InFlight,
        ladder: Ladder,
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        self._lifecycle = lifecycle
        self._calls = calls
        self._ladder = ladder
        self._loop = loop
        self._loop_thread = threading.get_ident()
        self._first_steps = FirstSteps(loop)
        self._tracing = Tracing()
        self._clock = self._first_steps.clock
        self._stepping: Call | None = None

    def start(self, call: Call) -> None:
        """Run the first step of a call; it goes on by itself from there."""
        if call.stopped_by is not None:
            self._ladder.ended(call)
            return
        call.has_begun = True
        self._clock.began_s = time.monotonic()  # Before others can see what the step is of.
        self._stepping = call
        try:
            task = self._first_steps.start(self._run(call), call)
        finally:
            self._stepping = None
        if task is None:
            self._ladder.ended(call)
            return
        call.task = task
        task.add_done_callback(lambda _: self._ladder.ended(call))

    @property
    def busy_ms(self) -> float:
        """How long the event loop has been in the first step of a call; 0 when it is in none."""
        began_s = self._clock.began_s
        return 0.0 if self._stepping is None else (time.monotonic() - began_s) * 1000

    def stack_of(self, call: Call) -> str:
        """Where a call is, and where the event loop is if another call holds it; on any thread."""
        # In the first step of a call, or in a later one, which runs in the call's own task.
        stepping, task = self._stepping, asyncio.current_task(self._loop)
        is_in_call = stepping is call or (task is not None and task is call.task)
        stack = call_stack(call, loop_thread=self._loop_thread, is_stepping=is_in_call)
        if is_in_call or (stepping is None and task is None):
            return stack
        running = self._calls.all()
        other = stepping or next((one for one in running if one.task is task), None)
        where = "another task" if other is None else other.request.method
        return f"{stack}The event loop is in {where}:\n{thread_stack(self._loop_thread)}"

    async def _run(self, call: Call) -> None:
        # One coroutine, and not two: thousands of these wait at the same time.
        request_id_in_logs.set(call.id)
        if call.meta.correlation_id is not None:
            correlation_id_in_logs.set(call.meta.correlation_id)
        began_s: float | None = None
        problem: RunnerError | None = None
        try:
            span = self._tracing.begin(call.request.method, call.meta.traceparent)
            try:
                methods = self._lifecycle.table or await self._lifecycle.methods()
                began_s = time.monotonic()
                result = await methods.run(call.request, call)
                if isinstance(result, bytes):
                    response = result
                elif may_be_large(result):
                    response = await written_in_turns(result)
                else:
                    response = encode_at_once(result)
                if call.progress is not None:
                    await call.progress.drained()
            except RunnerError as error:
                problem = error
                response = _sound_failure(call.id, _located(error))
            except (Exception, SystemExit) as error:  # `sys.exit()` in a skill ends it alone
                problem = internal_error(error)
                response = failure(call.id, problem)
            finally:
                if span is not None:
                    problem = problem or call.stopped_by
                    span.end(None if problem is None else (problem.code, problem.message))
            if call.stopped_by is None:
                self._calls.finish(call, response, self._cost(call, began_s))
        except Exception as error:  # A fault of the bridge itself; it is answered all the same.
            self._calls.settle(call, failure(call.id, internal_error(error)))

    def _cost(self, call: Call, began_s: float | None) -> bytes:
        if began_s is None or not self._lifecycle.takes_cost:
            return b""
        return cost_text(
            queue_s=began_s - call.received_s,
            handler_s=time.monotonic() - began_s,
            cpu_s=call.cpu_s + self._clock.took() + call.thread_cpu_s,
        )


def _sound_failure(request_id: RequestId, error: RunnerError) -> JsonObject:
    """The response for an error whose own text or data may not be JSON (a skill wrote them)."""
    response = failure(request_id, error)
    try:
        encode(response)
    except ResultNotJson as misfit:
        return failure(request_id, misfit)
    return response


def _located(error: RunnerError) -> RunnerError:
    """A deadline that a skill noticed by itself tells where that was."""
    if isinstance(error, DeadlineExceeded) and error.data and "stack" not in error.data:
        error.data["stack"] = error_stack(error)
    return error
