"""How a real runner ends: orderly where it can, and in bounded time always."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from tests.stdio.child import PATIENCE_S, ROOT, TRIALS, command, started

HOST_GONE_S = 2.0
"""What PROTOCOL.md promises to a machine whose host has died."""


def test_what_is_in_flight_when_the_input_ends_is_finished() -> None:
    with started(*TRIALS) as child:
        child.begin("trials.nap", {"seconds": 0.2}, id=1)
        child.end_input()
        assert [line["result"] for line in child.rest()] == ["slept"]
        assert child.wait() == 0


def test_shutdown_finishes_what_is_in_flight_and_refuses_the_rest() -> None:
    with started(*TRIALS) as child:
        child.introduce()
        child.begin("trials.nap", {"seconds": 0.2}, id=1)
        child.send({"jsonrpc": "2.0", "id": 2, "method": "shutdown"})
        assert child.call("trials.add", [1], id=3)["error"]["code"] == -32005
        child.end_input()
        assert [(line["id"], line["result"]) for line in child.rest()] == [(1, "slept"), (2, None)]
        assert child.wait() == 0


@pytest.mark.parametrize("skill", ["defy", "sleep_in_thread"])
def test_a_cancelled_call_that_goes_on_does_not_hold_up_a_shutdown(skill: str) -> None:
    with started(*TRIALS) as child:
        child.begin(f"trials.{skill}", {"seconds": 60} if "sleep" in skill else {}, id=1)
        child.send({"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": 1}})
        assert child.receive()["error"]["code"] == -32800
        assert child.call("shutdown", id=2)["result"] is None
        assert child.wait(5) == 0


@pytest.mark.parametrize(
    ("skill", "params", "statuses"),
    [
        ("wait", {}, {0}),
        ("defy", {}, {0, 1}),  # given up in time, or cut off: a busy machine decides
        ("sleep_in_thread", {"seconds": 60}, {0}),
        ("block", {"seconds": 60}, {1}),
        ("spin", {}, {1}),
    ],
)
def test_a_runner_whose_host_is_gone_ends_within_two_seconds(
    skill: str, params: dict[str, float], statuses: set[int]
) -> None:
    with started(*TRIALS) as child:
        child.introduce()
        child.begin(f"trials.{skill}", params, id=1)
        gone_s = time.monotonic()
        child.end_input()
        assert child.wait() in statuses
        assert time.monotonic() - gone_s < HOST_GONE_S


def test_a_runner_that_drains_ends_when_its_host_dies_meanwhile() -> None:
    # A host in between: it hands its own descriptors down and dies while the call is in flight.
    script = "import subprocess, sys; subprocess.run(sys.argv[1:])"
    process = subprocess.Popen(
        [sys.executable, "-c", script, *command(TRIALS)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
    )
    with process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(
            b'{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocol_version":1}}\n'
            b'{"jsonrpc":"2.0","id":2,"method":"trials.block",'
            b'"params":{"seconds":60,"_meta":{"progress":true}}}\n'
        )
        process.stdin.flush()
        while b"began" not in process.stdout.readline():
            pass
        process.stdin.write(b'{"jsonrpc":"2.0","id":3,"method":"shutdown"}\n')
        process.stdin.close()
        process.kill()
        # The runner holds the pipe's last writing end: it closes when the runner is gone.
        died_s = time.monotonic()
        process.stdout.read()
        assert time.monotonic() - died_s < HOST_GONE_S


def test_sigterm_finishes_what_is_in_flight() -> None:
    with started(*TRIALS) as child:
        child.begin("trials.nap", {"seconds": 0.3}, id=1)
        child.signal(signal.SIGTERM)
        assert [line["result"] for line in child.rest()] == ["slept"]
        assert child.wait() == 0


def test_sigterm_ends_an_idle_runner_at_once() -> None:
    with started(*TRIALS) as child:
        child.introduce()
        child.signal(signal.SIGTERM)
        assert child.wait(3) == 0


def test_ctrl_c_at_a_terminal_cancels_and_says_so() -> None:
    with started(*TRIALS) as child:
        child.begin("trials.wait", id=1)
        child.signal(signal.SIGINT)
        (line,) = child.rest()
        assert line["error"]["data"] == {"by": "interrupt", "rung": "task"}
        assert child.wait() == 130


def test_ctrl_c_works_while_the_last_calls_are_finished() -> None:
    with started(*TRIALS) as child:
        child.begin("trials.wait", id=1)
        child.end_input()
        child.signal(signal.SIGINT)
        assert child.wait() == 130


def test_ctrl_c_is_left_to_the_host_where_there_is_one() -> None:
    with started(*TRIALS) as child:
        child.introduce()
        child.begin("trials.nap", {"seconds": 0.2}, id=1)
        child.signal(signal.SIGINT)
        assert child.receive()["result"] == "slept"
        assert child.call("ping", id=2)["result"]["pong"] is True


def test_a_reader_that_goes_away_ends_the_runner() -> None:
    read, write = os.pipe()
    os.close(read)
    process = subprocess.Popen(
        command(["--bare"]), stdin=subprocess.PIPE, stdout=write, stderr=subprocess.PIPE, cwd=ROOT
    )
    os.close(write)
    with process:
        assert process.stdin
        assert process.stderr
        # The input stays open.
        process.stdin.write(b'{"jsonrpc":"2.0","id":1,"method":"ping"}\n')
        process.stdin.flush()
        assert process.wait(PATIENCE_S) == 1
        assert b"had no reader" in process.stderr.read()


def test_ping_is_answered_while_a_skill_holds_the_event_loop() -> None:
    with started(*TRIALS) as child:
        child.begin("trials.block", {"seconds": 0.5}, id=1)
        first = child.call("ping", id=2)["result"]
        assert first["in_flight"] == 1
        second = child.call("ping", id=3)["result"]
        assert second["loop_lag_ms"] > 0
        assert child.receive()["result"] == "blocked"
