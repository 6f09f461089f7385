"""A learner's document, a model, and the whole way from a question to cited words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from agent_runner.agents.learning import agent as learning
from agent_runner.agents.personalization import agent as personalization
from agent_runner.allowed_files import AllowedFiles
from agent_runner.llm.port import Prompt
from agent_runner.llm.scripted import Script
from tests.unit.agents.enrichment.scripted import Run, says
from tests.unit.agents.own_material import CELL, add
from tests.unit.orchestrator.six import NOW, orchestrator

QUOTE = "Osmosis is the movement of water through a membrane"
TOLD = "Osmosis means that water moves through a membrane."


def retells(prompt: Prompt) -> str:
    """Quotes the passage that holds the answer, as a good model does."""
    number = next(n for n, text in enumerate(prompt.material, 1) if QUOTE in text)
    return says(sentences=[{"text": TOLD, "passage": number, "quote": QUOTE}])


async def with_document(folder: Path, *script: Script, share: bool = True) -> tuple[Run, str]:
    run = Run(*script, files=AllowedFiles((folder,)))
    document = (await add(run.ctx, folder, CELL))["document_id"]
    if share:
        await personalization.skills["share"].run(run.ctx, {"documents": True})
    return run, document


async def call(run: Run, skill: str, **params: Any) -> Any:
    return await learning.skills[skill].run(run.ctx, params)


async def test_a_question_is_answered_in_a_models_words_with_page_and_quote(tmp_path: Path) -> None:
    run, document = await with_document(tmp_path, retells)
    found = await call(run, "ask", question="What is osmosis?")

    (sentence,) = found["answer"]
    assert (sentence["text"], sentence["from_material"]) == (TOLD, True)
    (where,) = sentence["citations"]
    [page] = await run.ctx.library.pages(document, [where["page"]])
    assert page.text[where["start"] : where["end"]] == where["quote"] == QUOTE
    assert found["enrichment"]["core_answer"]
    assert found["enrichment"]["sent"][0]["kinds"] == ["documents", "learner"]
    assert run.shown == TOLD


@pytest.mark.parametrize(
    ("skill", "params"),
    [("ask", {"question": "What is osmosis?"}), ("summarize", {}), ("path", {})],
)
async def test_without_consent_no_text_of_a_document_leaves(
    tmp_path: Path, skill: str, params: dict[str, Any]
) -> None:
    run, document = await with_document(tmp_path, retells, share=False)
    given = {"document_ids": [document]} if skill == "ask" else {"document_id": document}
    found = await call(run, skill, **params, **given)

    assert found["degraded"] == ["llm:not_shared"]
    assert found["enrichment"]["sent"] == []
    assert run.provider.asked == []


async def test_a_conversation_gives_the_cited_words_as_they_are(tmp_path: Path) -> None:
    run, document = await with_document(tmp_path, retells)
    request: Any = {"user_input": "What is osmosis?", "document_id": document, "now": NOW}
    async with orchestrator() as skills:
        reply: Any = await skills["chat"].run(run.ctx, request)

    assert [route["skill"] for route in reply["routed"]] == ["learning.ask"]
    assert TOLD in reply["reply"]
    assert reply["engine"] == "core+llm"
    assert len(run.provider.asked) == 1


async def test_a_plan_over_a_document_asks_no_model_without_consent(tmp_path: Path) -> None:
    run, document = await with_document(tmp_path, "{}", share=False)
    request: Any = {"user_input": "Study this", "document_id": document, "now": NOW}
    async with orchestrator() as skills:
        plan: Any = await skills["study_plan"].run(run.ctx, request)
        chat: Any = await skills["chat"].run(
            replace(run.ctx, run_id="another"),
            {"user_input": "Make me a study plan", "document_id": document, "now": NOW},
        )

    assert plan["coverage"] == "documents"
    assert plan["degraded"] == ["llm:not_shared"]
    assert "Osmosis" not in run.asked
    assert "membrane" not in run.asked
    assert chat["results"]["orchestrator.study_plan"]["coverage"] == "documents"
