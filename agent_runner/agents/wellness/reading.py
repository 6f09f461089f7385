"""Owns what a check-in's numbers say: summary, trend, WHO-5, advice. Pure; every sentence has its
number, none is a diagnosis."""

from collections.abc import Sequence
from typing import Literal

from agent_runner.agents.wellness.models import Advice, Signal, Trend, Who5
from agent_runner.core.load import (
    OWN_SOURCE,
    SLEEP_SOURCE,
    WHO5_SOURCE,
    CheckIn,
    Reason,
)
from agent_runner.core.timetable.words import count_text

EWMA_WEIGHT = 0.3
"""How much the newest value counts in the usual one."""
TREND_NEEDS = 3
RELIABLE_CHANGE = 10
"""Points of WHO-5 (0 to 100) from which a change is more than noise."""
BREAK_SOURCE = (
    "Albulescu et al. (2022), PLoS ONE 17(8):e0272460: short breaks give a little more vigour and "
    "less fatigue"
)

_MEASURES: tuple[
    tuple[Literal["mood", "energy", "sleep_hours", "stress", "study_minutes", "who5"], str], ...
] = (
    ("mood", "mood {:g} of 5"),
    ("energy", "energy {:g} of 5"),
    ("sleep_hours", "{hours} of sleep"),
    ("stress", "stress {:g} of 5"),
    ("study_minutes", "{minutes} of study"),
    ("who5", "WHO-5 {:g} of 100"),
)


def summary(check_in: CheckIn, signs: Sequence[Reason]) -> str:
    """What was reported, in one sentence, and how many signs speak for less."""
    said = [
        text.format(value, hours=count_text(value, "hour"), minutes=count_text(value, "minute"))
        for name, text in _MEASURES
        if (value := getattr(check_in, name)) is not None
    ]
    reported = f"You reported {', '.join(said)}." if said else "You gave no numbers."
    if not signs:
        return f"{reported} Nothing in them asks for less study."
    things = "One thing speaks" if len(signs) == 1 else f"{len(signs)} things speak"
    return f"{reported} {things} for taking it easier."


def signals(signs: Sequence[Reason]) -> list[Signal]:
    """The signs that lower the cap."""
    return [
        Signal(
            name=sign.name,
            value=f"-{round((1 - sign.factor) * 100)} % of the daily cap",
            why=sign.text,
        )
        for sign in signs
    ]


def trends(check_ins: Sequence[CheckIn]) -> list[Trend]:
    """For each measure given at least three times: the newest value against the usual one."""
    found: list[Trend] = []
    for name, _ in _MEASURES:
        values = [float(v) for c in check_ins if (v := getattr(c, name)) is not None]
        if len(values) < TREND_NEEDS:
            continue
        usual = values[0]
        for value in values[1:-1]:
            usual += EWMA_WEIGHT * (value - usual)
        found.append(
            Trend(
                name=name,
                now=values[-1],
                usual=round(usual, 2),
                change=round(values[-1] - usual, 2),
                n=len(values),
            )
        )
    return found


def who5_score(answers: Sequence[int]) -> int:
    """Five answers from 0 to 5, summed and times 4: 0 to 100 (Topp et al. 2015)."""
    return sum(answers) * 4


def who5(check_in: CheckIn, before: Sequence[CheckIn]) -> Who5 | None:
    """The score with its band, and whether it moved by more than noise since the last one."""
    score = check_in.who5
    if score is None:
        return None
    earlier = [c.who5 for c in before if c.who5 is not None]
    change = score - earlier[-1] if earlier else None
    band = "very_low" if score <= 28 else "low" if score < 50 else "good"
    meaning = {
        "good": "50 or more counts as good well-being.",
        "low": "Below 50 counts as low well-being.",
        "very_low": "28 or less is where a talk with a doctor or a counsellor is advised.",
    }[band]
    return Who5(
        score=score,
        band=band,
        change=change,
        changed_reliably=None if change is None else abs(change) >= RELIABLE_CHANGE,
        text=f"{score} of 100. {meaning} {_moved(change)}This is a score, not a diagnosis.",
        source=WHO5_SOURCE,
    )


def advice(check_in: CheckIn, signs: Sequence[Reason], cap_minutes: int) -> list[Advice]:
    """At most three suggestions, each tied to a number the learner gave."""
    found: list[Advice] = []
    if check_in.who5 is not None and check_in.who5 < 50:
        found.append(
            Advice(
                text="Consider talking to someone: a friend, a doctor or your study counselling.",
                because=f"Your WHO-5 score is {check_in.who5} of 100.",
                source=WHO5_SOURCE,
            )
        )
    if check_in.sleep_hours is not None and check_in.sleep_hours < 7:
        found.append(
            Advice(
                text="End today's study early enough for 7 hours in bed.",
                because=f"You slept {count_text(check_in.sleep_hours, 'hour')}.",
                source=SLEEP_SOURCE,
            )
        )
    if check_in.stress is not None and check_in.stress >= 4:
        found.append(
            Advice(
                text="Do one block of 25 minutes, then a break of 5 away from the desk.",
                because=f"Stress is {check_in.stress} of 5.",
                source=BREAK_SOURCE,
            )
        )
    if check_in.energy is not None and check_in.energy <= 2:
        found.append(
            Advice(
                text="Start with review of what you know and leave new topics for another day.",
                because=f"Energy is {check_in.energy} of 5.",
                source=OWN_SOURCE,
            )
        )
    if check_in.study_minutes is not None and check_in.study_minutes > cap_minutes:
        found.append(
            Advice(
                text=f"Keep to {cap_minutes} minutes today.",
                because=f"You studied {count_text(check_in.study_minutes, 'minute')}; "
                f"the cap is {cap_minutes}.",
                source=OWN_SOURCE,
            )
        )
    if not found and signs:
        found.append(
            Advice(
                text=f"Keep to {cap_minutes} minutes today.",
                because=signs[0].text,
                source=signs[0].source,
            )
        )
    return found[:3]


def _moved(change: int | None) -> str:
    if change is None:
        return ""
    if abs(change) < RELIABLE_CHANGE:
        return f"The change of {change:+d} since the last one is within what such scores vary by. "
    return f"It moved by {change:+d} since the last one, more than such scores vary by. "
