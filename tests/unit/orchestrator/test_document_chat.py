"""Wishes about a document reach the skill they are meant for; no reply shows our insides."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest

from agent_runner.context import RunContext
from tests.unit.agents.own_material import CELL, add, context
from tests.unit.orchestrator.six import NOW, ZONE, orchestrator


@pytest.fixture
def ctx(tmp_path: Path) -> RunContext:
    return context(tmp_path)


@pytest.fixture
async def cell(ctx: RunContext, tmp_path: Path) -> str:
    return (await add(ctx, tmp_path, CELL))["document_id"]


async def chat(ctx: RunContext, text: str, **given: Any) -> Any:
    request: Any = {"user_input": text, "now": NOW, "timezone": ZONE, **given}
    async with orchestrator() as skills:
        return await skills["chat"].run(ctx, request)


def skills_of(answer: Any) -> list[str]:
    return [route["skill"] for route in answer["routed"]]


@pytest.mark.parametrize(
    "text",
    [
        "Summarize this document",
        "Give me a summary",
        "Can you sum this up?",
        "What are the main points?",
        "Fasse das Dokument zusammen",
        "Résume ce document",
        "Resume este documento",
    ],
)
async def test_a_wish_for_a_summary_is_summed_up(ctx: RunContext, cell: str, text: str) -> None:
    answer = await chat(ctx, text, document_id=cell)
    assert skills_of(answer) == ["learning.summarize"]
    assert "(page 1)" in answer["reply"]
    assert "not in your material" not in answer["reply"]


@pytest.mark.parametrize(
    ("text", "length"),
    [("A short summary please", "short"), ("Summarize it in detail", "long")],
)
async def test_a_summary_is_as_long_as_wished(
    ctx: RunContext, cell: str, text: str, length: str
) -> None:
    answer = await chat(ctx, text, document_id=cell)
    assert answer["results"]["learning.summarize"]["length"] == length


@pytest.mark.parametrize(
    "text", ["Make flashcards", "Make me 3 flash cards", "Erstelle Karteikarten", "anki cards"]
)
async def test_a_wish_for_flashcards_makes_cards(ctx: RunContext, cell: str, text: str) -> None:
    answer = await chat(ctx, text, document_id=cell)
    assert skills_of(answer) == ["assessment.cards"]
    cards = answer["results"]["assessment.cards"]["cards"]
    assert cards
    assert cards[0]["front"] in answer["reply"]
    if "3" in text:
        assert len(cards) <= 3


async def test_cards_and_a_quiz_are_both_made_where_both_are_asked_for(
    ctx: RunContext, cell: str
) -> None:
    answer = await chat(ctx, "Make flashcards and quiz me with 2 questions", document_id=cell)
    assert set(skills_of(answer)) == {"assessment.cards", "assessment.quiz"}


@pytest.mark.parametrize(
    "text",
    ["When should I study? Exam on 5 December", "Tell me when to study this, exam in 2 weeks"],
)
async def test_when_to_study_a_document_is_answered_with_days_and_hours(
    ctx: RunContext, cell: str, text: str
) -> None:
    answer = await chat(ctx, text, document_id=cell)
    assert skills_of(answer) == ["orchestrator.study_plan"]
    plan = answer["results"]["orchestrator.study_plan"]
    assert plan["coverage"] == "documents"
    assert plan["goal"]["by"] in ("2026-12-05", "2026-12-06")
    assert ":00–" in answer["reply"] or ":30–" in answer["reply"]
    assert "The membrane" in answer["reply"]


async def test_a_quiz_and_the_times_are_given_together(ctx: RunContext, cell: str) -> None:
    text = "Quiz me on this and tell me when to study, exam in 2 weeks"
    answer = await chat(ctx, text, document_id=cell)
    assert set(skills_of(answer)) == {"assessment.quiz", "orchestrator.study_plan"}
    quiz = next(one for one in answer["routed"] if one["skill"] == "assessment.quiz")
    assert "topic" not in quiz["arguments"]
    assert "could not" not in answer["reply"]


async def test_what_no_pack_holds_is_explained_from_an_added_document(
    ctx: RunContext, cell: str
) -> None:
    answer = await chat(ctx, "Explain osmosis")
    assert answer["results"]["learning.ask"]["found"]
    assert "movement of water" in answer["reply"]
    assert cell


async def test_what_nobody_knows_is_said_without_our_words(ctx: RunContext) -> None:
    answer = await chat(ctx, "Explain qwertzuiop")
    assert "“qwertzuiop”" in answer["reply"]
    assert "topic packs" not in answer["reply"]


@pytest.mark.parametrize(
    "text", ["When should I study? Exam on 5 December", "Here are my answers: 1 A, 2 B"]
)
async def test_a_wish_that_lacks_something_is_met_with_what_is_missing(
    ctx: RunContext, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        answer = await chat(ctx, text)
    for word in ("Invalid params", "expected", "[{", "quiz_id", "tasks"):
        assert word not in answer["reply"]
    assert answer["reply"].strip()
    assert not [record for record in caplog.records if record.exc_info]
