"""Runs in PostgreSQL, for all processes on it: who dies in the middle leaves them to the others.

The steps stand in the tables that langgraph makes, the results in `finished_runs`; all in the
schema of the agents.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, cast

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver

from agent_runner.json_types import JsonObject
from agent_runner.orchestrator.checkpoints import (
    Finished,
    erase_steps,
    latest,
    packed_result,
    results_holding,
    unpacked_result,
)
from agent_runner.orchestrator.state import RunState

if TYPE_CHECKING:
    from agent_runner.store.postgres_database import Connection, PostgresDatabase

FINISHED_KEPT: Final = 20_000
"""How many results are kept, of all learners; the oldest go first."""

_STEPS_KEPT_DAYS: Final = 30
"""Of runs that were cancelled, say, and that nobody went on with; a start looks for them."""
_STEPS_AT_ONCE: Final = 2
"""So that others find a connection."""

_RESULT: Final = "SELECT owner, result FROM finished_runs WHERE run_id = %s"
_FINISH: Final = (
    "INSERT INTO finished_runs (run_id, owner, result) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"
)
_PRUNE: Final = (
    "DELETE FROM finished_runs WHERE place <= (SELECT max(place) FROM finished_runs) - %s"
)
_RESULTS_OF: Final = "SELECT run_id, result FROM finished_runs WHERE owner = %s"
_DELETE_RESULTS: Final = "DELETE FROM finished_runs WHERE run_id = ANY(%s)"
_STEPS_OF: Final = "SELECT DISTINCT thread_id FROM checkpoints WHERE metadata ->> 'owner' = %s"
_ABANDONED: Final = (
    "SELECT thread_id FROM checkpoints GROUP BY thread_id"
    " HAVING max((checkpoint ->> 'ts')::timestamptz) < now() - make_interval(days => %s)"
)
_DELETE_STEPS: Final = (
    "DELETE FROM checkpoints WHERE thread_id = ANY(%s)",
    "DELETE FROM checkpoint_blobs WHERE thread_id = ANY(%s)",
    "DELETE FROM checkpoint_writes WHERE thread_id = ANY(%s)",
)


class PostgresCheckpoints:
    """See `Checkpoints`. Made before the database is opened."""

    def __init__(self, database: PostgresDatabase) -> None:
        database.add_setup(_make_tables)
        self._database = database
        self.saver = _Saver(database)

    async def result(self, run_id: str) -> Finished | None:
        async with self._database.connection() as db:
            row = await (await db.execute(_RESULT, (run_id,), binary=True)).fetchone()
        return None if row is None else Finished(owner=row[0], result=unpacked_result(row[1]))

    async def state(self, run_id: str) -> RunState | None:
        return await latest(self.saver, run_id)

    async def finish(self, run_id: str, *, owner: str, result: JsonObject) -> None:
        async with self._database.transaction() as db, db.pipeline():
            await db.execute(_FINISH, (run_id, owner, packed_result(result)))
            for statement in _DELETE_STEPS:
                await db.execute(statement, ([run_id],))
            await db.execute(_PRUNE, (FINISHED_KEPT,))

    async def forget(self, run_id: str) -> None:
        async with self._database.transaction() as db:
            for statement in _DELETE_STEPS:
                await db.execute(statement, ([run_id],))

    async def erase(self, owner: str, citing: str | None = None) -> int:
        async with self._database.transaction() as db:
            rows = await (await db.execute(_RESULTS_OF, (owner,), binary=True)).fetchall()
            kept = [(row[0], row[1]) for row in rows]
            gone = await asyncio.to_thread(results_holding, kept, citing)
            await db.execute(_DELETE_RESULTS, (gone,))
            steps = await (await db.execute(_STEPS_OF, (owner,))).fetchall()
        return len(gone) + await erase_steps(self, [row[0] for row in steps], owner, citing)


class _Saver(AsyncPostgresSaver):
    """Steps wait for the disk; what single tasks of a step wrote does not: without it they are
    done again. That is two of three writes."""

    def __init__(self, database: PostgresDatabase) -> None:
        # Connections make tuples of rows; the saver asks for its own kind each time.
        super().__init__(cast("Any", database.pool))
        self._in_haste = AsyncPostgresSaver(cast("Any", database.pool_in_haste))
        # It would let in one at a time, as one connection needs it; a pool does not, and runs that
        # wait for the disk together wait once.
        self.lock = cast("asyncio.Lock", asyncio.Semaphore(_STEPS_AT_ONCE))

    async def aput_writes(
        self,
        config: RunnableConfig,
        writes: Sequence[tuple[str, Any]],
        task_id: str,
        task_path: str = "",
    ) -> None:
        await self._in_haste.aput_writes(config, writes, task_id, task_path)


async def _make_tables(connection: Connection) -> None:
    await AsyncPostgresSaver(cast("Any", connection)).setup()
    async with connection.transaction():
        abandoned = await (await connection.execute(_ABANDONED, (_STEPS_KEPT_DAYS,))).fetchall()
        for statement in _DELETE_STEPS:
            await connection.execute(statement, ([run_id for (run_id,) in abandoned],))
