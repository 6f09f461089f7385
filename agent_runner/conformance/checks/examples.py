"""The fifteen examples in section 7 of the JSON-RPC 2.0 specification, each on one line."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from agent_runner.conformance.answer import elements, member, shown
from agent_runner.conformance.check import Check, Group
from agent_runner.conformance.trial import (
    INVALID_REQUEST,
    METHOD_NOT_FOUND,
    PARSE_ERROR,
    Mismatch,
    Trial,
    is_error,
    notification,
    request,
    same,
)

Run = Callable[[Trial], Awaitable[None]]
SUBTRACT = frozenset({"subtract"})


def _subtracts(request_id: int, params: object, difference: int) -> Run:
    async def run(trial: Trial) -> None:
        await trial.send(request(request_id, "subtract", params=params))
        await trial.result(request_id, difference)

    return run


def _says_nothing(*messages: object) -> Run:
    async def run(trial: Trial) -> None:
        for message in messages:
            await trial.send(message)
        await trial.in_step()

    return run


def _fails(message: object, code: int, request_id: object = None) -> Run:
    async def run(trial: Trial) -> None:
        await trial.send(message)
        await trial.error(code, ids=(request_id,))

    return run


def _all_invalid(message: list[object]) -> Run:
    async def run(trial: Trial) -> None:
        await trial.send(message)
        expected = f"an array of {len(message)} errors {INVALID_REQUEST} with the id null"
        came = await trial.receive(expected)
        errors = elements(came)
        fits = all(is_error(one, (INVALID_REQUEST,), (None,)) for one in errors)
        if len(errors) != len(message) or not fits:
            raise Mismatch(expected=expected, came=shown(came))

    return run


async def _batch(trial: Trial) -> None:
    await trial.send(
        [
            request("1", "sum", params=[1, 2, 4]),
            notification("notify_hello", params=[7]),
            request("2", "subtract", params=[42, 23]),
            {"foo": "boo"},
            request("5", "foo.get", params={"name": "myself"}),
            request("9", "get_data"),
        ]
    )
    expected = 'an array: 7, 19, −32600 with the id null, −32601, ["hello", 5]'
    came = await trial.receive(expected)
    answers = elements(came)
    results = {
        member(one, "id"): member(one, "result")
        for one in answers
        if isinstance(one, dict) and "result" in one
    }
    fits = (
        len(answers) == 5
        and same(results, {"1": 7, "2": 19, "9": ["hello", 5]})
        and any(is_error(one, (INVALID_REQUEST,), (None,)) for one in answers)
        and any(is_error(one, (METHOD_NOT_FOUND,), ("5",)) for one in answers)
    )
    if not fits:
        raise Mismatch(expected=expected, came=shown(came))


_TORN = b'{"jsonrpc": "2.0", "method": "foobar, "params": "bar", "baz]'
_TORN_BATCH = (
    b'[{"jsonrpc": "2.0", "method": "sum", "params": [1,2,4], "id": "1"},'
    b' {"jsonrpc": "2.0", "method"]'
)
_OF_NOTIFICATIONS = [
    notification("notify_sum", params=[1, 2, 4]),
    notification("notify_hello", params=[7]),
]
_BY_NAME = {"subtrahend": 23, "minuend": 42}

EXAMPLES = Group(
    name="examples",
    basis="JSON-RPC 2.0, section 7",
    checks=(
        Check(name="1: positional parameters", run=_subtracts(1, [42, 23], 19), needs=SUBTRACT),
        Check(name="2: positional, turned round", run=_subtracts(2, [23, 42], -19), needs=SUBTRACT),
        Check(name="3: named parameters", run=_subtracts(3, _BY_NAME, 19), needs=SUBTRACT),
        Check(
            name="4: named, turned round",
            run=_subtracts(4, dict(reversed(_BY_NAME.items())), 19),
            needs=SUBTRACT,
        ),
        Check(
            name="5: a notification",
            run=_says_nothing(notification("update", params=[1, 2, 3, 4, 5])),
        ),
        Check(
            name="6: a notification without parameters", run=_says_nothing(notification("foobar"))
        ),
        Check(
            name="7: a method that does not exist",
            run=_fails(request("1", "foobar"), METHOD_NOT_FOUND, "1"),
        ),
        Check(name="8: invalid JSON", run=_fails(_TORN, PARSE_ERROR)),
        Check(
            name="9: an invalid request object",
            run=_fails({"jsonrpc": "2.0", "method": 1, "params": "bar"}, INVALID_REQUEST),
        ),
        Check(name="10: a batch, invalid JSON", run=_fails(_TORN_BATCH, PARSE_ERROR)),
        Check(name="11: an empty array", run=_fails([], INVALID_REQUEST)),
        Check(name="12: an invalid batch, not empty", run=_all_invalid([1])),
        Check(name="13: an invalid batch", run=_all_invalid([1, 2, 3])),
        Check(name="14: a batch", run=_batch, needs=SUBTRACT | {"sum", "get_data"}),
        Check(name="15: a batch, all notifications", run=_says_nothing(_OF_NOTIFICATIONS)),
    ),
)
