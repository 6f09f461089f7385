"""The sections of a document, with their pages and words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agent_runner.core.materials.spans import HeadingPlace, PageText, Span


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """A section with what stands below it: `spans` is its own and its parts' text, page by page.

    `number` counts the sections from 0 in the order of the document, `parent` is a number;
    `words` and `minutes` include the parts; `level` is 1 for the outermost.
    """

    number: int
    parent: int | None
    title: str
    level: int
    first_page: int
    last_page: int
    words: int
    minutes: float
    spans: tuple[Span, ...]


def outline_of(pages: Sequence[PageText], headings: Sequence[HeadingPlace]) -> list[Section]:
    """All sections in the order of the document; without headings there is none."""
    return []
