"""The terms a document teaches, each with the sentence that defines it.

Three signs are added up: that a sentence defines the term by its wording, that the words stand
together more often than chance and length explain (C-value, Frantzi et al. 2000, times how unevenly
they are spread over the text, the IDF of its parts), and that a heading names it.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from agent_runner.core.materials.cues import gives_instruction, leans_on_others, opens_with_pronoun
from agent_runner.core.materials.definitions import definitions
from agent_runner.core.materials.phrases import (
    MOST_WORDS,
    NOUNS_ARE_CAPITAL,
    Key,
    counts_or_points,
    is_generic,
    is_link,
    is_odd,
    phrase_key,
    runs,
    words_of,
)
from agent_runner.core.materials.prose import Sentence, document_language, prose
from agent_runner.core.materials.spans import HeadingPlace, PageText, Span

_DEFINED, _STATISTICS, _HEADING = 1.0, 0.5, 0.5
_LONGEST_COUNTED = 3
"""Words of a phrase that is a candidate by statistics alone."""
_SENTENCES_PER_PART = 10
_OFTEN = 3
"""Times that "first X" must stand before it is taken for a name."""
_LABEL = re.compile(r"\s*(?:\d[\d.]*\s*)?(?:\([^()]*\)\s*)?[:.]?$|\s*:|\s+\d")
_SURE_ENOUGH = 0.6
"""From here on a sentence counts as the term's definition."""


@dataclass(frozen=True, kw_only=True, slots=True)
class KeyTerm:
    """A term as the document writes it, and the sentence that defines it, if one does.

    `first` is the first sentence that holds the term, `count` how often it stands; `score` has no
    unit and only orders the terms of one document.
    """

    term: str
    definition: Span | None
    score: float
    first: Span
    count: int


def key_terms(
    pages: Sequence[PageText], headings: Sequence[HeadingPlace], *, limit: int
) -> list[KeyTerm]:
    """At most `limit` terms, the most important first."""
    sentences = prose(pages, headings)
    language = document_language(pages)
    seen = _Seen()
    for at, sentence in enumerate(sentences):
        _count(seen, at, sentence, language)
    _keep_defined(seen, sentences, language)
    titles = [phrase_key(heading.title, language) for heading in headings]
    scores = _scores(seen, titles, language)
    ranked = sorted(scores, key=lambda key: (-scores[key], seen.first[key], key))
    chosen = _without_parts(ranked, seen, limit)
    return [_key_term(key, scores[key], seen, sentences) for key in chosen]


@dataclass(slots=True)
class _Definition:
    sentence: int
    sureness: float


@dataclass(slots=True)
class _Seen:
    """What the pass over the sentences has collected, by key.

    `surfaces` says how a term is written, and how often so within sentences.
    """

    count: Counter[Key] = field(default_factory=Counter[Key])
    parts: dict[Key, set[int]] = field(default_factory=dict[Key, set[int]])
    first: dict[Key, int] = field(default_factory=dict[Key, int])
    surfaces: dict[Key, Counter[str]] = field(default_factory=dict[Key, Counter[str]])
    definitions: dict[Key, list[_Definition]] = field(default_factory=dict[Key, list[_Definition]])
    labels: Counter[Key] = field(default_factory=Counter[Key])

    def see(self, key: Key, surface: str, at: int, *, begins: bool) -> None:
        self.count[key] += 1
        self.parts.setdefault(key, set()).add(at // _SENTENCES_PER_PART)
        self.first.setdefault(key, at)
        self.surfaces.setdefault(key, Counter())[surface] += not begins


def _count(seen: _Seen, at: int, sentence: Sentence, language: str) -> None:
    words = words_of(sentence.text, language)
    for run in runs(sentence.text, words):
        for start in range(len(run)):
            if is_link(run[start]):
                continue
            for end in range(start + 1, min(len(run), start + MOST_WORDS) + 1):
                if is_link(run[end - 1]):
                    continue
                part = run[start:end]
                key = tuple(word.key for word in part)
                surface = sentence.text[part[0].start : part[-1].end]
                seen.see(key, surface, at, begins=part[0].start == 0)
                if part[0].start == 0 and _LABEL.match(sentence.text, part[-1].end):
                    seen.labels[key] += 1


def _keep_defined(seen: _Seen, sentences: Sequence[Sentence], language: str) -> None:
    for at, sentence in enumerate(sentences):
        text = sentence.text
        unclear = (
            opens_with_pronoun(text)
            or leans_on_others(text)
            or gives_instruction(text)
            or not sentence.whole
        )
        weak = 0.5 if unclear else 1.0
        for defined in definitions(text, language):
            if defined.phrase.start == 0 and leans_on_others(text):
                continue  # it is the word that leans
            surface = sentence.text[defined.phrase.start : defined.phrase.end]
            key = phrase_key(surface, language)
            if not key or is_generic(key) or is_odd(key):
                continue
            key = _supported(key, seen)
            if counts_or_points(key) and seen.count[key] < _OFTEN:
                continue
            if key not in seen.count:
                seen.see(key, surface, at, begins=defined.phrase.start == 0)
            seen.definitions.setdefault(key, []).append(_Definition(at, defined.sureness * weak))


def _supported(key: Key, seen: _Seen) -> Key:
    """The longest beginning of a phrase that stands more than once; else all of it."""
    for end in range(len(key), 1, -1):
        if seen.count[key[:end]] > 1:
            return key[:end]
    return key


def _scores(seen: _Seen, titles: Sequence[Key], language: str) -> dict[Key, float]:
    statistics = _statistics(seen)
    highest = max(statistics.values(), default=0.0) or 1.0
    named = Counter(
        title[start:end]
        for title in titles
        for start in range(len(title))
        for end in range(start + 1, min(len(title), start + MOST_WORDS) + 1)
    )
    whole = set(titles)
    scores: dict[Key, float] = {}
    for key in {*statistics, *seen.definitions}:
        if language in NOUNS_ARE_CAPITAL and not _has_noun(key, seen):
            continue
        if seen.labels[key] >= _OFTEN and 2 * seen.labels[key] >= seen.count[key]:
            continue  # "Proof: …", "Hint: …" head what they stand before
        unsure = 1.0
        for one in seen.definitions.get(key, ()):
            unsure *= 1 - one.sureness
        heading = 1.0 if key in whole else 0.5 if named[key] else 0.0
        scores[key] = (
            _DEFINED * (1 - unsure)
            + _STATISTICS * math.sqrt(statistics.get(key, 0.0) / highest)
            + _HEADING * heading
        )
    return scores


def _has_noun(key: Key, seen: _Seen) -> bool:
    """Whether the last word is capital, and not for beginning a sentence alone."""
    within = {True: 0, False: 0}
    for surface, times in seen.surfaces[key].items():
        within[surface.split()[-1][0].isupper()] += times
    if within[False] > within[True]:
        return False
    return any(
        surface.split()[-1][0].isupper() and (within or " " in surface or key in seen.definitions)
        for surface, within in seen.surfaces[key].items()
    )


def _statistics(seen: _Seen) -> dict[Key, float]:
    """C-value times IDF over parts of the text, of what stands at least twice."""
    inside: dict[Key, list[int]] = {}
    for key, count in seen.count.items():
        if count < 2:
            continue
        for start in range(len(key)):
            for end in range(start + 1, len(key) + 1):
                if end - start < len(key):
                    inside.setdefault(key[start:end], []).append(count)
    parts = 1 + max((max(where) for where in seen.parts.values()), default=0)
    found: dict[Key, float] = {}
    for key, count in seen.count.items():
        if count < 2 or len(key) > _LONGEST_COUNTED or is_generic(key) or is_odd(key):
            continue
        longer = inside.get(key, ())
        own = count - sum(longer) / len(longer) if longer else float(count)
        idf = math.log1p(parts / len(seen.parts[key]))
        found[key] = max(0.0, math.log2(1 + len(key)) * own) * idf
    return found


def _without_parts(ranked: Sequence[Key], seen: _Seen, limit: int) -> list[Key]:
    """The first ones, less those that hardly ever stand outside of one that is taken."""
    taken: list[Key] = []
    for key in ranked:
        if len(taken) >= limit:
            break
        around = [one for one in taken if _holds(one, key) or _holds(key, one)]
        if any(_holds(one, key) and seen.count[key] < 2 * seen.count[one] for one in around):
            continue
        if any(_holds(key, one) and key not in seen.definitions for one in around):
            continue
        taken.append(key)
    return taken


def _holds(longer: Key, shorter: Key) -> bool:
    size = len(shorter)
    return len(longer) > size and any(
        longer[at : at + size] == shorter for at in range(len(longer) - size + 1)
    )


def _key_term(key: Key, score: float, seen: _Seen, sentences: Sequence[Sentence]) -> KeyTerm:
    best = max(
        seen.definitions.get(key, ()),
        key=lambda one: (one.sureness, sentences[one.sentence].whole, -one.sentence),
        default=None,
    )
    defines = best is not None and best.sureness >= _SURE_ENOUGH
    return KeyTerm(
        term=_surface(seen.surfaces[key]),
        definition=sentences[best.sentence].span if best is not None and defines else None,
        score=round(score, 4),
        first=sentences[seen.first[key]].span,
        count=seen.count[key],
    )


def _surface(surfaces: Mapping[str, int]) -> str:
    """The commonest spelling; where one begins in lower case, sentence beginnings do not count."""
    lower = {one: n for one, n in surfaces.items() if not one[0].isupper()}
    return max((lower or surfaces).items(), key=lambda item: (item[1], item[0]))[0]
