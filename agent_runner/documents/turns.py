"""How many files one process reads at the same time; who comes later waits."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from weakref import WeakKeyDictionary


class Turns:
    """At most `most` at once on each event loop."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._of_loop: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = (
            WeakKeyDictionary()
        )

    @asynccontextmanager
    async def one(self) -> AsyncGenerator[None]:
        """Wait for a turn, and keep it for as long as the block lasts."""
        loop = asyncio.get_running_loop()
        turns = self._of_loop.setdefault(loop, asyncio.Semaphore(self._most))
        async with turns:
            yield
