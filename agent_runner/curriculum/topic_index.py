"""Finds packs and concepts by the words of a free text.

Names are compared word by word, folded (see `core.tokens`), and small typos are forgiven. How sure
a match is depends on what stands around it: a name of several words stands for itself, a single
everyday word must not have strangers beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from agent_runner.core.tokens import Token, fold, stems, tokens
from agent_runner.curriculum.pack import Pack
from agent_runner.curriculum.topic_words import (
    COMMON,
    EVERYDAY,
    MORE_NAMES,
    NEUTRAL,
    SEPARATORS,
    UMBRELLAS,
)

CONFIDENT = 0.7
"""From here on a match may be acted on; below it is only worth a question."""

_MOST_TOKENS = 600
_SHORTEST_WITH_TYPO = 6
_LONG_WORD = 11
_LONGEST_SUBJECT = 4
_NEAR_CUTOFF = 65

Kind = Literal["pack", "concept"]


@dataclass(frozen=True, kw_only=True, slots=True)
class TopicMatch:
    """A pack (`id` = "calculus") or concept (`id` = "calculus/limits") named in a text.

    `score` in 0–1, see `CONFIDENT`; `start` and `end` are its place in the text; `alternatives`
    are others that the same words may mean.
    """

    kind: Kind
    id: str
    title: str
    score: float
    start: int
    end: int
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class _Name:
    kind: Kind
    id: str
    title: str
    weight: float


@dataclass(frozen=True, kw_only=True, slots=True)
class _Hit:
    """Tokens `first` up to, not including, `after` spell one of `names`."""

    first: int
    after: int
    names: tuple[_Name, ...]
    spelt: float


class TopicIndex:
    """All names of packs and concepts. Built once; immutable afterwards."""

    def __init__(self, packs: Iterable[Pack]) -> None:
        self._names: dict[tuple[str, ...], list[_Name]] = {}
        self._titles: dict[str, str] = {}
        packs = list(packs)
        for pack in packs:
            self._add_pack(pack)
        titles = {pack.id: pack.title for pack in packs}
        for word, ids in UMBRELLAS.items():
            meant = [id for id in ids if id in titles]
            for id in meant:
                self._add(word, _Name(kind="pack", id=id, title=titles[id], weight=0.75))
        concepts = {
            f"{pack.id}/{concept.id}": concept for pack in packs for concept in pack.concepts
        }
        for words, id in MORE_NAMES.items():
            if id in concepts:
                title = concepts[id].title
                self._add(words, _Name(kind="concept", id=id, title=title, weight=0.9))
        self._longest = max(map(len, self._names), default=0)
        self._spellings = _by_first_letters(self._names)

    def find(self, text: str, *, at_least: float = CONFIDENT) -> list[TopicMatch]:
        """What the text names, surest first, then in the order of the text."""
        words = tokens(text)[:_MOST_TOKENS]
        hits = sorted(self._hits(words), key=lambda hit: hit.first)
        segments = _segments(text, words)
        strangers = _strangers(words, hits)
        packs_named = {hit.names[0].id for hit in hits if hit.names[0].kind == "pack"}
        matches = [_match(hit, words, segments, strangers, packs_named) for hit in hits]
        found: dict[str, TopicMatch] = {}
        for match in sorted(matches, key=lambda match: (-match.score, match.start)):
            if match.score >= at_least:
                found.setdefault(match.id, match)
        return list(found.values())

    def uncovered(self, text: str) -> list[str]:
        """The parts of a list of subjects ("calculus and heraldry") that name nothing known."""
        words = tokens(text)[:_MOST_TOKENS]
        hits = self._hits(words)
        strangers = _strangers(words, hits)
        named = {place for hit in hits for place in range(hit.first, hit.after)}
        parts: dict[int, list[int]] = {}
        for place, segment in enumerate(_segments(text, words)):
            parts.setdefault(segment, []).append(place)
        found: list[str] = []
        for places in parts.values():
            told = [place for place in places if place in strangers]
            if told and named.isdisjoint(places) and len(told) <= _LONGEST_SUBJECT:
                found.append(text[words[told[0]].start : words[told[-1]].end])
        return found

    def near(self, text: str, *, limit: int = 3) -> list[str]:
        """Titles that look like the text, for "did you mean"."""
        candidates = process.extract(
            fold(text)[:200],
            list(self._titles),
            scorer=fuzz.token_sort_ratio,
            limit=limit,
            score_cutoff=_NEAR_CUTOFF,
        )
        return [self._titles[spelling] for spelling, _score, _index in candidates]

    def _add_pack(self, pack: Pack) -> None:
        name = _Name(kind="pack", id=pack.id, title=pack.title, weight=1.0)
        for spelling in (pack.title, pack.id.replace("-", " "), *pack.aliases):
            self._add(spelling, name)
        self._titles[fold(pack.title)] = pack.title
        for concept in pack.concepts:
            id = f"{pack.id}/{concept.id}"
            named = _Name(kind="concept", id=id, title=concept.title, weight=0.9)
            meant = _Name(kind="concept", id=id, title=concept.title, weight=0.85)
            for spelling in (concept.title, concept.id.replace("-", " ")):
                self._add(spelling, named)
            for spelling in concept.terms:
                self._add(spelling, meant)
            self._titles.setdefault(fold(concept.title), concept.title)

    def _add(self, spelling: str, name: _Name) -> None:
        key = stems(spelling)
        if not key:
            return
        names = self._names.setdefault(key, [])
        if name.id not in {other.id for other in names}:
            names.append(name)
            names.sort(key=lambda name: -name.weight)

    def _hits(self, words: Sequence[Token]) -> list[_Hit]:
        hits: list[_Hit] = []
        taken = [False] * len(words)
        for first, after in _windows(len(words), self._longest):
            key = tuple(word.stem for word in words[first:after])
            names = self._names.get(key)
            if after - first == 1 and key[0] in COMMON and len(words) > 1:
                continue
            if names and not any(taken[first:after]):
                hits.append(_Hit(first=first, after=after, names=tuple(names), spelt=1.0))
                taken[first:after] = [True] * (after - first)
        for first, after in _windows(len(words), min(4, self._longest)):
            if any(taken[first:after]) or not _is_worth_a_guess(words[first:after]):
                continue
            names = self._misspelt(" ".join(word.stem for word in words[first:after]))
            if names:
                hits.append(_Hit(first=first, after=after, names=names, spelt=0.9))
                taken[first:after] = [True] * (after - first)
        return hits

    def _misspelt(self, written: str) -> tuple[_Name, ...]:
        spellings = self._spellings.get(written[:2])
        if not spellings:
            return ()
        best = process.extractOne(
            written, spellings.keys(), scorer=OSA.distance, score_cutoff=_typos_forgiven(written)
        )
        return () if best is None else tuple(self._names[spellings[best[0]]])


def _match(
    hit: _Hit,
    words: Sequence[Token],
    segments: Sequence[int],
    strangers: frozenset[int],
    packs_named: set[str],
) -> TopicMatch:
    names = sorted(
        hit.names, key=lambda name: (-name.weight, name.id.partition("/")[0] not in packs_named)
    )
    name = names[0]
    beside = any(segments[place] == segments[hit.first] for place in strangers)
    before = hit.first - 1 in strangers and segments[hit.first - 1] == segments[hit.first]
    key = [word.stem for word in words[hit.first : hit.after]]
    sure = name.weight * hit.spelt
    if len(key) == 1 and _is_doubtful(
        name, key[0], beside=beside, before=before, named=packs_named
    ):
        sure *= 0.5
    elif len(key) > 1 and name.kind == "concept" and name.weight < 0.9 and beside:
        sure *= 0.85
    return TopicMatch(
        kind=name.kind,
        id=name.id,
        title=name.title,
        score=round(sure, 3),
        start=words[hit.first].start,
        end=words[hit.after - 1].end,
        alternatives=tuple(other.id for other in names[1:]),
    )


def _is_doubtful(name: _Name, word: str, *, beside: bool, before: bool, named: set[str]) -> bool:
    if name.kind == "pack":
        return before or (beside and word in EVERYDAY)
    if name.id.partition("/")[0] in named or len(word) >= _LONG_WORD:
        return False
    return beside


def _segments(text: str, words: Sequence[Token]) -> list[int]:
    """For each word the number of its phrase; punctuation and "and", "with" … part phrases."""
    numbers: list[int] = []
    number = 0
    for place, word in enumerate(words):
        gap = text[words[place - 1].end : word.start] if place else ""
        if word.stem in SEPARATORS or any(mark in ",;:.!?()/&\n" for mark in gap):
            number += 1
        numbers.append(number)
    return numbers


def _strangers(words: Sequence[Token], hits: Sequence[_Hit]) -> frozenset[int]:
    covered = {place for hit in hits for place in range(hit.first, hit.after)}
    return frozenset(
        place
        for place, word in enumerate(words)
        if place not in covered and word.stem not in NEUTRAL and not word.stem.isdecimal()
    )


def _windows(count: int, longest: int) -> Iterator[tuple[int, int]]:
    for length in range(longest, 0, -1):
        for first in range(count - length + 1):
            yield first, first + length


def _is_worth_a_guess(words: Sequence[Token]) -> bool:
    if words[0].stem in NEUTRAL or words[-1].stem in NEUTRAL:
        return False
    if len(words) == 1 and words[0].stem in COMMON:
        return False
    return sum(len(word.stem) for word in words) >= _SHORTEST_WITH_TYPO


def _typos_forgiven(written: str) -> int:
    if len(written) < 9:
        return 1
    return 2 if len(written) < 18 else 3


def _by_first_letters(
    names: Mapping[tuple[str, ...], Sequence[_Name]],
) -> dict[str, dict[str, tuple[str, ...]]]:
    starts: dict[str, dict[str, tuple[str, ...]]] = {}
    for key in names:
        spelling = " ".join(key)
        if len(spelling) >= _SHORTEST_WITH_TYPO - 1:
            starts.setdefault(spelling[:2], {})[spelling] = key
    return starts
