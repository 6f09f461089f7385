"""Plain text and Markdown: their characters, their pages, their headings."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent_runner.errors import SkillFailed
from tests.unit.documents.extraction.reading_files import outline, read

GREEK = "Φωτοσύνθεση: από φως γίνεται ζάχαρη."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
async def test_unicode_is_read_in_each_of_its_encodings(tmp_path: Path, encoding: str) -> None:
    found = await read(tmp_path, GREEK.encode(encoding), name="notes.txt")
    assert found.kind == "text"
    assert [(page.text, page.note) for page in found.pages] == [(GREEK, None)]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
async def test_utf_16_is_known_by_its_byte_order_mark(tmp_path: Path, encoding: str) -> None:
    found = await read(tmp_path, f"\ufeff{GREEK}".encode(encoding), name="notes.txt")
    assert found.pages[0].text == GREEK


async def test_other_bytes_are_read_as_latin_1_and_the_page_says_so(tmp_path: Path) -> None:
    found = await read(tmp_path, "Über Größen".encode("latin-1"), name="notes.txt")
    assert found.pages[0].text == "Über Größen"
    assert "Latin-1" in (found.pages[0].note or "")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "neither"),
        (b"\xff\xfea\x00b", "damaged"),
        (b"", "empty"),
        (b" \n\t\f\n", "blank"),
        (b"\xef\xbb\xbf", "blank"),
    ],
)
async def test_what_is_no_text_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(SkillFailed, match=said):
        await read(tmp_path, content, name="notes.txt")


async def test_a_form_feed_ends_a_page(tmp_path: Path) -> None:
    found = await read(tmp_path, "One.\fTwo.\f\fFour.", name="notes.txt")
    assert [(page.text, page.status) for page in found.pages] == [
        ("One.", "ok"),
        ("Two.", "ok"),
        ("", "empty"),
        ("Four.", "ok"),
    ]


async def test_a_long_text_is_cut_between_paragraphs_and_loses_nothing(tmp_path: Path) -> None:
    paragraphs = [f"Paragraph {number}. " + "It says this and that. " * 20 for number in range(40)]
    text = "\n\n".join(paragraph.strip() for paragraph in paragraphs)
    found = await read(tmp_path, text, name="notes.txt")
    assert len(found.pages) > 5
    assert all(1000 < len(page.text) < 4600 for page in found.pages)
    assert "\n\n".join(page.text for page in found.pages) == text


async def test_a_text_without_any_space_is_cut_all_the_same(tmp_path: Path) -> None:
    found = await read(tmp_path, "細" * 10_000, name="notes.txt")
    assert "".join(page.text for page in found.pages) == "細" * 10_000


async def test_markdown_has_its_headings_but_for_those_in_code(tmp_path: Path) -> None:
    text = "\n".join(
        (
            "# Cells #",
            "",
            "Text.",
            "```sh",
            "# no heading",
            "```",
            "## Walls",
            "Tissue",
            "======",
            "- item",
            "---",
        )
    )
    found = await read(tmp_path, text, name="Notes.MD")
    assert found.kind == "markdown"
    assert outline(found) == [(1, "Cells", 1), (2, "Walls", 1), (1, "Tissue", 1)]
    assert found.title == "Cells"
    for one in found.headings:
        assert one.start is not None
        assert found.pages[0].text[one.start :].startswith(one.title)


async def test_markdown_keeps_its_code_as_it_is_set(tmp_path: Path) -> None:
    text = "    def f(x):\n        return  x"
    found = await read(tmp_path, f"# Code\n\n{text}", name="notes.md")
    assert text in found.pages[0].text


async def test_plain_text_has_underlined_numbered_and_capital_headings(tmp_path: Path) -> None:
    text = "\n\n".join(
        (
            "Biology\n=======",
            "Some words about it all.",
            "1. Cells",
            "They are small.",
            "1.1 Walls",
            "They are rigid.",
            "THE NUCLEUS",
            "It is round.",
        )
    )
    found = await read(tmp_path, text, name="notes.txt")
    assert outline(found) == [
        (1, "Biology", 1),
        (1, "1. Cells", 1),
        (2, "1.1 Walls", 1),
        (1, "THE NUCLEUS", 1),
    ]


async def test_a_numbered_list_is_no_list_of_headings(tmp_path: Path) -> None:
    text = "Buy these things:\n\n1. Milk for all\n\n2. Eggs for me\n\n3. Bread for you"
    found = await read(tmp_path, text, name="notes.txt")
    assert outline(found) == []


async def test_the_title_of_a_text_is_what_stands_alone_above_its_headings(tmp_path: Path) -> None:
    text = "Einführung in die\nTopologie\n\n0. Auflage, 31. Dezember 2016\n\nVorwort\n\nEin Text.\n"
    assert (await read(tmp_path, text.encode(), name="notes.txt")).title == (
        "Einführung in die Topologie"
    )
