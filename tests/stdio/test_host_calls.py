"""A skill calls the host: the request that goes out, and what its answers come to."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.stdio.child import TRIALS, Child, started

TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
both_kinds = pytest.mark.parametrize("skill", ["ask_host", "ask_host_in_thread"])


@contextmanager
def host_of(*methods: str, **capabilities: object) -> Generator[Child]:
    """A runner that was told which methods the host answers."""
    with started(*TRIALS) as child:
        told = {"host_methods": list(methods), **capabilities}
        hello = {"protocol_version": 1, "capabilities": told}
        if child.call("initialize", hello, id="hello")["result"]["phase"] != "ready":
            child.receive()
        yield child


def ask(child: Child, skill: str, method: str = "add", **more: Any) -> Any:
    """Have the skill call the host; returns the request that comes."""
    params = {"method": method, "params": {"a": 1}, **more}
    return child.call(f"trials.{skill}", params, id=7)


@both_kinds
def test_the_host_is_asked_and_its_answer_is_the_skills(skill: str) -> None:
    with host_of("add") as child:
        asked = ask(child, skill)
        assert asked == {
            "jsonrpc": "2.0",
            "id": asked["id"],
            "method": "add",
            "params": {"a": 1, "_meta": {"call_id": 7}},
        }
        child.send({"jsonrpc": "2.0", "id": asked["id"], "result": {"sum": [1, None]}})
        assert child.receive() == {"jsonrpc": "2.0", "id": 7, "result": {"sum": [1, None]}}


@both_kinds
def test_deadline_and_trace_are_handed_on(skill: str) -> None:
    with host_of("add") as child:
        meta = {"deadline_ms": 60_000, "traceparent": TRACEPARENT}
        first = ask(child, skill, _meta=meta, timeout_s=None)["params"]["_meta"]
        assert 50_000 < first["deadline_ms"] <= 60_000
        assert first["traceparent"] == TRACEPARENT
        params = {"method": "add", "params": {}, "timeout_s": 5, "_meta": meta}
        second = child.call(f"trials.{skill}", params, id=8)
        assert 4_000 < second["params"]["_meta"]["deadline_ms"] <= 5_000
        assert second["id"] != first["call_id"]


@pytest.mark.parametrize(
    ("error", "code", "data"),
    [
        (
            {"code": -32013, "message": "no", "data": {"method": "add", "name": "TypeError"}},
            -32013,
            {"method": "add", "name": "TypeError"},
        ),
        ({"code": -32601, "message": "x"}, -32601, {"method": "add", "near": []}),
        ({"code": -32004, "message": "x", "data": {"limit": 9}}, -32004, {"limit": 9}),
        ({"code": -32004, "message": "x"}, -32004, {"limit": None}),
        ({"code": -32800, "message": "x"}, -32800, {"by": "caller", "rung": "flag"}),
        ({"code": 1, "message": "odd"}, -32013, {"method": "add", "name": None}),
        ("nonsense", -32013, {"method": "add", "name": None}),
    ],
)
@both_kinds
def test_an_error_of_the_host_is_the_skills(skill: str, error: Any, code: int, data: Any) -> None:
    with host_of("add") as child:
        asked = ask(child, skill)
        child.send({"jsonrpc": "2.0", "id": asked["id"], "error": error})
        answer = child.receive()["error"]
        assert (answer["code"], answer["data"]) == (code, data)


@both_kinds
def test_a_method_that_the_host_did_not_name_is_not_asked_for(skill: str) -> None:
    with host_of("add") as child:
        answer = ask(child, skill, method="ad")
        assert (answer["id"], answer["error"]["code"]) == (7, -32601)
        assert answer["error"]["data"] == {"method": "ad", "near": ["add"]}


@both_kinds
def test_without_a_host_a_skill_is_told_so(skill: str) -> None:
    with started(*TRIALS) as child:
        error = ask(child, skill)["error"]
        assert error["code"] == -32013
        assert error["message"] == "Host call failed: add: there is no host that takes calls"


@both_kinds
def test_a_call_that_is_cancelled_cancels_what_it_asked_for(skill: str) -> None:
    with host_of("add") as child:
        asked = ask(child, skill)
        child.send({"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": 7}})
        said = [child.receive(), child.receive()]
        note = {"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": asked["id"]}}
        assert note in said
        said.remove(note)
        assert said[0]["error"]["code"] == -32800
        assert said[0]["error"]["data"]["rung"] == ("task" if skill == "ask_host" else "flag")
        child.send({"jsonrpc": "2.0", "id": asked["id"], "result": "late"})
        assert child.call("trials.add", [1], id=9)["result"] == 2


@both_kinds
def test_a_host_that_takes_too_long_is_told_to_stop(skill: str) -> None:
    with host_of("add") as child:
        asked = ask(child, skill, timeout_s=0.1)
        said = [child.receive(), child.receive()]
        note = {"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": asked["id"]}}
        assert note in said
        said.remove(note)
        assert said[0]["error"]["code"] == -32003


@both_kinds
def test_a_host_that_goes_away_answers_nothing_more(skill: str) -> None:
    with host_of("add") as child:
        ask(child, skill)
        child.send({"jsonrpc": "2.0", "id": 8, "method": "shutdown"})
        child.end_input()
        answers = {answer["id"]: answer for answer in child.rest()}
        assert answers[7]["error"]["message"] == "Host call failed: add: the host is gone"
        assert child.wait() == 0


def test_a_large_request_goes_in_chunks_to_a_host_that_takes_them() -> None:
    with host_of("add", chunks=True) as child:
        params = {"method": "add", "params": {"text": "x" * 5_000_000}}
        child.send({"jsonrpc": "2.0", "id": 7, "method": "trials.ask_host", "params": params})
        text = ""
        while (chunk := child.receive()["params"])["more"]:
            text += chunk["data"]
        assert f'"id":"{chunk["id"]}"' in text + chunk["data"]
        assert len(text) > 4_900_000
        child.send({"jsonrpc": "2.0", "id": chunk["id"], "result": 1})
        assert child.receive()["result"] == 1


def test_answers_that_nobody_asked_for_are_ignored_from_a_host_and_refused_from_others() -> None:
    stray = {"jsonrpc": "2.0", "id": "h99", "result": 1}
    with host_of("add") as child:
        child.send([stray, stray])
        child.send(stray)
        assert child.call("trials.add", [1], id=9)["result"] == 2
    with started(*TRIALS) as child:
        child.send(stray)
        assert child.receive()["error"]["code"] == -32600
