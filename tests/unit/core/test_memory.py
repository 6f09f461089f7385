"""Reviews grow apart, and the same reviews give the same days."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from agent_runner.core import memory
from agent_runner.core.pace import pace

START = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_gaps_grow_while_it_is_remembered() -> None:
    card, at, gaps = None, START, list[timedelta]()
    for _ in range(5):
        card = memory.review(card, "good", at=at)
        gaps.append(memory.due(card) - at)
        at = memory.due(card)
    assert gaps[0] >= timedelta(days=1)
    assert gaps == sorted(gaps)
    assert gaps[-1] > 5 * gaps[0]


def test_a_lapse_brings_it_back_soon() -> None:
    kept = memory.review(memory.review(None, "good", at=START), "good", at=START)
    lapsed = memory.review(kept, "again", at=START + timedelta(days=10))
    assert memory.due(lapsed) - (START + timedelta(days=10)) <= timedelta(days=2)


def test_it_fades_to_the_desired_retention_when_it_is_due() -> None:
    card = memory.review(None, "good", at=START)
    assert memory.retrievability(card, at=START) > 0.99
    assert abs(memory.retrievability(card, at=memory.due(card)) - 0.9) < 0.05
    later = memory.due(card) + timedelta(days=60)
    assert memory.retrievability(card, at=later) < memory.retrievability(card, at=memory.due(card))


def test_the_same_reviews_give_the_same_card_in_any_zone() -> None:
    tokyo = START.astimezone(timezone(timedelta(hours=9)))
    assert memory.review(None, "hard", at=START) == memory.review(None, "hard", at=tokyo)


def test_a_pace_without_sessions_is_one_and_wide() -> None:
    now = pace([])
    assert (now.ratio, now.n) == (1.0, 0)
    assert now.low < 0.7 < 1.4 < now.high


def test_a_pace_is_drawn_towards_one_and_comes_free_with_numbers() -> None:
    few, many = pace([(30, 60)]), pace([(30, 60)] * 40)
    assert 1 < few.ratio < 1.3
    assert 1.8 < many.ratio < 2
    assert many.high - many.low < few.high - few.low


def test_a_pace_passes_over_minutes_that_say_nothing() -> None:
    assert pace([(0, 30), (30, 0), (-5, 10)]).n == 0
