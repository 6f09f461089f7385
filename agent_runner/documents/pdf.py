"""PDF files, read with pypdf. Runs in a worker only: the file may be made to do harm.

Neither actions (JavaScript) nor attachments are looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import pypdf
from pypdf.errors import FileNotDecryptedError, LimitReachedError, WrongPasswordError

from agent_runner.documents.broken_text import LOOKS_BROKEN, brokenness
from agent_runner.documents.fonts import Fonts
from agent_runner.documents.limits import ExtractionLimits
from agent_runner.documents.pdf_lines import LinesSeen, PlacedLine, in_paragraphs
from agent_runner.documents.raw import Bookmark, RawPage
from agent_runner.documents.reading import Refused

_UNPACKED = "tokens"
"""In the message of a limit that is reached after unpacking: what another reader may well read."""
_SPACE_WIDTH = 1000 / 3
"""Thousandths of an em: how wide a space is taken to be in a font that has none, as TeX's."""
if TYPE_CHECKING:
    from agent_runner.documents.second_opinion import SecondOpinion

_SCAN = "no text; a scan?"
_IN_MEMORY_BYTES = 32 * 1024 * 1024
"""A file up to this size is read at once, since pypdf looks about in it a great deal."""


class PdfFile:
    """An open PDF. Raises `Refused` where it cannot be opened."""

    def __init__(self, path: Path, *, limits: ExtractionLimits, password: str | None) -> None:
        self.kind: Final = "pdf"
        pypdf.overwrite_configuration(
            stream_parsing_work_maximum_count=limits.page_work,
            zlib_maximum_output_length=limits.stream_bytes,
        )
        self._limits = limits
        self._reader, self.count = _open(path, password)
        self._fonts = Fonts()
        self._second: SecondOpinion | None = None
        self._path = path
        self._password = password

    def page(self, number: int) -> RawPage:
        problem = None
        lines: Sequence[PlacedLine] = ()
        try:
            lines = self._read(number)
        except LimitReachedError as error:
            problem = "it holds too much for one page"
            if _UNPACKED not in str(error):
                return self._page(number, (), problem)
        except MemoryError:
            problem = "it needs more memory than a page may"
        except Exception as error:
            problem = f"it is damaged ({_said(error)})"
        if problem is not None or _looks_broken(lines):
            lines, problem = self._better(number, lines, problem)
        return self._page(number, lines, problem)

    def title(self) -> str | None:
        try:
            found: object = self._reader.metadata and self._reader.metadata.title
        except Exception:
            return None
        return found if isinstance(found, str) else None

    def bookmarks(self) -> Sequence[Bookmark]:
        """Those that lead to a page of the file, in their order."""
        found: list[Bookmark] = []
        try:
            self._collect(self._reader.outline, 1, found)
        except Exception:
            return found
        return found

    def _read(self, number: int) -> list[PlacedLine]:
        page = self._reader.pages[number - 1]
        self._fonts.complete(page)
        seen = LinesSeen()
        page.extract_text(space_width=_SPACE_WIDTH, visitor_text=seen.add)
        return seen.lines()

    def _better(
        self, number: int, lines: Sequence[PlacedLine], problem: str | None
    ) -> tuple[Sequence[PlacedLine], str | None]:
        """The lines of the reader whose text looks less broken."""
        try:
            others = self._other_lines(number)
        except Exception:
            return lines, problem
        if not others:
            return lines, problem
        if problem is None and lines and brokenness(_text(others)) >= brokenness(_text(lines)):
            return lines, None
        return others, None

    def _other_lines(self, number: int) -> Sequence[PlacedLine]:
        from agent_runner.documents.second_opinion import SecondOpinion

        if self._second is None:
            self._second = SecondOpinion(self._path, self._password)
        return self._second.lines(number)

    def _page(self, number: int, lines: Sequence[PlacedLine], problem: str | None) -> RawPage:
        if problem is not None:
            return RawPage(number=number, status="error", note=problem)
        if not lines:
            return RawPage(number=number, status="empty", note=_SCAN)
        if sum(len(line.text) for line in lines) > self._limits.page_characters:
            return RawPage(number=number, status="error", note="it holds too much for one page")
        return RawPage(number=number, status="ok", lines=tuple(in_paragraphs(lines)))

    def _collect(self, entries: Sequence[Any], level: int, found: list[Bookmark]) -> None:
        for entry in entries:
            if isinstance(entry, list):
                self._collect(cast("list[Any]", entry), level + 1, found)
            else:
                page = self._reader.get_destination_page_number(entry)
                title: object = entry.title
                if page is not None and page >= 0 and isinstance(title, str):
                    found.append(Bookmark(title=title, level=level, page=page + 1))


def _open(path: Path, password: str | None) -> tuple[pypdf.PdfReader, int]:
    small = path.stat().st_size <= _IN_MEMORY_BYTES
    try:
        reader = pypdf.PdfReader(
            BytesIO(path.read_bytes()) if small else path.open("rb"), password=password
        )
        count = len(reader.pages)
    except WrongPasswordError:
        raise Refused("The file is encrypted, and this is not its password.") from None
    except FileNotDecryptedError:
        raise Refused(
            "The file is encrypted: add it again with its password in `password`"
            " (with curl: -F password=…)."
        ) from None
    except Exception as error:
        raise Refused(f"The PDF is damaged and cannot be opened ({_said(error)}).") from None
    if not count:
        raise Refused("The PDF has no pages.")
    return reader, count


def _looks_broken(lines: Sequence[PlacedLine]) -> bool:
    return not lines or brokenness(_text(lines)) >= LOOKS_BROKEN


def _text(lines: Sequence[PlacedLine]) -> str:
    return "\n".join(line.text for line in lines)


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:200]
