"""Where runs are kept between their steps: SQLite, or memory where nothing is to outlive us.

Owns the database's life and size; what a checkpoint means is known in `runs`.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sqlite3
import zlib
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, cast

# langchain asks the environment whether to report runs to a service of its maker; this name is
# read before all others and wins over them. Strict msgpack: a checkpoint can make no objects.
os.environ["LANGSMITH_TRACING_V2"] = "false"
os.environ["LANGGRAPH_STRICT_MSGPACK"] = "true"

import aiosqlite
import orjson
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

from agent_runner.errors import NotReady
from agent_runner.json_types import JsonObject
from agent_runner.orchestrator.state import RunState
from agent_runner.store.private_files import make_private_database

FILE_NAME = "checkpoints.sqlite3"
BUSY_TIMEOUT_MS = 5000
"""How long a write waits for another process that writes to the same file."""
FINISHED_KEPT = 500
"""How many results are kept for those who ask for the same run again; the oldest go first."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS finished (
    place INTEGER PRIMARY KEY AUTOINCREMENT,
    run_id TEXT NOT NULL UNIQUE,
    owner TEXT NOT NULL,
    result BLOB NOT NULL
)
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Finished:
    """A run that has its result, and whose it is."""

    owner: str
    result: JsonObject


class Checkpoints(Protocol):
    """What is kept of runs: the steps of those under way, the results of those finished."""

    @property
    def saver(self) -> BaseCheckpointSaver[str]:
        """What a graph is compiled with."""
        ...

    async def result(self, run_id: str) -> Finished | None:
        """The result of a finished run."""
        ...

    async def state(self, run_id: str) -> RunState | None:
        """Where an unfinished run stands."""
        ...

    async def finish(self, run_id: str, *, owner: str, result: JsonObject) -> None:
        """Keep the result in place of the steps that led to it."""
        ...

    async def forget(self, run_id: str) -> None:
        """Drop the steps of an unfinished run."""
        ...


@contextlib.asynccontextmanager
async def open_checkpoints(data_dir: Path | None) -> AsyncGenerator[Checkpoints, None]:
    """Checkpoints in `data_dir`, or in memory. Raises `NotReady`, naming the file."""
    if data_dir is None:
        yield MemoryCheckpoints()
        return
    path = data_dir / FILE_NAME
    try:
        await asyncio.to_thread(make_private_database, path)
        connection = await aiosqlite.connect(path)
    except (OSError, sqlite3.Error) as error:
        raise _unusable(path, error) from error
    try:
        saver = AsyncSqliteSaver(connection)
        try:
            await connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
            await saver.setup()  # also turns the write-ahead log on
            await connection.execute("PRAGMA synchronous=NORMAL")
            await connection.execute("PRAGMA secure_delete=ON")
            await connection.execute(_SCHEMA)
            await connection.commit()
        except sqlite3.Error as error:
            raise _unusable(path, error) from error
        yield SqliteCheckpoints(saver)
    finally:
        # An open connection keeps its thread, and with it the process, alive.
        await connection.close()


class MemoryCheckpoints:
    """Keeps runs as long as the process lives."""

    def __init__(self) -> None:
        self.saver = InMemorySaver()
        self._finished: dict[str, Finished] = {}

    async def result(self, run_id: str) -> Finished | None:
        return self._finished.get(run_id)

    async def state(self, run_id: str) -> RunState | None:
        return await _latest(self.saver, run_id)

    async def finish(self, run_id: str, *, owner: str, result: JsonObject) -> None:
        self._finished[run_id] = Finished(owner=owner, result=result)
        await self.saver.adelete_thread(run_id)
        while len(self._finished) > FINISHED_KEPT:
            del self._finished[next(iter(self._finished))]

    async def forget(self, run_id: str) -> None:
        await self.saver.adelete_thread(run_id)


class SqliteCheckpoints:
    """Keeps runs in a database that several processes may share."""

    def __init__(self, saver: AsyncSqliteSaver) -> None:
        self.saver = saver

    async def result(self, run_id: str) -> Finished | None:
        query = "SELECT owner, result FROM finished WHERE run_id = ?"
        async with self.saver.lock, self.saver.conn.execute(query, (run_id,)) as found:
            row = await found.fetchone()
        if row is None:
            return None
        return Finished(owner=row[0], result=orjson.loads(zlib.decompress(row[1])))

    async def state(self, run_id: str) -> RunState | None:
        return await _latest(self.saver, run_id)

    async def finish(self, run_id: str, *, owner: str, result: JsonObject) -> None:
        connection = self.saver.conn
        async with self.saver.lock:
            await connection.execute(
                "INSERT OR IGNORE INTO finished (run_id, owner, result) VALUES (?, ?, ?)",
                (run_id, owner, zlib.compress(orjson.dumps(result), level=1)),
            )
            for table in ("checkpoints", "writes"):
                await connection.execute(f"DELETE FROM {table} WHERE thread_id = ?", (run_id,))
            await connection.execute(
                "DELETE FROM finished WHERE place <= (SELECT max(place) FROM finished) - ?",
                (FINISHED_KEPT,),
            )
            await connection.commit()

    async def forget(self, run_id: str) -> None:
        await self.saver.adelete_thread(run_id)


async def _latest(saver: BaseCheckpointSaver[str], run_id: str) -> RunState | None:
    config: RunnableConfig = {"configurable": {"thread_id": run_id}}
    saved = await saver.aget_tuple(config)
    if saved is None:
        return None
    values = saved.checkpoint["channel_values"]
    # Before its first step a run has nothing but its input.
    return cast("RunState", values.get("__start__", values))


def _unusable(path: Path, error: Exception) -> NotReady:
    reason = f"{path} cannot be used ({error}); move the file away to begin with a new one"
    return NotReady(module="agent_runner.orchestrator", reason=reason)
