from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_runner.core.timetable import Constraints, Relaxation, Task, Window, timetable

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
NUMBERS = ("minutes_per_day", "minutes_per_weekend_day", "minutes_per_week", "horizon_days")
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


def course(count: int, minutes: int = 60) -> list[Task]:
    return [
        Task(
            concept=f"pack/{number}",
            title=f"Concept {number}",
            learn_minutes=minutes - 20,
            practice_minutes=20,
            prerequisites=(f"pack/{number - 1}",) if number % 3 else (),
            weight=1 + number % 4,
        )
        for number in range(count)
    ]


def test_an_exam_tomorrow_with_five_minutes_a_day_is_infeasible_with_numbers() -> None:
    plan = timetable(
        course(12),
        Constraints(tz="Europe/Berlin", start=NOW, deadline=date(2026, 11, 23), minutes_per_day=5),
    )
    assert not plan.feasible
    assert plan.slack_minutes == -710
    assert [(block.concept, block.minutes) for block in plan.blocks] == [
        ("pack/0", 5),
        ("pack/0", 5),
    ], "the ten minutes there are get used"
    assert plan.conflicts[0].minutes == 710
    assert "12 h of work, 10 minutes of study time" in plan.conflicts[0].text
    by_kind = {change.kind: change for change in plan.relaxations}
    later = date.fromisoformat(str(by_kind["later_deadline"].changes["deadline"]))
    assert (later - date(2026, 11, 23)).days == 154, "144 days for the 720 minutes, 12 for reviews"
    assert by_kind["drop_concepts"].changes["minutes_per_day"] == 240


def test_the_smallest_number_of_minutes_a_day_is_found() -> None:
    request = Constraints(
        tz="UTC", start=NOW, deadline=date(2026, 12, 1), minutes_per_day=30, reviews=False
    )
    (more,) = [
        change for change in timetable(course(8), request).relaxations
        if change.kind == "more_minutes"
    ]  # fmt: skip
    found = cast("int", more.changes["minutes_per_day"])
    assert timetable(course(8), applied(more, request, course(8))[1]).feasible
    assert not timetable(course(8), replace(request, minutes_per_day=found - 5)).feasible
    assert f"{found} instead of 30 minutes" in more.text


def test_the_least_valued_leaf_is_dropped_first() -> None:
    tasks = [
        Task(concept="p/base", title="Base", learn_minutes=60, weight=0.1),
        Task(concept="p/top", title="Top", learn_minutes=60, prerequisites=("p/base",), weight=5),
        Task(concept="p/aside", title="Aside", learn_minutes=60, weight=1),
    ]
    request = Constraints(tz="UTC", start=NOW, deadline=date(2026, 11, 23), minutes_per_day=60)
    changes = [c for c in timetable(tasks, request).relaxations if c.kind == "drop_concepts"]
    assert [change.changes["drop"] for change in changes] == [["p/aside"]]


def test_a_day_ruled_out_is_offered_only_where_it_is_enough() -> None:
    request = Constraints(
        tz="UTC",
        start=NOW,
        deadline=date(2026, 11, 29),
        minutes_per_day=60,
        days_off=frozenset({5, 6}),
        reviews=False,
    )
    changes = [
        change.changes
        for change in timetable(course(6), request).relaxations
        if change.kind == "allow_day"
    ]
    # without Sundays six days of 60 minutes are left; Sundays add two
    assert changes == [{"days_off": ["sunday"]}, {"days_off": ["saturday"]}]


def test_more_hours_in_the_day_are_asked_for_where_minutes_alone_do_not_help() -> None:
    request = Constraints(
        tz="UTC",
        start=NOW,
        deadline=date(2026, 11, 23),
        windows=((Window(start=17 * 60, end=17 * 60 + 30),),) * 7,
        minutes_per_day=120,
    )
    kinds = [change.kind for change in timetable(course(3), request).relaxations]
    assert "study_hours" in kinds


@settings(max_examples=60, deadline=None)
@given(
    count=st.integers(1, 10),
    minutes=st.integers(25, 120),
    day=st.integers(22, 30),
    per_day=st.sampled_from([None, 5, 20, 45, 90]),
    per_week=st.sampled_from([None, None, 60, 200]),
    weekend=st.sampled_from([None, None, 15, 60]),
    days_off=st.frozensets(st.integers(0, 6), max_size=4),
    zone=st.sampled_from(["Europe/Berlin", "Australia/Lord_Howe", "America/Havana"]),
)
def test_every_change_that_is_offered_makes_the_plan_fit(
    count: int,
    minutes: int,
    day: int,
    per_day: int | None,
    per_week: int | None,
    weekend: int | None,
    days_off: frozenset[int],
    zone: str,
) -> None:
    tasks = course(count, minutes)
    request = Constraints(
        tz=zone,
        start=NOW,
        deadline=date(2026, 11, day),
        minutes_per_day=per_day,
        minutes_per_week=per_week,
        minutes_per_weekend_day=weekend,
        days_off=days_off,
    )
    plan = timetable(tasks, request)
    assert bool(plan.relaxations) <= (not plan.feasible)
    for change in plan.relaxations:
        fewer, changed = applied(change, request, tasks)
        assert timetable(fewer, changed).feasible, change


def test_no_plan_of_more_than_two_years_is_proposed() -> None:
    request = Constraints(tz="UTC", start=NOW, deadline=date(2028, 11, 1), minutes_per_day=5)
    kinds = [change.kind for change in timetable(course(70), request).relaxations]
    assert "later_deadline" not in kinds
    assert "more_minutes" in kinds


@pytest.mark.parametrize("deadline", [date(2026, 11, 1), datetime(2026, 11, 22, 8, 0, tzinfo=UTC)])
def test_a_deadline_that_has_passed_is_named_and_a_later_one_proposed(
    deadline: date | datetime,
) -> None:
    plan = timetable(course(2), Constraints(tz="UTC", start=NOW, deadline=deadline))
    assert plan.blocks == ()
    assert plan.conflicts[0].kind == "no_study_time"
    assert "it has passed" in plan.conflicts[0].text
    assert "later_deadline" in [change.kind for change in plan.relaxations]


def applied(
    change: Relaxation, request: Constraints, tasks: list[Task]
) -> tuple[list[Task], Constraints]:
    """The request with a relaxation's `changes` made, as a caller would send it again."""
    for name, value in change.changes.items():
        if name == "drop":
            tasks = [task for task in tasks if task.concept not in cast("list[str]", value)]
        elif name == "deadline":
            request = replace(request, deadline=date.fromisoformat(str(value)))
        elif name == "study_times":
            request = replace(request, windows=((Window(start=420, end=1320),),) * 7)
        elif name == "days_off":
            numbers = frozenset(WEEKDAYS.index(day) for day in cast("list[str]", value))
            request = replace(request, days_off=numbers)
        else:
            assert name in NUMBERS
            request = replace(request, **{name: cast("int", value)})
    return tasks, request


def test_what_a_relaxation_leads_to_has_room_for_the_reviews_too() -> None:
    request = Constraints(tz="UTC", start=NOW, deadline=date(2026, 12, 8), minutes_per_day=40)
    tasks = course(14)
    offered = timetable(tasks, request).relaxations
    assert {"more_minutes", "later_deadline"} <= {change.kind for change in offered}
    for change in offered:
        again = timetable(*applied(change, request, tasks))
        assert again.feasible, change.text
        assert not again.conflicts, change.text
