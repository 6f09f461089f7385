"""The orchestrator: workflows over the agents' skills, as graphs. The sole door to langgraph.

    async with open_orchestrator(registry, data_dir=None) as agent:
        ...  # an Agent with study_plan, chat and resume

langgraph is imported when an orchestrator is opened, not before.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator
from pathlib import Path

from agent_runner.registry import Registry
from agent_runner.skill import Agent

__all__ = ["open_orchestrator"]


@contextlib.asynccontextmanager
async def open_orchestrator(
    registry: Registry, *, data_dir: Path | None
) -> AsyncGenerator[Agent, None]:
    """The orchestrator over the agents of `registry`; leaving it ends its runs and its database.

    Checkpoints live in `data_dir`, or in memory where there is none. Raises `NotReady` when the
    database cannot be opened.
    """
    from agent_runner.orchestrator.agent import build_orchestrator
    from agent_runner.orchestrator.checkpoints import open_checkpoints

    async with (
        open_checkpoints(data_dir) as checkpoints,
        build_orchestrator(registry, checkpoints) as agent,
    ):
        yield agent
