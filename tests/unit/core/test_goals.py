from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_runner.core.goals import slots_of


def found(goal: str) -> dict[str, str | None]:
    return {slot.name: slot.found for slot in slots_of(goal)}


@pytest.mark.parametrize(
    ("goal", "missing"),
    [
        (
            "Solve 40 eigenvalue problems from memory by 12 December in a mock exam, 1 hour a day",
            [],
        ),
        ("Pass the calculus exam with at least 80 % on 12 December", ["effort"]),
        ("learn Python", ["how_much", "by_when", "evidence", "effort"]),
        ("get better at things by Friday", ["how_much", "evidence", "effort"]),
        ("I want to improve", ["what", "how_much", "by_when", "evidence", "effort"]),
        ("study more", ["what", "how_much", "by_when", "evidence", "effort"]),
        ("get an A in biology before June", ["evidence", "effort"]),
        ("write 2 essays within three weeks, 30 minutes every day", []),
        ("read three chapters of Guyton", ["by_when", "evidence", "effort"]),
        ("", ["what", "how_much", "by_when", "evidence", "effort"]),
    ],
)
def test_what_a_goal_does_not_say_is_missing(goal: str, missing: list[str]) -> None:
    assert [name for name, words in found(goal).items() if words is None] == missing


def test_the_words_that_say_it_are_given_back() -> None:
    slots = found("Pass the calculus exam with at least 80 % on 12 December")
    assert slots["how_much"] == "at least 80 %"
    assert slots["by_when"] == "on 12 December"
    assert slots["evidence"] == "Pass"
    assert slots["what"] == "Pass the calculus exam with"


def test_each_slot_has_a_question_of_its_own() -> None:
    questions = [slot.question for slot in slots_of("x")]
    assert len(set(questions)) == 5
    assert all("?" in question for question in questions)


@given(st.text(max_size=3000))
def test_any_text_has_five_slots(goal: str) -> None:
    assert len(slots_of(goal)) == 5


@pytest.mark.parametrize("noise", ["1 " * 5000, "by the " * 2000, "at least " * 2000, "a" * 9000])
def test_a_long_text_is_read_in_no_time(noise: str) -> None:
    began = time.process_time()
    slots_of(noise)
    assert time.process_time() - began < 0.5
