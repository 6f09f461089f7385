"""Finding a document of the learner's, with its pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agent_runner import RunContext
from agent_runner.errors import NotFound
from agent_runner.store.library import Document, Page

FILES = "document.files"
"""By document: the name and the digest of the file that it was made of."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Material:
    """A document and all its pages, in their order."""

    document: Document
    pages: Sequence[Page]

    @property
    def id(self) -> str:
        """The document's id."""
        return self.document.id

    @property
    def title(self) -> str:
        """The document's title."""
        return self.document.title


async def document_of(ctx: RunContext, document_id: str) -> Document:
    """The document. Raises `NotFound`, also where it is another learner's."""
    document = await ctx.library.get(document_id)
    if document is None:
        raise NotFound(what="document", id=document_id)
    return document


async def material_of(ctx: RunContext, document_id: str) -> Material:
    """The document with its pages. Raises `NotFound`."""
    document = await document_of(ctx, document_id)
    return Material(document=document, pages=await ctx.library.pages(document_id))
