"""Whether a short answer in free words says what a sentence of the document says.

Rules, not fitted weights. The key points are the words of the key sentence that the question does
not give. `correct` from 60 % of their weight, or from 45 % if 80 % of the answer is to the point;
`wrong` below 15 %, or when a number, a negation or an opposite says something else; else `unsure`.
Words cannot tell a good paraphrase from a bad one: that is what the abstention is for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from rapidfuzz.distance import OSA

from agent_runner.core.answers import Key, is_right
from agent_runner.core.materials.phrases import is_generic
from agent_runner.core.text import language, terms
from agent_runner.core.tokens import fold, stem, stems

Verdict = Literal["correct", "wrong", "unsure"]

_ENOUGH: Final = 0.6
_ENOUGH_IF_TO_THE_POINT: Final = 0.45
_TO_THE_POINT: Final = 0.8
_TOO_LITTLE: Final = 0.15
_SAYS_THE_SAME: Final = 0.45
"""From this share on, an answer with another negation is taken for the opposite."""
_GENERIC_WEIGHT: Final = 0.3

_PIECE: Final = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff]{2,}|[^\W\d_](?:\w|[\u0300-\u036f\u0900-\u0dff]|['’](?=\w))*"
)
_IDEOGRAPH: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_NUMBER: Final = re.compile(
    r"""(?<![\w.,])[-−]?[€$£]?
    (?:\d{1,3}(?:[\ \u202f\u00a0]\d{3})+(?!\d)|\d+(?:[.,]\d+)*)
    (?:\s?(?:%|°C|°|[kmcµn]?[mgsVAWNJ](?:/s(?:\^?2|²)?)?\b|percent\b))?""",
    re.VERBOSE,
)
_ASKS_A_NUMBER: Final = re.compile(
    r"\b(?:how (?:many|much|long|far|old|often)|what (?:year|number|percentage)|when"
    r"|wie ?viele?|wann|cuánt[oa]s?|cuándo|combien|quand)\b",
    re.IGNORECASE,
)
_NEGATION: Final = re.compile(
    r"\b(?:not|no|never|cannot|without|none|neither|nor|nobody|nothing|hardly|nicht|keine?\w*|nie"
    r"|niemals|ohne|weder|nunca|jamás|sin|tampoco|ningun\w*|ningún|ne|pas|jamais|sans|aucune?|ni|не"
    r"|нет|никогда|без)\b|n['’]t\b|[不没無]|ない|ません",
    re.IGNORECASE,
)
_OPPOSITES: Final = (
    "increase decrease,more less,more fewer,high low,higher lower,large small,"
    "larger smaller,rise fall,before after,always never,true false,maximum minimum,"
    "positive negative,gain lose,gain loss,internal external,open closed,fast slow,"
    "faster slower,early late,first last,same different,left right,inside outside,"
    "add remove,add subtract,strengthen weaken,mutable immutable,finite infinite,"
    "convergent divergent,local global,implicit explicit,input output,hot cold,warm cold,"
    "up down,above below,even odd,anode cathode,exothermic endothermic,begin end"
)


def _opposites() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for pair in _OPPOSITES.split(","):
        one, other = map(stem, pair.split())
        found.setdefault(one, set()).add(other)
        found.setdefault(other, set()).add(one)
    return {word: frozenset(words) for word, words in found.items()}


OPPOSITE_OF: Final = _opposites()
"""By the stem of a word, the stems of its opposites."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ShortGrade:
    """`matched` and `missed` are words as the key sentence writes them; `why` is for the student.

    `unsure` is an abstention: the student compares with the key sentence.
    """

    verdict: Verdict
    matched: tuple[str, ...]
    missed: tuple[str, ...]
    why: str


def grade_short(given: str, key_sentence: str, question: str) -> ShortGrade:
    """Judge an answer to the question by the sentence that holds the right one."""
    points = _points(key_sentence, question)
    said = _said(given, question, language(key_sentence))
    matched = [point for point in points if _is_said(point, said)]
    missed = [point for point in points if point not in matched]
    verdict, why = _verdict(given, key_sentence, question, points, matched, said)
    return ShortGrade(
        verdict=verdict,
        matched=_shown(matched, key_sentence),
        missed=_shown(missed, key_sentence),
        why=why,
    )


@dataclass(frozen=True, slots=True)
class _Point:
    """A word of the key sentence (two characters where there are no spaces): as written, where it
    stands, its index terms, and how much it counts.
    """

    written: str
    start: int
    terms: tuple[str, ...]
    weight: float


def _shown(points: list[_Point], key_sentence: str) -> tuple[str, ...]:
    """The points as the sentence writes them; what overlaps is one."""
    shown: list[tuple[int, int]] = []
    for point in points:
        end = point.start + len(point.written)
        if shown and point.start < shown[-1][1]:
            shown[-1] = (shown[-1][0], end)
        else:
            shown.append((point.start, end))
    return tuple(key_sentence[start:end] for start, end in shown)


def _verdict(
    given: str,
    key_sentence: str,
    question: str,
    points: list[_Point],
    matched: list[_Point],
    said: dict[str, str],
) -> tuple[Verdict, str]:
    if not given.strip():
        return "wrong", "There is no answer."
    if is_right(given, Key(answer=key_sentence, prompt=question)):
        return "correct", "It is the sentence of the text."
    numbers = _numbers(given, question)
    wanted = _numbers(key_sentence, question)
    strange = [
        one for one in numbers if not any(_is_same_number(one, two, key_sentence) for two in wanted)
    ]
    if strange and wanted:
        return "wrong", f"The text says {', '.join(wanted)}, not {', '.join(strange)}."
    if numbers and wanted and _ASKS_A_NUMBER.search(question) is not None:
        return "correct", f"The number is right: {', '.join(numbers)}."
    if not said and not numbers:
        return "wrong", "It says no more than the question does."
    if not points:
        return "unsure", "The text's sentence gives too little to judge by."
    share = sum(point.weight for point in matched) / sum(point.weight for point in points)
    opposite = _opposite(said, points)
    if opposite is not None:
        return "wrong", f"It says “{opposite[0]}” where the text says “{opposite[1]}”."
    if negations(given) % 2 != negations(key_sentence) % 2:
        if share >= _SAYS_THE_SAME:
            return "wrong", "It negates what the text says, or the other way round."
        return "unsure", "One of the two is negated; compare them yourself."
    counted = f"{len(matched)} of {len(points)} key words of the text are in it"
    to_the_point = _to_the_point(said, points)
    if share >= _ENOUGH or (share >= _ENOUGH_IF_TO_THE_POINT and to_the_point >= _TO_THE_POINT):
        return "correct", f"{counted}."
    if share < _TOO_LITTLE and not numbers:
        return "wrong", f"{counted}."
    return "unsure", f"{counted}: too few to be sure, too many to call it wrong."


def _points(key_sentence: str, question: str) -> list[_Point]:
    spoken = language(key_sentence)
    asked = set(terms(question, spoken)) | set(stems(question))
    points: dict[tuple[str, ...], _Point] = {}
    for written, start in _pieces(key_sentence):
        own = tuple(terms(written, spoken))
        folded = stems(written)
        if not own or asked.issuperset(own) or asked.issuperset(folded):
            continue
        weight = _GENERIC_WEIGHT if is_generic(folded or own) else 1.0
        points.setdefault(own, _Point(written, start, own, weight))
    return [*points.values()]


def _pieces(text: str) -> Iterator[tuple[str, int]]:
    """Words of more than one letter, and pairs of characters where there are no spaces."""
    for found in _PIECE.finditer(text):
        piece, start = found.group(), found.start()
        if _IDEOGRAPH.match(piece) is not None:
            yield from ((piece[at : at + 2], start + at) for at in range(len(piece) - 1))
        elif len(piece) > 1:
            yield piece, start


def _said(given: str, question: str, spoken: str) -> dict[str, str]:
    """The index terms of the answer that the question does not give, and how it writes them."""
    asked = set(terms(question, spoken))
    return {
        term: found.group()
        for found in _PIECE.finditer(given)
        for term in terms(found.group(), spoken)
        if term not in asked
    }


def _is_said(point: _Point, said: dict[str, str]) -> bool:
    """Whether the answer has the word; of a script without spaces, most of its parts."""
    there = sum(any(_is_same_word(term, other) for other in said) for term in point.terms)
    return 2 * there > len(point.terms)


def _is_same_word(term: str, other: str) -> bool:
    """Whether one is the other with a typo; a prefix that negates is none."""
    if term == other:
        return True
    shorter = min(len(term), len(other))
    allowed = 0 if shorter < 5 else 1 if shorter < 9 else 2
    if (
        stem(other) in OPPOSITE_OF.get(stem(term), ())
        or term.endswith(other)
        or other.endswith(term)
    ):
        return False
    return allowed > 0 and OSA.distance(term, other, score_cutoff=allowed) <= allowed


def _to_the_point(said: dict[str, str], points: list[_Point]) -> float:
    known = [term for point in points for term in point.terms]
    if not said:
        return 0.0
    return sum(any(_is_same_word(term, one) for one in known) for term in said) / len(said)


def _opposite(said: dict[str, str], points: list[_Point]) -> tuple[str, str] | None:
    """A word of the answer and the word of the text whose opposite it is."""
    own = {stem(fold(point.written)) for point in points}
    for written in said.values():
        word = stem(fold(written))
        if word in own:
            continue
        for point in points:
            here = stem(fold(point.written))
            stated = {stem(fold(one)) for one in said.values()}
            if here in OPPOSITE_OF.get(word, ()) and here not in stated:
                return written, point.written
    return None


def negations(text: str) -> int:
    """How many words of a text negate."""
    return len(_NEGATION.findall(text))


def _numbers(text: str, question: str) -> list[str]:
    asked = set(_NUMBER.findall(question))
    return [found for found in dict.fromkeys(_NUMBER.findall(text)) if found not in asked]


def _is_same_number(given: str, wanted: str, prompt: str) -> bool:
    return is_right(given, Key(answer=wanted, prompt=prompt))
