"""The form of the agents' data in PostgreSQL, and how a database gets into it.

Everything stands in a schema of its own, `agents`, beside whatever the host keeps in the database.
Processes that start at the same moment take turns by an advisory lock, which ends with its
connection; the lock is asked for again and again instead of waited for, since who waits inside a
statement holds up the indexes that others make concurrently.

Text that may hold any character (NUL too, which PostgreSQL's `text` cannot) is kept as bytes in
UTF-8; JSON is `json`, which keeps it as it was written, and not `jsonb`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, LiteralString

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from agent_runner.errors import NotReady, StoreAway

SCHEMA: Final = "agents"
Setup = Callable[[AsyncConnection[TupleRow]], Awaitable[None]]
"""Makes further tables in the schema; may be run any number of times."""

_LOCK: Final = 5001_2026
"""Any number that no other program in this database uses."""
_LOCK_PATIENCE_S: Final = 60.0
_ASK_AGAIN_S: Final = 0.02

_MIGRATIONS: Final[tuple[LiteralString, ...]] = (
    """
    CREATE TABLE documents (
        learner text COLLATE "C" NOT NULL, kind text COLLATE "C" NOT NULL,
        key text COLLATE "C" NOT NULL, value json NOT NULL, PRIMARY KEY (learner, kind, key)
    );
    CREATE TABLE events (
        learner text COLLATE "C" NOT NULL, kind text COLLATE "C" NOT NULL, seq bigint NOT NULL,
        value json NOT NULL, PRIMARY KEY (learner, kind, seq)
    );
    CREATE TABLE library_documents (
        number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, learner text COLLATE "C" NOT NULL,
        id text COLLATE "C" NOT NULL, facts json NOT NULL, slots integer NOT NULL,
        passages integer NOT NULL, terms bigint NOT NULL, UNIQUE (learner, id)
    );
    CREATE TABLE library_pages (
        document bigint NOT NULL REFERENCES library_documents ON DELETE CASCADE,
        number integer NOT NULL, status text NOT NULL, note bytea, digest bytea NOT NULL,
        text bytea NOT NULL, PRIMARY KEY (document, number)
    );
    CREATE TABLE library_passages (
        document bigint NOT NULL REFERENCES library_documents ON DELETE CASCADE,
        slot integer NOT NULL, number integer NOT NULL, page integer NOT NULL,
        first integer NOT NULL, past integer NOT NULL, section json NOT NULL,
        terms integer NOT NULL, PRIMARY KEY (document, slot)
    );
    CREATE TABLE library_postings (
        document bigint NOT NULL REFERENCES library_documents ON DELETE CASCADE,
        term text COLLATE "C" NOT NULL, passages bytea NOT NULL, PRIMARY KEY (document, term)
    );
    ALTER TABLE library_postings ALTER COLUMN passages SET STORAGE EXTERNAL;
    CREATE TABLE finished_runs (
        run_id text COLLATE "C" PRIMARY KEY, place bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
        owner text COLLATE "C" NOT NULL, result bytea NOT NULL
    );
    CREATE INDEX finished_runs_owner ON finished_runs (owner);
    """,
)
"""What makes each form of the one before; the first makes it of nothing. They only ever grow."""


async def set_up(connection: AsyncConnection[TupleRow], setups: Sequence[Setup]) -> None:
    """Bring the schema into the form this program knows; in autocommit mode.

    Raises `NotReady` where that cannot be, `StoreAway` where another process takes too long over
    it, `psycopg.Error`.
    """
    check_encoding(connection)
    await _lock(connection)
    try:
        await _migrate(connection)
        for setup in setups:
            await setup(connection)
    finally:
        if not connection.closed:
            await connection.execute("SELECT pg_advisory_unlock(%s)", (_LOCK,))


def check_encoding(connection: AsyncConnection[TupleRow]) -> None:
    """Raises `NotReady` where the database cannot hold every text."""
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise NotReady(
            module="agent_runner.store",
            reason=f"the database is encoded in {encoding}; name one in UTF8, which `createdb"
            " --encoding=UTF8 --template=template0` makes",
        )


async def _lock(connection: AsyncConnection[TupleRow]) -> None:
    give_up_at = time.monotonic() + _LOCK_PATIENCE_S
    while True:
        asked = await connection.execute("SELECT pg_try_advisory_lock(%s)", (_LOCK,))
        if await asked.fetchone() == (True,):
            return
        if time.monotonic() > give_up_at:
            raise StoreAway("another process is still setting the database up")
        await asyncio.sleep(_ASK_AGAIN_S)


async def _migrate(connection: AsyncConnection[TupleRow]) -> None:
    async with connection.transaction():
        await connection.execute("SET LOCAL statement_timeout = 0")
        found = await connection.execute(
            "SELECT to_regnamespace('agents') IS NULL, to_regclass('agents.form') IS NULL"
        )
        has_no_schema, has_no_form = await found.fetchone() or (True, True)
        if has_no_schema:
            await connection.execute("CREATE SCHEMA agents")
        if has_no_form:
            await connection.execute("CREATE TABLE agents.form (version integer NOT NULL)")
            await connection.execute("INSERT INTO agents.form VALUES (0)")
        found = await connection.execute("SELECT version FROM agents.form")
        (version,) = await found.fetchone() or (0,)
        if version > len(_MIGRATIONS):
            raise NotReady(
                module="agent_runner.store",
                reason=f"the schema {SCHEMA} was written by a newer version (its form is"
                f" {version}, this program knows {len(_MIGRATIONS)}); update the program, or name"
                " another database",
            )
        for migration in _MIGRATIONS[version:]:
            await connection.execute(migration)
        if version < len(_MIGRATIONS):
            await connection.execute("UPDATE agents.form SET version = %s", (len(_MIGRATIONS),))
