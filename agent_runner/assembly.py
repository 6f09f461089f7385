"""What a ready process is made of: agents, the orchestrator over them, their store and model.

Importing this module and loading the agents is the heavy part of a start; it happens in a thread,
after the wire is open.
"""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from agent_runner.allowed_files import AllowedFiles
from agent_runner.config import STANDARD_AGENTS, Settings
from agent_runner.context_of_call import ContextOfCall
from agent_runner.json_types import JsonObject, JsonValue
from agent_runner.llm import OpenModel, open_model
from agent_runner.logs import run_in_logs
from agent_runner.registry import Registry, load
from agent_runner.rpc.calls import Call
from agent_runner.rpc.discovery import openrpc_document
from agent_runner.rpc.host_calls import HostCalls
from agent_runner.rpc.messages import Params
from agent_runner.rpc.methods import Handler, MethodTable
from agent_runner.skill import Skill
from agent_runner.store import (
    KeptRuns,
    Library,
    Store,
    database_at,
    open_library,
    open_store,
)

if TYPE_CHECKING:
    from agent_runner.rehearsal import Rehearsal

START_PATIENCE_S = 20.0
"""How long those who want a run wait for the database of runs when all starts together: the first
time of all it is being made."""


@dataclass(slots=True)
class Assembly:
    """The agents of a process, and, once opened, everything they need."""

    settings: Settings
    registry: Registry
    model: OpenModel = field(default_factory=OpenModel)

    @classmethod
    def load(cls, settings: Settings) -> Assembly:
        """Import the modules that hold the agents. Raises `NotReady`."""
        registry = load(settings.load)
        if STANDARD_AGENTS in settings.load:
            from agent_runner.curriculum.library import curriculum

            curriculum()  # read here, in the thread, and not while the first call waits
        return cls(settings, registry)

    def agents(self) -> list[JsonValue]:
        """`[{name, description}]`, in the order they were loaded."""
        return [
            {"name": agent.name, "description": agent.description} for agent in self.registry.agents
        ]

    def model_facts(self) -> JsonObject:
        """What a pong tells of the model; asked on any thread."""
        return self.model.facts()

    def stop_model(self) -> None:
        """Let who waits for the model go on without it: the process is asked to end."""
        self.model.stop()

    async def open(
        self, resources: contextlib.AsyncExitStack, host_calls: HostCalls | None = None
    ) -> MethodTable:
        """Open the store and the orchestrator; `resources` closes them. Raises `NotReady`."""
        data_dir = self.settings.data_dir
        database = database_at(self.settings.database_url)
        if database is not None:
            resources.push_async_callback(database.aclose)
        of_runs = database or database_at(self.settings.runs_database_url, few=True)
        if of_runs is not None and of_runs is not database:
            resources.push_async_callback(of_runs.aclose)
        store = open_store(data_dir, database)
        resources.push_async_callback(store.aclose)
        library = open_library(data_dir, database)
        resources.push_async_callback(library.aclose)
        self.model = open_model(self.settings.model, store)
        resources.push_async_callback(self.model.aclose)
        rehearsal, runs = None, None
        if STANDARD_AGENTS in self.settings.load:
            from agent_runner.documents.extraction import SPARE
            from agent_runner.orchestrator import open_orchestrator
            from agent_runner.rehearsal import Rehearsal

            orchestrator = await resources.enter_async_context(
                open_orchestrator(
                    self.registry,
                    # What lies in files stays there when everything is kept in a database.
                    data_dir=data_dir if database is None else None,
                    database=of_runs,
                )
            )
            runs = orchestrator.runs
            await resources.enter_async_context(SPARE.kept())
            rehearsal = Rehearsal(self.registry)
            self.registry = self.registry.with_agents(orchestrator.agent)
        if database is not None:
            await database.open()
        elif of_runs is not None:
            # It may be starting beside us; only who wants a run waits for it.
            opening = asyncio.create_task(
                of_runs.open_beside_its_start(patience_s=START_PATIENCE_S)
            )
            resources.push_async_callback(_ended, opening)
        files = AllowedFiles(self.settings.document_roots)
        handlers = {
            skill.method: _handler(
                skill, store, rehearsal, host_calls, files, library, self.model, runs
            )
            for skill in self.registry
        }
        handlers["rpc.discover"] = _answer_with(openrpc_document(self.registry))
        return MethodTable(handlers, missing=self.registry.missing)


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.wait([task])


def _handler(
    skill: Skill,
    store: Store,
    rehearsal: Rehearsal | None,
    host_calls: HostCalls | None,
    files: AllowedFiles,
    library: Library,
    model: OpenModel,
    runs: KeptRuns | None,
) -> Handler:
    async def handle(call: Call, params: Params) -> JsonValue | bytes:
        if rehearsal is not None and skill.durable:
            await rehearsal.over()
        ctx = ContextOfCall.of(call, store, host_calls, files, library, model, runs)
        run_in_logs.set(ctx)
        # As `skill.answer` does it, with one coroutine less for as long as the call waits.
        return skill.reply(await skill.call(ctx, skill.arguments(params)))

    return handle


def _answer_with(value: JsonValue) -> Handler:
    async def handle(_call: Call, _params: Params) -> JsonValue:
        return value

    return handle
