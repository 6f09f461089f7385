"""Events leave in order and numbered, never more than the host takes, and none is lost."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator
from typing import Any

import pytest

from agent_runner.json_types import JsonValue
from agent_runner.rpc.calls import Call
from agent_runner.rpc.memory import MemoryTransport
from agent_runner.rpc.messages import Params
from agent_runner.rpc.progress import KEPT_EVENTS, Progress, TooManyEvents
from agent_runner.rpc.writing import UNSENT_PROGRESS_BYTES, Writer
from tests.unit.rpc.bridge import PATIENCE_S, Bridge


class Host:
    """Where the events of one call go."""

    def __init__(self, *, window: int | None) -> None:
        self.transport = MemoryTransport()
        self.writer = Writer(self.transport)
        self.writer.start(lambda: None)
        self.is_stopped = False
        self.progress = Progress(
            1,
            self.writer,
            window=window,
            max_event_bytes=10_000_000,
            is_stopped=lambda: self.is_stopped,
        )

    async def seqs(self, count: int) -> list[int]:
        def read() -> list[int]:
            lines = (self.transport.written(timeout_s=PATIENCE_S) for _ in range(count))
            return [json.loads(line)["params"]["seq"] for line in lines]

        return await asyncio.to_thread(read)

    def has_nothing_more(self) -> bool:
        self.writer.close(timeout_s=PATIENCE_S)
        return not self.transport.has_lines


@pytest.fixture
async def host() -> AsyncIterator[Host]:
    host = Host(window=3)
    yield host
    host.transport.go_on_reading()
    host.writer.close(timeout_s=PATIENCE_S)


async def within(awaitable: Any) -> Any:
    async with asyncio.timeout(PATIENCE_S):
        return await awaitable


async def test_no_more_is_sent_than_the_window_has_and_credit_lets_on(host: Host) -> None:
    async def send_all() -> None:
        for number in range(7):
            await host.progress.send({"n": number})

    sending = asyncio.create_task(send_all())
    assert await host.seqs(3) == [1, 2, 3]
    host.progress.grant(2)
    assert await host.seqs(2) == [4, 5]
    assert not sending.done()
    host.progress.grant(10)
    assert await host.seqs(2) == [6, 7]
    await within(sending)
    assert host.has_nothing_more()


async def test_the_event_loop_keeps_what_cannot_go_in_order(host: Host) -> None:
    for number in range(8):
        host.progress.emit({"n": number})
    assert await host.seqs(3) == [1, 2, 3]
    host.progress.grant(1)
    host.progress.emit({"n": 8})
    assert await host.seqs(1) == [4]
    drained = asyncio.create_task(host.progress.drained())
    host.progress.grant(10)
    assert await host.seqs(5) == [5, 6, 7, 8, 9]
    await within(drained)


async def test_too_many_kept_are_refused_and_the_others_still_go(host: Host) -> None:
    for number in range(3 + KEPT_EVENTS):
        host.progress.emit({"n": number})
    with pytest.raises(TooManyEvents) as refused:
        host.progress.emit({"n": "one more"})
    assert refused.value.code == -32004
    assert "await ctx.send" in refused.value.message
    host.progress.grant(10_000)
    assert await host.seqs(3 + KEPT_EVENTS) == list(range(1, 4 + KEPT_EVENTS))


async def test_large_events_kept_have_a_bound_in_bytes(host: Host) -> None:
    event = {"text": "x" * 1_000_000}
    for _ in range(3):
        host.progress.emit({})
    for _ in range(5):
        host.progress.emit(event)
    with pytest.raises(TooManyEvents):
        host.progress.emit(event)


async def test_a_thread_waits_for_credit(host: Host) -> None:
    def emit_all() -> None:
        for number in range(6):
            host.progress.emit({"n": number})

    emitting = asyncio.create_task(asyncio.to_thread(emit_all))
    assert await host.seqs(3) == [1, 2, 3]
    assert not emitting.done()
    host.progress.grant(3)
    assert await host.seqs(3) == [4, 5, 6]
    await within(emitting)


async def test_a_thread_that_waits_goes_on_when_its_call_is_stopped(host: Host) -> None:
    began = threading.Event()

    def emit_all() -> None:
        for _ in range(3):
            host.progress.emit({})
        began.set()
        host.progress.emit({})

    emitting = asyncio.create_task(asyncio.to_thread(emit_all))
    await asyncio.to_thread(began.wait, PATIENCE_S)
    host.is_stopped = True
    host.progress.wake()
    await within(emitting)


async def test_nothing_follows_the_answer_and_who_waits_is_let_go(host: Host) -> None:
    async def send_all() -> None:
        for number in range(5):
            await host.progress.send({"n": number})

    sending = asyncio.create_task(send_all())
    assert await host.seqs(3) == [1, 2, 3]
    host.progress.close()
    await within(sending)
    host.progress.grant(5)
    assert host.has_nothing_more()


async def test_a_sender_that_is_cancelled_takes_no_credit(host: Host) -> None:
    for _ in range(3):
        await host.progress.send({})
    waiting = asyncio.create_task(host.progress.send({"lost": True}))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.wait((waiting,))
    host.progress.grant(1)
    await within(host.progress.send({"next": True}))
    assert await host.seqs(4) == [1, 2, 3, 4]


async def test_without_a_window_the_connection_is_the_bound() -> None:
    host = Host(window=None)
    host.transport.stop_reading()
    event = {"text": "x" * 1_000_000}
    sent = 0

    async def send_all() -> None:
        nonlocal sent
        for _ in range(20):
            await host.progress.send(event)
            sent += 1

    sending = asyncio.create_task(send_all())
    await asyncio.sleep(0)  # It goes on until it has to wait.
    assert sent * 1_000_000 <= UNSENT_PROGRESS_BYTES + 2_000_000
    assert not sending.done()
    host.transport.go_on_reading()
    assert await host.seqs(20) == list(range(1, 21))
    await within(sending)
    host.writer.close(timeout_s=PATIENCE_S)


async def test_the_answer_waits_for_what_is_kept() -> None:
    async def steps(call: Call, params: Params) -> JsonValue:
        for number in range(5):
            call.emit({"n": number})
        return "end"

    bridge = Bridge()
    bridge.serve({"steps": steps})
    bridge.request("steps", {"_meta": {"progress": True, "window": 2}})
    assert [(await bridge.receive())["params"]["seq"] for _ in range(2)] == [1, 2]
    assert (await bridge.ping())["in_flight"] == 1
    bridge.notify("$/credit", {"id": 1, "n": 2})
    assert [(await bridge.receive())["params"]["seq"] for _ in range(2)] == [3, 4]
    bridge.notify("$/credit", {"id": 1, "n": 2})
    assert (await bridge.receive())["params"]["seq"] == 5
    assert (await bridge.receive())["result"] == "end"
    await bridge.close()


@pytest.mark.parametrize(
    "params", [{}, [], {"id": 1}, {"id": 1, "n": 0}, {"id": 1, "n": True}, {"id": 9, "n": 1}]
)
async def test_credit_of_no_sense_gives_none(params: Any) -> None:
    async def steps(call: Call, params: Params) -> JsonValue:
        for number in range(2):
            await call.send({"n": number})
        return "end"

    bridge = Bridge()
    bridge.serve({"steps": steps})
    bridge.request("steps", {"_meta": {"progress": True, "window": 1}})
    assert (await bridge.receive())["params"]["seq"] == 1
    bridge.notify("$/credit", params)
    assert (await bridge.ping())["in_flight"] == 1
    bridge.notify("$/credit", {"id": 1, "n": 1})
    assert (await bridge.receive())["params"]["seq"] == 2
    assert (await bridge.receive())["result"] == "end"
    await bridge.close()


async def test_a_call_that_waits_for_credit_can_be_cancelled(bridge: Bridge) -> None:
    async def steps(call: Call, params: Params) -> JsonValue:
        while True:
            await call.send({})

    bridge.serve({"steps": steps})
    bridge.request("steps", {"_meta": {"progress": True, "window": 1}})
    assert (await bridge.receive())["params"]["seq"] == 1
    bridge.notify("$/cancelRequest", {"id": 1})
    assert (await bridge.receive())["error"]["code"] == -32800
