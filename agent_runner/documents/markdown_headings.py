"""Headings of Markdown: `#` before them, or `===` and `---` below; not those in a code block."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent_runner.documents.page_text import FoundHeading, PageText

_HASHES = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*")
_UNDERLINE = re.compile(r" {0,3}(=+|-{2,})[ \t]*")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_NOT_UNDERLINED = re.compile(r" {0,3}(?:[-*+>|]|\d+[.)]) | {4,}|\t|\s*$")


def markdown_headings(pages: Sequence[PageText]) -> list[FoundHeading]:
    """In the order of the text; a code block may go over several pages."""
    found: list[FoundHeading] = []
    fence: str | None = None
    for page in pages:
        for number, line in enumerate(page.lines):
            mark = _FENCE.match(line.text)
            if mark is not None and (fence is None or mark[1].startswith(fence)):
                fence = mark[1] if fence is None else None
            elif fence is None:
                heading = _heading(page, number)
                if heading is not None:
                    found.append(heading)
    return found


def _heading(page: PageText, number: int) -> FoundHeading | None:
    text = page.lines[number].text
    hashes = _HASHES.fullmatch(text)
    if hashes is not None:
        title = (hashes[2] or "").strip()
        level, last = len(hashes[1]), number
    else:
        below = page.lines[number + 1].text if number + 1 < len(page.lines) else ""
        rule = _UNDERLINE.fullmatch(below)
        if rule is None or _NOT_UNDERLINED.match(text):
            return None
        title, level, last = text.strip(), 1 if rule[1][0] == "=" else 2, number + 1
    if not any(map(str.isalnum, title)):
        return None
    return FoundHeading(title=title, level=level, page=page.page.number, first=number, last=last)
