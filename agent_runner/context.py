"""What a skill knows of the run it is part of, and what it may ask of it.

A context belongs to one call. It reaches the learner's own data only: `ctx.store` and `ctx.library`
are bound to `ctx.user_id`, so no skill can read another learner's.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from agent_runner.allowed_files import AllowedFiles
from agent_runner.clock import Clock, SystemClock
from agent_runner.errors import Cancelled, DeadlineExceeded, HostCallFailed
from agent_runner.json_types import JsonValue
from agent_runner.llm.port import LanguageModel, NoModel
from agent_runner.plain_work import PlainWork, SkillThreads
from agent_runner.store.library import LearnerLibrary, Library
from agent_runner.store.memory import MemoryStore
from agent_runner.store.port import KeptRuns, LearnerStore, Store
from agent_runner.store.sqlite_library import SqliteLibrary

Event = Mapping[str, JsonValue]


def _own_threads() -> PlainWork:
    return PlainWork(SkillThreads())


class Host(Protocol):
    """The process that this one serves, as one run may use it."""

    async def call(
        self, method: str, params: Mapping[str, JsonValue] | None, *, timeout_s: float | None
    ) -> JsonValue:
        """See `RunContext.call_host`."""
        ...

    def call_blocking(
        self, method: str, params: Mapping[str, JsonValue] | None, *, timeout_s: float | None
    ) -> JsonValue:
        """See `RunContext.call_host_blocking`."""
        ...


class NoHost:
    """Where nobody is there to be called."""

    async def call(
        self, method: str, params: Mapping[str, JsonValue] | None, *, timeout_s: float | None
    ) -> JsonValue:
        return self.call_blocking(method, params, timeout_s=timeout_s)

    def call_blocking(
        self,
        method: str,
        params: Mapping[str, JsonValue] | None,  # noqa: ARG002
        *,
        timeout_s: float | None,  # noqa: ARG002
    ) -> JsonValue:
        raise HostCallFailed("there is no host that takes calls", method=method)


@dataclass(frozen=True, kw_only=True, slots=True)
class Deadline:
    """An instant on the run's monotonic clock, and the whole duration it was set with."""

    at_s: float
    total_ms: int


@dataclass(kw_only=True, slots=True)  # made for every call: frozen, it would take thrice the time
class RunContext:
    """One run: who asks, when, within what time, and what may be used.

    `locale` is a BCP 47 tag (`en`, `de-CH`), `timezone` an IANA name; `seed` fixes every random
    choice. `run_is_named`: the caller chose `run_id`, to come back to it. `files`: those that a
    caller may name by their path. Without a language model `llm.available` is False and a skill
    answers from its core.
    """

    run_id: str = "local"
    run_is_named: bool = False
    user_id: str = "local"
    thread_id: str | None = None
    locale: str = "en"
    timezone: str = "UTC"
    seed: int = 0
    clock: Clock = field(default_factory=SystemClock)
    llm: LanguageModel = field(default_factory=NoModel)
    shared_store: Store = field(default_factory=MemoryStore, repr=False)
    shared_library: Library = field(default_factory=SqliteLibrary, repr=False)
    shared_runs: KeptRuns | None = field(default=None, repr=False)
    files: AllowedFiles = field(default_factory=AllowedFiles, repr=False)
    deadline: Deadline | None = None
    host: Host = field(default_factory=NoHost, repr=False)
    on_event: Callable[[Event], None] | None = field(default=None, repr=False)
    on_send: Callable[[Event], Awaitable[None]] | None = field(default=None, repr=False)
    cancelled: threading.Event = field(default_factory=threading.Event, repr=False)
    plain_work: PlainWork = field(default_factory=_own_threads, repr=False)

    @property
    def store(self) -> LearnerStore:
        """The data of this run's learner."""
        return LearnerStore(self.shared_store, self.user_id, self.shared_library, self.shared_runs)

    @property
    def library(self) -> LearnerLibrary:
        """The documents of this run's learner."""
        return LearnerLibrary(self.shared_library, self.user_id)

    def emit(self, event: Event) -> None:
        """Tell the caller of a step, if it listens; safe from any thread."""
        if self.on_event is not None:
            self.on_event(event)

    async def send(self, event: Event) -> None:
        """As `emit`, but waits until the caller takes the event."""
        if self.on_send is not None:
            await self.on_send(event)
        else:
            self.emit(event)

    async def call_host(
        self,
        method: str,
        params: Mapping[str, JsonValue] | None = None,
        *,
        timeout_s: float | None = None,
    ) -> JsonValue:
        """The result of a method of the host, which has as long as this run has, or `timeout_s`.

        Raises `HostCallFailed` (also where there is no host that takes calls), `MethodNotFound`
        for a method that the host did not name, `Overloaded` where the host runs too many already,
        `DeadlineExceeded` and `Cancelled`.
        """
        return await self.host.call(method, params, timeout_s=timeout_s)

    def call_host_blocking(
        self,
        method: str,
        params: Mapping[str, JsonValue] | None = None,
        *,
        timeout_s: float | None = None,
    ) -> JsonValue:
        """As `call_host`, for a plain `def` skill."""
        return self.host.call_blocking(method, params, timeout_s=timeout_s)

    @property
    def remaining_s(self) -> float | None:
        """Seconds left until the deadline, at least 0; None where there is no deadline."""
        if self.deadline is None:
            return None
        return max(0.0, self.deadline.at_s - self.clock.monotonic_s())

    def check_cancelled(self) -> None:
        """Raise if the run was cancelled or its deadline passed; for long work in a thread."""
        if self.cancelled.is_set():
            raise Cancelled
        if self.deadline is not None and self.remaining_s == 0:
            raise DeadlineExceeded(deadline_ms=self.deadline.total_ms)

    def rng(self, purpose: str) -> random.Random:
        """A generator for one purpose: the same seed and purpose give the same numbers,
        whatever else ran before or beside it."""
        return random.Random(f"{self.seed}/{purpose}")

    def with_clock(self, clock: Clock) -> RunContext:
        """The same run on another clock; it has no deadline there."""
        return replace(self, clock=clock, deadline=None)
