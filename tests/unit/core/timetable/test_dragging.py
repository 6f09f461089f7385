"""A block dragged by hand: the promises still hold, and no arrangement moves fewer blocks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import combinations, pairwise, product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from agent_runner.core.timetable import (
    Block,
    Busy,
    Constraints,
    Dragged,
    Task,
    Window,
    dragged,
    timetable,
)
from agent_runner.core.timetable.zone import minute_of

SUNDAY = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)


def plan_of(tasks: Sequence[Task], constraints: Constraints) -> tuple[Block, ...]:
    found = timetable(tasks, constraints)
    assert found.feasible
    return found.blocks


def work_of(blocks: Sequence[Block]) -> list[Block]:
    return [block for block in blocks if block.kind != "break"]


def spots(blocks: Sequence[Block]) -> set[tuple[int, int, str, str | None]]:
    return {(minute_of(b.start), b.minutes, b.kind, b.concept) for b in work_of(blocks)}


def chain(count: int, *, learn: int = 30, practice: int = 15) -> list[Task]:
    return [
        Task(
            concept=f"pack/{number}",
            title=f"Concept {number}",
            learn_minutes=learn,
            practice_minutes=practice,
            prerequisites=(f"pack/{number - 1}",) if number else (),
        )
        for number in range(count)
    ]


def alone(count: int, minutes: int) -> list[Task]:
    return [
        Task(concept=f"pack/{n}", title=f"Concept {n}", learn_minutes=minutes) for n in range(count)
    ]


@st.composite
def courses(draw: st.DrawFn) -> tuple[list[Task], Constraints]:
    tasks: list[Task] = []
    for number in range(draw(st.integers(1, 8))):
        before = [task.concept for task in tasks]
        needs = draw(st.lists(st.sampled_from(before), max_size=2, unique=True)) if before else []
        tasks.append(
            Task(
                concept=f"pack/{number}",
                title=f"Concept {number}",
                learn_minutes=draw(st.sampled_from([15, 25, 40, 60])),
                practice_minutes=draw(st.sampled_from([0, 15, 30])),
                prerequisites=tuple(needs),
            )
        )
    busy = draw(st.lists(st.tuples(st.integers(0, 20 * 1440), st.integers(10, 200)), max_size=4))
    constraints = Constraints(
        tz=draw(st.sampled_from(["UTC", "Europe/Berlin", "Australia/Lord_Howe"])),
        start=SUNDAY,
        deadline=SUNDAY.date() + timedelta(days=draw(st.integers(8, 30))),
        days_off=frozenset(draw(st.lists(st.integers(0, 6), max_size=2))),
        dates_off=frozenset({SUNDAY.date() + timedelta(days=draw(st.integers(1, 20)))}),
        busy=tuple(
            Busy(start=SUNDAY + timedelta(minutes=at), end=SUNDAY + timedelta(minutes=at + length))
            for at, length in busy
        ),
        daily_cap_minutes=draw(st.sampled_from([60, 120, 240])),
        minutes_per_day=draw(st.sampled_from([None, 45, 60, 90])),
        minutes_per_week=draw(st.sampled_from([None, None, 300])),
    )
    return tasks, constraints


@st.composite
def drags(
    draw: st.DrawFn,
) -> tuple[tuple[Block, ...], list[Task], Constraints, Block, datetime, datetime]:
    tasks, constraints = draw(courses())
    found = timetable(tasks, constraints)
    assume(found.feasible)
    blocks = found.blocks
    block = draw(st.sampled_from(work_of(blocks)))
    days, minutes = draw(st.integers(-5, 8)), draw(st.integers(-240, 240))
    now = SUNDAY + timedelta(hours=draw(st.sampled_from([0, 0, 10, 50])))
    to = block.start.astimezone(UTC) + timedelta(days=days, minutes=minutes)
    return blocks, tasks, constraints, block, to, now


@settings(max_examples=120)
@given(drag=drags())
def test_a_drag_that_is_taken_keeps_every_promise_and_the_pin(
    drag: tuple[tuple[Block, ...], list[Task], Constraints, Block, datetime, datetime],
) -> None:
    blocks, tasks, constraints, block, to, now = drag
    after = dragged(blocks, tasks, constraints, block_start=block.start, to=to, now=now)
    if after.refused is not None:
        assert after.blocks == blocks
        assert after.moved == ()
        assert after.refused.text
        return
    snapped = 5 * round(minute_of(to) / 5)
    assert abs(snapped - to.timestamp() / 60) <= 3
    assert (block.minutes, block.kind, block.concept) in {
        (b.minutes, b.kind, b.concept) for b in work_of(after.blocks)
    }
    check_times(
        after.blocks, blocks, constraints, now, {minute_of(m.to) for m in after.moved[:1] if m.to}
    )
    check_order(after.blocks, tasks)
    check_minutes(after, blocks, constraints)
    begun = {spot for spot in spots(blocks) if spot[0] < minute_of(now)}
    assert begun <= spots(after.blocks)
    assert len(spots(blocks) - spots(after.blocks)) <= len(after.moved)
    assert all(one.because for one in after.moved)
    assert all(one.because for one in after.blocks)


@settings(max_examples=60)
@given(drag=drags())
def test_no_more_blocks_move_than_in_a_whole_new_plan_that_keeps_the_drag(
    drag: tuple[tuple[Block, ...], list[Task], Constraints, Block, datetime, datetime],
) -> None:
    blocks, tasks, constraints, block, to, now = drag
    after = dragged(blocks, tasks, constraints, block_start=block.start, to=to, now=now)
    at = to.replace(minute=0) + timedelta(minutes=5 * round((to.minute + to.second / 60) / 5))
    there = Block(
        start=at.astimezone(block.start.tzinfo),
        end=(at + timedelta(minutes=block.minutes)).astimezone(block.start.tzinfo),
        kind=block.kind,
        concept=block.concept,
    )
    wished = [there if one is block else one for one in work_of(blocks)]
    anew = timetable(tasks, constraints, previous=wished, frozen_until=now)
    begun = {spot for spot in spots(blocks) if spot[0] < minute_of(now)}
    if not anew.feasible or not (spots([there]) | begun) <= spots(anew.blocks):
        return
    assume(minute_of(block.start) >= minute_of(now) and at >= now)
    fewest = len(spots(wished) - spots(anew.blocks))
    assert after.refused is None
    assert len(after.moved) - 1 <= max(fewest, len(spots(anew.blocks) - spots(wished)))


@settings(max_examples=60)
@given(drag=drags())
def test_dragging_back_moves_no_more_than_the_drag_did(
    drag: tuple[tuple[Block, ...], list[Task], Constraints, Block, datetime, datetime],
) -> None:
    blocks, tasks, constraints, block, to, now = drag
    there = dragged(blocks, tasks, constraints, block_start=block.start, to=to, now=now)
    assume(there.refused is None and there.moved and there.moved[0].to is not None)
    assert there.moved[0].to is not None
    back = dragged(
        there.blocks, tasks, constraints, block_start=there.moved[0].to, to=block.start, now=now
    )
    if back.refused is not None:  # a way back may not be found where the way there was a long one
        assert not there.is_fewest
        return
    assert len(back.moved) <= len(there.moved)


@settings(max_examples=25)
@given(
    minutes=st.lists(st.sampled_from([15, 20, 30]), min_size=2, max_size=4),
    needs=st.lists(st.booleans(), min_size=4, max_size=4),
    which=st.integers(0, 3),
    slot=st.integers(0, 35),
)
def test_no_arrangement_at_all_moves_fewer_blocks(
    minutes: list[int], needs: list[bool], which: int, slot: int
) -> None:
    """Against every arrangement there is of a few blocks on two short days."""
    tasks = [
        Task(
            concept=f"pack/{n}",
            title=f"Concept {n}",
            learn_minutes=length,
            prerequisites=(f"pack/{n - 1}",) if n and needs[n] else (),
        )
        for n, length in enumerate(minutes)
    ]
    constraints = Constraints(
        tz="UTC",
        start=MONDAY,
        deadline=date(2026, 11, 24),
        windows=((Window(start=17 * 60, end=18 * 60 + 30),),) * 7,
        reviews=False,
    )
    assume(timetable(tasks, constraints).feasible)
    blocks = plan_of(tasks, constraints)
    block = work_of(blocks)[which % len(work_of(blocks))]
    to = MONDAY + timedelta(days=slot // 18, minutes=5 * (slot % 18))
    assume(to != block.start)
    after = dragged(blocks, tasks, constraints, block_start=block.start, to=to, now=MONDAY)
    least = fewest_others(work_of(blocks), tasks, block, to)
    if minute_of(to) % 1440 + block.minutes > 23 * 60:
        return
    if least is None:
        assert after.refused is not None
    else:
        assert after.refused is None
        assert after.is_fewest
        assert len(after.moved) - 1 == least


def fewest_others(work: list[Block], tasks: list[Task], block: Block, to: datetime) -> int | None:
    """By trying everything: how many others must move, at least."""
    others = [one for one in work if one is not block]
    grid = [minute_of(MONDAY) + 1440 * day + 5 * step for day in (0, 1) for step in range(18)]
    for count in range(len(others) + 1):
        for chosen in combinations(range(len(others)), count):
            for starts in product(grid, repeat=count):
                placed = [(minute_of(to), block)]
                for number, one in enumerate(others):
                    start = (
                        starts[chosen.index(number)] if number in chosen else minute_of(one.start)
                    )
                    placed.append((start, one))
                if is_fine(placed, tasks, chosen=minute_of(to)):
                    return count
    return None


def is_fine(placed: list[tuple[int, Block]], tasks: list[Task], *, chosen: int) -> bool:
    in_order = sorted(placed, key=lambda one: one[0])
    for (start, one), (after, _) in pairwise(in_order):
        if after - start - one.minutes < 5:
            return False
    for start, one in placed:
        inside = start % 1440 >= 17 * 60 and start % 1440 + one.minutes <= 18 * 60 + 30
        if not inside and start != chosen:
            return False
    ends = {one.concept: start + one.minutes for start, one in placed}
    starts = {one.concept: start for start, one in placed}
    return all(ends[need] <= starts[task.concept] for task in tasks for need in task.prerequisites)


def test_only_the_dragged_block_moves_where_there_is_room() -> None:
    tasks = chain(3)
    constraints = Constraints(tz="UTC", start=SUNDAY, deadline=date(2026, 12, 20))
    blocks = plan_of(tasks, constraints)
    last = [block for block in work_of(blocks) if block.kind == "practice"][-1]
    after = dragged(
        blocks,
        tasks,
        constraints,
        block_start=last.start,
        to=last.start + timedelta(minutes=33),
        now=SUNDAY,
    )
    assert [one.was for one in after.moved] == [last.start]
    assert after.moved[0].to == last.start + timedelta(minutes=35), "snapped to five minutes"
    assert after.is_fewest


def test_what_builds_on_a_concept_that_is_dragged_away_goes_with_it_and_says_so() -> None:
    tasks = chain(2, practice=0)
    constraints = Constraints(tz="UTC", start=SUNDAY, deadline=date(2026, 12, 20), reviews=False)
    blocks = plan_of(tasks, constraints)
    first, second = work_of(blocks)
    to = second.start + timedelta(days=1)
    after = dragged(blocks, tasks, constraints, block_start=first.start, to=to, now=SUNDAY)
    assert [one.concept for one in after.moved] == ["pack/0", "pack/1"]
    assert "needs “Concept 0” before it" in after.moved[1].because


@pytest.mark.parametrize(
    ("to", "kind"),
    [
        (SUNDAY - timedelta(days=1), "past"),
        (datetime(2026, 11, 25, 17, tzinfo=UTC), "day_off"),
        (datetime(2026, 11, 24, 18, tzinfo=UTC), "busy"),
        (datetime(2026, 12, 24, 17, tzinfo=UTC), "deadline"),
        (datetime(2026, 11, 24, 3, tzinfo=UTC), "asleep"),
    ],
)
def test_a_place_that_cannot_be_is_refused_with_places_near_by(to: datetime, kind: str) -> None:
    tasks = alone(3, 30)
    constraints = Constraints(
        tz="UTC",
        start=SUNDAY,
        deadline=date(2026, 12, 6),
        days_off=frozenset({2}),
        busy=(
            Busy(
                start=datetime(2026, 11, 24, 17, 30, tzinfo=UTC),
                end=datetime(2026, 11, 24, 19, tzinfo=UTC),
                title="Choir",
            ),
        ),
    )
    blocks = plan_of(tasks, constraints)
    block = work_of(blocks)[1]
    after = dragged(blocks, tasks, constraints, block_start=block.start, to=to, now=SUNDAY)
    assert after.refused is not None
    assert after.refused.kind == kind
    assert after.blocks == blocks
    assert after.refused.nearest
    for place in after.refused.nearest:
        again = dragged(blocks, tasks, constraints, block_start=block.start, to=place, now=SUNDAY)
        assert again.refused is None
        assert len(again.moved) == 1, "nothing else has to move"


def test_more_than_wished_on_a_day_is_the_learners_to_choose_but_not_more_than_is_healthy() -> None:
    tasks = alone(4, 50)
    wish = Constraints(
        tz="UTC",
        start=SUNDAY,
        deadline=date(2026, 12, 6),
        minutes_per_day=50,
        daily_cap_minutes=120,
        reviews=False,
    )
    blocks = plan_of(tasks, wish)
    first, second, third, _ = work_of(blocks)
    later = first.start.replace(hour=19)
    once = dragged(blocks, tasks, wish, block_start=second.start, to=later, now=SUNDAY)
    assert len(once.moved) == 1
    assert "100 minutes, more than the 50 you wished" in once.moved[0].because
    third_there = first.start.replace(hour=20)
    twice = dragged(once.blocks, tasks, wish, block_start=third.start, to=third_there, now=SUNDAY)
    minutes = sum(b.minutes for b in work_of(twice.blocks) if b.start.date() == first.start.date())
    assert minutes <= 120


def test_a_block_that_is_not_there_is_an_error() -> None:
    tasks = alone(1, 30)
    constraints = Constraints(tz="UTC", start=SUNDAY)
    with pytest.raises(LookupError):
        dragged(
            plan_of(tasks, constraints),
            tasks,
            constraints,
            block_start=SUNDAY,
            to=MONDAY,
            now=SUNDAY,
        )


def check_times(
    after: Sequence[Block],
    before: Sequence[Block],
    request: Constraints,
    now: datetime,
    chosen: set[int],
) -> None:
    stayed = spots(before)
    end = -1
    for block in after:
        start = minute_of(block.start)
        assert start >= end, "blocks overlap"
        end = start + block.minutes
        assert start % 5 == 0
        if block.kind == "break" or (start, block.minutes, block.kind, block.concept) in stayed:
            continue
        assert start >= minute_of(now)
        assert block.start.weekday() not in request.days_off
        assert block.start.date() not in request.dates_off
        assert (block.end - timedelta(minutes=1)).date() <= request.deadline  # type: ignore[operator]
        for busy in request.busy:
            assert end <= minute_of(busy.start) or busy.end.timestamp() / 60 <= start
        if start not in chosen:
            clock = block.start.hour * 60 + block.start.minute
            windows = request.windows[block.start.weekday()]
            assert any(w.start <= clock and clock + block.minutes <= w.end for w in windows)


def check_order(blocks: Sequence[Block], tasks: Sequence[Task]) -> None:
    learned: dict[str | None, int] = {}
    work = work_of(blocks)
    for block in work:
        if block.kind == "learn":
            learned[block.concept] = minute_of(block.start) + block.minutes
    needs = {task.concept: task.prerequisites for task in tasks}
    reviews: dict[str | None, list[date]] = {}
    for block in work:
        if block.kind == "learn":
            assert all(learned[n] <= minute_of(block.start) for n in needs[block.concept or ""])
        if block.kind == "practice":
            assert learned[block.concept] <= minute_of(block.start)
        if block.kind == "review":
            last_learn = max(
                b.start.date() for b in work if b.kind == "learn" and b.concept == block.concept
            )
            reviews.setdefault(block.concept, [last_learn]).append(block.start.date())
    for days in reviews.values():
        gaps = [(b - a).days for a, b in pairwise(days)]
        assert gaps[0] >= 1
        assert all(later > earlier for earlier, later in pairwise(gaps))


def check_minutes(after: Dragged, before: Sequence[Block], request: Constraints) -> None:
    def by_day(blocks: Sequence[Block]) -> dict[date, int]:
        days: dict[date, int] = {}
        for block in work_of(blocks):
            days[block.start.date()] = days.get(block.start.date(), 0) + block.minutes
        return days

    was, chosen = by_day(before), after.moved[0].to if after.moved else None
    for day, minutes in by_day(after.blocks).items():
        limit = min(request.minutes_per_day or 960, request.daily_cap_minutes)
        if chosen is not None and day == chosen.date():
            limit = request.daily_cap_minutes
        assert minutes <= max(limit, was.get(day, 0))
    forecast = sum(one.minutes for one in after.due_forecast)
    assert forecast == sum(b.minutes for b in work_of(after.blocks) if b.kind == "review")
