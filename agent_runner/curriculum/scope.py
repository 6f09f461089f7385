"""From a subject in a learner's words to the concepts that are meant."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from agent_runner.curriculum.library import Curriculum

_LONGEST_LIST = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class Scope:
    """What a subject comes to: `concepts` to learn, of which those in `focus` were named.

    `packs` are the packs named as a whole; `alternatives` the titles of what else may be meant;
    `uncovered` the parts of a short list of subjects that no pack knows.
    """

    title: str
    packs: tuple[str, ...]
    concepts: frozenset[str]
    focus: frozenset[str]
    alternatives: tuple[str, ...]
    uncovered: tuple[str, ...]


def scope_of(curriculum: Curriculum, subject: str) -> Scope | None:
    """The scope of a subject, None where no pack covers it.

    A concept that is named without its pack brings along what it needs in that pack.
    """
    matches = curriculum.find(subject)
    if not matches:
        return None
    packs = tuple(match.id for match in matches if match.kind == "pack")
    named = [match.id for match in matches if match.kind == "concept"]
    concepts = {ref for pack in packs for ref in curriculum.refs(pack)}
    for ref in named:
        pack = curriculum.concepts[ref].pack.id
        before = curriculum.graph.ancestors(ref)
        concepts |= {ref, *(other for other in before if other.startswith(f"{pack}/"))}
    in_order = sorted(matches, key=lambda match: match.start)
    outer = [match for match in in_order if match.kind == "pack"] or in_order
    meant = {match.id for match in matches}
    others = [other for match in outer for other in match.alternatives if other not in meant]
    return Scope(
        title=_listed([match.title for match in outer]),
        packs=packs,
        concepts=frozenset(concepts),
        focus=frozenset(named),
        alternatives=tuple(dict.fromkeys(map(curriculum.title, others))),
        uncovered=tuple(curriculum.index.uncovered(subject)) if _is_a_list(subject) else (),
    )


def known_concepts(curriculum: Curriculum, known: Iterable[str]) -> dict[str, str]:
    """For each concept that somebody knows who knows these subjects: the words that say so.

    Knowing a subject means knowing what it rests on.
    """
    said: dict[str, str] = {}
    for words in known:
        for match in curriculum.find(words):
            named = [match.id] if match.kind == "concept" else curriculum.refs(match.id)
            for ref in named:
                for one in (ref, *curriculum.graph.ancestors(ref)):
                    said.setdefault(one, words)
    return said


def named_concepts(curriculum: Curriculum, subjects: Iterable[str]) -> frozenset[str]:
    """The concepts that the subjects name, without what they rest on."""
    return frozenset(
        ref
        for words in subjects
        for match in curriculum.find(words)
        for ref in ([match.id] if match.kind == "concept" else curriculum.refs(match.id))
    )


def _is_a_list(subject: str) -> bool:
    """Whether the text is short enough to name subjects only, and no circumstances."""
    return len(subject.split()) <= _LONGEST_LIST


def _listed(titles: list[str]) -> str:
    if len(titles) < 2:
        return "".join(titles)
    return f"{', '.join(titles[:-1])} and {titles[-1]}"
