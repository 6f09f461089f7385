"""A learner's day: blocks, due reviews, the cap, what is left of the week, and what to do next."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from agent_runner import RunContext
from agent_runner.agents.learner_model import CARDS, SESSIONS
from agent_runner.agents.schedule import agent
from agent_runner.agents.wellness.records import CHECK_INS
from agent_runner.clock import FixedClock
from agent_runner.core import memory
from agent_runner.store import MemoryStore

TUESDAY = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)  # 17:00 in Berlin
PLAN: dict[str, Any] = {
    "path": [
        {
            "concept": "calculus/limits",
            "title": "Limits",
            "minutes": 60,
            "objectives": ["Find a limit"],
        },
        {"concept": "calculus/continuity", "title": "Continuity", "minutes": 30},
    ],
    "schedule": {
        "tz": "Europe/Berlin",
        "blocks": [
            {
                "start": f"2026-11-{day}T{start}:00+01:00",
                "end": f"2026-11-{day}T{end}:00+01:00",
                "kind": kind,
                "concept": concept,
                "because": "First.",
            }
            for day, start, end, kind, concept in (
                (23, "17:00", "17:30", "learn", "calculus/limits"),
                (24, "18:00", "18:30", "learn", "calculus/limits"),
                (24, "18:30", "18:35", "break", None),
                (24, "18:35", "19:05", "learn", "calculus/continuity"),
                (26, "17:00", "17:25", "practice", "calculus/limits"),
                (30, "17:00", "17:05", "review", "calculus/limits"),
            )
        ],
    },
}


def ctx(at: datetime = TUESDAY, store: MemoryStore | None = None) -> RunContext:
    return RunContext(timezone="UTC", clock=FixedClock(at), shared_store=store or MemoryStore())


async def today(context: RunContext | None = None, **given: Any) -> Any:
    return await agent.skills["today"].run(context or ctx(), {"plan": PLAN, **given})


async def log(context: RunContext, day: str, minutes: int, concept: str | None = None) -> None:
    session = {"day": day, "at": f"{day}T12:00:00+00:00", "minutes": minutes, "concept": concept}
    await context.store.append(SESSIONS, {**session, "kept": None})


async def learned(context: RunContext, concept: str, at: datetime) -> None:
    await context.store.put(CARDS, concept, memory.review(None, "good", at=at))


async def test_the_day_is_that_of_the_plans_zone_and_holds_its_blocks_with_titles() -> None:
    late = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    found = await today(ctx(late))
    assert (found["date"], found["timezone"]) == ("2026-11-24", "Europe/Berlin")
    titles = [(b["title"], b["state"], b["minutes"]) for b in found["blocks"]]
    assert titles == [("Limits", "ahead", 30), ("Break", "break", 5), ("Continuity", "ahead", 30)]
    assert found["minutes"] == {"planned": 60, "studied": 0, "left": 60}


async def test_the_next_block_is_the_next_action_with_its_aim_and_reason() -> None:
    action = (await today())["next_action"]
    assert action["kind"] == "learn"
    assert action["block_start"] == "2026-11-24T18:00:00+01:00"
    assert action["text"] == "Tuesday 24 November, 18:00: 25 minutes on “Limits”: Find a limit"
    assert action["because"] == "First."


async def test_a_running_block_comes_first_for_as_long_as_it_lasts() -> None:
    found = await today(ctx(TUESDAY + timedelta(minutes=70)))
    assert found["blocks"][0]["state"] == "now"
    assert found["next_action"]["minutes"] == 20
    assert "until 18:30" in found["next_action"]["because"]
    short = await today(ctx(TUESDAY + timedelta(minutes=70)), minutes=10)
    assert short["next_action"]["minutes"] == 10


async def test_a_due_review_comes_before_a_later_block_the_weakest_first() -> None:
    context = ctx()
    await learned(context, "calculus/limits", TUESDAY - timedelta(days=9))
    await learned(context, "calculus/derivative", TUESDAY - timedelta(days=30))
    await learned(context, "calculus/continuity", TUESDAY - timedelta(hours=2))
    found = await today(context)
    assert [one["concept"] for one in found["reviews"]] == [
        "calculus/derivative",
        "calculus/limits",
    ]
    assert found["reviews"][1]["title"] == "Limits"
    weakest, action = found["reviews"][0], found["next_action"]
    assert action["kind"] == "review"
    assert action["concept"] == weakest["concept"]
    assert f"{round(100 * weakest['recall'])} %" in action["because"]


async def test_a_logged_session_makes_its_block_done_and_counts_once() -> None:
    context = ctx(TUESDAY + timedelta(hours=4))
    await log(context, "2026-11-24", 30, "calculus/limits")
    found = await today(context)
    states = {b["title"]: b["state"] for b in found["blocks"]}
    assert states == {"Limits": "done", "Break": "break", "Continuity": "missed"}
    assert found["next_action"]["concept"] == "calculus/continuity"
    assert "no session on it is logged" in found["next_action"]["because"]
    assert found["week"]["studied_minutes"] == 30


async def test_the_week_tells_planned_and_done_and_what_is_left() -> None:
    context = ctx()
    await log(context, "2026-11-23", 25, "calculus/limits")
    week = (await today(context))["week"]
    assert (week["first"], week["last"]) == ("2026-11-23", "2026-11-29")
    assert week["planned_minutes"] == 30 + 60 + 25
    assert week["studied_minutes"] == 25
    assert week["left_minutes"] == 60 + 25
    assert week["blocks_left"] == 3
    assert week["days"][0] == {"date": "2026-11-23", "planned": 30, "studied": 25}


async def test_where_the_cap_is_reached_the_next_action_is_rest_and_says_the_numbers() -> None:
    context = ctx()
    check_in: dict[str, Any] = {"at": TUESDAY.isoformat(), "sleep_hours": 4.0}
    await context.store.append(CHECK_INS, check_in)
    await log(context, "2026-11-24", 130)
    found = await today(context)
    assert found["cap"]["minutes"] == 120
    assert "slept 4 hours" in found["cap"]["why"]
    assert found["next_action"]["kind"] == "rest"
    assert "130 minutes today; the cap is 120" in found["next_action"]["because"]
    assert found["minutes"]["left"] == 0


async def test_without_a_plan_it_says_what_is_open_or_how_to_get_one() -> None:
    nothing: Any = await agent.skills["today"].run(ctx(), {})
    assert nothing["next_action"]["kind"] == "plan"
    assert nothing["blocks"] == []
    context = ctx()
    await learned(context, "calculus/limits", TUESDAY - timedelta(days=9))
    due: Any = await agent.skills["today"].run(context, {})
    assert due["next_action"]["kind"] == "review"
    assert due["reviews"][0]["title"]


async def test_after_the_last_block_of_a_day_the_next_days_is_named() -> None:
    context = ctx(TUESDAY + timedelta(hours=4))
    await log(context, "2026-11-24", 30, "calculus/limits")
    await log(context, "2026-11-24", 30, "calculus/continuity")
    action = (await today(context))["next_action"]
    assert action["block_start"] == "2026-11-26T17:00:00+01:00"
    assert action["text"].startswith("Thursday 26 November, 17:00")


@given(
    hours=st.integers(-80, 200),
    sessions=st.lists(st.tuples(st.integers(0, 9), st.integers(1, 300)), max_size=6),
)
def test_the_figures_of_any_day_agree_with_each_other(
    hours: int, sessions: list[tuple[int, int]]
) -> None:
    found = asyncio.run(_day_after(hours, sessions))
    own, week = found["minutes"], found["week"]
    assert 0 <= own["left"] <= max(0, found["cap"]["minutes"] - own["studied"])
    assert own["planned"] == sum(b["minutes"] for b in found["blocks"] if b["kind"] != "break")
    assert week["planned_minutes"] == sum(day["planned"] for day in week["days"])
    assert week["left_minutes"] <= week["planned_minutes"]
    assert week["first"] <= found["date"] <= week["last"]
    assert found["next_action"]["minutes"] <= found["cap"]["minutes"]
    assert found["next_action"]["because"]


async def _day_after(hours: int, sessions: list[tuple[int, int]]) -> Any:
    context = ctx(TUESDAY + timedelta(hours=hours))
    for days, minutes in sessions:
        await log(context, (date(2026, 11, 20) + timedelta(days=days)).isoformat(), minutes)
    return await today(context)
