"""Mentions of dates in a text: where they stand and which day they name.

What a date is for (an exam, the first day, a day away) is decided in `deadlines`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import zip_longest

from agent_runner.core.understanding.calendar_dates import ends, feasts, periods, ranges, written
from agent_runner.core.understanding.clock_times import time_beside
from agent_runner.core.understanding.date_mentions import Calendar, Mention
from agent_runner.core.understanding.page import Page
from agent_runner.core.understanding.relative_dates import near_days, spans, weekdays
from agent_runner.core.understanding.vocabulary import vocabulary_of

MENTIONS_READ = 12
"""A text with more dates than this is no sentence of a student; the rest is left alone."""


def mentions(page: Page, calendar: Calendar) -> list[Mention]:
    """The dates of a page from left to right, none within another."""
    words = vocabulary_of(calendar.language)
    found: list[Mention] = []
    for reader in (ranges, written, ends, feasts, weekdays, near_days, spans, periods):
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
