"""What is assumed where nothing was said, and what is asked.

All defaults stand in one table, with the reason a learner is shown. Every question has the default
that holds until it is answered, so that a plan never waits for one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from agent_runner.core.understanding.model import (
    Assumption,
    GoalKind,
    Level,
    Overrides,
    Problem,
    Question,
    Settled,
    Understanding,
)

HORIZON_WEEKS = 6
MINUTES_PER_DAY = 60
LEVEL: Level = "beginner"
GOAL: GoalKind = "curiosity"
QUESTIONS_AT_MOST = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Default:
    """A field, why its default is what it is, and the field of the call that changes it."""

    field: str
    why: str
    change_with: str


DEFAULTS: tuple[Default, ...] = (
    Default(
        field="deadline",
        why=f"No date was said; {HORIZON_WEEKS} weeks are long enough to come back to each topic "
        "several times.",
        change_with="deadline",
    ),
    Default(
        field="minutes_per_day",
        why="No time was said; an hour a day fits beside school or work.",
        change_with="minutes_per_day",
    ),
    Default(
        field="start",
        why="No first day was said, so it begins today.",
        change_with="start",
    ),
    Default(
        field="level",
        why="No level was said; what you know already can be skipped after the first questions.",
        change_with="level",
    ),
    Default(
        field="goal",
        why="No exam, course or project was mentioned, so the aim is to understand the subject.",
        change_with="goal",
    ),
)


UNSETTLED = Settled(
    subjects=(),
    goal=GOAL,
    deadline=date.max,
    deadline_said=False,
    start=date.min,
    minutes_per_day=None,
    minutes_per_weekend_day=None,
    minutes_per_week=None,
    days_off=(),
    dates_off=(),
    study_times=(),
    level=LEVEL,
    known=(),
    excluded=(),
    language="en",
)
"""What stands in an understanding until `settle` has seen the rest of it."""


def settle(seen: Understanding, today: date, given: Overrides, *, deadline_over: bool) -> Settled:
    """The plain values to plan with: what was said or given, else the default."""
    said = None if deadline_over else seen.deadline
    minutes = seen.minutes_per_day.value if seen.minutes_per_day else None
    weekend = seen.minutes_per_weekend_day.value if seen.minutes_per_weekend_day else None
    week = seen.minutes_per_week.value if seen.minutes_per_week else None
    if minutes is None and week is None:
        minutes = weekend or MINUTES_PER_DAY
    start = max(seen.start.value, today) if seen.start else today
    return Settled(
        subjects=tuple(one.value for one in seen.subjects),
        goal=seen.goal.value if seen.goal else GOAL,
        deadline=said.value if said else start + timedelta(weeks=HORIZON_WEEKS),
        deadline_said=said is not None,
        start=start,
        minutes_per_day=minutes,
        minutes_per_weekend_day=weekend,
        minutes_per_week=week,
        days_off=tuple(sorted({one.value for one in seen.days_off})),
        dates_off=_dates_off(seen, given),
        study_times=tuple(one.value for one in seen.study_times),
        level=seen.level.value if seen.level else LEVEL,
        known=tuple(one.value for one in seen.known),
        excluded=tuple(one.value for one in seen.excluded),
        language=seen.language.value,
    )


def _dates_off(seen: Understanding, given: Overrides) -> tuple[date, ...]:
    if given.dates_off is not None:
        return tuple(sorted(set(given.dates_off)))
    days = {
        one.value.first + timedelta(days=ahead)
        for one in seen.dates_off
        for ahead in range(min((one.value.last - one.value.first).days, 366) + 1)
    }
    return tuple(sorted(days))


def assumptions_of(seen: Understanding, settled: Settled) -> Iterator[Assumption]:
    """An assumption for each field of the table that was neither said nor given."""
    missing = {
        "deadline": not settled.deadline_said,
        "minutes_per_day": not (seen.minutes_per_day or seen.minutes_per_week),
        "start": seen.start is None,
        "level": seen.level is None,
        "goal": seen.goal is None,
    }
    values = {
        "deadline": settled.deadline.isoformat(),
        "minutes_per_day": settled.minutes_per_day,
        "start": settled.start.isoformat(),
        "level": settled.level,
        "goal": settled.goal,
    }
    for default in DEFAULTS:
        if missing[default.field]:
            yield Assumption(
                field=default.field,
                value=values[default.field],
                why=default.why,
                change_with=default.change_with,
            )


SUBJECT_QUESTION = Question(
    id="subject", text="What would you like to study?", default="any subject"
)


def questions_of(
    seen: Understanding, settled: Settled, problems: tuple[Problem, ...]
) -> tuple[Question, ...]:
    """At most three questions, the one whose answer would change the plan most first."""
    return tuple(_ranked(seen, settled, problems))[:QUESTIONS_AT_MOST]


def _ranked(
    seen: Understanding, settled: Settled, problems: tuple[Problem, ...]
) -> Iterator[Question]:
    if not seen.subjects:
        yield SUBJECT_QUESTION
    doubt = next((one for one in problems if one.field == "deadline"), None)
    until = _said(settled.deadline)
    if doubt is not None:
        yield Question(id="deadline", text=f"{doubt.text} Which date is right?", default=until)
    elif seen.deadline is None:
        what = "is the exam" if settled.goal == "exam" else "do you want to be done"
        yield Question(id="deadline", text=f"When {what}?", default=until)
    elif seen.deadline.sure < 0.7:
        yield Question(
            id="deadline",
            text=f"“{seen.deadline.text}”: which date is that exactly?",
            default=until,
        )
    if not (seen.minutes_per_day or seen.minutes_per_week):
        yield Question(
            id="minutes_per_day",
            text="How many minutes a day can you give it?",
            default=settled.minutes_per_day,
        )
    if seen.level is None and not seen.known:
        yield Question(
            id="level",
            text="How well do you know it already: beginner, intermediate or advanced?",
            default=settled.level,
        )
    if not seen.days_off and not seen.dates_off:
        yield Question(id="days_off", text="Are there days on which you cannot study?", default=[])


def _said(value: date | datetime) -> str:
    return value.isoformat()
