"""Calls past jsonrpcserver and calls through it are answered alike, whatever is asked."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from agent_runner.errors import InvalidInput, MethodNotFound, SkillFailed
from agent_runner.json_types import JsonValue
from agent_runner.rpc.calls import Call
from agent_runner.rpc.messages import Params, Request
from agent_runner.rpc.methods import Handler, MethodTable
from tests.unit.rpc.bridge import Bridge


async def echo(call: Call, params: Params) -> JsonValue:
    return params


async def later(call: Call, params: Params) -> JsonValue:
    await asyncio.sleep(0)
    return [1, params]


async def text(call: Call, params: Params) -> bytes:
    return b'{"written":"already"}'


async def nothing(call: Call, params: Params) -> JsonValue:
    return None


async def refuse(call: Call, params: Params) -> JsonValue:
    raise SkillFailed("not today", data={"given": len(params)})


async def wrong(call: Call, params: Params) -> JsonValue:
    raise InvalidInput(field="a", expected="b", got="c")


async def missing(call: Call, params: Params) -> JsonValue:
    raise MethodNotFound("of another process", near=["this"])


async def boom(call: Call, params: Params) -> JsonValue:
    raise ValueError("secret")


async def leave(call: Call, params: Params) -> JsonValue:
    raise SystemExit(3)


async def nan(call: Call, params: Params) -> JsonValue:
    return [float("nan")]


HANDLERS: dict[str, Handler] = {
    handler.__name__: handler
    for handler in (echo, later, text, nothing, refuse, wrong, missing, boom, leave, nan)
}


class ByLibrary(MethodTable):
    """The same table, with every call through jsonrpcserver."""

    async def run(self, request: Request, call: Call) -> JsonValue | bytes:
        return await self.run_by_library(request, call)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**66), 2**66) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)
IDS = st.one_of(st.integers(), st.text(max_size=3), st.floats(), st.none(), st.booleans(), JSON)
METHODS = st.sampled_from([*HANDLERS, "no.such", "rpc.x", "", "__class__"])
NAMES = st.sampled_from(["call", "self", "request", "context", "params", "", "a"])
PARAMS = st.one_of(st.dictionaries(NAMES, JSON, max_size=3), st.lists(JSON, max_size=3))
SOUND = st.fixed_dictionaries(
    {"jsonrpc": st.just("2.0"), "method": METHODS},
    optional={"id": IDS, "params": PARAMS, "x": JSON},
)
ODD = st.fixed_dictionaries(
    {},
    optional={
        "jsonrpc": st.sampled_from(["2.0", "1.0", 2.0]),
        "method": METHODS | JSON,
        "params": PARAMS | JSON,
        "id": IDS,
    },
)
ELEMENTS = st.one_of(SOUND, SOUND, SOUND, ODD, JSON)
MESSAGES = st.one_of(ELEMENTS, ELEMENTS, st.lists(ELEMENTS, max_size=5))


def comparable(answer: Any) -> Any:
    """An answer without the references of unforeseen failures, which are new each time."""
    if isinstance(answer, list):
        return [comparable(one) for one in answer]
    if "error" in answer and answer["error"]["code"] == -32603:
        return {**answer, "error": {**answer["error"], "data": list(answer["error"]["data"])}}
    return answer


async def answers(message: Any, table: type[MethodTable]) -> list[Any]:
    """All that is said to one message, in an order that does not depend on who is faster."""
    bridge = Bridge()
    bridge.lifecycle.ready(table(HANDLERS, missing=MethodNotFound), [])
    bridge.send(message)
    bridge.request("ping", id="the end of reading")
    said: list[Any] = []
    while not said or said[-1].get("id") != "the end of reading":
        answer = await bridge.receive()
        said.append(answer if isinstance(answer, dict) else {"batch": comparable(answer)})
    await bridge.dispatcher.drained()
    await bridge.close()
    while bridge.transport.has_lines:
        answer = json.loads(bridge.transport.written())
        said.append(answer if isinstance(answer, dict) else {"batch": comparable(answer)})
    own = [comparable(answer) for answer in said if answer.get("id") != "the end of reading"]
    return sorted(own, key=json.dumps)


@given(messages=st.lists(MESSAGES, min_size=4, max_size=8))
@settings(max_examples=400, deadline=None)
def test_both_lanes_give_the_same_answers(messages: list[Any]) -> None:
    async def compare() -> None:
        for message in messages:
            assert await answers(message, MethodTable) == await answers(message, ByLibrary)

    logging.disable(logging.CRITICAL)
    try:
        asyncio.run(compare())
    finally:
        logging.disable(logging.NOTSET)
