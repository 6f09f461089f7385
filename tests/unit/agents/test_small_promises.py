"""A don't-know is skipped, a first step fits its block, and tested parts are counted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from agent_runner.agents.assessment import agent as assessment
from agent_runner.agents.motivation import agent as motivation
from agent_runner.agents.personalization import agent as personalization
from tests.unit.agents.own_material import CELL, add, context


@pytest.mark.parametrize(
    "words", ["weiß nicht", "I don't know.", "Keine Ahnung!", "no sé", "je ne sais pas", "不知道"]
)
async def test_who_does_not_know_has_skipped_and_is_told_so_kindly(
    tmp_path: Path, words: str
) -> None:
    ctx = context(tmp_path)
    cell = (await add(ctx, tmp_path, CELL))["document_id"]
    quiz: Any = await assessment.skills["quiz"].run(ctx, {"document_id": cell, "count": 4})
    answers: Any = [{"item_id": item["item_id"], "answer": words} for item in quiz["items"]]
    grade: Any = await assessment.skills["grade"].run(
        ctx, {"quiz_id": quiz["quiz_id"], "answers": answers}
    )
    assert len(grade["unanswered"]) == len(quiz["items"])
    assert grade["mastery"] == []
    for item in grade["items"]:
        assert item["why"].startswith("That is fine")
        assert "negated" not in item["why"]


async def test_tested_parts_of_documents_are_counted(tmp_path: Path) -> None:
    ctx = context(tmp_path)
    cell = (await add(ctx, tmp_path, CELL))["document_id"]
    quiz: Any = await assessment.skills["quiz"].run(ctx, {"document_id": cell, "count": 4})
    answers: Any = [{"item_id": item["item_id"], "answer": "a fish"} for item in quiz["items"]]
    await assessment.skills["grade"].run(ctx, {"quiz_id": quiz["quiz_id"], "answers": answers})
    recalled: Any = await personalization.skills["recall"].run(ctx, {})
    [used] = [one for one in recalled["used"] if one["field"] == "mastery"]
    assert "parts of your documents tested" in used["value"]
    assert not used["value"].startswith("0 ")


@pytest.mark.parametrize("minutes", [5, 8, 25])
async def test_a_first_step_is_no_longer_than_its_block(tmp_path: Path, minutes: int) -> None:
    block: Any = {
        "start": "2026-11-23T10:00:00+00:00",
        "end": f"2026-11-23T10:{minutes:02}:00+00:00",
        "kind": "learn",
        "concept": "calculus/limits",
    }
    found: Any = await motivation.skills["if_then"].run(
        context(tmp_path), {"blocks": [block], "timezone": "UTC"}
    )
    assert found["first_step"]["minutes"] == min(8, minutes)
    assert f"Stop after {min(8, minutes)} minutes" in found["first_step"]["text"]
