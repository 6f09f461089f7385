"""The context of a call that came over the wire, made part by part as the skill looks into it.

A context has a dozen and a half parts, and most skills look at two or three. To make them all took
longer than to read the request.
"""

from __future__ import annotations

import random
import threading
from typing import Any, Final, Self

from agent_runner.allowed_files import AllowedFiles
from agent_runner.clock import SystemClock
from agent_runner.context import Deadline, NoHost, RunContext
from agent_runner.llm import OpenModel
from agent_runner.rpc.calls import Call
from agent_runner.rpc.host_calls import HostCalls, HostOfCall
from agent_runner.store import KeptRuns, Library, SqliteLibrary, Store

_CLOCK: Final = SystemClock()
_NO_MODEL: Final = OpenModel()
_NO_HOST: Final = NoHost()
_NO_FILES: Final = AllowedFiles()
_NO_LIBRARY: Final = SqliteLibrary()
_MAKING = threading.Lock()


class ContextOfCall(RunContext):
    """A `RunContext` in every respect; a copy of it (`dataclasses.replace`) has all parts."""

    __slots__ = ("_call", "_files", "_host_calls", "_library", "_model", "_runs", "_store")

    _call: Call
    _store: Store
    _host_calls: HostCalls | None
    _files: AllowedFiles
    _library: Library
    _model: OpenModel
    _runs: KeptRuns | None

    @classmethod
    def of(
        cls,
        call: Call,
        store: Store,
        host_calls: HostCalls | None,
        files: AllowedFiles = _NO_FILES,
        library: Library = _NO_LIBRARY,
        model: OpenModel = _NO_MODEL,
        runs: KeptRuns | None = None,
    ) -> Self:
        """The context of this call, with no part made yet."""
        ctx = cls.__new__(cls)
        ctx._call = call
        ctx._store = store
        ctx._host_calls = host_calls
        ctx._files = files
        ctx._library = library
        ctx._model = model
        ctx._runs = runs
        return ctx

    def __getattr__(self, name: str) -> Any:
        """Make a part; Python asks here only for what is not there."""
        with _MAKING:  # Threads of one skill have to see the same run id.
            try:
                return object.__getattribute__(self, name)
            except AttributeError:
                part = self._part(name)
                setattr(self, name, part)
                return part

    def _part(self, name: str) -> object:
        call = self._call
        meta = call.meta
        match name:
            case "run_id":
                return meta.run_id or f"{random.getrandbits(128):032x}"
            case "run_is_named":
                return meta.run_id is not None
            case "user_id":
                return meta.user_id or "local"
            case "thread_id":
                return meta.thread_id
            case "locale":
                return meta.locale or "en"
            case "timezone":
                return meta.timezone or "UTC"
            case "seed":
                return 0
            case "clock":
                return _CLOCK
            case "llm":
                return self._model.for_run(
                    learner=meta.user_id or "local", deadline_s=call.deadline_s
                )
            case "shared_store":
                return self._store
            case "shared_library":
                return self._library
            case "shared_runs":
                return self._runs
            case "files":
                return self._files
            case "deadline":
                if call.deadline_s is None or meta.deadline_ms is None:
                    return None
                return Deadline(at_s=call.deadline_s, total_ms=meta.deadline_ms)
            case "host":
                return _NO_HOST if self._host_calls is None else HostOfCall(self._host_calls, call)
            case "on_event":
                return call.emit
            case "on_send":
                return call.send
            case "cancelled":
                return call.cancelled
            case "plain_work":
                return call.plain_work
            case _:
                raise AttributeError(f"a run has no {name!r}")
