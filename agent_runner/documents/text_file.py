"""Plain text and Markdown: decoded, and cut into pages where the text itself has none.

A form feed ends a page. Text without one is cut into stretches of about 3,000 characters, between
paragraphs where it has them.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from agent_runner.documents.limits import ExtractionLimits
from agent_runner.documents.raw import Bookmark, Line, RawPage
from agent_runner.documents.reading import Refused

PAGE_CHARACTERS = 3000
_LATIN_1 = "not UTF-8; read as Latin-1, so that some characters may be wrong"
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MOST_CONTROLS = 0.02
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_SAMPLE = 65_536


class TextFile:
    """An open text. Raises `Refused` where it is no text."""

    def __init__(
        self, path: Path, *, kind: Literal["text", "markdown"], limits: ExtractionLimits
    ) -> None:
        self.kind = kind
        text, self._note = _decoded(path.read_bytes())
        if not text.strip():
            raise Refused("The file is blank: there is nothing but white space in it.")
        self._pages = list(_pages(text.replace("\r\n", "\n").replace("\r", "\n")))
        if len(self._pages) > limits.pages:
            raise Refused(f"The text is too long: a file may have {limits.pages} pages.")
        self.count = len(self._pages)

    def page(self, number: int) -> RawPage:
        text = self._pages[number - 1]
        if not text.strip():
            return RawPage(number=number, status="empty", note="no text")
        lines = tuple(Line(text=line.rstrip()) for line in text.split("\n"))
        return RawPage(number=number, status="ok", lines=lines, note=self._note)

    def title(self) -> str | None:
        return None

    def bookmarks(self) -> Sequence[Bookmark]:
        return ()


def _decoded(content: bytes) -> tuple[str, str | None]:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            try:
                return content.decode(encoding).removeprefix("\ufeff"), None
            except UnicodeDecodeError as error:
                raise Refused(f"The text breaks off or is damaged at byte {error.start}.") from None
    text, note = _without_mark(content)
    sample = text[:_SAMPLE]
    if len(_CONTROLS.findall(sample)) > _MOST_CONTROLS * len(sample):
        raise Refused("The file is neither a PDF nor a text.")
    return text, note


def _without_mark(content: bytes) -> tuple[str, str | None]:
    try:
        return content.decode("utf-8"), None
    except UnicodeDecodeError:
        pass
    # Windows' Latin-1: it has printed quotes where the true one has controls.
    try:
        return content.decode("cp1252"), _LATIN_1
    except UnicodeDecodeError:
        return content.decode("latin-1"), _LATIN_1


def _pages(text: str) -> Iterator[str]:
    for part in text.split("\f"):
        yield from _stretches(part) if "\f" not in text else (part,)


def _stretches(text: str) -> Iterator[str]:
    start = 0
    while len(text) - start > PAGE_CHARACTERS * 1.5:
        end = _cut(text, start)
        yield text[start:end]
        start = end
    yield text[start:]


def _cut(text: str, start: int) -> int:
    """The best place for a page to end: after a paragraph, a line, a word, or anywhere."""
    least, most = start + PAGE_CHARACTERS // 2, start + PAGE_CHARACTERS
    for mark in ("\n\n", "\n", " "):
        found = text.rfind(mark, least, most)
        if found >= 0:
            return found + len(mark)
    return most
