"""What the dates of a text are for: the deadline, the first day, days away."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta

from agent_runner.core.understanding.date_mentions import Calendar, Mention
from agent_runner.core.understanding.dates import mentions
from agent_runner.core.understanding.model import Assumption, DateRange, Found, Problem
from agent_runner.core.understanding.page import Page

NEAR_ENOUGH = timedelta(days=3)
"""Two statements of a deadline that lie no further apart are one ("12 December, in 3 weeks")."""
EXACT = 0.88
"""From here on a date was named, not counted in weeks."""
A_YEAR = timedelta(days=366)
JUST_PASSED = timedelta(days=330)
"""A date without a year that is so far ahead has just been; it is taken, and asked about."""


@dataclass(kw_only=True, slots=True)
class Dates:
    """The dates of a text by their use, with what was assumed and what cannot be."""

    deadline: Found[date | datetime] | None = None
    start: Found[date] | None = None
    off: list[Found[DateRange]] = field(default_factory=list[Found[DateRange]])
    assumptions: list[Assumption] = field(default_factory=list[Assumption])
    problems: list[Problem] = field(default_factory=list[Problem])
    past: bool = False


def read_dates(page: Page, calendar: Calendar) -> Dates:
    """Finds and claims the dates that have a use."""
    dates = Dates()
    deadlines: list[Found[date | datetime]] = []
    previous_off = -1
    for mention in mentions(page, calendar):
        before, after = page.before(mention.start, 60), page.after(mention.end, 40)
        off = _OFF.search(before)
        goes_on = previous_off >= 0 and _GOES_ON.fullmatch(
            page.folded[previous_off : mention.start]
        )
        off_after = _OFF_AFTER.match(after)
        start = _START.search(before)
        if start and _EVENT_BEGINS.search(before):
            start = None
        if mention.day is None:
            words = page.original[mention.start : mention.end].strip()
            dates.problems.append(
                Problem(
                    kind="no_such_date",
                    field="deadline",
                    text=f"There is no {words} in the calendar.",
                )
            )
            page.claim(mention.start, mention.end)
        elif mention.day < calendar.today and _OVER.search(before):
            words = page.original[mention.start : mention.end].strip()
            dates.problems.append(_over(words, mention.day))
            page.claim(mention.start, mention.end)
        elif off or off_after or goes_on:
            left = mention.start - (len(before) - off.start()) if off else mention.start
            right = mention.end + (off_after.end() if off_after else 0)
            stretch = DateRange(first=mention.day, last=mention.last or mention.day)
            dates.off.append(page.found(stretch, left, right, mention.sure))
            page.claim(left, right)
            previous_off = mention.end
        elif mention.last and not _due(mention, before, after):
            _keep_stretch(page, dates, deadlines, mention, before, calendar)
        elif start and mention.day >= calendar.today:
            left = mention.start - (len(before) - start.start())
            dates.start = page.found(mention.day, left, mention.end, mention.sure)
            page.claim(left, mention.end)
        elif _is_deadline(mention, before, after):
            _keep_deadline(page, dates, deadlines, mention, before, calendar)
    _settle(dates, deadlines)
    return dates


def _over(words: str, day: date | datetime) -> Problem:
    return Problem(
        kind="deadline_past",
        field="deadline",
        text=f"“{words}” ({_said(day)}) is over.",
    )


def _due(mention: Mention, before: str, after: str) -> bool:
    cue = _BY.search(before) or _EVENT.search(before) or _EVENT_AFTER.match(after)
    return mention.form == "period" and bool(cue)


def _keep_stretch(
    page: Page,
    dates: Dates,
    deadlines: list[Found[date | datetime]],
    mention: Mention,
    before: str,
    calendar: Calendar,
) -> None:
    """ "from 1 to 20 December", "for next week": the days to study on."""
    lead = re.search(
        r"(?:\b(?:from|between|for|vom|von|du|de|del|zwischen|entre)\s+(?:the\s+)?)$", before
    )
    left = mention.start - (len(before) - lead.start() if lead else 0)
    if mention.day is not None and mention.day > calendar.today:
        dates.start = page.found(mention.day, left, mention.end, mention.sure)
    if mention.last is not None:
        deadlines.append(page.found(mention.last, left, mention.end, mention.sure))
    page.claim(left, mention.end)


def _is_deadline(mention: Mention, before: str, after: str) -> bool:
    if mention.instant is not None or mention.form in ("day", "weekday", "period"):
        cue = _BY.search(before) or _EVENT.search(before) or _EVENT_AFTER.match(after)
        alone = not re.search(r"\w", before + after)
        only_talk = _TALK.search(before) and not _BY.search(before)
        return bool(cue or alone) and not only_talk
    return not _TALK.search(before)


def _keep_deadline(
    page: Page,
    dates: Dates,
    deadlines: list[Found[date | datetime]],
    mention: Mention,
    before: str,
    calendar: Calendar,
) -> None:
    lead = _LEAD.search(before)
    left = mention.start - (len(before) - lead.start() if lead else 0)
    words = page.original[mention.start : mention.end].strip()
    value = _value(mention, bool(lead and _BEFORE.match(lead[0])), calendar)
    found = page.found(value, left, mention.end, mention.sure)
    page.claim(left, mention.end)
    if _is_past(value, calendar):
        dates.problems.append(_over(words, value))
        dates.past = True
    elif mention.form == "written" and not mention.year_said:
        day = value.date() if isinstance(value, datetime) else value
        if day - calendar.today > A_YEAR:
            dates.problems.append(
                Problem(
                    kind="no_such_date",
                    field="deadline",
                    text=f"The next {words} is in {day.year}.",
                )
            )
            found = replace(found, sure=0.5)
        elif day - calendar.today > JUST_PASSED:
            dates.problems.append(
                Problem(
                    kind="date_passed_this_year",
                    field="deadline",
                    text=f"“{words}” has passed this year; it was taken as {_said(value)}.",
                )
            )
            found = replace(found, sure=0.5)
    if mention.note:
        dates.assumptions.append(
            Assumption(
                field="deadline", value=_iso(value), why=f"{mention.note}.", change_with="deadline"
            )
        )
    deadlines.append(found)


def _value(mention: Mention, strictly_before: bool, calendar: Calendar) -> date | datetime:
    if mention.instant is not None:
        return mention.instant
    day = mention.day or calendar.today
    if mention.minute is None:
        return day - timedelta(days=1) if strictly_before and mention.form != "span" else day
    at = datetime.combine(day, time(), calendar.now.tzinfo)
    wall = at.replace(tzinfo=None) + timedelta(minutes=mention.minute)
    # Through UTC: a time that the clocks skip becomes the one they show instead.
    return wall.replace(tzinfo=at.tzinfo).astimezone(UTC).astimezone(at.tzinfo)


def _is_past(value: date | datetime, calendar: Calendar) -> bool:
    if isinstance(value, datetime):
        return value <= calendar.now
    return value < calendar.today


def _settle(dates: Dates, deadlines: list[Found[date | datetime]]) -> None:
    """The one deadline of several: the sooner one, and the exact one of those that agree."""
    if not deadlines:
        return
    deadlines.sort(key=lambda found: (_day(found), -found.sure))
    first, last = deadlines[0], deadlines[-1]
    if _day(last) - _day(first) <= NEAR_ENOUGH:
        exact = [found for found in deadlines if found.sure >= EXACT]
        dates.deadline = (exact or deadlines)[0]
        return
    dates.deadline = first
    said = " and ".join(f"“{found.text}” ({_said(found.value)})" for found in (first, last))
    dates.problems.append(
        Problem(
            kind="deadline_contradiction",
            field="deadline",
            text=f"Two dates were said, {said}; the plan aims at the sooner one.",
        )
    )


def _day(found: Found[date | datetime]) -> date:
    return found.value.date() if isinstance(found.value, datetime) else found.value


def _iso(value: date | datetime) -> str:
    return value.isoformat()


def _said(value: date | datetime) -> str:
    return (
        value.isoformat(sep=" ", timespec="minutes")
        if isinstance(value, datetime)
        else value.isoformat()
    )


_SMALL = (
    r"(?:\s+(?:on|the|from|between|to|this|next|am|vom|den|dem|le|du|el|del|de|la|study|"
    r"be|around|about))*\s*"
)
_OFF = re.compile(
    r"(?:\bnot(?: available| free)?|\bexcept|\baway|\bbusy|\bcan't(?: study| do anything)?|"
    r"\bcannot|\bon holiday|"
    r"\bon vacation|\bholidays?|\bvacation|\btravell?ing|\bunavailable|\bout of town|\bgone|"
    r"\btrip|\bno study|"
    r"\bno studying|\bwithout|\bskip|\boff|\babwesend|\bim urlaub|\bnicht|\bverreist|\babsente?|"
    r"\ben vacances|\bpas|\bsauf|\bausser|\bfuera|\bde viaje|\bde vacaciones|\bexcepto|\bsalvo|"
    r"\bbut not)"
    rf"{_SMALL}$"
)
_OFF_AFTER = re.compile(
    r"\s*(?:(?:is|are) )?(?:off\b|i'm away|i am away|i'll be away|i can't|i'm busy|i am busy|"
    r"i'm travell?ing|bin ich weg|je suis absent)"
)
_START = re.compile(
    r"(?:\bstart(?:ing|s)?|\bbegin(?:ning|s)?|\bfrom|\bas of|\bab|\bbeginn\w*|"
    r"\ba partir d[eu]l?|\bdesde|"
    r"\bempez\w+|\bempiezo|\bcommenc\w+|\bkick(?:ing)? off|\bnot before)"
    r"(?:\s+(?:on|the|from|this|am|dem|den|le|el))*\s*$"
)
_EVENT_BEGINS = re.compile(
    r"\b(?:exams?|tests?|finals?|midterms?|mocks|course|class|classes|semester|term|school|uni|"
    r"job|klausuren|prufungen|examens|examenes)"
    r"(?:\s+(?:will|is|are|that|which|then|period|week|season))*\s+(?:starts?|starting|begins?|"
    r"beginning|from|"
    r"commencent|empiezan|beginnen)(?:\s+(?:on|from|the|am|le|el))*\s*$"
)
_EVENTS = (
    r"(?:exams?|tests?|finals?|midterms?|quiz|quizzes|deadline|due|submission|submit|hand in|"
    r"presentation|viva|"
    r"interview|orals?|mocks?|assessment|klausur|prufung|abgabe|abitur|matura|examens?|examen|"
    r"partiels?|controle|"
    r"bac|parcial|entrega|oposicion|sat|gre|gcse|a-?levels?|certification|contest|olympiad|"
    r"defen[cs]e|ends?|"
    r"starts? on|retak\w+|resit\w*)"
)
_EVENT = re.compile(rf"\b{_EVENTS}\b")
_EVENT_AFTER = re.compile(
    rf"(?:'s)?\s*(?:is |ist |es |est )?(?:(?:i|we|schreibe ich|habe ich|j'ai|tengo)(?:'ve|"
    rf" have| got)* )?(?:my |the |a |an |die |eine |mon |un |mi )?(?:\w+ ){{0,3}}\w*{_EVENTS}\b"
)
_BY = re.compile(
    r"(?:\bby|\buntil|\btill|\bbefore|\bdue|\bbis|\bvor|\bavant|\bd'ici|\bjusqu'?a?u?|\bantes|"
    r"\bhasta|\bpara|"
    r"\bpour|\bno later than|\bready for|\bdeadline:?|\bwithin)" + _SMALL + r"$"
)
_GOES_ON = re.compile(r"\s*(?:,|and|or|und|oder|et|y|&|\+)\s*(?:and|or)?\s*(?:on\s+)?")
_OVER = re.compile(
    r"(?:\b(?:exam|test|final|midterm|klausur|prufung|examen|deadline)\b[^,]{0,20}\b(?:was|war|"
    r"etait|fue|is|were)|\bwas due|\bdue)\s*(?:on|am|le|el)?\s*$"
)
_BEFORE = re.compile(r"before|vor|avant|antes")
_TALK = re.compile(
    r"(?:\bsince|\bwas|\bstudied|\blearned|\blast|\bborn|\bhistory of|\bslept|\bwent|\bdid|"
    r"\bfailed)"
    r"(?:\s+(?:on|the|in|from))*\s*$|\b(?:was|were)\b[^,]*$"
)
_LEAD = re.compile(
    r"(?:\b(?:by|until|till|before|due|on|for|bis|vor|avant|d'ici|au|jusqu'au|antes|hasta|para|"
    r"pour|am|"
    r"zum|le|el|in)\b)" + _SMALL + r"$"
)
