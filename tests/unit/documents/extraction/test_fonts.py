"""Fonts that pypdf reads wrongly by itself: what is built into them is told to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_runner.documents.cff_names import glyph_names
from tests.fixtures.pdf.building import PdfFile
from tests.unit.documents.extraction.reading_files import read

STANDARD_STRINGS = 391


def index(parts: Sequence[bytes]) -> bytes:
    """An INDEX of CFF with offsets of two bytes."""
    if not parts:
        return b"\0\0"
    out = len(parts).to_bytes(2, "big") + b"\2"
    at = 1
    for part in (b"", *parts):
        at += len(part)
        out += at.to_bytes(2, "big")
    return out + b"".join(parts)


def cff(glyphs: Mapping[int, str]) -> bytes:
    """A font without outlines that has these glyphs, by their codes."""
    names = list(glyphs.values())
    head = b"\1\0\4\2" + index([b"Font"])
    strings = index([name.encode() for name in names]) + index([])

    def number(value: int) -> bytes:
        return b"\x1d" + value.to_bytes(4, "big")

    top_bytes = 3 * 6
    at = len(head) + len(index([bytes(top_bytes)])) + len(strings)
    charset = b"\0" + b"".join(
        (STANDARD_STRINGS + place).to_bytes(2, "big") for place in range(len(names))
    )
    encoding = bytes((0, len(glyphs), *glyphs))
    shapes = index([b"\x0e"] * (len(names) + 1))
    top = number(at) + b"\x0f" + number(at + len(charset)) + b"\x10"
    top += number(at + len(charset) + len(encoding)) + b"\x11"
    return head + index([top]) + strings + charset + encoding + shapes


def formula(glyphs: Mapping[int, str], shown: bytes) -> bytes:
    """A PDF that shows some codes in a font that only its own file can explain."""
    file = PdfFile()
    font_file = file.stream(cff(glyphs), entries="/Subtype /Type1C")
    descriptor = file.add(
        f"<< /Type /FontDescriptor /FontName /M /Flags 4 /FontFile3 {font_file} 0 R >>"
    )
    widths = " ".join(["500"] * 128)
    font = file.add(
        f"<< /Type /Font /Subtype /Type1 /BaseFont /M /FirstChar 0 /LastChar 127"
        f" /Widths [{widths}] /FontDescriptor {descriptor} 0 R >>"
    )
    stream = file.stream(b"BT /F1 10 Tf 72 700 Td " + shown + b" TJ ET")
    page = file.reserve()
    tree = file.add(f"<< /Type /Pages /Count 1 /Kids [{page} 0 R] >>")
    file.put(
        page,
        f"<< /Type /Page /Parent {tree} 0 R /MediaBox [0 0 595 842] /Contents {stream} 0 R"
        f" /Resources << /Font << /F1 {font} 0 R >> >> >>",
    )
    return file.bytes(root=file.add(f"<< /Type /Catalog /Pages {tree} 0 R >>"))


def test_the_names_of_a_fonts_glyphs_are_read_by_their_codes() -> None:
    names = glyph_names(cff({0: "minus", 33: "arrowright", 50: "element"}))
    assert names is not None
    assert names.by_code == {0: "minus", 33: "arrowright", 50: "element"}
    assert names.all == {".notdef", "minus", "arrowright", "element"}


@pytest.mark.parametrize("cut", range(0, 77, 7))
def test_a_font_that_breaks_off_has_no_names_and_does_no_harm(cut: int) -> None:
    assert glyph_names(cff({0: "minus", 33: "arrowright"})[:cut]) is None


@given(st.binary(max_size=300), st.integers(0, 80))
def test_any_bytes_in_a_font_do_no_harm(noise: bytes, place: int) -> None:
    font = cff({0: "minus", 33: "arrowright", 50: "element"})
    glyph_names(noise)
    glyph_names(font[:place] + noise + font[place + len(noise) :])


async def test_signs_of_a_font_with_its_own_encoding_are_read_as_they_look(
    tmp_path: Path,
) -> None:
    glyphs = {0: "minus", 33: "arrowright", 50: "element", 65: "A", 66: "B"}
    found = await read(tmp_path, formula(glyphs, b"[(A) -278 (!) -278 (B\\0002A)]"))
    assert found.pages[0].text == "A → B−∈A"


async def test_a_font_without_a_space_still_has_its_words_parted(tmp_path: Path) -> None:
    glyphs = {65: "A", 66: "B"}
    found = await read(tmp_path, formula(glyphs, b"[(AB) -250 (BA) -60 (B)]"))
    assert found.pages[0].text == "AB BAB"
