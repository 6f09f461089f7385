from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from agent_runner.core.timetable import Block, Busy, Constraints, Task, Window, timetable
from agent_runner.core.timetable.blocks import block_minutes
from agent_runner.core.timetable.spacing import expected_recall, next_gap_days

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # a Monday
REQUEST = Constraints(tz="UTC", start=NOW, deadline=date(2026, 12, 20), minutes_per_day=60)


def task(name: str, learn: int = 30, practice: int = 0, *needs: str) -> Task:
    return Task(
        concept=f"p/{name}",
        title=name.title(),
        learn_minutes=learn,
        practice_minutes=practice,
        prerequisites=tuple(f"p/{need}" for need in needs),
    )


def work(blocks: tuple[Block, ...]) -> list[Block]:
    return [block for block in blocks if block.kind != "break"]


def test_twenty_five_concepts_over_eight_weeks_take_less_than_thirty_milliseconds() -> None:
    tasks = [
        task(f"c{n}", 25 + 7 * n % 60, 20, *([f"c{n - 1}"] if n % 4 else [])) for n in range(25)
    ]
    request = replace(REQUEST, deadline=date(2027, 1, 17))
    took: list[float] = []
    for _ in range(7):
        began = time.process_time()
        assert timetable(tasks, request).feasible
        took.append(time.process_time() - began)
    assert min(took) < 0.030


def test_a_long_part_is_cut_evenly_and_not_into_a_block_and_a_scrap() -> None:
    plan = timetable([task("limits", 60)], REQUEST)
    assert [block.minutes for block in plan.blocks if block.kind == "learn"] == [30, 30]


@pytest.mark.parametrize(
    ("left", "room", "expected"),
    [
        (40, 60, 40),
        (60, 60, 30),
        (90, 60, 45),
        (40, 30, 0),  # another day has room for all of it
        (60, 30, 30),
        (55, 30, 30),
        (15, 20, 15),
        (30, 4, 0),
    ],
)
def test_a_block_is_as_long_as_the_room_and_the_rest_allow(
    left: int, room: int, expected: int
) -> None:
    minutes = block_minutes(left, room=room, shortest=25, longest=50, whole_fits_another_day=True)
    assert minutes == expected


def test_a_concept_waits_for_its_prerequisite_and_says_for_which() -> None:
    plan = timetable([task("chain rule", 30, 0, "limits"), task("limits")], REQUEST)
    first, second = [block for block in plan.blocks if block.kind == "learn"]
    assert (first.concept, second.concept) == ("p/limits", "p/chain rule")
    assert "Limits was finished at 17:30" in second.because
    assert "Chain Rule builds on it" in first.because


def test_practice_of_a_concept_comes_after_another_concept_where_one_can_lie_between() -> None:
    plan = timetable([task("a", 25, 25), task("b", 25, 25)], replace(REQUEST, minutes_per_day=120))
    today = [(b.kind, b.concept) for b in work(plan.blocks) if b.start.day == 23]
    assert today == [
        ("learn", "p/a"),
        ("learn", "p/b"),
        ("practice", "p/a"),
        ("practice", "p/b"),
    ]


def test_reviews_come_when_the_memory_model_says_with_growing_gaps() -> None:
    plan = timetable([task("limits")], REQUEST)
    days = [block.start.date() for block in plan.blocks if block.kind == "review"]
    assert days == [date(2026, 11, 25), date(2026, 12, 6)]
    assert [(day.date, day.minutes) for day in plan.due_forecast] == [(day, 5) for day in days]
    assert next_gap_days() == 2
    assert next_gap_days((2,)) == 11
    assert expected_recall((), 2) == pytest.approx(0.908, abs=0.005)


def test_a_day_off_moves_a_review_to_the_next_day() -> None:
    plan = timetable([task("limits")], replace(REQUEST, days_off=frozenset({2})))
    reviews = [block.start.date() for block in plan.blocks if block.kind == "review"]
    assert reviews[0] == date(2026, 11, 26)


def test_a_concept_learned_before_the_plan_is_reviewed_and_not_learned_again() -> None:
    known = replace(task("limits", 0), learned_on=date(2026, 11, 20))
    plan = timetable([known, task("chain rule", 30, 0, "limits")], REQUEST)
    kinds = [(block.kind, block.concept) for block in work(plan.blocks)]
    assert ("learn", "p/limits") not in kinds
    assert kinds[0] == ("review", "p/limits")
    assert ("learn", "p/chain rule") in kinds


def test_without_a_budget_the_work_is_spread_and_not_crammed_into_the_first_days() -> None:
    tasks = [task(f"c{n}", 40, 20) for n in range(20)]
    plan = timetable(tasks, replace(REQUEST, minutes_per_day=None))
    days: dict[date, int] = {}
    for block in work(plan.blocks):
        days[block.start.date()] = days.get(block.start.date(), 0) + block.minutes
    assert plan.feasible
    assert max(days.values()) <= 75
    assert len(days) >= 20


def test_a_weekly_budget_is_spread_over_the_days_of_the_week() -> None:
    tasks = [task(f"c{n}", 40, 20) for n in range(20)]
    plan = timetable(tasks, replace(REQUEST, minutes_per_day=None, minutes_per_week=180))
    first_week = [b for b in work(plan.blocks) if b.start.date() < date(2026, 11, 30)]
    assert sum(block.minutes for block in first_week) <= 180
    assert len({block.start.date() for block in first_week}) >= 5


def test_a_block_lasts_its_real_minutes_when_the_clocks_change_inside_it() -> None:
    request = Constraints(
        tz="Europe/Berlin",
        start=datetime(2026, 3, 29, 0, 50, tzinfo=UTC),  # 01:50, ten minutes before the change
        deadline=date(2026, 3, 29),
        windows=((Window(start=0, end=1440),),) * 7,
    )
    (block,) = timetable([task("limits", 30)], request).blocks
    assert block.start.isoformat() == "2026-03-29T01:50:00+01:00"
    assert block.end.isoformat() == "2026-03-29T03:20:00+02:00"
    assert block.minutes == 30


def test_reasons_are_as_different_as_the_blocks() -> None:
    tasks = [task(f"c{n}", 45, 20, *([f"c{n - 1}"] if n else [])) for n in range(12)]
    lecture = Busy(
        start=datetime(2026, 11, 24, 15, tzinfo=UTC),
        end=datetime(2026, 11, 24, 18, tzinfo=UTC),
        title="Physics lecture",
    )
    plan = timetable(tasks, replace(REQUEST, busy=(lecture,)))
    reasons = [block.because for block in work(plan.blocks)]
    assert len(set(reasons)) >= 0.9 * len(reasons)
    assert any("right after Physics lecture" in reason for reason in reasons)


def test_a_missed_block_is_placed_anew_and_the_others_stay() -> None:
    tasks = [task(f"c{n}", 30, 0) for n in range(8)]
    before = timetable(tasks, REQUEST)
    tuesday = replace(REQUEST, start=NOW + timedelta(days=1))
    after = timetable(tasks, tuesday, previous=before.blocks)
    ahead = {(b.start, b.concept) for b in work(before.blocks) if b.start >= tuesday.start}
    kept = {(b.start, b.concept) for b in work(after.blocks)} & ahead
    learn_ahead = {(s, c) for s, c in ahead if any(
        b.start == s and b.kind == "learn" for b in before.blocks)}  # fmt: skip
    assert learn_ahead <= kept
    missed = [move for move in after.moves if move.was < tuesday.start]
    assert {move.concept for move in missed} == {"p/c0", "p/c1"}
    assert all(move.to is not None and "passed" in move.because for move in missed)


def test_a_block_in_time_that_became_busy_moves_and_says_why() -> None:
    tasks = [task(f"c{n}", 30, 0) for n in range(4)]
    before = timetable(tasks, replace(REQUEST, reviews=False))
    taken = work(before.blocks)[1]
    busy = Busy(start=taken.start, end=taken.end, title="Dentist")
    after = timetable(tasks, replace(REQUEST, reviews=False, busy=(busy,)), previous=before.blocks)
    (move,) = after.moves
    assert (move.concept, move.was) == (taken.concept, taken.start)
    assert move.because == "Dentist is at that time now."
    assert after.feasible


def test_a_block_whose_last_minutes_became_busy_does_not_stay() -> None:
    before = timetable([task("a", 40)], replace(REQUEST, reviews=False))
    (block,) = before.blocks
    late = block.start + timedelta(minutes=30)
    busy = Busy(start=late, end=late + timedelta(hours=2), title="Train")
    after = timetable(
        [task("a", 40)], replace(REQUEST, reviews=False, busy=(busy,)), previous=before.blocks
    )
    assert after.feasible
    assert after.blocks[0].start >= busy.end
    assert [move.because for move in after.moves] == ["Train is at that time now."]


def test_a_block_after_a_new_due_date_does_not_stay() -> None:
    request = replace(REQUEST, reviews=False)
    first, second = task("a", 50), task("b", 50)
    before = timetable([first, second], request)
    assert work(before.blocks)[1].start.date() == date(2026, 11, 24)
    after = timetable(
        [first, replace(second, due=date(2026, 11, 23))], request, previous=before.blocks
    )
    placed = {block.concept: block.start.date() for block in work(after.blocks)}
    assert "p/b" not in placed or placed["p/b"] == date(2026, 11, 23)


def test_before_the_frozen_instant_nothing_new_is_placed() -> None:
    tasks = [task(f"c{n}", 30, 0) for n in range(4)]
    before = timetable(tasks[:1], REQUEST)
    frozen = NOW + timedelta(days=2)
    after = timetable(tasks, REQUEST, previous=before.blocks, frozen_until=frozen)
    soon = [(b.start, b.concept) for b in work(after.blocks) if b.start < frozen]
    assert soon == [(before.blocks[0].start, "p/c0")]
    assert after.feasible


def test_prerequisites_in_a_circle_are_refused() -> None:
    with pytest.raises(ValueError, match="circle"):
        timetable([task("a", 30, 0, "b"), task("b", 30, 0, "a")], REQUEST)


def test_a_concept_given_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="same concept"):
        timetable([task("a"), task("a")], REQUEST)


def test_more_minutes_than_the_cap_are_cut_to_it_and_named() -> None:
    plan = timetable([task("a")], replace(REQUEST, minutes_per_day=300))
    assert [(conflict.kind, conflict.minutes) for conflict in plan.conflicts] == [("cap", 60)]
