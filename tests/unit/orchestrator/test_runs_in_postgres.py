"""Runs in a database that goes away, and that several processes have."""

from __future__ import annotations

import asyncio
from typing import Any

import psycopg
import pytest

from agent_runner.context import RunContext
from agent_runner.errors import StoreAway
from tests.fixtures.postgres.cluster import Cluster
from tests.unit.orchestrator.six import orchestrator, with_skill
from tests.unit.orchestrator.test_runs import PATIENCE_S, REQUEST, Gate


async def test_a_run_whose_database_goes_away_goes_on_from_its_steps_when_it_is_back(
    postgres: Cluster, database_url: str
) -> None:
    gate = Gate()
    events: list[Any] = []
    registry = with_skill("learning.path", gate.skill)
    async with orchestrator(registry, database_url=database_url) as skills:
        call = asyncio.create_task(skills["study_plan"].run(RunContext(run_id="a"), REQUEST))
        await asyncio.wait_for(gate.reached.wait(), PATIENCE_S)
        with psycopg.connect(database_url, autocommit=True) as connection:
            connection.execute("CREATE TABLE on_disk ()")  # and with it all that was before
        postgres.stop()
        try:
            gate.opened.set()
            with pytest.raises(StoreAway):
                await call
        finally:
            postgres.start()
        ctx = RunContext(run_id="a", on_event=lambda event: events.append(event))
        plan: Any = await skills["study_plan"].run(ctx, REQUEST)
    assert plan["path"]
    assert events[0]["resumed"]
    assert "wellness.guard" not in [event.get("skill") for event in events]


async def test_what_one_process_finished_another_gives_again(database_url: str) -> None:
    async with (
        orchestrator(database_url=database_url) as one,
        orchestrator(database_url=database_url) as other,
    ):
        plan = await one["study_plan"].run(RunContext(run_id="a"), REQUEST)
        assert await other["study_plan"].run(RunContext(run_id="a"), REQUEST) == plan


async def test_two_processes_that_go_on_with_one_run_at_once_both_end_it(database_url: str) -> None:
    async with (
        orchestrator(database_url=database_url) as one,
        orchestrator(database_url=database_url) as other,
    ):
        plans: list[Any] = await asyncio.gather(
            *(skills["study_plan"].run(RunContext(run_id="a"), REQUEST) for skills in (one, other))
        )
        kept: Any = await one["resume"].run(RunContext(), {"run_id": "a"})
        assert kept in plans
        assert await other["resume"].run(RunContext(), {"run_id": "a"}) == kept
        assert [plan["degraded"] for plan in plans] == [[], []]


async def test_many_runs_at_once_over_few_connections_all_end(database_url: str) -> None:
    async with orchestrator(database_url=database_url) as skills:
        plans: list[Any] = await asyncio.gather(
            *(
                skills["chat"].run(RunContext(run_id=f"{n}"), {"user_input": "thanks"})
                for n in range(30)
            )
        )
    assert len(plans) == 30


async def test_steps_of_a_run_that_nobody_went_on_with_are_kept_for_a_month(
    database_url: str,
) -> None:
    gate = Gate()
    registry = with_skill("learning.path", gate.skill)
    for run_id in ("old", "new"):
        async with orchestrator(registry, database_url=database_url) as skills:
            call = asyncio.create_task(skills["study_plan"].run(RunContext(run_id=run_id), REQUEST))
            await asyncio.wait_for(gate.reached.wait(), PATIENCE_S)
        with pytest.raises(asyncio.CancelledError):
            await call
        gate.reached.clear()
    with psycopg.connect(database_url, autocommit=True) as connection:
        aged = "jsonb_set(checkpoint, '{ts}', to_jsonb(now() - interval '31 days'))"
        connection.execute(
            f"UPDATE agents.checkpoints SET checkpoint = {aged} WHERE thread_id = 'old'".encode()
        )
        async with orchestrator(database_url=database_url):
            pass
        for table in ("checkpoints", "checkpoint_blobs"):
            left = connection.execute(f"SELECT DISTINCT thread_id FROM agents.{table}".encode())
            assert left.fetchall() == [("new",)], table
