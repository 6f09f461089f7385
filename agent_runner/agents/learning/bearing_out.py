"""Whether a sentence of a page bears out what a model made of it, as far as words can tell.

Compares words and their order, and knows nothing of what they mean: it refuses a sentence that
says more than its source, negates it, says the opposite, or exchanges who does what. What it
refuses wrongly is marked, not lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations
from typing import Final

from agent_runner.agents.enrichment import Facts
from agent_runner.core.materials.short_answers import OPPOSITE_OF, negations
from agent_runner.core.text import UNKNOWN, language, sentences, terms
from agent_runner.core.tokens import stems

BORNE_OUT: Final = 2 / 3
"""So much of a sentence's own words its source has to hold; the question's words prove nothing."""
BORNE_OUT_UNSPACED: Final = 0.5
"""Of pairs of characters, where a word cannot be told from what stands beside it."""
SUBSTANTIAL: Final = 1 / 3
SUBSTANTIAL_TERMS: Final = 8
"""A quote is this share of the words of its sentence, or so many of them."""
_TRANSLATED: Final = 0.3
"""Two texts in different languages share fewer of their words than this: names, at most."""
_FEWEST_TO_SWAP: Final = 3
_SHORTEST_ROOT: Final = 4
_FRAME: Final = frozenset(stems("mean means called refers describes happens bedeutet heißt nennt"))
"""Words that say no more than that something is said."""

_UNSPACED: Final = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]"
)
_WORD: Final = re.compile(r"[^\W_]+")
_CLAUSE: Final = re.compile(
    r"[,;:()–—]|\b(?:and|but|while|whereas|und|aber|sondern|während|et|mais|tandis|y|pero)\b",
    re.IGNORECASE,
)
_JOINS: Final = frozenset({"and", "or", "und", "oder", "et", "ou", "y", "o", "e"})
_PASSIVE: Final = re.compile(
    r"\b(?:by|von|vom|durch|par|por|wird|werden|wurden?|pelo|da|dal)\b", re.IGNORECASE
)
_SAYS_WHAT_IT_IS: Final = re.compile(
    r"\b(?:is|are|was|were|ist|sind|war|waren)\s+(?:an?|the|eine?|der|die|das)\s+"
    r"(?P<what>[^.,;:()!?]+?)"
    r"(?=[.,;:()!?]|$|\s(?:that|which|who|whose|where|when|of|in|on|at|from|for|with|by|to|and|or"
    r"|der|die|das|des|von|in|im|mit|aus|für|und|oder)\b)",
    re.IGNORECASE,
)


def bears_out(page: str, place: tuple[int, int], text: str, question: str) -> bool:
    """Whether the sentences in which the quote stands say what `text` says.

    `place` is the quote's in the page. Numbers and days may also be the question's. Of a text in
    another language than the page's only numbers, days and negation can be held against it.
    """
    source = _sentences_at(page, place)
    quote = page[place[0] : place[1]]
    if Facts.of([source, question]).fact_problem(text) is not None:
        return False
    spoken = language(source)
    held, own = set(terms(source, spoken)), set(terms(text, spoken))
    if not own or not _is_substantial(quote, source, spoken):
        return False
    languages = {language(text), spoken, language(page)} - {UNKNOWN}
    if len(languages) > 1 and len(own & held) < _TRANSLATED * len(own):
        return bool(negations(text)) == bool(negations(source))
    new = own - set(terms(question, spoken)) - _FRAME or own
    enough = BORNE_OUT_UNSPACED if _UNSPACED.search(text) else BORNE_OUT
    return (
        sum(_is_held(word, held) for word in new) >= enough * len(new)
        and _is_what_it_says(text, held, spoken)
        and _agrees(text, source, own, spoken)
        and not _says_the_opposite(text, source)
        and not _exchanges(text, source, spoken)
    )


def _sentences_at(page: str, place: tuple[int, int]) -> str:
    """All of the sentences of which the quote holds something."""
    start, end = place
    held = [one for one in sentences(page) if one.start < end and start < one.end]
    return page[min(held[0].start, start) : max(held[-1].end, end)] if held else page[start:end]


def _is_substantial(quote: str, source: str, spoken: str) -> bool:
    needed = min(SUBSTANTIAL * len(terms(source, spoken)), SUBSTANTIAL_TERMS)
    return len(terms(quote, spoken)) >= max(1, needed)


def _is_held(word: str, held: set[str]) -> bool:
    """Also in another form: "moves" of "movement"."""
    return word in held or any(
        min(len(word), len(other)) >= _SHORTEST_ROOT
        and (word.startswith(other) or other.startswith(word))
        for other in held
    )


def _is_what_it_says(text: str, held: set[str], spoken: str) -> bool:
    """Of "it is a …", the noun has to be the source's."""
    for found in _SAYS_WHAT_IT_IS.finditer(text):
        what = terms(found["what"], spoken)
        if what and not _is_held(what[-1], held):
            return False
    return True


def _agrees(text: str, source: str, own: set[str], spoken: str) -> bool:
    """Whether both negate, or neither; of the source only what the text speaks of counts."""
    clauses = [clause for clause in _CLAUSE.split(source) if _is_told(clause, own, spoken)]
    negated = any(map(negations, clauses or [source]))
    return negated == bool(negations(text))


def _is_told(clause: str, own: set[str], spoken: str) -> bool:
    words = terms(clause, spoken)
    return bool(words) and 2 * sum(word in own for word in words) >= len(words)


def _says_the_opposite(text: str, source: str) -> bool:
    said, given = set(stems(text)), set(stems(source))
    return any(
        OPPOSITE_OF.get(word, frozenset()) & (given - said) for word in said if word not in given
    )


def _exchanges(text: str, source: str, spoken: str) -> bool:
    """Whether the text is in the order of the source once two of its words change places.

    "A volcano forms when a caldera collapses" of "a caldera forms when a volcano collapses".
    Members of a list may change places, and so may they in the passive.
    """
    if bool(_PASSIVE.search(text)) != bool(_PASSIVE.search(source)):
        return False
    given = [word for word in _in_order(source, spoken) if word not in _JOINS]
    told = list(_in_order(text, spoken))
    known = [word for word in told if word in given and word not in _JOINS]
    different = list(dict.fromkeys(known))
    if len(different) < _FEWEST_TO_SWAP or _stands_in(known, given):
        return False
    listed = {
        frozenset((one, other))
        for one, joint, other in zip(told, told[1:], told[2:], strict=False)
        if joint in _JOINS
    }
    for one, other in combinations(different, 2):
        if frozenset((one, other)) in listed:
            continue
        swapped = {one: other, other: one}
        if _stands_in([swapped.get(word, word) for word in known], given):
            return True
    return False


def _in_order(text: str, spoken: str) -> Iterator[str]:
    """The index terms, and the words that join the members of a list."""
    for found in _WORD.finditer(text):
        word = found.group().lower()
        if word in _JOINS:
            yield word
        else:
            yield from terms(word, spoken)


def _stands_in(words: list[str], given: list[str]) -> bool:
    """Whether the words come in this order among the given ones."""
    rest = iter(given)
    return all(word in rest for word in words)
