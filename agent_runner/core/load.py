"""Owns the daily cap: how many minutes of focused study a day are reasonable, and every reason.

Pure: it knows check-ins as plain values and no clock, store or wording of questionnaires. It is a
careful default for adults, no medical advice; the learner's wish decides below it, never above.

The whole cap starts from four hours of concentrated work a day. Ericsson, Krampe and Tesch-Römer
(1993, Psychological Review 100, 363-406) found that the best violinists they studied kept to about
that much deliberate practice, with rest between; what helps a violinist is only an upper bound for
a student. How much each sign takes off is this program's own cautious choice and is said to be so.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import fmean

BASE_MINUTES = 240
FLOOR_MINUTES = 45
"""Below this no sign lowers the cap, so that some plan stays possible."""
STEP_MINUTES = 5

RECENT = timedelta(days=7)
BEFORE = timedelta(days=28)
WHO5_HOLDS = timedelta(days=28)
LATE_UNTIL_HOUR = 5
RISE = 1.3
"""A week with this many times the usual minutes counts as a steep rise."""

PRACTICE_SOURCE = (
    "Ericsson, Krampe & Tesch-Römer (1993), Psychological Review 100:363-406 (listed 2026-11)"
)
SLEEP_SOURCE = (
    "AASM and Sleep Research Society consensus (2015), Sleep 38:843-844: adults 7 hours or more; "
    "Hirshkowitz et al. (2015), Sleep Health 1:40-43: 8 to 10 hours for teenagers (listed 2026-11)"
)
WHO5_SOURCE = (
    "Topp et al. (2015), Psychotherapy and Psychosomatics 84:167-176: WHO-5 (listed 2026-11)"
)
OWN_SOURCE = "This program's own cautious rule; no study gives the number"


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckIn:
    """One check-in. `at` is aware, in the learner's zone; scales are 1 to 5, `who5` 0 to 100."""

    at: datetime
    mood: int | None = None
    energy: int | None = None
    sleep_hours: float | None = None
    stress: int | None = None
    study_minutes: int | None = None
    who5: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Reason:
    """One thing that moved the cap: `factor` is what it was multiplied by (1 where it was not)."""

    name: str
    text: str
    factor: float
    source: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DailyCap:
    """`minutes`: the cap for health. `planned`: that, and never more than asked for or there."""

    minutes: int
    planned: int
    reasons: tuple[Reason, ...]

    @property
    def why(self) -> str:
        """All reasons as text."""
        return " ".join(reason.text for reason in self.reasons)


def daily_cap(
    check_ins: Sequence[CheckIn],
    *,
    now: datetime,
    requested_minutes: int | None = None,
    available_minutes: int | None = None,
    days_to_deadline: int | None = None,
) -> DailyCap:
    """The cap from what the learner reported, oldest check-in first."""
    past = [check_in for check_in in check_ins if now - BEFORE <= check_in.at <= now]
    signs = [sign for rule in _RULES if (sign := rule(past, now)) is not None]
    lowered = BASE_MINUTES * math.prod(sign.factor for sign in signs)
    minutes = max(FLOOR_MINUTES, math.floor(lowered / STEP_MINUTES) * STEP_MINUTES)
    limits = [minutes]
    reasons = [_base(), *signs]
    if signs:
        reasons.append(_total(minutes, lowered))
    if requested_minutes is not None:
        limits.append(requested_minutes)
        reasons.append(_asked(requested_minutes, minutes))
    if available_minutes is not None:
        limits.append(available_minutes)
        if available_minutes < minutes:
            reasons.append(_there(available_minutes))
    if days_to_deadline is not None and days_to_deadline <= 7:
        reasons.append(_near(days_to_deadline))
    return DailyCap(minutes=minutes, planned=max(1, min(limits)), reasons=tuple(reasons))


def signs_of(check_ins: Sequence[CheckIn], *, now: datetime) -> tuple[Reason, ...]:
    """What in the reports speaks for less, without the cap."""
    past = [check_in for check_in in check_ins if now - BEFORE <= check_in.at <= now]
    return tuple(sign for rule in _RULES if (sign := rule(past, now)) is not None)


def _short_sleep(past: Sequence[CheckIn], now: datetime) -> Reason | None:
    recent = [c.sleep_hours for c in past if now - c.at < RECENT]
    nights = [hours for hours in recent if hours is not None][-3:]
    if not nights:
        return None
    mean = fmean(nights)
    factor = 0.5 if mean < 5 else 0.75 if mean < 6 else 0.85 if mean < 7 else 1.0
    if factor == 1.0:
        return None
    over = "the last night" if len(nights) == 1 else f"the last {len(nights)} nights you reported"
    text = f"You slept {_hours(mean)} on average over {over}; adults are advised 7 or more."
    return Reason(
        name="short_sleep", text=f"{text} {_less(factor)}", factor=factor, source=SLEEP_SOURCE
    )


def _low_who5(past: Sequence[CheckIn], now: datetime) -> Reason | None:
    scores = [(c.who5, c.at) for c in past if c.who5 is not None and now - c.at <= WHO5_HOLDS]
    if not scores or scores[-1][0] >= 50:
        return None
    score, at = scores[-1]
    factor = 0.5 if score <= 28 else 0.75
    day = at.date().isoformat()
    text = f"Your WHO-5 score of {day} is {score} of 100; below 50 counts as low."
    return Reason(
        name="low_who5", text=f"{text} {_less(factor)}", factor=factor, source=WHO5_SOURCE
    )


def _high_stress(past: Sequence[CheckIn], now: datetime) -> Reason | None:
    values = [c.stress for c in past if c.stress is not None and now - c.at < RECENT][-3:]
    if not values or fmean(values) < 4:
        return None
    text = f"Stress is {_number(fmean(values))} of 5 over {_times(len(values))}."
    return Reason(name="high_stress", text=f"{text} {_less(0.85)}", factor=0.85, source=OWN_SOURCE)


def _low_energy(past: Sequence[CheckIn], now: datetime) -> Reason | None:
    recent = [c for c in past if now - c.at < RECENT]
    energy = [c.energy for c in recent if c.energy is not None][-3:]
    mood = [c.mood for c in recent if c.mood is not None][-3:]
    said = [
        f"{name} is {_number(fmean(values))} of 5 over {_times(len(values))}"
        for name, values in (("Energy", energy), ("Mood", mood))
        if values and fmean(values) <= 2
    ]
    if not said:
        return None
    text = f"{' and '.join(said)}."
    return Reason(name="low_energy", text=f"{text} {_less(0.85)}", factor=0.85, source=OWN_SOURCE)


def _rising_load(past: Sequence[CheckIn], now: datetime) -> Reason | None:
    week = [c.study_minutes for c in past if c.study_minutes is not None and now - c.at < RECENT]
    earlier = [
        c.study_minutes for c in past if c.study_minutes is not None and now - c.at >= RECENT
    ]
    if len(week) < 3 or len(earlier) < 3 or fmean(earlier) == 0:
        return None
    ratio = fmean(week) / fmean(earlier)
    if ratio < RISE:
        return None
    text = (
        f"You studied {fmean(week):.0f} minutes a day this week, {_number(ratio)} times the "
        f"{fmean(earlier):.0f} of the weeks before."
    )
    return Reason(name="rising_load", text=f"{text} {_less(0.85)}", factor=0.85, source=OWN_SOURCE)


def _late_nights(past: Sequence[CheckIn], now: datetime) -> Reason | None:
    nights = {c.at.date() for c in past if now - c.at < RECENT and c.at.hour < LATE_UNTIL_HOUR}
    if len(nights) < 2:
        return None
    text = f"You checked in after midnight on {len(nights)} of the last 7 days."
    return Reason(name="late_nights", text=f"{text} {_less(0.85)}", factor=0.85, source=OWN_SOURCE)


_RULES: tuple[Callable[[Sequence[CheckIn], datetime], Reason | None], ...] = (
    _short_sleep,
    _low_who5,
    _high_stress,
    _low_energy,
    _rising_load,
    _late_nights,
)


def _base() -> Reason:
    text = f"For adults, {BASE_MINUTES} minutes of focused study a day is the limit to start from."
    return Reason(name="base", text=text, factor=1.0, source=PRACTICE_SOURCE)


def _total(minutes: int, lowered: float) -> Reason:
    held = f", held at the floor of {FLOOR_MINUTES}" if lowered < FLOOR_MINUTES else ""
    text = f"Together that makes {minutes} minutes a day{held}."
    return Reason(name="total", text=text, factor=1.0, source=OWN_SOURCE)


def _asked(requested: int, cap: int) -> Reason:
    text = (
        f"You asked for {requested} minutes a day, which stays within it."
        if requested <= cap
        else f"You asked for {requested} minutes a day; {cap} is the most this plan gives."
    )
    return Reason(name="requested", text=text, factor=1.0, source="Your own request")


def _there(available: int) -> Reason:
    text = f"You have {available} minutes a day."
    return Reason(name="available", text=text, factor=1.0, source="Your own times")


def _near(days: int) -> Reason:
    when = "today" if days == 0 else "in 1 day" if days == 1 else f"in {days} days"
    text = f"The deadline {when} does not raise the cap: tired hours give back little."
    return Reason(name="deadline", text=text, factor=1.0, source=OWN_SOURCE)


def _less(factor: float) -> str:
    return f"So the cap is {round((1 - factor) * 100)} % lower."


def _times(count: int) -> str:
    return "the last check-in" if count == 1 else f"the last {count} check-ins"


def _hours(value: float) -> str:
    number = _number(value)
    return f"{number} hour{'' if number == '1' else 's'}"


def _number(value: float) -> str:
    """With one decimal, and without it where it is 0."""
    return f"{value:.1f}".removesuffix(".0")
