"""Mentions of dates in a text: where they stand and which day they name.

What a date is for (an exam, the first day, a day away) is decided in `deadlines`.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import zip_longest
from typing import Literal

from agent_runner.core.understanding.amounts import amounts
from agent_runner.core.understanding.clock_times import time_beside
from agent_runner.core.understanding.date_patterns import PLACES, patterns_of
from agent_runner.core.understanding.model import Language
from agent_runner.core.understanding.page import Page
from agent_runner.core.understanding.vocabulary import Vocabulary, either, vocabulary_of
from agent_runner.core.understanding.written_dates import Order, written_date

Form = Literal["written", "weekday", "day", "span", "period"]
MENTIONS_READ = 12
"""A text with more dates than this is no sentence of a student; the rest is left alone."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Mention:
    """A date in the text. `last` ends a range; `day` None: no calendar has this date.

    `note` says which of two readings was taken; `minute` is a time of day said with it;
    `instant` a moment from now ("in two hours"). `bare_day`: no month was said ("the 12th").
    """

    start: int
    end: int
    form: Form
    day: date | None
    last: date | None = None
    minute: int | None = None
    instant: datetime | None = None
    sure: float = 0.95
    note: str = ""
    year_said: bool = False
    bare_day: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Calendar:
    """What a date is read against."""

    now: datetime
    today: date
    language: Language
    order: Order
    order_unknown: bool = False


def mentions(page: Page, calendar: Calendar) -> list[Mention]:
    """The dates of a page from left to right, none within another."""
    words = vocabulary_of(calendar.language)
    found: list[Mention] = []
    for reader in (_ranges, _written, _ends, _feasts, _weekdays, _near_days, _spans, _periods):
        for mention in reader(page.free, words, calendar):
            free = all(mention.end <= one.start or mention.start >= one.end for one in found)
            if free and len(found) < MENTIONS_READ:
                found.append(_with_time(page, mention))
    found.sort(key=lambda mention: mention.start)
    return [
        _in_month_of(page, one, following)
        for one, following in zip_longest(found, found[1:])
        if not _is_weekday_of(page, one, following)
    ]


def _in_month_of(page: Page, one: Mention, following: Mention | None) -> Mention:
    """ "the 24th and 25th of December": the first of the two is in December, too."""
    if not one.bare_day or one.day is None or following is None or following.day is None:
        return one
    between = page.folded[one.end : following.start]
    if following.bare_day or not re.fullmatch(r"\s*(?:,|and|or|und|et|y|&)\s*(?:the\s+)?", between):
        return one
    if one.day.day >= following.day.day:
        return one
    return replace(one, day=following.day.replace(day=one.day.day))


def _is_weekday_of(page: Page, one: Mention, following: Mention | None) -> bool:
    """ "Monday 7 December": the weekday belongs to the date behind it."""
    if following is None or one.form != "weekday" or following.form != "written":
        return False
    return bool(
        re.fullmatch(
            r"\s*,?\s*(?:the\s|den\s|der\s|le\s|el\s)?\s*", page.folded[one.end : following.start]
        )
    )


def _with_time(page: Page, mention: Mention) -> Mention:
    beside = time_beside(page.free, mention.start, mention.end)
    if beside is None or mention.last is not None or mention.form in ("span", "period"):
        return mention
    start, end, minute = beside
    return replace(mention, start=start, end=end, minute=minute)


def _ranges(text: str, words: Vocabulary, calendar: Calendar) -> Iterator[Mention]:
    for match in patterns_of(words.language).range.finditer(text):
        month = match["month"] or match["month_first"]
        days = [match["d1"] or match["d3"], match["d2"] or match["d4"]]
        year = match["year"] or ""
        first_month = match["month_of_first"] or month
        last = _read(f"{_digits(days[1])} {month} {year}".strip(), calendar)
        first = _read(f"{_digits(days[0])} {first_month} {year}".strip(), calendar)
        if first is None or last is None:
            yield Mention(start=match.start(), end=match.end(), form="written", day=None)
            continue
        if first > last:
            running = first.replace(year=first.year - 1) if first.day != 29 else last
            first = running if running <= last else last
        yield Mention(
            start=match.start(), end=match.end(), form="written", day=first, last=last,
            year_said=bool(year),
        )  # fmt: skip


def _written(text: str, words: Vocabulary, calendar: Calendar) -> Iterator[Mention]:
    for match in patterns_of(words.language).written.finditer(text):
        if match["iso"]:
            written, year = match["iso"], match["iso"][:4]
        elif match["month"]:
            year = match["year"] or ""
            written = f"{_digits(match['day'])} {match['month']} {year}".strip()
        else:
            year = match["year2"] or ""
            written = f"{_digits(match['day2'])} {match['month2']} {year}".strip()
        day = _read(written, calendar)
        yield Mention(
            start=match.start(), end=match.end(), form="written", day=day, year_said=bool(year)
        )
    for match in patterns_of(words.language).numeric.finditer(text):
        yield from _numeric(match, calendar)
    for match in patterns_of(words.language).day_of_month.finditer(text):
        group = "day" if match["day"] else "own"
        day = _next_day_of_month(int(_digits(match[group])), calendar.today)
        yield Mention(
            start=match.start(group), end=match.end(), form="written", day=day, sure=0.9,
            bare_day=True,
        )  # fmt: skip


def _numeric(match: re.Match[str], calendar: Calendar) -> Iterator[Mention]:
    written, first, second = match["date"], int(match["a"]), int(match["b"])
    if not match["y"] and (not match["cue"] or (first, second) in ((24, 7), (50, 50))):
        return
    ambiguous = first <= 12 and second <= 12 and first != second
    order: Order = "DMY" if "." in written else calendar.order
    if calendar.order_unknown and ambiguous and not match["y"] and "." not in written:
        order = _sooner_order(first, second, calendar.today)
    day = written_date(written, today=calendar.today, language=calendar.language, order=order)
    note = ""
    if ambiguous and day is not None and "." not in written:
        taken, other = ("day", "month") if order == "DMY" else ("month", "day")
        note = f"{written} was read with the {taken} first, then the {other}"
    if day is None and not match["y"]:
        return
    yield Mention(
        start=match.start("date"), end=match.end("date"), form="written", day=day,
        sure=0.6 if note else 0.95, note=note, year_said=bool(match["y"]),
    )  # fmt: skip


def _sooner_order(first: int, second: int, today: date) -> Order:
    """Plain English does not tell; the reading that comes sooner is the likelier one."""
    now = (today.month, today.day)
    day_first, month_first = (second, first), (first, second)
    return "DMY" if (day_first < now, day_first) < (month_first < now, month_first) else "MDY"


def _ends(text: str, words: Vocabulary, calendar: Calendar) -> Iterator[Mention]:
    """ "end of the month", "mid-December", "beginning of next month"."""
    for match in patterns_of(words.language).ends.finditer(text):
        which = PLACES[match["place"][:3]]
        part = re.sub(r"\s+", " ", match["part"])
        first, last = _part(part, bool(match["coming"] or match["coming2"]), words, calendar)
        if which == "end":
            day = last
        elif which == "start":
            day = first + timedelta(days=4) if match["place"] == "early" else first
        else:
            day = first + timedelta(days=14 if last - first > timedelta(days=7) else 3)
            day = first.replace(month=7) if last - first > timedelta(days=31) else day
        if match["place"] in ("late", "last week"):
            day = last - timedelta(days=5)
        sure = 0.9 if which == "end" and match["place"] not in ("late", "last week") else 0.6
        yield Mention(
            start=match.start(), end=match.end(), form="period", day=day, sure=sure,
            note="" if sure > 0.8 else f"“{match[0].strip()}” was taken as {day.isoformat()}",
        )  # fmt: skip


def _part(part: str, coming: bool, words: Vocabulary, calendar: Calendar) -> tuple[date, date]:
    """First and last day of a month by name, or of the running or coming week, month or year."""
    today = calendar.today
    if part in words.months:
        month = words.months[part]
        year = today.year + (1 if month < today.month else 0)
        return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    unit = words.units.get(part.rstrip("s"), words.units.get(part, "month"))
    if unit == "week":
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=coming)
        return monday, monday + timedelta(days=6)
    if unit == "month":
        first = add_months(today.replace(day=1), int(coming))
        return first, first.replace(day=monthrange(first.year, first.month)[1])
    year = today.year + int(coming)
    return date(year, 1, 1), date(year, 12, 31)


_FEASTS = {
    "new year's eve": (12, 31), "new years eve": (12, 31), "silvester": (12, 31),
    "christmas eve": (12, 24), "heiligabend": (12, 24), "nochebuena": (12, 24),
    "christmas": (12, 25), "xmas": (12, 25), "weihnachten": (12, 25), "noel": (12, 25),
    "navidad": (12, 25), "new year's": (1, 1), "new year": (1, 1), "neujahr": (1, 1),
    "halloween": (10, 31), "valentine's day": (2, 14),
}  # fmt: skip
_FEAST = re.compile(rf"(?<!happy )\b(?:{either(_FEASTS)})(?!\w)(?!\s+(?:break|holidays?|resol))")


def _feasts(text: str, words: Vocabulary, calendar: Calendar) -> Iterator[Mention]:
    del words
    for match in _FEAST.finditer(text):
        month, number = _FEASTS[re.sub(r"\s+", " ", match[0])]
        day = date(calendar.today.year, month, number)
        if day < calendar.today:
            day = day.replace(year=day.year + 1)
        yield Mention(start=match.start(), end=match.end(), form="written", day=day, sure=0.85)


def _weekdays(text: str, words: Vocabulary, calendar: Calendar) -> Iterator[Mention]:
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


def _near_days(text: str, words: Vocabulary, calendar: Calendar) -> Iterator[Mention]:
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


def _spans(text: str, words: Vocabulary, calendar: Calendar) -> Iterator[Mention]:
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


def add_months(day: date, months: int) -> date:
    """The same day of a later month; the last one where that month is shorter."""
    months = min(months, 1200)
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _periods(text: str, words: Vocabulary, calendar: Calendar) -> Iterator[Mention]:
    """ "next week", "this month", "in May": the first day it could be, the last if it runs."""
    for match in patterns_of(words.language).period.finditer(text):
        part = match["month"] or match["unit"] or match["unit2"]
        coming = not match["month"] and not match["this"]
        first, last = _part(part, coming, words, calendar)
        day = first if first > calendar.today else last
        own = match["month"] and not match[0].startswith(("in ", "im ", "en "))
        yield Mention(
            start=match.start("month") if own else match.start(), end=match.end(), form="period",
            day=day, last=None if match["month"] else last, sure=0.5,
            note=f"“{match[0].strip()}” was taken as {day.isoformat()}",
        )  # fmt: skip


def _read(written: str, calendar: Calendar) -> date | None:
    return written_date(
        written, today=calendar.today, language=calendar.language, order=calendar.order
    )


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())


def _next_day_of_month(number: int, today: date) -> date | None:
    for ahead in range(12):
        first = add_months(today.replace(day=1), ahead)
        if number <= monthrange(first.year, first.month)[1]:
            day = first.replace(day=number)
            if day >= today:
                return day
    return None
