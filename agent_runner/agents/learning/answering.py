"""Answers to questions from the learner's own material, in the form on the wire."""

from __future__ import annotations

from collections.abc import Sequence

from agent_runner import RunContext
from agent_runner.agents.learning.models import FoundPassage, MaterialAnswer
from agent_runner.agents.material import Citation, CitedSentence, document_of
from agent_runner.documents.asking import Answer, answer

_PASSAGES = 5
_NOTHING_ADDED = "You have not added any document yet; document.add takes PDF, text and Markdown."
_NOT_FOUND = (
    "This is not in your material, as far as its words tell. Ask it in the words that the "
    "material uses, or add a document that treats it."
)


async def answer_from_material(
    ctx: RunContext, question: str, document_ids: Sequence[str] | None, limit: int
) -> MaterialAnswer:
    """The answer with its passages. Raises `NotFound` for a document that is not there."""
    if document_ids is None:
        titles = {one.id: one.title for one in await ctx.library.documents()}
    else:
        named = [await document_of(ctx, one) for one in dict.fromkeys(document_ids)]
        titles = {one.id: one.title for one in named}
    if not titles:
        return MaterialAnswer(found=False, answer=[], passages=[], note=_NOTHING_ADDED)
    ids = None if document_ids is None else [*titles]
    found = await answer(ctx.library, question, document_ids=ids, limit=limit)
    return MaterialAnswer(
        found=found.found,
        answer=[
            CitedSentence(
                text=one.text,
                from_material=one.from_material,
                citations=[
                    Citation(
                        document_id=where.document_id,
                        page=where.page,
                        start=where.start,
                        end=where.end,
                        quote=where.quote,
                    )
                    for where in one.citations
                ],
            )
            for one in found.answer
        ],
        passages=[
            FoundPassage(
                document_id=one.document_id,
                title=titles[one.document_id],
                page=one.passage.page,
                start=one.passage.start,
                end=one.passage.end,
                section=list(one.passage.section),
                text=one.text,
                score=round(one.score, 4),
            )
            for one in found.passages[: max(limit, _PASSAGES)]
        ],
        note=_note(found, titles),
    )


def _note(found: Answer, titles: dict[str, str]) -> str:
    if not found.found:
        return _NOT_FOUND
    sources = {where.document_id for one in found.answer for where in one.citations}
    named = " and ".join(f"“{titles[one]}”" for one in titles if one in sources)
    return f"From {named}; open the cited page to read on."
