"""What is kept of a learner's own material: documents, their pages, and the passages to be found.

The text of a page is kept once; headings and passages are spans of it. `start` and `end` count
characters (Unicode code points) of that text, `end` exclusive.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

PageStatus = Literal["ok", "empty", "error"]
"""`empty`: the page shows no text (a scan, a picture). `error`: it could not be read."""
DocumentKind = Literal["pdf", "text", "markdown"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """One page: `number` from 1; `note` says why it is not `ok`; `digest` is of its text."""

    number: int
    status: PageStatus
    text: str
    digest: str
    note: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Heading:
    """A heading, at `level` 1 and deeper; where its title stands in the page's text, if it does."""

    title: str
    level: int
    page: int
    start: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Passage:
    """Some sentences in a row on one page, the unit that is searched.

    `number` counts the document's passages from 0; `section` holds the titles of the headings above
    it, the outermost first.
    """

    number: int
    page: int
    start: int
    end: int
    section: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """A document without its text. `id` is made of its content: the same bytes, the same id."""

    id: str
    title: str
    kind: DocumentKind
    language: str
    size_bytes: int
    added: str
    pages: int
    headings: tuple[Heading, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A passage that a search found, its text, and how well it fits (BM25, more is better)."""

    document_id: str
    passage: Passage
    text: str
    score: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Frequencies:
    """How many passages there are, and how many of them hold each term (those that none holds are
    left out)."""

    passages: int
    holding: Mapping[str, int]


class Library(Protocol):
    """All learners' material; no method shows one learner's to another.

    `terms` are index terms as `agent_runner.core.text` makes them, and the order does not matter.
    """

    async def add(
        self,
        learner: str,
        document: Document,
        pages: Sequence[Page],
        passages: Sequence[tuple[Passage, Sequence[str]]],
    ) -> int:
        """Keep a document, in place of an earlier one of this id.

        Each passage comes with its terms. Returns how many pages were indexed anew: what stands
        on unchanged pages stays as it is.
        """
        ...

    async def documents(self, learner: str) -> Sequence[Document]:
        """All, in the order they were added."""
        ...

    async def get(self, learner: str, document_id: str) -> Document | None: ...

    async def pages(
        self, learner: str, document_id: str, numbers: Sequence[int] | None = None
    ) -> Sequence[Page]:
        """The pages with these numbers, or all."""
        ...

    async def passages(self, learner: str, document_id: str) -> Sequence[Passage]: ...

    async def delete(self, learner: str, document_id: str) -> bool:
        """Delete a document with its pages, passages and index; False if there is none."""
        ...

    async def search(
        self,
        learner: str,
        terms: Sequence[str],
        *,
        document_ids: Sequence[str] | None,
        limit: int,
    ) -> Sequence[Found]:
        """The passages that fit best, best first."""
        ...

    async def frequencies(
        self, learner: str, terms: Sequence[str], *, document_ids: Sequence[str] | None
    ) -> Frequencies:
        """How rare terms are, among the same passages that `search` would look at."""
        ...

    async def erase(self, learner: str) -> int:
        """Delete everything of a learner; returns how many documents there were."""
        ...

    async def aclose(self) -> None: ...


@dataclass(frozen=True, slots=True)
class LearnerLibrary:
    """One learner's part of a library; `ctx.library` in a skill."""

    library: Library
    learner: str

    async def add(
        self,
        document: Document,
        pages: Sequence[Page],
        passages: Sequence[tuple[Passage, Sequence[str]]],
    ) -> int:
        return await self.library.add(self.learner, document, pages, passages)

    async def documents(self) -> Sequence[Document]:
        return await self.library.documents(self.learner)

    async def get(self, document_id: str) -> Document | None:
        return await self.library.get(self.learner, document_id)

    async def pages(self, document_id: str, numbers: Sequence[int] | None = None) -> Sequence[Page]:
        return await self.library.pages(self.learner, document_id, numbers)

    async def passages(self, document_id: str) -> Sequence[Passage]:
        return await self.library.passages(self.learner, document_id)

    async def delete(self, document_id: str) -> bool:
        return await self.library.delete(self.learner, document_id)

    async def search(
        self, terms: Sequence[str], *, document_ids: Sequence[str] | None = None, limit: int = 20
    ) -> Sequence[Found]:
        return await self.library.search(
            self.learner, terms, document_ids=document_ids, limit=limit
        )

    async def frequencies(
        self, terms: Sequence[str], *, document_ids: Sequence[str] | None = None
    ) -> Frequencies:
        return await self.library.frequencies(self.learner, terms, document_ids=document_ids)

    async def erase(self) -> int:
        return await self.library.erase(self.learner)
