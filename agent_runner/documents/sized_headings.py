"""Headings of a PDF without bookmarks: the lines whose letters are larger than most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from agent_runner.documents.heading_lines import may_be_heading, numbered_level
from agent_runner.documents.page_text import FoundHeading, PageText

_LARGER = 1.1
_SAME_LEVEL = 1.06
_MOST_LEVELS = 6
_MOST_LINES = 4
_MOST_SHARE = 0.2
"""Of the letters of a document; a size that has more is no heading's."""


def sized_headings(pages: Sequence[PageText], body_size: float) -> list[FoundHeading]:
    """In the order of the text; numbered lines of the text's own size among them."""
    if not body_size:
        return []
    levels = _levels(pages, body_size)
    found = [one for page in pages for one in _of_page(page, levels)]
    return _without_gaps(found)


def _levels(pages: Sequence[PageText], body_size: float) -> dict[float, int]:
    """The level of each size that is a heading's, the largest first."""
    letters: Counter[float] = Counter()
    for page in pages:
        for line in page.lines:
            letters[line.size] += len(line.text)
    most = _MOST_SHARE * letters.total()
    sizes = sorted(
        (size for size, count in letters.items() if size >= _LARGER * body_size and count <= most),
        reverse=True,
    )
    levels: dict[float, int] = {}
    level = 0
    above = 0.0
    for size in sizes:
        if not levels or above / size > _SAME_LEVEL:
            level += 1
            above = size
        levels[size] = min(level, _MOST_LEVELS)
    return levels


def _of_page(page: PageText, levels: dict[float, int]) -> Iterator[FoundHeading]:
    number = 0
    while number < len(page.lines):
        last = _last_of_same_size(page, number, levels)
        title = " ".join(line.text for line in page.lines[number : last + 1])
        level = levels.get(page.lines[number].size)
        if level is None:
            level = _by_number(page, number)
        if level is not None and may_be_heading(title):
            yield FoundHeading(
                title=title, level=level, page=page.page.number, first=number, last=last
            )
        number = last + 1


def _last_of_same_size(page: PageText, first: int, levels: dict[float, int]) -> int:
    """The last line of a heading that goes over several."""
    size = page.lines[first].size
    last = first
    while (
        size in levels
        and last + 1 < min(len(page.lines), first + _MOST_LINES)
        and page.lines[last + 1].size == size
        and page.lines[last + 1].text
        and numbered_level(page.lines[last + 1].text) is None
    ):
        last += 1
    return last


def _by_number(page: PageText, number: int) -> int | None:
    """The depth of a numbered line that is a paragraph of its own, in letters like the others."""
    lines = page.lines
    alone = (number == 0 or not lines[number - 1].text) and (
        number + 1 < len(lines) and not lines[number + 1].text
    )
    if not alone or "." not in lines[number].text.split(" ", 1)[0]:
        return None
    level = numbered_level(lines[number].text)
    return None if level is None or level < 2 else level


def _without_gaps(found: Sequence[FoundHeading]) -> list[FoundHeading]:
    """The levels that are used, counted from 1 without leaving one out."""
    used = sorted({one.level for one in found})
    closed = {level: number for number, level in enumerate(used, start=1)}
    return [
        FoundHeading(
            title=one.title, level=closed[one.level], page=one.page, first=one.first, last=one.last
        )
        for one in found
    ]
