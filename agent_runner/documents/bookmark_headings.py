"""Headings from a PDF's own bookmarks: each is looked for on the page it leads to."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from agent_runner.documents.characters import repaired
from agent_runner.documents.page_text import FoundHeading, PageText
from agent_runner.documents.raw import Bookmark

_MOST_LINES = 4
_NUMBER = re.compile(
    r"^(?:(?:chapter|part|section|kapitel|teil|chapitre)\s+)?[\dIVXA-Z]*(?:\.\d+)*[.:)]?\s+"
)


def bookmark_headings(
    pages: Sequence[PageText], bookmarks: Sequence[Bookmark]
) -> list[FoundHeading]:
    """In the order of the pages; one that does not stand on its page has `first` -1."""
    by_number = {page.page.number: page for page in pages}
    found: list[FoundHeading] = []
    for bookmark in bookmarks:
        title = " ".join(repaired(bookmark.title).split())
        page = by_number.get(bookmark.page)
        if page is None or not title:
            continue
        first, last = _place(page, title, after=_last_line(found, bookmark.page))
        found.append(
            FoundHeading(
                title=title, level=bookmark.level, page=bookmark.page, first=first, last=last
            )
        )
    return sorted(found, key=lambda one: one.page)


def _last_line(found: Sequence[FoundHeading], page: int) -> int:
    return max((one.last for one in found[-20:] if one.page == page), default=-1)


def _place(page: PageText, title: str, *, after: int) -> tuple[int, int]:
    """The lines that are the title, with or without its number; (-1, -1) if none are."""
    wanted = {_letters(title), _letters(_NUMBER.sub("", title))} - {""}
    longest = max(map(len, wanted), default=0)
    for first in range(after + 1, len(page.lines)):
        if not page.lines[first].text:
            continue
        text = ""
        for last in range(first, min(first + _MOST_LINES, len(page.lines))):
            if not page.lines[last].text:
                break
            text = f"{text} {page.lines[last].text}"
            letters = _letters(text)
            if letters in wanted or _letters(_NUMBER.sub("", text.strip())) in wanted:
                return first, last
            if len(letters) > longest + 12:
                break
    return -1, -1


def _letters(text: str) -> str:
    """What is the same however a title is set."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    return "".join(filter(str.isalnum, folded))
