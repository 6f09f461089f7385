"""Total deadlines: the SDKs' own timeouts are for each read, and a slow drip never meets them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable
from contextlib import aclosing
from typing import TypeVar

from agent_runner.llm.port import ModelFailed

T = TypeVar("T")


def left_s(until_s: float) -> float:
    """Seconds until an instant on the monotonic clock, at least 0."""
    return max(0.0, until_s - time.monotonic())


async def within(work: Awaitable[T], timeout_s: float) -> T:
    """What the work gives. Raises `ModelFailed` (`timeout`), and cancels it, when time is up."""
    try:
        async with asyncio.timeout(timeout_s):
            return await work
    except TimeoutError:
        raise ModelFailed("timeout", f"no answer within {timeout_s:.1f} s") from None


async def pieces_within(
    pieces: AsyncGenerator[T, None], timeout_s: float
) -> AsyncGenerator[T, None]:
    """The pieces, all of them within the time; what the reader of them takes counts too."""
    until_s = time.monotonic() + timeout_s
    async with aclosing(pieces):
        while True:
            # Around each piece: across a `yield` the timeout would strike the reader.
            try:
                async with asyncio.timeout(left_s(until_s)):
                    piece = await anext(pieces)
            except StopAsyncIteration:
                return
            except TimeoutError:
                raise ModelFailed("timeout", f"not all within {timeout_s:.1f} s") from None
            yield piece
