"""What is read of a learner's library to answer a question."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from agent_runner.store.library import Found, Frequencies
from agent_runner.store.library_rows import passage_of
from agent_runner.store.postings import POSTING_BYTES, best
from agent_runner.store.sqlite_file import snapshot

_POSTINGS = (
    "SELECT p.document, p.passages FROM json_each(?1) d"
    " CROSS JOIN postings p ON p.document = d.value AND p.term = ?2"
)
_HOLDING = (
    f"SELECT coalesce(sum(length(p.passages)), 0) / {POSTING_BYTES} FROM json_each(?1) d"
    " CROSS JOIN postings p ON p.document = d.value AND p.term = ?2"
)


def search(
    db: sqlite3.Connection, terms: Sequence[str], document_ids: Sequence[str] | None, limit: int
) -> list[Found]:
    """See `Library.search`."""
    with snapshot(db):
        return _search(db, terms, document_ids, limit)


def frequencies(
    db: sqlite3.Connection, terms: Sequence[str], document_ids: Sequence[str] | None
) -> Frequencies:
    """See `Library.frequencies`."""
    with snapshot(db):
        return _frequencies(db, terms, document_ids)


def _search(
    db: sqlite3.Connection, terms: Sequence[str], document_ids: Sequence[str] | None, limit: int
) -> list[Found]:
    documents = _documents(db, document_ids)
    passages = sum(row[3] for row in documents)
    numbers = json.dumps([row[0] for row in documents])
    found = best(
        [db.execute(_POSTINGS, (numbers, term)).fetchall() for term in dict.fromkeys(terms)],
        {row[0]: row[2] for row in documents},
        passages=passages,
        usual_length=sum(row[4] for row in documents) / max(1, passages),
        limit=limit,
    )
    ids = {row[0]: row[1] for row in documents}
    return [
        _found(db, ids[document], document, slot, round(score, 4))
        for score, document, slot in found
    ]


def _frequencies(
    db: sqlite3.Connection, terms: Sequence[str], document_ids: Sequence[str] | None
) -> Frequencies:
    documents = _documents(db, document_ids)
    numbers = json.dumps([row[0] for row in documents])
    holding = {
        term: db.execute(_HOLDING, (numbers, term)).fetchone()[0] for term in dict.fromkeys(terms)
    }
    return Frequencies(
        passages=sum(row[3] for row in documents),
        holding={term: count for term, count in holding.items() if count},
    )


def _documents(
    db: sqlite3.Connection, ids: Sequence[str] | None
) -> list[tuple[int, str, int, int, int]]:
    """Number, id, slots, passages and terms of the documents that are searched."""
    sql = "SELECT number, id, slots, passages, terms FROM documents"
    if ids is None:
        return db.execute(f"{sql} ORDER BY number").fetchall()
    sql += " WHERE id IN (SELECT value FROM json_each(?)) ORDER BY number"
    return db.execute(sql, (json.dumps(list(ids)),)).fetchall()


def _found(
    db: sqlite3.Connection, document_id: str, document: int, slot: int, score: float
) -> Found:
    sql = (
        "SELECT s.number, s.page, s.start, s.end, s.section, p.text FROM passages s"
        " JOIN pages p ON p.document = s.document AND p.number = s.page"
        " WHERE s.document = ? AND s.slot = ?"
    )
    number, page, start, end, section, text = db.execute(sql, (document, slot)).fetchone()
    return Found(
        document_id=document_id,
        passage=passage_of(number, page, start, end, section),
        text=text[start:end],
        score=score,
    )
