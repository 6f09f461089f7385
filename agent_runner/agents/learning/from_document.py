"""Summaries and glossaries of a document: its own sentences, each with its place."""

from __future__ import annotations

import asyncio
from typing import Literal

from agent_runner.agents.learning.models import Glossary, Summary
from agent_runner.agents.material import Material, cited, terms_of
from agent_runner.core.materials import summary
from agent_runner.errors import SkillFailed

Length = Literal["short", "medium", "long"]
_SENTENCES: dict[Length, int] = {"short": 3, "medium": 8, "long": 20}


async def summary_of(material: Material, length: Length) -> Summary:
    """At most 3, 8 or 20 sentences, in the order of the document."""
    refuse_without_text(material)
    found = await asyncio.to_thread(
        summary, material.pages, material.document.headings, sentences=_SENTENCES[length]
    )
    chosen = [cited(material.id, material.pages, span) for span in found]
    of = sum(bool(page.text.strip()) for page in material.pages)
    return Summary(
        document_id=material.id,
        title=material.title,
        length=length,
        text=" ".join(sentence.text for sentence in chosen),
        sentences=chosen,
        note=f"{len(chosen)} sentences of the document itself, out of {of} pages with text.",
    )


async def glossary_of(material: Material, limit: int) -> Glossary:
    """Key terms in alphabetical order; those without a defining sentence say so."""
    refuse_without_text(material)
    found = await asyncio.to_thread(terms_of, material, limit)
    defined = sum(term.definition is not None for term in found)
    return Glossary(
        document_id=material.id,
        title=material.title,
        terms=sorted(found, key=lambda term: (term.term.casefold(), term.term)),
        note=f"{len(found)} terms; {defined} of them are defined in the document's own words.",
    )


def refuse_without_text(material: Material) -> None:
    """Raise `SkillFailed` where there is nothing to work with."""
    if not any(page.text.strip() for page in material.pages):
        raise SkillFailed(
            f"No page of “{material.title}” holds any text: it looks like a scan. Run it through "
            "a text recognition (OCR) and add it again."
        )
