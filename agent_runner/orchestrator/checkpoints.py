"""Where runs are kept between their steps: SQLite, PostgreSQL (`postgres_checkpoints`), or memory
where nothing is to outlive us.

Owns the file's life and size; what a checkpoint means is known in `runs`.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sqlite3
import zlib
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

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

if TYPE_CHECKING:
    from agent_runner.store.postgres_database import PostgresDatabase

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

    async def erase(self, owner: str, citing: str | None = None) -> int:
        """Delete a learner's runs, finished or not, or those that hold this text; how many."""
        ...


@contextlib.asynccontextmanager
async def open_checkpoints(
    data_dir: Path | None, database: PostgresDatabase | None = None
) -> AsyncGenerator[Checkpoints, None]:
    """Checkpoints in `database`, which is opened after this and takes over those that lie in
    `data_dir`; or in `data_dir`, or in memory.

    Raises `NotReady`, naming the file.
    """
    if database is not None:
        from agent_runner.orchestrator.postgres_checkpoints import PostgresCheckpoints

        earlier = None if data_dir is None else data_dir / FILE_NAME
        in_database = PostgresCheckpoints(database, earlier)
        try:
            yield in_database
        finally:
            await in_database.aclose()
        return
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
        return await latest(self.saver, run_id)

    async def finish(self, run_id: str, *, owner: str, result: JsonObject) -> None:
        self._finished[run_id] = Finished(owner=owner, result=result)
        await self.saver.adelete_thread(run_id)
        while len(self._finished) > FINISHED_KEPT:
            del self._finished[next(iter(self._finished))]

    async def forget(self, run_id: str) -> None:
        await self.saver.adelete_thread(run_id)

    async def erase(self, owner: str, citing: str | None = None) -> int:
        gone = [
            run_id
            for run_id, run in self._finished.items()
            if run.owner == owner and holds(run.result, citing)
        ]
        for run_id in gone:
            del self._finished[run_id]
        return len(gone) + await erase_steps(self, list(self.saver.storage), owner, citing)


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
        return Finished(owner=row[0], result=unpacked_result(row[1]))

    async def state(self, run_id: str) -> RunState | None:
        return await latest(self.saver, run_id)

    async def finish(self, run_id: str, *, owner: str, result: JsonObject) -> None:
        connection = self.saver.conn
        async with self.saver.lock:
            await connection.execute(
                "INSERT OR IGNORE INTO finished (run_id, owner, result) VALUES (?, ?, ?)",
                (run_id, owner, packed_result(result)),
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

    async def erase(self, owner: str, citing: str | None = None) -> int:
        connection = self.saver.conn
        async with self.saver.lock:
            query = "SELECT run_id, result FROM finished WHERE owner = ?"
            rows = await connection.execute_fetchall(query, (owner,))
            gone = await asyncio.to_thread(
                results_holding, [(row[0], row[1]) for row in rows], citing
            )
            await connection.executemany(
                "DELETE FROM finished WHERE run_id = ?", [(run_id,) for run_id in gone]
            )
            await connection.commit()
            threads = await connection.execute_fetchall(
                "SELECT DISTINCT thread_id FROM checkpoints"
            )
        count = len(gone) + await erase_steps(self, [row[0] for row in threads], owner, citing)
        async with self.saver.lock:
            # What was deleted is overwritten, but for copies that SQLite left behind when it moved
            # rows from page to page: written anew, and gone from the log of changes too.
            if count:
                with contextlib.suppress(sqlite3.OperationalError):  # another process is at work
                    await connection.execute("VACUUM")
            await connection.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
        return count


def packed_result(result: JsonObject) -> bytes:
    """A result as it is kept."""
    return zlib.compress(orjson.dumps(result), level=1)


def unpacked_result(kept: bytes) -> JsonObject:
    return orjson.loads(zlib.decompress(kept))


def holds(value: Mapping[str, object], citing: str | None) -> bool:
    """Whether the text stands anywhere in it; None stands everywhere."""
    return citing is None or citing in orjson.dumps(value, default=str).decode()


async def latest(saver: BaseCheckpointSaver[str], run_id: str) -> RunState | None:
    """Where a run stands by its newest checkpoint."""
    config: RunnableConfig = {"configurable": {"thread_id": run_id}}
    saved = await saver.aget_tuple(config)
    if saved is None:
        return None
    values = saved.checkpoint["channel_values"]
    # Before its first step a run has nothing but its input.
    return cast("RunState", values.get("__start__", values))


def results_holding(rows: Sequence[tuple[str, bytes]], citing: str | None) -> list[str]:
    """The ids of the results that hold the text."""
    return [run_id for run_id, kept in rows if holds(unpacked_result(kept), citing)]


async def erase_steps(
    checkpoints: Checkpoints, run_ids: Sequence[str], owner: str, citing: str | None
) -> int:
    """Drop the steps of those runs that are the learner's and hold the text; returns how many."""
    count = 0
    for run_id in run_ids:
        state = await checkpoints.state(run_id)
        if state is not None and state["owner"] == owner and holds(state, citing):
            await checkpoints.forget(run_id)
            count += 1
    return count


def _unusable(path: Path, error: Exception) -> NotReady:
    reason = f"{path} cannot be used ({error}); move the file away to begin with a new one"
    return NotReady(module="agent_runner.orchestrator", reason=reason)
