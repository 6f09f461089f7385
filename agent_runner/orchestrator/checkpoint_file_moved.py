"""The runs of a file, moved into PostgreSQL: once, when a process finds the file of an older
version (or of a time without PostgreSQL) where it keeps its data.

Of a run under way its newest step is moved, from which it goes on; the ones before it serve nobody.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sqlite3
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, LiteralString, cast

import aiosqlite
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import CheckpointTuple
from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

from agent_runner.errors import NotReady

if TYPE_CHECKING:
    from agent_runner.store.postgres_database import Connection

log = logging.getLogger(__name__)

_RESULT: Final[LiteralString] = (
    "INSERT INTO finished_runs (run_id, owner, result) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"
)


async def move_file(path: Path, connection: Connection) -> None:
    """All of it, or nothing; then the file goes, so that what is erased later is not left in it.

    The caller lets in one process at a time. Raises `NotReady`, naming the file, `psycopg.Error`.
    """
    if not await asyncio.to_thread(path.exists):
        return
    try:
        results, steps = await _read(path)
    except (OSError, sqlite3.Error) as error:
        reason = f"the runs in {path} cannot be read ({error}); move the file away to do without"
        raise NotReady(module="agent_runner.orchestrator", reason=reason) from error
    async with connection.transaction():
        await connection.cursor().executemany(_RESULT, results)
        saver = AsyncPostgresSaver(cast("Any", connection))
        for step in steps:
            await _write(saver, step)
    await asyncio.to_thread(_remove, path)
    log.info("%d runs were moved from %s into PostgreSQL", len(results) + len(steps), path.name)


async def _read(path: Path) -> tuple[list[tuple[str, str, bytes]], list[CheckpointTuple]]:
    async with aiosqlite.connect(path) as db:
        await db.execute("PRAGMA busy_timeout=5000")
        names = await db.execute_fetchall("SELECT name FROM sqlite_master")
        tables = {name for (name,) in names}
        results: list[tuple[str, str, bytes]] = []
        if "finished" in tables:
            sql = "SELECT run_id, owner, result FROM finished ORDER BY place"
            results = [(row[0], row[1], row[2]) for row in await db.execute_fetchall(sql)]
        steps: list[CheckpointTuple] = []
        if "checkpoints" in tables:
            saver = AsyncSqliteSaver(db)
            sql = "SELECT DISTINCT thread_id, checkpoint_ns FROM checkpoints"
            for run_id, namespace in await db.execute_fetchall(sql):
                found = await saver.aget_tuple(_at(run_id, namespace))
                if found is not None:
                    steps.append(found)
    return results, steps


async def _write(saver: AsyncPostgresSaver, step: CheckpointTuple) -> None:
    given = step.config.get("configurable", {})
    at = _at(given["thread_id"], given["checkpoint_ns"])
    versions = step.checkpoint["channel_versions"]
    kept = await saver.aput(at, step.checkpoint, step.metadata, versions)
    of_task = defaultdict[str, list[tuple[str, Any]]](list)
    for task_id, channel, value in step.pending_writes or ():
        of_task[task_id].append((channel, value))
    for task_id, writes in of_task.items():
        await saver.aput_writes(kept, writes, task_id)


def _at(run_id: str, namespace: str) -> RunnableConfig:
    return {"configurable": {"thread_id": run_id, "checkpoint_ns": namespace}}


def _remove(path: Path) -> None:
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        with contextlib.suppress(FileNotFoundError):
            path.with_name(name).unlink()
