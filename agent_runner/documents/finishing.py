"""The last step, for which all pages are needed: cleaned text, headings and a title."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from agent_runner.documents.bookmark_headings import bookmark_headings
from agent_runner.documents.characters import repaired, with_single_spaces, without_soft_hyphens
from agent_runner.documents.furniture import body_size, without_furniture
from agent_runner.documents.hyphens import Vocabulary, joined, vocabulary
from agent_runner.documents.markdown_headings import markdown_headings
from agent_runner.documents.page_text import FoundHeading, PageText, page_text, set_apart
from agent_runner.documents.raw import Line, RawPage
from agent_runner.documents.reading import OpenFile
from agent_runner.documents.sized_headings import sized_headings
from agent_runner.documents.text_headings import text_headings
from agent_runner.documents.titles import title_of
from agent_runner.documents.wire import Job, Message

_LEAST_BOOKMARKS = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Finished:
    """`pages`: `{number, status, text, digest, note}`; `rest`: `{kind, title, headings}`."""

    pages: Sequence[Message]
    rest: Message


def finish(job: Job, file: OpenFile, raw: Sequence[RawPage]) -> Finished:
    """What is sent back of a file whose pages were all read."""
    size = body_size(raw)
    pages = _cleaned(file, raw, size)
    headings = _headings(file, pages, size)
    title = title_of(file.title(), pages, headings, name=job.name, body_size=size)
    if file.kind != "markdown":
        pages, headings = _with_headings_apart(pages, headings)
    return Finished(
        pages=[_page(page) for page in pages],
        rest={
            "kind": file.kind,
            "title": title,
            "headings": _placed(pages, headings),
        },
    )


def _cleaned(file: OpenFile, raw: Sequence[RawPage], size: float) -> list[PageText]:
    if file.kind == "markdown":
        return [page_text(page, _repaired(page)) for page in raw]
    tidy = with_single_spaces if file.kind == "pdf" else str
    pages = [
        replace(
            page,
            lines=tuple(Line(tidy(repaired(text)).rstrip(), size) for text, size in page.lines),
        )
        for page in raw
    ]
    pages = without_furniture(pages, size)
    words = _vocabulary(pages)
    return [page_text(page, _whole_words(page.lines, words)) for page in pages]


def _repaired(page: RawPage) -> list[Line]:
    return [Line(text=repaired(line.text).rstrip(), size=line.size) for line in page.lines]


def _vocabulary(pages: Sequence[RawPage]) -> Vocabulary:
    has_hyphens = any(line.text.endswith("-") for page in pages for line in page.lines)
    return vocabulary(page.text for page in pages) if has_hyphens else Vocabulary()


def _whole_words(lines: Sequence[Line], words: Vocabulary) -> list[Line]:
    return [
        line._replace(text=without_soft_hyphens(line.text)) if "\u00ad" in line.text else line
        for line in joined(lines, words)
    ]


def _headings(file: OpenFile, pages: Sequence[PageText], size: float) -> list[FoundHeading]:
    if file.kind == "markdown":
        return markdown_headings(pages)
    if file.kind == "text":
        return text_headings(pages)
    bookmarks = file.bookmarks()
    if len(bookmarks) >= _LEAST_BOOKMARKS:
        return bookmark_headings(pages, bookmarks)
    return sized_headings(pages, size) or text_headings(pages)


def _with_headings_apart(
    pages: Sequence[PageText], headings: Sequence[FoundHeading]
) -> tuple[list[PageText], list[FoundHeading]]:
    """Each heading a paragraph of its own, so that no sentence runs over one."""
    by_page: dict[int, list[FoundHeading]] = {}
    for one in headings:
        by_page.setdefault(one.page, []).append(one)
    apart: list[PageText] = []
    for page in pages:
        own = [one for one in by_page.get(page.page.number, ()) if one.first >= 0]
        apart.append(page_text(page.page, set_apart(page, own)) if own else page)
    return apart, _moved(pages, apart, headings)


def _moved(
    before: Sequence[PageText], after: Sequence[PageText], headings: Sequence[FoundHeading]
) -> list[FoundHeading]:
    """The headings by the numbers that their lines have with blank ones between them."""
    numbers: dict[int, list[int]] = {}
    for old, new in zip(before, after, strict=True):
        shown = [number for number, line in enumerate(new.lines) if line.text]
        places = iter(shown)
        numbers[old.page.number] = [next(places) if line.text else -1 for line in old.lines]
    return [
        replace(one, first=numbers[one.page][one.first], last=numbers[one.page][one.last])
        if one.first >= 0
        else one
        for one in headings
    ]


def _placed(pages: Sequence[PageText], headings: Sequence[FoundHeading]) -> list[Message]:
    by_number = {page.page.number: page for page in pages}
    return [
        {
            "title": one.title,
            "level": one.level,
            "page": one.page,
            "start": _start(by_number[one.page], one),
        }
        for one in headings
    ]


def _start(page: PageText, heading: FoundHeading) -> int | None:
    """Where the title begins: behind Markdown's hashes."""
    if heading.first < 0:
        return None
    start = page.starts[heading.first]
    line = page.lines[heading.first].text
    return start + max(0, line.find(heading.title))


def _page(page: PageText) -> Message:
    status = page.page.status
    if status == "ok" and not page.text:
        status = "empty"
    return {
        "number": page.page.number,
        "status": status,
        "text": page.text,
        "digest": hashlib.sha256(page.text.encode()).hexdigest(),
        "note": page.page.note,
    }
