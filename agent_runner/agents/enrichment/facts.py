"""What the core gave for a text, and what a rewritten text may therefore hold.

Numbers, days and names come from the core alone; links and forbidden claims from nobody. Compares
words, and knows nothing of what they mean: what it lets through is worded otherwise, no more.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from agent_runner.agents.enrichment.claims import forbidden_claim
from agent_runner.agents.enrichment.links import has_link
from agent_runner.agents.enrichment.numbers import Numbers, numbers_of, readings
from agent_runner.core.tokens import stems

_CONTENT_LETTERS: Final = 4
_NAME: Final = re.compile(r"(?<![.!?:“\"(\n])[ \t]+([A-Z][\w’'-]{2,})")
_NO_NAMES: Final = frozenset(
    stems("I You Your It Its This That The They These Then When If So And But Because Since Here")
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """The texts of the core, taken apart; `named`: words that may be said, and prove nothing."""

    numbers: Numbers
    allowed: frozenset[str]
    words: frozenset[str]
    named: frozenset[str]

    @classmethod
    def of(cls, texts: Iterable[str], *, subject: str | None = None) -> Facts:
        """The facts that these texts state.

        `subject` is in the learner's words: it may be named, but what it says is no fact, also
        where the texts repeat it.
        """
        own = _without(texts, subject) if subject else texts
        named = frozenset(stems(unicodedata.normalize("NFKC", subject or "")))
        numbers, words = Numbers(), set[str]()
        for text in own:
            numbers |= numbers_of(text)
            words.update(stems(unicodedata.normalize("NFKC", text)))
        allowed = frozenset(reading for value in numbers.values for reading in readings(value))
        return cls(numbers=numbers, allowed=allowed, words=frozenset(words), named=named)

    def problem(self, text: str, *, grounded: float = 0.0, names: bool = False) -> str | None:
        """Why a text may not stand for the core's, in words for the log; None: it may.

        `grounded`: at least this share of its content words has to come from the core. `names`:
        capitalised words within a sentence have to as well (for texts in English only).
        """
        return self.speech_problem(text) or self.fact_problem(text, grounded=grounded, names=names)

    @staticmethod
    def speech_problem(text: str) -> str | None:
        """What nobody may write, whatever the core gave."""
        if has_link(text):
            return "a link"
        if any(unicodedata.category(char) in ("Cc", "Cf", "Co", "Cs") for char in _bare(text)):
            return "a hidden character"
        claim = forbidden_claim(text)
        return None if claim is None else f"a claim: {claim}"

    def fact_problem(self, text: str, *, grounded: float = 0.0, names: bool = False) -> str | None:
        """What only the core may say."""
        found = numbers_of(text)
        if any(readings(value).isdisjoint(self.allowed) for value in found.values):
            return "a number that was not given"
        if not found.measures <= self.numbers.measures:
            return "a number with another unit"
        if not found.shares <= self.numbers.shares:
            return "a share that was not given"
        if not found.days <= self.numbers.days:
            return "a day that was not given"
        if names and not self._knows_names(text):
            return "a name that was not given"
        if self.share_of(text) < grounded:
            return "too little of what was given"
        return None

    def share_of(self, text: str) -> float:
        """Which share of the content words of a text the core's texts hold; 1 without any."""
        words = [word for word in stems(unicodedata.normalize("NFKC", text)) if _is_content(word)]
        return sum(word in self.words for word in words) / len(words) if words else 1.0

    def _knows_names(self, text: str) -> bool:
        named = {word for match in _NAME.finditer(text) for word in stems(match.group(1))}
        return named <= self.words | self.named | _NO_NAMES


def _without(texts: Iterable[str], subject: str) -> list[str]:
    sought = re.compile(re.escape(subject), re.IGNORECASE)
    return [sought.sub(" ", text) for text in texts]


def _is_content(word: str) -> bool:
    return len(word) >= _CONTENT_LETTERS or not word.isascii()


def _bare(text: str) -> str:
    """Without the invisible characters that writing needs: line ends, joiners of scripts."""
    return re.sub("[\n\t\u200c\u200d]", "", text)
