"""A block of a real study plan is dragged: the whole plan stays one."""

from __future__ import annotations

import asyncio
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from agent_runner import InvalidInput, NotFound, RunContext
from agent_runner.agents.assessment import agent as assessment
from agent_runner.agents.learning import agent as learning
from agent_runner.agents.motivation import agent as motivation
from agent_runner.agents.personalization import agent as personalization
from agent_runner.agents.schedule import agent
from agent_runner.agents.wellness import agent as wellness
from agent_runner.clock import FixedClock
from agent_runner.orchestrator import open_orchestrator
from agent_runner.orchestrator.plan import StudyPlan
from agent_runner.registry import Registry

NOW = "2026-11-22T09:00:00+01:00"


@pytest.fixture(scope="module")
def plan() -> dict[str, Any]:
    return asyncio.run(_plan())


async def _plan(timezone: str = "Europe/Berlin") -> dict[str, Any]:
    registry = Registry((learning, assessment, wellness, agent, motivation, personalization))
    async with open_orchestrator(registry, data_dir=None) as orchestrator:
        request = {"user_input": "Help me study calculus, 45 minutes a day, no Sundays", "now": NOW}
        ctx = replace(_ctx(), timezone=timezone)
        result = await orchestrator.agent.skills["study_plan"].run(ctx, request)
    assert isinstance(result, dict)
    return result


def _ctx(now: str = NOW) -> RunContext:
    return RunContext(timezone="Europe/Berlin", clock=FixedClock(datetime.fromisoformat(now)))


async def move(plan: dict[str, Any], start: str, to: datetime, **more: Any) -> Any:
    given = {"plan": plan, "block_start": start, "to": to.isoformat(), **more}
    return await agent.skills["move"].run(_ctx(), given)


def work(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [block for block in plan["schedule"]["blocks"] if block["kind"] != "break"]


def at(block: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(block["start"])


def test_a_plan_says_what_its_schedule_keeps_to(plan: dict[str, Any]) -> None:
    limits = plan["schedule"]["limits"]
    assert limits["days_off"] == [6]
    assert limits["minutes_per_day"] == 45
    assert limits["start"] == NOW


async def test_every_part_that_names_a_block_still_names_one(plan: dict[str, Any]) -> None:
    first = work(plan)[0]
    answer = await move(plan, first["start"], at(first) + timedelta(days=1, hours=1))
    after = answer["plan"]
    StudyPlan.model_validate(after)
    starts = {block["start"] for block in work(after)}
    assert answer["moved"][0]["from"] == first["start"]
    assert answer["moved"][0]["to"] in starts
    assert answer["conflicts"] == []
    for one in answer["moved"]:
        assert one["to"] in starts
        assert one["because"]
        assert one["title"]
    for plan_of_day in after["motivation"]["if_then"]:
        assert plan_of_day["block_start"] in starts
        backup = plan_of_day["backup"]["block_start"]
        assert backup is None or backup in starts
    reviews: dict[str, int] = {}
    for block in work(after):
        if block["kind"] == "review":
            length = datetime.fromisoformat(block["end"]) - at(block)
            day = block["start"][:10]
            reviews[day] = reviews.get(day, 0) + round(length.total_seconds() / 60)
    assert {one["date"]: one["minutes"] for one in after["review"]["due_forecast"]} == reviews
    first_now = work(after)[0]
    assert f"{at(first_now):%H:%M}" in after["next_action"]["text"]
    for checkpoint in after["assessment"]["checkpoints"]:
        for concept in checkpoint["concepts"]:
            last = max(
                b["end"] for b in work(after) if b["concept"] == concept and b["kind"] != "review"
            )
            assert checkpoint["date"] >= last[:10]


async def test_what_does_not_depend_on_blocks_is_as_it_was(plan: dict[str, Any]) -> None:
    before = deepcopy(plan)
    last = work(plan)[-1]
    answer = await move(plan, last["start"], at(last) + timedelta(minutes=30))
    assert plan == before, "the given plan is not changed"
    for name in ("run_id", "goal", "path", "wellness", "personalization", "trace", "questions"):
        assert answer["plan"][name] == plan[name]
    assert answer["plan"]["schedule"]["limits"] == plan["schedule"]["limits"]
    assert len(answer["moved"]) == 1
    assert "nothing else moved" in answer["text"]


async def test_a_drag_and_back_gives_the_same_plan_where_only_one_block_moves(
    plan: dict[str, Any],
) -> None:
    last = work(plan)[-1]
    there = await move(plan, last["start"], at(last) + timedelta(minutes=30))
    back = await move(there["plan"], there["moved"][0]["to"], at(last))
    assert back["plan"] == plan


async def test_instants_stay_written_as_they_were_in_utc_too() -> None:
    plan = await _plan("UTC")
    last = work(plan)[-1]
    answer = await move(plan, last["start"], at(last) + timedelta(minutes=30), timezone="UTC")
    before = [block["start"] for block in work(plan)]
    assert all(start.endswith("Z") for start in before)
    assert [block["start"] for block in work(answer["plan"])] == [
        *before[:-1],
        answer["moved"][0]["to"],
    ]


async def test_the_same_drag_gives_the_same_answer(plan: dict[str, Any]) -> None:
    third = work(plan)[2]
    to = at(third) + timedelta(days=2)
    assert await move(plan, third["start"], to) == await move(plan, third["start"], to)


async def test_a_day_off_gives_the_plan_back_unchanged_with_places_that_hold(
    plan: dict[str, Any],
) -> None:
    second = work(plan)[1]
    sunday = at(second) + timedelta(days=6 - at(second).weekday())
    answer = await move(plan, second["start"], sunday)
    assert answer["plan"] == plan
    assert answer["moved"] == []
    assert answer["conflicts"][0]["kind"] == "day_off"
    places = answer["conflicts"][0]["nearest"]
    assert places
    for place in places:
        again = await move(plan, second["start"], datetime.fromisoformat(place["start"]))
        assert len(again["moved"]) == 1


async def test_what_has_begun_cannot_be_dragged_and_does_not_move(plan: dict[str, Any]) -> None:
    first, later = work(plan)[0], work(plan)[4]
    now = (at(first) + timedelta(minutes=5)).isoformat()
    refused = await move(plan, first["start"], at(first) + timedelta(days=2), now=now)
    assert refused["conflicts"][0]["kind"] == "past"
    moved = await move(plan, later["start"], at(first) + timedelta(hours=2), now=now)
    assert first in work(moved["plan"])


async def test_busy_time_is_kept_free(plan: dict[str, Any]) -> None:
    second = work(plan)[1]
    to = at(second) + timedelta(days=1)
    busy = [
        {
            "start": (to - timedelta(hours=1)).isoformat(),
            "end": (to + timedelta(hours=1)).isoformat(),
            "title": "Choir",
        }
    ]
    answer = await move(plan, second["start"], to, busy=busy)
    assert answer["conflicts"][0]["kind"] == "busy"
    assert "Choir" in answer["conflicts"][0]["text"]


async def test_a_plan_of_before_is_read_by_what_it_shows(plan: dict[str, Any]) -> None:
    old = deepcopy(plan)
    del old["schedule"]["limits"]
    second = work(plan)[1]
    sunday = at(second) + timedelta(days=6 - at(second).weekday())
    refused = await move(old, second["start"], sunday)
    assert refused["conflicts"][0]["kind"] == "day_off"
    last = work(plan)[-1]
    answer = await move(old, last["start"], at(last) + timedelta(minutes=30))
    assert len(answer["moved"]) == 1
    assert "limits" not in answer["plan"]["schedule"]


async def test_an_hour_without_an_offset_is_the_plans_own(plan: dict[str, Any]) -> None:
    last = work(plan)[-1]
    local = (at(last) + timedelta(minutes=30)).replace(tzinfo=None)
    answer = await move(plan, last["start"], local)
    assert answer["moved"][0]["to"] == (at(last) + timedelta(minutes=30)).isoformat()


async def test_what_is_no_block_or_no_plan_is_said_so(plan: dict[str, Any]) -> None:
    with pytest.raises(NotFound):
        await move(plan, "2026-11-23T03:00:00+01:00", datetime(2026, 11, 24, 17, tzinfo=UTC))
    pause = next(block for block in plan["schedule"]["blocks"] if block["kind"] == "break")
    with pytest.raises(InvalidInput):
        await move(plan, pause["start"], datetime(2026, 11, 24, 17, tzinfo=UTC))
    with pytest.raises(InvalidInput, match="schedule"):
        await move({"path": []}, pause["start"], datetime(2026, 11, 24, 17, tzinfo=UTC))
