"""Another reader of PDF, PDFium, for the pages that pypdf cannot read or reads badly.

It is much faster and stands more damage, but tells less of how a page is laid out.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pypdfium2
import pypdfium2.raw as pdfium

from agent_runner.documents.pdf_lines import PlacedLine

_MOST_CHARACTERS = 400_000


class SecondOpinion:
    """The same file, opened. Raises whatever goes wrong."""

    def __init__(self, path: Path, password: str | None) -> None:
        self._document = pypdfium2.PdfDocument(path, password=password)

    def lines(self, number: int) -> list[PlacedLine]:
        """The lines of page `number`, from 1. Raises whatever goes wrong."""
        page = self._document[number - 1]
        try:
            text_page = page.get_textpage()
            try:
                return list(_lines(text_page))
            finally:
                text_page.close()
        finally:
            page.close()


def _lines(text_page: pypdfium2.PdfTextPage) -> Iterator[PlacedLine]:
    count = text_page.count_chars()
    if count > _MOST_CHARACTERS:
        raise ValueError(f"{count} characters on one page")
    text = text_page.get_text_range()
    at = 0
    for line in text.split("\n"):
        shown = line.strip()
        if shown:
            first = at + len(line) - len(line.lstrip())
            size, left, baseline = _place(text_page, min(first, count - 1))
            yield PlacedLine(
                shown.replace("\x02", "-").replace("\ufffe", "-"), size, left, baseline
            )
        at += len(line) + 1


def _place(text_page: pypdfium2.PdfTextPage, index: int) -> tuple[float, float, float]:
    """A character's size, as it is shown, and its origin."""
    matrix = pdfium.FS_MATRIX()
    x, y = ctypes.c_double(), ctypes.c_double()
    size = cast("float", pdfium.FPDFText_GetFontSize(text_page, index))
    if pdfium.FPDFText_GetMatrix(text_page, index, matrix):
        size *= (matrix.c * matrix.c + matrix.d * matrix.d) ** 0.5
    pdfium.FPDFText_GetCharOrigin(text_page, index, x, y)
    return float(size), float(x.value), float(y.value)
