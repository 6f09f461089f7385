"""Learners' material in SQLite, one file each, with an index of its own.

Why not FTS5: for the sake of deletion, not of speed. A contentless FTS5 index needs a passage's old
terms to delete it, and before SQLite 3.42 leaves deleted terms in the file until all is merged.
Here a term's postings are a row for each document: a document is added at the end of the table and
deleted in one piece, and what is deleted is overwritten. Both are fast enough: over the same 50,000
passages, six terms, median 8 ms with FTS5's `bm25()` and 5 ms here; FTS5 asked for the three rarest
terms alone, which is not exact, took under 1 ms. The price is disk: postings are not compressed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from agent_runner.store.learner_files import LearnerFiles
from agent_runner.store.library import Document, Found, Frequencies, Page, Passage
from agent_runner.store.library_finding import frequencies, search
from agent_runner.store.library_rows import document_of, passage_of
from agent_runner.store.library_writing import add, delete, erase

SCHEMA_VERSION: Final = 1
_SCHEMA: Final = """
    CREATE TABLE IF NOT EXISTS documents (
        number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, facts TEXT NOT NULL,
        slots INTEGER NOT NULL, passages INTEGER NOT NULL, terms INTEGER NOT NULL
    );
    CREATE TABLE IF NOT EXISTS pages (
        document INTEGER NOT NULL, number INTEGER NOT NULL, status TEXT NOT NULL, note TEXT,
        digest TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (document, number)
    );
    CREATE TABLE IF NOT EXISTS passages (
        document INTEGER NOT NULL, slot INTEGER NOT NULL, number INTEGER NOT NULL,
        page INTEGER NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL,
        section TEXT NOT NULL, terms INTEGER NOT NULL, PRIMARY KEY (document, slot)
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS postings (
        document INTEGER NOT NULL, term TEXT NOT NULL, passages BLOB NOT NULL,
        PRIMARY KEY (document, term)
    ) WITHOUT ROWID
"""


class SqliteLibrary:
    """A `Library` in a folder, or in memory. Raises `NotReady` if a learner's file is unusable."""

    def __init__(self, folder: Path | None = None) -> None:
        self._files = LearnerFiles(folder, schema=_SCHEMA, version=SCHEMA_VERSION)

    async def add(
        self,
        learner: str,
        document: Document,
        pages: Sequence[Page],
        passages: Sequence[tuple[Passage, Sequence[str]]],
    ) -> int:
        return await self._files.write(learner, lambda db: add(db, document, pages, passages))

    async def documents(self, learner: str) -> Sequence[Document]:
        sql = "SELECT facts FROM documents ORDER BY number"
        rows = await self._files.read(learner, lambda db: db.execute(sql).fetchall(), instead=[])
        return [document_of(facts) for (facts,) in rows]

    async def get(self, learner: str, document_id: str) -> Document | None:
        sql = "SELECT facts FROM documents WHERE id = ?"
        row = await self._files.read(
            learner, lambda db: db.execute(sql, (document_id,)).fetchone(), instead=None
        )
        return None if row is None else document_of(row[0])

    async def pages(
        self, learner: str, document_id: str, numbers: Sequence[int] | None = None
    ) -> Sequence[Page]:
        sql = (
            "SELECT p.number, p.status, p.text, p.digest, p.note FROM pages p"
            " JOIN documents d ON d.number = p.document WHERE d.id = ?"
        )
        wanted = (document_id,)
        if numbers is not None:
            sql += " AND p.number IN (SELECT value FROM json_each(?))"
            wanted = (document_id, json.dumps(list(numbers)))
        sql += " ORDER BY p.number"
        rows = await self._files.read(
            learner, lambda db: db.execute(sql, wanted).fetchall(), instead=[]
        )
        return [
            Page(number=number, status=status, text=text, digest=digest, note=note)
            for number, status, text, digest, note in rows
        ]

    async def passages(self, learner: str, document_id: str) -> Sequence[Passage]:
        sql = (
            "SELECT p.number, p.page, p.start, p.end, p.section FROM passages p"
            " JOIN documents d ON d.number = p.document WHERE d.id = ? ORDER BY p.number"
        )
        rows = await self._files.read(
            learner, lambda db: db.execute(sql, (document_id,)).fetchall(), instead=[]
        )
        return [passage_of(*row) for row in rows]

    async def delete(self, learner: str, document_id: str) -> bool:
        return await self._files.change(learner, lambda db: delete(db, document_id), instead=False)

    async def search(
        self,
        learner: str,
        terms: Sequence[str],
        *,
        document_ids: Sequence[str] | None,
        limit: int,
    ) -> Sequence[Found]:
        return await self._files.read(
            learner, lambda db: search(db, terms, document_ids, limit), instead=[]
        )

    async def frequencies(
        self, learner: str, terms: Sequence[str], *, document_ids: Sequence[str] | None
    ) -> Frequencies:
        return await self._files.read(
            learner,
            lambda db: frequencies(db, terms, document_ids),
            instead=Frequencies(passages=0, holding={}),
        )

    async def erase(self, learner: str) -> int:
        return await self._files.change(learner, erase, instead=0)

    async def aclose(self) -> None:
        """Close all files; twice is once."""
        await self._files.aclose()
