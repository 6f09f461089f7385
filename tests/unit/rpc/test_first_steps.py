"""A coroutine that never waits gets no task; one that waits has all that a task gives it."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextvars import ContextVar
from typing import Any

import pytest

from agent_runner.rpc.first_steps import FirstSteps
from tests.unit.rpc.bridge import PATIENCE_S

MARK: ContextVar[str] = ContextVar("mark", default="none")


class Tally:
    """How long the steps of a coroutine took."""

    cpu_s = 0.0


class Outside:
    """Starts coroutines as the event loop does: not from within a task."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.first_steps = FirstSteps(self.loop)

    async def start(self, *works: Coroutine[Any, Any, None]) -> list[asyncio.Task[None] | None]:
        started: asyncio.Future[list[asyncio.Task[None] | None]] = self.loop.create_future()

        def start() -> None:
            try:
                started.set_result([self.first_steps.start(work, Tally()) for work in works])
            except BaseException as error:
                started.set_exception(error)

        self.loop.call_soon(start)
        return await started


@pytest.fixture
async def outside() -> Outside:
    return Outside()


async def test_what_does_not_wait_is_done_at_once_and_shares_a_task(outside: Outside) -> None:
    seen: list[Any] = []

    async def work() -> None:
        seen.append((asyncio.current_task(), MARK.get()))
        MARK.set("changed")

    assert await outside.start(work(), work(), work()) == [None] * 3
    assert [mark for _, mark in seen] == ["none"] * 3
    assert len({task for task, _ in seen}) == 1


async def test_what_waits_keeps_its_task_and_its_context(outside: Outside) -> None:
    seen: list[Any] = []

    async def work(name: str) -> None:
        MARK.set(name)
        before = asyncio.current_task()
        async with asyncio.timeout(PATIENCE_S):
            await asyncio.sleep(0)
            await asyncio.to_thread(lambda: seen.append(MARK.get()))
        assert asyncio.current_task() is before
        seen.append(MARK.get())

    first, second = await outside.start(work("a"), work("b"))
    assert first is not None
    assert second is not None
    assert first is not second
    await asyncio.wait((first, second))
    assert sorted(seen) == ["a", "a", "b", "b"]


@pytest.mark.parametrize("turns", [0, 1, 2])
async def test_cancelling_reaches_what_is_waited_for(outside: Outside, turns: int) -> None:
    was_cancelled: list[str] = []
    inner_began = asyncio.Event()

    async def inner() -> None:
        inner_began.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            was_cancelled.append("inner")
            raise

    async def work() -> None:
        try:
            await asyncio.create_task(inner())
        except asyncio.CancelledError:
            was_cancelled.append("outer")
            raise

    (task,) = await outside.start(work())
    assert task is not None
    for _ in range(turns):
        await asyncio.sleep(0)
    await inner_began.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert was_cancelled == ["inner", "outer"]


async def test_a_cancellation_before_the_task_had_its_first_turn_reaches_the_work(
    outside: Outside,
) -> None:
    waited_for: asyncio.Future[None] = outside.loop.create_future()
    seen: list[str] = []

    async def work() -> None:
        try:
            await waited_for
        except asyncio.CancelledError:
            seen.append("cancelled")

    def start_and_cancel() -> None:
        task = outside.first_steps.start(work(), Tally())
        assert task is not None
        task.cancel()
        started.set_result(task)

    started: asyncio.Future[asyncio.Task[None]] = outside.loop.create_future()
    outside.loop.call_soon(start_and_cancel)
    await (await started)
    assert seen == ["cancelled"]
    assert waited_for.cancelled()


async def test_work_that_cancels_itself_harms_no_other(outside: Outside) -> None:
    async def suicidal() -> None:
        task = asyncio.current_task()
        assert task is not None
        task.cancel()

    async def sound() -> None:
        await asyncio.sleep(0)

    _, task = await outside.start(suicidal(), sound())
    assert task is not None
    await task


async def test_what_is_raised_at_once_is_raised(outside: Outside) -> None:
    async def work() -> None:
        raise ValueError("at once")

    with pytest.raises(ValueError, match="at once"):
        await outside.start(work())


async def test_a_cancellation_from_within_ends_it(outside: Outside) -> None:
    async def work() -> None:
        raise asyncio.CancelledError

    assert await outside.start(work()) == [None]


async def test_the_stack_of_a_task_shows_the_work(outside: Outside) -> None:
    async def waiting_here() -> None:
        await asyncio.Event().wait()

    (task,) = await outside.start(waiting_here())
    assert task is not None
    await asyncio.sleep(0)
    assert [frame.f_code.co_name for frame in task.get_stack()] == ["waiting_here"]
    task.cancel()
    await asyncio.wait((task,))
