"""Runs in PostgreSQL, for all processes on it: who dies in the middle leaves them to the others.

The steps stand in the tables that langgraph makes (see `postgres_checkpoint_steps`), the results in
`finished_runs`; all in the schema of the agents.
"""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver

from agent_runner.json_types import JsonObject
from agent_runner.orchestrator.checkpoint_file_moved import move_file
from agent_runner.orchestrator.checkpoints import (
    Finished,
    erase_steps,
    latest,
    packed_result,
    results_holding,
    unpacked_result,
)
from agent_runner.orchestrator.postgres_checkpoint_steps import StepSaver
from agent_runner.orchestrator.state import RunState

if TYPE_CHECKING:
    from agent_runner.store.postgres_database import Connection, PostgresDatabase

FINISHED_KEPT: Final = 20_000
"""How many results are kept, of all learners; the oldest go first."""

_STEPS_KEPT_DAYS: Final = 30
"""Of runs that were cancelled, say, and that nobody went on with; a start looks for them."""

_TAKE_TURNS: Final = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
"""Those that end the same run, or erase it, would lock its rows in differing orders."""
_WAIT_FOR_THE_DISK: Final = "SET LOCAL synchronous_commit = on"
_RESULT: Final = "SELECT owner, result FROM finished_runs WHERE run_id = %s"
_FINISH: Final = (
    "WITH steps AS (DELETE FROM checkpoints WHERE thread_id = %s RETURNING 1)"
    " INSERT INTO finished_runs (run_id, owner, result) SELECT %s, %s, %s"
    " WHERE EXISTS (SELECT FROM steps) ON CONFLICT DO NOTHING"
)
"""A run without steps was erased, or finished by another process, meanwhile."""
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
    """See `Checkpoints`. Made before the database is opened.

    Steps do not wait for the disk, the result does, and with it all before it. A Python or Node
    that is killed loses nothing of this; PostgreSQL or the machine, killed, loses steps of the last
    0.6 s (three rounds of its writer), which are done again and took no longer.
    """

    def __init__(self, database: PostgresDatabase, earlier: Path | None = None) -> None:
        """`earlier`: the file whose runs are taken over."""
        database.add_setup(_make_tables)
        if earlier is not None:
            database.add_setup(partial(move_file, earlier))
        self._database = database
        self.saver = StepSaver(database)

    async def result(self, run_id: str) -> Finished | None:
        async with self._database.in_haste() as db:
            row = await (await db.execute(_RESULT, (run_id,), binary=True)).fetchone()
        return None if row is None else Finished(owner=row[0], result=unpacked_result(row[1]))

    async def state(self, run_id: str) -> RunState | None:
        return await latest(self.saver, run_id)

    async def finish(self, run_id: str, *, owner: str, result: JsonObject) -> None:
        await self.saver.drop_writes(run_id)
        async with (
            self._database.in_haste() as db,
            db.pipeline(),
            db.transaction(),
        ):
            await db.execute(_WAIT_FOR_THE_DISK)
            await db.execute(_TAKE_TURNS, (run_id,))
            await db.execute(_FINISH, (run_id, run_id, owner, packed_result(result)))
            await _delete_steps(db, [run_id])
            await db.execute(_PRUNE, (FINISHED_KEPT,))

    async def forget(self, run_id: str) -> None:
        await self.saver.drop_writes(run_id)
        async with (
            self._database.in_haste() as db,
            db.pipeline(),
            db.transaction(),
        ):
            await db.execute(_WAIT_FOR_THE_DISK)
            await db.execute(_TAKE_TURNS, (run_id,))
            await _delete_steps(db, [run_id])

    async def erase(self, owner: str, citing: str | None = None) -> int:
        count, found = 0, 1
        while found:  # until no process has kept one more step before it could know
            async with self._database.in_haste() as db:
                rows = await (await db.execute(_STEPS_OF, (owner,))).fetchall()
            found = await erase_steps(self, [row[0] for row in rows], owner, citing)
            count += found
        # A run that ended meanwhile has its result by now; one without steps gets none.
        async with self._database.in_haste() as db, db.transaction():
            await db.execute(_WAIT_FOR_THE_DISK)
            rows = await (await db.execute(_RESULTS_OF, (owner,), binary=True)).fetchall()
            kept = [(row[0], row[1]) for row in rows]
            gone = await asyncio.to_thread(results_holding, kept, citing)
            await db.execute(_DELETE_RESULTS, (gone,))
        return count + len(gone)

    async def aclose(self) -> None:
        """Write what still waits for it."""
        await self.saver.aclose()


async def _delete_steps(db: Connection, run_ids: list[str]) -> None:
    for statement in _DELETE_STEPS:
        await db.execute(statement, (run_ids,))


async def _make_tables(connection: Connection) -> None:
    await AsyncPostgresSaver(cast("Any", connection)).setup()
    async with connection.transaction():
        abandoned = await (await connection.execute(_ABANDONED, (_STEPS_KEPT_DAYS,))).fetchall()
        if abandoned:
            await _delete_steps(connection, [run_id for (run_id,) in abandoned])
