"""Words of a text, folded so that case, accents and plurals make no difference."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:[+#]+(?!\w))?")
_FOLDED = str.maketrans({"ß": "ss", "ø": "o", "œ": "oe", "æ": "ae", "’": "'", "−": "-", "–": "-"})
_ENDINGS_KEPT = ("ss", "us", "is", "os", "ics")
_SHORTEST_STEM = 3


@dataclass(frozen=True, slots=True)
class Token:
    """One word: its folded stem and where it stands in the text."""

    stem: str
    start: int
    end: int


def fold(text: str) -> str:
    """Lower case without accents: "Algèbre" → "algebre". May change the length of the text."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in plain if not unicodedata.combining(char)).translate(_FOLDED)


def tokens(text: str) -> list[Token]:
    """The words in their order. "C++" and "C#" are words; "tcp/ip" is two."""
    return [
        Token(stem(fold(found.group())), found.start(), found.end())
        for found in _WORD.finditer(text)
    ]


@lru_cache(maxsize=10_000)
def stems(text: str) -> tuple[str, ...]:
    """The stems of the words alone."""
    return tuple(token.stem for token in tokens(text))


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The singular of a folded English word, by its ending; other words stay as they are.

    "derivatives" → "derivative", "matrices" → "matrix", "biases" → "bias", "physics" stays.
    """
    for ending, instead in (
        ("ices", "ix"),
        ("ies", "y"),
        ("sses", "ss"),
        ("xes", "x"),
        ("ches", "ch"),
    ):
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)] + instead
    if word.endswith("s") and not word.endswith(_ENDINGS_KEPT) and len(word) > _SHORTEST_STEM:
        return word[:-1]
    return word
