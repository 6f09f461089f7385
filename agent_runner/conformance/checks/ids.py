"""The id: given back as it came, of the same type, or refused."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable

from agent_runner.conformance.answer import member, shown
from agent_runner.conformance.check import Check, Group
from agent_runner.conformance.trial import (
    INVALID_REQUEST,
    PARSE_ERROR,
    UNKNOWN,
    Mismatch,
    Trial,
    is_error,
    request,
    same,
)

Run = Callable[[Trial], Awaitable[None]]


def _given_back(*ids: object) -> Run:
    async def run(trial: Trial) -> None:
        for one in ids:
            await trial.send(request(one))
            await trial.answer_to(one)

    return run


def _given_back_or_refused(*texts: str) -> Run:
    """For ids that the specification advises against, or that not every reader can hold."""

    async def run(trial: Trial) -> None:
        for text in texts:
            await trial.send(_with_id(text))
            expected = f"an answer with the id {text}, or an error with the id null"
            message = await trial.receive(expected)
            given_back = same(member(message, "id"), json.loads(text))
            if not given_back and not is_error(message, (), (None,)):
                raise Mismatch(expected=expected, came=shown(message))

    return run


def _refused(*texts: str, codes: tuple[int, ...] = (INVALID_REQUEST,)) -> Run:
    async def run(trial: Trial) -> None:
        for text in texts:
            await trial.send(_with_id(text))
            await trial.error(*codes)

    return run


async def _apart(trial: Trial) -> None:
    await trial.write(trial.framed(request(1)) + trial.framed(request("1")))
    came = [await trial.receive('an answer to each of 1 and "1"') for _ in range(2)]
    ids = [member(one, "id") for one in came]
    if not any(same(one, 1) for one in ids) or not any(same(one, "1") for one in ids):
        raise Mismatch(expected='answers with the ids 1 and "1"', came=shown(ids))


def _with_id(text: str) -> bytes:
    return f'{{"jsonrpc":"2.0","id":{text},"method":"{UNKNOWN}"}}'.encode()


IDS = Group(
    name="ids",
    basis="JSON-RPC 2.0, sections 4 and 5",
    checks=(
        Check(
            name="a text comes back as it was",
            run=_given_back("a", "", " ", 'grün "quoted" \\ \n \u0000 𝄞', "1", "null", "x" * 1000),
        ),
        Check(name="a whole number does", run=_given_back(1, 0, -1, 2**53 - 1, -(2**53) + 1)),
        Check(name='1 and "1" are two ids', run=_apart),
        Check(name="null is answered with null", run=_given_back(None)),
        Check(
            name="a fraction comes back, or is refused",
            run=_given_back_or_refused("1.5", "-0.25"),
        ),
        Check(
            name="a huge number comes back exactly, or is refused",
            run=_given_back_or_refused(f"{2**63}", f"{2**64}", f"{2**70}", f"{10**40}"),
        ),
        Check(
            name="true, an array and an object are no ids", run=_refused("true", "[1]", '{"a":1}')
        ),
        Check(
            name="NaN and numbers beyond all bounds are no ids",
            run=_refused("NaN", "Infinity", "1e999", codes=(PARSE_ERROR, INVALID_REQUEST)),
        ),
    ),
)
