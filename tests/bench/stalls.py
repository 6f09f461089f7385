"""What small things wait for in Python, beside large messages: `python -m tests.bench.stalls`.

The host is this script, and never stalls itself: it writes slices it made before, and does not
look into those that come. Every 10 ms it sends a ping, every 20 ms it cancels a call that waits.
For each load and size it prints how long one load takes, p50, p99 and the most of ping and cancel,
by how much a thread of the child's woke up too late at most (somebody else had the interpreter),
and the child's peak memory. `--megabytes 20,100 --seconds 3 --only replies` choose.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import functools
import os
import queue
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator

import orjson
from pydantic import BaseModel

from agent_runner import Agent, RunContext

SLICE = 256 * 1024
MAX_FRAME_BYTES = 256 * 2**20
PATIENCE_S = 60.0
KINDS = {"text": "take_text", "words": "take_text", "rows": "take_rows", "mixed": "take_mixed"}
WAKE_S = 0.001

agent = Agent("stalls", description="Takes and gives what is large, and tells what stalled.")


def rows(size: int) -> list[object]:
    """About `size` bytes of small objects."""
    return [
        {"id": n, "name": f"row {n}", "is_new": n % 2 == 0, "score": n / 7, "note": None}
        for n in range(size // 75)
    ]


@functools.lru_cache(maxsize=1)
def large(kind: str, size: int) -> object:
    """A value of about `size` bytes, made once: to make it takes its time as well."""
    match kind:
        case "text":
            return "x" * size
        case "words":
            return 'Grüße, "große" Wörter\n' * (size // 28)
        case "rows":
            return rows(size)
        case _:
            third = size // 3
            texts: list[object] = ["word " * 1000] * (third // 5000)
            return {"rows": rows(third), "text": "y" * third, "texts": texts, "n": 1}


class _Lag:
    """A thread that tells how much too late it woke up, at most."""

    def __init__(self) -> None:
        self.most_s = 0.0
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        while True:
            began_s = time.perf_counter()
            time.sleep(WAKE_S)
            self.most_s = max(self.most_s, time.perf_counter() - began_s - WAKE_S)


_lags: list[_Lag] = []


@agent.skill
async def give(ctx: RunContext, kind: str, size: int) -> object:
    """Give a large value."""
    return large(kind, size)


class Row(BaseModel):
    """One of many small objects."""

    id: int
    name: str
    is_new: bool
    score: float
    note: None


class Mixed(BaseModel):
    """Of everything something."""

    rows: list[Row]
    text: str
    texts: list[str]
    n: int


@agent.skill
async def take_text(ctx: RunContext, value: str) -> int:
    """Take a long text."""
    return len(value)


@agent.skill
async def take_rows(ctx: RunContext, value: list[Row]) -> int:
    """Take many small objects."""
    return len(value)


@agent.skill
async def take_mixed(ctx: RunContext, value: Mixed) -> int:
    """Take of everything something."""
    return len(value.rows)


@agent.skill
async def wait(ctx: RunContext) -> None:
    """Wait to be cancelled."""
    await asyncio.sleep(600.0)


@agent.skill
async def stalled_ms(ctx: RunContext) -> float:
    """The longest stall since the last question, and watch from here on."""
    if not _lags:
        _lags.append(_Lag())
    most_s, _lags[0].most_s = _lags[0].most_s, 0.0
    return most_s * 1000


class Child:
    """A runner, and what of its words is of interest: when each answer came."""

    def __init__(self) -> None:
        self.socket, theirs = socket.socketpair()
        limits = ["--max-frame-bytes", str(MAX_FRAME_BYTES), "--max-in-flight", "10000"]
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "agent_runner",
                "--bare",
                "--load",
                "tests.bench.stalls",
                *limits,
            ],
            stdin=theirs.fileno(),
            stdout=theirs.fileno(),
            stderr=subprocess.DEVNULL,
        )
        theirs.close()
        self._answers: dict[str, queue.SimpleQueue[tuple[float, bytes]]] = {}
        self._sending = threading.Lock()
        self._outgoing: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._urgent: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        threading.Thread(target=self._read, daemon=True).start()

    def expect(self, id: str) -> queue.SimpleQueue[tuple[float, bytes]]:
        self._answers[id] = queue.SimpleQueue()
        return self._answers[id]

    def send(self, line: bytes) -> None:
        with self._sending:
            self.socket.sendall(line)

    def call(self, id: str, method: str, params: object) -> bytes:
        answer = self.expect(id)
        self.send(request(id, method, params))
        return answer.get(timeout=PATIENCE_S)[1]

    def _read(self) -> None:
        rest: list[bytes] = []
        with contextlib.suppress(OSError):
            while data := self.socket.recv(1024 * 1024):
                now_s = time.perf_counter()
                first, *lines = data.split(b"\n")
                rest.append(first)
                for line in lines:
                    self._take(now_s, b"".join(rest))
                    rest = [line]

    def _take(self, now_s: float, line: bytes) -> None:
        if line.startswith(b'{"jsonrpc":"2.0","method"'):
            if not line.endswith(b'"more":false}}'):
                return
            id = orjson.loads(line)["params"]["id"]
        elif line:
            answer = orjson.loads(line)
            id = answer["id"]
            if "error" in answer and answer["error"]["code"] != -32800:
                sys.exit(f"unexpected: {line[:300]!r}")
        else:
            return
        self._answers.pop(id).put((now_s, line))


def request(id: str, method: str, params: object) -> bytes:
    """One line."""
    message = {"jsonrpc": "2.0", "id": id, "method": method, "params": params}
    return orjson.dumps(message) + b"\n"


def in_chunks(id: str, message: bytes) -> Iterator[bytes]:
    """The lines of a message in slices (cut between characters)."""
    start, seq = 0, 0
    while start < len(message):
        end = min(start + SLICE, len(message))
        while end < len(message) and message[end] & 0xC0 == 0x80:
            end -= 1
        params = {"id": id, "seq": seq, "data": message[start:end].decode()}
        chunk = {**params, "more": end < len(message)}
        yield orjson.dumps({"jsonrpc": "2.0", "method": "$/chunk", "params": chunk}) + b"\n"
        start, seq = end, seq + 1


class Every:
    """Does something at fixed times, whether or not the last came back; notes how long it took."""

    def __init__(self, seconds: float, work: Callable[[], queue.SimpleQueue[tuple[float, bytes]]]):
        self._seconds = seconds
        self._work = work
        self._open: list[tuple[float, queue.SimpleQueue[tuple[float, bytes]]]] = []
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        due_s = time.perf_counter()
        while not self._is_over.wait(max(0.0, due_s - time.perf_counter())):
            self._open.append((due_s, self._work()))
            due_s += self._seconds

    def times_ms(self) -> list[float]:
        self._is_over.set()
        self._thread.join()
        return sorted(
            (answer.get(timeout=PATIENCE_S)[0] - due_s) * 1000 for due_s, answer in self._open
        )


def ranks(times: list[float]) -> str:
    """The median, the 99th of a hundred, and the last."""
    return " ".join(f"{times[int(len(times) * part)]:6.1f}" for part in (0.5, 0.99, 0.99999))


def measure(way: str, kind: str, megabytes: int, seconds: float) -> None:
    """One row."""
    child = Child()
    size = megabytes * 10**6
    numbers = iter(range(10**9))
    capabilities = {"chunks": True}
    child.call("hello", "initialize", {"protocol_version": 1, "capabilities": capabilities})
    message = b""
    if way == "replies":
        child.call("warm", "stalls.give", {"kind": kind, "size": size})
    else:
        message = request("$ID", f"stalls.{KINDS[kind]}", {"value": large(kind, size)})[:-1]

    def load() -> None:
        id = f"load{next(numbers):04}"
        answer = child.expect(id)
        if way == "replies":
            child.send(request(id, "stalls.give", {"kind": kind, "size": size}))
        else:
            for line in in_chunks(id, message.replace(b"$ID", id.encode(), 1)):
                child.send(line)
        answer.get(timeout=PATIENCE_S)

    def ping() -> queue.SimpleQueue[tuple[float, bytes]]:
        id = f"ping{next(numbers)}"
        answer = child.expect(id)
        child.send(request(id, "ping", {}))
        return answer

    waiting = [f"wait{n}" for n in range(20)]
    for id in waiting:
        child.send(request(id, "stalls.wait", {}))

    def cancel() -> queue.SimpleQueue[tuple[float, bytes]]:
        id, fresh = waiting.pop(0), f"wait{next(numbers)}."
        answer = child.expect(id)
        line = orjson.dumps({"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": id}})
        child.send(line + b"\n" + request(fresh, "stalls.wait", {}))
        waiting.append(fresh)
        return answer

    child.call("begin", "stalls.stalled_ms", {})
    pings, cancels = Every(0.01, ping), Every(0.02, cancel)
    began_s, loads = time.perf_counter(), 0
    while time.perf_counter() - began_s < seconds or loads < 3:
        load()
        loads += 1
    took_ms = (time.perf_counter() - began_s) / loads * 1000
    figures = [f"ping {ranks(pings.times_ms())}", f"cancel {ranks(cancels.times_ms())}"]
    stalled_ms = orjson.loads(child.call("end", "stalls.stalled_ms", {}))["result"]
    child.process.send_signal(signal.SIGKILL)
    child.socket.close()
    _, _, usage = os.wait4(child.process.pid, 0)
    child.process.returncode = 0
    print(
        f"{megabytes:4} MB {way:8} {kind:6} {took_ms:7.0f} ms   {'   '.join(figures)}"
        f"   GIL {stalled_ms:6.1f}   {usage.ru_maxrss // 1024:5} MB",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", default="20,100")
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--only", default="replies,requests")
    parser.add_argument("--kinds", default=",".join(KINDS))
    chosen = parser.parse_args()
    print(f"load {' '.join(f'{load:.1f}' for load in os.getloadavg())}; p50, p99, most in ms")
    for way in chosen.only.split(","):
        for megabytes in map(int, chosen.megabytes.split(",")):
            for kind in chosen.kinds.split(","):
                measure(way, kind, megabytes, chosen.seconds)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main()
