"""The parts of a document that are learnt one by one: its sections, as long as a sitting or two.

1. Where they begin, `cutting` says.
2. Minutes are three times those of silent reading: once to read, the rest to take notes and recall.
3. A part needs the earlier ones whose terms it uses more than they use its own (a mention that is
   not returned), where a part's terms are those it defines or has in its title; where it uses none,
   it needs the one before it in the same section.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from agent_runner.agents.material.cutting import STUDY_FACTOR, Cut, cuts_by_pages, cuts_of
from agent_runner.agents.material.documents import Material
from agent_runner.core.materials import (
    KeyTerm,
    Span,
    key_terms,
    outline_of,
)
from agent_runner.core.tokens import fold, stem, stems

_LEAST_MINUTES = 5
_TERMS = 80
_TERMS_SHOWN = 3
_NEEDS = 3
_LONGEST_SLUG = 48
_WORD = re.compile(r"[^\W_]+")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
"""Thai, Lao, Burmese, Khmer, Japanese and Chinese put no spaces between words."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PartTerm:
    """A term at home in a part: the sentence that defines it, or where it stands first."""

    term: str
    is_defined: bool
    span: Span


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """A part; `group` is the section it is one of ("": the outermost), `needs` are earlier parts.

    `uses` are the terms for which it needs each of them, in the order of `needs`.
    """

    ref: str
    title: str
    group: str
    first_page: int
    last_page: int
    minutes: int
    start: Span
    terms: tuple[PartTerm, ...] = ()
    needs: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()


def parts_of(material: Material) -> list[Part]:
    """The parts in the order of the document; none where no page has text."""
    pages = [page for page in material.pages if page.text.strip()]
    if not pages:
        return []
    headings = material.document.headings
    cuts = cuts_of(outline_of(pages, headings)) or cuts_by_pages(material)
    texts = {page.number: page.text for page in pages}
    kept = [cut for cut in cuts if not cut.is_apparatus] or cuts
    parts = _measured(material, kept, cuts, texts)
    return _linked(parts, key_terms(pages, headings, limit=_TERMS), texts)


def part_at(parts: Sequence[Part], span: Span) -> Part | None:
    """The part in which a span stands."""
    if not parts:
        return None
    place = bisect_right([_position(part.start) for part in parts], _position(span))
    return parts[max(0, place - 1)]


def _measured(
    material: Material, kept: Sequence[Cut], cuts: Sequence[Cut], texts: Mapping[int, str]
) -> list[Part]:
    taken: Counter[str] = Counter()
    parts: list[Part] = []
    for cut in kept:
        slug = _slug(cut.title)
        taken[slug] += 1
        number = f"-{taken[slug]}" if taken[slug] > 1 else ""
        numbers = [page for page, _text in _extent(cut, cuts, texts)]
        parts.append(
            Part(
                ref=f"{material.id}/{slug}{number}",
                title=" ".join(cut.title.split()),
                group=cut.group,
                first_page=cut.start.page,
                last_page=max([cut.start.page, *numbers]),
                minutes=max(_LEAST_MINUTES, 5 * round(STUDY_FACTOR * cut.minutes / 5)),
                start=cut.start,
            )
        )
    return parts


def _extent(
    cut: Cut | Part, cuts: Sequence[Cut] | Sequence[Part], texts: Mapping[int, str]
) -> Iterator[tuple[int, str]]:
    """The pages from where a part begins to where the next one does, with its text on each."""
    begin = _position(cut.start)
    end = min(
        (_position(one.start) for one in cuts if _position(one.start) > begin), default=(10**9, 0)
    )
    for number, text in texts.items():
        first = begin[1] if number == begin[0] else 0
        last = end[1] if number == end[0] else len(text)
        if begin[0] <= number <= end[0] and text[first:last].strip():
            yield number, text[first:last]


def _linked(parts: list[Part], found: Sequence[KeyTerm], texts: Mapping[int, str]) -> list[Part]:
    homes = _homes(parts, found)
    titles = {part.ref: fold(part.title) for part in parts}
    # What is named first somewhere is not taught there; what is defined, or is its subject, is.
    taught = {
        fold(one.term): homes[fold(one.term)]
        for one in found
        if fold(one.term) in homes
        and (one.definition is not None or fold(one.term) in titles[homes[fold(one.term)]])
    }
    used = _used(parts, taught, texts)
    linked: list[Part] = []
    for place, part in enumerate(parts):
        weights: Counter[str] = Counter()
        for other in parts[:place]:
            there = sum(used[part.ref][term] for term, home in taught.items() if home == other.ref)
            back = sum(used[other.ref][term] for term, home in taught.items() if home == part.ref)
            if there > back:
                weights[other.ref] = there
        strongest = {ref for ref, _count in weights.most_common(_NEEDS)}
        needs = [one.ref for one in parts[:place] if one.ref in strongest]
        uses = [_most_used(ref, taught, used[part.ref]) for ref in needs]
        if not needs and place and parts[place - 1].group == part.group:
            needs, uses = [parts[place - 1].ref], [""]
        terms = [one for one in found if homes.get(fold(one.term)) == part.ref]
        linked.append(
            replace(part, needs=tuple(needs), uses=tuple(uses), terms=tuple(map(_term, terms)))
        )
    return linked


def _homes(parts: Sequence[Part], found: Sequence[KeyTerm]) -> dict[str, str]:
    """For each folded term the part that defines it, or names it first."""
    homes: dict[str, str] = {}
    for one in found:
        home = part_at(parts, one.definition or one.first)
        if home is not None:
            homes.setdefault(fold(one.term), home.ref)
    return homes


def _used(
    parts: Sequence[Part], homes: Mapping[str, str], texts: Mapping[int, str]
) -> dict[str, Counter[str]]:
    """How often each part names each term; singular and plural are one."""
    by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    unspaced = [term for term in homes if _UNSPACED.search(term)]
    for term in homes:
        words = stems(term)
        if words and term not in unspaced:
            by_first.setdefault(words[0], []).append((words, term))
    used: dict[str, Counter[str]] = {}
    for part in parts:
        text = fold("\n".join(text for _page, text in _extent(part, parts, texts)))
        counts = Counter({term: text.count(term) for term in unspaced})
        words = [stem(word) for word in _WORD.findall(text)]
        for place, word in enumerate(words):
            for term_words, term in by_first.get(word, ()):
                if tuple(words[place : place + len(term_words)]) == term_words:
                    counts[term] += 1
        used[part.ref] = counts
    return used


def _most_used(ref: str, homes: Mapping[str, str], used: Mapping[str, int]) -> str:
    of_it = [term for term, home in homes.items() if home == ref]
    return max(of_it, key=lambda term: used.get(term, 0))


def _term(found: KeyTerm) -> PartTerm:
    return PartTerm(
        term=found.term,
        is_defined=found.definition is not None,
        span=found.definition or found.first,
    )


def _position(span: Span) -> tuple[int, int]:
    return span.page, span.start


def _slug(title: str) -> str:
    words = re.findall(r"[^\W_]+", fold(title))
    slug = ""
    for word in words:
        longer = f"{slug}-{word}" if slug else word
        if len(longer) > _LONGEST_SLUG:
            break
        slug = longer
    return slug or (words[0][:_LONGEST_SLUG] if words else "part")
