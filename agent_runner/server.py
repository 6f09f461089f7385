"""The composition root: puts the two wings together, serves, and drains.

The order of a start matters: the wire is open and pings are answered before the heavy imports
begin; these run in a thread, and calls that need an agent wait for them.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from types import FrameType
from typing import TYPE_CHECKING

from agent_runner import __version__
from agent_runner.config import Settings
from agent_runner.errors import Cancelled, NotReady
from agent_runner.logs import configure_logs
from agent_runner.rpc.connection import Connection
from agent_runner.rpc.dispatcher import Dispatcher, Limits
from agent_runner.rpc.lifecycle import Lifecycle
from agent_runner.rpc.loop_probe import LoopProbe
from agent_runner.rpc.transport import Transport

if TYPE_CHECKING:
    from agent_runner.assembly import Assembly

log = logging.getLogger(__name__)

ORPHAN_GRACE_S = 1.0
"""How long a runner lives on after its host vanished."""
TERMINATE_GRACE_S = 5.0
"""How long calls in flight may take after SIGTERM."""
FLUSH_TIMEOUT_S = 2.0
"""How long the last frames may take to be read."""
SKILL_THREADS = 64
"""Most plain `def` skills at the same time."""

_GREETING = """\
agent_runner {version}: type one JSON-RPC 2.0 object on a line; Ctrl-D ends. For example:
  {{"jsonrpc":"2.0","id":1,"method":"ping"}}
  {{"jsonrpc":"2.0","id":2,"method":"rpc.discover"}}
  {{"jsonrpc":"2.0","id":3,"method":"learning.topics"}}
"""


def run(settings: Settings, transport: Transport, *, at_terminal: bool) -> int:
    """Serve until the input ends; returns the exit status."""
    configure_logs(settings.log_level, as_json=not sys.stderr.isatty())
    if at_terminal:
        sys.stderr.write(_GREETING.format(version=__version__))
    with _event_loop() as runner:
        return runner.run(serve(settings, transport))


async def serve(settings: Settings, transport: Transport) -> int:
    """Serve one connection until its input ends, a shutdown or a signal; returns the status."""
    server = _Server(settings, transport)
    return await server.serve()


class _Server:
    def __init__(self, settings: Settings, transport: Transport) -> None:
        self._settings = settings
        self._loop = asyncio.get_running_loop()
        self._loop.set_default_executor(
            ThreadPoolExecutor(max_workers=SKILL_THREADS, thread_name_prefix="skill")
        )
        limits = Limits(
            max_frame_bytes=settings.max_frame_bytes, max_in_flight=settings.max_in_flight
        )
        self._connection = Connection(transport, max_frame_bytes=limits.max_frame_bytes)
        self._lifecycle = Lifecycle(
            version=__version__,
            limits={
                "max_frame_bytes": limits.max_frame_bytes,
                "max_in_flight": limits.max_in_flight,
            },
            send=self._connection.send,
            loop=self._loop,
        )
        self._dispatcher = Dispatcher(
            lifecycle=self._lifecycle, limits=limits, send=self._connection.send, loop=self._loop
        )
        self._lifecycle.in_flight = lambda: self._dispatcher.in_flight
        self._lifecycle.loop_lag_ms = LoopProbe(self._loop).lag_ms
        self._input_ended = asyncio.Event()
        self._signalled: asyncio.Future[int] = self._loop.create_future()

    async def serve(self) -> int:
        self._listen_to_signals()
        self._connection.open(on_line=self._dispatcher.receive, on_end=self._on_input_end)
        async with contextlib.AsyncExitStack() as resources:
            loading = asyncio.create_task(self._load(resources))
            try:
                return await self._until_the_end()
            finally:
                loading.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await loading
                self._connection.flush_and_close(timeout_s=FLUSH_TIMEOUT_S)

    async def _load(self, resources: contextlib.AsyncExitStack) -> None:
        try:
            assembly = await asyncio.to_thread(_import_assembly, self._settings)
            methods = await assembly.open(resources)
        except NotReady as error:
            log.error("%s", error.message)
            self._lifecycle.failed(error)
        else:
            self._lifecycle.ready(methods, assembly.agents())

    async def _until_the_end(self) -> int:
        """Wait for the first reason to end, then drain as that reason asks for."""
        waits: list[Coroutine[object, object, object]] = [
            self._input_ended.wait(),
            self._dispatcher.shut_down.wait(),
            _outcome(self._signalled),
        ]
        tasks = [asyncio.create_task(wait) for wait in waits]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()
        self._lifecycle.close()
        if self._signalled.done():
            return await self._end_by_signal(self._signalled.result())
        if self._input_ended.is_set() and self._lifecycle.has_host:
            self._dispatcher.stop(Cancelled(by="host_gone"))
        await self._dispatcher.drained()
        return 0

    async def _end_by_signal(self, number: int) -> int:
        if number == signal.SIGINT:
            self._dispatcher.stop(Cancelled(by="interrupt"))
        try:
            async with asyncio.timeout(TERMINATE_GRACE_S):
                await self._dispatcher.drained()
        except TimeoutError:
            self._dispatcher.stop(Cancelled(by="terminate"))
            await asyncio.sleep(0)
        return 128 + number if number == signal.SIGINT else 0

    def _on_input_end(self) -> None:
        # On the reader's thread. A host says `shutdown` before it closes the pipe; one that did not
        # is gone, and nobody will read what this process still does. The event loop may be blocked,
        # so the end is not left to it.
        if self._lifecycle.has_host and not self._lifecycle.is_closing:
            watchdog = threading.Timer(ORPHAN_GRACE_S, os._exit, args=(1,))
            watchdog.daemon = True
            watchdog.start()
        with contextlib.suppress(RuntimeError):  # the loop is closed: the end was reached already
            self._loop.call_soon_threadsafe(self._input_ended.set)

    def _listen_to_signals(self) -> None:
        if threading.current_thread() is not threading.main_thread():
            return

        def on_signal(number: int, _frame: FrameType | None) -> None:
            # A terminal sends Ctrl-C to the host and to its children; the host decides for all.
            if number == signal.SIGINT and self._lifecycle.has_host:
                return
            self._loop.call_soon_threadsafe(self._take_signal, number)

        signal.signal(signal.SIGTERM, on_signal)
        signal.signal(signal.SIGINT, on_signal)

    def _take_signal(self, number: int) -> None:
        if not self._signalled.done():
            self._signalled.set_result(number)


async def _outcome(future: asyncio.Future[int]) -> int:
    return await asyncio.shield(future)


def _import_assembly(settings: Settings) -> Assembly:
    from agent_runner.assembly import Assembly

    return Assembly.load(settings)


def _event_loop() -> asyncio.Runner:
    factory: Callable[[], asyncio.AbstractEventLoop] | None = None
    with contextlib.suppress(ImportError):  # not on Windows
        import uvloop

        factory = uvloop.new_event_loop
    return asyncio.Runner(loop_factory=factory)
