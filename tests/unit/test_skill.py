from __future__ import annotations

import asyncio
import functools
import threading
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import date
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field

from agent_runner import Agent, RunContext
from agent_runner.errors import InvalidInput, ResultNotJson
from agent_runner.json_types import JsonValue
from agent_runner.skill import Skill

marker: ContextVar[str] = ContextVar("marker", default="unset")


class Goal(BaseModel):
    """A model as a skill's own parameter."""

    title: str
    minutes: int = Field(ge=1)


class Echo(BaseModel):
    text: str
    score: float = 1.0


def skill_of(function: Any, **options: Any) -> Skill:
    agent = Agent("demo", description="Demonstrates.")
    agent.skill(**options)(function)
    return agent.skills[function.__name__]


async def plan(
    ctx: RunContext,
    topic: Annotated[str, Field(min_length=1, description="What to learn")],
    goals: list[Goal],
    level: Literal["new", "fluent"] = "new",
    due: date | None = None,
) -> dict[str, Any]:
    """Plan a topic.

    What it costs, and what
    it gives.
    """
    return {"topic": topic, "goals": [g.title for g in goals], "level": level, "due": str(due)}


def test_the_signature_and_the_docstring_are_the_single_source() -> None:
    skill = skill_of(plan, idempotent=True)
    assert (skill.method, skill.path) == ("demo.plan", "plan")
    assert skill.summary == "Plan a topic."
    assert skill.description == "What it costs, and what\nit gives."
    assert (skill.idempotent, skill.durable) == (True, False)
    schema = skill.params.model_json_schema()
    assert schema["required"] == ["topic", "goals"]
    assert schema["additionalProperties"] is False
    assert schema["properties"]["topic"]["description"] == "What to learn"


def test_underscores_become_dashes_in_the_path() -> None:
    async def check_in(ctx: RunContext) -> None: ...

    assert skill_of(check_in).path == "check-in"


async def test_parameters_come_by_name_and_by_position() -> None:
    skill = skill_of(plan)
    named: JsonValue = {"topic": "x", "goals": [{"title": "g", "minutes": 5}], "due": "2026-12-12"}
    expected = {"topic": "x", "goals": ["g"], "level": "new", "due": "2026-12-12"}
    assert await skill.run(RunContext(), named) == expected
    positional: JsonValue = ["x", [{"title": "g", "minutes": 5}], "new", "2026-12-12"]
    assert await skill.run(RunContext(), positional) == expected


@pytest.mark.parametrize(
    ("params", "field", "expected", "got"),
    [
        ({"goals": []}, "topic", "a value (it is required)", "nothing"),
        ({"topic": "", "goals": []}, "topic", "string with at least 1 character", '""'),
        ({"topic": 5, "goals": []}, "topic", "a valid string", "5"),
        ({"topic": "x", "goals": {}}, "goals", "a valid array", "{}"),
        (
            {"topic": "x", "goals": [{"title": "g", "minutes": "5"}]},
            "goals[0].minutes",
            "a valid integer",
            '"5"',
        ),
        (
            {"topic": "x", "goals": [{"title": "g", "minutes": 0}]},
            "goals[0].minutes",
            "greater than or equal to 1",
            "0",
        ),
        (
            {"topic": "x", "goals": [{"title": "g"}]},
            "goals[0].minutes",
            "a value (it is required)",
            "nothing",
        ),
        ({"topic": "x", "goals": [], "level": "old"}, "level", "'new' or 'fluent'", '"old"'),
        (
            {"topic": "x", "goals": [], "levle": "new"},
            "levle",
            "level (did you mean it?)",
            "unknown field",
        ),
        (
            {"topic": "x", "goals": [], "zzz": 1},
            "zzz",
            "one of topic, goals, level, due",
            "unknown field",
        ),
        (["x", [], "new", None, 1], "params", "at most 4 positional", "5"),
    ],
)
def test_a_wrong_parameter_is_named_with_what_was_expected_and_what_came(
    params: Any, field: str, expected: str, got: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        skill_of(plan).arguments(params)
    (error,) = caught.value.errors
    assert (error.field, error.got) == (field, got)
    assert expected in error.expected


def test_all_wrong_parameters_are_named_at_once() -> None:
    with pytest.raises(InvalidInput) as caught:
        skill_of(plan).arguments({"topic": 1, "level": "old", "x": 1})
    assert {error.field for error in caught.value.errors} == {"topic", "goals", "level", "x"}


def test_a_parameter_of_several_types_is_named_once_by_its_own_name() -> None:
    async def either(ctx: RunContext, amount: int | list[str], goal: Goal | str) -> None: ...

    with pytest.raises(InvalidInput) as caught:
        skill_of(either).arguments({"amount": True, "goal": {"title": "x", "minutes": "y"}})
    fields = [error.field for error in caught.value.errors]
    assert fields == ["amount", "goal.minutes", "goal"]
    assert caught.value.errors[0].expected == "a valid integer or a valid array"


async def test_a_plain_function_runs_in_a_thread_with_the_callers_context() -> None:
    def where(ctx: RunContext) -> list[str]:
        return [threading.current_thread().name, marker.get()]

    marker.set("seen")
    thread, seen = await skill_of(where).call(RunContext(), {})
    assert thread != threading.current_thread().name
    assert seen == "seen"


async def test_a_plain_function_may_not_hang_its_caller_by_a_stop_iteration() -> None:
    def first(ctx: RunContext) -> int:
        empty: Iterator[int] = iter(())
        return next(empty)

    async with asyncio.timeout(5):
        with pytest.raises(RuntimeError, match=r"demo\.first let a StopIteration out"):
            await skill_of(first).call(RunContext(), {})


async def test_the_function_stays_as_it_is() -> None:
    agent = Agent("demo", description="")

    @agent.skill
    async def echo(ctx: RunContext, text: str) -> Echo:
        return Echo(text=text)

    assert await echo(RunContext(), "x") == Echo(text="x")
    assert await agent.skills["echo"].run(RunContext(), ["x"]) == {"text": "x", "score": 1.0}


@pytest.mark.parametrize(
    ("value", "path", "reason"),
    [
        (Echo(text="x", score=float("nan")), "score", "is NaN"),
        (Echo(text="\ud800"), "text", "holds a lone surrogate"),
        ({"text": 5}, "text", "should be a valid string, is 5"),
        ({"score": 1.0}, "text", "should be a value (it is required), is nothing"),
        (None, "", "should be"),
    ],
)
def test_a_result_that_is_not_as_declared_is_named_by_its_path(
    value: object, path: str, reason: str
) -> None:
    async def echo(ctx: RunContext) -> Echo: ...  # pyright: ignore[reportReturnType]

    with pytest.raises(ResultNotJson) as caught:
        skill_of(echo).encode(value)
    assert caught.value.data
    assert caught.value.data["path"] == path
    assert reason in str(caught.value.data["reason"])


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ({"a": [1, float("inf")]}, "a[1]"),
        ({"a": 2**64}, "a"),
        ({"a": {"b": object()}}, "a.b"),
    ],
)
def test_what_hides_in_an_open_result_is_named_by_its_path(value: object, path: str) -> None:
    async def anything(ctx: RunContext) -> dict[str, Any]: ...  # pyright: ignore[reportReturnType]

    with pytest.raises(ResultNotJson) as caught:
        skill_of(anything).encode(value)
    assert caught.value.data
    assert caught.value.data["path"] == path


def test_a_result_may_hold_null_and_long_digits() -> None:
    async def anything(ctx: RunContext) -> dict[str, Any]: ...  # pyright: ignore[reportReturnType]

    value = {"none": None, "text": "9" * 40, "big": 2**64 - 1}
    encoded = skill_of(anything).encode(value)
    assert encoded == b'{"none":null,"text":"' + b"9" * 40 + b'","big":18446744073709551615}'


async def no_context(text: str) -> str: ...  # pyright: ignore[reportReturnType]
async def nothing() -> str: ...  # pyright: ignore[reportReturnType]
async def untyped(ctx: RunContext, text) -> str: ...  # pyright: ignore
async def no_result(ctx: RunContext): ...
async def many(ctx: RunContext, *texts: str) -> str: ...  # pyright: ignore[reportReturnType]
async def any_named(ctx: RunContext, **texts: str) -> str: ...  # pyright: ignore[reportReturnType]
async def by_place(ctx: RunContext, text: str, /) -> str: ...  # pyright: ignore[reportReturnType]


@pytest.mark.parametrize(
    ("function", "reason"),
    [
        (no_context, "first parameter must be annotated RunContext"),
        (nothing, "first parameter must be annotated RunContext"),
        (untyped, "text needs a type"),
        (no_result, "the result needs a type"),
        (many, "texts has no JSON Schema"),
        (any_named, "texts has no JSON Schema"),
        (by_place, "text must be a parameter with a name"),
    ],
)
def test_a_function_that_cannot_be_a_skill_is_refused_with_the_reason(
    function: Any, reason: str
) -> None:
    with pytest.raises(TypeError, match=reason):
        skill_of(function)


@pytest.mark.parametrize("name", ["Demo", "de-mo", "1a", "", "a__b", "a.b", "_a", "rpc"])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="agent name"):
        Agent(name, description="")


def test_a_skill_may_not_be_defined_twice() -> None:
    agent = Agent("demo", description="")
    agent.skill(plan)
    with pytest.raises(ValueError, match=r"demo\.plan is defined twice"):
        agent.skill(plan)


async def test_a_wrapped_coroutine_function_is_still_one() -> None:
    @functools.wraps(plan)
    async def wrapped(ctx: RunContext, *arguments: Any, **named: Any) -> dict[str, Any]:
        return await plan(ctx, *arguments, **named)

    assert (await skill_of(wrapped).run(RunContext(), ["x", []]))["topic"] == "x"  # pyright: ignore
