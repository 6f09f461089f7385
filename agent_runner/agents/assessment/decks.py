"""Cards made of a document, kept as a deck of their own, and their form for Anki.

A deck is held against its document each time: a card whose sentence has gone is dropped. A deck
outlives its document, with a note.
"""

from __future__ import annotations

import re
from typing import cast

from agent_runner import RunContext
from agent_runner.agents.assessment.document_items import questions_of, source_now, still_fair
from agent_runner.agents.assessment.models import Card, Deck, DocumentSource, ExportedCards
from agent_runner.agents.learner_model import DECKS
from agent_runner.agents.material import deletion_of, material_of
from agent_runner.core.materials import Card as AnkiCard
from agent_runner.core.materials import anki_text, cloze_of, in_one_line
from agent_runner.core.materials.items import GAP
from agent_runner.errors import SkillFailed
from agent_runner.json_types import JsonObject

EXPORTED = 30
"""How many cards an export has where none were made before."""
_MOST_KEPT = 500


async def deck_of(ctx: RunContext, document_id: str, count: int) -> Deck:
    """The deck with at least `count` cards, if the document gives so many; kept cards stay.

    Raises `NotFound` for a document that is not there.
    """
    material = await material_of(ctx, document_id)
    kept, dropped = await _kept(ctx, document_id)
    if len(kept) < count:
        try:
            made = await questions_of(
                ctx,
                material,
                count - len(kept),
                kinds=("card", "cloze"),
                seen={},
                rng=ctx.rng(f"cards/{document_id}"),
                besides=kept,
            )
        except SkillFailed:
            if not kept:
                raise
            made = []
        kept = [*kept, *made][:_MOST_KEPT]
    stored: JsonObject = {"title": material.title, "cards": [*kept]}
    await ctx.store.put(DECKS, document_id, stored)
    cards = [_card(one) for one in kept]
    return Deck(
        document_id=document_id,
        title=material.title,
        cards=cards,
        dropped=dropped,
        note=_note(len(cards), count, dropped),
    )


async def export_of(ctx: RunContext, document_id: str, count: int | None) -> ExportedCards:
    """All cards of the deck, at least `count`, as Anki's text; also of a document since deleted."""
    gone = await deletion_of(ctx, document_id)
    stored = await ctx.store.get(DECKS, document_id)
    if gone is None or stored is None:
        there = 0 if stored is None else len(_cards_in(stored))
        await deck_of(ctx, document_id, count or there or EXPORTED)
        stored = await ctx.store.get(DECKS, document_id)
    assert stored is not None
    title, items = str(stored["title"]), _cards_in(stored)
    said = f"{len(items)} cards. In Anki: File > Import, version 2.1.54 or newer."
    return ExportedCards(
        filename=f"{_plain(title)}.anki.txt",
        text=anki_text(_for_anki(title, item) for item in items),
        cards=len(items),
        note=said if gone is None else f"{said} {gone}",
    )


async def _kept(ctx: RunContext, document_id: str) -> tuple[list[JsonObject], int]:
    """The cards that still hold, with where they stand now, and how many do not."""
    stored = await ctx.store.get(DECKS, document_id)
    items = [] if stored is None else _cards_in(stored)
    pages = await ctx.library.pages(document_id)
    kept: list[JsonObject] = []
    for item in items:
        source = await source_now(ctx, item)
        if still_fair(item, source, pages):
            kept.append({**item, "source": source.model_dump(mode="json")})
    return kept, len(items) - len(kept)


def _cards_in(stored: JsonObject) -> list[JsonObject]:
    return cast("list[JsonObject]", stored["cards"])


def _card(item: JsonObject) -> Card:
    return Card(
        card_id=str(item["item_id"]),
        kind="cloze" if item["kind"] == "cloze" else "basic",
        front=str(item["prompt"]),
        back=in_one_line(str(item["answer"])),
        source=DocumentSource.model_validate(item["source"]),
    )


def _for_anki(title: str, item: JsonObject) -> AnkiCard:
    source = DocumentSource.model_validate(item["source"])
    place = f"{title}, page {source.page}"
    tags = (_plain(title), f"page-{source.page}")
    prompt, answer = str(item["prompt"]), in_one_line(str(item["answer"]))
    if item["kind"] == "cloze" and GAP in prompt:
        start = prompt.index(GAP)
        whole = prompt.replace(GAP, answer, 1)
        text = cloze_of(whole, start, start + len(answer))
        return AnkiCard(type="Cloze", front=text, back=place, tags=tags)
    return AnkiCard(type="Basic", front=prompt, back=f"{answer}\n{place}", tags=tags)


def _plain(title: str) -> str:
    """A title as the name of a file or a tag."""
    return re.sub(r"[^\w.-]+", "-", title).strip("-.")[:60] or "cards"


def _note(cards: int, count: int, dropped: int) -> str:
    said = [f"{cards} cards; export them with assessment.export_cards."]
    if cards < count:
        said.append(f"The document gives no more than {cards} that are fair.")
    if dropped:
        said.append(f"{dropped} were dropped: their sentence does not stand in it any more.")
    return " ".join(said)
