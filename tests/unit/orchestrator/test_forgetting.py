"""What is deleted is not left in the runs that quoted it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from agent_runner.agents.document import agent as document
from agent_runner.agents.personalization import agent as personalization
from agent_runner.context import RunContext
from agent_runner.errors import NotFound
from agent_runner.orchestrator import Orchestrator
from tests.unit.agents.own_material import BREAD, CELL, add, context
from tests.unit.orchestrator.six import opened


@pytest.fixture
async def made(tmp_path: Path) -> AsyncIterator[tuple[Orchestrator, RunContext, str]]:
    """An orchestrator, its learner, and a document that a run named `plan` is about; another,
    named `other`, is about none."""
    kept = tmp_path / "kept"
    async with opened(data_dir=kept) as orchestrator:
        ctx = context_with(orchestrator, tmp_path)
        cell = (await add(ctx, tmp_path, CELL))["document_id"]
        await add(ctx, tmp_path, BREAD, "bread.md")
        skills = orchestrator.agent.skills
        request: Any = {"user_input": "Plan this", "document_id": cell}
        await skills["study_plan"].run(replace(ctx, run_id="plan"), request)
        ask: Any = {"user_input": "What is osmosis?", "document_id": cell}
        await skills["chat"].run(replace(ctx, run_id="answer", thread_id="t"), ask)
        await skills["study_plan"].run(
            replace(ctx, run_id="other"), {"user_input": "Help me study genetics"}
        )
        yield orchestrator, ctx, cell


async def is_kept(orchestrator: Orchestrator, ctx: RunContext, run_id: str) -> bool:
    try:
        await orchestrator.agent.skills["resume"].run(ctx, {"run_id": run_id})
    except NotFound:
        return False
    return True


async def test_a_deleted_document_is_not_left_in_the_runs_that_quoted_it(
    made: tuple[Orchestrator, RunContext, str],
) -> None:
    orchestrator, ctx, cell = made
    await document.skills["delete"].run(ctx, {"document_id": cell})
    assert not await is_kept(orchestrator, ctx, "plan")
    assert not await is_kept(orchestrator, ctx, "answer")
    assert await is_kept(orchestrator, ctx, "other")


async def test_forgetting_documents_forgets_the_runs_about_any(
    made: tuple[Orchestrator, RunContext, str],
) -> None:
    orchestrator, ctx, _cell = made
    await personalization.skills["forget"].run(ctx, {"field": "documents"})
    kept = {run: await is_kept(orchestrator, ctx, run) for run in ("plan", "answer", "other")}
    assert kept == {"plan": False, "answer": False, "other": True}


async def test_forgetting_everything_leaves_no_run_and_no_conversation(
    made: tuple[Orchestrator, RunContext, str],
) -> None:
    orchestrator, ctx, _cell = made
    await personalization.skills["forget"].run(ctx, {"field": "everything"})
    kept = {run: await is_kept(orchestrator, ctx, run) for run in ("plan", "answer", "other")}
    assert kept == {"plan": False, "answer": False, "other": False}
    assert await ctx.store.items("orchestrator.thread") == []


async def test_another_learners_runs_stay(made: tuple[Orchestrator, RunContext, str]) -> None:
    orchestrator, ctx, cell = made
    bob = replace(ctx, user_id="bob")
    await orchestrator.agent.skills["study_plan"].run(
        replace(bob, run_id="bobs"), {"user_input": f"Help me study genetics, not {cell}"}
    )
    await document.skills["delete"].run(ctx, {"document_id": cell})
    await personalization.skills["forget"].run(ctx, {"field": "everything"})
    assert await is_kept(orchestrator, bob, "bobs")


def context_with(orchestrator: Orchestrator, folder: Path) -> RunContext:
    return context(folder, user_id="ann", shared_runs=orchestrator.runs)
