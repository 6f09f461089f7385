"""Skills whose results are large, many, or no JSON; and `echo`, to see that all is well again."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any, Literal

from pydantic import Field

from agent_runner import RunContext
from agent_runner.faults.agent import Bytes, Seconds, agent
from agent_runner.json_types import JsonValue

Misfit = Literal["nan", "infinity", "set", "big_integer", "surrogate", "cycle", "bytes", "key"]


@agent.skill(idempotent=True)
async def echo(_ctx: RunContext, value: Any = None) -> Any:
    """Give the value back."""
    return value


@agent.skill(idempotent=True)
async def big_result(_ctx: RunContext, size: Bytes) -> str:
    """Give a text of so many bytes."""
    return "x" * size


@agent.skill(idempotent=True)
async def length(_ctx: RunContext, text: str) -> int:
    """Count the characters of a text: the counterpart of `big_result` for large requests."""
    return len(text)


@agent.skill
async def not_json(_ctx: RunContext, kind: Misfit) -> Any:
    """Give a result that JSON has no form for, at the path `scores[1]`."""
    return {"scores": [1.0, _misfit(kind)]}


@agent.skill
async def stream(
    ctx: RunContext,
    count: Annotated[int, Field(ge=0, description="How many events")],
    size: Annotated[int, Field(ge=0, description="Bytes added to each event")] = 0,
    pause: Seconds = 0.0,
) -> int:
    """Tell `{"number": 0}` and on, at the reader's pace; returns how many."""
    padding: dict[str, JsonValue] = {"padding": "x" * size} if size else {}
    for number in range(count):
        ctx.emit({"number": number, **padding})
        if pause:
            await asyncio.sleep(pause)
    return count


def _misfit(kind: Misfit) -> object:
    match kind:
        case "nan":
            return float("nan")
        case "infinity":
            return float("inf")
        case "set":
            return {1, 2}
        case "big_integer":
            return 2**70
        case "surrogate":
            return "\ud83d"
        case "bytes":
            return b"\x00"
        case "key":
            return {1: "one"}
        case "cycle":
            circle: list[object] = []
            circle.append(circle)
            return circle
