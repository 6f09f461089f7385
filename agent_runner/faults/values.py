"""Skills whose results are large, many, or no JSON; and `echo`, to see that all is well again."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Annotated, Any, Literal

from pydantic import Field

from agent_runner import RunContext
from agent_runner.faults.agent import Bytes, Seconds, agent
from agent_runner.json_types import JsonValue

Count = Annotated[int, Field(ge=0, description="How many events")]
Size = Annotated[int, Field(ge=0, description="Bytes added to each event")]
Misfit = Literal["nan", "infinity", "set", "big_integer", "surrogate", "cycle", "bytes", "key"]

_streamed: deque[int] = deque(maxlen=1)


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
async def stream(ctx: RunContext, count: Count, size: Size = 0, pause: Seconds = 0.0) -> int:
    """Tell `{"number": 0}` and on, at the reader's pace; returns how many."""
    for number in range(count):
        await ctx.send(_event(number, size))
        _streamed.append(number)
        if pause:
            await asyncio.sleep(pause)
    return count


@agent.skill
async def stream_at_once(ctx: RunContext, count: Count, size: Size = 0) -> int:
    """As `stream`, and never wait for the reader."""
    for number in range(count):
        ctx.emit(_event(number, size))
    return count


@agent.skill
async def streamed(_ctx: RunContext) -> int:
    """Say how many events the last `stream` has sent so far."""
    return _streamed[-1] + 1 if _streamed else 0


@agent.skill
async def call_host(
    ctx: RunContext,
    method: Annotated[str, Field(description="One that the host offers, or does not")],
    params: dict[str, Any] | None = None,
) -> Any:
    """Call the host, and give back what it answers."""
    return await ctx.call_host(method, params)


def _event(number: int, size: int) -> dict[str, JsonValue]:
    return {"number": number, "padding": "x" * size} if size else {"number": number}


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
