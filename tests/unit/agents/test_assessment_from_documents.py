"""Quizzes and cards from the learner's own documents: fair, cited, held against what changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from agent_runner.agents.assessment import agent
from agent_runner.agents.assessment.quizzes import QUIZZES
from agent_runner.agents.learner_model import load_ratings
from agent_runner.clock import FixedClock
from agent_runner.context import RunContext
from agent_runner.errors import NotFound, SkillFailed
from tests.unit.agents.own_material import CELL, add, context


@pytest.fixture
def ctx(tmp_path: Path) -> RunContext:
    return context(tmp_path)


@pytest.fixture
async def cell(ctx: RunContext, tmp_path: Path) -> str:
    return (await add(ctx, tmp_path, CELL))["document_id"]


async def call(skill: str, ctx: RunContext, **params: Any) -> Any:
    return await agent.skills[skill].run(ctx, params)


async def stored(ctx: RunContext, quiz: Any) -> list[Any]:
    found = await ctx.store.get(QUIZZES, quiz["quiz_id"])
    assert found is not None
    return found["items"]  # type: ignore


async def answered(ctx: RunContext, quiz: Any) -> Any:
    answers = [
        {"item_id": item["item_id"], "answer": item["answer"]} for item in await stored(ctx, quiz)
    ]
    return await call("grade", ctx, quiz_id=quiz["quiz_id"], answers=answers)


async def test_a_quiz_names_the_page_and_keeps_the_key(ctx: RunContext, cell: str) -> None:
    quiz = await call("quiz", ctx, document_id=cell, count=6)
    assert quiz["topic"] == "The living cell"
    assert 3 <= len(quiz["items"]) <= 6
    keys = {item["item_id"]: item for item in await stored(ctx, quiz)}
    for item in quiz["items"]:
        assert item["kind"] in ("mcq", "cloze", "short")
        assert item["source"] == {"document_id": cell, "title": "The living cell", "page": 1}
        key = keys[item["item_id"]]
        assert "answer" not in item
        if item["kind"] == "mcq":
            assert key["answer"] in item["options"]
        else:
            assert key["answer"].lower() not in item["prompt"].lower()
        if item["concept"] is not None:
            assert key["term"].lower() not in item["concept"].replace("-", " ")


async def test_right_answers_are_graded_right_with_the_sentence_they_rest_on(
    ctx: RunContext, cell: str
) -> None:
    quiz = await call("quiz", ctx, document_id=cell, count=6)
    grade = await answered(ctx, quiz)
    assert grade["score"]["right"] == grade["score"]["of"] == len(quiz["items"])
    text = (await ctx.library.pages(cell))[0].text
    for item in grade["items"]:
        source = item["source"]
        assert text[source["start"] : source["end"]] == source["quote"]
        assert "page 1" in item["why"]
    assert grade["mastery"]
    for move in grade["mastery"]:
        assert move["concept"].startswith(f"{cell}/")
        assert move["after"] > move["before"]


async def test_wrong_answers_are_wrong_and_lower_mastery_once(ctx: RunContext, cell: str) -> None:
    quiz = await call("quiz", ctx, document_id=cell, count=4)
    answers = [{"item_id": item["item_id"], "answer": "a bicycle"} for item in quiz["items"]]
    first = await call("grade", ctx, quiz_id=quiz["quiz_id"], answers=answers)
    assert first["score"]["right"] == 0
    ratings = await load_ratings(ctx.store)
    again = await call("grade", ctx, quiz_id=quiz["quiz_id"], answers=answers)
    assert again["counted_before"] is True
    assert await load_ratings(ctx.store) == ratings


async def test_a_later_quiz_asks_what_was_not_asked_yet(ctx: RunContext, cell: str) -> None:
    first = await call("quiz", ctx, document_id=cell, count=3)
    await answered(ctx, first)
    later = replace(ctx, clock=FixedClock(ctx.clock.now() + timedelta(minutes=1)))
    second = await call("quiz", later, document_id=cell, count=3)
    asked = {item["item_id"] for item in first["items"]}
    assert asked.isdisjoint(item["item_id"] for item in second["items"])


async def test_a_placement_asks_one_question_on_each_part(ctx: RunContext, cell: str) -> None:
    quiz = await call("placement", ctx, document_id=cell)
    parts = [item["concept"] for item in await stored(ctx, quiz)]
    assert len(parts) == len(set(parts)) >= 2
    only = await call("placement", ctx, document_id=cell, concepts=parts[:1])
    assert [item["concept"] for item in await stored(ctx, only)] == parts[:1]


async def test_a_grade_says_where_the_document_has_changed(
    ctx: RunContext, cell: str, tmp_path: Path
) -> None:
    quiz = await call("quiz", ctx, document_id=cell, count=8)
    text = "\n".join(
        line for line in CELL.splitlines() if "lorophyll" not in line and "takes up" not in line
    )
    changed = await add(ctx, tmp_path, text)
    assert (changed["document_id"], changed["outcome"]) == (cell, "updated")
    pages = await ctx.library.pages(cell)
    grade = await answered(ctx, quiz)
    for item in grade["items"]:
        source = item["source"]
        still = " ".join(source["quote"].split()) in " ".join(pages[0].text.split())
        assert ("note" not in source) == still
        if still:
            assert pages[0].text[source["start"] : source["end"]] == source["quote"]


async def test_cards_are_kept_and_dropped_with_their_sentence(
    ctx: RunContext, cell: str, tmp_path: Path
) -> None:
    deck = await call("cards", ctx, document_id=cell, count=10)
    assert deck["cards"]
    assert deck == await call("cards", ctx, document_id=cell, count=10)
    ids = [card["card_id"] for card in deck["cards"]]
    assert len(set(ids)) == len(ids)
    about = [card for card in deck["cards"] if "smosis" in card["source"]["quote"]]
    assert about
    sentences = CELL.replace("\n", " ").replace(
        "Osmosis is the movement of water through a membrane towards the side with more dissolved "
        "matter.",
        "",
    )
    await add(ctx, tmp_path, sentences.replace(" ## ", "\n\n## ").replace("  ", "\n\n"))
    documents = await ctx.library.documents()
    if [one.id for one in documents] == [cell]:
        after = await call("cards", ctx, document_id=cell, count=1)
        assert after["dropped"] >= 1
        gone = "movement of water through a membrane"
        assert not any(gone in card["source"]["quote"] for card in after["cards"])


async def test_cards_are_exported_for_anki(ctx: RunContext, cell: str) -> None:
    exported = await call("export_cards", ctx, document_id=cell)
    assert exported["filename"] == "The-living-cell.anki.txt"
    lines = exported["text"].splitlines()
    headers = [line for line in lines if line.startswith("#")]
    assert "#separator:tab" in headers
    rows = [line.split("\t") for line in lines[len(headers) :]]
    assert len(rows) == exported["cards"] > 0
    for row in rows:
        assert row[0] in ("Basic", "Cloze")
        assert ("{{c1::" in row[1]) == (row[0] == "Cloze")
        assert "page 1" in row[2]
        assert row[3].split() == ["The-living-cell", "page-1"]


async def test_a_document_that_makes_no_question_says_so(ctx: RunContext, tmp_path: Path) -> None:
    document = (await add(ctx, tmp_path, "Hello there.", "hello.txt"))["document_id"]
    for skill in ("quiz", "cards"):
        with pytest.raises(SkillFailed, match="fair question"):
            await call(skill, ctx, document_id=document)


async def test_another_learners_document_makes_nothing(ctx: RunContext, cell: str) -> None:
    other = replace(ctx, user_id="another")
    for skill in ("quiz", "placement", "cards", "export_cards"):
        with pytest.raises(NotFound):
            await call(skill, other, document_id=cell)


async def test_a_quiz_is_spread_over_a_long_document(ctx: RunContext, tmp_path: Path) -> None:
    book = (await add(ctx, tmp_path, _book(60), "book.md"))["document_id"]
    pages = len(await ctx.library.pages(book))
    quiz = await call("quiz", ctx, document_id=book, count=8)
    found = [item["source"]["page"] for item in quiz["items"]]
    assert found == sorted(found)
    assert found[0] <= pages / 3
    assert found[-1] >= pages * 2 / 3
    assert len(set(found)) >= 5


async def test_another_time_asks_other_questions_and_the_same_time_the_same(
    ctx: RunContext, tmp_path: Path
) -> None:
    book = (await add(ctx, tmp_path, _book(60), "book.md"))["document_id"]
    later = replace(ctx, clock=FixedClock(ctx.clock.now() + timedelta(hours=1)))
    first = await call("quiz", ctx, document_id=book, count=5)
    assert await call("quiz", ctx, document_id=book, count=5) == first
    second = await call("quiz", later, document_id=book, count=5)
    ids = [{item["item_id"] for item in quiz["items"]} for quiz in (first, second)]
    assert len(ids[0] & ids[1]) <= 1


async def test_as_many_cards_as_wanted_lie_all_over_the_document(
    ctx: RunContext, tmp_path: Path
) -> None:
    book = (await add(ctx, tmp_path, _book(60), "book.md"))["document_id"]
    pages = len(await ctx.library.pages(book))
    few = await call("cards", ctx, document_id=book, count=6)
    assert max(card["source"]["page"] for card in few["cards"]) >= pages * 2 / 3
    exported = await call("export_cards", ctx, document_id=book, count=40)
    assert exported["cards"] == 40
    many = await call("cards", ctx, document_id=book, count=6)
    assert few["cards"] == many["cards"][:6]


async def test_a_topic_within_a_document_is_what_is_asked_about(ctx: RunContext, cell: str) -> None:
    quiz = await call("quiz", ctx, document_id=cell, topic="osmosis", count=4)
    assert quiz["items"]
    for item in await stored(ctx, quiz):
        assert "smosis" in item["source"]["quote"]
    part = await call("quiz", ctx, document_id=cell, concepts=["mitochondria"], count=3)
    for item in await stored(ctx, part):
        assert "mitochond" in f"{item['source']['quote']}{item['title']}".lower()


async def test_a_topic_that_is_not_in_the_document_is_said(ctx: RunContext, cell: str) -> None:
    with pytest.raises(NotFound, match="calculus"):
        await call("quiz", ctx, document_id=cell, topic="calculus")
    with pytest.raises(NotFound, match="x"):
        await call("placement", ctx, document_id=cell, concepts=["x"])
    quiz = await call("quiz", ctx, document_id=cell, topic="osmosis and calculus", count=2)
    assert "does not name “calculus”" in quiz["note"]


def _book(chapters: int) -> str:
    """A text of many pages in which each chapter defines a term of its own."""
    kinds = ("granite", "basalt", "marble", "quartz", "gypsum", "mica")
    text = ["# Rocks and minerals"]
    for number in range(chapters):
        name = f"{chr(97 + number % 26)}{'aeiou'[number % 5]}r{chr(98 + number // 3)}olite"
        text.append(f"## Chapter on {name}")
        text.append(
            f"A {name} is a mineral that grows in layers of {kinds[number % 6]} under pressure. "
            f"Most collectors keep the {name} in a dry place because water slowly dissolves it. "
            + "The valley lies in shade for most of a winter day and nothing much happens there. "
            * 25
        )
    return "\n\n".join(text)
