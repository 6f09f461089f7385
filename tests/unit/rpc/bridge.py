"""The bridge's wing on its own, over a transport in memory: what the tests talk to."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from agent_runner.errors import MethodNotFound
from agent_runner.limits import Limits
from agent_runner.rpc.connection import Connection
from agent_runner.rpc.dispatcher import Dispatcher
from agent_runner.rpc.lifecycle import Lifecycle
from agent_runner.rpc.loop_probe import LoopProbe
from agent_runner.rpc.memory import MemoryTransport
from agent_runner.rpc.methods import Handler, MethodTable

PATIENCE_S = 5.0


class Bridge:
    """A dispatcher with its two threads, and a host's view of it."""

    def __init__(self, *, limits: Limits | None = None) -> None:
        loop = asyncio.get_running_loop()
        limits = limits or Limits()
        self.transport = MemoryTransport()
        self.connection = Connection(self.transport, max_frame_bytes=limits.max_frame_bytes)
        self.lifecycle = Lifecycle(
            version="1.2.3", limits=limits, send=self.connection.wire.send_control, loop=loop
        )
        self.shut_down = asyncio.Event()
        self.dispatcher = Dispatcher(
            lifecycle=self.lifecycle,
            limits=limits,
            wire=self.connection.wire,
            loop=loop,
            on_shut_down=self.shut_down.set,
        )
        self.lifecycle.loop_lag_ms = LoopProbe(loop).lag_ms
        self.ended = asyncio.Event()
        self.connection.open(
            on_lines=self.dispatcher.receive_lines,
            on_taken=self.dispatcher.start_calls,
            is_idle=self.dispatcher.is_idle,
            on_end=lambda: loop.call_soon_threadsafe(self.ended.set) and None,
        )

    def serve(self, handlers: Mapping[str, Handler]) -> None:
        self.lifecycle.ready(MethodTable(handlers, missing=MethodNotFound), [])

    def send(self, *messages: object) -> None:
        lines = (json.dumps(message) + "\n" for message in messages)
        self.transport.feed("".join(lines).encode())

    def request(self, method: str, params: object = None, *, id: object = 1) -> None:
        self.send({"jsonrpc": "2.0", "id": id, "method": method, "params": params or {}})

    def notify(self, method: str, params: object = None) -> None:
        self.send({"jsonrpc": "2.0", "method": method, "params": params or {}})

    async def receive(self) -> Any:
        return json.loads(await asyncio.to_thread(self.transport.written, timeout_s=PATIENCE_S))

    async def call(self, method: str, params: object = None, *, id: object = 1) -> Any:
        self.request(method, params, id=id)
        return await self.receive()

    async def ping(self) -> Any:
        """The state of the runner; nothing else may have been said before."""
        answer = await self.call("ping", id="ping")
        assert answer["id"] == "ping", f"something else was said: {answer}"
        return answer["result"]

    async def close(self) -> None:
        self.transport.feed(b"")
        async with asyncio.timeout(PATIENCE_S):
            await self.ended.wait()
        self.connection.flush_and_close(timeout_s=PATIENCE_S)
