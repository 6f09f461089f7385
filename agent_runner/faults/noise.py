"""Skills that write on everything that could be taken for the wire, and flood what is not."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from typing import Annotated

from pydantic import Field

from agent_runner import RunContext
from agent_runner.faults.agent import Bytes, agent, require_posix

Times = Annotated[int, Field(ge=1, le=1_000_000, description="How often")]

_BLOCK_BYTES = 64 * 1024


@agent.skill
async def print_noise(
    _ctx: RunContext,
    text: str = "printed",
    times: Times = 1,
    end: Annotated[str, Field(description="Empty for a partial line")] = "\n",
) -> str:
    """Print, as skills do that were written for a terminal."""
    for _ in range(times):
        print(text, end=end)  # noqa: T201
    sys.stdout.flush()
    return "printed"


@agent.skill
async def write_descriptor(_ctx: RunContext, text: str = "written to descriptor 1\n") -> int:
    """Write to descriptor 1 past Python's own stdout; returns the bytes written."""
    return os.write(1, text.encode())


@agent.skill
async def put_by_c(_ctx: RunContext, text: str = "put by the C library") -> str:
    """Write with the C library's own buffered stdout."""
    require_posix("puts")
    libc = ctypes.CDLL(None)
    libc.puts(text.encode())
    libc.fflush(None)
    return "put"


@agent.skill
def noisy_grandchild(_ctx: RunContext, text: str = "said by a grandchild") -> str:
    """Start a process that writes to descriptor 1 and reads descriptor 0; returns what it read."""
    code = "import os, sys; os.write(1, sys.argv[1].encode() + b'\\n'); print(os.read(0, 100))"
    subprocess.run([sys.executable, "-S", "-c", code, text], check=True, stdin=None)
    return sys.stdin.read()


@agent.skill
def flood_stderr(
    _ctx: RunContext,
    size: Bytes,
    line: Annotated[int, Field(ge=1, description="Bytes of a line, its end included")] = 100,
) -> int:
    """Write so many bytes to stderr, as fast as they are taken."""
    one = b"x" * (line - 1) + b"\n"
    block = one * max(1, _BLOCK_BYTES // line)
    left = size
    while left > 0:
        left -= os.write(2, block[:left])
    return size
