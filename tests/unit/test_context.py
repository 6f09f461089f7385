from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from agent_runner.clock import FixedClock
from agent_runner.context import Deadline, Event, RunContext
from agent_runner.errors import Cancelled, DeadlineExceeded


@dataclass
class StepClock:
    """A clock the test moves."""

    seconds: float = 100.0

    def now(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC)

    def monotonic_s(self) -> float:
        return self.seconds


def test_without_a_deadline_there_is_no_end_of_time() -> None:
    ctx = RunContext()
    assert ctx.remaining_s is None
    ctx.check_cancelled()


def test_the_time_left_runs_down_to_nothing_and_not_below() -> None:
    clock = StepClock()
    ctx = RunContext(clock=clock, deadline=Deadline(at_s=101.0, total_ms=1000))
    assert ctx.remaining_s == 1.0
    clock.seconds = 100.75
    assert ctx.remaining_s == 0.25
    ctx.check_cancelled()
    clock.seconds = 200.0
    assert ctx.remaining_s == 0.0
    with pytest.raises(DeadlineExceeded, match="1000 ms"):
        ctx.check_cancelled()


def test_a_cancelled_run_says_so_when_asked() -> None:
    ctx = RunContext()
    ctx.cancelled.set()
    with pytest.raises(Cancelled):
        ctx.check_cancelled()


def test_events_reach_who_listens_and_nobody_else_is_needed() -> None:
    RunContext().emit({"step": 1})
    events: list[Event] = []
    RunContext(on_event=events.append).emit({"step": 2})
    assert events == [{"step": 2}]


def test_the_numbers_of_one_purpose_do_not_depend_on_another() -> None:
    ctx = RunContext(seed=7)
    alone = [ctx.rng("items").random() for _ in range(3)]
    ctx.rng("order").random()
    assert [ctx.rng("items").random() for _ in range(3)] == alone
    assert ctx.rng("items").random() != ctx.rng("order").random()
    assert ctx.rng("items").random() != RunContext(seed=8).rng("items").random()


def test_on_another_clock_a_run_has_no_deadline() -> None:
    ctx = RunContext(run_id="r", deadline=Deadline(at_s=0.0, total_ms=1))
    still = ctx.with_clock(FixedClock(datetime(2026, 1, 1, tzinfo=UTC)))
    assert (still.run_id, still.remaining_s) == ("r", None)


async def test_the_store_holds_this_learners_data_only() -> None:
    ada = RunContext(user_id="ada")
    await ada.store.put("profile", "level", {"n": 1})
    eve = RunContext(user_id="eve", shared_store=ada.shared_store)
    assert await ada.store.get("profile", "level") == {"n": 1}
    assert await eve.store.get("profile", "level") is None
