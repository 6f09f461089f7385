"""Short answers in free words: right, wrong, or left to the student."""

import pytest

from agent_runner.core.materials import grade_short

_KEY = "Recursion is a programming technique in which a function calls itself."
_ASKED = "What is meant by “recursion”?"


@pytest.mark.parametrize(
    "given",
    [
        _KEY,
        "a programming technique where a function calls itself",
        "when a function calls itself",
        "a funtion that calls itself",
    ],
)
def test_an_answer_with_the_key_points_is_right(given: str):
    assert grade_short(given, _KEY, _ASKED).verdict == "correct"


@pytest.mark.parametrize(
    "given", ["", "  ", "recursion", "Recursion is recursion", "a kind of bird"]
)
def test_an_answer_without_any_is_wrong(given: str):
    assert grade_short(given, _KEY, _ASKED).verdict == "wrong"


def test_a_little_of_it_is_left_to_the_student():
    grade = grade_short("some technique with variables and loops", _KEY, _ASKED)

    assert grade.verdict == "unsure"
    assert grade.matched == ("technique",)
    assert "function" in grade.missed


def test_a_negation_more_or_less_turns_the_answer_round():
    grade = grade_short("a technique in which a function does not call itself", _KEY, _ASKED)

    assert grade.verdict == "wrong"
    assert "negates" in grade.why


def test_an_opposite_is_wrong_and_named():
    key = "The entropy of an isolated system can only increase over time."
    asked = "What happens to the entropy of an isolated system?"

    assert grade_short("it increases over time", key, asked).verdict == "correct"
    wrong = grade_short("it decreases over time", key, asked)
    assert wrong.verdict == "wrong"
    assert "decreases" in wrong.why


@pytest.mark.parametrize(
    ("given", "verdict"),
    [
        ("300,000 km/s", "correct"),
        ("300000", "correct"),
        ("about 300 000 km/s", "correct"),
        ("150,000 km/s", "wrong"),
        ("300,000 m/s", "wrong"),
    ],
)
def test_a_number_is_compared_as_a_number_with_its_unit(given: str, verdict: str):
    key = "Light travels about 300,000 km/s in empty space."
    asked = "How fast does light travel? How many km in a second?"

    assert grade_short(given, key, asked).verdict == verdict


def test_other_scripts_are_compared_by_their_parts():
    key = "光合作用是一种利用光能制造糖的过程。"

    assert grade_short("利用光能制造糖", key, "“光合作用”是什么意思？").verdict != "wrong"
    assert grade_short("天气很好", key, "“光合作用”是什么意思？").verdict == "wrong"
