"""Many requests at once: each answered once, under its own id."""

from __future__ import annotations

import asyncio
from collections import Counter

from agent_runner.conformance.answer import member
from agent_runner.conformance.check import Check, Group
from agent_runner.conformance.trial import Mismatch, Trial, request


async def _many(trial: Trial) -> None:
    await _all_answered(trial, [*range(250), *map(str, range(250))], size=10)


async def _many_large(trial: Trial) -> None:
    # More than the pipes hold in either direction.
    await _all_answered(trial, [f"{number}-{'x' * 5_000}" for number in range(100)], size=20_000)


async def _all_answered(trial: Trial, ids: list[int | str], *, size: int) -> None:
    messages = [trial.framed(request(one, params=["x" * size])) for one in ids]
    writing = asyncio.create_task(trial.write(b"".join(messages)))
    try:
        left = Counter(repr(one) for one in ids)
        for _ in ids:
            answer = await trial.receive(f"{len(ids)} answers")
            left[repr(member(answer, "id"))] -= 1
    finally:
        await writing
    odd = [(one, count) for one, count in left.items() if count]
    if odd:
        one, count = odd[0]
        came = f"{'no answer' if count > 0 else 'one too many'} with the id {one[:60]}"
        raise Mismatch(expected="each id answered once", came=came)


LOAD = Group(
    name="load",
    basis="answers are told apart by their ids",
    checks=(
        Check(name="500 requests written at once are answered once each", run=_many),
        Check(name="100 long ones too, while answers wait to be read", run=_many_large),
    ),
)
