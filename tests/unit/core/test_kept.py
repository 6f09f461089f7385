from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from agent_runner.core.kept import Logged, Planned, kept

MONDAY = date(2026, 11, 23)
TUESDAY = MONDAY + timedelta(days=1)

concepts = st.sampled_from([None, "a", "b"])
days = st.integers(0, 3).map(lambda step: MONDAY + timedelta(days=step))
planned = st.lists(
    st.builds(Planned, day=days, minutes=st.integers(5, 50), concept=concepts), max_size=8
)
logged = st.lists(
    st.builds(Logged, day=days, minutes=st.integers(1, 120), concept=concepts), max_size=8
)


def block(day: date, minutes: int = 30, concept: str | None = "a") -> Planned:
    return Planned(day=day, minutes=minutes, concept=concept)


def test_half_of_a_blocks_minutes_are_enough_and_less_are_not() -> None:
    assert kept([block(MONDAY)], [Logged(day=MONDAY, minutes=15, concept="a")]) == [True]
    assert kept([block(MONDAY)], [Logged(day=MONDAY, minutes=14, concept="a")]) == [False]


def test_what_was_caught_up_later_counts_and_what_was_done_before_does_not() -> None:
    assert kept([block(MONDAY)], [Logged(day=TUESDAY, minutes=30, concept="a")]) == [True]
    assert kept([block(TUESDAY)], [Logged(day=MONDAY, minutes=30, concept="a")]) == [False]


def test_minutes_count_once_and_those_without_a_concept_only_on_their_day() -> None:
    two = [block(MONDAY), block(MONDAY)]
    assert kept(two, [Logged(day=MONDAY, minutes=30, concept="a")]) == [True, False]
    assert kept(two, [Logged(day=MONDAY, minutes=60, concept=None)]) == [True, True]
    assert kept(two, [Logged(day=TUESDAY, minutes=60, concept=None)]) == [False, False]


@given(blocks=planned, sessions=logged)
def test_no_more_is_kept_than_the_minutes_allow(
    blocks: list[Planned], sessions: list[Logged]
) -> None:
    found = kept(blocks, sessions)
    least = sum(one.minutes for one, is_kept in zip(blocks, found, strict=True) if is_kept) / 2
    assert least <= sum(one.minutes for one in sessions)
    for one, is_kept in zip(blocks, found, strict=True):
        if is_kept:
            assert any(
                (s.concept == one.concept and s.day >= one.day)
                or (s.concept is None and s.day == one.day)
                for s in sessions
            )
