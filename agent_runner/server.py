"""The composition root: puts the two wings together, serves, and drains.

The order of a start matters: the wire is open and pings are answered before the heavy imports
begin; these run in a thread, and calls that need an agent wait for them.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import signal
import sys
import threading
from collections.abc import Callable, Generator
from types import FrameType
from typing import TYPE_CHECKING, Protocol

from agent_runner import __version__
from agent_runner.config import Settings
from agent_runner.errors import Cancelled, NotReady
from agent_runner.hang_dump import HangDump
from agent_runner.json_types import JsonObject, JsonValue
from agent_runner.limits import Limits
from agent_runner.logs import configure_logs
from agent_runner.rpc.connection import Connection
from agent_runner.rpc.dispatcher import Dispatcher
from agent_runner.rpc.ladder import STOP_GRACE_S
from agent_runner.rpc.lifecycle import Lifecycle
from agent_runner.rpc.loop_probe import LoopProbe
from agent_runner.rpc.transport import Transport
from agent_runner.watchdog import Watchdog

if TYPE_CHECKING:
    from agent_runner.rpc.host_calls import HostCalls
    from agent_runner.rpc.methods import MethodTable

log = logging.getLogger(__name__)

ORPHAN_GRACE_S = STOP_GRACE_S + 0.25
"""How long a runner lives on after its host vanished."""
TERMINATE_GRACE_S = 5.0
"""How long calls in flight may take after SIGTERM."""
FLUSH_TIMEOUT_S = 10.0
"""How long the last frames may take to be read."""
LOST_WORDS = 1
"""The exit status where not all that was to be said could be written."""
FORCE_AFTER_S = TERMINATE_GRACE_S + STOP_GRACE_S + FLUSH_TIMEOUT_S + 1.0
"""How long after a signal the process ends, even if its event loop is blocked."""

_GREETING = """\
agent_runner {version}: type one JSON-RPC 2.0 object on a line; Ctrl-D ends. For example:
  {{"jsonrpc":"2.0","id":1,"method":"ping"}}
  {{"jsonrpc":"2.0","id":2,"method":"rpc.discover"}}
"""


class Assembled(Protocol):
    """What a process serves: see `agent_runner.assembly`."""

    def agents(self) -> list[JsonValue]: ...
    def model_facts(self) -> JsonObject: ...
    def stop_model(self) -> None: ...
    async def open(
        self, resources: contextlib.AsyncExitStack, host_calls: HostCalls
    ) -> MethodTable: ...


Assemble = Callable[[Settings], Assembled]
"""Imports what a process serves; runs in a thread. Raises `NotReady`."""


def run(
    settings: Settings, transport: Transport, *, at_terminal: bool, assemble: Assemble | None = None
) -> int:
    """Serve until the input ends; returns the exit status. The process is to end then.

    The event loop is left unclosed: closing it would wait for every thread and task that goes on
    although its call was cancelled and answered.
    """
    configure_logs(settings.log_level, as_json=not sys.stderr.isatty())
    if at_terminal:
        sys.stderr.write(_GREETING.format(version=__version__))
    serving = _serve(settings, transport, assemble=assemble or _import_assembly)
    return _event_loop(is_portable=settings.is_portable).run(serving)


async def _serve(settings: Settings, transport: Transport, *, assemble: Assemble) -> int:
    return await _Server(settings, transport, assemble).serve()


class _Server:
    def __init__(self, settings: Settings, transport: Transport, assemble: Assemble) -> None:
        self._settings = settings
        self._assemble = assemble
        self._watchdog = Watchdog()
        self._loop = asyncio.get_running_loop()
        limits = Limits(
            max_frame_bytes=settings.max_frame_bytes, max_in_flight=settings.max_in_flight
        )
        self._end = asyncio.Event()
        self._connection = Connection(transport, max_frame_bytes=limits.max_frame_bytes)
        self._lifecycle = Lifecycle(
            version=__version__,
            limits=limits,
            send=self._connection.wire.send_control,
            loop=self._loop,
        )
        self._dispatcher = Dispatcher(
            lifecycle=self._lifecycle,
            limits=limits,
            wire=self._connection.wire,
            loop=self._loop,
            on_shut_down=self._end.set,
        )
        self._lifecycle.model_facts = settings.model.facts
        self._lifecycle.loop_lag_ms = LoopProbe(self._loop).lag_ms
        self._hang_dump = HangDump(self._loop, after_s=settings.hang_dump_s)
        self._host_is_gone = False
        # The core's answer is there when the end is asked for; a model that hangs would keep it.
        self._stop_model: Callable[[], None] = lambda: None
        self._dispatcher.on_shutting_down = lambda: self._stop_model()
        self._signalled: asyncio.Future[int] = self._loop.create_future()

    async def serve(self) -> int:
        self._listen_to_signals()
        if self._settings.is_portable:
            self._hang_dump.start()
        self._connection.open(
            on_lines=self._dispatcher.receive_lines,
            on_taken=self._dispatcher.start_calls,
            on_end=self._on_input_end,
            is_idle=self._dispatcher.is_idle,
            loop=self._loop,
        )
        async with contextlib.AsyncExitStack() as resources:
            loading = asyncio.create_task(self._load(resources))
            is_all_said = False
            try:
                status = await self._until_the_end()
            finally:
                self._hang_dump.stop()
                loading.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await loading
                is_all_said = self._connection.flush_and_close(timeout_s=FLUSH_TIMEOUT_S)
        return status if is_all_said else status or LOST_WORDS

    async def _load(self, resources: contextlib.AsyncExitStack) -> None:
        try:
            with _nothing_collected():
                assembly = await asyncio.to_thread(self._assemble, self._settings)
                methods = await assembly.open(resources, self._dispatcher.host_calls)
        except NotReady as error:
            log.error("%s", error.message, exc_info=error.__cause__)
            self._lifecycle.failed(error)
        except Exception as error:  # A store that cannot be opened, say. Calls must not wait on.
            log.exception("the agents could not be set up")
            reason = f"{type(error).__name__}: {error}"
            self._lifecycle.failed(NotReady(module="agent_runner", reason=reason))
        else:
            self._lifecycle.model_facts = assembly.model_facts
            self._stop_model = assembly.stop_model
            self._lifecycle.ready(methods, assembly.agents())

    async def _until_the_end(self) -> int:
        """Wait for the last call after the end of the input or a shutdown, or for a signal."""
        drained = asyncio.create_task(self._drain())
        await asyncio.wait((drained, self._signalled), return_when=asyncio.FIRST_COMPLETED)
        if drained.done():
            return 0
        drained.cancel()
        return await self._end_by_signal(self._signalled.result())

    async def _drain(self) -> None:
        await self._end.wait()
        self._dispatcher.close()
        if self._host_is_gone:
            self._dispatcher.stop(Cancelled(by="host_gone"))
        await self._dispatcher.drained()

    async def _end_by_signal(self, number: int) -> int:
        self._dispatcher.close()
        self._stop_model()
        if number == signal.SIGINT:
            self._dispatcher.stop(Cancelled(by="interrupt"))
        try:
            async with asyncio.timeout(TERMINATE_GRACE_S):
                await self._dispatcher.drained()
        except TimeoutError:
            self._dispatcher.stop(Cancelled(by="terminate"))
            await self._dispatcher.drained()
        return 128 + number if number == signal.SIGINT else 0

    def _on_input_end(self) -> None:
        # On the reader's thread. A host says `shutdown` before it closes the pipe; one that did not
        # is gone, and nobody will read what this process still does. The event loop may be blocked,
        # so the end is not left to it alone.
        self._dispatcher.host_is_gone()
        if self._lifecycle.has_host:
            self._host_is_gone = not self._lifecycle.is_closing
            if self._host_is_gone:
                self._watchdog.end_within(ORPHAN_GRACE_S, status=1)
            self._watchdog.end_with_parent()
        with contextlib.suppress(RuntimeError):  # The loop is closed: the end was reached already.
            self._loop.call_soon_threadsafe(self._end.set)

    def _listen_to_signals(self) -> None:
        if threading.current_thread() is not threading.main_thread():
            return

        def on_signal(number: int, _frame: FrameType | None) -> None:
            # A terminal sends Ctrl-C to the host and to its children; the host decides for all.
            if number == signal.SIGINT and self._lifecycle.has_host:
                return
            # At once if asked for twice: the person at the terminal means it.
            again = self._signalled.done() and number == signal.SIGINT
            self._watchdog.end_within(0 if again else FORCE_AFTER_S, status=128 + number)
            self._loop.call_soon_threadsafe(self._take_signal, number)

        signal.signal(signal.SIGTERM, on_signal)
        signal.signal(signal.SIGINT, on_signal)

    def _take_signal(self, number: int) -> None:
        if not self._signalled.done():
            self._signalled.set_result(number)


def _import_assembly(settings: Settings) -> Assembled:
    from agent_runner.assembly import Assembly

    return Assembly.load(settings)


@contextlib.contextmanager
def _nothing_collected() -> Generator[None, None, None]:
    """Imports make much and drop little: looking for garbage meanwhile only takes time.

    What is loaded then stays, and is left out of later looks, which would take long pauses.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _event_loop(*, is_portable: bool) -> asyncio.Runner:
    factory: Callable[[], asyncio.AbstractEventLoop] | None = None
    if not is_portable:
        with contextlib.suppress(ImportError):
            import uvloop

            factory = uvloop.new_event_loop
    return asyncio.Runner(loop_factory=factory)
