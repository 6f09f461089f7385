"""A document's pages cut at its headings: which text belongs to which heading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from agent_runner.core.materials.spans import HeadingPlace, PageText

_SIDE_MATTER = re.compile(
    r"""(?:\d[\d.]*\s+|[a-z]\s+)?
    (?: (?:table\ of\ )?contents | works\ cited | further\ reading | (?:list\ of\ )?references
      | bibliograph\w* | (?:subject\ |author\ )?index | acknowledge?ments? | about\ the\ authors?
      | copyright\b.* | license | inhalt(?:sverzeichnis)? | literatur(?:verzeichnis)?
      | quellen(?:verzeichnis)? | stichwortverzeichnis | sachregister | danksagung(?:en)?
      | impressum | table\ des\ mati[eè]res | sommaire | r[eé]f[eé]rences(?:\ bibliographiques)?
      | remerciements | [ií]ndice | referencias | bibliograf[ií]a | agradecimientos )\W*""",
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters `start` to `end` of a page that stand under heading number `heading`.

    `heading` is the place in the list of headings, None before the first; its title is not in it.
    """

    page: PageText
    start: int
    end: int
    heading: int | None


@dataclass(frozen=True, slots=True)
class PlacedHeading:
    """Where a heading's title starts and ends in a page's text; both 0 if it is not there."""

    number: int
    page: int
    start: int
    end: int


def pieces(pages: Sequence[PageText], headings: Sequence[HeadingPlace]) -> list[Piece]:
    """All the text of all pages in their order, less the titles of the headings."""
    placed = place(pages, headings)
    on_page: dict[int, list[PlacedHeading]] = {}
    for heading in placed:
        on_page.setdefault(heading.page, []).append(heading)
    found: list[Piece] = []
    current: int | None = None
    for page in pages:
        at = 0
        for heading in on_page.get(page.number, ()):
            if heading.start > at:
                found.append(Piece(page, at, heading.start, current))
            current, at = heading.number, max(at, heading.end)
        if at < len(page.text):
            found.append(Piece(page, at, len(page.text), current))
    return found


def place(pages: Sequence[PageText], headings: Sequence[HeadingPlace]) -> list[PlacedHeading]:
    """The headings that lie on one of the pages, in the order of the text."""
    texts = {page.number: page.text for page in pages}
    placed = [
        _placed(number, heading, texts[heading.page])
        for number, heading in enumerate(headings)
        if heading.page in texts
    ]
    return sorted(placed, key=lambda heading: (heading.page, heading.start, heading.number))


def is_side_matter(title: str) -> bool:
    """Whether a heading stands over a list of contents, references, an index or the like."""
    return _SIDE_MATTER.fullmatch(title.strip()) is not None


def _placed(number: int, heading: HeadingPlace, text: str) -> PlacedHeading:
    start = heading.start
    if start is not None and heading.title and text.startswith(heading.title, start):
        return PlacedHeading(number, heading.page, start, start + len(heading.title))
    title = r"\s+".join(map(re.escape, heading.title.split()))
    if start is None and title:
        # A heading of the outline alone: take the line that is its title.
        found = re.search(
            rf"^[ \t]*(?:\d[\d.]*\s+)?({title})\s*$", text, re.MULTILINE | re.IGNORECASE
        )
        start = None if found is None else found.start(1)
    if start is None or start > len(text):
        return PlacedHeading(number, heading.page, 0, 0)
    found = re.compile(title, re.IGNORECASE).match(text, start)
    if found is not None and found.end() > start:
        return PlacedHeading(number, heading.page, start, found.end())
    line_end = text.find("\n", start)
    return PlacedHeading(number, heading.page, start, len(text) if line_end < 0 else line_end)
