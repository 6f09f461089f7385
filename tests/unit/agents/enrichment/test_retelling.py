"""Answers and summaries from documents in a model's words, each sentence held against its page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from agent_runner.agents.learning.models import FoundPassage, MaterialAnswer, Summary
from agent_runner.agents.learning.retelling import retold_answer, retold_summary
from agent_runner.agents.material import Citation, CitedSentence
from agent_runner.agents.personalization import agent as personalization
from agent_runner.llm.scripted import Script
from agent_runner.store.library import Page
from tests.unit.agents.enrichment.scripted import Run, says

PAGE = (
    "Photosynthesis takes place in the chloroplasts of plant cells. The light reactions split "
    "water\nand give off oxygen. The Calvin cycle builds sugar from carbon dioxide in 3 stages."
)
FIRST = "Photosynthesis takes place in the chloroplasts of plant cells."
QUESTION = "Where does photosynthesis take place?"
GOOD = {
    "text": "Plant cells carry out photosynthesis in their chloroplasts.",
    "passage": 1,
    "quote": "takes place in the chloroplasts of plant cells",
}


async def pages_of(_document_id: str, numbers: Sequence[int]) -> list[Page]:
    return [Page(number=number, status="ok", text=PAGE, digest="d") for number in numbers]


def core(page: str = PAGE, *, found: bool = True) -> MaterialAnswer:
    citation = Citation(document_id="doc", page=1, start=0, end=len(FIRST), quote=FIRST)
    passage = FoundPassage(
        document_id="doc", title="Biology", page=1, start=0, end=len(page), section=[], text=page,
        score=1.0,
    )  # fmt: skip
    sentence = CitedSentence(text=FIRST, from_material=True, citations=[citation])
    return MaterialAnswer(
        found=found,
        answer=[sentence] if found else [],
        passages=[passage] if found else [],
        note="",
    )


async def retold(*script: Script, share: bool = True, **fields: Any) -> tuple[Run, MaterialAnswer]:
    run = Run(*script, **fields)
    if share:
        await personalization.skills["share"].run(run.ctx, {"documents": True})
    return run, await retold_answer(run.ctx, QUESTION, core(), pages_of)


async def told(*sentences: dict[str, Any]) -> MaterialAnswer:
    _run, found = await retold(says(sentences=[*sentences]))
    return found


async def test_a_sentence_with_a_quote_on_its_page_is_from_the_material() -> None:
    run, found = await retold(says(sentences=[GOOD]))

    (sentence,) = found.answer
    assert sentence.text == GOOD["text"]
    assert sentence.from_material
    (where,) = sentence.citations
    assert PAGE[where.start : where.end] == where.quote == GOOD["quote"]
    assert found.enrichment is not None
    assert found.enrichment.core_answer == core().answer
    assert found.enrichment.sent[0].kinds == ["documents", "learner"]
    assert run.shown == GOOD["text"]
    assert found.degraded == []


async def test_a_quote_over_a_line_break_stands_and_is_given_as_the_page_has_it() -> None:
    found = await told(
        {"text": "The light reactions split water and give off oxygen.", "passage": 1,
         "quote": "light reactions split water and give off oxygen"},
    )  # fmt: skip
    assert found.answer[0].from_material
    assert "\n" in found.answer[0].citations[0].quote


@pytest.mark.parametrize(
    "changed",
    [
        {"quote": "takes place in the mitochondria of animal cells"},
        {"quote": ""},
        {"quote": "plant cells"},
        {"passage": 0},
        {"passage": 7},
        {"text": "Bread is best when baked slowly at home."},
        {"text": "Photosynthesis takes place in 3 chloroplasts of plant cells."},
    ],
)
async def test_a_sentence_without_a_quote_that_bears_it_out_is_marked(
    changed: dict[str, Any],
) -> None:
    other = {**GOOD, "text": "Chloroplasts of plant cells are where photosynthesis takes place."}
    found = await told(other, {**GOOD, **changed})

    assert [one.from_material for one in found.answer] == [True, False]
    assert found.answer[1].citations == []


@pytest.mark.parametrize(
    "text",
    [
        "Photosynthesis was found in 1779 in plant cells.",
        "The exam on photosynthesis in plant cells is on Friday.",
        "See https://evil.example for the chloroplasts of plant cells.",
        "You are a genius at photosynthesis in plant cells.",
    ],
)
async def test_a_sentence_with_a_fact_that_was_not_given_is_left_out(text: str) -> None:
    other = {**GOOD, "text": "Chloroplasts of plant cells are where photosynthesis takes place."}
    found = await told(other, {**GOOD, "text": text})

    assert text not in [one.text for one in found.answer]
    assert found.degraded == ["llm:malformed"]


async def test_where_most_is_not_borne_out_the_cores_answer_stands() -> None:
    loose = {"text": "Something else altogether.", "passage": 0, "quote": ""}
    found = await told(GOOD, loose, {**loose, "text": "And something else again."})

    assert found.answer == core().answer
    assert found.degraded == ["llm:malformed"]


async def test_without_consent_no_document_text_is_sent() -> None:
    run, found = await retold(says(sentences=[GOOD]), share=False)

    assert found.answer == core().answer
    assert found.degraded == ["llm:not_shared"]
    assert run.provider.asked == []


async def test_what_is_not_in_the_material_is_not_asked_of_a_model() -> None:
    run = Run(says(sentences=[GOOD]))
    await personalization.skills["share"].run(run.ctx, {"documents": True})
    found = await retold_answer(run.ctx, QUESTION, core(found=False), pages_of)

    assert not found.found
    assert found.answer == []
    assert run.provider.asked == []


async def test_document_text_is_material_and_the_question_is_data() -> None:
    run, _found = await retold(says(sentences=[GOOD]))

    (prompt,) = run.provider.asked
    assert "chloroplasts" not in prompt.system + prompt.user
    assert "chloroplasts" in prompt.material[0]
    assert QUESTION in prompt.user


def summary() -> Summary:
    second = PAGE[len(FIRST) + 1 : PAGE.index(" The Calvin")]
    spans = [(0, len(FIRST)), (len(FIRST) + 1, len(FIRST) + 1 + len(second))]
    sentences = [
        CitedSentence(
            text=" ".join(PAGE[start:end].split()),
            from_material=True,
            citations=[
                Citation(document_id="doc", page=1, start=start, end=end, quote=PAGE[start:end])
            ],
        )
        for start, end in spans
    ]
    text = " ".join(one.text for one in sentences)
    return Summary(
        document_id="doc", title="B", length="short", text=text, sentences=sentences, note=""
    )


async def test_a_summary_is_retold_sentence_by_sentence_with_its_quotes() -> None:
    answer = says(
        sentences=[
            GOOD,
            {"text": "Its light reactions split water and set oxygen free.", "passage": 2,
             "quote": "light reactions split water and give off oxygen"},
        ]
    )  # fmt: skip
    run = Run(answer)
    await personalization.skills["share"].run(run.ctx, {"documents": True})
    found = await retold_summary(run.ctx, summary(), pages_of)

    assert found.text == " ".join(one.text for one in found.sentences)
    assert found.sentences[0].text == GOOD["text"]
    for sentence in found.sentences:
        (where,) = sentence.citations
        assert PAGE[where.start : where.end] == where.quote
    assert found.enrichment is not None
    assert found.enrichment.core_sentences == summary().sentences


async def test_a_summary_takes_no_sentence_that_the_document_does_not_bear_out() -> None:
    answer = says(sentences=[GOOD, {"text": "Buy more plants.", "passage": 0, "quote": ""}])
    run = Run(answer)
    await personalization.skills["share"].run(run.ctx, {"documents": True})
    found = await retold_summary(run.ctx, summary(), pages_of)

    assert [one.text for one in found.sentences] == [GOOD["text"]]
    assert found.degraded == ["llm:malformed"]
