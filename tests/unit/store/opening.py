"""A database in PostgreSQL, opened as a process opens it."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator

from agent_runner.store.postgres_database import PostgresDatabase


@contextlib.asynccontextmanager
async def opened(url: str) -> AsyncGenerator[PostgresDatabase]:
    """The database as a process of its own would have it."""
    database = PostgresDatabase(url)
    await database.open()
    try:
        yield database
    finally:
        await database.aclose()
