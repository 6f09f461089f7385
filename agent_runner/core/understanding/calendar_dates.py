"""Dates by day and month: "12 December", "3/4", "5 to 9 Dec", "end of the month", feasts."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from agent_runner.core.understanding.date_mentions import Calendar, Mention, add_months
from agent_runner.core.understanding.date_patterns import PLACES, patterns_of
from agent_runner.core.understanding.vocabulary import Vocabulary, either
from agent_runner.core.understanding.written_dates import Order, written_date


def ranges(text: str, words: Vocabulary, calendar: Calendar) -> Iterator[Mention]:
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


def written(text: str, words: Vocabulary, calendar: Calendar) -> Iterator[Mention]:
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


def ends(text: str, words: Vocabulary, calendar: Calendar) -> Iterator[Mention]:
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


def feasts(text: str, words: Vocabulary, calendar: Calendar) -> Iterator[Mention]:
    del words
    for match in _FEAST.finditer(text):
        month, number = _FEASTS[re.sub(r"\s+", " ", match[0])]
        day = date(calendar.today.year, month, number)
        if day < calendar.today:
            day = day.replace(year=day.year + 1)
        yield Mention(start=match.start(), end=match.end(), form="written", day=day, sure=0.85)


def periods(text: str, words: Vocabulary, calendar: Calendar) -> Iterator[Mention]:
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
