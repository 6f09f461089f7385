"""Headings of plain text: underlined, numbered, or in capitals, each a paragraph of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from agent_runner.documents.heading_lines import may_be_heading, numbered_level
from agent_runner.documents.page_text import FoundHeading, PageText

_UNDERLINE = re.compile(r"(=|-|~|\*|#|\+)\1{2,}")
_RULES = "=-~*#+"
_LEAST_UNDERLINE = 0.6
"""Of the title's length."""
_CAPITAL_WORD = re.compile(r"[^\W\d_]{4}")
"""Names of points and formulas are capitals, too."""
_MOST_CAPITALS_WORDS = 12


def text_headings(pages: Sequence[PageText]) -> list[FoundHeading]:
    """In the order of the text."""
    return [one for page in pages for one in _of_page(page)]


def _of_page(page: PageText) -> Iterator[FoundHeading]:
    lines = [line.text.strip() for line in page.lines]
    number = 0
    while number < len(lines):
        found = _level(lines, number)
        if found is None or not may_be_heading(lines[number]):
            number += 1
            continue
        level, last = found
        title = lines[number]
        yield FoundHeading(title=title, level=level, page=page.page.number, first=number, last=last)
        number = last + 1


def _level(lines: Sequence[str], number: int) -> tuple[int, int] | None:
    """The level of the heading in this line, and its last line; None if it is none."""
    title = lines[number]
    below = lines[number + 1] if number + 1 < len(lines) else ""
    if _UNDERLINE.fullmatch(below) and len(below) >= _LEAST_UNDERLINE * len(title):
        return _RULES.index(below[0]) + 1, number + 1
    if below or (number and lines[number - 1]) or number + 1 >= len(lines):
        return None
    level = numbered_level(title)
    if level is not None:
        return None if _is_in_list(lines, number, level) else (level, number)
    if (
        title.isupper()
        and _CAPITAL_WORD.search(title)
        and len(title.split()) <= _MOST_CAPITALS_WORDS
        and title[-1] not in "."
    ):
        return 1, number
    return None


def _is_in_list(lines: Sequence[str], number: int, level: int) -> bool:
    """Whether the next line above or below is numbered alike: items, not headings over text."""
    above = next((line for line in reversed(lines[:number]) if line), "")
    below = next((line for line in lines[number + 1 :] if line), "")
    return level in (numbered_level(above), numbered_level(below))
