"""The questions there are on a concept: those written by hand, and some computed from its texts.

Computed ones ask for the concept by its definition, with siblings as options or as a gap to fill,
and for the definition by the concept. They are made only where the definition names the concept and
does not give it away elsewhere.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from agent_runner.agents.assessment.models import ItemKind, Source
from agent_runner.core.tokens import Token, fold, stems, tokens
from agent_runner.curriculum.library import Curriculum, Entry
from agent_runner.json_types import JsonObject

GAP = "_____"
_OPTIONS = 4
_CONTENT_LETTERS = 4
_LONGEST_TERM = 3
_SHORTEST_INITIALS = 3
_EASE_OF_CHOOSING = -0.5
_EASE_OF_NAMING = 0.5


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """An item with its key. `difficulty` in logits; `by_hand`: written for the pack."""

    item_id: str
    concept: str
    kind: ItemKind
    prompt: str
    options: tuple[str, ...]
    answer: str
    accept: tuple[str, ...]
    why: str
    difficulty: float
    by_hand: bool

    def as_json(self) -> JsonObject:
        """The form in which it is stored with a quiz."""
        return {
            "item_id": self.item_id,
            "concept": self.concept,
            "kind": self.kind,
            "prompt": self.prompt,
            "options": list(self.options),
            "answer": self.answer,
            "accept": list(self.accept),
            "why": self.why,
            "difficulty": self.difficulty,
        }


def questions_on(curriculum: Curriculum, ref: str) -> list[Question]:
    """All questions on a concept, those by hand first."""
    return [*written_for(curriculum, ref), *_computed(curriculum, curriculum.concepts[ref])]


def written_for(curriculum: Curriculum, ref: str) -> list[Question]:
    """The questions by hand on a concept; there is at least one."""
    entry = curriculum.concepts[ref]
    return [
        Question(
            item_id=_opaque(entry.pack.id, item.id),
            concept=ref,
            kind=item.kind,
            prompt=item.prompt,
            options=item.options or (),
            answer=item.answer,
            accept=item.accept,
            why=item.why,
            difficulty=item.difficulty,
            by_hand=True,
        )
        for item in entry.items
    ]


def gives_away(curriculum: Curriculum, question: Question) -> bool:
    """Whether the name of the concept says the answer."""
    concept = curriculum.concepts[question.concept].concept
    answer = set(stems(question.answer))
    names = (concept.title, concept.id.replace("-", " "), *concept.terms)
    return any(answer <= set(stems(name)) or set(stems(name)) <= answer for name in names)


def source_of(curriculum: Curriculum, ref: str) -> Source:
    """Where the questions on a concept come from."""
    entry = curriculum.concepts[ref]
    return Source(pack=entry.pack.id, title=entry.pack.title, chapter=entry.group.title)


def terms_of(curriculum: Curriculum, ref: str) -> frozenset[str]:
    """The folded names of all concepts of the same pack: what a typo must not spell."""
    pack = curriculum.concepts[ref].pack
    return frozenset(
        fold(name) for concept in pack.concepts for name in (concept.title, *concept.terms)
    )


def _computed(curriculum: Curriculum, entry: Entry) -> list[Question]:
    definition = _with_gap(entry)
    if definition is None:
        return []
    why = entry.concept.summary
    made: list[Question] = []
    if _is_a_plain_term(entry.concept.title):
        made.append(
            Question(
                item_id=_opaque(entry.pack.id, f"{entry.concept.id}~gap"),
                concept=entry.ref,
                kind="cloze",
                prompt=f"Which term belongs in the gap? {definition}",
                options=(),
                answer=entry.concept.title,
                accept=_same_name(entry),
                why=why,
                difficulty=_EASE_OF_NAMING,
                by_hand=False,
            )
        )
    near = _siblings(curriculum, entry)
    siblings = [other.concept.title for other in near[: _OPTIONS - 1]]
    if len(siblings) == _OPTIONS - 1:
        made.append(
            Question(
                item_id=_opaque(entry.pack.id, f"{entry.concept.id}~choice"),
                concept=entry.ref,
                kind="mcq",
                prompt=f"What is meant? {definition}",
                options=(entry.concept.title, *siblings),
                answer=entry.concept.title,
                accept=(),
                why=why,
                difficulty=_EASE_OF_CHOOSING,
                by_hand=False,
            )
        )
    others = [text for text in map(_with_gap, near) if text is not None][: _OPTIONS - 1]
    if len(others) == _OPTIONS - 1:
        made.append(
            Question(
                item_id=_opaque(entry.pack.id, f"{entry.concept.id}~statement"),
                concept=entry.ref,
                kind="mcq",
                prompt=f"Which gap is to be filled with “{entry.concept.title}”?",
                options=(definition, *others),
                answer=definition,
                accept=(),
                why=why,
                difficulty=_EASE_OF_CHOOSING,
                by_hand=False,
            )
        )
    return made


def _with_gap(entry: Entry) -> str | None:
    """The definition with a gap for the concept's title; None where that would not be fair."""
    title = stems(entry.concept.title)
    words = tokens(entry.concept.summary)
    place = _find(words, title)
    if place is None:
        return None
    rest = [word.stem for word in (*words[:place], *words[place + len(title) :])]
    telling = {word for word in title if len(word) >= _CONTENT_LETTERS}
    if not telling or any(_share_a_root(word, one) for word in rest for one in telling):
        return None
    summary = entry.concept.summary
    start, end = words[place].start, words[place + len(title) - 1].end
    before = summary[:start]
    if before.strip().lower() in ("a", "an", "the"):
        before = ""
    return f"{before}{GAP}{summary[end:]}"


def _find(words: list[Token], title: tuple[str, ...]) -> int | None:
    for place in range(len(words) - len(title) + 1):
        if tuple(word.stem for word in words[place : place + len(title)]) == title:
            return place
    return None


def _is_a_plain_term(title: str) -> bool:
    """Whether somebody could be expected to write this very title into a gap."""
    words = title.lower().split()
    return (
        len(words) <= _LONGEST_TERM
        and not {"and", "is", "as", "of"} & {*words}
        and "," not in title
    )


def _same_name(entry: Entry) -> tuple[str, ...]:
    """Other names that hold the whole title, and its initials; a related word is not the term."""
    title = set(stems(entry.concept.title))
    initials = "".join(word[0] for word in stems(entry.concept.title))
    names = [name for name in entry.concept.terms if title <= set(stems(name))]
    short = [initials] if len(initials) >= _SHORTEST_INITIALS else []
    return (entry.concept.id.replace("-", " "), *names, *short)


def _share_a_root(one: str, other: str) -> bool:
    return one[: _CONTENT_LETTERS + 1] == other[: _CONTENT_LETTERS + 1]


def _siblings(curriculum: Curriculum, entry: Entry) -> list[Entry]:
    """Concepts near by that the definition does not fit: those of the same chapter first."""
    title, summary = set(stems(entry.concept.title)), set(stems(entry.concept.summary))
    near = [
        other
        for other in (curriculum.concepts[ref] for ref in curriculum.refs(entry.pack.id))
        if other.ref != entry.ref
        and title.isdisjoint(stems(other.concept.title))
        and not set(stems(other.concept.title)) <= summary
    ]
    near.sort(
        key=lambda other: (
            other.concept.group != entry.concept.group,
            abs(other.concept.level - entry.concept.level),
            abs(len(other.concept.title) - len(entry.concept.title)),
            other.ref,
        )
    )
    return near


def _opaque(pack: str, name: str) -> str:
    """An id that does not tell the concept, which may be the answer."""
    return f"{pack}:{hashlib.sha256(f'{pack}/{name}'.encode()).hexdigest()[:10]}"
