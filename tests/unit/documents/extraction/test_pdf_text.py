"""What is read of a PDF that is well: text, pages, places, headings, title."""

from __future__ import annotations

import hashlib
from pathlib import Path

from agent_runner.documents.extraction import PageSeen
from agent_runner.documents.limits import ExtractionLimits
from tests.fixtures.pdf.building import PdfFile, Shown, content, of_contents, paragraph, pdf
from tests.unit.documents.extraction.reading_files import outline, read

CELLS = "All living things are made of cells and every cell comes from another cell. " * 4


async def test_each_page_has_its_text_its_number_and_the_digest_of_its_text(tmp_path: Path) -> None:
    found = await read(tmp_path, pdf([["First words."], ["Second words."]]))
    assert [(page.number, page.status, page.text) for page in found.pages] == [
        (1, "ok", "First words."),
        (2, "ok", "Second words."),
    ]
    assert found.kind == "pdf"
    assert found.pages[0].digest == hashlib.sha256(b"First words.").hexdigest()


async def test_a_page_with_the_same_text_has_the_same_digest_in_another_file(
    tmp_path: Path,
) -> None:
    before = await read(tmp_path, pdf([["It stays."], ["It was."]]))
    after = await read(tmp_path, pdf([["It stays."], ["It is."]], title="A new edition"))
    assert before.pages[0].digest == after.pages[0].digest
    assert before.pages[1].digest != after.pages[1].digest


async def test_a_page_without_text_is_empty_and_says_that_it_may_be_a_scan(tmp_path: Path) -> None:
    file = PdfFile()
    picture = file.stream(b"q 1 0 0 1 0 0 cm 0 0 100 100 re f Q")
    found = await read(tmp_path, of_contents(file, [file.stream(content(["Words."])), picture]))
    assert [page.status for page in found.pages] == ["ok", "empty"]
    assert "scan" in (found.pages[1].note or "")


async def test_every_page_is_told_of_once_with_the_number_of_all(tmp_path: Path) -> None:
    seen: list[PageSeen] = []
    await read(tmp_path, pdf([["Words."]] * 7), on_page=seen.append)
    assert sorted(one.page for one in seen) == list(range(1, 8))
    assert {(one.pages, one.status) for one in seen} == {(7, "ok")}


async def test_several_workers_find_what_one_finds(tmp_path: Path) -> None:
    pages = [[f"This is what stands on page {number}.", *paragraph(CELLS)] for number in range(60)]
    one = await read(tmp_path, pdf(pages), limits=ExtractionLimits(workers=1))
    many = await read(tmp_path, pdf(pages), limits=ExtractionLimits(workers=3, pages_per_worker=5))
    assert many == one
    assert len(one.pages) == 60


async def test_paragraphs_are_parted_by_a_blank_line_and_lines_by_a_break(tmp_path: Path) -> None:
    first, second = paragraph("one two three " * 12), paragraph("four five six " * 12)
    lines = [Shown(text, y=700 - 14 * number) for number, text in enumerate(first)]
    lines += [Shown(text, y=620 - 14 * number) for number, text in enumerate(second)]
    found = await read(tmp_path, pdf([lines]))
    assert found.pages[0].text == "\n".join(first) + "\n\n" + "\n".join(second)


async def test_an_indented_first_line_begins_a_paragraph(tmp_path: Path) -> None:
    lines = [
        Shown("The first paragraph has", y=700),
        Shown("two lines of text.", y=686),
        Shown("The second one begins", x=92, y=672),
        Shown("further to the right.", y=658),
    ]
    found = await read(tmp_path, pdf([lines]))
    assert found.pages[0].text.split("\n\n") == [
        "The first paragraph has\ntwo lines of text.",
        "The second one begins\nfurther to the right.",
    ]


async def test_heads_feet_and_page_numbers_that_repeat_are_dropped(tmp_path: Path) -> None:
    pages = [
        [
            Shown(f"{number} Biology for Everyone", size=9, y=800),
            *(
                Shown(f"Line {line} of {number} is its own.", y=700 - 14 * line)
                for line in range(5)
            ),
            Shown("Draft, do not copy", size=9, y=60),
            Shown(f"Page {number} of 6", size=9, y=40),
        ]
        for number in range(1, 7)
    ]
    found = await read(tmp_path, pdf(pages))
    for page in found.pages:
        assert page.text.startswith("Line 0 of")
        assert page.text.endswith("is its own.")


async def test_a_first_line_that_does_not_repeat_stays(tmp_path: Path) -> None:
    pages = [[Shown(f"{word} are described here", y=800), *paragraph(CELLS)] for word in "ABC"]
    found = await read(tmp_path, pdf(pages))
    assert [page.text.splitlines()[0][0] for page in found.pages] == ["A", "B", "C"]


async def test_pages_of_one_line_that_ends_in_their_number_stay(tmp_path: Path) -> None:
    found = await read(tmp_path, pdf([[f"What is on page {number}"] for number in range(1, 6)]))
    assert [page.text for page in found.pages] == [
        f"What is on page {number}" for number in range(1, 6)
    ]


async def test_letters_that_are_larger_make_headings_by_their_size(tmp_path: Path) -> None:
    pages = [
        [Shown("A Study of Cells", size=24), Shown("Membranes", size=16), *paragraph(CELLS)],
        [Shown("Transport", size=13), *paragraph(CELLS), Shown("Walls", size=16), "Rigid."],
    ]
    found = await read(tmp_path, pdf(pages))
    assert outline(found) == [
        (1, "A Study of Cells", 1),
        (2, "Membranes", 1),
        (3, "Transport", 2),
        (2, "Walls", 2),
    ]
    for one in found.headings:
        assert one.start is not None
        text = found.pages[one.page - 1].text
        assert text[one.start :].startswith(one.title)
    assert "\n\nWalls\n\nRigid." in found.pages[1].text


async def test_bookmarks_are_the_headings_with_their_places_where_they_stand(
    tmp_path: Path,
) -> None:
    pages = [["1 Cells", *paragraph(CELLS)], [*paragraph(CELLS), "1.1 Walls", *paragraph(CELLS)]]
    marks = [(1, "Cells", 1), (2, "Walls", 2), (2, "Not on the page", 2)]
    found = await read(tmp_path, pdf(pages, bookmarks=marks))
    assert outline(found) == [(1, "Cells", 1), (2, "Walls", 2), (2, "Not on the page", 2)]
    walls, absent = found.headings[1], found.headings[2]
    assert walls.start is not None
    assert found.pages[1].text[walls.start :].startswith("Walls")
    assert absent.start is None


async def test_the_title_is_what_the_file_states_if_that_is_one(tmp_path: Path) -> None:
    page = [Shown("Cells and Tissues", size=24), *paragraph(CELLS)]
    stated = await read(tmp_path, pdf([page], title="Biology, Volume 1"))
    silly = await read(tmp_path, pdf([page], title="Microsoft Word - cells_v2.docx"))
    bare = await read(tmp_path, pdf([paragraph(CELLS)], title="untitled"), name="Week 3.pdf")
    assert stated.title == "Biology, Volume 1"
    assert silly.title == "Cells and Tissues"
    assert bare.title == "Week 3"


async def test_divided_words_are_joined_as_the_document_writes_them(tmp_path: Path) -> None:
    lines = [
        "Photosynthesis is a well-known process.",
        "It is called photo-",
        "synthesis. It is a well-",
        "known thing, and a chloro-",
        "plast does it.",
    ]
    found = await read(tmp_path, pdf([lines]))
    assert "called photosynthesis." in found.pages[0].text
    assert "a well-known\nthing" in found.pages[0].text
    assert "a chloroplast\ndoes" in found.pages[0].text


async def test_scripts_and_attachments_are_not_touched(tmp_path: Path) -> None:
    from tests.fixtures.pdf.harmful import READABLE, with_script_and_attachment

    found = await read(tmp_path, with_script_and_attachment())
    assert [page.text for page in found.pages] == READABLE
