"""Which sentences of some passages answer a question best; pure, without the library.

A sentence is worth the weights (inverse document frequencies) of the question's words it holds, as
BM25 counts them; a word in the sentences around it counts in part, because "it" and "they" stand
for what was named before. Words that stand side by side in question and sentence count again, and
so does having the kind of thing that is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log1p
from typing import Final

from agent_runner.core.text import UNKNOWN, Sentence, language, sentences, terms
from agent_runner.documents.question_kinds import BONUS, Kind, has, kind_of
from agent_runner.store.library import Found, Frequencies

_K1: Final = 1.2
_B: Final = 0.4
_BEFORE: Final = 0.5
_AFTER: Final = 0.25
_AROUND: Final = 0.25
"""What a word is worth that stands in the sentence before, in the one after, elsewhere in the
passage or in its section's titles."""
_SIDE_BY_SIDE: Final = 0.3
_NEAR: Final = 3
"""Terms; nearer ones stand side by side."""
_PASSAGE_SHARE: Final = 0.5


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """A question, what each of its words may be called, and how much each tells."""

    text: str
    words: tuple[tuple[str, ...], ...]
    weights: tuple[float, ...]
    known: tuple[bool, ...]
    kind: Kind | None

    @property
    def weight(self) -> float:
        return sum(self.weights)

    @property
    def known_share(self) -> float:
        """The share of the weight that is of words which stand anywhere."""
        weights = zip(self.weights, self.known, strict=True)
        return sum(weight for weight, is_known in weights if is_known) / max(self.weight, 1e-9)


@dataclass(frozen=True, kw_only=True, slots=True)
class Ranked:
    """A sentence of a passage: its span in the page, its score, and the share (0 to 1) of the
    question's weight that it and that its passage hold."""

    found: Found
    start: int
    end: int
    score: float
    covered: float
    passage_covered: float

    @property
    def text(self) -> str:
        first = self.found.passage.start
        return self.found.text[self.start - first : self.end - first]


def weighed(question: str, words: Sequence[tuple[str, ...]], frequencies: Frequencies) -> Question:
    """The question with its words weighed; a word that is nowhere weighs as much as the rarest."""
    holding = [sum(frequencies.holding.get(term, 0) for term in word) for word in words]
    total = frequencies.passages
    weights = [log1p((max(0, total - count) + 0.5) / (max(1, count) + 0.5)) for count in holding]
    return Question(
        text=question,
        words=tuple(words),
        weights=tuple(
            0.0 if _is_seam(words, holding, place) else weight
            for place, weight in enumerate(weights)
        ),
        known=tuple(count > 0 for count in holding),
        kind=kind_of(question),
    )


def _is_seam(words: Sequence[tuple[str, ...]], holding: Sequence[int], place: int) -> bool:
    """Whether an unknown part of unspaced script is the end of one word and the start of the next
    ("行超" in "举行超级碗"), which tells nothing: a part that overlaps with it is known."""
    own = words[place][0]
    if holding[place] or own.isascii() or len(own) == 1:
        return False
    before, after = max(0, place - 1), min(len(words) - 1, place + 1)
    return (holding[before] > 0 and words[before][0][1:] == own[:-1]) or (
        holding[after] > 0 and words[after][0][:-1] == own[1:]
    )


def ranked(question: Question, passages: Sequence[Found]) -> list[Ranked]:
    """The sentences of all passages, the best first; one that two passages share comes once."""
    if not passages:
        return []
    most = passages[0].score or 1.0
    seen: dict[tuple[str, int, int], Ranked] = {}
    for found in passages:
        for each in _of_passage(question, found, found.score / most):
            key = (found.document_id, found.passage.page, each.start)
            if key not in seen or seen[key].score < each.score:
                seen[key] = each
    return sorted(seen.values(), key=lambda each: -each.score)


def _of_passage(question: Question, found: Found, share: float) -> Iterator[Ranked]:
    spoken = language(found.text)
    spoken = None if spoken == UNKNOWN else spoken
    spans = sentences(found.text)
    held = [_Held.of(found.text[span.start : span.end], spoken) for span in spans]
    titles = _Held.of(" . ".join(found.passage.section), spoken)
    usual = sum(each.length for each in held) / max(1, len(held))
    everywhere = [
        any(term in each.places for each in (*held, titles) for term in word)
        for word in question.words
    ]
    passage_covered = _share(question, everywhere)
    for number, span in enumerate(spans):
        before = held[number - 1] if number else titles
        after = held[number + 1] if number + 1 < len(held) else titles
        score = 0.0
        own: list[bool] = []
        for place, word in enumerate(question.words):
            count = held[number].count(word)
            own.append(count > 0)
            length = 1 - _B + _B * held[number].length / max(1.0, usual)
            worth = count * (_K1 + 1) / (count + _K1 * length) if count else 0.0
            if not count:
                worth = (
                    _BEFORE * (before.count(word) > 0)
                    or _AFTER * (after.count(word) > 0)
                    or _AROUND * everywhere[place]
                )
            score += question.weights[place] * worth
        score += _pairs(question, held[number])
        score = score / max(question.weight, 1e-9) + _bonus(question, found, span)
        yield Ranked(
            found=found,
            start=found.passage.start + span.start,
            end=found.passage.start + span.end,
            score=score + _PASSAGE_SHARE * share,
            covered=_share(question, own),
            passage_covered=passage_covered,
        )


@dataclass(frozen=True, slots=True)
class _Held:
    """The terms of a text and where they stand."""

    places: Mapping[str, list[int]]
    length: int

    @classmethod
    def of(cls, text: str, spoken: str | None) -> _Held:
        places: dict[str, list[int]] = {}
        found = terms(text, spoken)
        for place, term in enumerate(found):
            places.setdefault(term, []).append(place)
        return cls(places, len(found))

    def count(self, word: tuple[str, ...]) -> int:
        return sum(len(self.places.get(term, ())) for term in word)


def _share(question: Question, held: Sequence[bool]) -> float:
    weights = zip(question.weights, held, strict=True)
    return sum(weight for weight, is_held in weights if is_held) / max(question.weight, 1e-9)


def _pairs(question: Question, held: _Held) -> float:
    """For each two neighbours in the question that are near each other here."""
    gained = 0.0
    for place in range(len(question.words) - 1):
        left = [at for term in question.words[place] for at in held.places.get(term, ())]
        right = [at for term in question.words[place + 1] for at in held.places.get(term, ())]
        if any(0 < abs(there - here) <= _NEAR for here in left for there in right):
            gained += _SIDE_BY_SIDE * min(question.weights[place], question.weights[place + 1])
    return gained


def _bonus(question: Question, found: Found, span: Sentence) -> float:
    if question.kind is None:
        return 0.0
    names = {word[0] for word in question.words}
    sentence = found.text[span.start : span.end]
    return BONUS[question.kind] * has(question.kind, sentence, question.text, names)
