"""The sections of a document, with their pages and words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agent_runner.core.materials.reading_level import minutes_to_read, words_in
from agent_runner.core.materials.sections import PlacedHeading, pieces, place
from agent_runner.core.materials.spans import HeadingPlace, PageText, Span


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """A section with what stands below it: `spans` is its own and its parts' text, page by page.

    `number` counts the sections from 0 in the order of the document, `parent` is a number;
    `words` and `minutes` include the parts but no titles; `level` is 1 for the outermost.
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
    placed = place(pages, headings)
    levels = [headings[one.number].level for one in placed]
    parents = _parents(levels)
    words, minutes = _sizes(pages, headings, placed, parents)
    return [
        _section(
            number,
            pages=pages,
            placed=placed,
            end=_end(number, levels),
            heading=headings[one.number],
            parents=parents,
            words=words[number],
            minutes=minutes[number],
        )
        for number, one in enumerate(placed)
    ]


def _parents(levels: Sequence[int]) -> list[int | None]:
    """For each heading the last one before it that is of a higher rank."""
    parents: list[int | None] = []
    above: list[int] = []
    for number, level in enumerate(levels):
        while above and levels[above[-1]] >= level:
            above.pop()
        parents.append(above[-1] if above else None)
        above.append(number)
    return parents


def _sizes(
    pages: Sequence[PageText],
    headings: Sequence[HeadingPlace],
    placed: Sequence[PlacedHeading],
    parents: Sequence[int | None],
) -> tuple[list[int], list[float]]:
    words, minutes = [0] * len(placed), [0.0] * len(placed)
    numbers = {one.number: number for number, one in enumerate(placed)}
    for piece in pieces(pages, headings):
        if piece.heading is not None:
            text = piece.page.text[piece.start : piece.end]
            words[numbers[piece.heading]] += words_in(text)
            minutes[numbers[piece.heading]] += minutes_to_read(text, digits=None)
    # A parent always stands before its parts.
    for number in reversed(range(len(placed))):
        parent = parents[number]
        if parent is not None:
            words[parent] += words[number]
            minutes[parent] += minutes[number]
    return words, minutes


def _end(number: int, levels: Sequence[int]) -> int:
    """The number of the heading at which a section ends; `len(levels)`: with the document."""
    after = range(number + 1, len(levels))
    return next((other for other in after if levels[other] <= levels[number]), len(levels))


def _section(
    number: int,
    *,
    pages: Sequence[PageText],
    placed: Sequence[PlacedHeading],
    end: int,
    heading: HeadingPlace,
    parents: Sequence[int | None],
    words: int,
    minutes: float,
) -> Section:
    begin = placed[number]
    stop = placed[end] if end < len(placed) else None
    spans: list[Span] = []
    for page in pages:
        if page.number < begin.page or (stop is not None and page.number > stop.page):
            continue
        first = begin.start if page.number == begin.page else 0
        last = stop.start if stop is not None and page.number == stop.page else len(page.text)
        if page.text[first:last].strip():
            spans.append(Span(page.number, first, last))
    depth, above = 1, parents[number]
    while above is not None:
        depth, above = depth + 1, parents[above]
    return Section(
        number=number,
        parent=parents[number],
        title=heading.title,
        level=depth,
        first_page=begin.page,
        last_page=max([begin.page, *(span.page for span in spans)]),
        words=words,
        minutes=round(minutes, 1),
        spans=tuple(spans),
    )
