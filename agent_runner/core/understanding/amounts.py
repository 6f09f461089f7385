"""Amounts of time in a text: "an hour and a half", "1–2 hours", "2h30", "three weeks"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from agent_runner.core.understanding.model import Language
from agent_runner.core.understanding.vocabulary import Vocabulary, either, vocabulary_of

MINUTES_OF = {"minute": 1.0, "hour": 60.0}
FUZZY = re.compile(r"\b(?:few|paar|quelques|about|around|roughly|etwa|ungefahr|environ|unos)\b")


@dataclass(frozen=True, kw_only=True, slots=True)
class Amount:
    """`low` to `high` of a unit; both are in minutes when the unit is minute or hour."""

    start: int
    end: int
    unit: str
    low: float
    high: float
    fuzzy: bool

    @property
    def minutes(self) -> int:
        """The middle, on the five-minute grid where it is a range."""
        middle = (self.low + self.high) / 2
        return round(middle) if self.low == self.high else int(middle // 5) * 5


def number_pattern(words: Vocabulary) -> str:
    """A pattern of one number, in figures or in words."""
    return rf"(?:\d{{1,4}}(?:[.,]\d{{1,2}})?[½¼¾]?|[½¼¾]|(?:{either(words.numbers)})(?![a-z]))"


def read_number(text: str, words: Vocabulary) -> float:
    """The value of what `number_pattern` matched."""
    text = re.sub(r"\s+", " ", text.strip())
    if text in words.numbers:
        return words.numbers[text]
    value = 0.0
    for sign, part in (("½", 0.5), ("¼", 0.25), ("¾", 0.75)):
        if sign in text:
            text, value = text.replace(sign, ""), part
    return value + (float(text.replace(",", ".")) if text else 0.0)


def amounts(text: str, words: Vocabulary) -> Iterator[Amount]:
    """All amounts of time in a folded text, from left to right."""
    pattern, position = _pattern(words.language), 0
    while match := pattern.search(text, position):
        position = match.end()
        unit = words.units[re.sub(r"\s+", " ", match["unit"])]
        low = read_number(match["low"], words)
        high = read_number(match["high"], words) if match["high"] else low
        if match["half"] or match["late_half"]:
            low, high = low + 0.5, high + 0.5
        factor = MINUTES_OF.get(unit, 1.0)
        low, high = low * factor, high * factor
        rest = float(match["rest"] or match["glued"] or 0)
        end = match.end()
        if match["rest"] and unit != "hour":
            # "in 10 days, 90 minutes a day" are two amounts.
            rest, position = 0.0, match.start("rest")
            end = match.end("late_half") if match["late_half"] else match.end("unit")
        if not 0 < low <= high:
            continue
        low, high = low + rest, high + rest
        yield Amount(
            start=match.start(),
            end=end,
            unit="minute" if unit in MINUTES_OF else unit,
            low=low,
            high=high,
            fuzzy=bool(FUZZY.search(match[0])),
        )


@lru_cache(maxsize=4)
def _pattern(language: Language) -> re.Pattern[str]:
    words = vocabulary_of(language)
    number = number_pattern(words)
    half = r"\s+(?:and\s+a\s+half|y\s+medi[ao]|et\s+demie?)"
    return re.compile(
        rf"(?<![\w.,/:¦-])(?P<low>{number})"
        rf"(?:\s*(?:-|to|or|bis|oder|a|ou|o)\s*(?P<high>{number}))?"
        rf"(?P<half>{half})?"
        rf"[\s-]{{0,2}}(?:full\s+|ganze\s+|solid\s+|whole\s+|more\s+|good\s+|short\s+)?"
        rf"(?P<unit>{either(words.units)})(?![a-z])"
        rf"(?P<late_half>{half})?"
        rf"(?:(?P<glued>(?<=h)\d\d)(?!\w)"
        rf"|\s*(?:and|und|et|y|,)?\s*(?P<rest>\d{{1,2}})\s*min(?:s|utes?|uten|utos?)?(?!\w))?"
    )
