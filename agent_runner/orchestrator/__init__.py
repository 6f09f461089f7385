"""The orchestrator: workflows over the agents' skills, as graphs. The sole door to langgraph.

    async with open_orchestrator(registry, data_dir=None) as orchestrator:
        ...  # orchestrator.agent has the skills study_plan, chat and resume

langgraph is imported when an orchestrator is opened, not before.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from agent_runner.registry import Registry
from agent_runner.skill import Agent
from agent_runner.store.port import KeptRuns

if TYPE_CHECKING:
    from agent_runner.store.postgres_database import PostgresDatabase

__all__ = ["Orchestrator", "open_orchestrator"]


class Orchestrator(NamedTuple):
    """The agent whose skills are the workflows, and the runs of them that are kept."""

    agent: Agent
    runs: KeptRuns


@contextlib.asynccontextmanager
async def open_orchestrator(
    registry: Registry, *, data_dir: Path | None, database: PostgresDatabase | None = None
) -> AsyncGenerator[Orchestrator, None]:
    """The orchestrator over the agents of `registry`; leaving it ends its runs.

    Checkpoints live in `database`, which is opened after this and takes over those that lie in
    `data_dir`; or in `data_dir`, or in memory where there is neither. Raises `NotReady` when the
    file cannot be opened.
    """
    from agent_runner.orchestrator.agent import build_orchestrator
    from agent_runner.orchestrator.checkpoints import open_checkpoints

    async with (
        open_checkpoints(data_dir, database) as checkpoints,
        build_orchestrator(registry, checkpoints) as (agent, runs),
    ):
        yield Orchestrator(agent, runs)
