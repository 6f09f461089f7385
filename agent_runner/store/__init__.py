"""What is kept about learners, and of their material: two ports, and what implements them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from agent_runner.store.library import LearnerLibrary, Library
from agent_runner.store.memory import MemoryStore
from agent_runner.store.port import KeptRuns, LearnerStore, Store, StoredEvent
from agent_runner.store.sqlite import SqliteStore
from agent_runner.store.sqlite_library import SqliteLibrary

if TYPE_CHECKING:
    from agent_runner.store.postgres_database import PostgresDatabase

__all__ = [
    "KeptRuns",
    "LearnerLibrary",
    "LearnerStore",
    "Library",
    "MemoryStore",
    "SqliteLibrary",
    "SqliteStore",
    "Store",
    "StoredEvent",
    "database_at",
    "open_library",
    "open_store",
]

LEARNERS_FILE = "learners.sqlite3"
DOCUMENTS_FOLDER = "documents"


def database_at(url: str | None, *, few: bool = False) -> PostgresDatabase | None:
    """The database of a process, to be opened when all who need it have said what; None: files.

    Only now is PostgreSQL's driver imported. `few`: see there. Raises `NotReady`.
    """
    if url is None:
        return None
    from agent_runner.store.postgres_database import PostgresDatabase

    return PostgresDatabase(url, few=few)


def open_store(data_dir: Path | None, database: PostgresDatabase | None = None) -> Store:
    """The store of a process: the database, or a file under `data_dir`, or nothing that outlives
    the process.

    Raises `NotReady` where the file cannot be used.
    """
    if database is not None:
        from agent_runner.store.postgres import PostgresStore

        return PostgresStore(database)
    return MemoryStore() if data_dir is None else SqliteStore(data_dir / LEARNERS_FILE)


def open_library(data_dir: Path | None, database: PostgresDatabase | None = None) -> Library:
    """The library of a process: the database, or files under `data_dir`, or nothing that outlives
    the process."""
    if database is not None:
        from agent_runner.store.postgres_library import PostgresLibrary

        return PostgresLibrary(database)
    return SqliteLibrary(None if data_dir is None else data_dir / DOCUMENTS_FOLDER)
