"""Learners' material in PostgreSQL, with the index of the files as rows (see `postings`)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final

from agent_runner.store.library import Document, Found, Frequencies, Page, Passage
from agent_runner.store.library_rows import document_of, passage_of
from agent_runner.store.postgres_database import PostgresDatabase
from agent_runner.store.postgres_finding import frequencies, search
from agent_runner.store.postgres_writing import add

_MOST_WRITERS: Final = 2
"""A book takes seconds to write; a question is not to wait until several are."""

_DOCUMENTS: Final = "SELECT facts::text FROM library_documents WHERE learner = %s ORDER BY number"
_DOCUMENT: Final = "SELECT facts::text FROM library_documents WHERE learner = %s AND id = %s"
_PAGES: Final = """
    SELECT p.number, p.status, p.text, p.digest, p.note FROM library_pages p
    JOIN library_documents d ON d.number = p.document WHERE d.learner = %s AND d.id = %s
    AND (%s::integer[] IS NULL OR p.number = ANY(%s::integer[])) ORDER BY p.number
"""
_PASSAGES: Final = """
    SELECT p.number, p.page, p.first, p.past, p.section::text FROM library_passages p
    JOIN library_documents d ON d.number = p.document WHERE d.learner = %s AND d.id = %s
    ORDER BY p.number
"""
_DELETE: Final = "DELETE FROM library_documents WHERE learner = %s AND id = %s"
_ERASE: Final = "DELETE FROM library_documents WHERE learner = %s"


class PostgresLibrary:
    """A `Library` in a database, which is opened and closed by whoever made it."""

    def __init__(self, database: PostgresDatabase) -> None:
        self._database = database
        self._writers = asyncio.Semaphore(_MOST_WRITERS)

    async def add(
        self,
        learner: str,
        document: Document,
        pages: Sequence[Page],
        passages: Sequence[tuple[Passage, Sequence[str]]],
    ) -> int:
        async with self._writers, self._database.transaction() as db:
            return await add(db, learner, document, pages, passages)

    async def documents(self, learner: str) -> Sequence[Document]:
        async with self._database.connection() as db:
            rows = await (await db.execute(_DOCUMENTS, (learner,))).fetchall()
        return [document_of(facts) for (facts,) in rows]

    async def get(self, learner: str, document_id: str) -> Document | None:
        async with self._database.connection() as db:
            row = await (await db.execute(_DOCUMENT, (learner, document_id))).fetchone()
        return None if row is None else document_of(row[0])

    async def pages(
        self, learner: str, document_id: str, numbers: Sequence[int] | None = None
    ) -> Sequence[Page]:
        wanted = None if numbers is None else list(numbers)
        asked = (learner, document_id, wanted, wanted)
        async with self._database.connection() as db:
            rows = await (await db.execute(_PAGES, asked, binary=True)).fetchall()
        return [
            Page(
                number=number,
                status=status,
                text=text.decode(),
                digest=digest.decode(),
                note=None if note is None else note.decode(),
            )
            for number, status, text, digest, note in rows
        ]

    async def passages(self, learner: str, document_id: str) -> Sequence[Passage]:
        async with self._database.connection() as db:
            rows = await (await db.execute(_PASSAGES, (learner, document_id))).fetchall()
        return [passage_of(*row) for row in rows]

    async def delete(self, learner: str, document_id: str) -> bool:
        async with self._database.connection() as db:
            return (await db.execute(_DELETE, (learner, document_id))).rowcount > 0

    async def search(
        self,
        learner: str,
        terms: Sequence[str],
        *,
        document_ids: Sequence[str] | None,
        limit: int,
    ) -> Sequence[Found]:
        async with self._database.snapshot() as db:
            return await search(db, learner, terms, document_ids, limit)

    async def frequencies(
        self, learner: str, terms: Sequence[str], *, document_ids: Sequence[str] | None
    ) -> Frequencies:
        async with self._database.snapshot() as db:
            return await frequencies(db, learner, terms, document_ids)

    async def erase(self, learner: str) -> int:
        async with self._database.connection() as db:
            return (await db.execute(_ERASE, (learner,))).rowcount

    async def aclose(self) -> None:
        """The database is closed by whoever opened it."""
