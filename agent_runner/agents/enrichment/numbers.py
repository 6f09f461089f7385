"""Numbers and days in a text, in whatever form they are written.

A number in digits counts under all its readings ("1,5" is 1.5 or 15); one in words counts from
eleven on, and below that where a unit follows: "two reasons" is no fact, "two hours" is one.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Final

_DIGITS: Final = re.compile(r"\d+(?:[.,]\d+)*")
_WORD: Final = re.compile(r"[^\W\d_]+")
_UNITS: Final = {
    "minute": "min", "min": "min", "hour": "h", "h": "h", "day": "d", "week": "w", "month": "mo",
    "year": "y", "answer": "answer", "question": "question", "point": "point", "percent": "%",
    "block": "block", "session": "session", "concept": "concept", "step": "step", "page": "page",
    "second": "s", "time": "time", "minuten": "min", "stunde": "h", "stunden": "h", "tag": "d",
    "tage": "d", "tagen": "d", "woche": "w", "wochen": "w", "prozent": "%", "frage": "question",
    "fragen": "question", "heure": "h", "jour": "d", "semaine": "w", "pour": "%", "réponse":
    "answer", "minuto": "min", "hora": "h", "día": "d", "semana": "w", "respuesta": "answer",
}  # fmt: skip
_WORDS: Final = {
    word: value
    for value, words in {
        2: "two zwei deux dos", 3: "three drei trois tres", 4: "four vier quatre cuatro",
        5: "five fünf cinq cinco", 6: "six sechs seis", 7: "seven sieben sept siete",
        8: "eight acht huit ocho", 9: "nine neun neuf nueve", 10: "ten zehn dix diez",
        11: "eleven elf onze once", 12: "twelve dozen zwölf douze doce", 13: "thirteen dreizehn",
        14: "fourteen vierzehn quatorze catorce", 15: "fifteen fünfzehn quinze quince",
        16: "sixteen sechzehn seize", 17: "seventeen siebzehn", 18: "eighteen achtzehn",
        19: "nineteen neunzehn", 20: "twenty zwanzig vingt veinte",
        30: "thirty dreißig trente treinta", 40: "forty vierzig quarante cuarenta",
        50: "fifty fünfzig cinquante cincuenta", 60: "sixty sechzig soixante sesenta",
        70: "seventy siebzig setenta", 80: "eighty achtzig ochenta",
        90: "ninety neunzig noventa", 100: "hundred hundert cent cien ciento",
        1000: "thousand tausend mille mil", 1_000_000: "million millionen millones",
    }.items()
    for word in words.split()
}  # fmt: skip
_UNIT_WORDS_FROM: Final = 11
_AMBIGUOUS: Final = frozenset({"once", "cent", "mil", "elf", "seize", "sept", "acht"})
"""Number words of one language that are other words in another one; too common to judge by."""
_MONTHS: Final = (
    "january januar janvier enero", "february februar février febrero", "march märz mars marzo",
    "april avril abril", "may mai mayo", "june juni juin junio", "july juli juillet julio",
    "august août agosto", "september septembre septiembre", "october oktober octobre octubre",
    "november novembre noviembre", "december dezember décembre diciembre",
)  # fmt: skip
_MONTH_OF: Final = {word: n for n, words in enumerate(_MONTHS, 1) for word in words.split()}
_ALSO_OTHER_WORDS: Final = frozenset({"may", "march", "mars", "august", "mai"})
_DAYS: Final = {
    word: f"weekday {number}"
    for number, words in enumerate(
        (
            "monday montag lundi lunes", "tuesday dienstag mardi martes",
            "wednesday mittwoch mercredi miércoles", "thursday donnerstag jeudi jueves",
            "friday freitag vendredi viernes", "saturday samstag samedi sábado",
            "sunday sonntag dimanche domingo",
        )
    )
    for word in words.split()
} | {
    "tomorrow": "tomorrow", "tonight": "tonight", "yesterday": "yesterday", "weekend": "weekend",
    "morgen": "tomorrow", "gestern": "yesterday", "demain": "tomorrow", "hier": "yesterday",
    "mañana": "tomorrow", "ayer": "yesterday", "wochenende": "weekend",
}  # fmt: skip
_SHORT_DAYS: Final = {
    name: f"weekday {n}" for n, name in enumerate(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"))
}
_SHORT_MONTHS: Final = {
    name: n
    for n, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), 1
    )
}
_ISO: Final = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_OF: Final = re.compile(
    r"(\d+(?:[.,]\d+)*)\s*(?:of(?: your| the)?(?: last)?|out of|/|von|sur|de|aus)\s*"
    r"(\d+(?:[.,]\d+)*)",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Numbers:
    """What a text counts: its numbers, those with a unit, "a of b", and its days and months."""

    values: frozenset[str] = field(default_factory=frozenset[str])
    measures: frozenset[tuple[str, str]] = field(default_factory=frozenset[tuple[str, str]])
    shares: frozenset[tuple[str, str]] = field(default_factory=frozenset[tuple[str, str]])
    days: frozenset[str] = field(default_factory=frozenset[str])

    def __or__(self, other: Numbers) -> Numbers:
        return Numbers(
            values=self.values | other.values,
            measures=self.measures | other.measures,
            shares=self.shares | other.shares,
            days=self.days | other.days,
        )


def numbers_of(text: str) -> Numbers:
    """Everything in the text that counts or dates."""
    plain = unicodedata.normalize("NFKC", text)
    plain = "".join(
        str(unicodedata.digit(char, char)) if char.isdigit() else char for char in plain
    )
    values: set[str] = set()
    measures: set[tuple[str, str]] = set()
    for found in _DIGITS.finditer(plain):
        values.add(_reading(found.group()))
        unit = _unit_after(plain, found.end())
        if unit is not None:
            measures.add((_reading(found.group()), unit))
    for found in _WORD.finditer(plain):
        word = found.group().lower()
        value = None if word in _AMBIGUOUS else _WORDS.get(word)
        if value is None:
            continue
        unit = _unit_after(plain, found.end())
        if value >= _UNIT_WORDS_FROM or unit is not None:
            values.add(str(value))
        if unit is not None:
            measures.add((str(value), unit))
    shares = {(_reading(part), _reading(whole)) for part, whole in _OF.findall(plain)}
    return Numbers(
        values=frozenset(values),
        measures=frozenset(measures),
        shares=frozenset(shares),
        days=frozenset(_days(plain)),
    )


def readings(value: str) -> frozenset[str]:
    """The ways in which a number in digits may be meant."""
    return frozenset({value, value.replace(",", ""), value.replace(",", "."), _trimmed(value)})


def _reading(digits: str) -> str:
    return digits.lstrip("0") or "0"


def _trimmed(value: str) -> str:
    return re.sub(r"[.,]0+$", "", value)


def _unit_after(text: str, end: int) -> str | None:
    rest = text[end : end + 24].lstrip(" \u00a0\u202f-")
    if rest.startswith("%"):
        return "%"
    word = _WORD.match(rest)
    if word is None:
        return None
    lower = word.group().lower()
    return _UNITS.get(lower) or _UNITS.get(lower.removesuffix("s"))


def _days(text: str) -> set[str]:
    found = {f"month {int(month)}" for _year, month, _day in _ISO.findall(text)}
    for match in _WORD.finditer(text):
        word = match.group()
        lower = word.lower()
        day = _DAYS.get(lower) or _SHORT_DAYS.get(word)
        if day is not None:
            found.add(day)
        month = _SHORT_MONTHS.get(word) or _MONTH_OF.get(lower)
        by_itself = lower not in _ALSO_OTHER_WORDS
        if month is not None and (by_itself or _beside_number(text, match.start(), match.end())):
            found.add(f"month {month}")
    return found


def _beside_number(text: str, start: int, end: int) -> bool:
    return bool(re.search(r"\d\W{0,3}$", text[:start]) or re.match(r"\W{0,2}\d", text[end:]))
