"""What a document's pages and passages are in any library: which stay as they are, and the index.

A passage keeps its slot, which the index names it by, for as long as its page stays as it is; its
number, which is its place in the document, may change.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from agent_runner.store.library import Page, Passage
from agent_runner.store.library_rows import section_row
from agent_runner.store.postings import packed, posting

WithTerms = tuple[Passage, Sequence[str]]
Span = tuple[int, int, int, str]
"""Of a passage: its slot, start, end and section."""
Known = Mapping[int, tuple[str, Sequence[Span]]]
"""For each page its digest and the spans of its passages."""
PassageRow = tuple[int, int, int, int, int, str, int]
"""Slot, number, page, start, end, section, and how many terms."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Index:
    """Passages in their slots, and each term's postings of them, in the order of the terms."""

    rows: Sequence[PassageRow]
    postings: Sequence[tuple[str, bytes]]


def by_page(passages: Iterable[WithTerms]) -> dict[int, list[WithTerms]]:
    """The passages of each page; a page without any has an empty list."""
    found: dict[int, list[WithTerms]] = defaultdict(list)
    for passage, terms in passages:
        found[passage.page].append((passage, terms))
    return found


def known_pages(
    pages: Iterable[tuple[int, str]], passages: Iterable[tuple[int, int, int, int, str]]
) -> Known:
    """Of `(number, digest)`, and `(page, slot, start, end, section)` in the passages' order."""
    spans: dict[int, list[Span]] = defaultdict(list)
    for page, slot, start, end, section in passages:
        spans[page].append((slot, start, end, section))
    return {number: (digest, spans[number]) for number, digest in pages}


def unchanged_pages(
    pages: Iterable[Page], passages: Mapping[int, Sequence[WithTerms]], known: Known
) -> set[int]:
    """Those whose text and passages are as they are known."""
    return {
        page.number
        for page in pages
        if page.number in known and _same(page, passages.get(page.number, ()), known[page.number])
    }


def indexed(passages: Sequence[WithTerms], *, first_slot: int) -> Index:
    """The passages in the slots from `first_slot` on."""
    index: dict[str, list[int]] = defaultdict(list)
    rows: list[PassageRow] = []
    for slot, (passage, terms) in enumerate(passages, start=first_slot):
        length = len(terms)
        section = section_row(passage.section)
        place = (passage.number, passage.page, passage.start, passage.end)
        rows.append((slot, *place, section, length))
        for term, count in Counter(terms).items():
            index[term].append(posting(slot, count, length))
    return Index(rows=rows, postings=[(term, packed(index[term])) for term in sorted(index)])


def _same(page: Page, passages: Sequence[WithTerms], known: tuple[str, Sequence[Span]]) -> bool:
    digest, spans = known
    asked = [(passage.start, passage.end, section_row(passage.section)) for passage, _ in passages]
    return page.digest == digest and asked == [span[1:] for span in spans]
