"""Skills that end or stop their own process."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from typing import Annotated, Literal

from pydantic import Field

from agent_runner import RunContext
from agent_runner.faults.agent import agent, require_posix


@agent.skill
async def exit(
    _ctx: RunContext,
    code: Annotated[int, Field(ge=0, le=255, description="Exit status")] = 1,
    last_words: Annotated[str, Field(description="Written to stderr before")] = "",
) -> None:
    """End the process at once, whatever else it does."""
    _say(last_words)
    os._exit(code)


@agent.skill
async def segfault(_ctx: RunContext, last_words: str = "") -> None:
    """Read where nothing may be read: the process dies of SIGSEGV."""
    _say(last_words)
    ctypes.string_at(0)


@agent.skill
async def abort(_ctx: RunContext, last_words: str = "") -> None:
    """Call abort(), as C code does when it finds itself broken: SIGABRT."""
    _say(last_words)
    os.abort()


@agent.skill
async def kill_self(
    _ctx: RunContext,
    signal_name: Literal["SIGKILL", "SIGTERM", "SIGINT", "SIGSTOP"] = "SIGKILL",
    last_words: str = "",
) -> None:
    """Send a signal to the own process. SIGSTOP stops it until somebody sends SIGCONT."""
    require_posix(signal_name)
    _say(last_words)
    os.kill(os.getpid(), getattr(signal, signal_name))


@agent.skill
async def ignore_terminate(_ctx: RunContext) -> None:
    """Ignore SIGTERM from now on, so that only SIGKILL ends the process."""
    require_posix("SIGTERM")
    signal.signal(signal.SIGTERM, signal.SIG_IGN)


@agent.skill
async def fail(_ctx: RunContext, message: str = "injected") -> None:
    """Raise what nobody foresaw: the caller gets an internal error with a reference, no text."""
    raise RuntimeError(message)


def _say(last_words: str) -> None:
    if last_words:
        sys.stderr.write(f"{last_words}\n")
        sys.stderr.flush()
