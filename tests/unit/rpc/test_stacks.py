"""The stack of a call leads from the skill's own line to the innermost one."""

from __future__ import annotations

import asyncio
import functools
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from agent_runner.errors import DeadlineExceeded
from agent_runner.json_types import JsonValue
from agent_runner.rpc.calls import Call
from agent_runner.rpc.messages import Params
from agent_runner.rpc.stacks import call_stack
from tests.unit.rpc.bridge import PATIENCE_S, Bridge

Waiting = Callable[[asyncio.Event], Awaitable[None]]


async def innermost(began: asyncio.Event) -> None:
    began.set()
    await asyncio.Event().wait()  # here


async def plainly(began: asyncio.Event) -> None:
    await innermost(began)


async def through_a_task(began: asyncio.Event) -> None:
    await asyncio.create_task(innermost(began))


async def through_gathered_ones(began: asyncio.Event) -> None:
    await asyncio.gather(asyncio.sleep(0), innermost(began))


async def through_a_generator(began: asyncio.Event) -> None:
    async def steps() -> AsyncIterator[int]:
        await innermost(began)
        yield 1

    async for _ in steps():
        pass


@pytest.mark.parametrize("cost", [False, True])
@pytest.mark.parametrize("way", [plainly, through_a_task, through_gathered_ones])
async def test_the_line_a_coroutine_waits_at_is_shown_with_the_way_there(
    bridge: Bridge, way: Waiting, cost: bool
) -> None:
    began = asyncio.Event()

    async def skill(call: Call, params: Params) -> JsonValue:
        await way(began)
        return None

    bridge.serve({"skill": skill})
    hello = {"protocol_version": 1, "capabilities": {"cost": cost}}
    await bridge.call("initialize", hello)
    bridge.request("skill", id=7)
    async with asyncio.timeout(PATIENCE_S):
        await began.wait()
    await asyncio.sleep(0)
    stack = (await bridge.call("ping", {"stack": True}, id="ping"))["result"]["stack"]
    call = stack[stack.index("Call 7 of skill, received") :]
    lines = ["await way(began)", f"in {way.__name__}", "await asyncio.Event().wait()  # here"]
    places = [call.find(line) for line in lines]
    assert -1 not in places, call
    assert places == sorted(places)
    assert call.count("await way(began)") == 1


async def test_an_asynchronous_generator_is_shown_as_far_as_it_can_be_seen(bridge: Bridge) -> None:
    began = asyncio.Event()

    async def skill(call: Call, params: Params) -> JsonValue:
        await through_a_generator(began)
        return None

    bridge.serve({"skill": skill})
    bridge.request("skill", id=7)
    async with asyncio.timeout(PATIENCE_S):
        await began.wait()
    stack = (await bridge.call("ping", {"stack": True}, id="ping"))["result"]["stack"]
    assert "async for _ in steps():" in stack


async def test_a_thread_is_shown_from_the_skills_own_line(bridge: Bridge) -> None:
    began, may_end = threading.Event(), threading.Event()

    def work() -> None:
        began.set()
        may_end.wait(PATIENCE_S)  # in the thread

    async def skill(call: Call, params: Params) -> JsonValue:
        return await call.plain_work.run(functools.partial(work))

    bridge.serve({"skill": skill})
    bridge.request("skill", {"_meta": {"deadline_ms": 50}}, id=7)
    stack = (await bridge.receive())["error"]["data"]["stack"]
    assert "may_end.wait(PATIENCE_S)  # in the thread" in stack
    assert "in work" in stack.splitlines()[0]
    may_end.set()
    await bridge.dispatcher.drained()


async def test_a_thread_that_ended_before_its_call_heard_of_it_shows_where_it_failed(
    bridge: Bridge,
) -> None:
    calls: list[Call] = []
    began, may_end = threading.Event(), threading.Event()

    def work() -> None:
        began.set()
        may_end.wait(PATIENCE_S)
        raise DeadlineExceeded(deadline_ms=1)  # in the thread

    async def skill(call: Call, params: Params) -> JsonValue:
        calls.append(call)
        return await call.plain_work.run(work)

    bridge.serve({"skill": skill})
    bridge.request("skill", id=7)
    assert await asyncio.to_thread(began.wait, PATIENCE_S)
    (call,) = calls
    may_end.set()
    late_s = time.monotonic() + PATIENCE_S
    while call.plain_work.is_running:  # the loop stands still: nobody hears of the end
        assert time.monotonic() < late_s
    stack = call_stack(call, loop_thread=threading.get_ident(), is_stepping=False)
    assert "raise DeadlineExceeded(deadline_ms=1)  # in the thread" in stack
    await bridge.receive()
    assert call.plain_work.error is None


async def test_a_ping_that_asks_for_no_stack_gets_none(bridge: Bridge) -> None:
    for params in ({}, {"stack": False}, {"stack": 1}, [True]):
        assert "stack" not in (await bridge.call("ping", params))["result"]
