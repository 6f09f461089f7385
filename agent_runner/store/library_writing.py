"""What is written to a learner's library: documents with their index, and their end.

A passage keeps its slot, which the index names it by, for as long as its page stays as it is; its
number, which is its place in the document, may change.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from agent_runner.store.library import Document, Page, Passage
from agent_runner.store.library_rows import document_row, section_row
from agent_runner.store.postings import MOST_PASSAGES, packed, posting, unpacked, without
from agent_runner.store.sqlite_file import transaction

WithTerms = tuple[Passage, Sequence[str]]
_Known = Mapping[int, tuple[str, Sequence[tuple[int, int, int, str]]]]
"""For each page its digest, and slot, start, end and section of its passages."""


def add(
    db: sqlite3.Connection,
    document: Document,
    pages: Sequence[Page],
    passages: Sequence[WithTerms],
) -> int:
    """See `Library.add`."""
    by_page: dict[int, list[WithTerms]] = defaultdict(list)
    for passage, terms in passages:
        by_page[passage.page].append((passage, terms))
    with transaction(db):
        number, slots = _document_number(db, document)
        known = _known_pages(db, number)
        unchanged = {
            page.number
            for page in pages
            if page.number in known and _same(page, by_page[page.number], known[page.number])
        }
        if slots + len(passages) > MOST_PASSAGES:
            unchanged, slots = set[int](), 0
        _take_out(db, number, [page for page in known if page not in unchanged])
        for page in unchanged:
            _renumber(db, number, known[page], by_page[page])
        fresh = [page for page in pages if page.number not in unchanged]
        _put_pages(db, number, fresh)
        slots = _put_passages(
            db, number, slots, [each for page in fresh for each in by_page[page.number]]
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


def _known_pages(db: sqlite3.Connection, document: int) -> _Known:
    spans: dict[int, list[tuple[int, int, int, str]]] = defaultdict(list)
    sql = "SELECT page, slot, start, end, section FROM passages WHERE document = ? ORDER BY number"
    for page, *span in db.execute(sql, (document,)):
        spans[page].append((span[0], span[1], span[2], span[3]))
    rows = db.execute("SELECT number, digest FROM pages WHERE document = ?", (document,))
    return {number: (digest, spans[number]) for number, digest in rows}


def _same(
    page: Page,
    passages: Sequence[WithTerms],
    known: tuple[str, Sequence[tuple[int, int, int, str]]],
) -> bool:
    digest, spans = known
    asked = [(passage.start, passage.end, section_row(passage.section)) for passage, _ in passages]
    return page.digest == digest and asked == [span[1:] for span in spans]


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
    known: tuple[str, Sequence[tuple[int, int, int, str]]],
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
    index: dict[str, list[int]] = defaultdict(list)
    rows: list[tuple[int, int, int, int, int, int, str, int]] = []
    for slot, (passage, terms) in enumerate(passages, start=slots):
        length = len(terms)
        rows.append(
            (
                document,
                slot,
                passage.number,
                passage.page,
                passage.start,
                passage.end,
                section_row(passage.section),
                length,
            )
        )
        for term, count in Counter(terms).items():
            index[term].append(posting(slot, count, length))
    db.executemany("INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
    db.executemany(
        "INSERT INTO postings VALUES (?, ?, ?)"
        " ON CONFLICT DO UPDATE SET passages = CAST(passages || excluded.passages AS BLOB)",
        [(document, term, packed(index[term])) for term in sorted(index)],
    )
    return slots + len(passages)


def _count(db: sqlite3.Connection, document: int, slots: int) -> None:
    sql = (
        "UPDATE documents SET slots = ?2, (passages, terms) = (SELECT count(*),"
        " coalesce(sum(p.terms), 0) FROM passages p WHERE p.document = ?1) WHERE number = ?1"
    )
    db.execute(sql, (document, slots))
