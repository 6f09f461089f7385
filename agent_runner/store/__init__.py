"""What is kept about learners: one port, and what implements it."""

from __future__ import annotations

from pathlib import Path

from agent_runner.store.memory import MemoryStore
from agent_runner.store.port import LearnerStore, Store, StoredEvent
from agent_runner.store.sqlite import SqliteStore

__all__ = ["LearnerStore", "MemoryStore", "SqliteStore", "Store", "StoredEvent", "open_store"]

LEARNERS_FILE = "learners.sqlite3"


def open_store(data_dir: Path | None) -> Store:
    """The store of a process: a file under `data_dir`, or nothing that outlives the process.

    Raises `NotReady` where the file cannot be used.
    """
    return MemoryStore() if data_dir is None else SqliteStore(data_dir / LEARNERS_FILE)
