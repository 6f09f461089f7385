"""Times of the day for study: "in the evening", "after 6pm", "before work", "14–16 Uhr"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from agent_runner.core.understanding.clock_times import CLOCK, minute_of_match
from agent_runner.core.understanding.days import weekdays_in
from agent_runner.core.understanding.model import Found, Language, StudyTime
from agent_runner.core.understanding.page import Page

DAY_BEGINS, DAY_ENDS = 7 * 60, 22 * 60
PARTS: dict[str, tuple[int, int]] = {
    "morning": (7 * 60, 12 * 60),
    "afternoon": (12 * 60, 17 * 60),
    "evening": (17 * 60, 22 * 60),
    "night": (20 * 60, 24 * 60),
    "lunch": (12 * 60, 13 * 60),
    "before_work": (6 * 60, 8 * 60),
    "after_work": (17 * 60, 22 * 60),
    "before_bed": (20 * 60, 23 * 60),
}
"""What a part of the day is taken to be, in minutes from midnight."""


def read_study_times(page: Page, language: Language) -> tuple[Found[StudyTime], ...]:
    """Finds and claims the times of day; those that are ruled out leave the rest of 7 to 22."""
    wanted: list[Found[StudyTime]] = []
    unwanted: list[Found[StudyTime]] = []
    for start, end, first, last in (*_clock_ranges(page), *_parts(page)):
        before = page.before(start, 40)
        if _OF_AN_EVENT.search(before):
            continue
        negated = _NEGATED.search(before)
        left, weekdays = _weekdays_beside(page, start, language)
        behind = _WEEKDAYS_BEHIND.match(page.free, end)
        if behind and not weekdays:
            weekdays, end = tuple(sorted(weekdays_in(behind[0], language))), behind.end()
        left = min(left, start - (len(before) - negated.start())) if negated else left
        if first >= last:
            continue
        time = StudyTime(start=first, end=last, weekdays=weekdays)
        found = page.found(time, left, end, 0.9)
        if any(found.start < one.end and one.start < found.end for one in (*wanted, *unwanted)):
            continue
        page.claim(found.start, found.end)
        if negated:
            unwanted.append(found)
        else:
            _narrow(wanted, found)
    if wanted or not unwanted:
        return tuple(sorted(wanted, key=lambda one: one.start))
    return tuple(_rest_of_day(unwanted))


def _narrow(wanted: list[Found[StudyTime]], found: Found[StudyTime]) -> None:
    """Add a time; "in the evening, after 6pm" is one stretch, the part that both have."""
    for place, one in enumerate(wanted):
        first = max(one.value.start, found.value.start)
        last = min(one.value.end, found.value.end)
        if one.value.weekdays == found.value.weekdays and first < last:
            both = StudyTime(start=first, end=last, weekdays=one.value.weekdays)
            wanted[place] = replace(found, value=both)
            return
    wanted.append(found)


def _clock_ranges(page: Page) -> Iterator[tuple[int, int, int, int]]:
    for match in _BETWEEN.finditer(page.free):
        marked = bool(match["b_ap"] or match["b_m"] or match["a_m"] or match["a_ap"])
        last = minute_of_match(match, "b_", marked=False)
        first = minute_of_match(match, "a_", marked=False)
        if not marked:
            continue
        if last is None and match["b_h"] and match["a_ap"]:
            last = int(match["b_h"]) * 60 + (first // 720 * 720 if first is not None else 0)
        if first is None and match["a_h"] and last is not None:
            first = _same_half(int(match["a_h"]) * 60, last)
        if first is not None and last is not None:
            yield match.start(), match.end(), first, last
    for match in _AFTER.finditer(page.free):
        minute = minute_of_match(match, "t", marked=True)
        if minute is not None:
            yield match.start(), match.end(), minute, DAY_ENDS if minute <= 20 * 60 else 24 * 60
    for match in _BEFORE.finditer(page.free):
        minute = minute_of_match(match, "t", marked=False)
        if minute is not None:
            yield match.start(), match.end(), min(DAY_BEGINS, max(0, minute - 120)), minute


def _same_half(first: int, last: int) -> int:
    """ "2–4pm" is from 14:00, "10–2pm" from 10:00."""
    afternoon = first % 720 + 720
    return afternoon if last > 720 and afternoon < last else first


def _parts(page: Page) -> Iterator[tuple[int, int, int, int]]:
    for name, pattern in _PART_PATTERNS:
        for match in pattern.finditer(page.free):
            first, last = PARTS[name]
            yield match.start(), match.end(), first, last


def _weekdays_beside(page: Page, start: int, language: Language) -> tuple[int, tuple[int, ...]]:
    """ "Saturday mornings", "weekday evenings": the weekdays right before a part of the day."""
    before = page.free[max(0, start - 30) : start]
    match = re.search(r"(?:\bon\s+)?(?P<day>[a-z]+(?:\s+and\s+[a-z]+)?)\s+$", before)
    if not match:
        return start, ()
    named = weekdays_in(match["day"], language)
    if not named:
        return start, ()
    return start - (len(before) - match.start()), tuple(sorted(named))


def _rest_of_day(unwanted: list[Found[StudyTime]]) -> Iterator[Found[StudyTime]]:
    at, first = DAY_BEGINS, unwanted[0]
    for one in sorted(unwanted, key=lambda one: one.value.start):
        if one.value.start > at:
            yield _stretch(first, at, one.value.start)
        at = max(at, one.value.end)
    if at < DAY_ENDS:
        yield _stretch(first, at, DAY_ENDS)


def _stretch(found: Found[StudyTime], start: int, end: int) -> Found[StudyTime]:
    time = StudyTime(start=start, end=end)
    return Found(value=time, start=found.start, end=found.end, text=found.text, sure=0.8)


_BETWEEN = re.compile(
    r"(?<![\w.,:/-])(?:(?:between|from|zwischen|von|entre(?: las)?|de(?: las)?|ab)\s+)?"
    + CLOCK.format("a_")
    + r"\s*(?:-|to|and|until|till|bis|und|et|y(?: las)?|a(?: las)?)\s*"
    + CLOCK.format("b_")
    + r"(?![\w:%])"
)
_AFTER = re.compile(
    r"(?<!\w)(?:after|from|past|ab|nach|apres|despues de las?|a partir de(?: las?)?)\s+"
    + CLOCK.format("t")
    + r"(?=\s*(?:[.,;!?)¦]|$|onwards?|every|each|on|and|but|because|in|or)|\s*$)(?:\s*onwards?)?"
)
_BEFORE = re.compile(
    r"(?<!\w)(?:before|vor|avant|antes de las?)\s+" + CLOCK.format("t") + r"(?!\w)"
)
_RECUR = (
    r"(?:in the|every|each|jeden|am|chaque|le|por la|cada|en la|during the|of an?|a la|"
    r"de la|late at|at)"
)
_MEAL_OR_WORK = (
    r"(?:work|school|class(?:es)?|uni|lectures?|my shift|job|der arbeit|der schule|"
    r"le travail|l'ecole|trabajar|el trabajo)"
)
_PART_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("before_work", re.compile(rf"(?<!\w)(?:before|vor|avant|antes de)\s+{_MEAL_OR_WORK}(?!\w)")),
    ("after_work", re.compile(rf"(?<!\w)(?:after|nach|apres|despues de)\s+{_MEAL_OR_WORK}(?!\w)")),
    ("before_bed", re.compile(r"(?<!\w)before (?:bed(?:time)?|sleep(?:ing)?|going to bed)(?!\w)")),
    ("lunch", re.compile(r"(?<!\w)(?:(?:at|over|during|in) (?:my )?lunch(?:\s*(?:break|time))?|"
                         r"lunch ?breaks?|"
                         r"in der mittagspause|a midi)(?!\w)")),
    ("morning", re.compile(rf"(?<!\w)(?:{_RECUR}\s+(?:early )?(?:morning|morgen|matin|"
                           rf"manana)s?|mornings|morgens|"
                           r"vormittags|les matins|por las mananas)(?!\w)")),
    ("afternoon", re.compile(rf"(?<!\w)(?:{_RECUR}\s+(?:afternoon|nachmittag|apres-midi|"
                             rf"l'apres-midi|tarde)s?|"
                             r"afternoons|nachmittags|l'apres-midi|por las tardes)(?!\w)")),
    ("evening", re.compile(rf"(?<!\w)(?:{_RECUR}\s+(?:early )?(?:evening|abend|soir)s?|"
                           rf"evenings|abends|"
                           r"les soirs|por las noches|por la noche|cada noche)(?!\w)")),
    ("night", re.compile(r"(?<!\w)(?:(?:late )?at night|every night|each night|nights|nachts|"
                         r"la nuit)(?!\w)")),
)  # fmt: skip
_WEEKDAYS_BEHIND = re.compile(
    r"\s+(?:on |an |en |los |am )?(?:weekdays|school days|weekends|werktags|entre semana|"
    r"en semaine|wochenende)(?!\w)"
)
_NEGATED = re.compile(
    r"(?:\bnot|\bno|\bnever|\bcan't(?: do| study| work)?|\bcannot(?: do| study)?|\bbut not|\bavoid|"
    r"\bexcept|\bhate|\bnicht|\bkeine|\bpas|\bnunca|\bdon't (?:like|want|study)|\bwithout)"
    r"(?:\s+(?:in|on|study|do|work|studying))*\s*$"
)
_OF_AN_EVENT = re.compile(
    r"\b(?:exam|test|final|midterm|klausur|prufung|examen|deadline|lecture)s?\b"
    r"(?:\s+(?:is|are|at|on|ist|est|es|starts?|¦+|tomorrow|next|week|[a-z]+day))*\s*$"
)
