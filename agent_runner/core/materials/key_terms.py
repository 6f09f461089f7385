"""The terms a document teaches, each with the sentence that defines it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agent_runner.core.materials.spans import HeadingPlace, PageText, Span


@dataclass(frozen=True, kw_only=True, slots=True)
class KeyTerm:
    """A term as the document writes it, and the sentence that defines it, if one does.

    `first` is where the term stands first, `count` how often it stands; `score` has no unit and
    only orders the terms of one document.
    """

    term: str
    definition: Span | None
    score: float
    first: Span
    count: int


def key_terms(
    pages: Sequence[PageText], headings: Sequence[HeadingPlace], *, limit: int
) -> list[KeyTerm]:
    """At most `limit` terms, the most important first."""
    return []
