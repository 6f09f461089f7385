"""Which known concepts a document treats, and which of their prerequisites seem to be missing.

To name a concept is not to treat it. It is treated where a heading names it, a sentence defines it,
or a page comes back to it; and where only a name of one word says so ("function", "limit"), a
neighbour of it in the curriculum must be named too, for such words mean something in many subjects.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from agent_runner.core.materials.definitions import definitions
from agent_runner.core.materials.naming import Names
from agent_runner.core.materials.phrases import Key, phrase_key, words_of
from agent_runner.core.materials.prose import document_language, prose
from agent_runner.core.materials.spans import HeadingPlace, PageText, Span

_OFTEN_ON_A_PAGE = 3
_MAINLY = 3
"""A document is about a field that gives at least 1 in so many of the signs of its first one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class KnownConcept:
    """A concept of a curriculum: how texts call it, and the ids of what it rests on."""

    id: str
    names: tuple[str, ...]
    prerequisites: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Covered:
    """A concept that the document treats: how often it names it, and in which sentence first."""

    concept: str
    mentions: int
    first: Span
    in_heading: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Missing:
    """A prerequisite that is not treated; `mentions` says how often it is named all the same."""

    concept: str
    needed_by: tuple[str, ...]
    mentions: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Coverage:
    """`covered`, the most mentioned first, and `missing`, the most needed first."""

    covered: tuple[Covered, ...]
    missing: tuple[Missing, ...]


def coverage_of(
    pages: Sequence[PageText],
    headings: Sequence[HeadingPlace],
    concepts: Iterable[KnownConcept],
) -> Coverage:
    """What the document treats of these concepts, and what they rest on that it does not treat."""
    known = {concept.id: concept for concept in concepts}
    language = document_language(pages)
    names = _names(known, language)
    seen = _look_through(pages, headings, names, language)
    treated = _treated(known, seen)
    covered = [
        Covered(
            concept=one,
            mentions=seen.mentions[one],
            first=seen.first[one],
            in_heading=one in seen.in_heading,
        )
        for one in treated
    ]
    covered.sort(key=lambda one: (-one.mentions, one.first, one.concept))
    return Coverage(covered=tuple(covered), missing=_missing(known, covered, seen))


@dataclass(slots=True)
class _Seen:
    mentions: Counter[str] = field(default_factory=Counter[str])
    on_page: Counter[tuple[str, int]] = field(default_factory=Counter[tuple[str, int]])
    first: dict[str, Span] = field(default_factory=dict[str, Span])
    by_long_name: set[str] = field(default_factory=set[str])
    in_heading: set[str] = field(default_factory=set[str])
    defined: set[str] = field(default_factory=set[str])


def _names(known: Mapping[str, KnownConcept], language: str) -> Names[tuple[str, ...]]:
    by_key: dict[Key, dict[str, None]] = {}
    for concept in known.values():
        for name in concept.names:
            key = phrase_key(name, language)
            if key and len("".join(key)) > 1:
                by_key.setdefault(key, {})[concept.id] = None
    return Names({key: tuple(ids) for key, ids in by_key.items()})


def _look_through(
    pages: Sequence[PageText],
    headings: Sequence[HeadingPlace],
    names: Names[tuple[str, ...]],
    language: str,
) -> _Seen:
    seen = _Seen()
    for sentence in prose(pages, headings):
        words = words_of(sentence.text, language)
        found = names.find(words)
        for named in found:
            is_long = " " in sentence.text[named.start : named.end]
            for one in named.what:
                seen.mentions[one] += 1
                seen.on_page[one, sentence.span.page] += 1
                seen.first.setdefault(one, sentence.span)
                if is_long:
                    seen.by_long_name.add(one)
        if found and sentence.whole:
            starts = {one.phrase.start for one in definitions(sentence.text, language)}
            seen.defined.update(
                one for named in found if named.start in starts for one in named.what
            )
    for heading in headings:
        for named in names.find(words_of(heading.title, language)):
            seen.in_heading.update(named.what)
    return seen


def _treated(known: Mapping[str, KnownConcept], seen: _Seen) -> list[str]:
    neighbours: dict[str, set[str]] = {one: set() for one in known}
    for concept in known.values():
        for other in concept.prerequisites:
            if other in known:
                neighbours[concept.id].add(other)
                neighbours[other].add(concept.id)
    often = {one for (one, _page), count in seen.on_page.items() if count >= _OFTEN_ON_A_PAGE}
    signs = Counter([*seen.in_heading, *seen.defined, *often])
    likely = {
        one
        for one in seen.mentions
        if signs[one]
        and (one in seen.by_long_name or not neighbours[one] or neighbours[one] & seen.first.keys())
    }
    fields: Counter[str] = Counter()
    for one in likely:
        fields[_field_of(one)] += signs[one]
    main = max(fields.values(), default=0)
    # A word of another field is its own only where the document comes back to it, too.
    return [
        one
        for one in seen.mentions
        if one in likely
        and (
            _MAINLY * fields[_field_of(one)] >= main
            or (one in seen.by_long_name and signs[one] > 1)
        )
    ]


def _field_of(concept: str) -> str:
    return concept.partition("/")[0]


def _missing(
    known: Mapping[str, KnownConcept], covered: Sequence[Covered], seen: _Seen
) -> tuple[Missing, ...]:
    there = {one.concept for one in covered}
    needed: dict[str, list[str]] = {}
    fields = Counter(_field_of(one.concept) for one in covered)
    most = max(fields.values(), default=0)
    for one in covered:
        if _MAINLY * fields[_field_of(one.concept)] < most:
            continue  # what is touched on in passing needs nothing here
        for other in known[one.concept].prerequisites:
            if other in known and other not in there:
                needed.setdefault(other, []).append(one.concept)
    missing = [
        Missing(concept=one, needed_by=tuple(by), mentions=seen.mentions[one])
        for one, by in needed.items()
    ]
    return tuple(sorted(missing, key=lambda one: (-len(one.needed_by), one.mentions, one.concept)))
