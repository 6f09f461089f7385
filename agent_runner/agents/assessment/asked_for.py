"""What a learner wants to be asked about within a document, and the questions about it.

A question is about a subject where its term or the title of its part names it, and, failing enough
of these, where its sentence does. Nothing is asked about another subject instead.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from agent_runner.agents.material import Material
from agent_runner.core.materials import key_terms
from agent_runner.core.text import language as language_of
from agent_runner.core.text import terms
from agent_runner.errors import NotFound, SkillFailed
from agent_runner.json_types import JsonObject
from agent_runner.store.library import Page

_BETWEEN = re.compile(r"\s*(?:[,;/&、，；]|\b(?:and|or|und|oder|et|ou|y|e)\b)\s*", re.IGNORECASE)
_NEAR = 5
_SAMPLE = 4000


@dataclass(frozen=True, kw_only=True, slots=True)
class AskedFor:
    """The subjects the document names, with the pages that do, and those that it does not."""

    subjects: tuple[str, ...]
    pages: tuple[Page, ...]
    unknown: tuple[str, ...]


def asked_for(material: Material, wanted: Sequence[str]) -> AskedFor:
    """Which of the subjects the document names, and where.

    A reference to a part of it ("<document>/<part>") is known by its own. Raises `NotFound` where
    the document names none of them.
    """
    subjects: dict[str, None] = {}
    unknown: dict[str, None] = {}
    pages: dict[int, Page] = {}
    words = [(page, set(terms(page.text, _language(material)))) for page in material.pages]
    for text in wanted:
        whole = [text] if text.startswith(f"{material.id}/") else _single(material, text, words)
        for subject in whole:
            named = [page for page, there in words if _names(material, subject) <= there]
            if not named and not subject.startswith(f"{material.id}/"):
                unknown[subject] = None
                continue
            subjects[subject] = None
            pages.update((page.number, page) for page in named)
    if not subjects:
        known = key_terms(material.pages, material.document.headings, limit=_NEAR)
        raise NotFound(
            what=f"mention in “{material.title}” of",
            id=", ".join(unknown) or "nothing",
            near=[one.term for one in known],
        )
    return AskedFor(
        subjects=tuple(subjects),
        pages=tuple(pages[number] for number in sorted(pages)),
        unknown=tuple(unknown),
    )


def about(
    material: Material, subjects: Sequence[str], bank: Sequence[JsonObject]
) -> tuple[list[JsonObject], list[JsonObject]]:
    """The questions whose term or part is one of the subjects, and those that only name one."""
    language = _language(material)
    keys = [(subject, _names(material, subject)) for subject in subjects]
    of_it: list[JsonObject] = []
    named: list[JsonObject] = []
    for one in bank:
        source = cast("JsonObject", one["source"])
        texts = (one["term"], one["title"])
        own = [set(terms(str(text), language)) for text in texts]
        quoted = set(terms(str(source["quote"]), language))
        if any(
            one["concept"] == subject or any(bool(key) and key <= words for words in own)
            for subject, key in keys
        ):
            of_it.append(one)
        elif any(key and key <= quoted for _subject, key in keys):
            named.append(one)
    return of_it, named


def no_fair_question(material: Material, asked: AskedFor) -> SkillFailed:
    """That the document names the subjects, but gives no question on them."""
    subjects = ", ".join(f"“{one}”" for one in asked.subjects)
    on = f" on page {asked.pages[0].number}" if asked.pages else ""
    return SkillFailed(
        f"“{material.title}” names {subjects}{on}, but no sentence about it makes a fair question."
    )


def _single(material: Material, text: str, words: Sequence[tuple[Page, set[str]]]) -> list[str]:
    """The text as one subject where the document names it so; else what stands between "and"s."""
    key = _names(material, text)
    if any(key <= there for _page, there in words if key) and _BETWEEN.search(text) is None:
        return [text]
    return [one for one in _BETWEEN.split(text) if one and _names(material, one)] or [text]


def _names(material: Material, subject: str) -> set[str]:
    found = set(terms(subject, _language(material)))
    return found or {f"\0{subject}"}


def _language(material: Material) -> str:
    return language_of("\n".join(page.text for page in material.pages)[:_SAMPLE])
