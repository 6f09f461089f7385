"""safety > wellness cap > deadlines > learning gain, each decision with its reasons."""

from __future__ import annotations

from typing import Any

import pytest

from agent_runner.orchestrator import arbiter

CAP: Any = {"minutes": 60, "why": "You slept little."}


@pytest.mark.parametrize(
    ("level", "chosen"), [(0, "plan"), (1, "plan"), (2, "help"), (3, "help"), (None, "plan")]
)
def test_help_comes_before_any_plan_from_level_two_on(level: int | None, chosen: str) -> None:
    decision = arbiter.plan_or_help({"level": level})

    assert decision["chosen"] == chosen
    assert decision["priority"] == "safety"


def test_a_guard_that_could_not_be_asked_is_said() -> None:
    assert "could not be asked" in arbiter.plan_or_help({"level": None})["because"]


@pytest.mark.parametrize(
    ("wish", "chosen", "priority"),
    [(300, 60, "wellness_cap"), (61, 60, "wellness_cap"), (60, 60, "wish"), (20, 20, "wish")],
)
def test_a_wish_holds_up_to_the_cap(wish: int, chosen: int, priority: str) -> None:
    decision = arbiter.minutes_per_day(wish=wish, by="learner", text="as you said", cap=CAP)

    assert decision["chosen"] == chosen
    assert decision["priority"] == priority
    assert [(option["by"], option["value"]) for option in decision["options"]] == [
        ("learner", wish),
        ("wellness", 60),
    ]
    assert str(wish) in decision["because"]


@pytest.mark.parametrize(("per_day", "priority"), [(60, "wellness_cap"), (30, "wish")])
def test_a_deadline_never_raises_the_days_minutes(per_day: int, priority: str) -> None:
    decision = arbiter.deadline(
        feasible=False,
        needed=900,
        missing=300,
        days=10,
        per_day=per_day,
        cap=CAP,
        by="2026-12-01",
    )

    assert decision["chosen"] == per_day
    assert decision["priority"] == priority
    assert "need 90 a day" in decision["because"]
    assert "300 minutes find no place" in decision["because"]


def test_a_deadline_on_no_day_at_all_divides_by_nothing() -> None:
    decision = arbiter.deadline(
        feasible=False, needed=900, missing=900, days=0, per_day=60, cap=CAP, by="2026-12-01"
    )
    assert decision["chosen"] == 60


def test_what_is_cut_is_cut_by_learning_gain_and_named() -> None:
    cut: Any = [{"title": "Linkage", "minutes": 40}]
    decision = arbiter.path_length(
        kept=9,
        minutes=400,
        whole=10,
        needed=440,
        cut=cut,
        is_short=True,
        available=410,
        days=8,
        is_told=True,
    )

    assert decision["chosen"] == 9
    assert decision["priority"] == "learning_gain"
    assert "Linkage" in decision["because"]
