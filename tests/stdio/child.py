"""A real runner as a child process: what a host in another language would see of it."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent
TRIALS = ("--bare", "--load", "tests.fixtures.agents.trials")
PATIENCE_S = 15.0
"""Far more than anything here takes; a test that waits so long has failed."""


class Child:
    """Lines in, lines out; every wait is bounded."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self._lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._errors: list[bytes] = []
        self._error_came = threading.Condition()
        self.errors_ended = threading.Event()
        self._threads = [
            threading.Thread(target=self._collect_lines, daemon=True),
            threading.Thread(target=self._collect_errors, daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def send(self, message: object) -> None:
        self.write(json.dumps(message).encode() + b"\n")

    def write(self, data: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def end_input(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()

    def receive_line(self, timeout_s: float = PATIENCE_S) -> bytes:
        """The next line with its newline; empty at the end of the output."""
        return self._lines.get(timeout=timeout_s)

    def receive(self) -> Any:
        line = self.receive_line()
        assert line, f"the runner ended; its stderr: {self.stderr}"
        return json.loads(line)

    def call(self, method: str, params: object = None, *, id: int | str = 1) -> Any:
        """Send a request and return the next line."""
        self.send({"jsonrpc": "2.0", "id": id, "method": method, "params": params or {}})
        return self.receive()

    def begin(self, method: str, params: dict[str, Any] | None = None, *, id: int | str) -> None:
        """Send a request of a skill that tells when it begins, and wait until it does."""
        named = {**(params or {}), "_meta": {"progress": True}}
        event = self.call(method, named, id=id)
        assert event["params"] == {"id": id, "seq": 1, "event": {"began": True}}

    def introduce(self) -> Any:
        """Be a host, and wait until the runner is ready."""
        hello = self.call("initialize", {"protocol_version": 1}, id="hello")
        if hello["result"]["phase"] != "ready":  # already, when the hello came late
            assert self.receive()["params"]["phase"] == "ready"
        return hello["result"]

    def signal(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def rest(self) -> list[Any]:
        """Whatever is still said until the output ends."""
        return [json.loads(line) for line in iter(self.receive_line, b"")]

    def wait(self, timeout_s: float = PATIENCE_S) -> int:
        status = self.process.wait(timeout_s)
        for thread in self._threads:
            thread.join(timeout_s)
        return status

    def close(self) -> None:
        self.wait()
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            if pipe is not None:
                with suppress(BrokenPipeError):  # what was not flushed has no reader any more
                    pipe.close()

    @property
    def stderr(self) -> str:
        return b"".join(self._errors).decode()

    def await_in_stderr(self, text: str) -> None:
        """Wait until stderr has a line with `text` in it."""
        with self._error_came:
            assert self._error_came.wait_for(lambda: text in self.stderr, PATIENCE_S), self.stderr

    def _collect_lines(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line)
        self._lines.put(b"")

    def _collect_errors(self) -> None:
        if self.process.stderr is not None:
            for line in self.process.stderr:
                with self._error_came:
                    self._errors.append(line)
                    self._error_came.notify_all()
        self.errors_ended.set()


@contextmanager
def started(
    *arguments: str,
    module: str = "agent_runner",
    cwd: Path = ROOT,
    environment: dict[str, str] | None = None,
    stdin: int = subprocess.PIPE,
) -> Generator[Child]:
    """A child that is gone, whatever happens, when the block ends."""
    process = subprocess.Popen(
        command(arguments, module),
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=cwd,
        env={**os.environ, **(environment or {})},
    )
    child = Child(process)
    try:
        yield child
    finally:
        process.kill()
        child.close()


def command(arguments: Sequence[str], module: str = "agent_runner") -> list[str]:
    return [sys.executable, "-m", module, *arguments]
