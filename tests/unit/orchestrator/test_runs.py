"""A run has one life: shared, stored, continued, and its learner's own."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import sys
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest

from agent_runner.context import RunContext
from agent_runner.errors import Cancelled, NotFound, NotReady
from agent_runner.orchestrator import Orchestrator, open_orchestrator
from agent_runner.orchestrator.checkpoints import FINISHED_KEPT, open_checkpoints
from agent_runner.registry import Registry
from tests.unit.orchestrator.six import SIX, opened, orchestrator, with_skill

REQUEST: Any = {"user_input": "Help me study genetics, one hour a day"}
PATIENCE_S = 10.0


class Gate:
    """A skill that tells when it was reached and waits to be let on."""

    def __init__(self) -> None:
        self.reached = asyncio.Event()
        self.opened = asyncio.Event()
        self.calls = 0

    async def skill(self, _ctx: RunContext, **_given: object) -> Any:
        self.calls += 1
        self.reached.set()
        await self.opened.wait()
        raise RuntimeError("what comes after is not of interest")


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, Any]:
    """Where runs are kept, as `orchestrator` takes it."""
    match request.param:
        case "memory":
            return {}
        case "sqlite":
            return {"data_dir": tmp_path}
        case _:
            return {"database_url": request.getfixturevalue("database_url")}


async def test_the_same_run_again_is_answered_from_its_stored_result(kept: dict[str, Any]) -> None:
    events: list[Any] = []
    async with orchestrator(**kept) as skills:
        first = await skills["study_plan"].run(RunContext(run_id="a"), REQUEST)
        again = RunContext(run_id="a", on_event=lambda event: events.append(event))
        assert await skills["study_plan"].run(again, REQUEST) == first
        assert await skills["resume"].run(again, {"run_id": "a"}) == first
    assert events == [], "nothing was computed again"


async def test_a_finished_run_survives_the_process(tmp_path: Path) -> None:
    async with orchestrator(data_dir=tmp_path) as skills:
        first = await skills["study_plan"].run(RunContext(run_id="a"), REQUEST)
    async with orchestrator(data_dir=tmp_path) as skills:
        assert await skills["resume"].run(RunContext(), {"run_id": "a"}) == first


async def test_a_run_of_another_learner_is_not_found(kept: dict[str, Any]) -> None:
    async with orchestrator(**kept) as skills:
        await skills["study_plan"].run(RunContext(run_id="a", user_id="ann"), REQUEST)
        with pytest.raises(NotFound):
            await skills["resume"].run(RunContext(user_id="bob"), {"run_id": "a"})
        with pytest.raises(NotFound):
            await skills["study_plan"].run(RunContext(run_id="a", user_id="bob"), REQUEST)


async def test_a_run_under_way_of_another_learner_is_not_found() -> None:
    gate = Gate()
    async with orchestrator(with_skill("learning.path", gate.skill)) as skills:
        first = asyncio.create_task(
            skills["study_plan"].run(RunContext(run_id="a", user_id="ann"), REQUEST)
        )
        await asyncio.wait_for(gate.reached.wait(), PATIENCE_S)
        with pytest.raises(NotFound):
            await skills["resume"].run(RunContext(user_id="bob"), {"run_id": "a"})
        gate.opened.set()
        await first


async def test_a_run_that_was_never_accepted_is_not_found(kept: dict[str, Any]) -> None:
    async with orchestrator(**kept) as skills:
        with pytest.raises(NotFound) as caught:
            await skills["resume"].run(RunContext(), {"run_id": "never"})
    assert caught.value.data == {"what": "run", "id": "never", "near": []}


async def test_two_calls_of_one_run_share_it() -> None:
    gate = Gate()
    async with orchestrator(with_skill("learning.path", gate.skill)) as skills:
        calls = [
            asyncio.create_task(skills["study_plan"].run(RunContext(run_id="a"), REQUEST))
            for _ in range(2)
        ]
        await asyncio.wait_for(gate.reached.wait(), PATIENCE_S)
        await asyncio.sleep(0)
        gate.opened.set()
        one, other = await asyncio.gather(*calls)
    assert one == other
    assert gate.calls == 1


async def test_who_leaves_does_not_end_the_run_of_those_who_wait() -> None:
    gate = Gate()
    async with orchestrator(with_skill("learning.path", gate.skill)) as skills:
        leaving = asyncio.create_task(skills["study_plan"].run(RunContext(run_id="a"), REQUEST))
        await asyncio.wait_for(gate.reached.wait(), PATIENCE_S)
        staying = asyncio.create_task(skills["resume"].run(RunContext(), {"run_id": "a"}))
        await asyncio.sleep(0)
        leaving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await leaving
        gate.opened.set()
        plan: Any = await asyncio.wait_for(staying, PATIENCE_S)
    assert plan["degraded"] == ["learning:failed"]


async def test_a_cancelled_run_goes_on_where_it_stopped(kept: dict[str, Any]) -> None:
    gate = Gate()
    events: list[Any] = []
    async with orchestrator(with_skill("learning.path", gate.skill), **kept) as skills:
        call = asyncio.create_task(skills["study_plan"].run(RunContext(run_id="a"), REQUEST))
        await asyncio.wait_for(gate.reached.wait(), PATIENCE_S)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        gate.opened.set()
        ctx = RunContext(run_id="a", on_event=lambda event: events.append(event))
        plan: Any = await asyncio.wait_for(skills["study_plan"].run(ctx, REQUEST), PATIENCE_S)
    assert plan["agents"]["wellness"]["status"] == "ok"
    assert events[0]["resumed"]
    started = [event["skill"] for event in events if event["type"] == "agent.started"]
    assert "wellness.guard" not in started, "what was done is not done again"
    assert started[0] == "learning.path"


async def test_a_run_keeps_the_instant_it_was_accepted_at(tmp_path: Path) -> None:
    gate = Gate()
    async with orchestrator(with_skill("learning.path", gate.skill), data_dir=tmp_path) as skills:
        ctx = RunContext(run_id="a")
        before = ctx.clock.now().isoformat()
        call = asyncio.create_task(skills["study_plan"].run(ctx, REQUEST))
        await asyncio.wait_for(gate.reached.wait(), PATIENCE_S)
        between = ctx.clock.now().isoformat()
    with pytest.raises(asyncio.CancelledError):
        await call
    async with orchestrator(data_dir=tmp_path) as skills:
        plan: Any = await skills["resume"].run(RunContext(), {"run_id": "a"})
    assert before <= plan["trace"]["now"] <= between


async def test_a_skill_that_sees_the_cancellation_ends_the_run() -> None:
    async def notices(ctx: RunContext, **_given: object) -> Any:
        ctx.cancelled.set()
        ctx.check_cancelled()

    async with orchestrator(with_skill("learning.path", notices)) as skills:
        with pytest.raises(Cancelled):
            await skills["study_plan"].run(RunContext(run_id="a"), REQUEST)


async def test_a_finished_run_leaves_its_result_only(tmp_path: Path) -> None:
    async with orchestrator(data_dir=tmp_path) as skills:
        for number in range(5):
            await skills["study_plan"].run(RunContext(run_id=f"run-{number}"), REQUEST)
    with contextlib.closing(sqlite3.connect(tmp_path / "checkpoints.sqlite3")) as database:
        rows = {
            table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("checkpoints", "writes", "finished")
        }
        longest = database.execute("SELECT max(length(result)) FROM finished").fetchone()[0]
    assert rows == {"checkpoints": 0, "writes": 0, "finished": 5}
    assert longest < 25_000, f"{longest} bytes"


async def test_of_finished_runs_only_so_many_are_kept(tmp_path: Path) -> None:
    async with open_checkpoints(tmp_path) as checkpoints:
        for number in range(FINISHED_KEPT + 3):
            await checkpoints.finish(f"run-{number}", owner="ann", result={"number": number})
        assert await checkpoints.result("run-2") is None
        kept = await checkpoints.result("run-3")
    assert kept is not None
    assert kept.result == {"number": 3}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
async def test_nobody_else_may_read_what_is_kept_of_runs(tmp_path: Path) -> None:
    folder = tmp_path / "agents"
    folder.mkdir(mode=0o755)
    (folder / "checkpoints.sqlite3").touch(mode=0o644)
    async with open_checkpoints(folder) as checkpoints:
        await checkpoints.finish("run", owner="ann", result={"secret": 1})
        modes = {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}
    assert modes == {
        "checkpoints.sqlite3": 0o600,
        "checkpoints.sqlite3-wal": 0o600,
        "checkpoints.sqlite3-shm": 0o600,
    }
    assert folder.stat().st_mode & 0o777 == 0o700


async def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "checkpoints.sqlite3").write_bytes(b"no database" * 1000)
    with pytest.raises(NotReady, match=r"checkpoints\.sqlite3"):
        async with open_orchestrator(Registry(SIX), data_dir=tmp_path):
            pytest.fail("it cannot be opened")


async def test_two_processes_share_one_file(tmp_path: Path) -> None:
    async with orchestrator(data_dir=tmp_path) as one, orchestrator(data_dir=tmp_path) as other:
        plans = await asyncio.gather(
            *(
                skills["study_plan"].run(RunContext(run_id=f"{name}-{number}"), REQUEST)
                for name, skills in (("one", one), ("other", other))
                for number in range(5)
            )
        )
        assert await other["resume"].run(RunContext(), {"run_id": "one-0"}) == plans[0]


@contextlib.asynccontextmanager
async def stopped_half_way(
    run_id: str, user: str, kept: dict[str, Any]
) -> AsyncGenerator[Orchestrator]:
    """An orchestrator in which a run stands in the middle, as it would after a kill."""
    gate = Gate()
    async with opened(with_skill("learning.path", gate.skill), **kept) as orchestrator:
        skills = orchestrator.agent.skills
        call = asyncio.create_task(
            skills["study_plan"].run(RunContext(run_id=run_id, user_id=user), REQUEST)
        )
        await asyncio.wait_for(gate.reached.wait(), PATIENCE_S)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        yield orchestrator


async def test_erasing_a_learner_deletes_results_and_steps_and_nothing_of_others(
    kept: dict[str, Any],
) -> None:
    async with stopped_half_way("half", "ann", kept) as orchestrator:
        skills = orchestrator.agent.skills
        for user in ("ann", "bob"):
            ctx = RunContext(run_id=f"whole of {user}", user_id=user)
            await skills["chat"].run(ctx, {"user_input": "thanks"})
        assert await orchestrator.runs.erase("nobody") == 0
        assert await orchestrator.runs.erase("ann") == 2
        for run_id in ("half", "whole of ann"):
            with pytest.raises(NotFound):
                await skills["resume"].run(RunContext(user_id="ann"), {"run_id": run_id})
        await skills["resume"].run(RunContext(user_id="bob"), {"run_id": "whole of bob"})


async def test_of_runs_those_that_cite_a_text_can_be_deleted_alone(kept: dict[str, Any]) -> None:
    async with opened(**kept) as orchestrator:
        skills = orchestrator.agent.skills
        for name, text in (("one", "Help me study genetics"), ("other", "Help me study calculus")):
            ctx = RunContext(run_id=name, user_id="ann")
            await skills["study_plan"].run(ctx, {"user_input": text})
        assert await orchestrator.runs.erase("ann", "genetics/") == 1
        with pytest.raises(NotFound):
            await skills["resume"].run(RunContext(user_id="ann"), {"run_id": "one"})
        await skills["resume"].run(RunContext(user_id="ann"), {"run_id": "other"})


async def test_a_run_that_is_under_way_when_its_learner_is_erased_is_not_kept(
    kept: dict[str, Any],
) -> None:
    gate = Gate()
    async with opened(with_skill("learning.path", gate.skill), **kept) as orchestrator:
        skills = orchestrator.agent.skills
        call = asyncio.create_task(
            skills["study_plan"].run(RunContext(run_id="a", user_id="ann"), REQUEST)
        )
        await asyncio.wait_for(gate.reached.wait(), PATIENCE_S)
        assert await orchestrator.runs.erase("ann") == 1
        gate.opened.set()
        plan: Any = await asyncio.wait_for(call, PATIENCE_S)
        assert plan["path"]
        with pytest.raises(NotFound):
            await skills["resume"].run(RunContext(user_id="ann"), {"run_id": "a"})


async def test_one_call_erases_everything_that_is_kept_of_a_learner(kept: dict[str, Any]) -> None:
    async with opened(**kept) as orchestrator:
        ctx = RunContext(run_id="a", user_id="ann", thread_id="t", shared_runs=orchestrator.runs)
        await orchestrator.agent.skills["chat"].run(ctx, {"user_input": "Quiz me on genetics"})
        await ctx.store.put("llm.spent", "2026-01-01/x", {"tokens": 1})
        assert await ctx.store.items("orchestrator.thread") != []
        assert await ctx.store.erase() >= 3
        assert await ctx.store.erase() == 0
        with pytest.raises(NotFound):
            await orchestrator.agent.skills["resume"].run(ctx, {"run_id": "a"})


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


async def test_what_is_erased_of_runs_is_gone_from_the_files(tmp_path: Path) -> None:
    async with opened(data_dir=tmp_path) as orchestrator:
        ctx = RunContext(run_id="a", user_id="ann-xyzzyplugh")
        await orchestrator.agent.skills["study_plan"].run(ctx, REQUEST)
        await orchestrator.runs.erase("ann-xyzzyplugh")
        held = contents(tmp_path)
    assert held
    assert [name for name, data in held.items() if b"xyzzyplugh" in data] == []
