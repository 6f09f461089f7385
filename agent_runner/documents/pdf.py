"""PDF files, read with pypdf. Runs in a worker only: the file may be made to do harm.

Neither actions (JavaScript) nor attachments are looked at.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import pypdf
from pypdf.errors import FileNotDecryptedError, LimitReachedError

from agent_runner.documents.limits import ExtractionLimits
from agent_runner.documents.pdf_lines import LinesSeen
from agent_runner.documents.raw import Bookmark, RawPage
from agent_runner.documents.reading import Refused


class PdfFile:
    """An open PDF. Raises `Refused` where it cannot be opened."""

    kind = "pdf"

    def __init__(self, path: Path, *, limits: ExtractionLimits, password: str | None) -> None:
        logging.getLogger("pypdf").disabled = True
        warnings.simplefilter("ignore")
        self._limits = limits
        pypdf.overwrite_configuration(
            stream_parsing_work_maximum_count=limits.page_work,
            zlib_maximum_output_length=limits.stream_bytes,
        )
        self._reader, self._pages = _open(path, password)
        self.count = len(self._pages)

    def page(self, number: int) -> RawPage:
        seen = LinesSeen()
        try:
            self._pages[number - 1].extract_text(visitor_text=seen.add)
        except LimitReachedError:
            return RawPage(number=number, status="error", note="too much on one page")
        except Exception as error:
            return RawPage(number=number, status="error", note=_said(error))
        lines = seen.lines()
        if not any(line.text.strip() for line in lines):
            return RawPage(number=number, status="empty", note="no text; a scan?")
        return RawPage(number=number, status="ok", lines=tuple(lines))

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

    def _collect(self, entries: Sequence[Any], level: int, found: list[Bookmark]) -> None:
        for entry in entries:
            if isinstance(entry, list):
                self._collect(cast("list[Any]", entry), level + 1, found)
            else:
                page = self._reader.get_destination_page_number(entry)
                title: object = entry.title
                if page is not None and page >= 0 and isinstance(title, str):
                    found.append(Bookmark(title=title, level=level, page=page + 1))


def _open(path: Path, password: str | None) -> tuple[pypdf.PdfReader, Sequence[Any]]:
    try:
        reader = pypdf.PdfReader(path, password=password)
        pages = list(reader.pages)
    except FileNotDecryptedError:
        raise Refused("The file is encrypted; it opens with its password only.") from None
    except Exception as error:
        raise Refused(f"The PDF is damaged and cannot be opened ({_said(error)}).") from None
    return reader, pages


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:200]
