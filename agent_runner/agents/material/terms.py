"""The key terms of a document, in the form on the wire."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from agent_runner.agents.material.citing import Citation
from agent_runner.agents.material.documents import Material
from agent_runner.core.materials import KeyTerm, in_one_line, key_terms


class Term(BaseModel):
    """A key term; `definition` is the sentence that defines it, if one does."""

    model_config = ConfigDict(extra="forbid")

    term: str
    page: int
    definition: str | None
    citation: Citation | None


def terms_of(material: Material, limit: int) -> list[Term]:
    """At most `limit` key terms, the most important first."""
    found = key_terms(material.pages, material.document.headings, limit=limit)
    return [_term(material, one) for one in found]


def _term(material: Material, found: KeyTerm) -> Term:
    citation = (
        None
        if found.definition is None
        else Citation.of(material.id, material.pages, found.definition)
    )
    return Term(
        term=found.term,
        page=(found.definition or found.first).page,
        definition=None if citation is None else in_one_line(citation.quote),
        citation=citation,
    )
