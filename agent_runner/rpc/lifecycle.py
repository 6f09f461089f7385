"""From the first hello to the last drain: the phases of a runner, and the methods that tell them.

`initialize` and `ping` are answered on the reader's thread, at once, whatever the event loop does
and however far the imports have come.
"""

from __future__ import annotations

import asyncio
import os
import platform
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from agent_runner.errors import InvalidInput, NotReady, UnsupportedProtocol
from agent_runner.json_codec import encode
from agent_runner.json_types import JsonObject, JsonValue
from agent_runner.rpc.messages import Params, Request, notification
from agent_runner.rpc.process_facts import rss_bytes

if TYPE_CHECKING:
    from agent_runner.rpc.methods import MethodTable

PROTOCOL_VERSION = 1
Phase = Literal["importing", "ready", "failed"]


@dataclass(frozen=True, slots=True)
class Reply:
    """The result of a method that the lifecycle answers itself."""

    result: JsonValue


class Lifecycle:
    """Knows the phase, who the host is, and whether the runner still takes calls."""

    def __init__(
        self,
        *,
        version: str,
        limits: JsonObject,
        send: Callable[[bytes], None],
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        self._version = version
        self._limits = limits
        self._send = send
        self._loop = loop
        self._started_s = time.monotonic()
        self._phase: Phase = "importing"
        self._agents: list[JsonValue] = []
        self._failure: NotReady | None = None
        self._methods: asyncio.Future[MethodTable] = loop.create_future()
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._has_host = threading.Event()
        self.in_flight: Callable[[], int] = lambda: 0
        self.loop_lag_ms: Callable[[], float] = lambda: 0.0

    @property
    def has_host(self) -> bool:
        """Whether a host introduced itself; a line typed in a terminal does not."""
        return self._has_host.is_set()

    @property
    def is_closing(self) -> bool:
        """Whether new calls are turned away."""
        return self._closing.is_set()

    def close(self) -> None:
        """Take no new calls from here on."""
        self._closing.set()

    async def methods(self) -> MethodTable:
        """The method table, once the agents are loaded. Raises `NotReady` if they cannot be."""
        return await asyncio.shield(self._methods)

    def ready(self, methods: MethodTable, agents: Sequence[JsonValue]) -> None:
        """The agents are loaded; on the event loop."""
        with self._lock:
            self._phase, self._agents = "ready", list(agents)
            self._methods.set_result(methods)
            self._tell_host({"phase": "ready", "agents": self._agents})

    def failed(self, error: NotReady) -> None:
        """The agents cannot be loaded; on the event loop."""
        with self._lock:
            self._phase, self._failure = "failed", error
            self._methods.set_exception(error)
            self._methods.exception()  # Nobody may be waiting yet: it is not lost, only not urgent.
            self._tell_host({"phase": "failed", "error": error.data})

    def answer(self, request: Request) -> Reply | None:
        """Answer `initialize` and `ping`; None for every other method."""
        match request.method:
            case "ping":
                return Reply(self._ping())
            case "initialize":
                return Reply(self._initialize(request.params))
            case _:
                return None

    def _ping(self) -> JsonObject:
        return {
            "pong": True,
            "phase": self._phase,
            "pid": os.getpid(),
            "uptime_s": round(time.monotonic() - self._started_s, 3),
            "in_flight": self.in_flight(),
            "loop_lag_ms": round(self.loop_lag_ms(), 1),
            "rss_bytes": rss_bytes(),
            "version": self._version,
        }

    def _initialize(self, params: Params) -> JsonObject:
        wanted = params.get("protocol_version") if isinstance(params, dict) else None
        if wanted is None:
            raise InvalidInput(field="protocol_version", expected="a whole number", got="nothing")
        if wanted != PROTOCOL_VERSION or isinstance(wanted, bool):
            raise UnsupportedProtocol(got=wanted, supported=[PROTOCOL_VERSION])
        with self._lock:
            self._has_host.set()
            if self._failure is not None:
                self._tell_host({"phase": "failed", "error": self._failure.data})
            return {
                "protocol_version": PROTOCOL_VERSION,
                "runner": {
                    "name": "agent_runner",
                    "version": self._version,
                    "python": platform.python_version(),
                    "platform": platform.platform(),
                    "pid": os.getpid(),
                },
                "limits": self._limits,
                "phase": self._phase,
                "agents": self._agents,
            }

    def _tell_host(self, state: JsonObject) -> None:
        if self.has_host:
            self._send(encode(notification("$/state", state)))
