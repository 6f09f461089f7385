"""What the Document agent's skills give, as it crosses the wire."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from agent_runner.agents.material import Term
from agent_runner.store.library import DocumentKind, PageStatus


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PageState(_Answer):
    """How reading a page went; `note` says why it is not `ok`."""

    page: int
    status: PageStatus
    note: str | None = Field(default=None, exclude_if=lambda value: value is None)


class Added(_Answer):
    """A document that can be asked now.

    `pages` counts its pages, `chunks` its passages. `outcome`: `unchanged` if this content was
    there already, `updated` if it takes the place of an earlier version under the same name; then
    only `indexed_pages` pages were indexed anew.
    """

    document_id: str
    title: str
    kind: DocumentKind
    language: str
    pages: int
    status: list[PageState]
    chunks: int
    outcome: Literal["added", "unchanged", "updated"]
    indexed_pages: int
    note: str


class Listed(_Answer):
    """A document in a few words; `minutes` of silent reading are told by `analyze`."""

    document_id: str
    title: str
    name: str
    kind: DocumentKind
    language: str
    pages: int
    size_bytes: int
    added: str


class Documents(_Answer):
    """All documents, in the order they were added."""

    documents: list[Listed]


class SectionTitle(_Answer):
    """A heading; `level` 1 is the outermost."""

    title: str
    level: int
    page: int


class Shown(Listed):
    """A document with how each page was read, and its headings."""

    status: list[PageState]
    chunks: int
    sections: list[SectionTitle]


class PageText(_Answer):
    """One page as it was read, of `pages`. `start` and `end` of a citation count the characters
    (Unicode code points) of its `text`; it is "" where `status` is not `ok`, and `note` says why.
    """

    document_id: str
    page: int
    pages: int
    status: PageStatus
    note: str | None = Field(default=None, exclude_if=lambda value: value is None)
    text: str


class Removed(_Answer):
    """What was deleted, with what was made from it."""

    document_id: str
    title: str
    deleted: Literal[True] = True
    removed_quizzes: int
    removed_cards: int
    note: str


class OutlineSection(_Answer):
    """A section with all that stands below it; `minutes` of silent reading."""

    title: str
    level: int
    first_page: int
    last_page: int
    words: int
    minutes: float


class Level(_Answer):
    """How hard it reads, by the formula in `source`; None with the reason in `why_none`."""

    flesch_ease: float | None
    grade: float | None
    band: str | None
    source: str | None
    why_none: str | None


class CoveredConcept(_Answer):
    """A concept of a topic pack that the document treats."""

    concept: str
    title: str
    mentions: int
    page: int


class MissingPrerequisite(_Answer):
    """What concepts of the document rest on and it does not treat."""

    concept: str
    title: str
    needed_by: list[str]
    mentions: int
    text: str


class PartShown(_Answer):
    """A part as a study plan takes it: a section, what it needs, and minutes to learn it."""

    concept: str
    title: str
    first_page: int
    last_page: int
    minutes: int
    prerequisites: list[str]


class Analysis(_Answer):
    """What a document holds; `minutes_to_learn` are those to read, take notes and recall."""

    document_id: str
    title: str
    language: str
    pages: int
    words: int
    minutes_to_read: float
    minutes_to_learn: int
    reading_level: Level
    structure: list[OutlineSection]
    parts: list[PartShown]
    key_terms: list[Term]
    coverage: list[CoveredConcept]
    missing_prerequisites: list[MissingPrerequisite]
    unread_pages: list[PageState]
    note: str
