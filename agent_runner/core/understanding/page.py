"""The text under reading: folded letter by letter, with what has been understood blanked out.

Folding keeps every character in its place, so that a span of the folded text is a span of the
original. A text is read up to `CONSIDERED_CHARACTERS`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeVar

from agent_runner.core.understanding.model import Found

CONSIDERED_CHARACTERS = 4000
TAKEN = "¦"

_T = TypeVar("_T")
_SIGNS = {
    "\u2018": "'", "\u2019": "'", "\u02bc": "'", "`": "'", "´": "'",
    "\u201c": '"', "\u201d": '"', "\u201e": '"', "«": '"', "»": '"',
    "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2212": "-",
    "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\t": " ", "\r": " ",
    "½": "½", "¼": "¼", "¾": "¾", TAKEN: " ",
}  # fmt: skip


@dataclass(kw_only=True, slots=True)
class Page:
    """The part of a text that is read. `free` is the folded text without what was claimed."""

    original: str
    folded: str
    free: str = field(default="")

    @classmethod
    def of(cls, text: str) -> Page:
        """The page of a text; what lies behind the limit is cut at a word's end."""
        part = text[:CONSIDERED_CHARACTERS]
        if len(text) > CONSIDERED_CHARACTERS:
            part = part[: max(part.rfind(" "), CONSIDERED_CHARACTERS - 100)]
        folded = "".join(map(_fold, part))
        return cls(original=part, folded=folded, free=folded)

    def claim(self, start: int, end: int) -> None:
        """Take a span away from those who read later."""
        self.free = self.free[:start] + TAKEN * (end - start) + self.free[end:]

    def found(self, value: _T, start: int, end: int, sure: float = 1.0) -> Found[_T]:
        """A value with its span; blanks at the ends are left out of it."""
        text = self.original[start:end]
        start += len(text) - len(text.lstrip())
        text = text.strip()
        return Found(value=value, start=start, end=start + len(text), text=text, sure=sure)

    def phrase(self, start: int, end: int, sure: float) -> Found[str]:
        """The words of a span as the value."""
        found = self.found("", start, end, sure)
        return Found(value=found.text, start=found.start, end=found.end, text=found.text, sure=sure)

    def before(self, start: int, length: int = 40) -> str:
        """What stands left of a place in the same sentence."""
        return re.split(r"[.!?;\n]\s|\n", self.folded[max(0, start - length) : start])[-1]

    def after(self, end: int, length: int = 40) -> str:
        """What stands right of a place in the same sentence."""
        return re.split(r"[.!?;]\s|\n", self.folded[end : end + length])[0]


def overlapping(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """The matches of a pattern with a `rest`, which may hold the beginning of the next match."""
    at = 0
    while (match := pattern.search(text, at)) is not None:
        yield match
        at = max(match.start("rest"), match.start() + 1)


@lru_cache(maxsize=4096)
def _fold(character: str) -> str:
    if character in _SIGNS:
        return _SIGNS[character]
    base = unicodedata.normalize("NFD", character)[0]
    lower = base.lower()
    return lower if len(lower) == 1 else character
