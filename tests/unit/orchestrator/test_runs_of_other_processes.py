"""Runs in PostgreSQL that others began: in a file of before, in processes that go on or went."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from pathlib import Path
from typing import Any

import psycopg
import pytest

from agent_runner.context import RunContext
from agent_runner.errors import NotFound, NotReady
from agent_runner.orchestrator import Orchestrator
from agent_runner.orchestrator.checkpoints import FILE_NAME
from tests.unit.orchestrator.six import opened, orchestrator, with_skill
from tests.unit.orchestrator.test_runs import PATIENCE_S, REQUEST, Gate, stopped_half_way

_TABLES = ("checkpoints", "checkpoint_blobs", "checkpoint_writes", "finished_runs")
_WRITES = """
    SELECT FROM agents.checkpoint_writes WHERE task_path LIKE '%assessment.%'
    HAVING count(DISTINCT task_id) = 2
"""


def rows(url: str) -> dict[str, int]:
    with psycopg.connect(url) as db:
        return {
            table: db.execute(f"SELECT count(*) FROM agents.{table}".encode()).fetchall()[0][0]
            for table in _TABLES
        }


async def test_runs_in_a_file_from_before_go_on_in_postgresql_and_the_file_goes(
    database_url: str, tmp_path: Path
) -> None:
    async with stopped_half_way("half", "ann", {"data_dir": tmp_path}) as before:
        ctx = RunContext(run_id="whole", user_id="ann")
        whole = await before.agent.skills["study_plan"].run(ctx, REQUEST)
    assert (tmp_path / FILE_NAME).exists()
    events: list[Any] = []
    async with orchestrator(data_dir=tmp_path, database_url=database_url) as skills:
        ctx = RunContext(user_id="ann", on_event=lambda event: events.append(event))
        assert await skills["resume"].run(ctx, {"run_id": "whole"}) == whole
        assert events == [], "nothing was computed again"
        plan: Any = await skills["resume"].run(ctx, {"run_id": "half"})
    assert plan["path"]
    assert events[0]["resumed"]
    started = [event["skill"] for event in events if event["type"] == "agent.started"]
    assert started[0] == "learning.path"
    assert "wellness.guard" not in started, "what was done is not done again"
    assert not any(tmp_path.glob("*"))  # noqa: ASYNC240
    async with orchestrator(data_dir=tmp_path, database_url=database_url) as skills:
        assert await skills["resume"].run(RunContext(user_id="ann"), {"run_id": "whole"}) == whole
    assert rows(database_url)["finished_runs"] == 2


async def test_a_file_is_moved_once_by_processes_that_find_it_together(
    database_url: str, tmp_path: Path
) -> None:
    async with orchestrator(data_dir=tmp_path) as skills:
        plan = await skills["study_plan"].run(RunContext(run_id="a"), REQUEST)

    async def asks() -> Any:
        async with orchestrator(data_dir=tmp_path, database_url=database_url) as skills:
            return await skills["resume"].run(RunContext(), {"run_id": "a"})

    assert await asyncio.gather(*(asks() for _ in range(3))) == [plan] * 3
    assert rows(database_url)["finished_runs"] == 1


async def test_a_file_that_cannot_be_read_is_named_and_left_where_it_is(
    database_url: str, tmp_path: Path
) -> None:
    file = tmp_path / FILE_NAME
    file.write_bytes(b"no database" * 1000)
    with pytest.raises(NotReady, match=FILE_NAME):
        async with orchestrator(data_dir=tmp_path, database_url=database_url):
            pytest.fail("it cannot be opened")
    assert file.exists()
    file.unlink()
    with contextlib.closing(sqlite3.connect(file)) as empty:
        empty.execute("CREATE TABLE other (x)")
    async with orchestrator(data_dir=tmp_path, database_url=database_url) as skills:
        with pytest.raises(NotFound):
            await skills["resume"].run(RunContext(), {"run_id": "a"})


async def test_a_finished_run_leaves_its_result_only(database_url: str) -> None:
    async with orchestrator(database_url=database_url) as skills:
        for number in range(3):
            await skills["study_plan"].run(RunContext(run_id=f"run-{number}"), REQUEST)
    assert rows(database_url) == dict.fromkeys(_TABLES, 0) | {"finished_runs": 3}


async def test_a_run_under_way_in_another_process_is_not_kept_once_its_learner_is_erased(
    database_url: str,
) -> None:
    gate = Gate()
    async with (
        opened(with_skill("learning.path", gate.skill), database_url=database_url) as one,
        opened(database_url=database_url) as other,
    ):
        call = asyncio.create_task(_plan(one, "a", "ann"))
        await asyncio.wait_for(gate.reached.wait(), PATIENCE_S)
        assert await other.runs.erase("ann") == 1
        gate.opened.set()
        assert (await asyncio.wait_for(call, PATIENCE_S))["path"]
        for process in (one, other):
            resume = process.agent.skills["resume"]
            with pytest.raises(NotFound):
                await resume.run(RunContext(user_id="ann"), {"run_id": "a"})
    assert rows(database_url) == dict.fromkeys(_TABLES, 0)


async def test_who_was_erased_may_begin_anew(database_url: str) -> None:
    async with opened(database_url=database_url) as process:
        await _plan(process, "a", "ann")
        assert await process.runs.erase("ann") == 1
        plan = await _plan(process, "a", "ann")
        resume = process.agent.skills["resume"]
        assert await resume.run(RunContext(user_id="ann"), {"run_id": "a"}) == plan


async def test_a_run_that_two_processes_work_on_is_kept_once(database_url: str) -> None:
    gate = Gate()
    slow = with_skill("learning.path", gate.skill)
    async with (
        opened(slow, database_url=database_url) as one,
        opened(database_url=database_url) as other,
    ):
        late = asyncio.create_task(_plan(one, "a", "ann"))
        await asyncio.wait_for(gate.reached.wait(), PATIENCE_S)
        plan = await _plan(other, "a", "ann")
        gate.opened.set()
        await asyncio.wait_for(late, PATIENCE_S)
        resume = one.agent.skills["resume"]
        assert await resume.run(RunContext(user_id="ann"), {"run_id": "a"}) == plan
    assert rows(database_url) == dict.fromkeys(_TABLES, 0) | {"finished_runs": 1}


async def test_what_a_task_did_is_kept_while_others_of_its_step_go_on(database_url: str) -> None:
    """A process that vanishes there costs the tasks that were not done, and no others."""
    gate = Gate()
    async with opened(
        with_skill("motivation.if_then", gate.skill), database_url=database_url
    ) as one:
        call = asyncio.create_task(_plan(one, "a", "ann"))
        await asyncio.wait_for(gate.reached.wait(), PATIENCE_S)
        await _until_written(database_url)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
    events: list[Any] = []
    async with opened(database_url=database_url) as other:
        ctx = RunContext(user_id="ann", on_event=lambda event: events.append(event))
        await other.agent.skills["resume"].run(ctx, {"run_id": "a"})
    started = [event["skill"] for event in events if event["type"] == "agent.started"]
    assert started[0] == "motivation.if_then"
    assert not [skill for skill in started if skill.startswith("assessment.")]


async def _until_written(url: str) -> None:
    async with (
        asyncio.timeout(PATIENCE_S),
        await psycopg.AsyncConnection.connect(url, autocommit=True) as db,
    ):
        while not await (await db.execute(_WRITES)).fetchall():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def _plan(process: Orchestrator, run_id: str, learner: str) -> Any:
    ctx = RunContext(run_id=run_id, user_id=learner)
    return await process.agent.skills["study_plan"].run(ctx, REQUEST)
