"""The guard stands before everything else, so it must be quick on any text, hostile ones too."""

import time

import pytest

from agent_runner.core.guard import assess

LARGE_CHARS = 100_000
LARGE_MOST_S = 10.0
"""Ten times and more what an idle machine needs; a quadratic step would take minutes."""
NORMAL_MOST_S = 0.005
"""Five times what an idle machine needs at most for the fastest of many calls."""


@pytest.mark.parametrize(
    "piece",
    ["a", "k i ", "i want to ", "not ", "k*", ".", '"a', "can't", "我想", "kіll ", "a1", "die . "],
)
def test_a_hundred_thousand_characters_take_linear_time(piece):
    text = piece * (LARGE_CHARS // len(piece))
    start = time.perf_counter()
    assess(text)
    assert time.perf_counter() - start < LARGE_MOST_S


def test_a_normal_message_takes_about_a_millisecond():
    text = "Help me study machine learning, the exam is on 12 December, I have one hour a day"
    assess(text)
    took = min(seconds_of(text) for _ in range(50))
    assert took < NORMAL_MOST_S


def seconds_of(text: str) -> float:
    start = time.perf_counter()
    assess(text)
    return time.perf_counter() - start
