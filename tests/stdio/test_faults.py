"""The fault skills do what they say, seen from outside a real runner."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import pytest

from agent_runner.faults.at_import import VARIABLE
from tests.stdio.child import PATIENCE_S, started

FAULTS = ("--bare", "--faults")

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")


@posix_only
@pytest.mark.parametrize(
    ("skill", "params", "status"),
    [
        ("exit", {"code": 7}, 7),
        ("segfault", {}, -signal.SIGSEGV),
        ("abort", {}, -signal.SIGABRT),
        ("kill_self", {"signal_name": "SIGKILL"}, -signal.SIGKILL),
    ],
)
def test_the_process_ends_in_the_way_that_was_asked_for(
    skill: str, params: dict[str, object], status: int
) -> None:
    with started(*FAULTS) as child:
        child.begin("faults.wait", id=1)
        child.send(
            {
                "jsonrpc": "2.0",
                "id": 2,
                "method": f"faults.{skill}",
                "params": {**params, "last_words": "so long"},
            }
        )
        assert child.rest() == []
        assert child.wait() == status
        assert "so long" in child.stderr


@pytest.mark.parametrize("skill", ["sleep_on_loop", "spin_on_loop"])
def test_a_blocked_loop_leaves_pings_their_answer_and_calls_without_one(skill: str) -> None:
    with started(*FAULTS) as child:
        child.begin(f"faults.{skill}", {"seconds": 0.3}, id=1)
        child.send({"jsonrpc": "2.0", "id": 2, "method": "faults.echo", "params": {}})
        assert child.call("ping", id=3)["id"] == 3
        assert [child.receive()["id"], child.receive()["id"]] == [1, 2]


@pytest.mark.parametrize("how", ["sleep", "regex"])
def test_while_the_interpreter_is_held_not_even_a_ping_is_answered(how: str) -> None:
    with started(*FAULTS) as child:
        child.begin("faults.hold_gil", {"seconds": 0.3, "how": how}, id=1)
        while True:  # the first pings may still slip in before the lock is taken
            pong = child.call("ping", id=2)
            if pong["id"] == 1:
                break
        assert pong["result"] == "held"
        assert child.receive()["id"] == 2


@pytest.mark.parametrize(
    ("skill", "result"),
    [("deaf_thread", "heard nothing"), ("deaf_task", "heard nothing"), ("sleep_in_thread", None)],
)
def test_deaf_work_goes_on_after_it_was_cancelled(skill: str, result: str | None) -> None:
    with started(*FAULTS) as child:
        child.begin(f"faults.{skill}", {"seconds": 0.2}, id=1)
        child.send({"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": 1}})
        assert child.receive()["error"]["code"] == -32800
        child.end_input()
        assert child.wait() == 0


@pytest.mark.parametrize("skill", ["wait", "wait_for_flag"])
def test_work_that_listens_ends_when_it_is_cancelled(skill: str) -> None:
    with started(*FAULTS) as child:
        child.begin(f"faults.{skill}", {"seconds": PATIENCE_S}, id=1)
        child.send({"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": 1}})
        assert child.receive()["error"]["code"] == -32800
        child.end_input()
        assert child.wait(PATIENCE_S / 2) == 0


@posix_only
@pytest.mark.parametrize(
    ("skill", "text"),
    [
        ("print_noise", "printed"),
        ("write_descriptor", "written to descriptor 1"),
        ("put_by_c", "put by the C library"),
        ("noisy_grandchild", "said by a grandchild"),
    ],
)
def test_noise_is_made_and_does_not_reach_the_wire(skill: str, text: str) -> None:
    with started(*FAULTS) as child:
        assert child.call(f"faults.{skill}")["id"] == 1
        child.end_input()
        assert child.rest() == []
        child.wait()
        assert text in child.stderr


def test_a_flood_of_stderr_is_as_large_as_was_asked_for() -> None:
    with started(*FAULTS) as child:
        size = 1_000_003
        assert child.call("faults.flood_stderr", {"size": size, "line": 10})["result"] == size
        child.end_input()
        child.wait()
        assert child.stderr.count("x") == size // 10 * 9 + size % 10


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("nan", "is NaN"),
        ("infinity", "is Infinity"),
        ("set", "is a set"),
        ("big_integer", "is an integer beyond 64 bits"),
        ("surrogate", "holds a lone surrogate"),
        ("bytes", "is a bytes"),
    ],
)
def test_a_result_that_is_no_json_is_refused_with_its_path(kind: str, reason: str) -> None:
    with started(*FAULTS) as child:
        error = child.call("faults.not_json", {"kind": kind})["error"]
        assert error["data"] == {"path": "scores[1]", "reason": reason}


@pytest.mark.parametrize("kind", ["cycle", "key"])
def test_a_result_with_a_cycle_or_a_number_as_key_is_refused_below_its_path(kind: str) -> None:
    with started(*FAULTS) as child:
        error = child.call("faults.not_json", {"kind": kind})["error"]
        assert error["data"]["path"].startswith("scores[1]")


def test_large_values_go_out_and_come_in() -> None:
    with started(*FAULTS) as child:
        big = child.call("faults.big_result", {"size": 100_000})["result"]
        assert big == "x" * 100_000
        assert child.call("faults.length", {"text": big})["result"] == 100_000


def test_a_stream_tells_its_numbers_in_order() -> None:
    with started(*FAULTS) as child:
        params = {"count": 3, "size": 2, "_meta": {"progress": True}}
        child.send({"jsonrpc": "2.0", "id": 1, "method": "faults.stream", "params": params})
        events = [child.receive()["params"]["event"] for _ in range(3)]
        assert events == [{"number": number, "padding": "xx"} for number in range(3)]
        assert child.receive()["result"] == 3


def test_raw_bytes_reach_the_wire_as_they_are_with_the_id_of_their_request() -> None:
    with started(*FAULTS) as child:
        params = {"text": "\xff torn $ID$FILL\n", "fill": 3, "times": 2, "answer": False}
        child.send({"jsonrpc": "2.0", "id": "a", "method": "faults.raw_wire", "params": params})
        assert [child.receive_line(), child.receive_line()] == [b'\xff torn "a"xxx\n'] * 2
        assert child.call("ping", id=2)["result"]["in_flight"] == 1


def test_raw_bytes_beyond_a_byte_are_refused() -> None:
    with started(*FAULTS) as child:
        error = child.call("faults.raw_wire", {"text": "€"})["error"]
        assert error["data"]["errors"][0]["field"] == "text"


def test_an_endless_frame_swallows_whatever_comes_after_it() -> None:
    with started(*FAULTS) as child:
        params = {"_meta": {"progress": True}}
        child.send({"jsonrpc": "2.0", "id": 1, "method": "faults.endless_frame", "params": params})
        line = child.receive_line()
        assert line.startswith(b"x" * 65536)
        assert b'"began":true' in line


def test_a_closed_wire_is_the_end_of_the_output_and_not_of_the_process() -> None:
    with started(*FAULTS) as child:
        child.send({"jsonrpc": "2.0", "id": 1, "method": "faults.close_wire"})
        assert child.rest() == []
        assert child.process.poll() is None


def test_memory_is_taken_and_given_back() -> None:
    with started(*FAULTS) as child:
        before = child.call("ping")["result"]["rss_bytes"]
        if before is None:
            pytest.skip("the system does not tell")
        assert child.call("faults.allocate", {"size": 50_000_000})["result"] == 50_000_000
        assert child.call("ping")["result"]["rss_bytes"] - before > 40_000_000
        child.call("faults.release")
        assert child.call("ping")["result"]["rss_bytes"] - before < 40_000_000


@pytest.mark.parametrize("by_file", [False, True])
def test_a_start_can_be_made_to_fail(tmp_path: Path, by_file: bool) -> None:
    order = "exit:9"
    if by_file:
        (tmp_path / "order").write_text(f"{order}\n")
        order = f"file:{tmp_path / 'order'}"
    with started(*FAULTS, environment={VARIABLE: order}) as child:
        assert child.wait() == 9


def test_a_start_can_be_made_to_fail_in_the_import() -> None:
    with started(*FAULTS, environment={VARIABLE: "raise:no such luck"}) as child:
        error = child.call("faults.echo")["error"]
        assert error["data"]["reason"] == "RuntimeError: no such luck"
