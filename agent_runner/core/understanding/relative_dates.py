"""Dates seen from today: "next Tuesday", "tomorrow", "in three weeks", "3 weeks left"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from agent_runner.core.understanding.amounts import amounts
from agent_runner.core.understanding.date_mentions import Calendar, Mention, add_months
from agent_runner.core.understanding.date_patterns import patterns_of
from agent_runner.core.understanding.vocabulary import Vocabulary


def weekdays(text: str, words: Vocabulary, calendar: Calendar) -> Iterator[Mention]:
    for match in patterns_of(words.language).weekday.finditer(text):
        name = match["name"] or match["short"]
        weekday, today = words.weekdays[name], calendar.today
        day = today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
        next_said = bool(match["next"] or match["next_after"])
        note, sure = "", 0.9
        if match["last"]:
            yield Mention(
                start=match.start(), end=match.end(), form="weekday", day=day - timedelta(weeks=1)
            )
            continue
        if match["weeks"]:
            day = _weekday_of_coming_week(today, weekday, 1)
        elif next_said and weekday > today.weekday():
            note, sure = "it could also mean the one a week later", 0.7
        elif weekday == today.weekday() and not next_said:
            note, sure = f"today is {name}; the next one was taken", 0.6
        yield Mention(
            start=match.start(), end=match.end(), form="weekday", day=day, sure=sure, note=note
        )


def _weekday_of_coming_week(today: date, weekday: int, weeks: int) -> date:
    return today - timedelta(days=today.weekday()) + timedelta(weeks=weeks, days=weekday)


def near_days(text: str, words: Vocabulary, calendar: Calendar) -> Iterator[Mention]:
    for language in dict.fromkeys(("en", words.language)):
        for match in _NEAR[language].finditer(text):
            ahead = _NEAR_DAYS[re.sub(r"\s+", " ", match[0])]
            day = calendar.today + timedelta(days=ahead)
            yield Mention(start=match.start(), end=match.end(), form="day", day=day, sure=0.95)


_NEAR_DAYS = {
    "the day after tomorrow": 2, "day after tomorrow": 2, "tomorrow": 1, "tmrw": 1, "tmr": 1,
    "tomorow": 1, "tommorow": 1, "tommorrow": 1, "today": 0, "tonight": 0, "yesterday": -1,
    "ubermorgen": 2, "uebermorgen": 2, "morgen": 1, "heute": 0, "gestern": -1,
    "apres-demain": 2, "demain": 1, "aujourd'hui": 0, "hier": -1,
    "pasado manana": 2, "manana": 1, "hoy": 0, "ayer": -1,
}  # fmt: skip
_NEAR = {
    "en": re.compile(
        r"(?<!\w)(?:(?:the\s+)?day after tomorrow|tomm?orr?ow|tmrw|tmr|today|tonight|yesterday)"
        r"(?!['\w])"
    ),
    "de": re.compile(
        r"(?<!\w)(?<!jeden )(?<!am )(?<!diesen )(?<!tag )(?<!guten )"
        r"(?:ubermorgen|uebermorgen|morgen|heute|gestern)(?!\w)"
    ),
    "fr": re.compile(r"(?<!\w)(?:apres-demain|demain|aujourd'hui|hier)(?!\w)"),
    "es": re.compile(r"(?<!\w)(?<!la )(?<!cada )(?<!las )(?:pasado manana|manana|hoy|ayer)(?!\w)"),
}


def spans(text: str, words: Vocabulary, calendar: Calendar) -> Iterator[Mention]:
    """ "in three weeks", "3 weeks left", "a week from Friday" (without its weekday)."""
    for amount in amounts(text, words):
        before, after = text[max(0, amount.start - 24) : amount.start], text[amount.end :][:28]
        lead = _LEAD.search(before)
        trail = _TRAIL.match(after)
        if _OF_A_WEEK.match(after):
            continue
        alone = (
            amount.unit != "minute" and _CLAUSE_BEGINS.search(before) and _CLAUSE_ENDS.match(after)
        )
        if not lead and not trail and not alone:
            continue
        start = amount.start - (len(before) - lead.start() if lead else 0)
        end = amount.end + (trail.end() if trail else 0)
        if amount.unit == "minute":
            if lead and lead[0].split()[0] in ("in", "en", "dans"):
                instant = calendar.now + timedelta(minutes=amount.low)
                yield Mention(
                    start=start, end=end, form="span", day=instant.date(), instant=instant
                )
            continue
        day = _days_ahead(calendar.today, amount.unit, (amount.low + amount.high) / 2)
        sure = 0.5 if amount.fuzzy else 0.75 if amount.low != amount.high else 0.85
        note = f"“{text[start:end].strip()}” was taken as {day.isoformat()}" if sure < 0.85 else ""
        yield Mention(start=start, end=end, form="span", day=day, sure=sure, note=note)


_LEAD = re.compile(
    r"(?<!\w)(?:in(?: about| around| roughly| only| just| the next| less than| under)?|within"
    r"(?: the next)?|(?:over|for|during) the (?:next|coming)|have(?: only| just| got| about)?|"
    r"i've got(?: only| about)?|there (?:are|is)|got(?: only| about)?|only|next|dans|en|"
    r"dentro de|d'ici|innerhalb von|innerhalb|habe(?: noch| nur noch| nur)?|noch|"
    r"(?<!away )(?<!studied )(?<!sick )(?<!busy )(?<!been )(?<!learned )for(?: the next)?|"
    r"il me reste|me quedan?|tengo|j'ai)\s+$"
)
_CLAUSE_BEGINS = re.compile(r"(?:^|[,;:(.¦]|\s-)\s*$")
_CLAUSE_ENDS = re.compile(r"\s*(?:$|[,.;:)!?¦])")
_OF_A_WEEK = re.compile(
    r"\s*(?:a|per|each|every|/|die|pro|par|por|a la)\s*(?:week|woche|semaine|semana)"
)
_TRAIL = re.compile(
    r"(?:'s?)?\s*(?:(?:time|to go|left|from now|from today|away|remaining|out|until|till|to|before|"
    r"to prepare|to study|to learn|zeit|bis|de temps|avant|para|antes)(?!\w)"
    r"|-?\s*(?:study |learning |revision )?(?:plan|schedule|course|sprint|program(?:me)?)(?!\w))"
)


def _days_ahead(today: date, unit: str, count: float) -> date:
    if unit == "month" or unit == "year":
        months = count * (12 if unit == "year" else 1)
        day = add_months(today, int(months))
        return day + timedelta(days=round((months - int(months)) * 30))
    days = {"day": 1.0, "week": 7.0, "fortnight": 14.0}[unit] * count
    return today + timedelta(days=min(round(days), 36_500))
