"""What a request object must be, and what is said of one that is not."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from agent_runner.conformance.check import Check, Group
from agent_runner.conformance.trial import (
    INVALID_PARAMS,
    INVALID_REQUEST,
    METHOD_NOT_FOUND,
    Trial,
    notification,
    request,
)

Run = Callable[[Trial], Awaitable[None]]
SUBTRACT = frozenset({"subtract"})


async def _unknown(trial: Trial) -> None:
    await trial.send(request(1))
    await trial.error(METHOD_NOT_FOUND, ids=(1,))
    given: tuple[object, ...] = ([], {}, [1], {"a": 1})
    for params in given:
        await trial.send(request(1, params=params))
        await trial.error(METHOD_NOT_FOUND, ids=(1,))


async def _odd_names(trial: Trial) -> None:
    for method in ("grün", "a" * 10_000, "__class__", "rpc.conformance_no_such_method", " "):
        await trial.send(request(1, method))
        await trial.error(METHOD_NOT_FOUND, ids=(1,))


def _refuses(member: str, *values: object, codes: tuple[int, ...] = (INVALID_REQUEST,)) -> Run:
    async def run(trial: Trial) -> None:
        for value in values:
            await trial.send({**request(1), member: value})
            await trial.error(*codes, ids=(1, None))

    return run


def _requires(member: str) -> Run:
    async def run(trial: Trial) -> None:
        message = {name: value for name, value in request(1).items() if name != member}
        await trial.send(message)
        await trial.error(INVALID_REQUEST, ids=(1, None))

    return run


async def _no_request(trial: Trial) -> None:
    for value in (42, 1.5, "text", True, None, {}, {"foo": "boo"}):
        await trial.send(value)
        await trial.error(INVALID_REQUEST)


async def _wrong_parameters(trial: Trial) -> None:
    for params in ([], [1], {"minuend": 1}, {"minuend": "a", "subtrahend": None}):
        await trial.send(request(1, "subtract", params=params))
        await trial.error(ids=(1,))


async def _wrong_parameters_unanswered(trial: Trial) -> None:
    await trial.send(notification("subtract", params=[]))
    await trial.in_step()


REQUESTS = Group(
    name="requests",
    basis="JSON-RPC 2.0, sections 4 and 5.1",
    checks=(
        Check(name="an unknown method is −32601, with or without parameters", run=_unknown),
        Check(name="so is one of an odd name", run=_odd_names),
        Check(
            name='`jsonrpc` must be the text "2.0"',
            run=_refuses("jsonrpc", "1.0", 2.0, 2, None, "2", ["2.0"]),
        ),
        Check(name="`jsonrpc` must be there", run=_requires("jsonrpc")),
        Check(name="`method` must be a text", run=_refuses("method", 1, None, True, [], {})),
        Check(name="`method` must be there", run=_requires("method")),
        Check(
            name="`params` must be an array or an object",
            run=_refuses("params", "bar", 1, True, codes=(INVALID_REQUEST, INVALID_PARAMS)),
        ),
        Check(name="JSON that is no request is −32600 with the id null", run=_no_request),
        Check(
            name="missing and wrong parameters are an error with the id",
            run=_wrong_parameters,
            needs=SUBTRACT,
        ),
        Check(
            name="and none at all in a notification",
            run=_wrong_parameters_unanswered,
            needs=SUBTRACT,
        ),
    ),
)
