"""A sentence of a document with the place where it stands, in the form on the wire."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from agent_runner.core.materials import Span, in_one_line, quote
from agent_runner.store.library import Page


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Citation(_Answer):
    """Where a quote stands: characters `start` to `end` (exclusive) of the text of a page."""

    document_id: str
    page: int
    start: int
    end: int
    quote: str

    @classmethod
    def of(cls, document_id: str, pages: Sequence[Page], span: Span) -> Citation:
        """The citation of a span, with the text as it stands there."""
        return cls(
            document_id=document_id,
            page=span.page,
            start=span.start,
            end=span.end,
            quote=quote(pages, span),
        )


class CitedSentence(_Answer):
    """A sentence of an answer; `from_material`: its citations were checked to stand there."""

    text: str
    from_material: bool
    citations: list[Citation]


def cited(document_id: str, pages: Sequence[Page], span: Span) -> CitedSentence:
    """A sentence of the document itself."""
    citation = Citation.of(document_id, pages, span)
    return CitedSentence(text=in_one_line(citation.quote), from_material=True, citations=[citation])
