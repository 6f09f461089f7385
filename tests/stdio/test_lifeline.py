"""What becomes of a runner and its children when its host, or it itself, dies in the middle.

A real host stands in between and is killed. That all are gone is seen by the end of their stderr,
which none but the runner and its children hold.
"""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from typing import Any, Literal

import pytest

from tests.stdio.child import PATIENCE_S, ROOT, Child, command

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the lifeline is POSIX's")

HOST_GONE_S = 2.0
"""What PROTOCOL.md promises to a machine whose host has died."""
RUNNER_GONE_S = 1.0
SILENCE_S = 0.25
Way = Literal["lifeline", "strange-group", "portable"]


@contextmanager
def hosted(way: Way, **environment: str) -> Generator[Child]:
    """A runner under a host of its own; all of it is gone when the block ends."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.stdio.host", way, *command(["--bare", "--faults"])],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, **environment},
        start_new_session=True,
    )
    child = Child(process)
    try:
        child.introduce()
        yield child
    finally:
        process.kill()
        child.close()


def gone_within(child: Child, seconds: float) -> bool:
    """Whether nobody holds the runner's stderr any more."""
    child.errors_ended.wait(seconds)
    return child.errors_ended.is_set()


def hold(child: Child, skill: str, params: dict[str, Any] | None = None) -> None:
    """Begin a skill that blocks something, and wait until it does."""
    child.begin(f"faults.{skill}", params, id="held")
    if skill != "hold_gil":
        return
    end_s = time.monotonic() + PATIENCE_S
    while time.monotonic() < end_s:  # as long as pings are answered, the lock is free
        child.send({"jsonrpc": "2.0", "id": "ping", "method": "ping"})
        try:
            child.receive_line(SILENCE_S)
        except queue.Empty:
            return
    raise AssertionError("the interpreter was never held")


@pytest.mark.parametrize(
    ("skill", "params"),
    [
        ("wait", {}),
        ("deaf_task", {"seconds": 60}),
        ("sleep_on_loop", {"seconds": 60}),
        ("spin_on_loop", {"seconds": 60}),
        ("sleep_in_thread", {"seconds": 60}),
        ("hold_gil", {"seconds": 60, "how": "sleep"}),
        ("hold_gil", {"seconds": 60, "how": "regex"}),
    ],
)
def test_a_killed_host_takes_runner_and_grandchild_along(
    skill: str, params: dict[str, Any]
) -> None:
    with hosted("lifeline") as child:
        child.call("faults.grandchild", id=1)
        hold(child, skill, params)
        child.process.kill()
        assert gone_within(child, HOST_GONE_S)


def test_a_killed_runner_takes_its_grandchild_along() -> None:
    with hosted("lifeline") as child:
        child.call("faults.grandchild", id=1)
        os.kill(child.call("ping", id=2)["result"]["pid"], signal.SIGKILL)
        assert gone_within(child, RUNNER_GONE_S)
        assert child.process.poll() is None


def test_an_orderly_end_leaves_no_grandchild_behind_either() -> None:
    with hosted("lifeline") as child:
        child.call("faults.grandchild", id=1)
        assert child.call("shutdown", id=2)["result"] is None
        assert gone_within(child, RUNNER_GONE_S)


def test_a_group_that_is_not_the_runners_own_is_left_alone() -> None:
    with hosted("strange-group") as child:
        os.kill(child.call("ping")["result"]["pid"], signal.SIGKILL)
        assert gone_within(child, PATIENCE_S)
        with pytest.raises(subprocess.TimeoutExpired):
            child.process.wait(SILENCE_S)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGUSR1])
def test_what_ends_others_does_not_end_the_guardian(number: signal.Signals) -> None:
    with hosted("lifeline") as child:
        runner = child.call("ping")["result"]["pid"]
        grandchild = child.call("faults.grandchild", id=1)["result"]
        guardian = guardian_of(runner, {runner, grandchild})
        os.kill(guardian, number)
        os.kill(runner, signal.SIGKILL)
        assert gone_within(child, RUNNER_GONE_S)


@pytest.mark.parametrize(
    ("skill", "params", "line"),
    [
        ("sleep_on_loop", {"seconds": 60}, "in sleep_on_loop"),
        ("spin_on_loop", {"seconds": 60}, "in _spin"),
        ("hold_gil", {"seconds": 60, "how": "sleep"}, "in _sleep_holding_gil"),
        ("hold_gil", {"seconds": 60, "how": "regex"}, "in _backtrack"),
    ],
)
def test_a_signal_brings_the_stacks_though_the_interpreter_is_held(
    skill: str, params: dict[str, Any], line: str
) -> None:
    with hosted("lifeline") as child:
        runner = child.call("ping")["result"]["pid"]
        hold(child, skill, params)
        os.kill(runner, signal.SIGUSR1)
        text = ""
        while line not in text:
            text += child.receive().get("lifeline", "")
        assert "most recent call first" in text


@pytest.mark.parametrize(
    ("skill", "params"),
    [
        ("wait", {}),
        ("sleep_on_loop", {"seconds": 60}),
        ("spin_on_loop", {"seconds": 60}),
        ("sleep_in_thread", {"seconds": 60}),
    ],
)
def test_without_a_lifeline_a_killed_host_takes_the_runner_along(
    skill: str, params: dict[str, Any]
) -> None:
    with hosted("portable") as child:
        hold(child, skill, params)
        child.process.kill()
        assert gone_within(child, HOST_GONE_S)


def test_without_a_lifeline_a_held_interpreter_and_grandchildren_outlive_the_host() -> None:
    # What the portable ways cannot do, so that nobody promises it.
    with hosted("portable") as child:
        runner = child.call("ping")["result"]["pid"]
        grandchild = child.call("faults.grandchild", id=1)["result"]
        hold(child, "hold_gil", {"seconds": 60, "how": "regex"})
        child.process.kill()
        try:
            assert not gone_within(child, HOST_GONE_S + 0.5)
        finally:
            for process in (runner, grandchild):
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
        assert gone_within(child, PATIENCE_S)


def test_without_a_lifeline_the_stacks_come_unasked_on_stderr() -> None:
    with hosted("portable", AGENT_RUNNER_HANG_DUMP_MS="200") as child:
        runner = child.call("ping")["result"]["pid"]
        hold(child, "hold_gil", {"seconds": 60, "how": "regex"})
        child.await_in_stderr("in _backtrack")
        assert "Timeout (0:00:00" in child.stderr
        os.kill(runner, signal.SIGKILL)


def test_without_a_lifeline_nothing_is_dumped_while_the_loop_turns() -> None:
    with hosted("portable", AGENT_RUNNER_HANG_DUMP_MS="200") as child:
        assert child.call("faults.wait", {"seconds": 0.5})["result"] == "waited"
        began_s = time.monotonic()
        assert child.call("ping")["result"]["pong"]
        assert time.monotonic() - began_s < PATIENCE_S
        assert "Timeout" not in child.stderr


def guardian_of(group: int, others: set[int]) -> int:
    """The one process of the group that is none of the others."""
    listed = subprocess.run(
        ["/bin/ps", "-e", "-o", "pid=,pgid="], capture_output=True, text=True, check=True
    )
    pairs = [tuple(map(int, line.split())) for line in listed.stdout.splitlines()]
    (guardian,) = [pid for pid, of in pairs if of == group and pid not in others]
    return guardian
