"""Which known concepts a document treats, and which of their prerequisites seem to be missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agent_runner.core.materials.spans import HeadingPlace, PageText, Span


@dataclass(frozen=True, kw_only=True, slots=True)
class KnownConcept:
    """A concept of a curriculum: how texts call it, and the ids of what it rests on."""

    id: str
    names: tuple[str, ...]
    prerequisites: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Covered:
    """A concept that the document treats: how often it names it, and where first."""

    concept: str
    mentions: int
    first: Span
    in_heading: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Missing:
    """A prerequisite that is not treated; `mentions` says how often it is named all the same."""

    concept: str
    needed_by: tuple[str, ...]
    mentions: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Coverage:
    """`covered` and `missing`, the most mentioned (most needed) first."""

    covered: tuple[Covered, ...]
    missing: tuple[Missing, ...]


def coverage_of(
    pages: Sequence[PageText],
    headings: Sequence[HeadingPlace],
    concepts: Mapping[str, KnownConcept] | Sequence[KnownConcept],
) -> Coverage:
    """What the document treats of these concepts."""
    return Coverage(covered=(), missing=())
