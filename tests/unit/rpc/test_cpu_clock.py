"""The CPU time of a coroutine is that of its own steps."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from typing import Any

import pytest

from agent_runner.rpc.cpu_clock import CpuClock
from agent_runner.rpc.first_steps import FirstSteps
from tests.unit.rpc.bridge import PATIENCE_S

TOLERANCE_S = 0.002


class Tally:
    def __init__(self) -> None:
        self.cpu_s = 0.0


def compute(seconds: float) -> None:
    end_s = time.thread_time() + seconds
    while time.thread_time() < end_s:
        pass


async def steps(*seconds: float) -> None:
    await asyncio.sleep(0)
    for one in seconds:
        compute(one)
        await asyncio.sleep(0)


async def run(*works: Coroutine[Any, Any, None]) -> list[float]:
    """The CPU time of each, all at the same time; started as the event loop starts them."""
    loop = asyncio.get_running_loop()
    first_steps = FirstSteps(loop)
    tallies = [Tally() for _ in works]
    started: asyncio.Future[list[asyncio.Task[None] | None]] = loop.create_future()

    def start() -> None:
        pairs = zip(works, tallies, strict=True)
        started.set_result([first_steps.start(work, tally) for work, tally in pairs])

    loop.call_soon(start)
    tasks = [task for task in await started if task is not None]
    async with asyncio.timeout(PATIENCE_S):
        await asyncio.gather(*tasks)
    return [tally.cpu_s for tally in tallies]


async def test_its_own_steps_are_counted_and_nothing_between_them() -> None:
    taken = await run(steps(0.01, 0.02), steps(0.005))
    assert taken == pytest.approx([0.03, 0.005], abs=TOLERANCE_S)


async def test_a_step_that_waits_takes_no_cpu_though_many_short_ones_went_before() -> None:
    async def block() -> None:
        await asyncio.sleep(0)
        time.sleep(0.05)  # noqa: ASYNC251

    async def many() -> None:
        for _ in range(1000):
            await asyncio.sleep(0)

    assert (await run(many(), block()))[1] < TOLERANCE_S


async def test_a_step_that_fails_is_counted_too() -> None:
    async def fail() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            compute(0.01)

    async def cancel(task: asyncio.Task[None]) -> None:
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    loop = asyncio.get_running_loop()
    tally, started = Tally(), loop.create_future()
    first_steps = FirstSteps(loop)
    loop.call_soon(lambda: started.set_result(first_steps.start(fail(), tally)))
    await cancel(await started)
    assert tally.cpu_s == pytest.approx(0.01, abs=TOLERANCE_S)


def test_the_step_under_way_is_counted_until_now() -> None:
    clock = CpuClock()
    clock.begin()
    compute(0.01)
    assert clock.took() == pytest.approx(0.01, abs=TOLERANCE_S)
