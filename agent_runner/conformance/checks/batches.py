"""Batches: an array of answers for an array of requests, each element judged by itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from agent_runner.conformance.answer import elements, shown
from agent_runner.conformance.check import Check, Group
from agent_runner.conformance.trial import (
    INVALID_REQUEST,
    METHOD_NOT_FOUND,
    Mismatch,
    Trial,
    is_error,
    notification,
    request,
)

Run = Callable[[Trial], Awaitable[None]]


def _answered(batch: list[object], *, ids: list[object], invalid: int = 0) -> Run:
    """So many ids are answered that there is no such method, and so many elements are invalid."""

    async def run(trial: Trial) -> None:
        await trial.send(batch)
        expected = (
            f"an array with {len(ids)} answers to requests and {invalid} errors without an id"
        )
        came = await trial.receive(expected)
        answers = elements(came)
        known = [any(is_error(one, (METHOD_NOT_FOUND,), (id_,)) for one in answers) for id_ in ids]
        unknown = [one for one in answers if is_error(one, (INVALID_REQUEST,), (None,))]
        if len(answers) != len(ids) + invalid or not all(known) or len(unknown) != invalid:
            raise Mismatch(expected=expected, came=shown(came))

    return run


_MANY: list[object] = [*range(50), *map(str, range(50))]

BATCHES = Group(
    name="batches",
    basis="JSON-RPC 2.0, section 6",
    checks=(
        Check(
            name="one request in an array is answered in an array",
            run=_answered([request(1)], ids=[1]),
        ),
        Check(
            name="a hundred get a hundred answers, each once",
            run=_answered([request(one) for one in _MANY], ids=_MANY),
        ),
        Check(
            name="notifications leave no gap",
            run=_answered([notification(), request(1), notification(), request("2")], ids=[1, "2"]),
        ),
        Check(
            name="a bad element does not spoil the good ones",
            run=_answered([request(1), 7, {"foo": "boo"}, request("2")], ids=[1, "2"], invalid=2),
        ),
        Check(
            name="an array in an array is no request",
            run=_answered([[request(1)], request(2)], ids=[2], invalid=1),
        ),
        Check(
            name="an element with a bad id does not spoil the others",
            run=_answered([{**request(True)}, request(2)], ids=[2], invalid=1),
        ),
    ),
)
