from __future__ import annotations

import os
from typing import Any

import pytest

from agent_runner.errors import NotReady
from agent_runner.limits import Limits
from agent_runner.rpc.capabilities import OFFERED
from tests.unit.rpc.bridge import Bridge

HELLO: dict[str, Any] = {"protocol_version": 1}


async def test_the_hello_is_answered_before_the_agents_are_loaded(bridge: Bridge) -> None:
    result = (await bridge.call("initialize", HELLO))["result"]
    assert (result["protocol_version"], result["phase"], result["agents"]) == (1, "importing", [])
    assert result["limits"] == {"max_frame_bytes": 32 * 2**20, "max_in_flight": 1024}
    assert result["runner"]["pid"] == os.getpid()


async def test_the_host_is_told_once_when_they_are(bridge: Bridge) -> None:
    await bridge.call("initialize", HELLO)
    bridge.serve({})
    assert (await bridge.receive())["params"] == {"phase": "ready", "agents": []}
    await bridge.call("initialize", HELLO)
    await bridge.ping()


async def test_a_host_that_comes_when_they_are_loaded_is_told_in_the_answer(bridge: Bridge) -> None:
    bridge.serve({})
    assert (await bridge.call("initialize", HELLO))["result"]["phase"] == "ready"
    await bridge.ping()


async def test_a_host_that_comes_after_a_failure_hears_of_it_after_the_answer(
    bridge: Bridge,
) -> None:
    bridge.lifecycle.failed(NotReady(module="mine", reason="ImportError: x"))
    assert (await bridge.call("initialize", HELLO))["result"]["phase"] == "failed"
    error = {"module": "mine", "reason": "ImportError: x"}
    assert (await bridge.receive())["params"] == {"phase": "failed", "error": error}
    answer = await bridge.call("any.skill")
    assert (answer["error"]["code"], answer["error"]["data"]) == (-32012, error)


async def test_without_a_hello_nothing_is_said_unasked(bridge: Bridge) -> None:
    await bridge.ping()
    bridge.serve({})
    await bridge.ping()
    assert not bridge.lifecycle.has_host


@pytest.mark.parametrize("version", [0, 2, 1.5, "1", True, [1], {}])
async def test_another_version_is_refused_and_nothing_is_agreed(
    bridge: Bridge, version: object
) -> None:
    error = (await bridge.call("initialize", {"protocol_version": version}))["error"]
    assert (error["code"], error["data"]) == (-32008, {"supported": [1]})
    assert not bridge.lifecycle.has_host


@pytest.mark.parametrize("limit", [0, 1023, -5, True, "big", 1e6])
async def test_a_limit_that_leaves_no_room_for_an_error_is_refused(
    bridge: Bridge, limit: object
) -> None:
    hello = {**HELLO, "limits": {"max_frame_bytes": limit}}
    error = (await bridge.call("initialize", hello))["error"]
    assert error["data"]["errors"][0]["field"] == "limits.max_frame_bytes"


async def test_the_shorter_line_of_the_two_sides_is_the_limit() -> None:
    bridge = Bridge(limits=Limits(max_frame_bytes=5000))
    for theirs, agreed in ((2000, 2000), (9000, 5000)):
        await bridge.call("initialize", {**HELLO, "limits": {"max_frame_bytes": theirs}})
        assert bridge.lifecycle.max_sent_bytes == agreed
    await bridge.close()


async def test_a_host_that_names_no_capabilities_reads_none(bridge: Bridge) -> None:
    assert "capabilities" not in (await bridge.call("initialize", HELLO))["result"]
    assert bridge.lifecycle.capabilities == frozenset()
    assert bridge.lifecycle.host_methods is None


async def test_capabilities_are_told_and_remembered(bridge: Bridge) -> None:
    mine = {"chunks": True, "cost": False, "host_methods": ["add"], "later": [1]}
    result = (await bridge.call("initialize", {**HELLO, "capabilities": mine}))["result"]
    assert result["capabilities"] == OFFERED
    assert bridge.lifecycle.capabilities == {"chunks"}
    assert bridge.lifecycle.host_methods == {"add"}


@pytest.mark.parametrize(
    ("capabilities", "field"),
    [
        ([], "capabilities"),
        ({"chunks": 1}, "capabilities.chunks"),
        ({"cost": None}, "capabilities.cost"),
        ({"host_methods": "add"}, "capabilities.host_methods"),
        ({"host_methods": ["add", 1]}, "capabilities.host_methods[1]"),
    ],
)
async def test_capabilities_of_a_wrong_form_are_named(
    bridge: Bridge, capabilities: object, field: str
) -> None:
    error = (await bridge.call("initialize", {**HELLO, "capabilities": capabilities}))["error"]
    assert error["data"]["errors"][0]["field"] == field
    assert not bridge.lifecycle.has_host


async def test_a_pong_tells_how_the_process_is(bridge: Bridge) -> None:
    pong = await bridge.ping()
    members = [
        "pong",
        "phase",
        "pid",
        "uptime_s",
        "cpu_s",
        "in_flight",
        "threads",
        "abandoned",
        "loop_lag_ms",
        "rss_bytes",
        "version",
    ]
    assert list(pong) == members
    assert (pong["phase"], pong["in_flight"], pong["version"]) == ("importing", 0, "1.2.3")
