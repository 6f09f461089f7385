"""The wire of a real runner: what gets on it, what does not, and what it bears."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.stdio.child import TRIALS, started

NOISES = (
    "printed, without an end",
    "written to descriptor 1",
    "put by the C library",
    "echoed by a grandchild",
)


def test_a_line_typed_in_a_terminal_is_answered_and_the_process_ends() -> None:
    with started("--bare") as child:
        child.write(b'{"jsonrpc":"2.0","id":1,"method":"ping"}\n')
        child.end_input()
        (answer,) = child.rest()
        assert answer["result"]["pong"] is True
        assert child.wait() == 0


def test_nothing_a_skill_writes_gets_on_the_wire_and_nothing_is_read_from_it() -> None:
    with started(*TRIALS) as child:
        assert child.call("trials.noise") == {"jsonrpc": "2.0", "id": 1, "result": ""}
        assert child.call("trials.add", [1], id=2)["result"] == 2
        child.end_input()
        assert child.rest() == []
        assert child.wait() == 0
        assert [noise for noise in NOISES if noise not in child.stderr] == []


def test_a_line_of_ten_megabytes_goes_in_and_out() -> None:
    with started(*TRIALS) as child:
        size = 10_000_000
        assert child.call("trials.size", {"text": "x" * size})["result"] == size
        assert len(child.call("trials.big", {"size": size})["result"]) == size


def test_a_line_over_the_limit_is_dropped_and_the_next_one_is_read() -> None:
    with started(*TRIALS, "--max-frame-bytes", "1000000") as child:
        for _ in range(30):
            child.write(b"x" * 1_000_000)
        child.write(b"\n")
        answer = child.receive()
        assert (answer["id"], answer["error"]["code"]) == (None, -32001)
        assert answer["error"]["data"] == {"limit_bytes": 1_000_000}
        assert child.call("ping")["result"]["rss_bytes"] < 200_000_000


def test_half_a_line_at_the_end_of_the_input_is_answered_as_the_line_it_is() -> None:
    with started("--bare") as child:
        child.write(b'{"jsonrpc":"2.0","id":1,"meth')
        child.end_input()
        (answer,) = child.rest()
        assert (answer["id"], answer["error"]["code"]) == (None, -32700)
        assert child.wait() == 0


def test_a_host_that_takes_short_lines_gets_none_longer() -> None:
    with started(*TRIALS) as child:
        limits = {"max_frame_bytes": 2000}
        child.call("initialize", {"protocol_version": 1, "limits": limits}, id="hello")
        child.receive()
        error = child.call("trials.big", {"size": 2000})["error"]
        assert (error["code"], error["data"]["limit_bytes"]) == (-32006, 2000)


def test_an_answer_is_one_line_of_utf8_whatever_the_text_holds() -> None:
    with started(*TRIALS) as child:
        child.send({"jsonrpc": "2.0", "id": 1, "method": "trials.echo", "params": ["ü\u2028𝄞"]})
        line = child.receive_line()
        assert line.endswith(b"}\n")
        assert line.count(b"\n") == 1
        assert json.loads(line)["result"] == "ü\u2028𝄞"


def test_logs_and_warnings_are_json_lines_on_stderr() -> None:
    with started(*TRIALS) as child:
        assert child.call("trials.complain", id="c")["result"] is None
        child.end_input()
        assert child.wait() == 0
        logs = [json.loads(line) for line in child.stderr.splitlines()]
        warning = next(log for log in logs if log["logger"] == "trials")
        assert (warning["level"], warning["msg"]) == ("warning", "mind the gap")
        assert (warning["request_id"], type(warning["run_id"])) == ("c", str)
        assert any("this is old" in log["msg"] for log in logs if log["logger"] == "py.warnings")


def test_an_unforeseen_failure_leaks_nothing_and_is_found_in_the_log_by_its_reference() -> None:
    with started(*TRIALS) as child:
        line = json.dumps(answer := child.call("trials.boom"))
        assert "secret" not in line
        assert "ValueError" not in line
        child.end_input()
        assert child.wait() == 0
        log = next(
            json.loads(line)
            for line in child.stderr.splitlines()
            if answer["error"]["data"]["ref"] in line
        )
        assert "secret /etc/passwd" in log["trace"]


@pytest.mark.parametrize(
    ("module", "reason"),
    [
        ("no_such_module", "No module named 'no_such_module'"),
        ("tests.fixtures.agents.without_agent", "it holds no Agent"),
        ("tests.fixtures.agents.ends_itself", "SystemExit: 4"),
    ],
)
def test_a_module_that_cannot_be_loaded_is_named_with_the_reason(module: str, reason: str) -> None:
    with started("--bare", "--load", module) as child:
        hello = child.call("initialize", {"protocol_version": 1})
        assert hello["result"]["phase"] == "importing"
        state = child.receive()
        assert state["params"]["phase"] == "failed"
        assert state["params"]["error"]["module"] == module
        assert reason in state["params"]["error"]["reason"]
        error = child.call("any.skill", id=2)["error"]
        assert (error["code"], error["data"]) == (-32012, state["params"]["error"])
        assert child.call("ping", id=3)["result"]["phase"] == "failed"
        assert child.call("shutdown", id=4)["result"] is None
        assert child.wait() == 0
        assert f"{module} could not be loaded" in child.stderr


def test_a_module_with_a_syntax_error_is_named(tmp_path: Path) -> None:
    (tmp_path / "crooked.py").write_text("def (:\n")
    with started("--bare", "--load", "crooked", environment={"PYTHONPATH": str(tmp_path)}) as child:
        error = child.call("any.skill")["error"]
        assert error["code"] == -32012
        assert error["data"]["module"] == "crooked"
        assert "SyntaxError" in error["data"]["reason"]
        assert "line 1" in error["data"]["reason"]
