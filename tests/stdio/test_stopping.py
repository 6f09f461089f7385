"""How a real runner stops what goes on too long, and what it tells of it."""

from __future__ import annotations

import time
from typing import Any

import pytest

from agent_runner.plain_work import MOST_AT_ONCE
from tests.stdio.child import Child, started

FAULTS = ("--bare", "--faults")
PROMPT_S = 0.6
"""Well before the second after which a call is given up."""


def cancel(child: Child, id: int | str) -> Any:
    child.send({"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": id}})
    return child.receive()


def pong(child: Child, **params: object) -> Any:
    return child.call("ping", params, id="ping")["result"]


@pytest.mark.parametrize(
    ("skill", "params", "rung", "limit_s"),
    [
        ("wait", {"seconds": 60}, "task", PROMPT_S),
        ("wait_for_flag", {"seconds": 60}, "flag", PROMPT_S),
        ("spin_in_thread", {"seconds": 60}, "exception", PROMPT_S),
        ("deaf_task", {"seconds": 60}, "abandoned", 1.6),
        ("deaf_thread", {"seconds": 60}, "abandoned", 1.6),
        ("sleep_in_thread", {"seconds": 60}, "abandoned", 1.6),
        ("sleep_on_loop", {"seconds": 60}, "abandoned", 1.6),
        ("spin_on_loop", {"seconds": 60}, "abandoned", 1.6),
    ],
)
def test_a_cancelled_call_is_answered_by_what_stopped_it(
    skill: str, params: dict[str, Any], rung: str, limit_s: float
) -> None:
    with started(*FAULTS) as child:
        child.begin(f"faults.{skill}", params, id=1)
        began_s = time.monotonic()
        answer = cancel(child, 1)
        assert time.monotonic() - began_s < limit_s
        assert (answer["id"], answer["error"]["code"]) == (1, -32800)
        assert answer["error"]["data"] == {"by": "caller", "rung": rung}
        assert pong(child)["abandoned"] == (rung == "abandoned")


def test_what_was_abandoned_is_counted_until_it_ends() -> None:
    with started(*FAULTS) as child:
        child.begin("faults.sleep_in_thread", {"seconds": 1.5}, id=1)
        assert pong(child)["threads"] == 1
        assert cancel(child, 1)["error"]["data"]["rung"] == "abandoned"
        first = pong(child)
        assert (first["abandoned"], first["threads"], first["in_flight"]) == (1, 1, 0)
        child.call("faults.wait", {"seconds": 0.8}, id=2)  # longer than what is left of it
        last = pong(child)
        assert (last["abandoned"], last["threads"]) == (0, 0)


def test_deaf_threads_take_no_places_of_others() -> None:
    with started(*FAULTS) as child:
        for number in range(MOST_AT_ONCE):
            child.begin("faults.sleep_in_thread", {"seconds": 60}, id=number)
        child.send(
            {"jsonrpc": "2.0", "id": "next", "method": "faults.noisy_grandchild", "params": {}}
        )
        assert pong(child)["threads"] == MOST_AT_ONCE
        for number in range(MOST_AT_ONCE):
            child.send({"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": number}})
        assert child.receive()["id"] == "next"
        rungs = {child.receive()["error"]["data"]["rung"] for _ in range(MOST_AT_ONCE)}
        assert rungs == {"abandoned"}


@pytest.mark.parametrize(
    ("skill", "line"),
    [
        ("wait", "await asyncio.sleep(seconds)"),
        ("sleep_in_thread", "time.sleep(seconds)"),
        ("spin_in_thread", "while time.monotonic() < end_s:"),
        ("sleep_on_loop", "time.sleep(seconds)"),
        ("spin_on_loop", "while time.monotonic() < end_s:"),
    ],
)
def test_a_deadline_is_answered_in_time_with_the_stack_though_the_loop_is_blocked(
    skill: str, line: str
) -> None:
    with started(*FAULTS) as child:
        child.begin("faults.wait", {"seconds": 0}, id=0)
        child.receive()
        began_s = time.monotonic()
        params = {"seconds": 60, "_meta": {"deadline_ms": 200}}
        error = child.call(f"faults.{skill}", params)["error"]
        assert 0.2 <= time.monotonic() - began_s < 0.2 + PROMPT_S
        assert (error["code"], error["data"]["deadline_ms"]) == (-32003, 200)
        stack = error["data"]["stack"]
        assert line in stack
        assert stack.startswith("  File ")
        assert "agent_runner/rpc" not in stack


def test_a_deadline_tells_which_other_call_holds_the_loop() -> None:
    with started(*FAULTS) as child:
        child.begin("faults.wait", {"seconds": 60, "_meta": {}}, id=1)
        child.begin("faults.sleep_on_loop", {"seconds": 60}, id=2)
        params = {"value": "", "_meta": {"deadline_ms": 100}}
        error = child.call("faults.echo", params, id=3)["error"]
        assert "The event loop is in faults.sleep_on_loop" in error["data"]["stack"]
        assert "time.sleep(seconds)" in error["data"]["stack"]


def test_a_deadline_that_a_skill_saw_first_tells_where_that_was() -> None:
    with started(*FAULTS) as child:
        child.introduce()
        params = {"seconds": 60, "_meta": {"deadline_ms": 500}}
        stack = child.call("faults.wait_for_flag", params)["error"]["data"]["stack"]
        assert "wait_for_flag" in stack


def test_a_ping_tells_how_long_a_block_has_lasted_and_where_it_is() -> None:
    with started(*FAULTS) as child:
        child.begin("faults.wait", {"seconds": 60}, id="other")
        child.begin("faults.sleep_on_loop", {"seconds": 60}, id=1)
        cpu_s = pong(child)["cpu_s"]
        began_s = time.monotonic()
        while (found := pong(child, stack=True))["loop_lag_ms"] < 100:
            assert time.monotonic() - began_s < 5
        assert found["loop_lag_ms"] < (time.monotonic() - began_s) * 1000 + 1000
        assert found["cpu_s"] - cpu_s < 1
        assert "time.sleep(seconds)" in found["stack"]
        assert "Call 'other' of faults.wait" in found["stack"]
        assert "await asyncio.sleep(seconds)" in found["stack"]
        assert "wire-out" not in found["stack"]


def test_a_call_tells_its_cost_to_a_host_that_asked() -> None:
    with started(*FAULTS) as child:
        hello = {"protocol_version": 1, "capabilities": {"cost": True}}
        answer = child.call("initialize", hello, id="hello")["result"]
        assert answer["capabilities"]["cost"] is True
        if answer["phase"] != "ready":
            child.receive()
        slept = child.call("faults.sleep_in_thread", {"seconds": 0.1})["cost"]
        assert slept["handler_us"] >= 100_000
        assert slept["cpu_us"] < 50_000
        spun = child.call("faults.spin_on_loop", {"seconds": 0.1})["cost"]
        assert spun["cpu_us"] > 3_000
        assert spun["handler_us"] >= spun["cpu_us"]
        spun = child.call("faults.spin_in_thread", {"seconds": 0.1})["cost"]
        assert spun["cpu_us"] > 3_000
        waited = child.call("faults.wait", {"seconds": 0.1})["cost"]
        assert waited["cpu_us"] < 50_000 < waited["handler_us"]
        assert "cost" in child.call("faults.boom")


def test_nobody_else_is_told_a_cost() -> None:
    with started(*FAULTS) as child:
        assert "cost" not in child.call("faults.wait", {"seconds": 0})
