"""Skills that write past the connection, straight to the wire: what a broken runner would say.

The seam is `agent_runner.rpc.stdio.claimed()`: the descriptors that this process keeps as the wire.
"""

from __future__ import annotations

import os
import socket
import stat
from typing import Annotated

from pydantic import Field

from agent_runner import InvalidInput, RunContext
from agent_runner.faults.agent import BEGAN, agent
from agent_runner.json_codec import encode
from agent_runner.logs import request_id_in_logs
from agent_runner.rpc.stdio import StdioTransport, claimed

_BLOCK_BYTES = 64 * 1024


@agent.skill
def raw_wire(
    ctx: RunContext,
    text: Annotated[
        str,
        Field(
            description="Each character is one byte (0 to 255); $ID becomes this request's id, "
            "$FILL so many letters as `fill` says"
        ),
    ],
    fill: Annotated[int, Field(ge=0, description="For $FILL")] = 0,
    times: Annotated[int, Field(ge=1, description="How often it is written")] = 1,
    answer: Annotated[bool, Field(description="False: the call is never answered")] = True,
) -> int:
    """Write bytes to the wire as they are; returns how many."""
    try:
        data = _filled(text, fill).encode("latin-1")
    except UnicodeEncodeError as error:
        raise InvalidInput(
            field="text", expected="characters up to U+00FF", got=f"{text[error.start]!a}"
        ) from None
    block = data * min(times, max(1, _BLOCK_BYTES // max(1, len(data))))
    left = len(data) * times
    wire = _wire()
    while left > 0:
        wire.write(block[:left])
        left -= len(block[:left])
    if not answer:
        ctx.emit(BEGAN)
        ctx.cancelled.wait()
    return len(data) * times


@agent.skill
def endless_frame(ctx: RunContext) -> None:
    """Begin a line and never end it, until the call is cancelled or nobody reads any more."""
    wire, block = _wire(), b"x" * _BLOCK_BYTES
    wire.write(block)
    ctx.emit(BEGAN)  # comes glued to what is there already
    while not ctx.cancelled.is_set():
        wire.write(block)


@agent.skill
async def close_wire(_ctx: RunContext) -> None:
    """Let go of the process's end of the wire and live on: the host reads the end of the stream."""
    descriptor = _wire().wire_out
    if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
        # The connection may hold duplicates; this ends all of them.
        with socket.socket(fileno=os.dup(descriptor)) as duplicate:
            duplicate.shutdown(socket.SHUT_WR)
    # Replaced, not closed: the number must not come to mean another file.
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, descriptor, inheritable=False)
    os.close(nothing)


def _filled(text: str, fill: int) -> str:
    request_id = encode(request_id_in_logs.get()).decode()
    return text.replace("$ID", request_id).replace("$FILL", "x" * fill)


def _wire() -> StdioTransport:
    wire = claimed()
    if wire is None:
        raise InvalidInput(field="params", expected="a runner on stdio", got="another transport")
    return wire
