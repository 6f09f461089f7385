"""What is sent leaves: in its lane's order, none left out, whoever reads or does not."""

from __future__ import annotations

import json
import queue
import threading
from collections.abc import Generator
from typing import Any

import pytest

from agent_runner.rpc.memory import MemoryTransport
from agent_runner.rpc.writing import UNSENT_PROGRESS_BYTES, Writer
from tests.unit.rpc.bridge import PATIENCE_S


class Wire:
    """A writer over a transport in memory."""

    def __init__(self) -> None:
        self.transport = MemoryTransport()
        self.writer = Writer(self.transport)
        self.ended = threading.Event()
        self.writer.start(self.ended.set)

    def line(self) -> Any:
        return json.loads(self.transport.written(timeout_s=PATIENCE_S))

    def nothing_is_left(self) -> bool:
        self.writer.close(timeout_s=PATIENCE_S)
        try:
            self.transport.written(timeout_s=0)
        except queue.Empty:
            return True
        return False


@pytest.fixture
def wire() -> Generator[Wire]:
    wire = Wire()
    yield wire
    wire.transport.go_on_reading()
    wire.writer.close(timeout_s=PATIENCE_S)


def test_a_reply_made_at_home_is_written_at_once(wire: Wire) -> None:
    wire.writer.send(b"1")
    assert wire.transport.written(timeout_s=0) == b"1"


def test_what_gathers_leaves_in_one_write(wire: Wire) -> None:
    wire.writer.hold(is_quick=True)
    for number in range(50):
        wire.writer.send(b"%d" % number)
    wire.writer.release()
    assert [wire.line() for _ in range(50)] == list(range(50))
    assert len(wire.transport.writes) == 1


def test_what_gathers_leaves_even_if_its_sender_is_held_up(wire: Wire) -> None:
    wire.writer.hold(is_quick=False)
    wire.writer.send(b"1")
    # Not released: the sender is in the middle of something else.
    assert wire.line() == 1
    wire.writer.release()


def test_frames_of_other_threads_keep_their_order(wire: Wire) -> None:
    def send(name: int) -> None:
        for number in range(500):
            wire.writer.send(b"[%d,%d]" % (name, number))

    threads = [threading.Thread(target=send, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for number in range(500):
        wire.writer.send(b"[4,%d]" % number)
    lines = [wire.line() for _ in range(2500)]
    for thread in threads:
        thread.join(PATIENCE_S)
    for name in range(5):
        assert [number for sender, number in lines if sender == name] == list(range(500))


def test_nothing_is_left_out_though_nobody_reads_for_a_while(wire: Wire) -> None:
    wire.transport.stop_reading()
    for number in range(2000):
        wire.writer.send(b"%d" % number)
    wire.transport.go_on_reading()
    assert [wire.line() for _ in range(2000)] == list(range(2000))


def test_a_pong_overtakes_a_large_reply_that_is_being_written(wire: Wire) -> None:
    text = b'"' + b"x" * 100_000_000 + b'"'
    wire.transport.stop_reading()
    wire.writer.send(b'"before"')
    wire.writer.send_large("big", text)
    wire.writer.send_control(b'"pong"')
    wire.transport.go_on_reading()
    said = [wire.line() for _ in range(4)]
    assert said.index("pong") <= 2  # one write may have been under way, and no more
    while not isinstance(said[-1], dict) or said[-1]["params"]["more"]:
        said.append(wire.line())
    slices = [line["params"]["data"] for line in said if isinstance(line, dict)]
    assert "".join(slices) == text.decode()


def test_a_reader_that_takes_nothing_makes_the_end_wait_only_so_long(wire: Wire) -> None:
    wire.transport.stop_reading()
    wire.writer.send(b"1")
    wire.writer.close(timeout_s=0.01)
    assert not wire.ended.is_set()


def test_without_a_reader_the_end_is_told_and_nothing_waits(wire: Wire) -> None:
    wire.transport.stop_reading()
    wire.writer.send(b"1")
    wire.transport.break_off()
    assert wire.ended.wait(PATIENCE_S)
    for _ in range(10):
        wire.writer.send_progress(b"x" * UNSENT_PROGRESS_BYTES)
    assert wire.writer.has_room
    assert wire.nothing_is_left()


def test_progress_has_a_bound_and_room_is_told(wire: Wire) -> None:
    wire.transport.stop_reading()
    told = threading.Event()
    wire.writer.when_room(told.set)
    assert told.is_set()
    told.clear()
    frame = b"1" * (1024 * 1024)
    while wire.writer.has_room:
        wire.writer.send_progress(frame)
    wire.writer.when_room(told.set)
    assert not told.is_set()
    wire.transport.go_on_reading()
    assert told.wait(PATIENCE_S)
    assert wire.writer.has_room


def test_a_dropped_reply_stops_in_the_middle_and_the_wire_goes_on(wire: Wire) -> None:
    wire.transport.stop_reading()
    wire.writer.send(b'"blocks"')
    wire.writer.send_large(7, b"1" * 10_000_000)
    assert wire.writer.drop(7)
    assert not wire.writer.drop(7)
    wire.writer.send(b'"after"')
    wire.transport.go_on_reading()
    lines = [wire.line()]
    while lines[-1] != "after":
        lines.append(wire.line())
    assert [line for line in lines if isinstance(line, str)] == ["blocks", "after"]
    assert len(lines) <= 3


def test_a_long_frame_is_one_line(wire: Wire) -> None:
    frame = json.dumps("x" * 3_000_000).encode()
    wire.writer.send(frame)
    wire.writer.send(b"1")
    assert wire.transport.written() == frame
    assert wire.line() == 1
