"""Questions and cards made of a document's own sentences.

A cloze or multiple-choice question is a sentence of 8 to 30 words that does not lean on the one
before and holds one key term, once (its definition may name others), with a gap for the term. A
short question or a card asks for the sentence that defines a term. Everything made passes
`check_item`, or is dropped.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from agent_runner.core.materials.centrality import vectors
from agent_runner.core.materials.checks import GAP, Item, ItemKind, check_item, with_gap
from agent_runner.core.materials.cues import gives_instruction, leans_on_others, opens_with_pronoun
from agent_runner.core.materials.distractors import Term, distractors
from agent_runner.core.materials.key_terms import KeyTerm, key_terms
from agent_runner.core.materials.naming import Named, Names
from agent_runner.core.materials.phrases import Key, is_generic, phrase_key, words_of
from agent_runner.core.materials.prose import Sentence, document_language, prose
from agent_runner.core.materials.spans import HeadingPlace, PageText, Span
from agent_runner.core.text import terms
from agent_runner.core.tokens import stems

_KINDS: tuple[ItemKind, ...] = ("mcq", "cloze", "short", "card")
_FEWEST_WORDS, _MOST_WORDS = 8, 30
_FEWEST_UNSPACED = 5
_UNSPACED = re.compile(r"[“「]?[\u3040-\u30ff\u3400-\u9fff]")
_TERMS_PER_ITEM, _FEWEST_TERMS, _MOST_TERMS = 2, 40, 300
_VOUCHED_FOR = 0.5
"""Statistics alone give a term less than this."""
_FEWEST_TAUGHT = 8
_LOOKED_AT = 6
"""How many chances of a section are tried for the kind whose turn it is."""
_DEFINES = 1.0
_JITTER = 0.3
"""How far chance may move a sentence before another, so that a second quiz is a new one."""
_IN_CODE_BEFORE = re.compile(r"(?:[#=<>\\{}\[\]|∈⊆⇒⇔→]\s*|[(._@/]|\w\.)$")
_IN_CODE_AFTER = re.compile(r"\s*[:=<>\\{}\[\]|∈⊆⇒⇔→(_@/]|\.\w")
_POINTS = re.compile(
    r"\b(?:the|this|in) (?:above|following|below)\b|\b(?:above|below)[,.]|\bthis section\b"
    r"|\b(?:figure|table|abbildung|tabelle|figura|tabla|tableau) \d|^(?:given|angenommen)\b",
    re.IGNORECASE,
)
_WORDS_OF_SENSE = re.compile(r"[^\W\d_]{2,}")
_LEAST_SENSE = 0.6
"""Share of what stands between spaces that holds a word; the rest are symbols of formulas."""
_ASKING: Mapping[str, str] = {
    "de": "Was versteht man unter „{term}“?",
    "es": "¿Qué se entiende por «{term}»?",
    "fr": "Qu’entend-on par « {term} » ?",
    "it": "Che cosa si intende per «{term}»?",
    "pt": "O que se entende por “{term}”?",
    "nl": "Wat wordt bedoeld met “{term}”?",
    "ru": "Что понимают под «{term}»?",
    "zh": "“{term}”是什么意思？",
    "ja": "「{term}」とは何ですか。",
}
_ASKING_IN_ENGLISH = "What is meant by “{term}”?"


def items(
    pages: Sequence[PageText],
    headings: Sequence[HeadingPlace],
    *,
    count: int,
    rng: random.Random,
    kinds: Collection[ItemKind] = ("cloze", "mcq", "short"),
) -> list[Item]:
    """At most `count` items, spread over the document's sections and the kinds.

    The same pages, headings and state of `rng` give the same items. No term is asked for twice in
    the same way.
    """
    return item_sets(pages, headings, count=count, rng=rng, sets=(kinds,))[0]


def item_sets(
    pages: Sequence[PageText],
    headings: Sequence[HeadingPlace],
    *,
    count: int,
    rng: random.Random,
    sets: Sequence[Collection[ItemKind]],
) -> list[list[Item]]:
    """As `items` for each set of kinds; what one set makes of a sentence does not bind another."""
    making = _Making(pages, headings, count, rng)
    queues = making.queues()
    return [making.items_of([kind for kind in _KINDS if kind in kinds], queues) for kinds in sets]


def spread_order(count: int) -> list[int]:
    """The numbers below `count` so that the first few of them lie evenly between 0 and `count`.

    By the digits of the place in base 2 in reverse (van der Corput 1935).
    """
    bits = max(1, count - 1).bit_length()
    places = (int(f"{place:0{bits}b}"[::-1], 2) for place in range(1 << bits))
    return [place for place in places if place < count]


@dataclass(frozen=True, slots=True)
class _Chance:
    """A sentence, the term it can ask for and where that stands; `worth` orders the chances."""

    sentence: int
    term: int
    start: int
    end: int
    is_definition: bool
    worth: float


class _Making:
    """The terms and sentences of one document, and what was made of them so far."""

    def __init__(
        self,
        pages: Sequence[PageText],
        headings: Sequence[HeadingPlace],
        count: int,
        rng: random.Random,
    ) -> None:
        self._rng = rng
        self._count = count
        self._texts = {page.number: page.text for page in pages}
        self._language = document_language(pages)
        self._sentences = prose(pages, headings)
        limit = min(_MOST_TERMS, max(_FEWEST_TERMS, _TERMS_PER_ITEM * count))
        self._found = _taught(key_terms(pages, headings, limit=limit), self._language)
        self._keys: list[Key] = [phrase_key(one.term, self._language) for one in self._found]
        self._names = Names({key: number for number, key in enumerate(self._keys)})
        self._at = {one.span: number for number, one in enumerate(self._sentences)}
        self._terms = self._described()
        self._asked: set[tuple[ItemKind, Key]] = set()

    def queues(self) -> list[list[_Chance]]:
        """The chances of each section, the best first; the first sections lie all over the text."""
        by_section: dict[int | None, list[_Chance]] = {}
        for number, sentence in enumerate(self._sentences):
            if not _can_stand_alone(sentence):
                continue
            for chance in self._chances(number, sentence):
                by_section.setdefault(sentence.heading, []).append(chance)
        for chances in by_section.values():
            chances.sort(key=lambda one: (-one.worth, one.sentence))
        sections = list(by_section.values())
        return [sections[place] for place in spread_order(len(sections))]

    def items_of(
        self, wanted: Sequence[ItemKind], queues: Iterable[Sequence[_Chance]]
    ) -> list[Item]:
        """At most `count` items of these kinds, section by section."""
        self._asked.clear()
        made: list[Item] = []
        left = deque(deque(queue) for queue in queues)
        while left and wanted and len(made) < self._count:
            queue = left.popleft()
            turn = len(made) % len(wanted)
            item = self.next_of(queue, [*wanted[turn:], *wanted[:turn]])
            if item is not None:
                made.append(item)
            if queue:
                left.append(queue)
        return made

    def next_of(self, queue: deque[_Chance], kinds: Sequence[ItemKind]) -> Item | None:
        """An item of the first kind that the best chances give; takes off what is used up."""
        looked_at = [queue.popleft() for _one in range(min(_LOOKED_AT, len(queue)))]
        for kind in kinds:
            for chance in looked_at:
                item = self.make(kind, chance)
                if item is not None:
                    looked_at.remove(chance)
                    queue.extendleft(reversed(looked_at))
                    return item
        return None

    def make(self, kind: ItemKind, chance: _Chance) -> Item | None:
        """An item of this kind out of a sentence; None where there is no fair one."""
        term = self._terms[chance.term]
        sentence = self._sentences[chance.sentence]
        if (kind, term.key) in self._asked or (
            kind in ("short", "card") and not chance.is_definition
        ):
            return None
        if kind in ("short", "card"):
            item = self._asking(kind, term, sentence)
        else:
            item = self._with_gap(kind, chance, term, sentence)
        if item is None or check_item(item, self._texts[sentence.span.page]):
            return None
        self._asked.add((kind, term.key))
        return item

    def _described(self) -> list[Term]:
        defining = [
            self._sentences[self._at[one.definition]].text if one.definition in self._at else ""
            for one in self._found
        ]
        rows = vectors([terms(text, self._language) for text in defining])
        return [
            self._term(number, one, text, row)
            for number, (one, text, row) in enumerate(zip(self._found, defining, rows, strict=True))
        ]

    def _term(self, number: int, one: KeyTerm, defining: str, row: Mapping[str, float]) -> Term:
        at = None if one.definition is None else self._at.get(one.definition)
        home = self._at.get(one.definition or one.first)
        named = self._names.find(words_of(defining, self._language))
        about = frozenset(self._keys[other.what] for other in named if other.what != number)
        return Term(
            written=one.term,
            key=self._keys[number],
            section=None if home is None else self._sentences[home].heading,
            defined_in=at,
            about=about,
            meaning=row,
        )

    def _chances(self, number: int, sentence: Sentence) -> list[_Chance]:
        named = self._names.find(words_of(sentence.text, self._language))
        if not named and _UNSPACED.match(sentence.text):
            # Without spaces a term is no word of its own.
            named = [
                Named(place, at, at + len(term.written))
                for place, term in enumerate(self._terms)
                if term.defined_in == number and (at := sentence.text.find(term.written)) >= 0
            ]
        defined = {one.what for one in named if self._terms[one.what].defined_in == number}
        distinct = {one.what for one in named}
        if defined:
            choose = defined
        elif len(named) == 1:
            choose = distinct
        else:
            return []
        return [
            self._chance(number, one, is_definition=bool(defined))
            for one in named
            if one.what in choose and sum(other.what == one.what for other in named) == 1
        ]

    def _chance(self, number: int, one: Named[int], *, is_definition: bool) -> _Chance:
        place = one.what / max(1, len(self._terms))
        return _Chance(
            sentence=number,
            term=one.what,
            start=one.start,
            end=one.end,
            is_definition=is_definition,
            worth=_DEFINES * is_definition - place + _JITTER * self._rng.random(),
        )

    def _asking(self, kind: ItemKind, term: Term, sentence: Sentence) -> Item:
        asking = _ASKING.get(self._language, _ASKING_IN_ENGLISH)
        prompt = asking.format(term=term.written)
        return _item(kind, prompt, None, sentence.text, (), sentence.span, term.written)

    def _with_gap(
        self, kind: ItemKind, chance: _Chance, term: Term, sentence: Sentence
    ) -> Item | None:
        text = sentence.text
        written = text[chance.start : chance.end]
        if chance.start == 0 and kind == "cloze" and term.written[0].islower():
            written = written[0].lower() + written[1:]
        if _IN_CODE_BEFORE.search(text[: chance.start]) or _IN_CODE_AFTER.match(text, chance.end):
            return None
        prompt = with_gap(text, chance.start, chance.end)
        accept = () if term.written == written else (term.written,)
        if kind == "cloze":
            return _item(kind, prompt, None, written, accept, sentence.span, term.written)
        wrong = distractors(term, written, self._terms, set(stems(text)), self._rng)
        options = [written, *(one.written for one in wrong)]
        if chance.start == 0:
            # All options begin as the sentence does, so that none shows by its capital.
            options = [option[0].upper() + option[1:] for option in options]
            written = options[0]
        self._rng.shuffle(options)
        return _item(kind, prompt, tuple(options), written, accept, sentence.span, term.written)


def _taught(found: Sequence[KeyTerm], language: str) -> list[KeyTerm]:
    """The terms that a definition or a heading vouches for; all where these are too few."""
    named = [one for one in found if _is_a_name(phrase_key(one.term, language))]
    sure = [one for one in named if one.definition is not None or one.score >= _VOUCHED_FOR]
    return sure if len(sure) >= _FEWEST_TAUGHT else named


def _is_a_name(key: Key) -> bool:
    return bool(key) and not is_generic(key)


def _can_stand_alone(sentence: Sentence) -> bool:
    return (
        sentence.whole
        and (_FEWEST_UNSPACED if _UNSPACED.match(sentence.text) else _FEWEST_WORDS)
        <= sentence.words
        <= _MOST_WORDS
        and not opens_with_pronoun(sentence.text)
        and not leans_on_others(sentence.text)
        and not gives_instruction(sentence.text)
        and not sentence.text.endswith(("?", "？", "؟", ":"))
        and GAP not in sentence.text
        and _POINTS.search(sentence.text) is None
        and _has_sense(sentence.text)
    )


def _has_sense(text: str) -> bool:
    pieces = text.split()
    worded = sum(_WORDS_OF_SENSE.search(piece) is not None for piece in pieces)
    return worded >= _LEAST_SENSE * len(pieces)


def _item(
    kind: ItemKind,
    prompt: str,
    options: tuple[str, ...] | None,
    answer: str,
    accept: tuple[str, ...],
    source: Span,
    term: str,
) -> Item:
    made_of = "\x1f".join((kind, prompt, answer))
    return Item(
        id=hashlib.sha256(made_of.encode()).hexdigest()[:16],
        kind=kind,
        prompt=prompt,
        options=options,
        answer=answer,
        accept=accept,
        source=source,
        concept_term=term,
    )
