"""The learner's own PDF over the wire: added, asked, quizzed, planned for, exported and deleted."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tests.stdio.child import Child, started

CHAPTERS = (
    (
        "The membrane",
        "Osmosis is the movement of water through a membrane towards the",
        "side with more dissolved matter. A membrane lets small molecules",
        "pass and keeps large molecules back.",
    ),
    (
        "Mitochondria",
        "A mitochondrion is an organelle that releases energy from sugar.",
        "Cellular respiration is the process by which a mitochondrion turns",
        "sugar and oxygen into carbon dioxide and water.",
    ),
    (
        "Chloroplasts",
        "A chloroplast is an organelle of plants that turns light into sugar.",
        "Photosynthesis is the process by which a chloroplast makes sugar.",
        "Chlorophyll is the green pigment that takes up the light.",
    ),
)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    folder = tmp_path / "uploads"
    folder.mkdir()
    (folder / "cells.pdf").write_bytes(pdf(CHAPTERS))
    return folder / "cells.pdf"


def ask(child: Child, method: str, **params: Any) -> Any:
    answer = child.call(method, {**params, "_meta": {"user_id": "ann"}})
    assert "result" in answer, answer
    return answer["result"]


def test_a_pdf_is_read_asked_quizzed_planned_for_and_deleted(tmp_path: Path, book: Path) -> None:
    arguments = ("--data-dir", str(tmp_path / "data"), "--document-root", str(book.parent))
    with started(*arguments) as child:
        child.introduce()
        added = ask(child, "document.add", path=str(book))
        book.unlink()  # what was uploaded is not needed any more
        document = added["document_id"]
        assert added["pages"] == 3
        assert added["status"] == [{"page": page, "status": "ok"} for page in (1, 2, 3)]

        found = ask(child, "learning.ask", question="What is cellular respiration?")
        assert found["found"]
        citation = found["answer"][0]["citations"][0]
        assert (citation["document_id"], citation["page"]) == (document, 2)
        assert "turns" in citation["quote"]
        nothing = ask(child, "learning.ask", question="Who won the football world cup in 1990?")
        assert (nothing["found"], nothing["answer"]) == (False, [])

        quiz = ask(child, "assessment.quiz", document_id=document, count=4)
        answers = [{"item_id": item["item_id"], "answer": "a bicycle"} for item in quiz["items"]]
        grade = ask(child, "assessment.grade", quiz_id=quiz["quiz_id"], answers=answers)
        assert grade["score"]["right"] == 0
        assert {item["source"]["page"] for item in grade["items"]} <= {1, 2, 3}

        request = {"user_input": "Help me study this, 20 minutes a day", "document_id": document}
        plan = ask(child, "orchestrator.study_plan", **request)
        assert (plan["coverage"], plan["degraded"]) == ("documents", [])
        assert plan["schedule"]["blocks"]

    with started(*arguments) as child:
        child.introduce()
        assert [one["document_id"] for one in ask(child, "document.list")["documents"]] == [
            document
        ]
        exported = ask(child, "assessment.export_cards", document_id=document)
        assert exported["text"].startswith("#separator:tab\n")
        removed = ask(child, "document.delete", document_id=document)
        assert removed["removed_quizzes"] >= 1
        assert ask(child, "document.list") == {"documents": []}
        assert not ask(child, "learning.ask", question="What is osmosis?")["found"]
        again = child.call("assessment.grade", {"quiz_id": quiz["quiz_id"], "answers": answers})
        assert again["error"]["data"]["what"] == "quiz"


def test_progress_comes_page_by_page(book: Path) -> None:
    with started("--document-root", str(book.parent)) as child:
        child.introduce()
        params = {"path": str(book), "_meta": {"progress": True}}
        child.send({"jsonrpc": "2.0", "id": 1, "method": "document.add", "params": params})
        events = [child.receive()["params"]["event"] for _page in range(3)]
        assert child.receive()["result"]["chunks"] >= 3
    assert sorted(event["page"] for event in events) == [1, 2, 3]
    assert {event["status"] for event in events} == {"ok"}


def test_folders_may_come_from_the_environment(book: Path) -> None:
    environment = {**os.environ, "AGENT_RUNNER_DOCUMENT_ROOTS": str(book.parent)}
    with started(environment=environment) as child:
        child.introduce()
        assert ask(child, "document.add", path=str(book))["pages"] == 3


def test_without_an_allowed_folder_a_path_is_refused_with_the_way_to_allow_it(book: Path) -> None:
    with started() as child:
        child.introduce()
        error = child.call("document.add", {"path": str(book)})["error"]
    assert error["code"] == -32602
    assert error["data"]["errors"][0]["field"] == "path"
    assert "--document-root" in error["data"]["errors"][0]["message"]


def test_a_broken_pdf_is_refused_in_words_and_the_next_call_is_answered(book: Path) -> None:
    book.write_bytes(book.read_bytes()[:200])
    with started("--document-root", str(book.parent)) as child:
        child.introduce()
        error = child.call("document.add", {"path": str(book)})["error"]
        assert error["code"] == -32010
        assert ask(child, "document.list") == {"documents": []}


def pdf(chapters: tuple[tuple[str, ...], ...]) -> bytes:
    """A page for each chapter, its title in larger letters."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>"
        % (len(chapters), b" ".join(b"%d 0 R" % (4 + 2 * n) for n in range(len(chapters)))),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, (title, *lines) in enumerate(chapters):
        body = "".join(f"({line}) Tj T*\n" for line in lines)
        text = f"BT /F1 20 Tf 72 770 Td ({title}) Tj /F1 11 Tf 0 -40 Td 15 TL\n{body}ET".encode()
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % (5 + 2 * number),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        ]
    made, places = b"%PDF-1.4\n", list[int]()
    for number, each in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return made + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer << /Size %d /Root 1 0 R >>\n"
        b"startxref\n%d\n%%%%EOF\n" % (size, rows, size, len(made))
    )
