"""What a skill refuses, its schemas say where they can: what it needs at least, and which years."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from pydantic import TypeAdapter, ValidationError

from agent_runner import Agent, InvalidInput, RunContext
from agent_runner.agents import assessment, learning, personalization, schedule, wellness
from agent_runner.agents.schedule.models import Deadline, Due, PlanTask
from agent_runner.instants import (
    BoundedAwareInstant,
    BoundedDate,
    BoundedDateOrInstant,
    BoundedInstant,
    PlannedDate,
    PlannedInstant,
)
from agent_runner.skill import Skill

AGENTS = (assessment, learning, personalization, schedule, wellness)
IN_NEED = [skill for agent in AGENTS for skill in agent.skills.values() if skill.needs]
YEARS = (1, 1959, 1960, 1969, 1970, 1999, 2000, 2199, 2200, 2209, 2210, 9998)


@pytest.mark.parametrize("skill", IN_NEED, ids=lambda skill: skill.method)
async def test_a_call_without_what_is_needed_is_refused(skill: Skill) -> None:
    with pytest.raises(InvalidInput):
        await skill.run(RunContext(), {})


@pytest.mark.parametrize("skill", IN_NEED, ids=lambda skill: skill.method)
def test_what_is_needed_may_each_be_left_out(skill: Skill) -> None:
    names = {name for group in skill.needs for name in group}
    assert [name for name in names if skill.params.model_fields[name].is_required()] == []


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize(
    "kind",
    [
        BoundedDate,
        BoundedDateOrInstant,
        BoundedInstant,
        BoundedAwareInstant,
        PlannedDate,
        PlannedInstant,
        Due,
        Deadline,
    ],
    ids=str,
)
def test_the_schema_of_a_date_ends_in_the_years_in_which_the_date_does(
    kind: Any, year: int
) -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(kind)
    schema = Draft202012Validator(adapter.json_schema(), format_checker=FormatChecker())
    says = "date" if kind in (BoundedDate, PlannedDate) else "date-time"
    text = f"{year:04}-06-30" + ("" if says == "date" else "T12:00:00.5+02:00")
    assert schema.is_valid(text) == _is_taken(adapter, text)


@pytest.mark.parametrize("minutes", ["minutes", "learn_minutes", "practice_minutes"])
def test_a_task_says_its_minutes_in_any_of_three_ways(minutes: str) -> None:
    schema = Draft202012Validator(TypeAdapter(PlanTask).json_schema())
    assert schema.is_valid({"concept": "essay", minutes: 30})
    assert not schema.is_valid({"concept": "essay", minutes: None})


def test_what_a_skill_needs_must_be_a_parameter_of_it() -> None:
    async def echo(_ctx: RunContext, text: str | None = None) -> str:
        return text or ""

    with pytest.raises(TypeError, match="words, which it needs, is no parameter"):
        Agent("demo", description="Says things back").skill(needs=["text", "words"])(echo)


def _is_taken(adapter: TypeAdapter[Any], text: str) -> bool:
    try:
        adapter.validate_json(f'"{text}"', strict=True)
    except ValidationError:
        return False
    return True
