"""What a learner wrote does not get into the log when a step of their run fails."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from pydantic import TypeAdapter

from agent_runner import InvalidInput, RunContext, SkillFailed
from agent_runner.errors import NotFound
from agent_runner.logs import JsonLines
from tests.unit.orchestrator.six import Function, plan_for, with_skill

SECRET = "my ex-husband Bartholomew"


async def refuses(_ctx: RunContext, **_given: object) -> Any:
    raise InvalidInput(field="user_input", expected="a goal", got=SECRET)


async def says_why(_ctx: RunContext, **_given: object) -> Any:
    raise SkillFailed(f"Nothing is known of {SECRET}")


async def misses(_ctx: RunContext, **_given: object) -> Any:
    raise NotFound(what="concept", id=SECRET)


async def breaks_unforeseen(_ctx: RunContext, **_given: object) -> Any:
    raise RuntimeError(SECRET)


async def breaks_on_a_quotation(_ctx: RunContext, **_given: object) -> Any:
    try:
        TypeAdapter(int).validate_python(SECRET)
    except ValueError as error:
        raise RuntimeError("not a number") from error


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (refuses, "learning.path failed: InvalidInput -32602 (user_input)"),
        (says_why, "learning.path failed: SkillFailed -32010"),
        (misses, "learning.path failed: NotFound -32009"),
        (breaks_unforeseen, "learning.path failed: RuntimeError at "),
        (breaks_on_a_quotation, "learning.path failed: RuntimeError at "),
    ],
)
async def test_the_log_tells_type_code_and_field_of_a_failed_step_and_not_its_text(
    function: Function, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        plan = await plan_for(
            f"Help me study genetics for {SECRET}", registry=with_skill("learning.path", function)
        )
    assert plan["degraded"] == ["learning:failed"]
    lines = [JsonLines().format(record) for record in caplog.records]
    (line,) = [line for line in lines if said in line]
    assert (function.__name__ in line) is (" at " in said)
    assert not [line for line in lines if "Bartholomew" in line]
