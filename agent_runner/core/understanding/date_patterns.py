"""The patterns by which `dates` finds dates, for each language together with English."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from agent_runner.core.understanding.model import Language
from agent_runner.core.understanding.vocabulary import (
    MONTHS,
    WEEKDAY_FORMS,
    either,
    vocabulary_of,
)

PLACES = {
    "end": "end", "fin": "end", "lat": "end", "las": "end", "fir": "start", "beg": "start",
    "sta": "start", "ear": "start", "anf": "start", "deb": "start", "pri": "start",
    "com": "start", "mid": "middle", "mit": "middle", "mil": "middle", "med": "middle",
}  # fmt: skip
"""The first three letters of a word for a part of a month, and the part."""

_YEAR = r"(?:19|20)\d\d"
_DAY = r"(?:0?[1-9]|[1-3]\d)(?!\d)"
_ORDINAL = rf"{_DAY}(?:st|nd|rd|th|er|\.|º)?"
_OF = r"\s*(?:of\s+|de\s+|-|/)?\s*"
_JOINT = r"\s*(?:-|to|until|till|through|bis(?: zum)?|al|a|au)\s*(?:the\s+|el\s+|le\s+)?"
_CUE = (
    r"(?:on|by|until|till|before|due|from|since|starting|beginning|is|it's|for|date|deadline|exam|"
    r"test|final|midterm|not|except|am|bis|vor|vom|zum|ab|le|el|al|du|au|para|pour|avant|"
    r"antes del?|hasta|desde|jusqu'au|and|to|[:(,])"
)
_DAY_ENDS = r"(?=\s*(?:[.,;!?)¦]|$|(?:at|and|but|so|with|in|i|um|y|et|und|a)\b|-))(?![.,]\d)"
_OWN_DAY: dict[Language, str] = {
    "en": "on the",
    "de": "(?:am|zum|vor dem)",
    "es": "el(?: dia)?",
    "fr": "(?:le|au)",
}
_AUXILIARY = (
    r"(?!(?<=\bmay)\s+(?:be|have|not|need|want|take|get|also|well|even|help|i|we|you|seem|still|"
    r"require)\b)"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class DatePatterns:
    """One pattern for each way of naming a date; the group names are what `dates` reads."""

    range: re.Pattern[str]
    written: re.Pattern[str]
    numeric: re.Pattern[str]
    day_of_month: re.Pattern[str]
    ends: re.Pattern[str]
    weekday: re.Pattern[str]
    period: re.Pattern[str]


@lru_cache(maxsize=4)
def patterns_of(language: Language) -> DatePatterns:
    """The patterns to read a text of a language with."""
    words = vocabulary_of(language)
    month = rf"(?:{either(words.months)})"
    units = either(word for word, unit in words.units.items() if unit in ("week", "month", "year"))
    return DatePatterns(
        range=re.compile(
            rf"(?<![\w./:])(?:(?P<d1>{_ORDINAL})(?:{_OF}(?P<month_of_first>{month})\.?)?(?:{_JOINT}"
            r"|(?:(?<=between \d)|(?<=between \d\d)|(?<=zwischen \d)|(?<=entre \d))\s+(?:and|"
            r"und|et|y)\s+)"
            rf"(?P<d2>{_ORDINAL}){_OF}(?P<month>{month})\.?(?!\w)"
            rf"|(?P<month_first>{month})\.?\s+(?P<d3>{_ORDINAL}){_JOINT}"
            rf"(?P<d4>{_ORDINAL})(?![\w:]))(?:,?\s+(?:de\s+)?(?P<year>{_YEAR}))?(?!\w)"
        ),
        written=re.compile(
            rf"(?<![\w./:])(?:(?P<iso>{_YEAR}-\d\d-\d\d)(?!\d)"
            rf"|(?:el\s+|le\s+|the\s+)?(?P<day>{_ORDINAL}){_OF}(?P<month>{month})(?!\w)"
            rf"{_AUXILIARY}\.?(?:,?\s+(?:de\s+|del\s+)?(?P<year>{_YEAR}))?(?!\w)"
            rf"|(?P<month2>{month})\.?\s+(?:the\s+)?(?P<day2>{_ORDINAL})(?![\w:%])(?!\.\d)"
            rf"(?:,?\s+(?P<year2>{_YEAR}))?(?!\w))"
        ),
        numeric=re.compile(
            rf"(?:(?<!\w)(?P<cue>{_CUE})\s*(?:the\s+|on\s+|is\s+)?)?(?<![\w./,:-])"
            r"(?P<date>(?P<a>\d{1,2})(?P<sep>[/.-])(?P<b>\d{1,2})(?:(?P=sep)(?P<y>\d{4}|\d\d)|\.)?)"
            r"(?![\w%/-])(?!\.\d)(?!\s+of)"
        ),
        day_of_month=re.compile(
            r"(?<!\w)(?:(?:on|by|until|till|before|is|due|for)\s+the\s+"
            rf"(?P<day>{_DAY}(?:st|nd|rd|th))|{_OWN_DAY[language]}\s+(?P<own>{_ORDINAL}))"
            rf"{_DAY_ENDS}"
        ),
        ends=re.compile(
            r"(?<!\w)(?:the\s+)?(?P<place>first week|last week|end|beginning|start|middle|mid|"
            r"early|late|ende|anfang|"
            r"mitte|fin(?:ales)?|debut|milieu|principios|comienzos|mediados)"
            r"(?:[\s-]+(?:of|des|der|de|du|del))?(?:[\s-]+(?:the|this|la|le|el|diese[rs]))?"
            r"(?P<coming>[\s-]+(?:next|nachste[rsn]?|proximo))?[\s-]+"
            rf"(?P<part>{month}|{units}|monats|jahres)(?![a-z])"
            r"(?P<coming2>\s+(?:prochaine?|proxim[oa]|que viene))?"
        ),
        weekday=re.compile(
            r"(?<!\w)(?:(?P<next>next|(?:this )?coming|nachste[nrs]?|kommende[nrs]?|proximo)\s+"
            r"|(?P<last>last|letzten)\s+|(?:this|diesen|este|ce)\s+)?"
            rf"(?:(?P<name>{either(set(words.weekdays) - set(WEEKDAY_FORMS))})"
            rf"|(?P<short>{_after_cue()}))(?!\w)"
            r"(?P<next_after>\s+(?:prochain|que viene|proximo))?"
            r"(?P<weeks>\s+(?:of\s+)?(?:next week|nachster? woche))?"
        ),
        period=re.compile(
            rf"(?<!\w)(?:(?:in|by|before|until|im|bis|en|avant)\s+"
            rf"(?P<month>{either(_long_months(language))})"
            r"|(?:(?P<this>this|diese[nrs]?|este|esta|ce|cette)|next|nachste[nrs]?|kommende[nrs]?"
            rf"|la\s+proxima|el\s+proximo)\s+(?P<unit>{units})"
            rf"|(?:la\s+|el\s+|le\s+)(?P<unit2>{units})\s+"
            r"(?:prochaine?|que viene|proxim[oa]))(?!\w)"
        ),
    )


def _after_cue() -> str:
    """Short weekdays only behind a word that dates follow: "sat" and "sun" are words, too."""
    short = either(set(WEEKDAY_FORMS) - {"mons", "sonnabend"})
    cues = (
        "exam",
        "test",
        "final",
        "quiz",
        "midterm",
        "by",
        "on",
        "next",
        "this",
        "due",
        "before",
        "until",
        "till",
        "from",
        "starting",
    )
    return "|".join(rf"(?<={cue} )(?:{short})" for cue in cues)


def _long_months(language: Language) -> set[str]:
    tables = MONTHS["en"] | MONTHS[language]
    return {name for name in tables if len(name) > 3 or name in ("may", "mai")} - {"sept"}
