"""The CPU time of a coroutine is that of its own steps."""

from __future__ import annotations

import asyncio
import time

import pytest

from agent_runner.rpc.metered import CpuClock, Metered

TOLERANCE_S = 0.002


def compute(seconds: float) -> None:
    end_s = time.thread_time() + seconds
    while time.thread_time() < end_s:
        pass


async def steps(*seconds: float) -> str:
    for one in seconds:
        compute(one)
        await asyncio.sleep(0)
    return "done"


async def test_the_result_is_that_of_the_coroutine_and_so_is_its_failure() -> None:
    async def fail() -> None:
        await asyncio.sleep(0)
        raise ValueError("mine")

    assert await Metered(steps(), CpuClock()) == "done"
    with pytest.raises(ValueError, match="mine"):
        await Metered(fail(), CpuClock())


async def test_its_own_steps_are_counted_and_nothing_between_them() -> None:
    clock = CpuClock()
    meters = [Metered(steps(0.01, 0.02), clock), Metered(steps(0.005), clock)]

    async def one(meter: Metered[str]) -> None:
        await meter

    await asyncio.gather(*map(one, meters))
    assert meters[0].cpu_s == pytest.approx(0.03, abs=TOLERANCE_S)
    assert meters[1].cpu_s == pytest.approx(0.005, abs=TOLERANCE_S)


async def test_a_step_that_waits_takes_no_cpu_though_many_short_ones_went_before() -> None:
    clock = CpuClock()
    for _ in range(1000):
        await Metered(steps(), clock)

    async def block() -> None:
        time.sleep(0.05)  # noqa: ASYNC251

    meter = Metered(block(), clock)
    await meter
    assert meter.cpu_s < TOLERANCE_S


async def test_cancellation_reaches_the_coroutine() -> None:
    seen: list[str] = []

    async def wait() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            seen.append("cancelled")

    async def run() -> None:
        await Metered(wait(), CpuClock())

    task = asyncio.create_task(run())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert seen == ["cancelled"]
