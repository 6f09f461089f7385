"""The loop reads while it turns, a thread reads while it does not, and each line is read once."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
import threading
from collections.abc import Callable, Generator, Iterable
from contextlib import suppress

import pytest

from agent_runner.rpc.framing import Oversize
from agent_runner.rpc.reading import Ears, Reader
from agent_runner.rpc.stdio import StdioTransport
from tests.unit.rpc.bridge import PATIENCE_S

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the loop reads on POSIX alone")

LOOP = "MainThread"
THREAD = "wire-in"


class Ear:
    """What was read, and by which thread."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, bytes | Oversize]] = []
        self.heard = threading.Condition()
        self.has_ended = False
        self.on_taken: Callable[[], None] = lambda: None

    def on_lines(self, lines: Iterable[bytes | Oversize]) -> None:
        for line in lines:
            with self.heard:
                self.lines.append((threading.current_thread().name, line))
                self.heard.notify_all()

    def on_end(self) -> None:
        with self.heard:
            assert not self.has_ended
            self.has_ended = True
            self.heard.notify_all()

    def waits_for(self, what: Callable[[], bool]) -> bool:
        with self.heard:
            return self.heard.wait_for(what, PATIENCE_S)

    async def hears(self, count: int) -> list[bytes | Oversize]:
        assert await asyncio.to_thread(self.waits_for, lambda: len(self.lines) >= count)
        return [line for _, line in self.lines]


class Pipe:
    """A transport whose other end is the test's."""

    def __init__(self, kind: str) -> None:
        self.ends: list[socket.socket] = []
        if kind == "socket":
            ours, theirs = socket.socketpair()
            self.ends = [ours, theirs]
            read, self.write_end = theirs.detach(), ours.detach()
        else:
            read, self.write_end = os.pipe()
        self.null = os.open(os.devnull, os.O_WRONLY)
        self.read_end = read
        self.transport = StdioTransport(wire_in=read, wire_out=self.null)

    def write(self, data: bytes) -> None:
        os.write(self.write_end, data)

    def end(self) -> None:
        os.close(self.write_end)
        self.write_end = -1

    def close(self) -> None:
        for descriptor in (self.write_end, self.read_end, self.null):
            with suppress(OSError):
                os.close(descriptor)


@pytest.fixture(params=["pipe", "socket"])
def pipe(request: pytest.FixtureRequest) -> Generator[Pipe]:
    pipe = Pipe(request.param)
    yield pipe
    pipe.close()


def ears_of(ear: Ear, *, is_idle: bool = True) -> Ears:
    return Ears(
        on_lines=ear.on_lines,
        on_taken=lambda: ear.on_taken(),
        on_end=ear.on_end,
        is_idle=lambda: is_idle,
    )


def listen(pipe: Pipe, *, is_idle: bool = True) -> Ear:
    ear = Ear()
    ears = ears_of(ear, is_idle=is_idle)
    reader = Reader(pipe.transport, ears, max_frame_bytes=1000, may_linger=True)
    reader.start(asyncio.get_running_loop())
    return ear


async def end(pipe: Pipe, ear: Ear) -> None:
    if pipe.write_end >= 0:
        pipe.end()
    assert await asyncio.to_thread(ear.waits_for, lambda: ear.has_ended)
    for _ in range(3):  # The loop is told of the end once more, and takes its leave.
        await asyncio.sleep(0)


async def test_a_loop_that_turns_reads_by_itself(pipe: Pipe) -> None:
    ear = listen(pipe)
    for number in range(50):
        pipe.write(b"%d\n" % number)
        assert (await ear.hears(number + 1))[-1] == b"%d" % number
    assert LOOP in {thread for thread, _ in ear.lines}  # on a busy machine, the thread may help
    await end(pipe, ear)


async def test_while_the_loop_is_stuck_a_thread_reads_and_hands_back(pipe: Pipe) -> None:
    ear = listen(pipe)
    pipe.write(b"1\n")
    await ear.hears(1)
    # No `await` from here on: the loop is this thread, and it is held.
    pipe.write(b"2\n")
    assert ear.waits_for(lambda: len(ear.lines) == 2)
    pipe.write(b"3\n4\n")
    assert ear.waits_for(lambda: len(ear.lines) == 4)
    assert {thread for thread, _ in ear.lines[1:]} == {THREAD}
    # And now it turns again.
    number = 4
    while ear.lines[-1][0] == THREAD and number < 1000:
        number += 1
        pipe.write(b"%d\n" % number)
        await ear.hears(number)
    assert [line for _, line in ear.lines] == [b"%d" % n for n in range(1, number + 1)]
    assert ear.lines[-1][0] == LOOP
    await end(pipe, ear)


@pytest.mark.parametrize("is_idle", [True, False])
async def test_what_comes_at_once_is_read_in_the_same_turn_where_nothing_else_is_to_do(
    pipe: Pipe, is_idle: bool
) -> None:
    turns = 0
    turns_at: list[int] = []

    def turn() -> None:
        nonlocal turns
        turns += 1
        if len(turns_at) < 5:
            asyncio.get_running_loop().call_soon(turn)

    ear = listen(pipe, is_idle=is_idle)

    def answer() -> None:
        if len(ear.lines) > len(turns_at):
            turns_at.append(turns)
            if len(turns_at) < 5:
                pipe.write(b"next\n")

    ear.on_taken = answer
    turn()
    pipe.write(b"first\n")
    await ear.hears(5)
    assert (len(set(turns_at)) == 1) is is_idle
    await end(pipe, ear)


async def test_a_call_that_blocks_does_not_deafen_the_thread(pipe: Pipe) -> None:
    ear = listen(pipe)
    heard: list[bool] = []

    def block() -> None:
        ear.on_taken = lambda: None
        pipe.write(b"ping\n")
        heard.append(ear.waits_for(lambda: len(ear.lines) == 2))

    ear.on_taken = block
    pipe.write(b"call\n")
    await ear.hears(2)
    assert heard == [True]
    assert ear.lines[1] == (THREAD, b"ping")
    await end(pipe, ear)


async def test_the_end_is_seen_while_the_loop_is_stuck_and_told_once(pipe: Pipe) -> None:
    ear = listen(pipe)
    pipe.write(b"last, without a newline")
    pipe.end()
    assert ear.waits_for(lambda: ear.has_ended)
    assert ear.lines == [(THREAD, b"last, without a newline")]
    await end(pipe, ear)


async def test_a_line_torn_between_loop_and_thread_is_whole(pipe: Pipe) -> None:
    ear = listen(pipe)
    pipe.write(b"first\nbegun by the loop, ")
    await ear.hears(1)
    pipe.write(b"ended by the thread\n")
    assert ear.waits_for(lambda: len(ear.lines) == 2)
    assert ear.lines[1][1] == b"begun by the loop, ended by the thread"
    await end(pipe, ear)


async def test_a_file_is_read_by_the_thread() -> None:
    ear = Ear()
    descriptor = os.open(__file__, os.O_RDONLY)
    null = os.open(os.devnull, os.O_WRONLY)
    transport = StdioTransport(wire_in=descriptor, wire_out=null)
    Reader(transport, ears_of(ear), max_frame_bytes=1000).start(asyncio.get_running_loop())
    assert await asyncio.to_thread(ear.waits_for, lambda: ear.has_ended)
    assert {thread for thread, _ in ear.lines} == {THREAD}
    os.close(descriptor)
    os.close(null)
