"""Every promise of the timetable, over random deadlines, caps, days off, zones and clock changes.

The checks read the finished blocks only, with the standard library's own calendar.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import cast
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_runner.core.timetable import (
    Block,
    Busy,
    Constraints,
    Task,
    Timetable,
    Window,
    timetable,
)

# (zone, a date near which its clocks or its calendar do something unusual)
ODD_PLACES = [
    ("Europe/Berlin", date(2026, 3, 29)),
    ("Europe/Berlin", date(2026, 10, 25)),
    ("America/New_York", date(2026, 11, 1)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),  # half an hour back
    ("Australia/Lord_Howe", date(2026, 10, 4)),  # half an hour forward
    ("America/Havana", date(2026, 11, 1)),  # 01:00 back to 00:00
    ("Asia/Beirut", date(2026, 3, 29)),  # no midnight
    ("Africa/Cairo", date(2026, 4, 24)),  # no midnight
    ("America/Santiago", date(2026, 9, 6)),  # no midnight
    ("America/St_Johns", date(2010, 11, 7)),  # 00:01 back to 23:01 of the day before
    ("Pacific/Apia", date(2011, 12, 30)),  # a date that never happened
    ("Pacific/Kwajalein", date(1993, 8, 21)),  # another one
    ("Africa/Casablanca", date(2026, 2, 15)),
    ("Antarctica/Troll", date(2026, 3, 29)),  # two hours forward
    ("Asia/Kathmandu", date(2026, 1, 1)),  # +05:45
    ("Pacific/Chatham", date(2026, 4, 5)),  # +12:45 and +13:45
    ("Pacific/Kiritimati", date(2026, 1, 1)),
    ("UTC", date(2026, 12, 31)),
]


DUES = [None, None, None, *(day + timedelta(days=2) for _, day in ODD_PLACES[:4])]


@st.composite
def windows(draw: st.DrawFn) -> tuple[tuple[Window, ...], ...]:
    def one_day() -> tuple[Window, ...]:
        edges = draw(st.lists(st.integers(0, 96), min_size=2, max_size=4, unique=True))
        ordered = [15 * edge for edge in sorted(edges)]
        pairs = zip(ordered[::2], ordered[1::2], strict=False)
        return tuple(Window(start=start, end=end) for start, end in pairs)

    if draw(st.booleans()):
        return ((Window(start=0, end=24 * 60),),) * 7
    return tuple(one_day() for _ in range(7))


@st.composite
def constraints(draw: st.DrawFn) -> Constraints:
    zone, day = draw(st.sampled_from(ODD_PLACES))
    first = day - timedelta(days=draw(st.integers(0, 10)))
    clock = datetime.combine(first, time(12), UTC)
    start = clock + timedelta(minutes=draw(st.integers(-720, 720)))
    length = draw(st.integers(-1, 40))
    deadline = draw(
        st.sampled_from([None, first + timedelta(days=length), start + timedelta(days=length)])
    )
    busy = draw(
        st.lists(st.tuples(st.integers(0, 20 * 1440), st.integers(1, 400)), min_size=0, max_size=6)
    )
    off = draw(st.lists(st.integers(0, 30), max_size=4))
    drawn = draw(windows())
    return Constraints(
        tz=zone,
        start=start,
        deadline=deadline,
        horizon_days=draw(st.integers(1, 30)),
        windows=drawn,
        busy=tuple(
            Busy(
                start=start + timedelta(minutes=at),
                end=start + timedelta(minutes=at + length),
                title="class",
            )
            for at, length in busy
        ),
        days_off=frozenset(draw(st.lists(st.integers(0, 6), max_size=5))),
        dates_off=frozenset(first + timedelta(days=days) for days in off),
        daily_cap_minutes=draw(st.sampled_from([5, 17, 45, 90, 240, 600])),
        minutes_per_day=draw(st.sampled_from([None, None, 5, 10, 30, 60, 123])),
        minutes_per_weekend_day=draw(st.sampled_from([None, None, 20, 90])),
        minutes_per_week=draw(st.sampled_from([None, None, None, 30, 100, 360])),
    )


@st.composite
def tasks(draw: st.DrawFn) -> list[Task]:
    count = draw(st.integers(0, 8))
    found: list[Task] = []
    for number in range(count):
        before = [task.concept for task in found]
        needs = draw(st.lists(st.sampled_from(before), max_size=3, unique=True)) if before else []
        found.append(
            Task(
                concept=f"pack/{number}",
                title=f"Concept {number}",
                learn_minutes=draw(st.integers(0, 130)),
                practice_minutes=draw(st.integers(0, 60)),
                prerequisites=tuple(needs),
                weight=draw(st.floats(0.1, 5)),
                due=draw(st.sampled_from(DUES)),
            )
        )
    return found


@settings(max_examples=150, deadline=None)
@given(tasks=tasks(), constraints=constraints())
def test_every_timetable_keeps_every_promise(tasks: list[Task], constraints: Constraints) -> None:
    check_promises(timetable(tasks, constraints), tasks, constraints)


@settings(max_examples=60, deadline=None)
@given(tasks=tasks(), constraints=constraints(), data=st.data())
def test_a_replanned_timetable_keeps_every_promise_too(
    tasks: list[Task], constraints: Constraints, data: st.DataObject
) -> None:
    before = timetable(tasks, constraints)
    hours = data.draw(st.integers(0, 200))
    now = constraints.start + timedelta(hours=hours)
    taken = data.draw(st.sampled_from([*before.blocks])) if before.blocks else None
    late = timedelta(minutes=data.draw(st.integers(-20, 20)))
    busy = (Busy(start=taken.start + late, end=taken.end + late, title="dentist"),) if taken else ()
    changed = replace(constraints, start=now, busy=constraints.busy + busy)
    after = timetable(tasks, changed, previous=before.blocks)
    check_promises(after, tasks, changed)


@settings(max_examples=40, deadline=None)
@given(tasks=tasks(), constraints=constraints())
def test_the_same_request_gives_the_same_timetable(
    tasks: list[Task], constraints: Constraints
) -> None:
    assert timetable(tasks, constraints) == timetable(tasks, constraints)


@pytest.mark.parametrize(("zone", "day"), ODD_PLACES)
def test_an_ordinary_plan_around_an_odd_day_fits_and_keeps_every_promise(
    zone: str, day: date
) -> None:
    start = datetime.combine(day - timedelta(days=3), time(12), UTC)
    request = Constraints(
        tz=zone,
        start=start,
        deadline=day + timedelta(days=21),
        windows=((Window(start=0, end=24 * 60),),) * 7,
        minutes_per_day=90,
    )
    chain = [
        Task(
            concept=f"pack/{number}",
            title=f"Concept {number}",
            learn_minutes=40 + 5 * number,
            practice_minutes=20,
            prerequisites=(f"pack/{number - 1}",) if number else (),
        )
        for number in range(10)
    ]
    plan = timetable(chain, request)
    assert plan.feasible
    check_promises(plan, chain, request)


def check_promises(plan: Timetable, tasks: list[Task], request: Constraints) -> None:
    work = [block for block in plan.blocks if block.kind != "break"]
    check_times(plan, request)
    check_days(work, request)
    check_order(work, tasks)
    check_spacing(work)
    check_breaks(plan.blocks, request)
    check_reviews(work, tasks)
    check_figures(plan, work, tasks)
    assert all(block.because for block in plan.blocks)


def check_times(plan: Timetable, request: Constraints) -> None:
    end = request.start.astimezone(UTC)
    for block in plan.blocks:
        assert utc(block.start) >= end, "blocks overlap or begin before the start"
        end = utc(block.end)
        elapsed = (utc(block.end) - utc(block.start)).total_seconds() / 60
        assert elapsed == block.minutes
        assert block.minutes % 5 == 0
        assert 5 <= block.minutes <= 50
        assert str(block.start.tzinfo) == request.tz
        for busy in request.busy:
            assert utc(block.end) <= utc(busy.start) or utc(busy.end) <= utc(block.start)
        last = block.end - timedelta(minutes=1)
        if isinstance(request.deadline, datetime):
            assert utc(block.end) <= utc(request.deadline)
        elif request.deadline is not None:
            assert local_date(utc(last), request) <= request.deadline
        else:
            first = request.start.astimezone(ZoneInfo(request.tz)).date()
            assert local_date(utc(last), request) < first + timedelta(days=request.horizon_days)


def check_days(work: list[Block], request: Constraints) -> None:
    minutes: dict[date, int] = defaultdict(int)
    for block in work:
        day = block.start.date()
        minutes[day] += block.minutes
        assert day.weekday() not in request.days_off
        assert day not in request.dates_off
        for at in range(0, block.minutes, 5):
            inside = (utc(block.start) + timedelta(minutes=at)).astimezone(ZoneInfo(request.tz))
            clock = inside.hour * 60 + inside.minute
            assert inside.date() == day
            assert any(w.start <= clock < w.end for w in request.windows[day.weekday()])
    for day, total in minutes.items():
        weekend = request.minutes_per_weekend_day if day.weekday() >= 5 else None
        wished = weekend or request.minutes_per_day or 1440
        assert total <= min(request.daily_cap_minutes, wished)
    if request.minutes_per_week is not None:
        first = request.start.astimezone(ZoneInfo(request.tz))
        weeks: dict[int, int] = defaultdict(int)
        for day, total in minutes.items():
            weeks[(day - (first + timedelta(minutes=5)).date()).days // 7] += total
        assert all(total <= request.minutes_per_week for total in weeks.values())


def check_order(work: list[Block], tasks: list[Task]) -> None:
    learned: dict[str, datetime] = {}
    minutes: dict[tuple[str, str], int] = defaultdict(int)
    by_concept = {task.concept: task for task in tasks}
    for block in work:
        assert block.concept is not None
        task = by_concept[block.concept]
        if block.kind == "learn":
            for need in task.prerequisites:
                assert by_concept[need].learn_minutes == 0 or learned[need] <= utc(block.start)
        else:
            assert task.learn_minutes == 0 or block.concept in learned
        minutes[block.concept, block.kind] += block.minutes
        if task.due is not None and block.kind != "review":
            assert (block.end - timedelta(minutes=1)).date() <= cast("date", task.due)
        if block.kind == "learn" and minutes[block.concept, "learn"] == up(task.learn_minutes):
            learned[block.concept] = utc(block.end)
    for task in tasks:
        assert minutes[task.concept, "learn"] <= up(task.learn_minutes)
        assert minutes[task.concept, "practice"] <= up(task.practice_minutes)


def check_spacing(work: list[Block]) -> None:
    for first, second, third in zip(work, work[1:], work[2:], strict=False):
        if first.concept == second.concept == third.concept:
            pauses = [utc(second.start) - utc(first.end), utc(third.start) - utc(second.end)]
            assert max(pauses) >= timedelta(minutes=60)
    daily: dict[tuple[str | None, date], int] = defaultdict(int)
    for block in work:
        if block.kind != "review":
            daily[block.concept, block.start.date()] += 1
    assert all(count <= 4 for count in daily.values())


def check_breaks(blocks: tuple[Block, ...], request: Constraints) -> None:
    """No stretch of work beyond 50 minutes, none of 120 without 15 minutes off."""
    stretch = since_rest = 0
    before: Block | None = None
    for block in blocks:
        if block.kind == "break":
            assert block.concept is None
            assert block.minutes >= 5
            continue
        gap = (utc(block.start) - utc(before.end)) if before is not None else timedelta(days=1)
        stretch = block.minutes if gap else stretch + block.minutes
        since_rest = block.minutes if gap >= timedelta(minutes=15) else since_rest + block.minutes
        assert stretch <= request.longest_block
        assert since_rest <= request.long_break_after
        if before is not None and before.kind != "review":
            assert gap >= timedelta(minutes=5)
        before = block


def check_reviews(work: list[Block], tasks: list[Task]) -> None:
    learned: dict[str, date] = {}
    reviews: dict[str, list[date]] = defaultdict(list)
    for block in work:
        assert block.concept is not None
        if block.kind == "learn":
            learned[block.concept] = block.start.date()
        if block.kind == "review":
            assert block.minutes <= 10
            reviews[block.concept].append(block.start.date())
    for concept, dates in reviews.items():
        gaps = [(b - a).days for a, b in zip([learned[concept], *dates], dates, strict=False)]
        assert gaps[0] >= 1
        assert all(longer > shorter for shorter, longer in pairwise(gaps))


def check_figures(plan: Timetable, work: list[Block], tasks: list[Task]) -> None:
    wanted = sum(up(task.learn_minutes) + up(task.practice_minutes) for task in tasks)
    done = sum(block.minutes for block in work if block.kind != "review")
    missing = sum(entry.minutes for entry in plan.unplaced)
    assert done + missing == wanted
    assert plan.feasible == (missing == 0)
    assert plan.slack_minutes >= 0 if plan.feasible else plan.slack_minutes == -missing
    assert plan.feasible or plan.conflicts
    forecast = sum(day.minutes for day in plan.due_forecast)
    assert forecast == sum(block.minutes for block in work if block.kind == "review")


def up(minutes: int) -> int:
    return -(-minutes // 5) * 5


def utc(at: datetime) -> datetime:
    return at.astimezone(UTC)


def local_date(at: datetime, request: Constraints) -> date:
    return at.astimezone(ZoneInfo(request.tz)).date()
