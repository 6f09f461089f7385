"""A summary made of the document's own sentences."""

from __future__ import annotations

from collections.abc import Sequence

from agent_runner.core.materials.spans import HeadingPlace, PageText, Span


def summary(
    pages: Sequence[PageText], headings: Sequence[HeadingPlace], *, sentences: int
) -> list[Span]:
    """The at most `sentences` sentences that say most, in the order of the document."""
    return []
