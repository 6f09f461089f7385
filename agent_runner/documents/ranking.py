"""Which sentences of some passages answer a question best; pure, without the library.

A sentence is worth the weights (inverse document frequencies) of the question's words it holds, as
BM25 counts them; a word in the sentences around it counts in part, because "it" and "they" stand
for what was named before. Words that stand side by side in question and sentence count again, and
so does having the kind of thing that is asked for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log1p
from typing import Final

from agent_runner.core.materials.cues import gives_instruction
from agent_runner.core.text import UNKNOWN, language, sentences, terms
from agent_runner.core.tokens import fold
from agent_runner.documents.defining import Subject, sureness
from agent_runner.documents.planted import orders_about
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
_DEFINES: Final = 1.0
"""What it is worth to define what was asked for, if the wording is sure."""
_SURELY: Final = 0.6
_ASIDE: Final = 0.25
"""The weight of a word that the material may or may not use for what was asked."""
_TELLS_LITTLE: Final = 0.6
"""Of the score, for exercises, hints and questions."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """A question, what each of its words may be called, and how much each tells."""

    text: str
    words: tuple[tuple[str, ...], ...]
    weights: tuple[float, ...]
    known: tuple[bool, ...]
    kind: Kind | None
    subjects: tuple[Subject, ...] = ()

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
    question's weight that it and that its passage hold; `defines`: how surely it defines what was
    asked for, 0 to 1. `tells_little`: it is an exercise, a hint or a question."""

    found: Found
    start: int
    end: int
    score: float
    covered: float
    passage_covered: float
    defines: float
    tells_little: bool

    @property
    def text(self) -> str:
        first = self.found.passage.start
        return self.found.text[self.start - first : self.end - first]


def weighed(
    question: str,
    words: Sequence[tuple[str, ...]],
    frequencies: Frequencies,
    *,
    aside: Collection[tuple[str, ...]] = (),
    subjects: tuple[Subject, ...] = (),
) -> Question:
    """The question with its words weighed; a word that is nowhere weighs as much as the rarest,
    but one said by the way, which weighs nothing then."""
    holding = [sum(frequencies.holding.get(term, 0) for term in word) for word in words]
    total = frequencies.passages
    weights = [log1p((max(0, total - count) + 0.5) / (max(1, count) + 0.5)) for count in holding]
    for place, word in enumerate(words):
        if word in aside:
            weights[place] *= _ASIDE * (holding[place] > 0)
        elif _is_seam(words, holding, place):
            weights[place] = 0.0
    return Question(
        text=question,
        words=tuple(words),
        weights=tuple(weights),
        known=tuple(count > 0 for count in holding),
        kind="definition" if subjects else kind_of(question),
        subjects=subjects,
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
    """The sentences of all passages, the best first; one that two passages share comes once.

    A sentence that orders its reader about is left out, unless the question is of such orders.
    """
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
    may_order = orders_about(found.text) and not orders_about(question.text)
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
        sentence = found.text[span.start : span.end]
        if may_order and orders_about(sentence):
            continue
        score += _pairs(question, held[number])
        score = score / max(question.weight, 1e-9) + _bonus(question, sentence)
        defines = _defines(question, sentence, held[number], spoken)
        tells_little = defines < _SURELY and (
            gives_instruction(sentence) or sentence.endswith(("?", "？", "؟"))
        )
        if tells_little:
            score *= _TELLS_LITTLE
        yield Ranked(
            found=found,
            start=found.passage.start + span.start,
            end=found.passage.start + span.end,
            score=score + _PASSAGE_SHARE * share + _DEFINES * defines,
            defines=defines,
            tells_little=tells_little,
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


def _bonus(question: Question, sentence: str) -> float:
    if question.kind is None:
        return 0.0
    names = {word[0] for word in question.words}
    return BONUS[question.kind] * has(question.kind, sentence, question.text, names)


def defining(question: Question, passages: Sequence[Found], *, limit: int) -> list[Found]:
    """Of many passages, those with a sentence that defines what was asked, the surest first."""
    surest = {
        (found.document_id, found.passage.number): _surest(question, found) for found in passages
    }
    held = [found for found in passages if surest[found.document_id, found.passage.number]]
    held.sort(key=lambda found: -surest[found.document_id, found.passage.number])
    return held[:limit]


def _surest(question: Question, found: Found) -> float:
    spoken = language(found.text)
    spoken = None if spoken == UNKNOWN else spoken
    return max(
        (
            _defines(question, sentence, _Held.of(sentence, spoken), spoken)
            for span in sentences(found.text)
            if _may_define(question, sentence := found.text[span.start : span.end])
        ),
        default=0.0,
    )


def _may_define(question: Question, sentence: str) -> bool:
    folded = fold(sentence)
    return any(subject.may_stand_in(folded) for subject in question.subjects)


def _defines(question: Question, sentence: str, held: _Held, spoken: str | None) -> float:
    return max(
        (
            sureness(sentence, subject, spoken or UNKNOWN)
            for subject in question.subjects
            if all(held.count(word) for word in subject.words)
        ),
        default=0.0,
    )
