"""Skills that take what a process has: memory, and processes of its own."""

from __future__ import annotations

import subprocess
import sys

from agent_runner import RunContext
from agent_runner.faults.agent import Bytes, Seconds, agent

# A leak is something that outlives its call.
_kept: list[bytes] = []


@agent.skill
async def allocate(_ctx: RunContext, size: Bytes) -> int:
    """Take so much memory and keep it; returns all that is kept, in bytes."""
    _kept.append(b"\x01" * size)  # not zeros: what was never written to takes no memory
    return sum(len(block) for block in _kept)


@agent.skill
async def release(_ctx: RunContext) -> None:
    """Give back all that `allocate` took."""
    _kept.clear()


@agent.skill
async def grandchild(_ctx: RunContext, seconds: Seconds = 60.0) -> int:
    """Start a process that sleeps, and leave it behind; returns its process id."""
    code = f"import time; time.sleep({seconds})"
    # It holds stdout and stderr of this process open, as a forgotten daemon does.
    return subprocess.Popen([sys.executable, "-S", "-c", code]).pid  # noqa: ASYNC220
