"""Places in a document's pages, and what this package needs to know of pages and headings.

The store's `Page` and `Heading` fit these shapes; the core does not import the store.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


class PageText(Protocol):
    """A page: `number` from 1, and its text ("" where none could be read)."""

    @property
    def number(self) -> int: ...
    @property
    def text(self) -> str: ...


class HeadingPlace(Protocol):
    """A heading at `level` 1 and deeper; `start` where its title stands in the page's text."""

    @property
    def title(self) -> str: ...
    @property
    def level(self) -> int: ...
    @property
    def page(self) -> int: ...
    @property
    def start(self) -> int | None: ...


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters `start` to `end` (exclusive) of the text of the page with this number."""

    page: int
    start: int
    end: int


def quote(pages: Sequence[PageText], span: Span) -> str:
    """The text at a span as it stands on its page; "" if there is no such page."""
    return next(
        (page.text[span.start : span.end] for page in pages if page.number == span.page), ""
    )


def in_one_line(text: str) -> str:
    """A text with every run of white space as one space: how a quote is shown in a prompt."""
    return " ".join(text.split())
