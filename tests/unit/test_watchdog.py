from __future__ import annotations

import queue
import time

from agent_runner.watchdog import Watchdog

PATIENCE_S = 5.0


def watched() -> tuple[Watchdog, queue.SimpleQueue[int]]:
    left: queue.SimpleQueue[int] = queue.SimpleQueue()
    return Watchdog(leave=left.put), left


def test_the_process_ends_when_the_time_is_over() -> None:
    watchdog, left = watched()
    began_s = time.monotonic()
    watchdog.end_within(0.05, status=3)
    assert left.get(timeout=PATIENCE_S) == 3
    assert time.monotonic() - began_s >= 0.05


def test_the_order_that_ends_first_is_obeyed() -> None:
    watchdog, left = watched()
    watchdog.end_within(60, status=1)
    watchdog.end_within(0, status=2)
    watchdog.end_within(30, status=3)
    assert left.get(timeout=PATIENCE_S) == 2


def test_while_the_parent_lives_nothing_ends() -> None:
    watchdog, left = watched()
    watchdog.end_with_parent()
    watchdog.end_within(0.6, status=7)  # after two looks at the parent
    assert left.get(timeout=PATIENCE_S) == 7
