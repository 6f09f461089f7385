"""The words of time in four languages, without accents and in small letters.

Owns the tables alone; what is made of them is in `amounts`, `dates` and `days`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from agent_runner.core.understanding.model import Language

_EN_SMALL = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
_EN_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"


def _english_numbers() -> dict[str, float]:
    numbers: dict[str, float] = {"a": 1, "an": 1, "half": 0.5, "half a": 0.5, "half an": 0.5}
    numbers |= {"a couple": 2, "a couple of": 2, "couple of": 2, "couple": 2, "a few": 3, "few": 3}
    numbers |= {"a single": 1, "a dozen": 12, "three quarters of an": 0.75, "quarter of an": 0.25}
    numbers |= {"a quarter of an": 0.25, "three-quarters of an": 0.75, "another": 1}
    small_numbers = _EN_SMALL.split()
    numbers |= {word: value for value, word in enumerate(small_numbers, 1)}
    for tens, word in enumerate(_EN_TENS.split(), 2):
        numbers[word] = tens * 10
        for units, small in enumerate(small_numbers[:9], 1):
            numbers[f"{word}-{small}"] = numbers[f"{word} {small}"] = tens * 10 + units
    return numbers


NUMBERS: dict[Language, dict[str, float]] = {
    "en": _english_numbers(),
    "de": {
        "ein": 1, "eine": 1, "einer": 1, "einen": 1, "einem": 1, "zwei": 2, "drei": 3, "vier": 4,
        "funf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9, "zehn": 10, "elf": 11,
        "zwolf": 12, "funfzehn": 15, "zwanzig": 20, "dreissig": 30, "dreißig": 30, "vierzig": 40,
        "funfundvierzig": 45, "funfzig": 50, "sechzig": 60, "neunzig": 90, "halbe": 0.5,
        "eine halbe": 0.5, "einer halben": 0.5, "ein halbes": 0.5, "einem halben": 0.5,
        "anderthalb": 1.5, "eineinhalb": 1.5, "zweieinhalb": 2.5, "ein paar": 3,
        "eine dreiviertel": 0.75, "dreiviertel": 0.75,
    },
    "es": {
        "un": 1, "una": 1, "uno": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6,
        "siete": 7, "ocho": 8, "nueve": 9, "diez": 10, "once": 11, "doce": 12, "quince": 15,
        "veinte": 20, "treinta": 30, "cuarenta": 40, "cuarenta y cinco": 45, "cincuenta": 50,
        "sesenta": 60, "noventa": 90, "media": 0.5, "medio": 0.5, "un par de": 2,
    },
    "fr": {
        "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7,
        "huit": 8, "neuf": 9, "dix": 10, "onze": 11, "douze": 12, "quinze": 15, "vingt": 20,
        "trente": 30, "quarante": 40, "quarante-cinq": 45, "cinquante": 50, "soixante": 60,
        "demi": 0.5, "demi-": 0.5, "une demi": 0.5, "une demi-": 0.5, "quelques": 3,
    },
}  # fmt: skip

UNITS: dict[Language, dict[str, str]] = {
    "en": {
        "minutes": "minute", "minute": "minute", "mins": "minute", "min": "minute",
        "hours": "hour", "hour": "hour", "hrs": "hour", "hr": "hour", "h": "hour",
        "days": "day", "day": "day", "weeks": "week", "week": "week", "wks": "week",
        "fortnight": "fortnight", "fortnights": "fortnight", "months": "month", "month": "month",
        "years": "year", "year": "year",
    },
    "de": {
        "minuten": "minute", "minute": "minute", "min": "minute", "stunden": "hour",
        "stunde": "hour", "std": "hour", "h": "hour", "tagen": "day", "tage": "day", "tag": "day",
        "wochen": "week", "woche": "week", "monaten": "month", "monate": "month",
        "monat": "month", "jahr": "year", "jahren": "year", "jahre": "year",
    },
    "es": {
        "minutos": "minute", "minuto": "minute", "min": "minute", "horas": "hour",
        "hora": "hour", "h": "hour", "dias": "day", "dia": "day", "semanas": "week",
        "semana": "week", "meses": "month", "mes": "month", "anos": "year", "ano": "year",
    },
    "fr": {
        "minutes": "minute", "minute": "minute", "min": "minute", "heures": "hour",
        "heure": "hour", "h": "hour", "jours": "day", "jour": "day", "semaines": "week",
        "semaine": "week", "mois": "month", "ans": "year", "an": "year",
    },
}  # fmt: skip

WEEKDAYS: dict[Language, tuple[str, ...]] = {
    "en": ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    "de": ("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag"),
    "es": ("lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo"),
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
}
WEEKDAY_FORMS: dict[str, int] = {
    "mon": 0, "mons": 0, "tue": 1, "tues": 1, "wed": 2, "weds": 2, "thu": 3, "thur": 3,
    "thurs": 3, "fri": 4, "sat": 5, "sun": 6, "sonnabend": 5,
}  # fmt: skip
"""Short forms; in English many are words of their own, so they count only beside a cue."""

WEEKENDS: dict[Language, tuple[str, ...]] = {
    "en": ("weekends", "weekend"),
    "de": ("wochenenden", "wochenende"),
    "es": ("fines de semana", "fin de semana"),
    "fr": ("week-ends", "week-end", "weekends", "weekend", "fins de semaine"),
}
WORKDAYS: dict[Language, tuple[str, ...]] = {
    "en": ("weekdays", "weekday", "workdays", "working days", "school days", "school nights"),
    "de": ("wochentagen", "wochentags", "werktagen", "werktags"),
    "es": ("dias laborables", "entre semana", "dias de semana"),
    "fr": ("jours de semaine", "en semaine", "jours ouvrables"),
}

MONTHS: dict[Language, dict[str, int]] = {
    "en": {
        "january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7,
        "august": 8, "september": 9, "october": 10, "november": 11, "december": 12, "jan": 1,
        "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sept": 9, "sep": 9,
        "oct": 10, "nov": 11, "dec": 12,
    },
    "de": {
        "januar": 1, "februar": 2, "marz": 3, "maerz": 3, "april": 4, "mai": 5, "juni": 6,
        "juli": 7, "august": 8, "september": 9, "oktober": 10, "november": 11, "dezember": 12,
        "janner": 1, "jan": 1, "feb": 2, "mrz": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8,
        "sep": 9, "okt": 10, "nov": 11, "dez": 12,
    },
    "es": {
        "enero": 1, "febrero": 2, "marzo": 3, "abril": 4, "mayo": 5, "junio": 6, "julio": 7,
        "agosto": 8, "septiembre": 9, "setiembre": 9, "octubre": 10, "noviembre": 11,
        "diciembre": 12, "ene": 1, "feb": 2, "abr": 4, "jun": 6, "jul": 7, "ago": 8, "sep": 9,
        "oct": 10, "nov": 11, "dic": 12,
    },
    "fr": {
        "janvier": 1, "fevrier": 2, "mars": 3, "avril": 4, "mai": 5, "juin": 6, "juillet": 7,
        "aout": 8, "septembre": 9, "octobre": 10, "novembre": 11, "decembre": 12, "janv": 1,
        "fevr": 2, "avr": 4, "juil": 7, "sept": 9, "oct": 10, "nov": 11, "dec": 12,
    },
}  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Vocabulary:
    """The words of a language together with the English ones, which turn up everywhere."""

    language: Language
    numbers: dict[str, float]
    units: dict[str, str]
    weekdays: dict[str, int]
    weekends: tuple[str, ...]
    workdays: tuple[str, ...]
    months: dict[str, int]


@lru_cache(maxsize=4)
def vocabulary_of(language: Language) -> Vocabulary:
    """The words to read a text of a language with."""
    also: tuple[Language, ...] = ("en",) if language == "en" else ("en", language)
    return Vocabulary(
        language=language,
        numbers={word: n for each in also for word, n in NUMBERS[each].items()},
        units={word: unit for each in also for word, unit in UNITS[each].items()},
        weekdays={word: day for each in also for day, word in enumerate(WEEKDAYS[each])}
        | WEEKDAY_FORMS,
        weekends=tuple(word for each in also for word in WEEKENDS[each]),
        workdays=tuple(word for each in also for word in WORKDAYS[each]),
        months={word: month for each in also for word, month in MONTHS[each].items()},
    )


def either(words: Iterable[str]) -> str:
    """A pattern of any of the words, the longest first."""
    return "|".join(sorted((word.replace(" ", r"\s+") for word in words), key=len, reverse=True))
