"""Whatever an agent does, the plan comes, and says what it lacks."""

from __future__ import annotations

from typing import Any

import pytest

from agent_runner.registry import Registry
from tests.unit.orchestrator.promises import assert_valid
from tests.unit.orchestrator.six import (
    Function,
    answers_nonsense,
    breaks,
    context,
    hangs,
    ignores_cancellation,
    plan_for,
    with_skill,
    without,
)

SKILLS = (
    "wellness.daily_cap",
    "personalization.recall",
    "learning.path",
    "schedule.plan",
    "assessment.placement",
    "assessment.checkpoints",
    "motivation.if_then",
)
TEXT = "Help me study genetics, one hour a day"


@pytest.mark.parametrize("method", SKILLS)
@pytest.mark.parametrize("function", [breaks, answers_nonsense])
async def test_a_failing_agent_is_named_and_the_plan_still_comes(
    method: str, function: Function
) -> None:
    agent = method.partition(".")[0]
    plan = await plan_for(TEXT, registry=with_skill(method, function))

    assert plan["degraded"] == [f"{agent}:failed"]
    assert plan["agents"][agent]["status"] == "failed"
    others = {name: entry["status"] for name, entry in plan["agents"].items() if name != agent}
    assert set(others.values()) <= {"ok", "skipped"}
    assert plan["path"]
    if method != "schedule.plan":
        assert_valid(plan, most_minutes=60)


@pytest.mark.parametrize("method", ["learning.path", "motivation.if_then"])
@pytest.mark.parametrize("function", [hangs, ignores_cancellation])
async def test_a_hanging_agent_is_late_and_the_plan_comes_within_the_deadline(
    method: str, function: Function
) -> None:
    agent = method.partition(".")[0]
    ctx = context(seconds=2)
    plan = await plan_for(TEXT, registry=with_skill(method, function), ctx=ctx)

    assert plan["degraded"] == [f"{agent}:late"]
    assert plan["agents"][agent]["status"] == "late"
    assert (ctx.remaining_s or 0) > 0


@pytest.mark.parametrize(
    "agent", ["learning", "assessment", "wellness", "schedule", "motivation", "personalization"]
)
async def test_an_agent_that_is_not_loaded_is_named(agent: str) -> None:
    plan = await plan_for(TEXT, registry=without(agent))

    assert plan["degraded"] == [f"{agent}:not_loaded"]
    assert plan["agents"][agent]["status"] == "skipped"


async def test_with_no_agent_at_all_an_honest_plan_comes() -> None:
    plan = await plan_for(TEXT, registry=Registry(()))

    assert len(plan["degraded"]) == 6
    assert plan["coverage"] == "generic"
    assert plan["path"]
    assert plan["schedule"]["blocks"] == []
    assert "could not be asked" in plan["schedule"]["conflicts"][0]["text"]


@pytest.mark.parametrize("registry", [with_skill("wellness.guard", breaks), without("wellness")])
async def test_danger_is_heard_also_without_the_wellness_agent(registry: Registry) -> None:
    answer = await plan_for("I want to kill myself", registry=registry)

    assert answer["plan"] is None
    assert answer["message"]
    assert answer["helplines"]


async def test_a_failure_in_an_agent_leaks_no_text_of_it() -> None:
    plan = await plan_for(TEXT, registry=with_skill("schedule.plan", breaks))

    assert "on purpose" not in str(plan)


async def test_the_events_tell_which_agent_failed_and_why() -> None:
    events: list[Any] = []
    ctx = context(on_event=lambda event: events.append(dict(event)))
    await plan_for(TEXT, registry=with_skill("schedule.plan", breaks), ctx=ctx)

    failed = [event for event in events if event["type"] == "agent.failed"]
    assert [(event["skill"], event["reason"]) for event in failed] == [("schedule.plan", "failed")]
