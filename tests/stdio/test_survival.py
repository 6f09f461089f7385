"""A run that was accepted outlives the process that accepted it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.stdio.child import Child, started

META = {"run_id": "6f1f2c1e-0001", "user_id": "ann", "progress": True}
PLAN = {"user_input": "Help me study machine learning, one hour a day", "_meta": META}


@pytest.mark.parametrize("skill", ["learning.path", "schedule.plan", "motivation.if_then"])
def test_a_run_killed_in_the_middle_goes_on_in_the_next_process(tmp_path: Path, skill: str) -> None:
    arguments = ("--data-dir", str(tmp_path))
    with started(*arguments) as child:
        child.send({"jsonrpc": "2.0", "id": 1, "method": "orchestrator.study_plan", "params": PLAN})
        events = _until(child, "agent.started", skill)
        child.process.kill()
        child.process.wait(timeout=10)
    assert events[0]["type"] == "run.started"

    with started(*arguments) as child:
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
