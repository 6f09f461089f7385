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
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, Protocol

from agent_runner.errors import InvalidInput, NotReady, UnsupportedProtocol
from agent_runner.json_codec import encode, shown
from agent_runner.json_types import JsonObject, JsonValue
from agent_runner.limits import LEAST_FRAME_BYTES, Limits
from agent_runner.rpc.capabilities import OFFERED, Capabilities, read_capabilities
from agent_runner.rpc.messages import Params, Request, notification
from agent_runner.rpc.process_facts import rss_bytes

if TYPE_CHECKING:
    from agent_runner.rpc.methods import MethodTable

PROTOCOL_VERSION = 1
Phase = Literal["importing", "ready", "failed"]


class Vitals(Protocol):
    """What a pong tells of the calls; asked on any thread."""

    @property
    def in_flight(self) -> int:
        """How many calls are accepted and not answered."""
        ...

    @property
    def threads(self) -> int:
        """How many plain skills run in threads."""
        ...

    @property
    def abandoned(self) -> int:
        """How many calls were stopped, answered, and go on all the same."""
        ...

    @property
    def busy_ms(self) -> float:
        """For how long the event loop has been inside a call that just began."""
        ...

    def stacks(self) -> str:
        """Where every thread and every call is, as text."""
        ...


class Lifecycle:
    """Knows the phase, who the host is, and whether the runner still takes calls."""

    def __init__(
        self,
        *,
        version: str,
        limits: Limits,
        send: Callable[[bytes], None],
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        self._version = version
        self._limits = limits
        # Plain attributes, these four: they are asked for at every call.
        self.max_sent_bytes = limits.max_frame_bytes
        """The longest line that both sides agreed the runner may send."""
        self.takes_chunks = False
        self.takes_cost = False
        self.table: MethodTable | None = None
        """The methods, once the agents are loaded."""
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
        self._told: Phase | None = None
        self._host = Capabilities()
        self.vitals: Vitals | None = None
        self.loop_lag_ms: Callable[[], float] = lambda: 0.0
        self.model_facts: Callable[[], JsonObject] | None = None
        """What a pong tells of the language model; asked on any thread."""

    @property
    def has_host(self) -> bool:
        """Whether a host introduced itself; a line typed in a terminal does not."""
        return self._has_host.is_set()

    @property
    def capabilities(self) -> frozenset[str]:
        """What the host said it takes: of `chunks`, `cost`."""
        return self._host.switches

    @property
    def host_methods(self) -> frozenset[str] | None:
        """The methods the host answers; None if it takes no calls."""
        return self._host.host_methods

    @property
    def is_closing(self) -> bool:
        """Whether new calls are turned away."""
        return self._closing.is_set()

    def close(self) -> None:
        """Take no new calls from here on."""
        self._closing.set()

    async def methods(self) -> MethodTable:
        """The method table, once the agents are loaded. Raises `NotReady` if they cannot be."""
        if self._methods.done():
            return self._methods.result()  # without a turn of the loop
        return await asyncio.shield(self._methods)

    def ready(self, methods: MethodTable, agents: Sequence[JsonValue]) -> None:
        """The agents are loaded; on the event loop."""
        with self._lock:
            self._phase, self._agents = "ready", list(agents)
            self.table = methods
            self._methods.set_result(methods)
            self._tell_host()

    def failed(self, error: NotReady) -> None:
        """The agents cannot be loaded; on the event loop."""
        with self._lock:
            self._phase, self._failure = "failed", error
            self._methods.set_exception(error)
            self._methods.exception()  # Nobody may be waiting yet: it is not lost, only not urgent.
            self._tell_host()

    def answer(self, request: Request) -> JsonObject | None:
        """The result of `initialize` or `ping`; None for every other method."""
        match request.method:
            case "ping":
                return self._ping(request.params)
            case "initialize":
                return self._initialize(request.params)
            case _:
                return None

    def answered(self) -> None:
        """A reply was sent: a host that introduced itself by it may now hear of the phase."""
        if self._told is not None and not self.has_host:
            with self._lock:
                self._has_host.set()
                self._tell_host()

    def _ping(self, params: Params) -> JsonObject:
        vitals = self.vitals
        busy_ms = vitals.busy_ms if vitals else 0.0
        pong: JsonObject = {
            "pong": True,
            "phase": self._phase,
            "pid": os.getpid(),
            "uptime_s": round(time.monotonic() - self._started_s, 3),
            "cpu_s": round(time.process_time(), 3),
            "in_flight": vitals.in_flight if vitals else 0,
            "threads": vitals.threads if vitals else 0,
            "abandoned": vitals.abandoned if vitals else 0,
            "loop_lag_ms": round(max(busy_ms, self.loop_lag_ms()), 1),
            "rss_bytes": rss_bytes(),
            "version": self._version,
        }
        if self.model_facts is not None:
            pong["model"] = self.model_facts()
        if isinstance(params, dict) and params.get("stack") is True and vitals is not None:
            pong["stack"] = vitals.stacks()
        return pong

    def _initialize(self, params: Params) -> JsonObject:
        named = params if isinstance(params, dict) else {}
        wanted = named.get("protocol_version")
        if wanted is None:
            raise InvalidInput(field="protocol_version", expected="a whole number", got="nothing")
        if wanted != PROTOCOL_VERSION or isinstance(wanted, bool):
            raise UnsupportedProtocol(got=shown(wanted), supported=[PROTOCOL_VERSION])
        limit = _frame_limit_of(named)
        capabilities = read_capabilities(named)
        with self._lock:
            if limit is not None:
                self.max_sent_bytes = min(limit, self._limits.max_frame_bytes)
            self._host = capabilities or Capabilities()
            self.takes_chunks = "chunks" in self._host.switches
            self.takes_cost = "cost" in self._host.switches
            self._told = "ready" if self._phase == "ready" else "importing"
            answer: JsonObject = {
                "protocol_version": PROTOCOL_VERSION,
                "runner": {
                    "name": "agent_runner",
                    "version": self._version,
                    "python": platform.python_version(),
                    "platform": platform.platform(),
                    "pid": os.getpid(),
                },
                "limits": {
                    "max_frame_bytes": self._limits.max_frame_bytes,
                    "max_in_flight": self._limits.max_in_flight,
                },
                "phase": self._phase,
                "agents": list(self._agents),
            }
            # A host that names none reads none.
            return answer if capabilities is None else {**answer, "capabilities": dict(OFFERED)}

    def _tell_host(self) -> None:
        """Say what the phase has come to, unless the host knows."""
        if not self.has_host or self._phase == self._told:
            return
        self._told = self._phase
        state: JsonObject = {"phase": self._phase}
        if self._failure is not None:
            state["error"] = self._failure.data
        else:
            state["agents"] = list(self._agents)
        self._send(encode(notification("$/state", state)))


def _frame_limit_of(params: Mapping[str, JsonValue]) -> int | None:
    """What the host says is the longest line it takes; None if it does not say."""
    limits = params.get("limits")
    if limits is None:
        return None
    if not isinstance(limits, dict):
        raise InvalidInput(field="limits", expected="an object", got=shown(limits))
    limit = limits.get("max_frame_bytes")
    if limit is None:
        return None
    if isinstance(limit, bool) or not isinstance(limit, int) or limit < LEAST_FRAME_BYTES:
        expected = f"a whole number of bytes, at least {LEAST_FRAME_BYTES}"
        raise InvalidInput(field="limits.max_frame_bytes", expected=expected, got=shown(limit))
    return limit
