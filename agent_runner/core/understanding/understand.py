"""Reads a text: each part finds its own spans and takes them, the rest goes on to the next part.

Time is read first, topics last, because a topic is what no other part has use for.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from agent_runner.core.understanding.budget import Budget, read_budget
from agent_runner.core.understanding.date_mentions import Calendar
from agent_runner.core.understanding.days import WEEKEND, WORKDAYS, Days, read_days
from agent_runner.core.understanding.daytimes import read_study_times
from agent_runner.core.understanding.deadlines import Dates, read_dates
from agent_runner.core.understanding.defaults import UNSETTLED, assumptions_of, questions_of, settle
from agent_runner.core.understanding.goals import read_goal, read_target
from agent_runner.core.understanding.knowledge import read_excluded, read_known, read_level
from agent_runner.core.understanding.language import language_of
from agent_runner.core.understanding.model import (
    Assumption,
    DateRange,
    Found,
    Overrides,
    Problem,
    Understanding,
)
from agent_runner.core.understanding.page import Page
from agent_runner.core.understanding.subjects import read_subjects
from agent_runner.core.understanding.written_dates import order_of

_T = TypeVar("_T")
_SHOWN = 80


def understand(
    text: str,
    *,
    now: datetime,
    timezone: str,
    locale: str = "en",
    overrides: Overrides | None = None,
) -> Understanding:
    """What a learner's `text` says of a study plan.

    `now` is an aware instant, `timezone` an IANA name, `locale` a BCP 47 tag. Fields in `overrides`
    win over the text. Never raises on any text; an unknown zone raises
    `zoneinfo.ZoneInfoNotFoundError`.
    """
    given = overrides or Overrides()
    page = Page.of(text)
    language = language_of(page, locale)
    here = now.astimezone(ZoneInfo(timezone))
    calendar = Calendar(
        now=here,
        today=here.date(),
        language=language.value,
        order=order_of(locale),
        order_unknown=locale.lower() == "en",
    )

    goal = read_goal(page)
    target = read_target(page)
    budget = read_budget(page, language.value)
    days = read_days(page, language.value)
    _rule_out_unnamed(budget, days)
    dates = read_dates(page, calendar)
    study_times = read_study_times(page, language.value)
    level = read_level(page)
    excluded = read_excluded(page)
    known = read_known(page)
    subjects = read_subjects(page)

    seen = Understanding(
        text=text,
        considered=len(page.original),
        timezone=timezone,
        language=Found(value=given.language, source="caller") if given.language else language,
        subjects=_all_given(given.subjects, subjects),
        goal=_given(given.goal) or goal,
        target=target,
        deadline=_given(given.deadline) or dates.deadline,
        start=_given(given.start) or dates.start,
        minutes_per_day=_given(given.minutes_per_day) or budget.day,
        minutes_per_weekend_day=None if given.minutes_per_day else budget.weekend_day,
        minutes_per_week=_given(given.minutes_per_week)
        or (None if given.minutes_per_day else budget.week),
        days_off=_all_given(given.days_off, days.off),
        dates_off=tuple(dates.off)
        if given.dates_off is None
        else tuple(
            Found(value=DateRange(first=day, last=day), source="caller") for day in given.dates_off
        ),
        study_times=study_times,
        level=_given(given.level) or level,
        known=_all_given(given.known, known),
        excluded=_all_given(given.excluded, excluded),
        settled=UNSETTLED,
    )
    deadline_over = dates.past and given.deadline is None and _is_over(seen.deadline, here)
    settled = settle(seen, here.date(), given, deadline_over=deadline_over)
    problems = tuple(_problems(seen, given, dates, budget, len(text)))
    assumptions = (
        *_unread(page),
        *_said_but_guessed(given, dates, budget),
        *assumptions_of(seen, settled),
    )
    return replace(
        seen,
        settled=settled,
        problems=problems,
        assumptions=assumptions,
        questions=questions_of(seen, settled, problems),
    )


def _rule_out_unnamed(budget: Budget, days: Days) -> None:
    """Time said for weekdays alone leaves the weekend free, and the other way round."""
    if days.only is not None:
        return
    if budget.workdays_only and budget.day is not None:
        days.rule_out(WEEKEND, replace(budget.day, sure=0.7))
    if budget.weekend_only and budget.weekend_day is not None:
        days.rule_out(WORKDAYS, replace(budget.weekend_day, sure=0.7))


def _given(value: _T | None) -> Found[_T] | None:
    return None if value is None else Found(value=value, source="caller")


def _all_given(values: Sequence[_T] | None, found: Sequence[Found[_T]]) -> tuple[Found[_T], ...]:
    if values is None:
        return tuple(found)
    return tuple(Found(value=value, source="caller") for value in values)


def _is_over(deadline: Found[date | datetime] | None, here: datetime) -> bool:
    if deadline is None:
        return False
    value = deadline.value
    return value <= here if isinstance(value, datetime) else value < here.date()


def _problems(
    seen: Understanding, given: Overrides, dates: Dates, budget: Budget, length: int
) -> Iterator[Problem]:
    if given.deadline is None:
        yield from dates.problems
    if seen.deadline and seen.start and _day(seen.start.value) > _day(seen.deadline.value):
        yield Problem(
            kind="start_after_deadline",
            field="start",
            text=f"The start ({seen.start.value.isoformat()}) lies after the end "
            f"({seen.deadline.value.isoformat()}).",
        )
    if budget.also and budget.day and given.minutes_per_day is None:
        said = " and ".join(f"“{one.text}”" for one in (budget.day, *budget.also))
        yield Problem(
            kind="budget_contradiction",
            field="minutes_per_day",
            text=f"Several times were said, {said}; the first was taken.",
        )
    if len({one.value for one in seen.days_off}) == 7:
        yield Problem(
            kind="no_day_left", field="days_off", text="Every day of the week is ruled out."
        )
    if seen.considered < length:
        yield Problem(
            kind="text_cut",
            field="user_input",
            text=f"Only the first {seen.considered} of {length} characters were read.",
        )


def _unread(page: Page) -> Iterator[Assumption]:
    """What is written in letters of none of the languages that are read."""
    letters = [letter for letter in page.original if letter.isalpha()]
    latin = sum(letter.isascii() or "LATIN" in unicodedata.name(letter, "") for letter in letters)
    if letters and 2 * latin < len(letters):
        said = " ".join(page.original.split())
        shown = said if len(said) <= _SHOWN else f"{said[:_SHOWN]}…"
        yield Assumption(
            field="user_input",
            value=shown,
            why=f"I could not read “{shown}”: dates, minutes and wishes are read in English, "
            "German, Spanish and French. The defaults stand in for them.",
            change_with="deadline, minutes_per_day, days_off, known",
        )


def _day(value: date | datetime) -> date:
    return value.date() if isinstance(value, datetime) else value


def _said_but_guessed(given: Overrides, dates: Dates, budget: Budget) -> Iterator[Assumption]:
    if given.deadline is None:
        yield from dates.assumptions
    if given.minutes_per_day is not None:
        return
    for text in budget.ranges:
        value = (budget.day or budget.week or budget.weekend_day or Found(value=None)).value
        yield Assumption(
            field="minutes_per_day",
            value=value,
            why=f"The middle of “{text}” was taken.",
            change_with="minutes_per_day",
        )
    if budget.guessed and budget.day:
        yield Assumption(
            field="minutes_per_day",
            value=budget.day.value,
            why=f"“{budget.guessed}” was taken to be the time for each day.",
            change_with="minutes_per_day",
        )
