"""What a verb of a question may be called in a text.

In English, by the noun for who does it. In German, in other persons and in two pieces: "Wo findet
die Zellatmung statt?" asks for what a text says of "stattfinden", "stattfindet" or "findet …
statt". The stemmer leaves the ending -t where it is, so that rules are needed for what is regular;
vowels that change ("gibt", "geben") are out of their reach.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_PARTICLES: Final = _set(
    "ab an auf aus bei durch ein fest fort frei her heraus hervor hin hinzu los mit nach statt "
    "teil um unter vor voran voraus vorbei weg weiter wieder zu zurück zusammen über"
)
_SHORTEST: Final = 5
"""Letters of a word that is taken for a verb; and `_SHORTEST_BASE` of one without its ending."""
_SHORTEST_BASE: Final = 3
_ENDING: Final = re.compile(r"(?:et|t|en|e)$")
_WORD: Final = re.compile(r"[^\W\d_]+")


def verb_forms(question: str) -> Mapping[str, tuple[str, ...]]:
    """Further forms of each lower-case word of a German question that may be a verb.

    >>> verb_forms("Wo findet die Zellatmung statt?")["findet"][-1]
    'stattfindet'
    """
    words = _WORD.findall(question)
    nouns = {word.lower() for word in words if word[0].isupper()}
    particle = words[-1].lower() if words and words[-1].lower() in _PARTICLES else ""
    found: dict[str, tuple[str, ...]] = {}
    for word in (word.lower() for word in words):
        if word in nouns or len(word) < _SHORTEST or _ENDING.search(word) is None:
            continue
        forms = [*_persons(word), *(form for apart in _apart(word) for form in _persons(apart))]
        if particle:
            forms += [particle + form for form in _persons(word)]
        found[word] = tuple(dict.fromkeys(forms))
    return found


def agent_nouns(question: str) -> Mapping[str, tuple[str, ...]]:
    """What an English text may call the one who did what a "who" question asks about.

    >>> agent_nouns("Who created Python?")
    {'created': ('creator', 'creater')}
    """
    words = [word.lower() for word in _WORD.findall(question)]
    if "who" not in words:
        return {}
    return {
        word: (f"{word[:-2]}or", f"{word[:-2]}er")
        for word in words
        if word.endswith("ed") and len(word) > _SHORTEST
    }


def is_particle(question: str, word: str) -> bool:
    """Whether the word is the end of a verb in two pieces: the question's last, in lower case."""
    words = _WORD.findall(question)
    return word in _PARTICLES and bool(words) and words[-1] == word


def _persons(word: str) -> Sequence[str]:
    base = _ENDING.sub("", word)
    if len(base) < _SHORTEST_BASE:
        return [word]
    return [base + "en", base + "t", base + "et"]


def _apart(word: str) -> Sequence[str]:
    """The verb without the particle that it begins with, and without the "zu" after that."""
    rests = [word[len(particle) :] for particle in _PARTICLES if word.startswith(particle)]
    rests += [rest.removeprefix("zu") for rest in rests if rest.startswith("zu")]
    return [rest for rest in rests if len(rest) >= _SHORTEST]
