"""What is written to a learner's library in PostgreSQL: documents with their index.

Rows go in many to a statement, in batches, so that no statement is large and the event loop is not
held. Who adds a document holds its row until all is written: two who add the same take turns.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from typing import Final, TypeVar

from agent_runner.store.library import Document, Page
from agent_runner.store.library_index import (
    Known,
    PassageRow,
    WithTerms,
    by_page,
    indexed,
    known_pages,
    unchanged_pages,
)
from agent_runner.store.library_rows import document_row
from agent_runner.store.postgres_database import Connection
from agent_runner.store.postings import MOST_PASSAGES, packed, unpacked, without

T = TypeVar("T")

_ROWS_AT_ONCE: Final = 2000
_PAGES_AT_ONCE: Final = 100

_DOCUMENT: Final = (
    "INSERT INTO library_documents (learner, id, facts, slots, passages, terms)"
    " VALUES (%s, %s, %s, 0, 0, 0)"
    " ON CONFLICT (learner, id) DO UPDATE SET facts = excluded.facts RETURNING number, slots"
)
_KNOWN_PAGES: Final = "SELECT number, digest FROM library_pages WHERE document = %s"
_KNOWN_PASSAGES: Final = (
    "SELECT page, slot, first, past, section::text FROM library_passages WHERE document = %s"
    " ORDER BY number"
)
_DELETE_PASSAGES: Final = (
    "DELETE FROM library_passages WHERE document = %s AND page = ANY(%s) RETURNING slot"
)
_DELETE_PAGES: Final = "DELETE FROM library_pages WHERE document = %s AND number = ANY(%s)"
_POSTINGS: Final = "SELECT term, passages FROM library_postings WHERE document = %s"
_DELETE_POSTINGS: Final = "DELETE FROM library_postings WHERE document = %s AND term = ANY(%s)"
_CUT_POSTINGS: Final = """
    UPDATE library_postings SET passages = cut.passages
    FROM unnest(%s::text[], %s::bytea[]) AS cut (term, passages)
    WHERE document = %s AND library_postings.term = cut.term
"""
_RENUMBER: Final = """
    UPDATE library_passages SET number = moved.number
    FROM unnest(%s::integer[], %s::integer[]) AS moved (slot, number)
    WHERE document = %s AND library_passages.slot = moved.slot
    AND library_passages.number <> moved.number
"""
_PUT_PAGES: Final = """
    INSERT INTO library_pages (document, number, status, note, digest, text)
    SELECT %s, * FROM unnest(%s::integer[], %s::text[], %s::bytea[], %s::bytea[], %s::bytea[])
"""
_PUT_PASSAGES: Final = """
    INSERT INTO library_passages (document, slot, number, page, first, past, section, terms)
    SELECT %s, slot, number, page, first, past, section::json, terms
    FROM unnest(%s::integer[], %s::integer[], %s::integer[], %s::integer[], %s::integer[],
                %s::text[], %s::integer[])
        AS passage (slot, number, page, first, past, section, terms)
"""
_PUT_POSTINGS: Final = """
    INSERT INTO library_postings (document, term, passages)
    SELECT %s, * FROM unnest(%s::text[], %s::bytea[])
    ON CONFLICT (document, term)
    DO UPDATE SET passages = library_postings.passages || excluded.passages
"""
_COUNT: Final = """
    UPDATE library_documents SET slots = %s, (passages, terms) =
        (SELECT count(*), coalesce(sum(p.terms), 0) FROM library_passages p WHERE p.document = %s)
    WHERE number = %s
"""


async def add(
    db: Connection,
    learner: str,
    document: Document,
    pages: Sequence[Page],
    passages: Sequence[WithTerms],
) -> int:
    """See `Library.add`; within a transaction."""
    of_page = by_page(passages)
    number, slots = await _document_number(db, learner, document)
    known = await _known_pages(db, number)
    unchanged = unchanged_pages(pages, of_page, known)
    if slots + len(passages) > MOST_PASSAGES:
        unchanged, slots = set[int](), 0
    await _take_out(db, number, [page for page in known if page not in unchanged])
    await _renumber(db, number, known, {page: of_page[page] for page in unchanged})
    fresh = [page for page in pages if page.number not in unchanged]
    await _put_pages(db, number, fresh)
    new = [each for page in fresh for each in of_page[page.number]]
    index = await asyncio.to_thread(indexed, new, first_slot=slots)
    await _put_passages(db, number, index.rows)
    await _put_postings(db, number, index.postings)
    await db.execute(_COUNT, (slots + len(new), number, number))
    return len(fresh)


async def _document_number(db: Connection, learner: str, document: Document) -> tuple[int, int]:
    """The document's number in the database, and how many slots it has used."""
    asked = await db.execute(_DOCUMENT, (learner, document.id, document_row(document)))
    (row,) = await asked.fetchall()
    return row[0], row[1]


async def _known_pages(db: Connection, document: int) -> Known:
    passages = await (await db.execute(_KNOWN_PASSAGES, (document,))).fetchall()
    pages = await (await db.execute(_KNOWN_PAGES, (document,))).fetchall()
    return known_pages(
        ((number, digest.decode()) for number, digest in pages),
        ((row[0], row[1], row[2], row[3], row[4]) for row in passages),
    )


async def _take_out(db: Connection, document: int, pages: Sequence[int]) -> None:
    """Delete these pages, their passages, and what the index says of them."""
    if not pages:
        return
    deleted = await db.execute(_DELETE_PASSAGES, (document, list(pages)))
    slots = {slot for (slot,) in await deleted.fetchall()}
    await db.execute(_DELETE_PAGES, (document, list(pages)))
    rows = await (await db.execute(_POSTINGS, (document,), binary=True)).fetchall()
    gone, cut = await asyncio.to_thread(_cut, rows, slots)
    await db.execute(_DELETE_POSTINGS, (document, gone))
    for batch in _batches(cut, _ROWS_AT_ONCE):
        await db.execute(
            _CUT_POSTINGS, ([term for term, _ in batch], [data for _, data in batch], document)
        )


def _cut(
    rows: Sequence[tuple[str, bytes]], slots: set[int]
) -> tuple[list[str], list[tuple[str, bytes]]]:
    """The terms of which nothing is left without these slots, and what is left of others."""
    gone: list[str] = []
    cut: list[tuple[str, bytes]] = []
    for term, data in rows:
        left = without(data, slots)
        if not left:
            gone.append(term)
        elif len(left) < len(unpacked(data)):
            cut.append((term, packed(left)))
    return gone, cut


async def _renumber(
    db: Connection, document: int, known: Known, passages: dict[int, list[WithTerms]]
) -> None:
    moved = [
        (span[0], passage.number)
        for page, of_page in passages.items()
        for (passage, _), span in zip(of_page, known[page][1], strict=True)
    ]
    for batch in _batches(moved, _ROWS_AT_ONCE):
        await db.execute(
            _RENUMBER, ([slot for slot, _ in batch], [number for _, number in batch], document)
        )


async def _put_pages(db: Connection, document: int, pages: Sequence[Page]) -> None:
    for batch in _batches(pages, _PAGES_AT_ONCE):
        columns = (
            [page.number for page in batch],
            [page.status for page in batch],
            [None if page.note is None else page.note.encode() for page in batch],
            [page.digest.encode() for page in batch],
            [page.text.encode() for page in batch],
        )
        await db.execute(_PUT_PAGES, (document, *columns))


async def _put_passages(db: Connection, document: int, rows: Sequence[PassageRow]) -> None:
    for batch in _batches(rows, _ROWS_AT_ONCE):
        columns = [list(column) for column in zip(*batch, strict=True)]
        await db.execute(_PUT_PASSAGES, (document, *columns))


async def _put_postings(
    db: Connection, document: int, postings: Sequence[tuple[str, bytes]]
) -> None:
    for batch in _batches(postings, _ROWS_AT_ONCE):
        columns = ([term for term, _ in batch], [data for _, data in batch])
        await db.execute(_PUT_POSTINGS, (document, *columns))


def _batches(rows: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    return (rows[first : first + size] for first in range(0, len(rows), size))
