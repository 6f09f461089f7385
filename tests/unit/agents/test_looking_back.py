"""Progress and the review of a week: the learner's own numbers, and nothing else."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_runner import InvalidInput, RunContext
from agent_runner.agents.assessment import agent as assessment
from agent_runner.agents.learner_model import MASTERY, SESSIONS, moves_of
from agent_runner.agents.motivation import agent
from agent_runner.agents.personalization import agent as personalization
from agent_runner.agents.wellness.records import CHECK_INS
from agent_runner.clock import FixedClock
from agent_runner.store import MemoryStore

SUNDAY = datetime(2026, 11, 29, 20, 0, tzinfo=UTC)
MONDAY = date(2026, 11, 23)


def ctx(at: datetime = SUNDAY, store: MemoryStore | None = None) -> RunContext:
    return RunContext(timezone="UTC", clock=FixedClock(at), shared_store=store or MemoryStore())


async def call(context: RunContext, skill: str, **given: Any) -> Any:
    return await agent.skills[skill].run(context, given)


async def log(
    context: RunContext,
    day: date,
    minutes: int,
    concept: str | None = None,
    kept: bool | None = None,
) -> None:
    event = {"day": day.isoformat(), "minutes": minutes, "concept": concept, "kept": kept}
    await context.store.append(SESSIONS, {**event, "at": f"{day}T12:00:00+00:00"})


def plan_of(*blocks: tuple[int, int, int, str]) -> dict[str, Any]:
    """Blocks as (day of the week, hour, minutes, concept)."""
    return {
        "path": [{"concept": "calculus/limits", "title": "Limits"}],
        "schedule": {
            "tz": "UTC",
            "blocks": [
                {
                    "start": (at := datetime(2026, 11, 23 + day, hour, tzinfo=UTC)).isoformat(),
                    "end": (at + timedelta(minutes=minutes)).isoformat(),
                    "kind": "learn",
                    "concept": concept,
                }
                for day, hour, minutes, concept in blocks
            ],
        },
    }


async def graded(context: RunContext, answer: str | None = None) -> Any:
    """A quiz on limits, answered right, or all with one answer."""
    quiz: Any = await assessment.skills["quiz"].run(
        context, {"concepts": ["calculus/limits"], "count": 3}
    )
    stored: Any = (await context.store.items("assessment.quizzes"))[-1][1]
    keys = {item["item_id"]: item["answer"] for item in stored["items"]}
    answers: Any = [{"item_id": item, "answer": answer or key} for item, key in keys.items()]
    return await assessment.skills["grade"].run(
        context, {"quiz_id": quiz["quiz_id"], "answers": answers}
    )


async def test_the_course_of_mastery_is_kept_with_every_grading() -> None:
    store = MemoryStore()
    first = ctx(SUNDAY - timedelta(days=2), store)
    grade = await graded(first)
    await graded(ctx(SUNDAY - timedelta(days=1), store), answer="surely not this")
    moves = [one for one in await moves_of(first.store) if one.concept == "calculus/limits"]
    assert [one.at.day for one in moves] == [27, 28]
    assert moves[0].after.p == grade["mastery"][0]["after"]
    assert moves[1].before == moves[0].after
    found = await call(ctx(SUNDAY, store), "progress", days=7)
    course = next(one for one in found["mastery"] if one["concept"] == "calculus/limits")
    assert [point["p"] for point in course["points"]] == [
        moves[0].before.p,
        moves[0].after.p,
        moves[1].after.p,
    ]
    for point in course["points"]:
        low, high = point["interval"]
        assert low <= point["p"] <= high
    assert found["mastery_since"].startswith("2026-11-27")


async def test_forgetting_mastery_deletes_its_course_too() -> None:
    context = ctx()
    await graded(context)
    assert await context.store.events(MASTERY)
    await personalization.skills["forget"].run(context, {"field": "mastery"})
    assert not await context.store.events(MASTERY)


async def test_every_date_has_a_point_and_sums_agree() -> None:
    context = ctx()
    await log(context, MONDAY, 30, "calculus/limits")
    await log(context, MONDAY + timedelta(days=2), 20)
    found = await call(context, "progress", days=10, plan=plan_of((0, 17, 30, "calculus/limits")))
    assert (found["first"], found["last"]) == ("2026-11-20", "2026-11-29")
    for name in ("minutes", "sessions", "reviews"):
        assert [point["date"] for point in found[name]] == [
            (date(2026, 11, 20) + timedelta(days=step)).isoformat() for step in range(10)
        ]
    assert found["totals"]["minutes"] == 50
    assert found["totals"]["kept"] == 1
    assert found["minutes"][3] == {"date": "2026-11-23", "planned": 30, "studied": 30}


async def test_reviews_that_fell_due_and_were_done_are_on_their_days() -> None:
    store = MemoryStore()
    await graded(ctx(SUNDAY - timedelta(days=20), store))
    await graded(ctx(SUNDAY, store))
    found = await call(ctx(SUNDAY, store), "progress", days=21)
    done = {one["date"]: one["done"] for one in found["reviews"] if one["done"]}
    assert done == {"2026-11-29": 1}
    assert found["totals"]["reviews_due"] >= 1


async def test_check_ins_are_shown_as_they_were_given_the_last_of_a_day() -> None:
    context = ctx()
    for hour, mood in ((8, 2), (18, 4)):
        at = datetime(2026, 11, 28, hour, tzinfo=UTC).isoformat()
        await context.store.append(CHECK_INS, {"at": at, "mood": mood, "sleep_hours": 7.0})
    found = await call(context, "progress", days=3)
    assert found["check_ins"] == [
        {
            "date": "2026-11-28",
            "mood": 4,
            "energy": None,
            "sleep_hours": 7.0,
            "stress": None,
            "who5": None,
        }
    ]


async def test_a_week_tells_what_was_planned_kept_and_slipped() -> None:
    context = ctx()
    await log(context, MONDAY, 30, "calculus/limits")
    plan = plan_of((0, 17, 30, "calculus/limits"), (1, 17, 25, "calculus/continuity"))
    found = await call(context, "week_review", plan=plan)
    assert (found["first"], found["last"]) == ("2026-11-23", "2026-11-29")
    assert found["minutes"] == {"planned": 55, "kept": 30, "studied": 30}
    assert found["days"][0] == {"date": "2026-11-23", "planned": 30, "kept": 30, "studied": 30}
    assert [(one["concept"], one["minutes"]) for one in found["slipped"]] == [
        ("calculus/continuity", 25)
    ]
    assert "1 of 2 planned blocks kept" in found["text"]


async def test_what_is_still_ahead_is_neither_kept_nor_slipped() -> None:
    context = ctx(datetime(2026, 11, 24, 12, tzinfo=UTC))
    found = await call(context, "week_review", plan=plan_of((1, 17, 30, "a/b"), (0, 17, 30, "a/b")))
    assert found["minutes"]["planned"] == 30
    assert len(found["slipped"]) == 1


async def test_concepts_that_fell_are_told_with_their_intervals() -> None:
    store = MemoryStore()
    await graded(ctx(SUNDAY - timedelta(days=10), store))
    await graded(ctx(SUNDAY - timedelta(days=1), store), answer="surely not this")
    await log(ctx(SUNDAY, store), MONDAY, 30)
    found = await call(ctx(SUNDAY, store), "week_review")
    fell = next(one for one in found["concepts"] if one["concept"] == "calculus/limits")
    assert fell["direction"] == "down"
    assert fell["change"] == round(fell["after"]["p"] - fell["before"]["p"], 3)
    assert len(fell["after"]["interval"]) == 2
    low, high = fell["after"]["interval"]
    assert fell["is_clear"] == (not low <= fell["before"]["p"] <= high)
    assert found["suggestion"]["kind"] in ("concept", "review")


@pytest.mark.parametrize(
    ("logged", "blocks", "kind", "says"),
    [
        ((), [(0, 17, 30, "x/1")], "log", "0 minutes were logged"),
        (((0, 300, None),), [], "rest", "300 minutes; the cap is 240"),
        (
            ((0, 30, "x/1"), (1, 30, "x/2"), (2, 30, "x/3")),
            [
                *[(day, 10, 30, f"x/{day + 1}") for day in range(3)],
                *[(day, 20, 30, f"y/{day}") for day in range(3)],
            ],
            "time",
            "you kept 0 of 3; of the others 3 of 3",
        ),
        (
            ((0, 20, "x/1"),),
            [(0, 17, 30, "x/1"), (1, 17, 60, "x/2"), (2, 17, 60, "x/3")],
            "minutes",
            "30 of 150 planned minutes",
        ),
        (
            ((0, 30, "x/1"), (1, 30, "x/2")),
            [(0, 17, 30, "x/1"), (1, 17, 30, "x/2")],
            "keep",
            "2 of 2 blocks, 60 of 60 minutes",
        ),
    ],
)
async def test_the_suggestion_follows_from_the_weeks_numbers(
    logged: tuple[tuple[int, int, str | None], ...],
    blocks: list[tuple[int, int, int, str]],
    kind: str,
    says: str,
) -> None:
    context = ctx()
    for day, minutes, concept in logged:
        await log(context, MONDAY + timedelta(days=day), minutes, concept)
    found = await call(context, "week_review", plan=plan_of(*blocks))
    assert found["suggestion"]["kind"] == kind
    assert says in found["suggestion"]["because"]


async def test_the_zone_decides_on_which_day_a_late_evening_falls() -> None:
    plan = plan_of((6, 23, 30, "x/1"))
    berlin = await call(
        ctx(SUNDAY + timedelta(days=1)), "week_review", plan=plan, timezone="Europe/Berlin"
    )
    assert (berlin["first"], berlin["slipped"]) == ("2026-11-23", [])
    utc = await call(ctx(SUNDAY + timedelta(days=1)), "week_review", plan=plan)
    assert len(utc["slipped"]) == 1


async def test_a_week_to_come_and_a_plan_without_a_schedule_are_refused() -> None:
    with pytest.raises(InvalidInput, match="week_start"):
        await call(ctx(), "week_review", week_start="2027-01-01")
    with pytest.raises(InvalidInput, match="schedule"):
        await call(ctx(), "progress", plan={"path": []})


@given(
    sessions=st.lists(
        st.tuples(st.integers(-9, 9), st.integers(1, 200), st.sampled_from([None, "x/0", "x/1"])),
        max_size=6,
    ),
    blocks=st.lists(
        st.tuples(
            st.integers(0, 6),
            st.integers(6, 22),
            st.integers(5, 50),
            st.sampled_from(["x/0", "x/1"]),
        ),
        max_size=8,
    ),
)
def test_the_figures_of_any_week_agree_with_each_other(
    sessions: list[tuple[int, int, str | None]], blocks: list[tuple[int, int, int, str]]
) -> None:
    async def week() -> Any:
        context = ctx()
        for day, minutes, concept in sessions:
            await log(context, MONDAY + timedelta(days=day), minutes, concept)
        return await call(context, "week_review", plan=plan_of(*blocks))

    found = asyncio.run(week())
    for name in ("planned", "kept", "studied"):
        assert found["minutes"][name] == sum(day[name] for day in found["days"])
    assert found["minutes"]["kept"] <= found["minutes"]["planned"]
    slipped = sum(one["minutes"] for one in found["slipped"])
    assert found["minutes"]["kept"] + slipped == found["minutes"]["planned"]
    assert any(sign.isdigit() for sign in found["suggestion"]["because"])
