"""A run that was accepted outlives the process that accepted it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.stdio.child import Child, started

if TYPE_CHECKING:
    from tests.fixtures.postgres.cluster import Cluster

META = {"run_id": "6f1f2c1e-0001", "user_id": "ann", "progress": True}
PLAN_ALONE = {"user_input": "Help me study genetics, one hour a day"}
PLAN = {"user_input": "Help me study machine learning, one hour a day", "_meta": META}


@pytest.fixture(params=["files", "postgres"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    """The environment of a runner that keeps its runs in a database or, without, in files."""
    in_files = request.param == "files"
    url = "" if in_files else request.getfixturevalue("database_url")
    return {"AGENT_RUNNER_DATABASE_URL": url}


@pytest.mark.parametrize("skill", ["learning.path", "schedule.plan", "motivation.if_then"])
def test_a_run_killed_in_the_middle_goes_on_in_the_next_process(
    tmp_path: Path, kept: dict[str, str], skill: str
) -> None:
    arguments = ("--data-dir", str(tmp_path))
    with started(*arguments, environment=kept) as child:
        child.send({"jsonrpc": "2.0", "id": 1, "method": "orchestrator.study_plan", "params": PLAN})
        events = _until(child, "agent.started", skill)
        child.process.kill()
        child.process.wait(timeout=10)
    assert events[0]["type"] == "run.started"

    with started(*arguments, environment=kept) as child:
        params = {"run_id": META["run_id"], "_meta": {**META, "run_id": "another"}}
        child.send({"jsonrpc": "2.0", "id": 2, "method": "orchestrator.resume", "params": params})
        events, plan = _to_the_end(child)
        child.send({"jsonrpc": "2.0", "id": 3, "method": "orchestrator.study_plan", "params": PLAN})
        no_events, again = _to_the_end(child)
    assert events[0]["resumed"]
    assert "wellness.guard" not in [event.get("skill") for event in events]
    assert plan["degraded"] == []
    assert plan["run_id"] == META["run_id"]
    assert plan["schedule"]["blocks"]
    assert no_events == []
    assert again == plan


def test_with_a_database_nothing_is_kept_in_files_and_its_password_is_told_nobody(
    tmp_path: Path, database_url: str
) -> None:
    environment = {"AGENT_RUNNER_DATABASE_URL": database_url, "AGENT_RUNNER_LOG_LEVEL": "debug"}
    with started("--data-dir", str(tmp_path), environment=environment) as child:
        told = str(child.introduce())
        told += str(child.call("ping", id=1))
        told += str(child.call("orchestrator.study_plan", PLAN_ALONE, id=2))
        told += str(child.call("personalization.update", {"level": "advanced"}, id=3))
        command = Path(f"/proc/{child.process.pid}/cmdline")
        told += command.read_text() if command.exists() else ""
        child.end_input()
        child.wait()
        told += child.stderr
    password = database_url.partition("study:")[2].partition("@")[0]
    assert password
    assert password not in told
    assert list(tmp_path.iterdir()) == []


def test_while_the_database_is_away_a_call_is_told_to_try_again(
    postgres: Cluster, database_url: str
) -> None:
    environment = {"AGENT_RUNNER_DATABASE_URL": database_url}
    with started(environment=environment) as child:
        child.introduce()
        postgres.stop()
        try:
            away = child.call("personalization.profile", id=1)
        finally:
            postgres.start()
        again = child.call("personalization.profile", id=2)
    assert away["error"]["code"] == -32014
    assert "try again" in away["error"]["message"]
    assert "result" in again


def _until(child: Child, what: str, skill: str) -> list[Any]:
    events: list[Any] = []
    while not events or (events[-1]["type"], events[-1].get("skill")) != (what, skill):
        events.append(child.receive()["params"]["event"])
    return events


def _to_the_end(child: Child) -> tuple[list[Any], Any]:
    events: list[Any] = []
    while "result" not in (message := child.receive()):
        assert "error" not in message, message
        events.append(message["params"]["event"])
    return events, message["result"]
