"""Dates at the ends of the calendar are refused by the field that holds them; none fails inside."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from agent_runner import Agent, InvalidInput, RunContext
from agent_runner.agents.assessment import agent as assessment
from agent_runner.agents.motivation import agent as motivation
from agent_runner.agents.schedule import agent as schedule
from agent_runner.clock import FixedClock

ENDS = (
    "0001-01-01T00:00:00Z",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59Z",
    "9999-12-31T23:59:59-12:00",
    "9999-12-31T23:59:59",
)
STEP: dict[str, Any] = {"concept": "calculus/limits", "title": "Limits", "minutes": 30}


def block(**changed: str) -> dict[str, Any]:
    times = {"start": "2026-11-24T17:00:00+01:00", "end": "2026-11-24T17:30:00+01:00"}
    return {**times, "kind": "learn", "concept": STEP["concept"], **changed}


def plan(**changed: str) -> dict[str, Any]:
    return {"path": [STEP], "schedule": {"tz": "America/New_York", "blocks": [block(**changed)]}}


async def refused(agent: Agent, skill: str, **given: Any) -> str:
    """The field that is named, of one whose years are out of bounds."""
    clock = FixedClock(datetime(2026, 11, 22, 9, tzinfo=UTC))
    ctx = RunContext(timezone="America/New_York", clock=clock)
    with pytest.raises(InvalidInput) as caught:
        await agent.skills[skill].run(ctx, given)
    (error,) = caught.value.errors
    assert error.expected.startswith("a date in the years ")
    return error.field


@pytest.mark.parametrize("now", ENDS)
@pytest.mark.parametrize(
    ("agent", "skill"),
    [(schedule, "today"), (motivation, "progress"), (motivation, "week_review")],
)
async def test_now_at_an_end_of_the_calendar_is_refused(agent: Agent, skill: str, now: str) -> None:
    assert await refused(agent, skill, now=now, timezone="America/New_York") == "now"


@pytest.mark.parametrize("at", ENDS)
@pytest.mark.parametrize("end", ["start", "end"])
@pytest.mark.parametrize(
    ("agent", "skill", "more"),
    [
        (schedule, "today", {}),
        (schedule, "move", {"block_start": block()["start"], "to": "2026-11-25T17:00:00+01:00"}),
        (motivation, "progress", {}),
        (motivation, "week_review", {}),
    ],
)
async def test_a_plan_with_a_block_at_an_end_is_refused_by_the_name_of_its_field(
    agent: Agent, skill: str, more: dict[str, str], end: str, at: str
) -> None:
    field = await refused(agent, skill, plan=plan(**{end: at}), **more)
    assert field == f"plan.schedule.blocks.0.{end}"


@pytest.mark.parametrize("at", ENDS)
@pytest.mark.parametrize("end", ["start", "end"])
async def test_blocks_at_an_end_are_refused_wherever_they_are_given(end: str, at: str) -> None:
    blocks = [block(), block(**{end: at})]
    assert await refused(schedule, "calendar", blocks=blocks) == f"blocks[1].{end}"
    assert await refused(motivation, "if_then", blocks=blocks) == f"blocks[1].{end}"
    assert (
        await refused(schedule, "calendar", plan=plan(**{end: at}))
        == f"plan.schedule.blocks[0].{end}"
    )


@pytest.mark.parametrize("field", ["to", "block_start", "now"])
@pytest.mark.parametrize("at", ENDS)
async def test_a_move_names_the_parameter_that_is_at_an_end(field: str, at: str) -> None:
    times = {"block_start": block()["start"], "to": "2026-11-25T17:00:00+01:00", field: at}
    assert await refused(schedule, "move", plan=plan(), **times) == field


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("field", ["start", "by"])
async def test_checkpoints_are_not_looked_for_at_an_end(field: str, day: str) -> None:
    assert await refused(assessment, "checkpoints", path=[STEP], **{field: day}) == field


@pytest.mark.parametrize("at", ENDS)
async def test_no_checkpoint_is_made_of_a_block_at_an_end(at: str) -> None:
    field = await refused(assessment, "checkpoints", path=[STEP], blocks=[block(end=at)])
    assert field == "blocks[0].end"


@pytest.mark.parametrize("due", [*ENDS, "0001-01-01", "9999-12-31"])
async def test_a_task_due_at_an_end_is_refused(due: str) -> None:
    week = {"title": "Essay", "due": due}
    assert await refused(schedule, "plan_week", tasks=[week]) == "tasks[0].due"
    task = {"concept": "calculus/limits", "minutes": 30, "due": due}
    assert await refused(schedule, "plan", tasks=[task]) == "tasks[0].due"


@pytest.mark.parametrize("start", ["1971-01-01T00:00:00Z", "2199-12-31T23:59:59-12:00"])
async def test_what_is_planned_from_the_outermost_instants_can_be_read_again(start: str) -> None:
    ctx = RunContext(timezone="America/New_York")
    task: dict[str, Any] = {"concept": "calculus/limits", "minutes": 30}
    made: Any = await schedule.skills["plan"].run(ctx, {"tasks": [task], "start": start})
    again: dict[str, Any] = {"plan": {"path": [STEP], "schedule": made}, "now": start}
    today: Any = await schedule.skills["today"].run(ctx, again)
    assert made["blocks"]
    assert today["timezone"] == "America/New_York"
    for skill in ("progress", "week_review"):
        await motivation.skills[skill].run(ctx, again)
