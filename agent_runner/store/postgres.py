"""Learners' data in PostgreSQL, which many processes on several machines may share.

Every method is one statement, so what has returned is written, and nothing is written in part. What
is erased is not found any more; unlike the SQLite files, PostgreSQL overwrites it when it next
needs the room (`VACUUM`), and its log of changes and its backups have lives of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, LiteralString

import orjson
from psycopg.rows import TupleRow

from agent_runner.json_types import JsonObject
from agent_runner.store.port import StoredEvent
from agent_runner.store.postgres_database import PostgresDatabase

_GET: Final = "SELECT value::text FROM documents WHERE learner = %s AND kind = %s AND key = %s"
_PUT: Final = (
    "INSERT INTO documents VALUES (%s, %s, %s, %s)"
    " ON CONFLICT (learner, kind, key) DO UPDATE SET value = excluded.value"
)
_ITEMS: Final = (
    "SELECT key, value::text FROM documents WHERE learner = %s AND kind = %s ORDER BY key"
)
_DELETE: Final = (
    "WITH gone AS (DELETE FROM documents WHERE learner = %s AND kind = %s AND key = %s RETURNING 1)"
    " SELECT count(*) FROM gone"
)
_DELETE_KIND: Final = """
    WITH documents_gone AS (DELETE FROM documents WHERE learner = %s AND kind = %s RETURNING 1),
    events_gone AS (DELETE FROM events WHERE learner = %s AND kind = %s RETURNING 1)
    SELECT (SELECT count(*) FROM documents_gone) + (SELECT count(*) FROM events_gone)
"""
_APPEND: Final = """
    INSERT INTO events SELECT %s, %s, coalesce(max(seq), 0) + 1, %s::json
    FROM events WHERE learner = %s AND kind = %s ON CONFLICT DO NOTHING RETURNING seq
"""
_EVENTS: Final = (
    "SELECT seq, value::text FROM events WHERE learner = %s AND kind = %s"
    " ORDER BY seq DESC LIMIT %s"
)
_KINDS: Final = (
    "SELECT kind FROM documents WHERE learner = %s UNION SELECT kind FROM events WHERE learner = %s"
    " ORDER BY kind"
)
_ERASE: Final = """
    WITH documents_gone AS (DELETE FROM documents WHERE learner = %s RETURNING 1),
    events_gone AS (DELETE FROM events WHERE learner = %s RETURNING 1)
    SELECT (SELECT count(*) FROM documents_gone) + (SELECT count(*) FROM events_gone)
"""


class PostgresStore:
    """A `Store` in a database, which is opened and closed by whoever made it."""

    def __init__(self, database: PostgresDatabase) -> None:
        self._database = database

    async def get(self, learner: str, kind: str, key: str) -> JsonObject | None:
        rows = await self._rows(_GET, learner, kind, key)
        return orjson.loads(rows[0][0]) if rows else None

    async def put(self, learner: str, kind: str, key: str, value: JsonObject) -> None:
        async with self._database.connection() as connection:
            await connection.execute(_PUT, (learner, kind, key, orjson.dumps(value).decode()))

    async def items(self, learner: str, kind: str) -> Sequence[tuple[str, JsonObject]]:
        rows = await self._rows(_ITEMS, learner, kind)
        return [(key, orjson.loads(value)) for key, value in rows]

    async def delete(self, learner: str, kind: str, key: str | None) -> int:
        if key is not None:
            return (await self._rows(_DELETE, learner, kind, key))[0][0]
        return (await self._rows(_DELETE_KIND, learner, kind, learner, kind))[0][0]

    async def append(self, learner: str, kind: str, value: JsonObject) -> int:
        written = orjson.dumps(value).decode()
        # Where another process took the number meanwhile, the next one is free: one of those that
        # meet always gets through.
        while True:
            rows = await self._rows(_APPEND, learner, kind, written, learner, kind)
            if rows:
                return rows[0][0]

    async def events(self, learner: str, kind: str, *, limit: int) -> Sequence[StoredEvent]:
        rows = await self._rows(_EVENTS, learner, kind, max(0, limit))
        return [StoredEvent(seq=seq, value=orjson.loads(value)) for seq, value in reversed(rows)]

    async def kinds(self, learner: str) -> Sequence[str]:
        return [kind for (kind,) in await self._rows(_KINDS, learner, learner)]

    async def erase(self, learner: str) -> int:
        return (await self._rows(_ERASE, learner, learner))[0][0]

    async def aclose(self) -> None:
        """The database is closed by whoever opened it."""

    async def _rows(self, sql: LiteralString, *values: str | int) -> list[TupleRow]:
        async with self._database.connection() as connection:
            return await (await connection.execute(sql, values)).fetchall()
