"""The parts of a document that are learnt one by one: its sections, as long as a sitting or two.

1. A lone section over everything gives way to what stands below it; a section that takes longer
   than a sitting, to its own sections. Without headings, a part is as many pages as fit a sitting.
   Where there are very many, small neighbours are put together.
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

from agent_runner.agents.material.documents import Material
from agent_runner.core.materials import (
    KeyTerm,
    Section,
    Span,
    key_terms,
    minutes_to_read,
    outline_of,
)
from agent_runner.core.tokens import fold, stem, stems

STUDY_FACTOR = 3.0
_SITTING_MINUTES = 45
_LEAST_MINUTES = 5
_MANY_PARTS = 24
_TOGETHER_MINUTES = (15, 30, _SITTING_MINUTES)
_FROM_TO = " … "
_TERMS = 80
_TERMS_SHOWN = 3
_NEEDS = 3
_LONGEST_SLUG = 48
_WORD = re.compile(r"[^\W_]+")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
"""Thai, Lao, Burmese, Khmer, Japanese and Chinese put no spaces between words."""
_APPARATUS = re.compile(
    r"(?:table of )?contents|(?:subject |name )?index|references|bibliography|works cited|"
    r"acknowledge?ments?|copyright.*|about the authors?|list of (?:figures|tables)|"
    r"inhalt(?:sverzeichnis)?|literatur(?:verzeichnis)?|stichwortverzeichnis|danksagung|"
    r"table des matières|bibliographie|remerciements|índice|bibliografía|agradecimientos"
)


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
    cuts = _cuts(outline_of(pages, headings)) or _cuts_by_pages(material)
    texts = {page.number: page.text for page in pages}
    parts = _measured(material, [cut for cut in cuts if not cut.is_apparatus], cuts, texts)
    return _linked(parts, key_terms(pages, headings, limit=_TERMS), texts)


def part_at(parts: Sequence[Part], span: Span) -> Part | None:
    """The part in which a span stands."""
    if not parts:
        return None
    place = bisect_right([_position(part.start) for part in parts], _position(span))
    return parts[max(0, place - 1)]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Cut:
    """Where a part begins, before anything is measured."""

    title: str
    group: str
    start: Span
    minutes: float

    @property
    def is_apparatus(self) -> bool:
        return _APPARATUS.fullmatch(self.title.strip().lower()) is not None


def _cuts(sections: Sequence[Section]) -> list[_Cut]:
    below: dict[int | None, list[Section]] = {}
    for section in sections:
        if section.spans:
            below.setdefault(section.parent, []).append(section)
    roots = below.get(None, [])
    while len(roots) == 1 and len(below.get(roots[0].number, ())) > 1:
        roots = below[roots[0].number]
    cuts = [cut for root in roots for cut in _divided(root, below, group="")]
    return _together(cuts)


def _divided(section: Section, below: Mapping[int | None, list[Section]], group: str) -> list[_Cut]:
    inner = below.get(section.number, [])
    if len(inner) > 1 and STUDY_FACTOR * section.minutes > _SITTING_MINUTES:
        first, *others = inner
        # What stands before the first of them goes with it.
        inner = [replace(first, spans=(section.spans[0], *first.spans)), *others]
        return [cut for one in inner for cut in _divided(one, below, group=section.title)]
    return [_Cut(title=section.title, group=group, start=section.spans[0], minutes=section.minutes)]


def _together(cuts: list[_Cut]) -> list[_Cut]:
    """Where there are very many parts, small neighbours of one section are learnt together."""
    for most_minutes in _TOGETHER_MINUTES:
        if len(cuts) <= _MANY_PARTS:
            break
        cuts = _joined(cuts, most_minutes)
    return cuts


def _joined(cuts: list[_Cut], most_minutes: int) -> list[_Cut]:
    joined: list[list[_Cut]] = []
    for cut in cuts:
        last = joined[-1] if joined else None
        if (
            last
            and last[0].group == cut.group
            and not last[0].is_apparatus
            and not cut.is_apparatus
            and STUDY_FACTOR * (sum(one.minutes for one in last) + cut.minutes) <= most_minutes
        ):
            last.append(cut)
        else:
            joined.append([cut])
    return [
        group[0]
        if len(group) == 1
        else replace(
            group[0],
            title=f"{group[0].title.split(_FROM_TO)[0]}{_FROM_TO}{group[-1].title.split(_FROM_TO)[-1]}",
            minutes=sum(cut.minutes for cut in group),
        )
        for group in joined
    ]


def _cuts_by_pages(material: Material) -> list[_Cut]:
    groups: list[list[int]] = []
    minutes: list[float] = []
    for page in material.pages:
        if not page.text.strip():
            continue
        reading = minutes_to_read(page.text)
        if groups and STUDY_FACTOR * (minutes[-1] + reading) <= _SITTING_MINUTES:
            groups[-1].append(page.number)
            minutes[-1] += reading
        else:
            groups.append([page.number])
            minutes.append(reading)
    if len(groups) == 1:
        start = Span(groups[0][0], 0, 0)
        whole = _Cut(title=material.title, group="", start=start, minutes=minutes[0])
        return [whole]
    return [
        _Cut(
            title=f"Pages {numbers[0]}–{numbers[-1]}" if len(numbers) > 1 else f"Page {numbers[0]}",
            group="",
            start=Span(numbers[0], 0, 0),
            minutes=reading,
        )
        for numbers, reading in zip(groups, minutes, strict=True)
    ]


def _measured(
    material: Material, kept: Sequence[_Cut], cuts: Sequence[_Cut], texts: Mapping[int, str]
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
    cut: _Cut | Part, cuts: Sequence[_Cut] | Sequence[Part], texts: Mapping[int, str]
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
