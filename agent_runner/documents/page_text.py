"""A page's cleaned lines as one text, and where each of them begins in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from agent_runner.documents.raw import Line, RawPage


@dataclass(frozen=True, kw_only=True, slots=True)
class PageText:
    """`starts` has the place of each line of `lines` in `text`, in characters."""

    page: RawPage
    lines: tuple[Line, ...]
    starts: tuple[int, ...]
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundHeading:
    """A heading over lines `first` to `last` of a page (counted from 0)."""

    title: str
    level: int
    page: int
    first: int
    last: int


def page_text(page: RawPage, lines: Sequence[Line]) -> PageText:
    """The lines one below the other, blank ones only between two others and one at a time."""
    kept: list[Line] = []
    for line in lines:
        if line.text or (kept and kept[-1].text):
            kept.append(line)
    while kept and not kept[-1].text:
        kept.pop()
    starts: list[int] = []
    at = 0
    for line in kept:
        starts.append(at)
        at += len(line.text) + 1
    text = "\n".join(line.text for line in kept)
    return PageText(page=page, lines=tuple(kept), starts=tuple(starts), text=text)


def set_apart(page: PageText, headings: Iterable[FoundHeading]) -> list[Line]:
    """The page's lines with each of its headings a paragraph of its own."""
    breaks = {place for one in headings for place in (one.first, one.last + 1)}
    lines: list[Line] = []
    for number, line in enumerate(page.lines):
        if number in breaks and lines and lines[-1].text:
            lines.append(Line(text=""))
        lines.append(line)
    return lines
