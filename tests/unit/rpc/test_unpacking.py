"""Large messages in slices are read a little at a time, and nobody notices but those who wait."""

from __future__ import annotations

import asyncio
import gc
import json
from typing import Any

import pytest

from agent_runner.json_types import JsonValue
from agent_runner.rpc.calls import Call
from agent_runner.rpc.messages import Params
from tests.unit.rpc.bridge import Bridge

LARGE = [{"id": n, "name": f"row {n}", "of": [n, {"n": None}]} for n in range(30_000)]


async def count(call: Call, params: Params) -> JsonValue:
    assert isinstance(params, dict)
    value = params["value"]
    assert isinstance(value, list)
    return len(value)


async def spoil(call: Call, params: Params) -> JsonValue:
    value: Any = [*LARGE, {"n": float("nan")}]
    return value


def in_slices(text: str, *, id: object) -> list[dict[str, Any]]:
    size = 100_000
    parts = [text[start : start + size] for start in range(0, len(text), size)]
    return [
        {
            "jsonrpc": "2.0",
            "method": "$/chunk",
            "params": {"id": id, "seq": seq, "data": part, "more": seq < len(parts) - 1},
        }
        for seq, part in enumerate(parts)
    ]


def request_text(value: object, *, id: object) -> str:
    return json.dumps({"jsonrpc": "2.0", "id": id, "method": "count", "params": {"value": value}})


async def test_who_comes_while_a_large_request_is_read_is_answered_before_it(
    bridge: Bridge,
) -> None:
    bridge.serve({"count": count})
    bridge.send(*in_slices(request_text(LARGE, id="large"), id="large"))
    bridge.request("ping", id="ping")
    bridge.request("count", {"value": [1]}, id="small")
    said = [await bridge.receive() for _ in range(3)]
    assert {answer["id"] for answer in said[:2]} == {"ping", "small"}
    assert said[2] == {"jsonrpc": "2.0", "id": "large", "result": len(LARGE)}


async def test_a_large_request_that_is_being_read_can_be_cancelled(bridge: Bridge) -> None:
    bridge.serve({"count": count})
    bridge.send(*in_slices(request_text(LARGE, id="large"), id="large"))
    bridge.notify("$/cancelRequest", {"id": "large"})
    answer = await bridge.receive()
    assert (answer["id"], answer["error"]["code"]) == ("large", -32800)
    assert (await bridge.call("count", {"value": []}, id="next"))["result"] == 0
    assert gc.isenabled()


async def test_a_large_request_that_came_before_the_end_is_answered_before_it(
    bridge: Bridge,
) -> None:
    bridge.serve({"count": count})
    bridge.send(*in_slices(request_text(LARGE, id="large"), id="large"))
    bridge.request("shutdown", id="end")
    bridge.request("count", {"value": []}, id="late")
    said = {answer["id"]: answer for answer in [await bridge.receive() for _ in range(3)]}
    assert said["large"]["result"] == len(LARGE)
    assert said["late"]["error"]["code"] == -32005
    assert said["end"]["result"] is None


@pytest.mark.parametrize(
    ("spoiled", "data"),
    [
        ("NaN", {"reason": "is NaN", "path": "params.value[30000]"}),
        ('"\\ud800"', {"reason": "holds a lone surrogate", "path": "params.value[30000]"}),
    ],
)
async def test_what_is_no_json_is_told_with_its_path(
    bridge: Bridge, spoiled: str, data: dict[str, object]
) -> None:
    bridge.serve({"count": count})
    text = request_text([*LARGE, "HERE"], id=1).replace('"HERE"', spoiled)
    bridge.send(*in_slices(text, id=1))
    answer = await bridge.receive()
    assert (answer["id"], answer["error"]["code"]) == (1, -32700)
    assert answer["error"]["data"] == data


async def test_an_integer_beyond_64_bits_is_told_with_its_path(bridge: Bridge) -> None:
    bridge.serve({"count": count})
    bridge.send(*in_slices(request_text([*LARGE, 2**64], id=1), id=1))
    answer = await bridge.receive()
    assert (answer["id"], answer["error"]["code"]) == (1, -32602)
    assert "value[30000]" in answer["error"]["message"]


async def test_several_large_requests_are_answered_in_turn(bridge: Bridge) -> None:
    bridge.serve({"count": count})
    for number in range(4):
        bridge.send(*in_slices(request_text(LARGE[number:], id=number), id=number))
    said = [await bridge.receive() for _ in range(4)]
    assert [(answer["id"], answer["result"]) for answer in said] == [
        (number, len(LARGE) - number) for number in range(4)
    ]
    assert (await bridge.call("count", {"value": []}, id="next"))["result"] == 0
    assert gc.isenabled()


async def test_while_a_large_result_is_written_the_loop_turns(bridge: Bridge) -> None:
    turns = 0
    has_begun = False

    async def give(call: Call, params: Params) -> JsonValue:
        nonlocal has_begun
        has_begun = True
        value: Any = LARGE
        return value

    async def turn() -> None:
        nonlocal turns
        while True:
            turns += has_begun and bridge.dispatcher.in_flight
            await asyncio.sleep(0)

    bridge.serve({"give": give})
    turning = asyncio.create_task(turn())
    assert (await bridge.call("give"))["result"] == LARGE
    turning.cancel()
    assert turns > 3


async def test_a_large_result_that_is_no_json_is_told_with_its_path(bridge: Bridge) -> None:
    bridge.serve({"spoil": spoil})
    answer = await bridge.call("spoil")
    assert answer["error"]["code"] == -32007
    assert answer["error"]["data"] == {"path": "[30000].n", "reason": "is NaN"}
