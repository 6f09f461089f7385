"""Slices of a large message: cut between characters, joined in linear time, refused when torn."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_runner.json_types import JsonValue
from agent_runner.rpc.calls import Call
from agent_runner.rpc.chunks import MAX_HELD_MESSAGES, ChunkJoiner, Torn, chunk_frame, slice_end
from agent_runner.rpc.lanes import Lanes
from agent_runner.rpc.messages import Params
from tests.unit.rpc.bridge import PATIENCE_S, Bridge


def chunk(seq: object, data: object = "x", *, more: object = True, id: object = 1) -> Any:
    return {"id": id, "seq": seq, "data": data, "more": more}


def joiner(*, max_bytes: int = 100) -> ChunkJoiner:
    return ChunkJoiner(max_bytes=max_bytes)


def text_of(taken: list[bytes] | Torn | None) -> bytes | None:
    return b"".join(taken) if isinstance(taken, list) else None


def error_of(taken: list[bytes] | Torn | None) -> tuple[int, Any]:
    assert isinstance(taken, Torn)
    return taken.error.code, taken.error.data


@given(text=st.text(max_size=60), wanted=st.integers(1, 12))
def test_slices_are_text_by_themselves_and_join_to_the_message(text: str, wanted: int) -> None:
    encoded = text.encode()
    wanted += 3  # no character is longer than four bytes
    joined, start, seq, whole = joiner(max_bytes=1000), 0, 0, None
    while whole is None:
        end = slice_end(encoded, start + wanted)
        more = end < len(encoded)
        frame = json.loads(chunk_frame(1, seq, encoded[start:end], more=more))
        assert len(frame["params"]["data"].encode()) <= wanted
        whole = text_of(joined.take(frame["params"]))
        start, seq = end, seq + 1
    assert whole == encoded


def test_slices_of_several_messages_may_come_in_turn() -> None:
    taken = joiner()
    assert taken.take(chunk(0, "a", id=1)) is None
    assert taken.take(chunk(0, "b", id="1")) is None
    assert text_of(taken.take(chunk(1, "a", more=False, id=1))) == b"aa"
    assert text_of(taken.take(chunk(1, "b", more=False, id="1"))) == b"bb"


@pytest.mark.parametrize(
    "second", [chunk(2), chunk(0), chunk(None), chunk(True), chunk(1, 5), chunk(1, "x", more="no")]
)
def test_a_torn_message_fails_once_and_the_rest_of_it_is_ignored(second: Any) -> None:
    taken = joiner()
    assert taken.take(chunk(0)) is None
    code, _ = error_of(taken.take(second))
    assert code == -32700
    if second["more"] is True:
        assert taken.take(chunk(3)) is None
        assert taken.take(chunk(4, more=False)) is None
    assert text_of(taken.take(chunk(0, "anew", more=False))) == b"anew"


def test_a_message_over_the_limit_fails_alone_and_is_not_held() -> None:
    taken = joiner(max_bytes=4)
    assert taken.take(chunk(0, "12", id="other")) is None
    assert taken.take(chunk(0, "123")) is None
    assert error_of(taken.take(chunk(1, "45"))) == (-32001, {"limit_bytes": 4})
    assert taken.take(chunk(2, "x" * 1000)) is None
    assert taken.take(chunk(3, more=False)) is None
    assert text_of(taken.take(chunk(1, "34", more=False, id="other"))) == b"1234"


def test_all_that_is_not_whole_has_a_bound() -> None:
    taken = joiner(max_bytes=10)
    for number in range(MAX_HELD_MESSAGES):
        assert taken.take(chunk(0, "x" * 10, id=number)) is None
    code, data = error_of(taken.take(chunk(0, "x", id="last")))
    assert (code, data) == (-32001, {"limit_bytes": 10 * MAX_HELD_MESSAGES})
    assert text_of(taken.take(chunk(1, "", more=False, id=0))) == b"x" * 10
    assert text_of(taken.take(chunk(0, "x", more=False, id="next"))) == b"x"


def test_what_is_said_of_no_call_is_ignored() -> None:
    taken = joiner()
    nonsense: list[Any] = [[], {}, {"id": True}, {"id": [1]}, chunk(5), chunk(1, more=False)]
    for params in nonsense:
        assert taken.take(params) is None


def test_a_dropped_message_is_forgotten_and_its_rest_ignored() -> None:
    taken = joiner()
    taken.take(chunk(0))
    assert taken.drop(1)
    assert not taken.drop(1)
    assert taken.take(chunk(1, more=False)) is None


def all_of(lanes: Lanes) -> list[list[Any]]:
    writes: list[list[Any]] = []
    while pieces := lanes.take():
        writes.append([json.loads(piece) for piece in pieces])
    return writes


def test_control_frames_go_first_and_the_last_word_last() -> None:
    lanes = Lanes()
    lanes.put_last(b'"last"')
    lanes.put(b'"normal"')
    lanes.put_progress(b'"progress"')
    lanes.put_control(b'"control"')
    assert all_of(lanes) == [["control", "normal", "progress"], ["last"]]
    assert not lanes


def test_large_messages_leave_in_turn_and_let_others_pass() -> None:
    lanes = Lanes()
    for name in ("a", "b"):
        lanes.put_large(name, b'"' + b"x" * 600_000 + b'"')
    lanes.put(b'"first"')
    writes = all_of(lanes)
    assert writes.pop(0) == ["first"]
    assert [len(write) for write in writes] == [1] * 6
    ids = [write[0]["params"]["id"] for write in writes]
    assert ids == ["a", "b"] * 3
    assert [write[0]["params"]["more"] for write in writes] == [True] * 4 + [False] * 2


def test_a_frame_waits_for_one_slice_at_most_and_slices_are_not_starved() -> None:
    lanes = Lanes()
    lanes.put_large("a", b"1" * 600_000)
    for number in range(3):
        lanes.put(b"%d" % number * 300_000)
    kinds: list[str] = []
    while pieces := lanes.take():
        kinds.append("chunk" if pieces[0].startswith(b'{"jsonrpc"') else "frame")
    assert kinds == ["frame", "chunk", "frame", "chunk", "frame", "chunk"]


def test_small_frames_are_written_together_up_to_a_bound() -> None:
    lanes = Lanes()
    for _ in range(6000):
        lanes.put(b"x" * 100)
    sizes = [sum(map(len, pieces)) for pieces in iter(lanes.take, [])]
    assert sum(sizes) == 600_000
    assert max(sizes) <= 256 * 1024 + 100
    assert len(sizes) == 3


def test_unsent_progress_is_counted_until_it_leaves() -> None:
    lanes = Lanes()
    lanes.put_progress(b"x" * 70)
    lanes.put(b"y")
    assert lanes.progress_bytes == 70
    lanes.take()
    assert lanes.progress_bytes == 0


def test_the_rest_of_a_large_message_can_be_dropped() -> None:
    lanes = Lanes()
    lanes.put_large("a", b"1" * 600_000)
    lanes.take()
    assert lanes.drop("a")
    assert not lanes.drop("a")
    assert lanes.take() == []


def in_chunks(message: object, *, id: object, size: int = 7) -> list[dict[str, Any]]:
    text = json.dumps(message)
    parts = [text[start : start + size] for start in range(0, len(text), size)]
    return [
        {
            "jsonrpc": "2.0",
            "method": "$/chunk",
            "params": chunk(seq, part, more=seq < len(parts) - 1, id=id),
        }
        for seq, part in enumerate(parts)
    ]


async def echo(call: Call, params: Params) -> JsonValue:
    return params


async def test_a_request_in_chunks_is_answered_and_others_pass_it(bridge: Bridge) -> None:
    bridge.serve({"echo": echo})
    request = {"jsonrpc": "2.0", "id": "large", "method": "echo", "params": {"a": "ä" * 50}}
    first, *rest = in_chunks(request, id="large")
    bridge.send(first)
    assert (await bridge.call("echo", {"b": 1}, id=2))["result"] == {"b": 1}
    bridge.send(*rest)
    assert (await bridge.receive()) == {"jsonrpc": "2.0", "id": "large", "result": {"a": "ä" * 50}}


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ({"jsonrpc": "2.0", "id": "other", "method": "echo"}, -32600),
        ([{"jsonrpc": "2.0", "id": 1, "method": "echo"}], -32600),
        ({"jsonrpc": "1.0", "id": 1, "method": "echo"}, -32600),
    ],
)
async def test_what_is_no_request_fails_under_the_id_of_its_chunks(
    bridge: Bridge, message: object, code: int
) -> None:
    bridge.serve({"echo": echo})
    bridge.send(*in_chunks(message, id=1))
    answer = await bridge.receive()
    assert (answer["id"], answer["error"]["code"]) == (1, code)


async def test_chunks_that_make_no_json_fail_under_their_id(bridge: Bridge) -> None:
    bridge.notify("$/chunk", chunk(0, '{"jsonrpc":"2.0","id":1,', more=False))
    answer = await bridge.receive()
    assert (answer["id"], answer["error"]["code"]) == (1, -32700)


async def test_a_request_that_is_cancelled_before_it_is_whole_is_answered(bridge: Bridge) -> None:
    bridge.serve({"echo": echo})
    bridge.notify("$/chunk", chunk(0, '{"jsonrpc"'))
    bridge.notify("$/cancelRequest", {"id": 1})
    answer = await bridge.receive()
    assert (answer["id"], answer["error"]["code"]) == (1, -32800)
    bridge.notify("$/chunk", chunk(1, "}", more=False))
    assert (await bridge.call("echo", id=1))["result"] == {}


async def big(call: Call, params: Params) -> JsonValue:
    return "é" * 3_000_000


async def test_a_large_answer_goes_in_chunks_to_a_host_that_takes_them(bridge: Bridge) -> None:
    bridge.serve({"big": big})
    hello = {"protocol_version": 1, "capabilities": {"chunks": True}}
    await bridge.call("initialize", hello, id="hello")
    bridge.request("big")
    taken, whole, lines = joiner(max_bytes=10_000_000), None, 0
    while whole is None:
        line = await bridge.receive()
        assert line["method"] == "$/chunk"
        whole = text_of(taken.take(line["params"]))
        lines += 1
    assert isinstance(whole, bytes)
    assert json.loads(whole) == {"jsonrpc": "2.0", "id": 1, "result": "é" * 3_000_000}
    assert lines > 20


async def test_a_large_answer_goes_whole_to_any_other_host(bridge: Bridge) -> None:
    bridge.serve({"big": big})
    assert (await bridge.call("big"))["result"] == "é" * 3_000_000


async def test_a_large_answer_in_a_batch_goes_whole(bridge: Bridge) -> None:
    bridge.serve({"big": big})
    hello = {"protocol_version": 1, "capabilities": {"chunks": True}}
    await bridge.call("initialize", hello, id="hello")
    bridge.send([{"jsonrpc": "2.0", "id": 1, "method": "big"}])
    assert len((await bridge.receive())[0]["result"]) == 3_000_000


async def test_cancelling_drops_the_rest_of_a_large_answer(bridge: Bridge) -> None:
    began, marked = asyncio.Event(), asyncio.Event()

    async def big_too(call: Call, params: Params) -> JsonValue:
        began.set()
        return "x" * 20_000_000

    async def mark(call: Call, params: Params) -> JsonValue:
        marked.set()
        return None

    bridge.serve({"big": big_too, "mark": mark})
    hello = {"protocol_version": 1, "capabilities": {"chunks": True}}
    await bridge.call("initialize", hello, id="hello")
    bridge.transport.stop_reading()
    bridge.request("big")
    async with asyncio.timeout(PATIENCE_S):
        await began.wait()
        await bridge.dispatcher.drained()
    bridge.notify("$/cancelRequest", {"id": 1})
    bridge.notify("mark")
    async with asyncio.timeout(PATIENCE_S):
        await marked.wait()
    bridge.transport.go_on_reading()
    said = [await bridge.receive()]
    while "error" not in said[-1]:
        said.append(await bridge.receive())
    assert (said[-1]["id"], said[-1]["error"]["code"]) == (1, -32800)
    # A slice at most was under way; `$/state` may have come before it.
    assert [line["method"] for line in said[:-1]].count("$/chunk") <= 1
    await bridge.ping()
