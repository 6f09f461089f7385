"""Study plans over a document of the learner's own keep every promise that other plans keep."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from agent_runner.context import RunContext
from agent_runner.errors import NotFound
from agent_runner.registry import Registry
from tests.unit.agents.own_material import BREAD, CELL, add, context
from tests.unit.agents.test_learning_from_documents import INJECTION
from tests.unit.orchestrator.promises import assert_valid
from tests.unit.orchestrator.six import (
    NOW,
    SIX,
    ZONE,
    breaks,
    orchestrator,
    plan_for,
    with_skill,
)


@pytest.fixture
def ctx(tmp_path: Path) -> RunContext:
    return context(tmp_path)


@pytest.fixture
async def cell(ctx: RunContext, tmp_path: Path) -> str:
    return (await add(ctx, tmp_path, CELL))["document_id"]


def _book() -> str:
    """A text of 12 chapters, each of about ten minutes of reading."""
    chapters: list[str] = ["# A long book"]
    for number in range(1, 13):
        sentence = f"The widget{number} is a device that measures the flow of chapter {number}. "
        chapters.append(f"## Chapter {number}\n\n{sentence * 180}\n")
    return "\n\n".join(chapters)


async def test_a_plan_is_over_the_documents_own_sections(ctx: RunContext, cell: str) -> None:
    plan = await plan_for("Help me study this, 30 minutes a day", ctx=ctx, document_id=cell)
    assert_valid(plan, most_minutes=30)
    assert plan["coverage"] == "documents"
    assert plan["degraded"] == []
    assert [step["title"] for step in plan["path"]] == [
        "The membrane",
        "Mitochondria",
        "Chloroplasts",
    ]
    for step in plan["path"]:
        assert step["concept"].startswith(f"{cell}/")
        assert step["resources"][0]["locator"].startswith(f"document:{cell}#page=")
        for citation in step["citations"]:
            [page] = await ctx.library.pages(cell, [citation["page"]])
            assert page.text[citation["start"] : citation["end"]] == citation["quote"]
    assert "The living cell" in plan["goal"]["statement"]
    learned = {block["concept"] for block in plan["schedule"]["blocks"] if block["concept"]}
    assert learned == {step["concept"] for step in plan["path"]}
    assert plan["review"]["due_forecast"]
    assert plan["motivation"]["if_then"]
    assert plan["assessment"]["checkpoints"]


async def test_its_placement_questions_can_be_graded(ctx: RunContext, cell: str) -> None:
    plan = await plan_for("Help me study this", ctx=ctx, document_id=cell)
    items = plan["assessment"]["placement"]
    assert items
    assert all(item["source"]["document_id"] == cell for item in items)
    assessment = next(agent for agent in SIX if agent.name == "assessment")
    answers: Any = [{"item_id": item["item_id"], "answer": "a bicycle"} for item in items]
    grade: Any = await assessment.skills["grade"].run(ctx, {"answers": answers})
    assert grade["score"]["of"] == len(items)


async def test_a_plan_for_a_book_in_little_time_says_what_it_leaves_out(
    ctx: RunContext, tmp_path: Path
) -> None:
    book = (await add(ctx, tmp_path, _book(), "book.md"))["document_id"]
    plan = await plan_for("Exam in 5 days, 45 minutes a day", ctx=ctx, document_id=book)
    assert_valid(plan, most_minutes=45)
    assert 1 <= len(plan["path"]) < 12
    assert [one for one in plan["trace"]["left_out"] if one["reason"] == "budget"]
    whole = await plan_for("I want to learn all of it", ctx=ctx, document_id=book)
    assert_valid(whole)
    assert len(whole["path"]) == 12


async def test_answers_to_its_questions_shape_the_next_plan(ctx: RunContext, cell: str) -> None:
    before = await plan_for("Plan this", ctx=ctx, document_id=cell)
    step = before["path"][0]["concept"]
    known = await plan_for("Plan this", ctx=ctx, document_id=cell, known=["The membrane"])
    assert step not in [one["concept"] for one in known["path"]]


async def test_the_same_request_gives_the_same_plan(ctx: RunContext, cell: str) -> None:
    one = await plan_for("Plan this", ctx=ctx, document_id=cell, seed=7)
    two = await plan_for("Plan this", ctx=ctx, document_id=cell, seed=7)
    for plan in (one, two):
        for report in plan["agents"].values():
            report["ms"] = 0
    assert one == two


async def test_a_document_that_is_not_there_is_not_planned_for(ctx: RunContext, cell: str) -> None:
    with pytest.raises(NotFound):
        await plan_for("Plan this", ctx=ctx, document_id="doc-0000")
    with pytest.raises(NotFound):
        await plan_for("Plan this", ctx=replace(ctx, user_id="another"), document_id=cell)


async def test_a_run_that_ended_is_given_again_though_its_document_is_gone(
    ctx: RunContext, cell: str
) -> None:
    named = replace(ctx, run_id="r-1", run_is_named=True)
    request: Any = {"user_input": "Plan this", "now": NOW, "timezone": ZONE, "document_id": cell}
    async with orchestrator() as skills:
        plan = await skills["study_plan"].run(named, request)
        await ctx.library.delete(cell)
        assert await skills["study_plan"].run(named, request) == plan
        with pytest.raises(NotFound):
            await skills["study_plan"].run(replace(named, run_id="r-2"), request)


async def test_without_the_learning_agent_there_is_still_a_plan(ctx: RunContext, cell: str) -> None:
    registry: Registry = with_skill("learning.path", breaks)
    plan = await plan_for("Plan this", ctx=ctx, document_id=cell, registry=registry)
    assert_valid(plan)
    assert plan["coverage"] == "generic"
    assert plan["degraded"] == ["learning:failed"]


async def test_instructions_in_a_document_do_not_reach_the_plan(
    ctx: RunContext, tmp_path: Path
) -> None:
    harmed = (await add(ctx, tmp_path, CELL + INJECTION, "harmed.md"))["document_id"]
    plan = await plan_for("Plan this, 30 minutes a day", ctx=ctx, document_id=harmed)
    assert_valid(plan, most_minutes=30)
    assert plan["wellness"]["guard"]["level"] == 0
    assert [step["title"] for step in plan["path"]][:3] == [
        "The membrane",
        "Mitochondria",
        "Chloroplasts",
    ]


async def chat(ctx: RunContext, text: str, **given: Any) -> Any:
    request: Any = {"user_input": text, "now": NOW, "timezone": ZONE, **given}
    async with orchestrator() as skills:
        return await skills["chat"].run(ctx, request)


async def test_a_conversation_can_be_about_a_document(
    ctx: RunContext, cell: str, tmp_path: Path
) -> None:
    await add(ctx, tmp_path, BREAD, "bread.md")
    answer = await chat(ctx, "What is osmosis?", document_id=cell)
    assert answer["routed"][0]["skill"] == "learning.ask"
    assert "movement of water" in answer["reply"]
    assert "(page 1)" in answer["reply"]
    quiz = await chat(ctx, "Quiz me with 3 questions", document_id=cell)
    found = quiz["results"]["assessment.quiz"]
    assert {item["source"]["document_id"] for item in found["items"]} == {cell}
    plan = await chat(ctx, "Make me a study plan for it, 30 minutes a day", document_id=cell)
    assert plan["results"]["orchestrator.study_plan"]["coverage"] == "documents"


def titles(plan: Any) -> list[str]:
    return [step["title"] for step in plan["path"]]


async def test_only_what_is_asked_for_is_planned(ctx: RunContext, cell: str) -> None:
    text = "I only want to learn respiration and chloroplasts, by Friday"
    plan = await plan_for(text, ctx=ctx, document_id=cell)
    assert_valid(plan)
    assert titles(plan) == ["Mitochondria", "Chloroplasts"]
    assert "respiration and chloroplasts" in plan["goal"]["statement"]
    assert {one["reason"] for one in plan["trace"]["left_out"]} == {"excluded"}
    assert "only" in plan["trace"]["left_out"][0]["why"]


async def test_parts_that_are_asked_for_come_first(ctx: RunContext, cell: str) -> None:
    plan = await plan_for("Help me study chloroplasts", ctx=ctx, document_id=cell)
    assert_valid(plan)
    assert titles(plan) == ["Chloroplasts", "The membrane", "Mitochondria"]
    assert "chloroplasts" in plan["goal"]["statement"]
    assert plan["path"][0]["why_now"].startswith("You asked for “chloroplasts”.")


async def test_parts_that_are_asked_for_are_cut_after_all_others(
    ctx: RunContext, tmp_path: Path
) -> None:
    book = (await add(ctx, tmp_path, _book(), "book.md"))["document_id"]
    text = "Help me study chapter 9 and chapter 11, exam in 4 days, 45 minutes a day"
    plan = await plan_for(text, ctx=ctx, document_id=book)
    assert_valid(plan, most_minutes=45)
    assert titles(plan)[:2] == ["Chapter 9", "Chapter 11"]
    assert "Chapter 9" not in [one["title"] for one in plan["trace"]["left_out"]]


@pytest.mark.parametrize(
    "text",
    [
        "I know the first three chapters already",
        "Ich kenne die ersten drei Kapitel schon",
        "I already know chapters 1 to 3",
        "I have read chapters 1, 2 and 3",
        "I know chapter 1, chapter 2 and chapter 3",
    ],
)
async def test_chapters_that_are_known_are_left_out(
    ctx: RunContext, tmp_path: Path, text: str
) -> None:
    book = (await add(ctx, tmp_path, _book(), "book.md"))["document_id"]
    plan = await plan_for(text, ctx=ctx, document_id=book)
    assert titles(plan) == [f"Chapter {number}" for number in range(4, 13)]
    left_out = {one["title"]: one["reason"] for one in plan["trace"]["left_out"]}
    assert left_out == {f"Chapter {number}": "known" for number in (1, 2, 3)}


async def test_what_names_no_part_is_said_to_name_none(ctx: RunContext, cell: str) -> None:
    plan = await plan_for("I know Roman law. Help me study this", ctx=ctx, document_id=cell)
    assert len(plan["path"]) == 3
    assert "“Roman law”" in plan["trace"]["note"]


async def test_a_plan_that_leaves_something_out_does_not_claim_to_fit(
    ctx: RunContext, tmp_path: Path
) -> None:
    book = (await add(ctx, tmp_path, _book(), "book.md"))["document_id"]
    for text in ("Exam in 5 days, 45 minutes a day", "Exam in 9 days, 60 minutes a day"):
        schedule = (await plan_for(text, ctx=ctx, document_id=book))["schedule"]
        do_not_fit = [one for one in schedule["conflicts"] if one["kind"] == "path_cut"]
        assert schedule["feasible"] != bool(do_not_fit)
