"""What is kept about learners, and of their material: two ports, and what implements them."""

from __future__ import annotations

from pathlib import Path

from agent_runner.store.library import LearnerLibrary, Library
from agent_runner.store.memory import MemoryStore
from agent_runner.store.port import LearnerStore, Store, StoredEvent
from agent_runner.store.sqlite import SqliteStore
from agent_runner.store.sqlite_library import SqliteLibrary

__all__ = [
    "LearnerLibrary",
    "LearnerStore",
    "Library",
    "MemoryStore",
    "SqliteLibrary",
    "SqliteStore",
    "Store",
    "StoredEvent",
    "open_library",
    "open_store",
]

LEARNERS_FILE = "learners.sqlite3"
DOCUMENTS_FOLDER = "documents"


def open_store(data_dir: Path | None) -> Store:
    """The store of a process: a file under `data_dir`, or nothing that outlives the process.

    Raises `NotReady` where the file cannot be used.
    """
    return MemoryStore() if data_dir is None else SqliteStore(data_dir / LEARNERS_FILE)


def open_library(data_dir: Path | None) -> Library:
    """The library of a process: files under `data_dir`, or nothing that outlives the process."""
    return SqliteLibrary(None if data_dir is None else data_dir / DOCUMENTS_FOLDER)
