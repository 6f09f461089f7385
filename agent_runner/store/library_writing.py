"""What is written to a learner's library in SQLite: documents with their index, and their end."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Sequence

from agent_runner.store.library import Document, Page
from agent_runner.store.library_index import (
    Known,
    Span,
    WithTerms,
    by_page,
    indexed,
    known_pages,
    unchanged_pages,
)
from agent_runner.store.library_rows import document_row
from agent_runner.store.postings import MOST_PASSAGES, packed, unpacked, without
from agent_runner.store.sqlite_file import transaction


def add(
    db: sqlite3.Connection,
    document: Document,
    pages: Sequence[Page],
    passages: Sequence[WithTerms],
) -> int:
    """See `Library.add`."""
    of_page = by_page(passages)
    with transaction(db):
        number, slots = _document_number(db, document)
        known = _known_pages(db, number)
        unchanged = unchanged_pages(pages, of_page, known)
        if slots + len(passages) > MOST_PASSAGES:
            unchanged, slots = set[int](), 0
        _take_out(db, number, [page for page in known if page not in unchanged])
        for page in unchanged:
            _renumber(db, number, known[page], of_page[page])
        fresh = [page for page in pages if page.number not in unchanged]
        _put_pages(db, number, fresh)
        slots = _put_passages(
            db, number, slots, [each for page in fresh for each in of_page[page.number]]
        )
        _count(db, number, slots)
    return len(fresh)


def delete(db: sqlite3.Connection, document_id: str) -> bool:
    """See `Library.delete`."""
    with transaction(db):
        row = db.execute("SELECT number FROM documents WHERE id = ?", (document_id,)).fetchone()
        if row is None:
            return False
        for table in ("postings", "passages", "pages"):
            db.execute(f"DELETE FROM {table} WHERE document = ?", row)
        db.execute("DELETE FROM documents WHERE number = ?", row)
    _leave_nothing(db)
    return True


def erase(db: sqlite3.Connection) -> int:
    """See `Library.erase`."""
    with transaction(db):
        for table in ("postings", "passages", "pages"):
            db.execute(f"DELETE FROM {table}")
        count = db.execute("DELETE FROM documents").rowcount
        db.execute("DELETE FROM sqlite_sequence")
    with contextlib.suppress(sqlite3.OperationalError):  # another process is reading
        db.execute("VACUUM")
    _leave_nothing(db)
    return count


def _leave_nothing(db: sqlite3.Connection) -> None:
    """What was deleted is overwritten in the file; here in the log of changes too, which waits as
    long as another process reads."""
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _document_number(db: sqlite3.Connection, document: Document) -> tuple[int, int]:
    """The document's number in this file, and how many slots it has used."""
    sql = (
        "INSERT INTO documents (id, facts, slots, passages, terms) VALUES (?, ?, 0, 0, 0)"
        " ON CONFLICT (id) DO UPDATE SET facts = excluded.facts RETURNING number, slots"
    )
    return db.execute(sql, (document.id, document_row(document))).fetchall()[0]


def _known_pages(db: sqlite3.Connection, document: int) -> Known:
    sql = "SELECT page, slot, start, end, section FROM passages WHERE document = ? ORDER BY number"
    passages = db.execute(sql, (document,)).fetchall()
    pages = db.execute("SELECT number, digest FROM pages WHERE document = ?", (document,))
    return known_pages(pages.fetchall(), passages)


def _take_out(db: sqlite3.Connection, document: int, pages: Sequence[int]) -> None:
    """Delete these pages, their passages, and what the index says of them."""
    if not pages:
        return
    wanted = (document, json.dumps(list(pages)))
    those = "(SELECT value FROM json_each(?))"
    sql = f"DELETE FROM passages WHERE document = ? AND page IN {those} RETURNING slot"
    slots = {slot for (slot,) in db.execute(sql, wanted).fetchall()}
    db.execute(f"DELETE FROM pages WHERE document = ? AND number IN {those}", wanted)
    sql = "SELECT term, passages FROM postings WHERE document = ?"
    for term, data in db.execute(sql, (document,)).fetchall():
        left = without(data, slots)
        if not left:
            db.execute("DELETE FROM postings WHERE document = ? AND term = ?", (document, term))
        elif len(left) < len(unpacked(data)):
            sql = "UPDATE postings SET passages = ? WHERE document = ? AND term = ?"
            db.execute(sql, (packed(left), document, term))


def _renumber(
    db: sqlite3.Connection,
    document: int,
    known: tuple[str, Sequence[Span]],
    passages: Sequence[WithTerms],
) -> None:
    db.executemany(
        "UPDATE passages SET number = ?1 WHERE document = ?2 AND slot = ?3 AND number <> ?1",
        [
            (passage.number, document, span[0])
            for (passage, _), span in zip(passages, known[1], strict=True)
        ],
    )


def _put_pages(db: sqlite3.Connection, document: int, pages: Sequence[Page]) -> None:
    db.executemany(
        "INSERT INTO pages (document, number, status, note, digest, text)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        [(document, page.number, page.status, page.note, page.digest, page.text) for page in pages],
    )


def _put_passages(
    db: sqlite3.Connection, document: int, slots: int, passages: Sequence[WithTerms]
) -> int:
    """Write passages into the slots that come next, and into the index; returns the next slot."""
    index = indexed(passages, first_slot=slots)
    db.executemany(
        "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [(document, *row) for row in index.rows],
    )
    db.executemany(
        "INSERT INTO postings VALUES (?, ?, ?)"
        " ON CONFLICT DO UPDATE SET passages = CAST(passages || excluded.passages AS BLOB)",
        [(document, *each) for each in index.postings],
    )
    return slots + len(passages)


def _count(db: sqlite3.Connection, document: int, slots: int) -> None:
    sql = (
        "UPDATE documents SET slots = ?2, (passages, terms) = (SELECT count(*),"
        " coalesce(sum(p.terms), 0) FROM passages p WHERE p.document = ?1) WHERE number = ?1"
    )
    db.execute(sql, (document, slots))
