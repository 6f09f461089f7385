"""Messages in the stream: where one ends, however it is cut, and how long it may be."""

from __future__ import annotations

import asyncio

from agent_runner.conformance.answer import member
from agent_runner.conformance.check import LINES, Check, Group
from agent_runner.conformance.trial import PARSE_ERROR, Mismatch, Trial, encoded, request

MEGABYTE = 1_000_000
WORDS = {"text": "grün €5 𝄞"}
_PAUSE_S = 0.001
"""Between two bytes: without it, the pipe puts them together again."""


async def _lf(trial: Trial) -> None:
    await trial.send(request(1))
    await trial.answer_to(1)


async def _crlf(trial: Trial) -> None:
    await trial.write(encoded(request(1)) + b"\r\n")
    await trial.answer_to(1)


async def _blank_lines(trial: Trial) -> None:
    await trial.write(b"\n\r\n  \n\t\n" + trial.framed(request(1)) + b"\n")
    await trial.answer_to(1)


async def _two_at_once(trial: Trial) -> None:
    await trial.write(trial.framed(request(1)) + trial.framed(request("two")))
    answers = [await trial.receive("two answers") for _ in range(2)]
    ids = [member(one, "id") for one in answers]
    if sorted(map(repr, ids)) != ["'two'", "1"]:
        raise Mismatch(expected='answers with the ids 1 and "two"', came=f"{ids}")


async def _byte_by_byte(trial: Trial) -> None:
    for byte in trial.framed(request(1, params=WORDS)):
        await trial.write(bytes([byte]))
        await asyncio.sleep(_PAUSE_S)
    await trial.answer_to(1)


async def _without_newline(trial: Trial) -> None:
    await trial.write(encoded(request(1)))
    trial.end_input()
    await trial.answer_to(1)


async def _half_a_line(trial: Trial) -> None:
    await trial.write(encoded(request(1))[:-9])
    trial.end_input()
    for message in await trial.until_the_end():
        if member(member(message, "error"), "code") != PARSE_ERROR:
            raise Mismatch(expected=f"nothing, or an error {PARSE_ERROR}", came=f"{message}")
    await trial.exit_status()


async def _one_line(trial: Trial) -> None:
    # U+2028 ends a line for some, but not on this wire.
    await trial.send(request("a\nb\r\u2028", "no\nsuch\r\n\u2028method"))
    await trial.answer_to("a\nb\r\u2028")


async def _one_megabyte(trial: Trial) -> None:
    await trial.send(request(1, params={"text": "x" * MEGABYTE}))
    await trial.answer_to(1)


async def _ten_megabytes(trial: Trial) -> None:
    # A limit is no fault, if it is told.
    await trial.send(request(1, params={"text": "x" * 10 * MEGABYTE}))
    message = await trial.receive("an answer, or an error with the id 1 or null")
    if not isinstance(message, dict) or member(message, "id") not in (1, None):
        raise Mismatch(expected="an answer, or an error with the id 1 or null", came=f"{message}")


FRAMES = Group(
    name="frames",
    basis="one message on a line, UTF-8; or Content-Length headers",
    checks=(
        Check(name="a message is answered", run=_lf),
        Check(name="CRLF ends a line too", run=_crlf, framings=LINES),
        Check(name="blank lines are ignored", run=_blank_lines, framings=LINES),
        Check(name="two messages written at once are two messages", run=_two_at_once),
        Check(name="a message written byte by byte is one message", run=_byte_by_byte),
        Check(
            name="a last line without its newline is a line",
            run=_without_newline,
            framings=LINES,
            alone=True,
        ),
        Check(
            name="half a line at the end is an error or nothing, and no hang",
            run=_half_a_line,
            framings=LINES,
            alone=True,
        ),
        Check(name="an answer stays on one line, whatever it holds", run=_one_line),
        Check(name="a message of 1 MB is answered", run=_one_megabyte),
        Check(name="a message of 10 MB is answered, or refused in words", run=_ten_megabytes),
    ),
)
