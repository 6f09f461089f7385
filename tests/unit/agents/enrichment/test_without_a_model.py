"""Without a model every answer is as if there were none in the world."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from agent_runner import RunContext
from agent_runner.agents.assessment import agent as assessment
from agent_runner.agents.learning import agent as learning
from agent_runner.agents.motivation import agent as motivation
from agent_runner.agents.personalization import agent as personalization
from agent_runner.clock import FixedClock
from agent_runner.skill import Agent

NOW = FixedClock(datetime(2026, 11, 22, 8, tzinfo=UTC))
NEW_MEMBERS = {"enrichment", "degraded", "sent", "from_model", "share"}


def members(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value) | {name for part in value.values() for name in members(part)}
    return {name for part in value for name in members(part)} if isinstance(value, list) else set()


@pytest.mark.parametrize(
    ("agent", "skill", "params"),
    [
        (learning, "explain", {"concept": "chain rule"}),
        (learning, "explain", {"topic": "machine learning", "level": "expert"}),
        (learning, "path", {"topic": "machine learning"}),
        (learning, "path", {"topic": "falconry"}),
        (assessment, "quiz", {"topic": "genetics"}),
        (assessment, "placement", {"topic": "genetics"}),
        (motivation, "encourage", {"topic": "genetics", "mood": 2, "message": "I cannot start"}),
        (motivation, "encourage", {"facts": {"answers_right": 3, "answers_total": 4}}),
        (personalization, "profile", {}),
        (personalization, "recall", {}),
    ],
)
async def test_no_skill_has_a_new_member(agent: Agent, skill: str, params: dict[str, Any]) -> None:
    found: Any = await agent.skills[skill].run(RunContext(clock=NOW), params)

    assert not members(found) & NEW_MEMBERS
    fields = [one["field"] for one in found.get("fields", [])]
    assert "share" not in fields


async def test_a_grade_has_no_new_member() -> None:
    ctx = RunContext(clock=NOW)
    quiz: Any = await assessment.skills["quiz"].run(ctx, {"topic": "genetics"})
    answers: Any = {"quiz_id": quiz["quiz_id"], "answers_in_order": ["a", "b"]}
    grade = await assessment.skills["grade"].run(ctx, answers)

    assert not members(grade) & NEW_MEMBERS
