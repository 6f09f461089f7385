"""What answers do to mastery."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_runner.core.graph import Dag
from agent_runner.core.mastery import (
    MASTERED,
    Rating,
    Ratings,
    after_answer,
    chance_of_right,
    mastery_of,
    new_ratings,
    with_known,
)

GRAPH = Dag.of({"a": [], "b": ["a"], "c": ["b"], "far": ["c"], "farther": ["far"], "other": []})
LEVELS = dict.fromkeys(GRAPH.prerequisites, 2)


def answered(
    ratings: Ratings, concept: str, *, right: bool, difficulty: float = 0.0, options: int = 0
) -> Ratings:
    return after_answer(
        ratings,
        concept,
        right=right,
        difficulty=difficulty,
        options=options,
        levels=LEVELS,
        graph=GRAPH,
    )


def p(ratings: Ratings, concept: str) -> float:
    return ratings.mastery(concept, level=2).p


def test_a_blind_guess_is_right_one_time_in_the_number_of_options() -> None:
    assert chance_of_right(-20, difficulty=0, options=4) == pytest.approx(0.25)
    assert chance_of_right(0, difficulty=0, options=4) == pytest.approx(0.625)
    assert chance_of_right(0, difficulty=0) == pytest.approx(0.5)


def test_a_right_answer_raises_and_a_wrong_one_lowers() -> None:
    start = new_ratings(None)
    assert p(answered(start, "b", right=True), "b") > p(start, "b")
    assert p(answered(start, "b", right=False), "b") < p(start, "b")


def test_the_first_move_is_k_times_the_surprise() -> None:
    after = answered(new_ratings("intermediate"), "b", right=True)
    assert after.concepts["b"].theta == pytest.approx(0.8 * 0.5)
    assert after.general.theta == pytest.approx(0.3 * 0.5)


def test_a_right_answer_speaks_for_what_it_rests_on_less_per_step() -> None:
    before = new_ratings(None)
    after = answered(before, "far", right=True)
    rise = {name: after.concepts[name].theta for name in ("a", "b", "c")}
    assert rise["c"] > rise["b"] > rise["a"] > 0
    assert "farther" not in after.concepts
    assert "other" not in after.concepts
    assert after.concepts["c"].n == 0
    assert after.concepts["c"].evidence == 0.5


def test_a_wrong_answer_speaks_against_what_rests_on_it() -> None:
    after = answered(new_ratings(None), "a", right=False)
    assert after.concepts["b"].theta < after.concepts["c"].theta < 0
    assert p(after, "b") < p(new_ratings(None), "b")


def test_a_word_reaches_three_steps_far() -> None:
    after = answered(new_ratings(None), "farther", right=True)
    assert "b" in after.concepts
    assert "a" not in after.concepts


def test_a_lucky_guess_moves_less_than_a_free_answer() -> None:
    start = new_ratings(None)
    guessed = answered(start, "b", right=True, options=2)
    assert p(guessed, "b") < p(answered(start, "b", right=True), "b")


def test_an_easy_question_missed_costs_more_than_a_hard_one() -> None:
    start = new_ratings(None)
    easy = answered(start, "b", right=False, difficulty=-2)
    hard = answered(start, "b", right=False, difficulty=2)
    assert p(easy, "b") < p(hard, "b")


def test_the_interval_narrows_with_every_answer() -> None:
    ratings, widths = new_ratings(None), list[float]()
    for turn in range(6):
        now = ratings.mastery("b", level=2)
        widths.append(now.high - now.low)
        assert now.n == turn
        ratings = answered(ratings, "b", right=turn % 2 == 0)
    assert all(later < earlier for earlier, later in itertools.pairwise(widths[1:]))


def test_without_answers_the_level_decides_and_an_advanced_concept_is_less_likely_known() -> None:
    levels = [new_ratings(level) for level in ("beginner", None, "intermediate", "advanced")]
    assert [p(ratings, "b") for ratings in levels] == sorted(p(one, "b") for one in levels)
    some = new_ratings("advanced")
    assert some.mastery("x", level=1).p >= MASTERED > some.mastery("x", level=2).p


def test_what_is_said_to_be_known_counts_until_answers_say_otherwise() -> None:
    said = with_known(new_ratings("beginner"), ["b"], levels=LEVELS)
    assert p(said, "b") == pytest.approx(0.9, abs=0.01)
    wrong = answered(new_ratings("beginner"), "b", right=False)
    assert with_known(wrong, ["b"], levels=LEVELS) == wrong


def test_many_right_answers_reach_mastery_and_as_many_wrong_ones_lose_it() -> None:
    ratings = new_ratings(None)
    for _ in range(12):
        ratings = answered(ratings, "b", right=True, options=4)
    assert p(ratings, "b") >= MASTERED
    for _ in range(12):
        ratings = answered(ratings, "b", right=False, options=4)
    assert p(ratings, "b") < 0.5


@given(
    st.lists(
        st.tuples(
            st.sampled_from(sorted(GRAPH.prerequisites)),
            st.booleans(),
            st.floats(-2, 2),
            st.sampled_from([0, 2, 4]),
        ),
        max_size=60,
    )
)
def test_mastery_stays_a_chance_within_its_interval(
    answers: list[tuple[str, bool, float, int]],
) -> None:
    ratings = new_ratings(None)
    for concept, right, difficulty, options in answers:
        before = p(ratings, concept)
        ratings = answered(ratings, concept, right=right, difficulty=difficulty, options=options)
        assert (p(ratings, concept) >= before) if right else (p(ratings, concept) <= before)
    assert ratings.general.n == len(answers)
    for concept in LEVELS:
        now = ratings.mastery(concept, level=2)
        assert 0 <= now.low <= now.p <= now.high <= 1


def test_extreme_abilities_do_not_overflow() -> None:
    assert mastery_of(-1000, Rating()).p == 0
    assert mastery_of(1000, Rating()).p == 1
