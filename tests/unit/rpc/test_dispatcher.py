"""Every accepted call settles exactly once, with the right answer, under its own id."""

from __future__ import annotations

import asyncio
import json
import logging
import time

import pytest

from agent_runner.errors import Cancelled, DeadlineExceeded, SkillFailed
from agent_runner.json_types import JsonValue
from agent_runner.limits import Limits
from agent_runner.rpc import ladder
from agent_runner.rpc.calls import Call
from agent_runner.rpc.messages import Params
from agent_runner.rpc.methods import Handler
from tests.unit.rpc.bridge import PATIENCE_S, Bridge


class Gate:
    """A handler that waits until the test lets it go on."""

    def __init__(self) -> None:
        self.began = asyncio.Event()
        self.may_go_on = asyncio.Event()
        self.was_cancelled = False

    async def __call__(self, call: Call, params: Params) -> JsonValue:
        self.began.set()
        try:
            await self.may_go_on.wait()
        except asyncio.CancelledError:
            self.was_cancelled = True
            raise
        return "done"


async def echo(call: Call, params: Params) -> JsonValue:
    return params


def raising(error: BaseException) -> Handler:
    async def handler(call: Call, params: Params) -> JsonValue:
        raise error

    return handler


def answering(value: object) -> Handler:
    async def handler(call: Call, params: Params) -> JsonValue:
        return value  # pyright: ignore[reportReturnType]  # what a skill should not give

    return handler


async def within(event: asyncio.Event) -> None:
    async with asyncio.timeout(PATIENCE_S):
        await event.wait()


def code_of(answer: dict[str, dict[str, object]]) -> object:
    return answer["error"]["code"]


async def test_answers_find_their_requests_and_a_slow_call_holds_up_none(bridge: Bridge) -> None:
    gate = Gate()
    bridge.serve({"slow": gate, "echo": echo})
    bridge.request("slow", id="slow")
    for number in range(20):
        answer = await bridge.call("echo", {"number": number}, id=number)
        assert (answer["id"], answer["result"]) == (number, {"number": number})
    gate.may_go_on.set()
    assert await bridge.receive() == {"jsonrpc": "2.0", "id": "slow", "result": "done"}


async def test_calls_wait_for_the_agents_and_are_then_answered(bridge: Bridge) -> None:
    bridge.request("echo", {"a": 1})
    assert (await bridge.ping())["phase"] == "importing"
    bridge.serve({"echo": echo})
    assert (await bridge.receive())["result"] == {"a": 1}


async def test_positional_parameters_arrive_as_they_are(bridge: Bridge) -> None:
    bridge.serve({"echo": echo})
    assert (await bridge.call("echo", [1, [2], None]))["result"] == [1, [2], None]


async def test_parameters_may_have_any_name(bridge: Bridge) -> None:
    bridge.serve({"echo": echo})
    named = {"call": 1, "self": 2, "request": 3, "context": 4, "method": 5}
    assert (await bridge.call("echo", named))["result"] == named


async def test_an_id_in_flight_is_refused_and_may_be_used_after_its_answer(bridge: Bridge) -> None:
    gate = Gate()
    bridge.serve({"slow": gate, "echo": echo})
    bridge.request("slow", id="a")
    answer = await bridge.call("echo", id="a")
    assert (answer["id"], code_of(answer)) == ("a", -32011)
    gate.may_go_on.set()
    assert (await bridge.receive())["result"] == "done"
    assert (await bridge.call("echo", id="a"))["result"] == {}


async def test_an_id_is_free_once_its_deadline_was_answered_though_the_call_goes_on(
    bridge: Bridge,
) -> None:
    stubborn = Stubborn()
    bridge.serve({"stubborn": stubborn, "echo": echo})
    assert code_of(await bridge.call("stubborn", {"_meta": {"deadline_ms": 1}})) == -32003
    assert (await bridge.call("echo"))["result"] == {}
    stubborn.may_end.set()


async def test_calls_beyond_the_limit_are_refused_until_one_is_answered() -> None:
    bridge = Bridge(limits=Limits(max_in_flight=1))
    gate = Gate()
    bridge.serve({"slow": gate, "echo": echo})
    bridge.request("slow", id=1)
    answer = await bridge.call("echo", id=2)
    assert (code_of(answer), answer["error"]["data"]) == (-32004, {"limit": 1})
    gate.may_go_on.set()
    assert (await bridge.receive())["id"] == 1
    assert (await bridge.call("echo", id=3))["result"] == {}
    await bridge.close()


async def test_a_deadline_stops_the_call_and_is_answered_at_once(bridge: Bridge) -> None:
    gate = Gate()
    bridge.serve({"slow": gate})
    answer = await bridge.call("slow", {"_meta": {"deadline_ms": 20}})
    assert (code_of(answer), answer["error"]["data"]["deadline_ms"]) == (-32003, 20)
    assert "await self.may_go_on.wait()" in answer["error"]["data"]["stack"]
    await bridge.dispatcher.drained()
    assert gate.was_cancelled


async def test_a_deadline_runs_from_receipt_though_the_agents_are_not_loaded(
    bridge: Bridge,
) -> None:
    assert code_of(await bridge.call("slow", {"_meta": {"deadline_ms": 20}})) == -32003


@pytest.mark.parametrize("deadline_ms", [1, 2**62])
async def test_any_deadline_can_be_kept(bridge: Bridge, deadline_ms: int) -> None:
    bridge.serve({"echo": echo})
    answer = await bridge.call("echo", {"_meta": {"deadline_ms": deadline_ms}})
    assert answer.get("result") == {} or code_of(answer) == -32003


async def test_cancelling_reaches_the_running_call_and_is_answered(bridge: Bridge) -> None:
    gate = Gate()
    bridge.serve({"slow": gate})
    bridge.request("slow", id="x")
    await within(gate.began)
    bridge.notify("$/cancelRequest", {"id": "x"})
    answer = await bridge.receive()
    assert (answer["id"], code_of(answer)) == ("x", -32800)
    assert gate.was_cancelled


async def test_a_call_cancelled_before_it_starts_never_starts(bridge: Bridge) -> None:
    gate = Gate()
    bridge.serve({"slow": gate})
    # Received on the event loop itself, which so cannot start the call before it has both lines.
    bridge.dispatcher.receive(b'{"jsonrpc":"2.0","id":1,"method":"slow"}')
    bridge.dispatcher.receive(b'{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":1}}')
    assert code_of(await bridge.receive()) == -32800
    assert not gate.began.is_set()


async def test_cancelling_reaches_a_thread_through_its_flag(bridge: Bridge) -> None:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()

    async def in_thread(call: Call, params: Params) -> JsonValue:
        def work() -> None:
            loop.call_soon_threadsafe(began.set)
            assert call.cancelled.wait(PATIENCE_S)
            loop.call_soon_threadsafe(ended.set)

        return await asyncio.to_thread(work)

    began = asyncio.Event()
    bridge.serve({"work": in_thread})
    bridge.request("work")
    await within(began)
    bridge.notify("$/cancelRequest", {"id": 1})
    assert code_of(await bridge.receive()) == -32800
    await within(ended)


class Stubborn:
    """A handler that goes on whenever it is cancelled, until the test ends it."""

    def __init__(self) -> None:
        self.began = asyncio.Event()
        self.may_end = asyncio.Event()

    async def __call__(self, call: Call, params: Params) -> JsonValue:
        while True:
            self.began.set()
            try:
                await self.may_end.wait()
            except asyncio.CancelledError:
                continue
            return "I have not stopped"


async def test_a_handler_that_swallows_its_cancellation_is_answered_as_cancelled(
    bridge: Bridge,
) -> None:
    stubborn = Stubborn()
    bridge.serve({"stubborn": stubborn})
    bridge.request("stubborn")
    await within(stubborn.began)
    bridge.notify("$/cancelRequest", {"id": 1})
    asyncio.get_running_loop().call_later(0.05, stubborn.may_end.set)
    assert code_of(await bridge.receive()) == -32800
    assert (await bridge.ping())["in_flight"] == 0


async def test_a_handler_that_never_ends_is_answered_after_the_grace_and_drained_without(
    bridge: Bridge, caplog: pytest.LogCaptureFixture
) -> None:
    stubborn = Stubborn()
    bridge.serve({"stubborn": stubborn})
    bridge.request("stubborn")
    await within(stubborn.began)
    began_s = time.monotonic()
    bridge.notify("$/cancelRequest", {"id": 1})
    assert code_of(await bridge.receive()) == -32800
    assert time.monotonic() - began_s < ladder.STOP_GRACE_S + 1
    async with asyncio.timeout(PATIENCE_S):
        await bridge.dispatcher.drained()
    assert "stubborn goes on although it was stopped" in caplog.text
    stubborn.may_end.set()


async def test_a_handler_cancelled_from_within_is_answered_all_the_same(bridge: Bridge) -> None:
    bridge.serve({"faulty": raising(asyncio.CancelledError())})
    assert code_of(await bridge.call("faulty")) == -32603


async def test_a_call_that_is_done_cannot_be_cancelled(bridge: Bridge) -> None:
    bridge.serve({"echo": echo})
    assert (await bridge.call("echo"))["result"] == {}
    bridge.notify("$/cancelRequest", {"id": 1})
    await bridge.ping()


async def test_stopping_reaches_calls_that_were_admitted_and_not_started(bridge: Bridge) -> None:
    gate = Gate()
    bridge.serve({"slow": gate})
    # Without a turn of the event loop between the two.
    bridge.dispatcher.receive(b'{"jsonrpc":"2.0","id":1,"method":"slow"}')
    bridge.dispatcher.stop(Cancelled(by="host_gone"))
    async with asyncio.timeout(PATIENCE_S):
        await bridge.dispatcher.drained()
    assert (await bridge.receive())["error"]["data"] == {"by": "host_gone", "rung": "task"}
    assert not gate.began.is_set()


async def test_draining_waits_for_calls_that_were_admitted_and_not_started(bridge: Bridge) -> None:
    bridge.serve({"echo": echo})
    bridge.dispatcher.receive(b'{"jsonrpc":"2.0","id":1,"method":"echo"}')
    bridge.dispatcher.close()
    async with asyncio.timeout(PATIENCE_S):
        await bridge.dispatcher.drained()
    assert (await bridge.receive())["result"] == {}


async def test_a_batch_is_answered_in_order_whatever_ends_first(bridge: Bridge) -> None:
    gate = Gate()
    bridge.serve({"slow": gate, "echo": echo})
    bridge.send(
        [
            {"jsonrpc": "2.0", "id": 1, "method": "slow"},
            {"jsonrpc": "2.0", "id": 2, "method": "echo"},
            {"jsonrpc": "2.0", "method": "echo"},
            "no request",
            {"jsonrpc": "2.0", "id": 3, "method": "ping"},
        ]
    )
    await within(gate.began)
    gate.may_go_on.set()
    answers = await bridge.receive()
    assert [answer["id"] for answer in answers] == [1, 2, None, 3]


async def test_notifications_run_and_are_not_answered_whatever_becomes_of_them(
    bridge: Bridge,
) -> None:
    seen = asyncio.Event()

    async def note(call: Call, params: Params) -> JsonValue:
        seen.set()
        return None

    bridge.serve({"note": note, "boom": raising(ValueError("x"))})
    for method in ("note", "boom", "no.such", "ping", "$/unknown"):
        bridge.notify(method)
    bridge.notify("note", {"_meta": {"deadline_ms": "wrong"}})
    bridge.notify("note", {"big": 2**70})
    bridge.send([{"jsonrpc": "2.0", "method": "note"}])
    await within(seen)
    await bridge.dispatcher.drained()
    await bridge.ping()


async def test_progress_is_numbered_and_nothing_follows_the_answer(bridge: Bridge) -> None:
    calls: list[Call] = []

    async def steps(call: Call, params: Params) -> JsonValue:
        calls.append(call)
        for step in range(3):
            call.emit({"step": step})
        return "end"

    bridge.serve({"steps": steps})
    bridge.request("steps", {"_meta": {"progress": True}}, id="s")
    for step in range(3):
        event = await bridge.receive()
        assert event["method"] == "$/progress"
        assert event["params"] == {"id": "s", "seq": step + 1, "event": {"step": step}}
    assert (await bridge.receive())["result"] == "end"
    calls[0].emit({"step": "late"})
    await bridge.ping()


async def test_progress_is_only_sent_to_who_asked(bridge: Bridge) -> None:
    async def steps(call: Call, params: Params) -> JsonValue:
        call.emit({"step": 1})
        return None

    bridge.serve({"steps": steps})
    assert (await bridge.call("steps"))["result"] is None
    bridge.notify("steps", {"_meta": {"progress": True}})
    await bridge.dispatcher.drained()
    await bridge.ping()


async def test_an_event_that_is_no_json_fails_the_skill_that_made_it(bridge: Bridge) -> None:
    async def steps(call: Call, params: Params) -> JsonValue:
        call.emit({"step": float("nan")})
        return None

    bridge.serve({"steps": steps})
    error = (await bridge.call("steps", {"_meta": {"progress": True}}))["error"]
    assert (error["code"], error["data"]["path"]) == (-32007, "event.step")


async def test_of_an_event_too_long_for_a_line_only_the_number_comes() -> None:
    async def steps(call: Call, params: Params) -> JsonValue:
        for text in ("a", "b" * 2000, "c"):
            call.emit({"text": text})
        return None

    bridge = Bridge(limits=Limits(max_frame_bytes=1024))
    bridge.serve({"steps": steps})
    bridge.request("steps", {"_meta": {"progress": True}})
    told = [(await bridge.receive())["params"] for _ in range(3)]
    assert [(event["seq"], event.get("event")) for event in told] == [
        (1, {"text": "a"}),
        (2, None),
        (3, {"text": "c"}),
    ]
    assert (await bridge.receive())["result"] is None
    await bridge.close()


async def test_a_result_too_long_fails_its_own_call_alone() -> None:
    bridge = Bridge(limits=Limits(max_frame_bytes=1024))
    bridge.serve({"big": answering("x" * 2000), "echo": echo})
    error = (await bridge.call("big", id=1))["error"]
    assert (error["code"], error["data"]["limit_bytes"]) == (-32006, 1024)
    assert (await bridge.call("echo", id=2))["result"] == {}
    await bridge.close()


async def test_a_batch_whose_errors_alone_are_too_long_is_answered_by_one() -> None:
    bridge = Bridge(limits=Limits(max_frame_bytes=1024))
    bridge.send([0] * 200)
    answer = await bridge.receive()
    assert (answer["id"], code_of(answer)) == (None, -32006)
    await bridge.close()


@pytest.mark.parametrize(
    ("value", "path", "reason"),
    [
        ({"a": [0, float("nan")]}, "a[1]", "is NaN"),
        ({"a": {"b": float("-inf")}}, "a.b", "is -Infinity"),
        ({"a": {1, 2}}, "a", "is a set"),
        ([2**64], "[0]", "is an integer beyond 64 bits"),
        ("\ud800", "", "holds a lone surrogate"),
        ({1: 2}, "1", "has a key that is not a string"),
    ],
)
async def test_a_result_that_is_no_json_is_named_by_its_path(
    bridge: Bridge, value: object, path: str, reason: str
) -> None:
    bridge.serve({"odd": answering(value)})
    error = (await bridge.call("odd"))["error"]
    assert (error["code"], error["data"]) == (-32007, {"path": path, "reason": reason})


@pytest.mark.parametrize("failure", [ValueError("secret"), SystemExit(3), StopIteration()])
async def test_an_unforeseen_failure_leaks_nothing_and_is_logged_under_its_reference(
    bridge: Bridge, caplog: pytest.LogCaptureFixture, failure: BaseException
) -> None:
    bridge.serve({"boom": raising(failure), "echo": echo})
    answer = await bridge.call("boom")
    assert answer["error"]["message"] == "Internal error"
    (ref,) = answer["error"]["data"].values()
    assert type(failure).__name__ not in json.dumps(answer)
    assert "secret" not in json.dumps(answer)
    (record,) = [record for record in caplog.records if ref in record.getMessage()]
    assert record.levelno == logging.ERROR
    assert record.exc_info
    assert (await bridge.call("echo", id=2))["result"] == {}


async def test_what_a_skill_says_of_its_failure_reaches_the_caller(bridge: Bridge) -> None:
    bridge.serve({"refuse": raising(SkillFailed("Not today.", data={"until": "monday"}))})
    error = (await bridge.call("refuse"))["error"]
    assert error == {"code": -32010, "message": "Not today.", "data": {"until": "monday"}}


async def test_an_error_whose_text_is_no_json_is_answered_as_such(bridge: Bridge) -> None:
    bridge.serve({"refuse": raising(SkillFailed("\ud800"))})
    error = (await bridge.call("refuse"))["error"]
    assert (error["code"], error["data"]["path"]) == (-32007, "error.message")


async def test_a_deadline_that_a_skill_noticed_itself_is_a_deadline(bridge: Bridge) -> None:
    bridge.serve({"late": raising(DeadlineExceeded(deadline_ms=5))})
    assert code_of(await bridge.call("late")) == -32003


async def test_shutdown_drains_refuses_and_is_answered_last(bridge: Bridge) -> None:
    gate = Gate()
    bridge.serve({"slow": gate, "echo": echo})
    bridge.request("slow", id=1)
    await within(gate.began)
    bridge.request("shutdown", id=2)
    assert code_of(await bridge.call("echo", id=3)) == -32005
    assert (await bridge.ping())["in_flight"] == 1
    bridge.request("shutdown", id=4)
    gate.may_go_on.set()
    assert (await bridge.receive())["result"] == "done"
    answers = [await bridge.receive(), await bridge.receive()]
    assert [(answer["id"], answer["result"]) for answer in answers] == [(2, None), (4, None)]
    await within(bridge.shut_down)


async def test_ping_is_answered_while_the_event_loop_is_blocked(bridge: Bridge) -> None:
    bridge.serve({})
    bridge.request("ping", id=1)
    # No `await` from here on: the event loop is this thread, and it is held.
    first = json.loads(bridge.transport.written(timeout_s=PATIENCE_S))["result"]
    bridge.request("ping", id=2)
    second = json.loads(bridge.transport.written(timeout_s=PATIENCE_S))["result"]
    assert first["pong"] is True
    assert second["loop_lag_ms"] > 0


async def test_the_wire_goes_on_after_lines_that_are_nonsense(bridge: Bridge) -> None:
    bridge.serve({"echo": echo})
    bridge.transport.feed(b"nonsense\n\xff\n[\n{}\n")
    codes = [code_of(await bridge.receive()) for _ in range(4)]
    assert codes == [-32700, -32700, -32700, -32600]
    assert (await bridge.call("echo"))["result"] == {}
