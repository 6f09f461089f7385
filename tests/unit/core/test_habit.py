from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_runner.core.habit import habit_strength, streak

TODAY = date(2026, 11, 22)


def last_days(*back: int) -> set[date]:
    return {TODAY - timedelta(days=days) for days in back}


def test_one_day_of_a_daily_habit_gives_the_formulas_first_step() -> None:
    strength = habit_strength(last_days(0), first=TODAY, last=TODAY)
    assert strength == pytest.approx(1 - 0.5 ** (1 / 13))


def test_thirteen_days_in_a_row_make_half_of_a_habit() -> None:
    days = last_days(*range(13))
    assert habit_strength(days, first=min(days), last=TODAY) == pytest.approx(0.5)


def test_a_missed_day_costs_a_little_and_not_everything() -> None:
    first = TODAY - timedelta(days=29)
    full = habit_strength(last_days(*range(30)), first=first, last=TODAY)
    missed = habit_strength(last_days(*range(10), *range(11, 30)), first=first, last=TODAY)
    assert 0 < full - missed < 0.05


def test_three_days_a_week_as_wished_make_the_habit_grow_toward_one() -> None:
    first = TODAY - timedelta(days=200)
    days = {first + timedelta(days=n) for n in range(201) if n % 7 in (0, 2, 4)}
    assert habit_strength(days, first=first, last=TODAY, days_per_week=3) > 0.98
    assert habit_strength(days, first=first, last=TODAY) < 0.6


@given(st.sets(st.integers(0, 120)), st.integers(1, 7))
def test_strength_stays_between_nothing_and_one(back: set[int], per_week: int) -> None:
    first = TODAY - timedelta(days=120)
    strength = habit_strength(last_days(*back), first=first, last=TODAY, days_per_week=per_week)
    assert 0 <= strength <= 1


def test_a_frequency_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="1 to 7"):
        habit_strength(set(), first=TODAY, last=TODAY, days_per_week=0)


@pytest.mark.parametrize(
    ("back", "expected"),
    [
        ((), 0),
        ((0, 1, 2), 3),
        ((1, 2, 3), 3),  # today is not over yet
        ((0, 1, 3, 4), 4),  # one free day
        ((0, 2, 4), 2),  # two within a week are too many
        ((0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 12), 11),  # two, but a week apart
        ((30,), 0),
    ],
)
def test_a_streak_forgives_one_day_a_week(back: tuple[int, ...], expected: int) -> None:
    assert streak(last_days(*back), last=TODAY) == expected
