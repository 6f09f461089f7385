"""What is read of a learner's library in PostgreSQL to answer a question.

Three statements, whatever is asked: the documents, the postings of all terms, the passages that
won. They are scored by the same code as in the files (`postings.best`), so the ranking is the same.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from agent_runner.store.library import Found, Frequencies
from agent_runner.store.library_rows import passage_of
from agent_runner.store.postgres_database import Connection
from agent_runner.store.postings import POSTING_BYTES, TermPostings, best

_DOCUMENTS: Final = (
    "SELECT number, id, slots, passages, terms FROM library_documents WHERE learner = %s"
    " AND (%s::text[] IS NULL OR id = ANY(%s::text[])) ORDER BY number"
)
_POSTINGS: Final = (
    "SELECT term, document, passages FROM library_postings"
    " WHERE document = ANY(%s) AND term = ANY(%s) ORDER BY document"
)
_HOLDING: Final = (
    "SELECT term, sum(octet_length(passages)) FROM library_postings"
    " WHERE document = ANY(%s) AND term = ANY(%s) GROUP BY term"
)
_FOUND: Final = """
    SELECT s.document, s.slot, s.number, s.page, s.first, s.past, s.section::text, p.text
    FROM unnest(%s::bigint[], %s::integer[]) AS wanted (document, slot)
    JOIN library_passages s ON s.document = wanted.document AND s.slot = wanted.slot
    JOIN library_pages p ON p.document = s.document AND p.number = s.page
"""

_DocumentRow = tuple[int, str, int, int, int]


async def search(
    db: Connection,
    learner: str,
    terms: Sequence[str],
    document_ids: Sequence[str] | None,
    limit: int,
) -> list[Found]:
    """See `Library.search`; within a snapshot."""
    documents = await _documents(db, learner, document_ids)
    if not documents or not terms:
        return []
    asked = list(dict.fromkeys(terms))
    numbers = [row[0] for row in documents]
    rows = await (await db.execute(_POSTINGS, (numbers, asked), binary=True)).fetchall()
    of_term: dict[str, list[tuple[int, bytes]]] = defaultdict(list)
    for term, document, postings in rows:
        of_term[term].append((document, postings))
    found = await asyncio.to_thread(_best, [of_term[term] for term in asked], documents, limit)
    wanted = ([document for _, document, _ in found], [slot for _, _, slot in found])
    rows = await (await db.execute(_FOUND, wanted, binary=True)).fetchall()
    passages = {(row[0], row[1]): row[2:] for row in rows}
    ids = {row[0]: row[1] for row in documents}
    return [
        _found(ids[document], passages[document, slot], round(score, 4))
        for score, document, slot in found
    ]


async def frequencies(
    db: Connection, learner: str, terms: Sequence[str], document_ids: Sequence[str] | None
) -> Frequencies:
    """See `Library.frequencies`; within a snapshot."""
    documents = await _documents(db, learner, document_ids)
    wanted = ([row[0] for row in documents], list(dict.fromkeys(terms)))
    rows = await (await db.execute(_HOLDING, wanted)).fetchall()
    sizes = dict(rows)
    return Frequencies(
        passages=sum(row[3] for row in documents),
        holding={term: int(sizes[term]) // POSTING_BYTES for term in wanted[1] if term in sizes},
    )


async def _documents(db: Connection, learner: str, ids: Sequence[str] | None) -> list[_DocumentRow]:
    """Number, id, slots, passages and terms of the documents that are searched."""
    wanted = None if ids is None else list(ids)
    rows = await (await db.execute(_DOCUMENTS, (learner, wanted, wanted))).fetchall()
    return [(row[0], row[1], row[2], row[3], row[4]) for row in rows]


def _best(
    postings: Sequence[TermPostings], documents: Sequence[_DocumentRow], limit: int
) -> list[tuple[float, int, int]]:
    passages = sum(row[3] for row in documents)
    return best(
        postings,
        {row[0]: row[2] for row in documents},
        passages=passages,
        usual_length=sum(row[4] for row in documents) / max(1, passages),
        limit=limit,
    )


def _found(document_id: str, row: tuple[int, int, int, int, str, bytes], score: float) -> Found:
    number, page, start, end, section, text = row
    return Found(
        document_id=document_id,
        passage=passage_of(number, page, start, end, section),
        text=text.decode()[start:end],
        score=score,
    )
