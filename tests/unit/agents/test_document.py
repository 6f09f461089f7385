"""The Document agent: material comes in once, changes in place, and goes with all its text."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from agent_runner.agents.assessment import agent as assessment
from agent_runner.agents.learning import agent as learning
from agent_runner.agents.personalization import agent as personalization
from agent_runner.context import Event, RunContext
from agent_runner.errors import InvalidInput, NotFound, SkillFailed
from tests.unit.agents.own_material import BREAD, CELL, NOW, add, call, context


@pytest.fixture
def ctx(tmp_path: Path) -> RunContext:
    return context(tmp_path)


async def test_a_text_comes_in_with_its_pages_and_can_be_listed(
    ctx: RunContext, tmp_path: Path
) -> None:
    added = await add(ctx, tmp_path, CELL)
    assert added["outcome"] == "added"
    assert added["pages"] == len(added["status"]) == 1
    assert added["status"] == [{"page": 1, "status": "ok"}]
    assert added["chunks"] >= 3
    assert (added["kind"], added["language"]) == ("markdown", "en")
    [listed] = (await call("list", ctx))["documents"]
    assert (listed["document_id"], listed["name"]) == (added["document_id"], "cell.md")
    assert listed["added"] == NOW.isoformat()
    shown = await call("get", ctx, document_id=added["document_id"])
    assert shown["chunks"] == added["chunks"]
    assert {"title": "Mitochondria", "level": 2, "page": 1} in shown["sections"]


async def test_each_page_is_told_as_it_is_read(ctx: RunContext, tmp_path: Path) -> None:
    events: list[Event] = []
    ctx.on_event = events.append
    added = await add(ctx, tmp_path, "First page of it.\fSecond page of it.", "two.txt")
    assert added["pages"] == 2
    assert sorted(int(str(event["page"])) for event in events) == [1, 2]
    assert {(event["kind"], event["pages"], event["status"]) for event in events} == {
        ("page", 2, "ok")
    }


async def test_the_same_content_is_one_document_whatever_its_name(
    ctx: RunContext, tmp_path: Path
) -> None:
    first = await add(ctx, tmp_path, CELL)
    again = await add(ctx, tmp_path, CELL, "copy.md")
    assert again["document_id"] == first["document_id"]
    assert (again["outcome"], again["indexed_pages"]) == ("unchanged", 0)
    assert again["chunks"] == first["chunks"]
    assert len((await call("list", ctx))["documents"]) == 1


async def test_a_new_version_keeps_its_id_and_only_changed_pages_are_indexed(
    ctx: RunContext, tmp_path: Path
) -> None:
    pages = [f"Page {number} is about the topic number {number}." for number in range(1, 6)]
    first = await add(ctx, tmp_path, "\f".join(pages), "notes.txt")
    pages[2] = "This page says something else by now."
    second = await add(ctx, tmp_path, "\f".join(pages), "notes.txt")
    assert second["document_id"] == first["document_id"]
    assert (second["outcome"], second["indexed_pages"]) == ("updated", 1)
    assert len((await call("list", ctx))["documents"]) == 1


async def test_other_content_of_the_same_name_is_a_document_of_its_own(
    ctx: RunContext, tmp_path: Path
) -> None:
    first = await add(ctx, tmp_path, CELL, "chapter1.md")
    second = await add(ctx, tmp_path, BREAD, "chapter1.md")
    assert second["outcome"] == "added"
    assert second["document_id"] != first["document_id"]
    assert len((await call("list", ctx))["documents"]) == 2


async def test_an_older_version_that_comes_back_is_not_taken_for_the_newer_one(
    ctx: RunContext, tmp_path: Path
) -> None:
    first = await add(ctx, tmp_path, CELL)
    newer = await add(ctx, tmp_path, CELL + "\nOne more sentence stands at its end.\n")
    older = await add(ctx, tmp_path, CELL, "older.md")
    assert newer["document_id"] == first["document_id"]
    assert older["document_id"] != newer["document_id"]


async def test_a_title_can_be_given_and_changed(ctx: RunContext, tmp_path: Path) -> None:
    first = await add(ctx, tmp_path, CELL, title="Cells, for Thursday")
    again = await add(ctx, tmp_path, CELL, title="Cells")
    assert (first["title"], again["title"]) == ("Cells, for Thursday", "Cells")
    assert again["document_id"] == first["document_id"]


async def test_a_file_outside_the_folders_is_refused(ctx: RunContext, tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    file = tmp_path / "cell.md"
    file.write_text(CELL)
    with pytest.raises(InvalidInput, match="--document-root"):
        await call("add", context(inner), path=str(file))
    with pytest.raises(InvalidInput, match="--document-root"):
        await call("add", RunContext(), path=str(file))


async def test_what_is_no_document_is_refused_in_words(ctx: RunContext, tmp_path: Path) -> None:
    (tmp_path / "noise.pdf").write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 40)
    with pytest.raises(SkillFailed):
        await call("add", ctx, path=str(tmp_path / "noise.pdf"))
    assert (await call("list", ctx))["documents"] == []


async def test_documents_of_another_learner_are_not_there(ctx: RunContext, tmp_path: Path) -> None:
    added = await add(ctx, tmp_path, CELL)
    other = replace(ctx, user_id="another")
    assert (await call("list", other))["documents"] == []
    for skill in ("get", "delete", "analyze"):
        with pytest.raises(NotFound):
            await call(skill, other, document_id=added["document_id"])
    with pytest.raises(NotFound):
        await call("page", other, document_id=added["document_id"], page=1)


async def test_a_page_is_read_as_its_citations_count_it(ctx: RunContext, tmp_path: Path) -> None:
    text = "A cell is small.\fOsmosis is the movement of water \U0001f4a7 through a membrane.\f \n"
    document = (await add(ctx, tmp_path, text, "three.txt"))["document_id"]
    asked = await learning.skills["ask"].run(ctx, {"question": "What is osmosis?"})
    [citation] = cast("Any", asked)["answer"][0]["citations"]
    shown = await call("page", ctx, document_id=document, page=citation["page"])
    assert (shown["page"], shown["pages"], shown["status"]) == (2, 3, "ok")
    assert shown["text"][citation["start"] : citation["end"]] == citation["quote"]
    empty = await call("page", ctx, document_id=document, page=3)
    assert (empty["status"], empty["text"]) == ("empty", "")
    assert empty["note"]
    with pytest.raises(NotFound, match="no page '4'; did you mean 1 to 3"):
        await call("page", ctx, document_id=document, page=4)


async def test_a_deleted_document_is_gone_with_all_that_quotes_it(
    ctx: RunContext, tmp_path: Path
) -> None:
    document = (await add(ctx, tmp_path, CELL))["document_id"]
    quiz = await made("quiz", ctx, document_id=document, count=3)
    deck = await made("cards", ctx, document_id=document, count=4)
    removed = await call("delete", ctx, document_id=document)
    assert (removed["removed_quizzes"], removed["removed_cards"]) == (1, len(deck["cards"]))
    with pytest.raises(NotFound):
        await call("get", ctx, document_id=document)
    with pytest.raises(NotFound):
        await call("delete", ctx, document_id=document)
    with pytest.raises(NotFound):
        await made("grade", ctx, quiz_id=quiz["quiz_id"], answers=[])
    with pytest.raises(NotFound):
        await made("export_cards", ctx, document_id=document)
    for kind in ("assessment.quizzes", "assessment.decks"):
        assert await ctx.store.items(kind) == []
    again = await add(ctx, tmp_path, CELL)
    assert again["document_id"] == document


async def test_an_analysis_says_what_is_in_it(ctx: RunContext, tmp_path: Path) -> None:
    added = await add(ctx, tmp_path, CELL)
    found = await call("analyze", ctx, document_id=added["document_id"])
    assert [part["title"] for part in found["parts"]] == [
        "The membrane",
        "Mitochondria",
        "Chloroplasts",
    ]
    assert found["minutes_to_learn"] == sum(part["minutes"] for part in found["parts"])
    assert found["words"] > 150
    assert found["reading_level"]["source"]
    text = (await ctx.library.pages(added["document_id"]))[0].text
    defined = [term for term in found["key_terms"] if term["citation"]]
    assert {term["term"].lower() for term in defined} >= {"osmosis", "photosynthesis"}
    for term in defined:
        citation = term["citation"]
        assert text[citation["start"] : citation["end"]] == citation["quote"]
    known = {one["concept"] for one in found["coverage"]}
    assert any(ref.startswith("cell-biology/") for ref in known)
    assert known.isdisjoint(one["concept"] for one in found["missing_prerequisites"])


async def made(skill: str, ctx: RunContext, **params: Any) -> Any:
    return await assessment.skills[skill].run(ctx, params)


async def test_the_profile_shows_documents_and_what_is_known_of_their_parts(
    ctx: RunContext, tmp_path: Path
) -> None:
    assert "documents" not in await known("profile", ctx)
    document = (await add(ctx, tmp_path, CELL))["document_id"]
    quiz = await made("quiz", ctx, document_id=document, count=1)
    answers = [{"item_id": quiz["items"][0]["item_id"], "answer": "a bicycle"}]
    graded = await made("grade", ctx, quiz_id=quiz["quiz_id"], answers=answers)
    profile = await known("profile", ctx)
    assert [one["document_id"] for one in profile["documents"]] == [document]
    [concept] = profile["concepts"]
    assert (concept["concept"], concept["title"]) == (
        graded["items"][0]["concept"],
        graded["items"][0]["title"],
    )


@pytest.mark.parametrize("field", ["documents", "everything"])
async def test_forgetting_erases_documents_and_all_that_was_kept_beside_them(
    ctx: RunContext, tmp_path: Path, field: str
) -> None:
    document = (await add(ctx, tmp_path, CELL))["document_id"]
    await made("cards", ctx, document_id=document)
    gone = (await add(ctx, tmp_path, BREAD, "bread.md"))["document_id"]
    await call("delete", ctx, document_id=gone)
    forgotten = await known("forget", ctx, field=field)
    assert "documents" in forgotten["forgotten"]
    assert forgotten["records"] >= 1
    assert (await call("list", ctx))["documents"] == []
    kinds = ("document.files", "document.parts", "document.questions", "document.deleted")
    for kind in (*kinds, "assessment.decks"):
        assert await ctx.store.items(kind) == []


async def known(skill: str, ctx: RunContext, **params: Any) -> Any:
    return await personalization.skills[skill].run(ctx, params)
