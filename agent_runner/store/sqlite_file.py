"""A SQLite file that several processes share: how it is opened, and what its errors mean."""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from agent_runner.errors import NotReady
from agent_runner.store.private_files import make_private_database

BUSY_TIMEOUT_MS = 5000
"""How long a write waits for another process's write."""


def open_file(path: Path | None, *, schema: str, version: int) -> sqlite3.Connection:
    """A connection in autocommit mode, for one thread at a time; without a path, in memory.

    `schema` makes the tables of a file that has none, or an older form than `version`; it is run
    in a transaction. The file is the user's alone (WAL, synchronous NORMAL: a crash of the process
    loses nothing, a loss of power at most the last moments), and what is deleted is overwritten.

    Raises `NotReady` where a newer version wrote the file, `OSError`, `sqlite3.Error`.
    """
    if path is not None:
        make_private_database(path)
    connection = sqlite3.connect(
        ":memory:" if path is None else path,
        isolation_level=None,
        timeout=BUSY_TIMEOUT_MS / 1000,
        check_same_thread=False,
    )
    try:
        _use_wal(connection)
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA secure_delete = ON")
        written = connection.execute("PRAGMA user_version").fetchone()[0]
        if written > version:
            reason = (
                f"{path} was written by a newer version (its form is {written}, this program knows"
                f" {version}); update the program, or name another folder"
            )
            raise NotReady(module="agent_runner.store", reason=reason)
        if written < version:
            connection.executescript(
                f"BEGIN IMMEDIATE; {schema}; PRAGMA user_version = {version}; COMMIT;"
            )
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Generator[None]:
    """All of it, or nothing; no other process writes meanwhile."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


@contextmanager
def snapshot(connection: sqlite3.Connection) -> Generator[None]:
    """Reads within see one state of the file, whatever others write meanwhile."""
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.execute("COMMIT")


def unusable(path: Path | None, error: OSError | sqlite3.Error) -> NotReady:
    """What to tell whoever runs the program."""
    text = str(error)
    if "not a database" in text or "malformed" in text:
        fix = "it is damaged; restore a copy, or move it away to start with an empty one"
    elif "locked" in text or "busy" in text:
        fix = "another program holds it; end that program"
    elif "full" in text:
        fix = "the disk is full; make room"
    else:
        fix = "check that its folder exists and may be written to, or name another folder"
    reason = f"the learners' data in {path} cannot be used ({text}): {fix}"
    return NotReady(module="agent_runner.store", reason=reason)


def _use_wal(connection: sqlite3.Connection) -> None:
    """Switch the file to WAL, which it stays in.

    SQLite does not wait `BUSY_TIMEOUT_MS` for this lock (two that wait for each other's upgrade
    would never end), so processes that open a new file at the same moment take turns here.
    """
    give_up_at = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > give_up_at:
                raise
            time.sleep(random.uniform(0.001, 0.02))
