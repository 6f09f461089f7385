"""What is due is called in its order, on time, and whatever became of what was due before."""

from __future__ import annotations

import queue
import threading
import time

import pytest

from agent_runner.rpc.alarm import Alarm

PATIENCE_S = 5.0


def test_calls_come_in_the_order_of_their_instants_and_not_before() -> None:
    alarm = Alarm()
    said: queue.SimpleQueue[tuple[str, float]] = queue.SimpleQueue()
    began_s = time.monotonic()
    for name, after_s in (("second", 0.06), ("third", 0.09), ("first", 0.03)):
        alarm.at(began_s + after_s, lambda name=name: said.put((name, time.monotonic())))
    names, instants = zip(*(said.get(timeout=PATIENCE_S) for _ in range(3)), strict=True)
    assert names == ("first", "second", "third")
    assert all(at >= began_s + s for at, s in zip(instants, (0.03, 0.06, 0.09), strict=True))


def test_an_earlier_instant_is_not_held_up_by_a_later_one() -> None:
    alarm = Alarm()
    called = threading.Event()
    alarm.after(60, lambda: None)
    alarm.after(0.01, called.set)
    assert called.wait(PATIENCE_S)


def test_any_instant_may_be_set() -> None:
    alarm = Alarm()
    called = threading.Event()
    alarm.after(2**62, lambda: None)
    alarm.after(-1, called.set)
    assert called.wait(PATIENCE_S)


def fail() -> None:
    raise ZeroDivisionError


def test_what_fails_is_logged_and_the_next_one_called(caplog: pytest.LogCaptureFixture) -> None:
    alarm = Alarm()
    called = threading.Event()
    alarm.after(0, fail)
    alarm.after(0.01, called.set)
    assert called.wait(PATIENCE_S)
    assert "ZeroDivisionError" in caplog.text
