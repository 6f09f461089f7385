"""Calls the other way: what a skill asks of the host, and the answers that come back.

A call to the host belongs to the call it is made for: it has no longer than that one, and ends with
it. The host says in `initialize` which methods it answers; nothing else is sent to it.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import difflib
import itertools
import math
import threading
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from agent_runner.errors import (
    Cancelled,
    DeadlineExceeded,
    HostCallFailed,
    MethodNotFound,
    Overloaded,
    ProcessError,
    RunnerError,
)
from agent_runner.json_codec import big_integer_path, encode
from agent_runner.json_types import JsonObject, JsonValue
from agent_runner.rpc.chunks import CHUNKED_FROM_BYTES
from agent_runner.rpc.messages import notification
from agent_runner.rpc.writing import Writer
from agent_runner.tracing import current_traceparent

if TYPE_CHECKING:
    from agent_runner.rpc.calls import Call
    from agent_runner.rpc.lifecycle import Lifecycle

Params = Mapping[str, JsonValue] | None
_Answer = concurrent.futures.Future[JsonValue]


class HostOverloaded(Overloaded):
    """The host runs as many of its methods as it takes at a time."""

    def __init__(self, method: str, *, limit: int | None) -> None:
        message = f"Host call failed: {method}: too many host calls are running"
        ProcessError.__init__(self, message, data={"limit": limit})


class HostOfCall:
    """The host, as one call may use it."""

    __slots__ = ("_call", "_host_calls")

    def __init__(self, host_calls: HostCalls, call: Call) -> None:
        self._host_calls = host_calls
        self._call = call

    async def call(self, method: str, params: Params, *, timeout_s: float | None) -> JsonValue:
        """See `RunContext.call_host`."""
        return await self._host_calls.call(self._call, method, params, timeout_s)

    def call_blocking(self, method: str, params: Params, *, timeout_s: float | None) -> JsonValue:
        """See `RunContext.call_host_blocking`."""
        return self._host_calls.call_blocking(self._call, method, params, timeout_s)


class HostCalls:
    """All calls to one host that are under way. Made on the event loop's thread."""

    def __init__(self, *, lifecycle: Lifecycle, wire: Writer) -> None:
        self._lifecycle = lifecycle
        self._wire = wire
        self._loop_thread = threading.get_ident()
        self._numbers = itertools.count(1)
        self._pending: dict[str, tuple[str, _Answer]] = {}
        self._asked: dict[Call, set[str]] = {}
        self._blocking: set[str] = set()
        self._lock = threading.Lock()
        self._is_closed = False

    async def call(
        self, call: Call, method: str, params: Params, timeout_s: float | None
    ) -> JsonValue:
        """The host's result. Raises what `RunContext.call_host` says."""
        left_s = _time_left(call, timeout_s)
        id, answer = self._ask(call, method, params, left_s)
        try:
            async with asyncio.timeout(None if left_s == math.inf else left_s):
                return await asyncio.wrap_future(answer)
        except TimeoutError:
            raise _expired(left_s) from None
        finally:
            self._leave(call, id)

    def call_blocking(
        self, call: Call, method: str, params: Params, timeout_s: float | None
    ) -> JsonValue:
        """As `call`, for a thread, which it holds until then."""
        if threading.get_ident() == self._loop_thread:
            raise RuntimeError("this would block the event loop; use await ctx.call_host")
        left_s = _time_left(call, timeout_s)
        id, answer = self._ask(call, method, params, left_s)
        self._blocking.add(id)
        try:
            return answer.result(None if left_s == math.inf else min(left_s, threading.TIMEOUT_MAX))
        except concurrent.futures.TimeoutError:
            raise _expired(left_s) from None
        finally:
            self._blocking.discard(id)
            self._leave(call, id)

    def holds_a_thread(self, id: object) -> bool:
        """Whether a thread waits for this answer, and does nothing else."""
        return id in self._blocking

    def take(self, response: JsonObject, *, may_hold_big_integers: bool) -> bool:
        """Take a response of the host; False for one that nobody here can have asked for.

        One that comes late is ignored.
        """
        id = response.get("id")
        pending = self._pending.pop(id, None) if isinstance(id, str) else None
        if pending is None:
            return self._lifecycle.host_methods is not None
        method, answer = pending
        result = response.get("result")
        if "error" in response:
            _settle(answer, _error_of(response["error"], method))
        elif may_hold_big_integers and (path := big_integer_path(result)) is not None:
            reason = f"an integer beyond 64 bits at {path or 'the result'}"
            _settle(answer, HostCallFailed(reason, method=method))
        elif answer.set_running_or_notify_cancel():
            answer.set_result(result)
        return True

    def fail(self, id: object, reason: str) -> bool:
        """The host's answer came broken; False if this is no id of a call to the host."""
        pending = self._pending.pop(id, None) if isinstance(id, str) else None
        if pending is None:
            return False
        method, answer = pending
        _settle(answer, HostCallFailed(reason, method=method))
        return True

    def give_up(self, call: Call) -> None:
        """The call they were made for was stopped, or has ended; from any thread."""
        if not self._asked:
            return
        with self._lock:
            ids = list(self._asked.get(call, ()))
        for id in ids:
            if (pending := self._drop(id)) is not None:
                _settle(pending, Cancelled())

    def close(self) -> None:
        """The host is gone: nothing more is answered."""
        self._is_closed = True
        for id in list(self._pending):
            self.fail(id, "the host is gone")

    def _ask(self, call: Call, method: str, params: Params, left_s: float) -> tuple[str, _Answer]:
        self._check(method)
        if left_s <= 0:
            raise _expired(left_s)
        id = f"h{next(self._numbers)}"
        meta: JsonObject = {"call_id": call.id}
        if left_s < math.inf:
            meta["deadline_ms"] = max(1, math.floor(left_s * 1000))
        if (traceparent := current_traceparent(call.meta.traceparent)) is not None:
            meta["traceparent"] = traceparent
        body: JsonObject = {**(params or {}), "_meta": meta}
        frame = encode({"jsonrpc": "2.0", "id": id, "method": method, "params": body})
        if len(frame) > self._lifecycle.max_sent_bytes:
            reason = f"{len(frame)} bytes, a line may have {self._lifecycle.max_sent_bytes}"
            raise HostCallFailed(reason, method=method)
        answer: _Answer = concurrent.futures.Future()
        self._pending[id] = (method, answer)
        with self._lock:
            self._asked.setdefault(call, set()).add(id)
        if call.cancelled.is_set():  # Stopped meanwhile: `give_up` may have been here already.
            self.give_up(call)
        elif self._is_closed:
            self.fail(id, "the host is gone")
        elif len(frame) > CHUNKED_FROM_BYTES and "chunks" in self._lifecycle.capabilities:
            self._wire.send_large(id, frame)
        else:
            self._wire.send(frame)
        return id, answer

    def _check(self, method: str) -> None:
        known = self._lifecycle.host_methods
        if known is None:
            raise HostCallFailed("there is no host that takes calls", method=method)
        if method not in known:
            raise MethodNotFound(method, near=difflib.get_close_matches(method, known))

    def _leave(self, call: Call, id: str) -> None:
        """However it ended; if it is not answered, nobody waits for the answer any more."""
        with self._lock:
            ids = self._asked[call]
            ids.discard(id)
            if not ids:
                del self._asked[call]
        self._drop(id)

    def _drop(self, id: str) -> _Answer | None:
        pending = self._pending.pop(id, None)
        if pending is None:
            return None
        self._wire.drop(id)
        self._wire.send_control(encode(notification("$/cancelRequest", {"id": id})))
        return pending[1]


def _time_left(call: Call, timeout_s: float | None) -> float:
    own_s = math.inf if call.deadline_s is None else call.deadline_s - time.monotonic()
    return min(own_s, math.inf if timeout_s is None else timeout_s)


def _expired(left_s: float) -> DeadlineExceeded:
    return DeadlineExceeded(deadline_ms=max(0, round(left_s * 1000)))


def _settle(answer: _Answer, error: RunnerError) -> None:
    # A coroutine that was cancelled has cancelled this too.
    if answer.set_running_or_notify_cancel():
        answer.set_exception(error)


def _error_of(error: JsonValue, method: str) -> RunnerError:
    """The error that the host's answer stands for."""
    if not isinstance(error, dict):
        return HostCallFailed("it answered with an error of no known form", method=method)
    data = error.get("data")
    known = data if isinstance(data, dict) else {}
    match error.get("code"):
        case MethodNotFound.code:
            return MethodNotFound(method)
        case DeadlineExceeded.code:
            deadline_ms = known.get("deadline_ms")
            return DeadlineExceeded(deadline_ms=deadline_ms if isinstance(deadline_ms, int) else 0)
        case Overloaded.code:
            limit = known.get("limit")
            return HostOverloaded(method, limit=limit if isinstance(limit, int) else None)
        case Cancelled.code:
            return Cancelled()
        case _:
            name = known.get("name")
            reason = str(error.get("message", "it says no more"))
            return HostCallFailed(reason, method=method, name=cast("str | None", name))
