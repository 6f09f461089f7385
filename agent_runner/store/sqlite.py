"""Learners' data in one SQLite file, which several processes may share.

One thread owns the connection, so that calls never wait for the disk on the event loop and never
meet inside SQLite. Every method is one statement or one transaction: what has returned is written.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import orjson

from agent_runner.errors import NotReady
from agent_runner.json_types import JsonObject
from agent_runner.store.port import StoredEvent
from agent_runner.store.sqlite_file import open_file, transaction, unusable

T = TypeVar("T")

SCHEMA_VERSION = 1

_SCHEMA = """
    CREATE TABLE IF NOT EXISTS documents (
        learner TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL,
        PRIMARY KEY (learner, kind, key)
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS events (
        learner TEXT NOT NULL, kind TEXT NOT NULL, seq INTEGER NOT NULL, value BLOB NOT NULL,
        PRIMARY KEY (learner, kind, seq)
    ) WITHOUT ROWID;
"""


class SqliteStore:
    """A `Store` in a file. Raises `NotReady`, naming the file and what to do, if it is unusable."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        self._closed = False
        try:
            opening = self._thread.submit(open_file, path, schema=_SCHEMA, version=SCHEMA_VERSION)
            self._connection = opening.result()
        except (OSError, sqlite3.Error) as error:
            self._thread.shutdown(wait=False)
            raise unusable(path, error) from error
        except NotReady:
            self._thread.shutdown(wait=False)
            raise

    async def get(self, learner: str, kind: str, key: str) -> JsonObject | None:
        sql = "SELECT value FROM documents WHERE learner = ? AND kind = ? AND key = ?"
        found = await self._run(lambda db: db.execute(sql, (learner, kind, key)).fetchone())
        return None if found is None else orjson.loads(found[0])

    async def put(self, learner: str, kind: str, key: str, value: JsonObject) -> None:
        sql = (
            "INSERT INTO documents VALUES (?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET value = excluded.value"
        )
        written = orjson.dumps(value)
        await self._run(lambda db: db.execute(sql, (learner, kind, key, written)))

    async def items(self, learner: str, kind: str) -> Sequence[tuple[str, JsonObject]]:
        sql = "SELECT key, value FROM documents WHERE learner = ? AND kind = ? ORDER BY key"
        rows = await self._run(lambda db: db.execute(sql, (learner, kind)).fetchall())
        return [(key, orjson.loads(value)) for key, value in rows]

    async def delete(self, learner: str, kind: str, key: str | None) -> int:
        if key is not None:
            sql = "DELETE FROM documents WHERE learner = ? AND kind = ? AND key = ?"
            return await self._run(lambda db: db.execute(sql, (learner, kind, key)).rowcount)
        return await self._run(
            lambda db: _in_one_go(
                db,
                ("DELETE FROM documents WHERE learner = ? AND kind = ?", (learner, kind)),
                ("DELETE FROM events WHERE learner = ? AND kind = ?", (learner, kind)),
            )
        )

    async def append(self, learner: str, kind: str, value: JsonObject) -> int:
        sql = (
            "INSERT INTO events SELECT ?1, ?2, coalesce(max(seq), 0) + 1, ?3"
            " FROM events WHERE learner = ?1 AND kind = ?2 RETURNING seq"
        )
        written = orjson.dumps(value)
        row = await self._run(lambda db: db.execute(sql, (learner, kind, written)).fetchall())
        return row[0][0]

    async def events(self, learner: str, kind: str, *, limit: int) -> Sequence[StoredEvent]:
        sql = (
            "SELECT seq, value FROM events WHERE learner = ? AND kind = ? ORDER BY seq DESC LIMIT ?"
        )
        limit = max(0, limit)
        rows = await self._run(lambda db: db.execute(sql, (learner, kind, limit)).fetchall())
        return [StoredEvent(seq=seq, value=orjson.loads(value)) for seq, value in reversed(rows)]

    async def kinds(self, learner: str) -> Sequence[str]:
        sql = (
            "SELECT DISTINCT kind FROM documents WHERE learner = ?1"
            " UNION SELECT DISTINCT kind FROM events WHERE learner = ?1 ORDER BY kind"
        )
        rows = await self._run(lambda db: db.execute(sql, (learner,)).fetchall())
        return [kind for (kind,) in rows]

    async def erase(self, learner: str) -> int:
        count = await self._run(
            lambda db: _in_one_go(
                db,
                ("DELETE FROM documents WHERE learner = ?", (learner,)),
                ("DELETE FROM events WHERE learner = ?", (learner,)),
            )
        )
        await self._run(_leave_nothing)
        return count

    async def aclose(self) -> None:
        """Close the file; twice is once."""
        if self._closed:
            return
        self._closed = True
        await asyncio.wrap_future(self._thread.submit(self._connection.close))
        self._thread.shutdown(wait=False)

    async def _run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        if self._closed:
            raise NotReady(module="agent_runner.store", reason=f"{self._path} is closed")
        try:
            return await asyncio.wrap_future(self._thread.submit(work, self._connection))
        except sqlite3.Error as error:
            raise unusable(self._path, error) from error


def _leave_nothing(connection: sqlite3.Connection) -> None:
    """What was deleted is overwritten, but for copies that SQLite left behind when it moved rows
    from page to page: the file is written anew, and the log of changes emptied. Both wait as long
    as another process reads."""
    with contextlib.suppress(sqlite3.OperationalError):
        connection.execute("VACUUM")
    with contextlib.suppress(sqlite3.OperationalError):
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _in_one_go(connection: sqlite3.Connection, *statements: tuple[str, tuple[str, ...]]) -> int:
    with transaction(connection):
        return sum(connection.execute(sql, values).rowcount for sql, values in statements)
