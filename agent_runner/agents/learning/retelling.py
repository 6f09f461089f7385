"""What a model may add to an answer from documents: the same in its words, each sentence cited.

A sentence counts as from the material only with a quote that was found on its page and that bears
it out as far as words can tell; others are marked, and never the greater part. Sentences that speak
to a model instead of a reader are kept back, and cited by nobody.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Final

import orjson
from pydantic import BaseModel, ConfigDict, Field

from agent_runner import RunContext
from agent_runner.agents.enrichment import Addition, Checked, Enriched, Facts, Rejected, enrich
from agent_runner.agents.enrichment.claims import is_instruction
from agent_runner.agents.learning.bearing_out import bears_out
from agent_runner.agents.learning.models import (
    MaterialAnswer,
    RetoldAnswer,
    RetoldSummary,
    Summary,
)
from agent_runner.agents.material import Citation, CitedSentence
from agent_runner.core.text import sentences
from agent_runner.documents.citing import find_quote
from agent_runner.json_types import JsonValue
from agent_runner.store.library import Page

PagesOf = Callable[[str, Sequence[int]], Awaitable[Sequence[Page]]]
"""The pages of a document with these numbers: `ctx.library.pages`."""

MOST_PASSAGES: Final = 8
SHORTEST_QUOTE: Final = 12
LEAST_FROM_MATERIAL: Final = 0.5

_SYSTEM_ANSWER: Final = """\
The data is a learner's question; the material is numbered passages of the learner's own \
documents. Answer the question from the passages alone, in the question's language, in 1 to 6 \
short sentences. Give each sentence as `text`, the number of the one `passage` it rests on, and as \
`quote` the words of that passage that bear it out, copied letter by letter (4 to 40 words). For a \
sentence that rests on no passage give passage 0 and an empty quote; better, leave it out.
"""
_SYSTEM_SUMMARY: Final = """\
The material is numbered sentences of a document, chosen as its summary. Write them anew, in their \
language and order, so that they read as one text: at most one sentence of yours for each of \
theirs. Give each sentence as `text`, the number of the one `passage` it rests on, and as `quote` \
the words of that passage that bear it out, copied letter by letter (4 to 40 words). Add nothing.
"""


class RetoldSentence(BaseModel):
    """One sentence with what it rests on; `passage` 0: on nothing in the material."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, Field(min_length=2, max_length=600)]
    passage: Annotated[int, Field(ge=0, le=50)]
    quote: Annotated[str, Field(max_length=800)]


class Retold(BaseModel):
    """The form of the answer."""

    model_config = ConfigDict(extra="forbid")

    sentences: Annotated[list[RetoldSentence], Field(min_length=1, max_length=25)]


async def retold_answer(
    ctx: RunContext, question: str, core: MaterialAnswer, pages_of: PagesOf
) -> MaterialAnswer:
    """The answer in a model's words, as far as they are borne out; the core's without a model.

    What is not found in the material stays not found: a model is not asked then.
    """
    if not ctx.llm.available or not core.found:
        return core
    spans = [
        (one.document_id, one.page, one.start, one.end) for one in core.passages[:MOST_PASSAGES]
    ]
    found = await _retold(
        ctx,
        "learning.ask",
        _SYSTEM_ANSWER,
        await _sources(spans, pages_of),
        question=question,
        only_from_material=False,
    )
    if found is None:
        return core
    added = RetoldAnswer(core_answer=core.answer if found.value else None, sent=[*found.sent])
    return core.model_copy(
        update={
            "answer": found.value or core.answer,
            "enrichment": added,
            "degraded": [*found.degraded],
        }
    )


async def retold_summary(ctx: RunContext, core: Summary, pages_of: PagesOf) -> Summary:
    """The summary in a model's words, each sentence still with its quote on the page."""
    if not ctx.llm.available or not core.sentences:
        return core
    spans = [
        (where.document_id, where.page, where.start, where.end)
        for one in core.sentences
        for where in one.citations[:1]
    ]
    found = await _retold(
        ctx,
        "learning.summarize",
        _SYSTEM_SUMMARY,
        await _sources(spans, pages_of),
        question=None,
        only_from_material=True,
    )
    if found is None:
        return core
    added = RetoldSummary(
        core_sentences=core.sentences if found.value else None, sent=[*found.sent]
    )
    update: dict[str, object] = {"enrichment": added, "degraded": [*found.degraded]}
    if found.value:
        update |= {
            "text": " ".join(one.text for one in found.value),
            "sentences": found.value,
            "note": f"{len(found.value)} sentences in a model's words, each with its quote; made "
            f"of {core.note}",
        }
    return core.model_copy(update=update)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Source:
    """A stretch of a page; `shown`: what of it a model gets to see."""

    document_id: str
    page: int
    start: int
    text: str
    shown: str


async def _sources(spans: Sequence[tuple[str, int, int, int]], pages_of: PagesOf) -> list[_Source]:
    """The stretches as they stand on their pages now."""
    texts: dict[tuple[str, int], str] = {}
    for document_id in dict.fromkeys(span[0] for span in spans):
        numbers = sorted({page for owner, page, _start, _end in spans if owner == document_id})
        for page in await pages_of(document_id, numbers):
            texts[document_id, page.number] = page.text
    found: list[_Source] = []
    for document_id, page, start, end in spans:
        text = texts.get((document_id, page), "")[start:end]
        found.append(
            _Source(
                document_id=document_id, page=page, start=start, text=text, shown=_harmless(text)
            )
        )
    return [source for source in found if source.shown]


def _harmless(text: str) -> str:
    """Without the sentences that speak to a model."""
    kept = [text[one.start : one.end] for one in sentences(text)]
    return " ".join(" ".join(one.split()) for one in kept if not is_instruction(one))


async def _retold(
    ctx: RunContext,
    purpose: str,
    system: str,
    sources: Sequence[_Source],
    *,
    question: str | None,
    only_from_material: bool,
) -> Enriched[list[CitedSentence]] | None:
    if not sources:
        return None
    given = Facts.of([*(source.shown for source in sources), question or ""])
    data: dict[str, JsonValue] = {} if question is None else {"question": question}
    return await enrich(
        ctx,
        Addition(
            purpose=purpose,
            system=system,
            data=data,
            material=tuple(
                orjson.dumps({"passage": n, "text": one.shown}).decode()
                for n, one in enumerate(sources, start=1)
            ),
            form=Retold,
            check=lambda form: _checked(
                form, sources, question or "", only_from_material=only_from_material
            ),
            kinds=("documents",) if question is None else ("documents", "learner"),
            said=(question or "",),
            streams=("text",),
            problem=given.problem,
            max_output_tokens=2048,
        ),
    )


def _checked(
    form: Retold, sources: Sequence[_Source], question: str, *, only_from_material: bool
) -> Checked[list[CitedSentence]]:
    given = Facts.of([*(source.shown for source in sources), question])
    told: list[CitedSentence] = []
    for one in form.sentences:
        text = " ".join(one.text.split())
        if given.problem(text) is not None or any(text == other.text for other in told):
            continue
        citation = _citation(text, one, sources, question)
        if citation is None and only_from_material:
            continue
        citations = [] if citation is None else [citation]
        told.append(
            CitedSentence(text=text, from_material=citation is not None, citations=citations)
        )
    cited = sum(one.from_material for one in told)
    if not cited or cited < LEAST_FROM_MATERIAL * len(form.sentences):
        raise Rejected("too little that the material bears out")
    return Checked(value=told, is_whole=len(told) == len(form.sentences))


def _citation(
    text: str, one: RetoldSentence, sources: Sequence[_Source], question: str
) -> Citation | None:
    """Where the quote stands, if it does, and bears the sentence out."""
    if not 0 < one.passage <= len(sources) or len(one.quote.strip()) < SHORTEST_QUOTE:
        return None
    source = sources[one.passage - 1]
    place = find_quote(source.text, one.quote)
    if place is None:
        return None
    start, end = place
    quote = source.text[start:end]
    if is_instruction(quote) or not bears_out(source.text, place, text, question):
        return None
    return Citation(
        document_id=source.document_id,
        page=source.page,
        start=source.start + start,
        end=source.start + end,
        quote=quote,
    )
