"""What is no JSON is a parse error, and the server lives on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from agent_runner.conformance.answer import shown
from agent_runner.conformance.check import Check, Group
from agent_runner.conformance.trial import PARSE_ERROR, UNKNOWN, Mismatch, Trial, is_error, request

Run = Callable[[Trial], Awaitable[None]]


def _parse_errors(*lines: bytes) -> Run:
    async def run(trial: Trial) -> None:
        for line in lines:
            await trial.send(line)
            await trial.error(PARSE_ERROR)
            await trial.in_step()

    return run


def _any_answer(*lines: bytes) -> Run:
    """For what some readers take and others cannot."""

    async def run(trial: Trial) -> None:
        for line in lines:
            await trial.send(line)
            expected = "an answer with the id 1, or an error with the id null"
            message = await trial.receive(expected)
            if not is_error(message, (), (1, None)):
                raise Mismatch(expected=expected, came=shown(message))
            await trial.in_step()

    return run


def _with_params(text: bytes) -> bytes:
    return b'{"jsonrpc":"2.0","id":1,"method":"%b","params":%b}' % (UNKNOWN.encode(), text)


def _nested(levels: int) -> bytes:
    return b"[" * levels + b"]" * levels


async def _goes_on(trial: Trial) -> None:
    await trial.send(b"\xff\xfe garbage \x00")
    await trial.receive("an error")
    await trial.send(request("after"))
    await trial.answer_to("after")


GARBAGE = Group(
    name="garbage",
    basis="JSON-RPC 2.0, section 5.1; RFC 8259",
    checks=(
        Check(
            name="what is no JSON is −32700 with the id null",
            run=_parse_errors(
                b"garbage",
                b"}{",
                b"[1,",
                b'"unterminated',
                b"{'a':1}",
                b'{"a":1,}',
                b"nul",
                b"{}{}",
            ),
        ),
        Check(
            name="bytes that are not UTF-8 are",
            run=_parse_errors(
                b"\xff\xfe", _with_params(b'["\xc3\x28"]'), _with_params(b'["\xff"]')
            ),
        ),
        Check(
            name="control characters are",
            run=_parse_errors(b"\x00\x01\x02", _with_params(b'["a\x00b"]')),
        ),
        Check(
            name="NaN and Infinity are",
            run=_parse_errors(_with_params(b"[NaN]"), _with_params(b'{"a":-Infinity}')),
        ),
        Check(
            name="half a surrogate pair is answered",
            run=_any_answer(_with_params(b'["\\ud83d"]')),
        ),
        Check(
            name="a number beyond all bounds is answered",
            run=_any_answer(_with_params(b"[1e999]"), _with_params(b"[" + b"9" * 5000 + b"]")),
        ),
        Check(
            name="1,000 levels of nesting are answered",
            run=_any_answer(_with_params(_nested(1_000))),
        ),
        Check(
            name="100,000 levels are, and kill nobody",
            run=_any_answer(_with_params(_nested(100_000))),
        ),
        Check(name="after garbage comes the next answer", run=_goes_on),
    ),
)
