"""The end of a process cuts its calls of a model first, so that the core's answers still come."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from agent_runner.llm.port import ModelFailed

T = TypeVar("T")

_WHY = "the process is asked to end"


class Stopping:
    """Used on one event loop. Once stopped, nothing begins any more."""

    def __init__(self) -> None:
        self._is_stopped = False
        self._limits: set[asyncio.Timeout] = set()

    def stop(self) -> None:
        """End all that is under way; twice is once."""
        self._is_stopped = True
        for limit in self._limits:
            limit.reschedule(asyncio.get_running_loop().time())

    async def unless(self, work: Callable[[], Awaitable[T]]) -> T:
        """What the work gives. Raises `ModelFailed` (`unavailable`), and cancels it, when stopped.

        Around each piece of a stream: across a `yield` it would strike the reader.
        """
        if self._is_stopped:
            raise ModelFailed("unavailable", _WHY, was_sent=False)
        limit = asyncio.timeout(None)
        try:
            async with limit:
                self._limits.add(limit)
                return await work()
        except TimeoutError:
            if not limit.expired():
                raise
            raise ModelFailed("unavailable", _WHY) from None
        finally:
            self._limits.discard(limit)
