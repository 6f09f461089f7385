"""The agent that the bench calls."""

from __future__ import annotations

import asyncio
import functools
import time

from pydantic import BaseModel

from agent_runner import Agent, RunContext

agent = Agent("bench", description="Gives back, waits and blocks, for measurements.")


class Echo(BaseModel):
    """What came."""

    n: int
    text: str


@agent.skill
async def echo(ctx: RunContext, n: int, text: str) -> Echo:
    """Give back what came."""
    return Echo(n=n, text=text)


@agent.skill
async def big(ctx: RunContext, size: int) -> str:
    """Give a text of so many characters."""
    return "x" * size


@agent.skill
async def kept(ctx: RunContext, size: int) -> str:
    """Give a text of so many characters that is there: to make one holds up all else."""
    return _text(size)


@functools.lru_cache(maxsize=1)
def _text(size: int) -> str:
    return "x" * size


@agent.skill
async def size(ctx: RunContext, text: str) -> int:
    """Tell how long a text is."""
    return len(text)


@agent.skill
async def count(ctx: RunContext, to: int) -> int:
    """Tell the numbers up to `to`, as fast as they are taken."""
    for n in range(to):
        await ctx.send({"n": n})
    return to


@agent.skill
async def wait(ctx: RunContext) -> None:
    """Wait on the event loop until cancelled."""
    await asyncio.get_running_loop().create_future()


@agent.skill
async def nap(ctx: RunContext, seconds: float) -> None:
    """Wait on the event loop for a time."""
    await asyncio.sleep(seconds)


@agent.skill
def wait_in_thread(ctx: RunContext) -> None:
    """Wait in a thread until cancelled."""
    while True:
        ctx.check_cancelled()
        time.sleep(0.001)


@agent.skill
async def block(ctx: RunContext, seconds: float) -> None:
    """Hold the event loop, as a skill should not."""
    time.sleep(seconds)  # noqa: ASYNC251


@agent.skill
async def spin(ctx: RunContext, seconds: float) -> None:
    """Hold the event loop and compute, as a skill should not."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        pass
