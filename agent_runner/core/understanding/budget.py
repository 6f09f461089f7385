"""How much time there is: minutes a day, a weekend day, a week."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from agent_runner.core.understanding.amounts import Amount, amounts, number_pattern, read_number
from agent_runner.core.understanding.model import Found, Language
from agent_runner.core.understanding.page import Page
from agent_runner.core.understanding.vocabulary import vocabulary_of

MOST_MINUTES_A_DAY = 24 * 60


@dataclass(kw_only=True, slots=True)
class Budget:
    """What was said.

    `workdays_only`: time was named for weekdays and for nothing else; `weekend_only` likewise.
    `ranges` are the texts of "1–2 hours", of which the middle was taken; `guessed` one that had no
    "a day" or "a week" beside it.
    """

    day: Found[int] | None = None
    weekend_day: Found[int] | None = None
    week: Found[int] | None = None
    workdays_only: bool = False
    weekend_only: bool = False
    also: list[Found[int]] = field(default_factory=list[Found[int]])
    ranges: list[str] = field(default_factory=list[str])
    guessed: str | None = None


def read_budget(page: Page, language: Language) -> Budget:
    """Finds and claims the budget."""
    budget, workdays, text = Budget(), False, page.free
    words = vocabulary_of(language)
    for amount in amounts(text, words):
        if amount.unit != "minute" or not 1 <= amount.minutes <= 7 * MOST_MINUTES_A_DAY:
            continue
        after = text[amount.end : amount.end + 48]
        before = text[max(0, amount.start - 48) : amount.start]
        if _OTHER_USE.match(after) or _OTHER_USE_BEFORE.search(before):
            continue
        rate = _rate(before, after)
        if rate is None:
            alone = _CLAUSE_BEGINS.search(before) and _CLAUSE_ENDS.match(after)
            if budget.day or budget.week or not (alone or _MINE.search(before)):
                continue
            rate = _Rate(kind="day", sure=0.5)
            budget.guessed = page.original[amount.start : amount.end]
        start, end = amount.start - rate.left, amount.end + rate.right
        value = page.found(amount.minutes, start, end, _sureness(amount, rate.sure))
        if amount.low != amount.high:
            budget.ranges.append(value.text)
        workdays = workdays or rate.kind == "workday"
        at_weekends = _AT_WEEKENDS.match(page.free, end) if rate.kind == "day" else None
        if at_weekends:
            rate, end = _Rate(kind="weekend"), at_weekends.end()
        _keep(budget, rate.kind, value)
        sessions = _SESSIONS.match(page.free, end) or _SESSIONS_BEFORE.search(before)
        if sessions and rate.kind in ("sessions", "day") and budget.week is None:
            count = _TIMES.get(sessions["count"]) or read_number(sessions["count"], words)
            if sessions.re is _SESSIONS:
                end = sessions.end()
            else:
                start = amount.start - (len(before) - sessions.start())
            budget.day = budget.day or value
            budget.week = page.found(round(amount.minutes * count), start, end, value.sure)
        page.claim(start, end)
    budget.workdays_only = workdays and budget.weekend_day is None
    other = budget.day or budget.week
    budget.weekend_only = budget.weekend_day is not None and other is None
    return budget


def _keep(budget: Budget, kind: str, value: Found[int]) -> None:
    if kind in ("day", "workday"):
        if value.value > MOST_MINUTES_A_DAY:
            return
        if budget.day is None:
            budget.day = value
        else:
            budget.also.append(value)
    elif kind == "weekend":
        budget.weekend_day = budget.weekend_day or value
    elif kind == "weekend_total":
        half = Found(
            value=value.value // 2, start=value.start, end=value.end, text=value.text, sure=0.7
        )
        budget.weekend_day = budget.weekend_day or half
    elif kind == "week":
        if budget.week is None:
            budget.week = value
        else:
            budget.also.append(value)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Rate:
    kind: str
    left: int = 0
    right: int = 0
    sure: float = 0.95


def _rate(before: str, after: str) -> _Rate | None:
    if _SESSIONS_BEFORE.search(before):
        return _Rate(kind="sessions")
    for kind, pattern in _AFTER:
        match = pattern.match(after)
        if match:
            return _Rate(kind=kind, right=match.end("claim"))
    for kind, pattern in _BEFORE:
        match = pattern.search(before)
        if match:
            return _Rate(kind=kind, left=len(before) - match.start(), sure=0.9)
    return None


def _sureness(amount: Amount, sure: float) -> float:
    if amount.low != amount.high:
        return min(sure, 0.7)
    return min(sure, 0.8) if amount.fuzzy else sure


_EVERY = r"(?:per|a|an|each|every|/|pro|am|jeden|jede|par|al|por|cada|chaque|the|any|la|le|del|de)"
_FILL = (
    r"(?:\s+(?:of\s+)?(?:time|free time|study(?:ing)?|work|learning|zeit|max(?:imum)?|"
    r"or so|at most|tops|only))?"
)
_AFTER: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "weekend",
        re.compile(
            rf"(?P<claim>{_FILL}\s*(?:,\s*)?(?:(?:on|at|during|each|every|per|over|am|an|le|los|"
            r"les|en)\s+)?(?:(?:the|a|den)\s+)?(?:week-?ends?(?:\s+days?)?|week-end|wochenenden?|"
            r"fines? de semana|saturdays?\s+and\s+sundays?))(?!\w)(?!\s+off)"
        ),
    ),
    (
        "workday",
        re.compile(
            rf"(?P<claim>{_FILL}\s*(?:(?:on|each|every|per|a|an|during|"
            rf"en)\s+)?(?:the\s+)?(?:weekdays?|"
            r"workdays?|school days?|school nights?|week nights?|weeknights?|werktags|"
            r"unter der woche|wochentags|entre semana|en semaine))(?!\w)"
        ),
    ),
    (
        "day",
        re.compile(
            rf"(?P<claim>{_FILL}\s*(?:-\s*)?(?:{_EVERY}\s*(?:single\s+)?(?:day|tag|jour|dia)|daily|"
            r"taglich|diari[ao]s?|quotidiennes?|a night|per night|each night|every night|nightly|"
            r"cada noche|par soir|chaque soir|each session))(?!\w)"
        ),
    ),
    (
        "week",
        re.compile(
            rf"(?P<claim>{_FILL}\s*(?:(?:total|altogether|in total)\s+)?(?:(?:{_EVERY}|a la|die|in "
            r"der|in a|die)\s*(?:week|woche|semaine|semana)|weekly|wochentlich|semanales|"
            r"hebdomadaires?|this week))(?!\w)"
        ),
    ),
    (
        "sessions",
        re.compile(
            r"(?P<claim>)\s*,?\s*(?:[a-z]+|\d)\s*(?:times|x|days|evenings|sessions|nights|mal|fois|"
            r"veces|tage|jours|dias)\s*(?:a|per|each|every|/|die|pro|par|por|a la|in der)\s*"
            r"(?:week|woche|semaine|semana)"
        ),
    ),
    (
        "day",
        re.compile(
            r"(?P<claim>)\s*,?\s*(?:every|each|in the|before|after|at|on my|during|jeden|am|"
            r"chaque|le|por la|on|"
            r"cada|abends|morgens)\s*(?:early |late )?(?:morning|evening|afternoon|night|lunch|"
            r"work|"
            r"school|bed|breakfast|dinner|commute|class|uni|morgen|abend|matin|soir|manana|tarde|"
            r"noche|(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|montag|lundi|"
            r"lunes)s?)s?"
            r"(?!\w)"
        ),
    ),
)
_BEFORE: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("weekend", re.compile(r"(?:on |at |the |each |every )*week-?ends?,?:?\s+(?:i (?:have|"
                           r"can do|can spare|get)\s+)?(?:only |about )?$")),
    ("workday", re.compile(r"(?:on |every |each )*(?:weekdays?|"
                           r"school days?),?:?\s+(?:i (?:have|can do|can spare|"
                           r"get)\s+)?(?:only |about )?$")),
    (
        "day",
        re.compile(
            r"(?:(?:each|every|per|a|jeden|chaque|cada|pro)\s+(?:single\s+)?(?:day|tag|jour|"
            r"dia|evening|"
            r"morning|abend|soir|matin)|daily|taglich|tous les jours|todos los dias),?:?\s+"
            r"(?:for |i (?:only )?(?:have|can do|can spare|study|get)\s+|i've got |hochstens |"
            r"nur )?"
            r"(?:only |about |around |up to |at most )?$|\ba daily $"
        ),
    ),
    (
        "week",
        re.compile(
            r"(?:(?:each|every|per|a|jede|chaque|cada|pro)\s+(?:week|woche|semaine|semana)|"
            r"weekly),?:?\s+"
            r"(?:for |i (?:have|can do|can spare|study|get)\s+)?(?:only |about |around |up to )?$"
        ),
    ),
)  # fmt: skip
_SESSIONS = re.compile(
    rf"\s*,?\s*(?P<count>{number_pattern(vocabulary_of('en'))}|zwei|drei|vier|funf|deux|trois|"
    rf"quatre|"
    r"dos|tres|cuatro|once|twice|thrice)\s*(?:times|x|days|evenings|sessions|nights|mal|fois|veces|"
    r"tage|jours|dias)\s*(?:a|per|each|every|/|die|pro|par|por|a la|in der)\s*"
    r"(?:week|woche|semaine|semana)"
)
_SESSIONS_BEFORE = re.compile(
    r"(?<!\w)(?P<count>\d|two|three|four|five|six|zwei|drei|vier|funf|deux|trois|quatre|dos|"
    r"tres|cuatro)\s*"
    r"(?:times|x|days|evenings|mornings|sessions|nights|mal|abende|fois|soirs|veces|tardes)\s*"
    r"(?:a|per|each|every|/|die|pro|par|por|a la|in der)\s*(?:week|woche|semaine|semana)\s*,?\s*"
    r"(?:for |with |of |je |a |chaque fois )?(?:about )?$"
)
_TIMES = {"once": 1, "twice": 2, "thrice": 3}
_CLAUSE_BEGINS = re.compile(r"(?:^|[,;:.¦]|\s-)\s*$")
_CLAUSE_ENDS = re.compile(r"\s*(?:$|[,.;:)!?¦])")
_AT_WEEKENDS = re.compile(r"\s*,?\s*(?:only )?(?:on|at) (?:the )?week-?ends?(?!\w)")
_MINE = re.compile(
    r"(?:\bhave|\bgot|\bspend|\bspare|\bgive it|\bmanage|\bcan do|\bcan study|\bstudy for|"
    r"\bonly|\bafford|"
    r"\bup to|\bmax(?:imum)?|\bat most|\bhabe|\bnur|\bj'ai|\btengo|\bsolo|\bbudget(?: of| is|:)?)"
    r"\s+(?:about |around |only |maybe |up to |just |like |at most |for |nur |noch )*$"
)
_OTHER_USE = re.compile(
    r"\s*-?\s*(?:long\s+)?(?:exam|test|final|lecture|class|video|movie|commute|drive|flight|"
    r"shift|paper|klausur|"
    r"sleep|of sleep|ago|late|left|until|till|before (?:the|my) (?:exam|test|final)|"
    r"presentation|talk)(?!\w)"
)
_OTHER_USE_BEFORE = re.compile(
    r"(?:\bslept|\bsleep|\bsleeping|\blasts?|\btakes?|\btook|\bin|\blate by|\bsleep of|"
    r"\bworked|\bafter|"
    r"\bsince|\bago|\bplayed|\bscroll\w*|\bwatch\w*|\blast|\bdans|\bstudied|\bwork)"
    r"\s+(?:for |only |about |around |like |the last |the next |just )*$"
)
