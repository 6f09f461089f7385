"""A function in a thread is interrupted alone, exactly once, and never starves another."""

from __future__ import annotations

import asyncio
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from agent_runner.errors import Cancelled
from agent_runner.plain_work import PlainWork, SkillThreads

PATIENCE_S = 5.0


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not holds():  # noqa: ASYNC110  # what threads do tells no loop
            await asyncio.sleep(0.001)


async def begun(work: PlainWork, function: Callable[[], object]) -> asyncio.Task[object]:
    """The task that waits for `function`, which is under way in its thread."""
    loop = asyncio.get_running_loop()
    began = asyncio.Event()

    def tell_and_go_on() -> object:
        loop.call_soon_threadsafe(began.set)
        return function()

    task = asyncio.create_task(work.run(tell_and_go_on))
    async with asyncio.timeout(PATIENCE_S):
        await began.wait()
    return task


def spin() -> None:
    while True:
        pass


async def test_results_and_errors_come_back() -> None:
    work = PlainWork(SkillThreads())
    assert await work.run(lambda: 7) == 7
    with pytest.raises(ZeroDivisionError):
        await work.run(lambda: 1 // 0)
    assert work.thread_ids == []


async def test_a_function_that_spins_ends_by_an_exception_soon_after_it_is_left() -> None:
    threads = SkillThreads()
    work = PlainWork(threads)
    task = await begun(work, spin)
    assert (len(work.thread_ids), threads.running) == (1, 1)
    ended = threading.Event()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert work.when_ended(ended.set)
    await until(ended.is_set)
    assert work.was_interrupted
    assert not work.when_ended(ended.clear)


async def test_an_interrupted_function_that_is_still_waited_for_tells_so() -> None:
    work = PlainWork(SkillThreads())
    task = await begun(work, spin)
    work.interrupt()
    with pytest.raises(Cancelled):
        await task


async def test_a_function_that_ends_by_itself_is_not_interrupted() -> None:
    work = PlainWork(SkillThreads())
    stop = threading.Event()
    task = await begun(work, lambda: stop.wait(PATIENCE_S))
    ended = threading.Event()
    task.cancel()
    stop.set()
    work.when_ended(ended.set)
    await until(ended.is_set)
    work.interrupt()
    assert not work.was_interrupted
    assert await work.run(lambda: "clean") == "clean"


async def test_what_nobody_waits_for_takes_no_place() -> None:
    threads = SkillThreads(most=1)
    deaf = PlainWork(threads)
    may_end = threading.Event()
    task = await begun(deaf, lambda: may_end.wait(PATIENCE_S))
    waiting = asyncio.create_task(PlainWork(threads).run(lambda: "done"))
    await asyncio.sleep(0)
    assert not waiting.done()
    task.cancel()
    async with asyncio.timeout(PATIENCE_S):
        assert await waiting == "done"
    await until(lambda: threads.running == 1)
    may_end.set()
    await until(lambda: threads.running == 0)


async def test_what_was_left_before_it_got_a_place_never_begins() -> None:
    threads = SkillThreads(most=1)
    may_end = threading.Event()
    first = await begun(PlainWork(threads), lambda: may_end.wait(PATIENCE_S))
    work = PlainWork(threads)
    has_run = threading.Event()
    second = asyncio.create_task(work.run(has_run.set))
    await asyncio.sleep(0)
    second.cancel()
    with pytest.raises(asyncio.CancelledError):
        await second
    may_end.set()
    assert await first
    assert await PlainWork(threads).run(lambda: "next") == "next"
    assert not has_run.is_set()
    assert not work.when_ended(has_run.set)


@pytest.fixture
def hasty_threads() -> Iterator[None]:
    """Threads that take turns after every few steps, so that they meet everywhere."""
    usual_s = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual_s)


@pytest.mark.usefixtures("hasty_threads")
async def test_an_exception_at_any_instant_never_reaches_the_next_function_of_the_thread() -> None:
    threads = SkillThreads(most=1)
    outcomes: Counter[str] = Counter()
    for number in range(3000):
        work = PlainWork(threads)
        began = threading.Event()

        def short(began: threading.Event = began, spins: range = range(number % 97 * 50)) -> str:
            began.set()
            for _ in spins:
                pass
            return "ended"

        task = asyncio.create_task(work.run(short))
        await asyncio.sleep(0)
        assert began.wait(PATIENCE_S)
        for _ in range(number % 53 * 20):
            pass
        work.interrupt()
        try:
            outcomes[str(await task)] += 1
        except Cancelled:
            outcomes["interrupted"] += 1
        assert await PlainWork(threads).run(lambda: sum(range(20))) == 190
    assert outcomes["ended"] > 0
    assert outcomes["interrupted"] > 0


async def test_cpu_time_is_that_of_the_thread() -> None:
    work = PlainWork(SkillThreads())

    def compute() -> None:
        end_s = time.thread_time() + 0.02
        while time.thread_time() < end_s:
            pass

    await work.run(compute)
    await work.run(lambda: time.sleep(0.05))
    assert 0.02 <= work.cpu_s < 0.05
