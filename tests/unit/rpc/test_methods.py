"""jsonrpcserver as it is, and what becomes of it behind its one door.

Each test first shows the library's own answer. A version that answers otherwise fails it, and is
the occasion to look whether the correction can go.
"""

from __future__ import annotations

import json
import logging
from typing import Any

import jsonrpcserver
import pytest
from jsonrpcserver import Result, Success

from agent_runner.json_types import JsonValue
from agent_runner.rpc.calls import Call
from agent_runner.rpc.messages import Params
from tests.unit.rpc.bridge import Bridge


async def add(call: Call, params: Params) -> JsonValue:
    return 3


async def boom(call: Call, params: Params) -> JsonValue:
    raise ValueError("secret")


def library_add(*args: object, **named: object) -> Result:
    return Success(3)


def library_boom() -> Result:
    raise ValueError("secret")


def library_nan() -> Result:
    return Success(float("nan"))


def library_set() -> Result:
    return Success({1})


METHODS: dict[str, Any] = {
    "add": library_add,
    "boom": library_boom,
    "nan": library_nan,
    "set": library_set,
}


def by_library(line: str) -> Any:
    return json.loads(jsonrpcserver.dispatch(line, METHODS))


async def by_us(bridge: Bridge, line: str) -> Any:
    bridge.serve({"add": add, "boom": boom})
    bridge.transport.feed(line.encode() + b"\n")
    return await bridge.receive()


ADD = '{"jsonrpc":"2.0","id":1,"method":"add"}'


@pytest.mark.parametrize(("batch", "length"), [("[1]", 1), ("[1,2,3]", 3), (f"[{ADD},1]", 2)])
async def test_one_bad_element_does_not_spoil_the_batch(
    bridge: Bridge, batch: str, length: int
) -> None:
    assert isinstance(by_library(batch), dict)
    answers = await by_us(bridge, batch)
    assert len(answers) == length
    assert answers[-1]["error"]["message"] == "Invalid Request"
    assert [answer["result"] for answer in answers if answer["id"] == 1] == [3] * (length == 2)


async def test_the_text_of_an_exception_does_not_reach_the_caller(
    bridge: Bridge, caplog: pytest.LogCaptureFixture
) -> None:
    line = '{"jsonrpc":"2.0","id":1,"method":"boom"}'
    assert "secret" in json.dumps(by_library(line))
    assert "secret" not in json.dumps(await by_us(bridge, line))


def test_the_library_writes_what_is_no_json() -> None:
    line = jsonrpcserver.dispatch('{"jsonrpc":"2.0","id":1,"method":"nan"}', METHODS)
    assert "NaN" in line  # ours: test_dispatcher, "a result that is no JSON"


def test_the_library_raises_for_a_result_it_cannot_write() -> None:
    with pytest.raises(TypeError):
        jsonrpcserver.dispatch('{"jsonrpc":"2.0","id":1,"method":"set"}', METHODS)


async def test_numbers_that_are_none_are_no_ids(bridge: Bridge) -> None:
    line = '{"jsonrpc":"2.0","id":Infinity,"method":"add"}'
    assert by_library(line)["id"] == float("inf")
    assert (await by_us(bridge, line))["error"]["code"] == -32700


async def test_an_error_carries_the_id_that_can_be_read(bridge: Bridge) -> None:
    line = '{"jsonrpc":"1.0","id":1,"method":"add"}'
    assert by_library(line)["id"] is None
    assert (await by_us(bridge, line))["id"] == 1


async def test_members_a_request_does_not_have_are_no_error(bridge: Bridge) -> None:
    line = '{"jsonrpc":"2.0","id":1,"method":"add","x":1}'
    assert by_library(line)["error"]["code"] == -32600
    assert (await by_us(bridge, line))["result"] == 3


async def test_a_handler_answers_with_a_plain_value(bridge: Bridge) -> None:
    plain: dict[str, Any] = {"plain": lambda: 3}
    line = '{"jsonrpc":"2.0","id":1,"method":"plain"}'
    logging.disable(logging.CRITICAL)
    try:
        assert json.loads(jsonrpcserver.dispatch(line, plain))["error"]["code"] == -32603
    finally:
        logging.disable(logging.NOTSET)
    assert (await by_us(bridge, ADD))["result"] == 3
