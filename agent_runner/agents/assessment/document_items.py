"""Questions made of a document's own sentences, with their keys, as they are stored with a quiz.

A question keeps the sentence it was made of and where that stood, so that it can be held against
the document again when this has changed or gone.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Collection, Mapping, Sequence
from typing import cast

from agent_runner import RunContext
from agent_runner.agents.assessment.asked_for import AskedFor, about, no_fair_question
from agent_runner.agents.assessment.models import DocumentSource
from agent_runner.agents.assessment.spreading import spread_over
from agent_runner.agents.material import (
    BANK_KEPT,
    Material,
    Part,
    deletion_of,
    keep,
    kept_of,
    part_at,
    parts_for,
)
from agent_runner.core.materials import (
    Item,
    ItemKind,
    Span,
    check_item,
    in_one_line,
    item_sets,
    quote,
)
from agent_runner.core.tokens import stems
from agent_runner.documents.citing import find_quote
from agent_runner.errors import SkillFailed
from agent_runner.json_types import JsonObject
from agent_runner.store.library import Page

_DIFFICULTY: Mapping[ItemKind, float] = {"mcq": -0.5, "cloze": 0.5, "short": 0.3, "card": 0.3}
_LEAST_MADE = 60
_MADE_EACH_PAGE = 2
_MOST_MADE = 300
_TERMS = 40


async def questions_of(
    ctx: RunContext,
    material: Material,
    count: int,
    *,
    kinds: Collection[ItemKind],
    seen: Mapping[str, int],
    rng: random.Random,
    asked: AskedFor | None = None,
    besides: Sequence[JsonObject] = (),
) -> list[JsonObject]:
    """At most `count` questions spread over the document, those never seen first.

    With `asked`, they are about its subjects; `besides` are there already. Raises `SkillFailed`
    where the document gives none.
    """
    bank = [one for one in await _bank(ctx, material) if one["kind"] in kinds]
    if not bank:
        raise SkillFailed(
            f"“{material.title}” has no sentence that makes a fair question: none of them defines "
            "or uses a term clearly enough."
        )
    if asked is None:
        pools = [bank]
    else:
        pools = [*about(material, asked.subjects, bank)]
        if sum(map(len, pools)) < count:
            more = await asyncio.to_thread(
                _made_of, material, await parts_for(ctx, material), asked
            )
            known = {_id(one) for one in bank}
            fresh = [one for one in more if one["kind"] in kinds and _id(one) not in known]
            pools += about(material, asked.subjects, fresh)
            pools = [[*pools[0], *pools[2]], [*pools[1], *pools[3]]]
    chosen: list[JsonObject] = []
    for pool in pools:
        chosen += spread_over(
            material.pages,
            pool,
            count - len(chosen),
            seen=seen,
            rng=rng,
            besides=[*besides, *chosen],
        )
    if asked is not None and not chosen:
        raise no_fair_question(material, asked)
    return [_shuffled(one, rng) for one in chosen]


async def one_for_each_part(
    ctx: RunContext,
    material: Material,
    count: int,
    *,
    asked: AskedFor | None,
    seen: Mapping[str, int],
    rng: random.Random,
) -> list[JsonObject]:
    """A question on each part, or on as many parts as `count`, evenly spread over the document."""
    bank = await _bank(ctx, material)
    if asked is not None:
        of_it, named = about(material, asked.subjects, bank)
        bank = of_it or named
    by_part: dict[str, list[JsonObject]] = {}
    for one in bank:
        if one["kind"] in ("mcq", "cloze"):
            by_part.setdefault(str(one["concept"]), []).append(one)
    if asked is not None and not by_part:
        raise no_fair_question(material, asked)
    refs = [part.ref for part in await parts_for(ctx, material) if part.ref in by_part]
    if len(refs) > count:
        refs = [refs[place * len(refs) // count] for place in range(count)]
    return [
        _shuffled(min(by_part[ref], key=lambda one: seen.get(_id(one), 0)), rng) for ref in refs
    ]


async def prepare_document(ctx: RunContext, material: Material) -> None:
    """Work out what quizzes and paths of the document need, so that they find it done."""
    await _bank(ctx, material)


async def source_now(ctx: RunContext, item: JsonObject) -> DocumentSource:
    """Where a stored question came from, as the document is now: moved, changed, or gone."""
    source = DocumentSource.model_validate(item["source"])
    gone = await deletion_of(ctx, source.document_id)
    if gone is not None:
        return source.model_copy(update={"note": gone})
    if source.quote is None:
        return source
    pages = await ctx.library.pages(source.document_id)
    if not pages:
        return source.model_copy(update={"note": "The document is not there any more."})
    place = _place_of(source, pages)
    if place is None:
        note = "The document has changed since: this sentence does not stand in it any more."
        return source.model_copy(update={"note": note})
    return source.model_copy(
        update={
            "page": place.page,
            "start": place.start,
            "end": place.end,
            "quote": quote(pages, place),
        }
    )


def still_fair(item: JsonObject, source: DocumentSource, pages: Sequence[Page]) -> bool:
    """Whether a stored question holds against the document as it is now."""
    if source.note is not None or source.start is None or source.end is None:
        return False
    text = next((page.text for page in pages if page.number == source.page), "")
    return not check_item(_item(item, Span(source.page, source.start, source.end)), text)


async def _bank(ctx: RunContext, material: Material) -> list[JsonObject]:
    """The questions that the document gives, in an order that is spread over it."""
    kept = await kept_of(ctx, BANK_KEPT, material)
    if kept is None:
        parts = await parts_for(ctx, material)
        made = await asyncio.to_thread(_made, material, parts)
        kept = cast("JsonObject", {"questions": made})
        await keep(ctx, BANK_KEPT, material, kept)
    return cast("list[JsonObject]", kept["questions"])


def _made(material: Material, parts: Sequence[Part]) -> list[JsonObject]:
    return _made_from(material, parts, material.pages)


def _made_of(material: Material, parts: Sequence[Part], asked: AskedFor) -> list[JsonObject]:
    """What the pages give by themselves that name the subjects: of a book, more than its bank."""
    return _made_from(material, parts, asked.pages)


def _made_from(
    material: Material, parts: Sequence[Part], pages: Sequence[Page]
) -> list[JsonObject]:
    there = {page.number for page in pages}
    sets = item_sets(
        pages,
        [one for one in material.document.headings if one.page in there],
        count=min(_MOST_MADE, _LEAST_MADE + _MADE_EACH_PAGE * len(pages)),
        rng=random.Random(material.id),
        sets=(("cloze", "mcq", "short"), ("card", "cloze")),
    )
    found = list({one.id: one for made in sets for one in made}.values())
    terms = list(dict.fromkeys(one.concept_term for one in found))[:_TERMS]
    return [_stored(material, parts, one, terms) for one in found]


def _shuffled(item: JsonObject, rng: random.Random) -> JsonObject:
    options = _texts(item["options"])
    rng.shuffle(options)
    return {**item, "options": [*options]}


def _id(item: JsonObject) -> str:
    return str(item["item_id"])


def _stored(
    material: Material, parts: Sequence[Part], item: Item, terms: Sequence[str]
) -> JsonObject:
    part = part_at(parts, item.source)
    sentence = quote(material.pages, item.source)
    return {
        "item_id": f"{material.id}:{item.id}"[:80],
        "concept": part.ref if part else f"{material.id}/part",
        "title": part.title if part else material.title,
        "kind": item.kind,
        "prompt": item.prompt,
        "options": list(item.options or ()),
        "answer": item.answer,
        "accept": list(item.accept),
        "why": f"“{in_one_line(sentence)}” ({material.title}, page {item.source.page})",
        "difficulty": _DIFFICULTY[item.kind],
        "term": item.concept_term,
        "other_terms": [term for term in terms if term != item.concept_term],
        "source": {
            "document_id": material.id,
            "title": material.title,
            "page": item.source.page,
            "start": item.source.start,
            "end": item.source.end,
            "quote": sentence,
        },
    }


def tells_the_answer(item: JsonObject) -> bool:
    """Whether the name of its part would give the answer away."""
    title, answer = set(stems(str(item["title"]))), set(stems(str(item["answer"])))
    term = set(stems(str(item["term"])))
    return not title.isdisjoint(term) or answer <= title or title <= answer


def _item(item: JsonObject, source: Span) -> Item:
    options = [str(one) for one in _texts(item["options"])]
    return Item(
        id=str(item["item_id"]),
        kind=_kind(item["kind"]),
        prompt=str(item["prompt"]),
        options=tuple(options) or None,
        answer=str(item["answer"]),
        accept=tuple(_texts(item["accept"])),
        source=source,
        concept_term=str(item["term"]),
    )


def _place_of(source: DocumentSource, pages: Sequence[Page]) -> Span | None:
    """Where the sentence stands now: on its page first, then on the others."""
    assert source.quote is not None
    for page in sorted(pages, key=lambda page: (page.number != source.page, page.number)):
        found = find_quote(page.text, source.quote)
        if found is not None:
            return Span(page.number, *found)
    return None


def _kind(value: object) -> ItemKind:
    if value in ("card", "cloze", "mcq", "short"):
        return value
    raise ValueError(f"no kind of question: {value!r}")


def _texts(value: object) -> list[str]:
    return [str(one) for one in cast("list[object]", value)] if isinstance(value, list) else []
