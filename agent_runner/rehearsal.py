"""A study plan for nobody, made when a process is ready, so that the first caller does not wait.

What the plan reads on first use (the guard's rules, dates in words, names of subjects) is in
memory after it. It runs in a thread with an event loop and an orchestrator of its own, over a
store in memory: nothing of it is kept, no learner is involved, and calls are taken meanwhile.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading

from agent_runner.context import RunContext
from agent_runner.orchestrator import open_orchestrator
from agent_runner.registry import Registry

log = logging.getLogger(__name__)

LIMIT_S = 5.0
"""How long a call waits for the rehearsal; it takes less than a second."""
REQUEST = "I want to learn calculus, exam in 6 weeks, 30 minutes a day, not on Sundays"


class Rehearsal:
    """One plan over the agents of `registry`, begun at once."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._over = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        # A daemon: the process does not wait for it to end.
        threading.Thread(target=self._play, name="rehearsal", daemon=True).start()

    async def over(self) -> None:
        """Wait until it is over: who does the same beside it reads everything a second time."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LIMIT_S):
                await self._over.wait()

    def _play(self) -> None:
        try:
            asyncio.run(self._plan())
        except Exception as error:
            log.warning("the rehearsal failed: %s: %s", type(error).__name__, error)
        finally:
            with contextlib.suppress(RuntimeError):  # The loop is closed: nobody waits any more.
                self._loop.call_soon_threadsafe(self._over.set)

    async def _plan(self) -> None:
        ctx = RunContext(run_id="rehearsal", user_id="nobody")
        async with open_orchestrator(self._registry, data_dir=None) as orchestrator:
            await orchestrator.agent.skills["study_plan"].answer(ctx, {"user_input": REQUEST})
