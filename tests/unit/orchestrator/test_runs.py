"""A run has one life: shared, stored, continued, and its learner's own."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import sys
from pathlib import Path
from typing import Any

import pytest

from agent_runner.context import RunContext
from agent_runner.errors import Cancelled, NotFound, NotReady
from agent_runner.orchestrator import open_orchestrator
from agent_runner.orchestrator.checkpoints import FINISHED_KEPT, open_checkpoints
from agent_runner.registry import Registry
from tests.unit.orchestrator.six import SIX, orchestrator, with_skill

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


@pytest.fixture(params=["memory", "sqlite"])
def data_dir(request: pytest.FixtureRequest, tmp_path: Path) -> Path | None:
    return tmp_path if request.param == "sqlite" else None


async def test_the_same_run_again_is_answered_from_its_stored_result(data_dir: Path | None) -> None:
    events: list[Any] = []
    async with orchestrator(data_dir=data_dir) as skills:
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


async def test_a_run_of_another_learner_is_not_found(data_dir: Path | None) -> None:
    async with orchestrator(data_dir=data_dir) as skills:
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


async def test_a_run_that_was_never_accepted_is_not_found(data_dir: Path | None) -> None:
    async with orchestrator(data_dir=data_dir) as skills:
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


async def test_a_cancelled_run_goes_on_where_it_stopped(data_dir: Path | None) -> None:
    gate = Gate()
    events: list[Any] = []
    async with orchestrator(with_skill("learning.path", gate.skill), data_dir=data_dir) as skills:
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
