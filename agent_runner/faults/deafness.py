"""Skills that block the event loop, the interpreter or a thread, and ones that wait as they should.

How each can be stopped, from the gentlest to the last: `wait` by cancelling its task,
`wait_for_flag` by `ctx.cancelled`, `spin_in_thread` by an exception raised in its thread,
`sleep_on_loop` and `spin_on_loop` not by themselves, `deaf_thread` and `deaf_task` not at all:
they go on until their time is over, `hold_gil` only with the process.
"""

from __future__ import annotations

import asyncio
import ctypes
import re
import sys
import time
from typing import Literal

from agent_runner import RunContext
from agent_runner.faults.agent import BEGAN, Seconds, agent

_TICK_S = 0.005
_EVENT_LEAVES_S = 0.05
"""Before the interpreter is held, so that the event gets out."""


@agent.skill
async def wait(ctx: RunContext, seconds: Seconds = 60.0) -> str:
    """Wait as a coroutine should; cancelling it ends it."""
    ctx.emit(BEGAN)
    await asyncio.sleep(seconds)
    return "waited"


@agent.skill
async def sleep_on_loop(ctx: RunContext, seconds: Seconds) -> str:
    """Block the event loop in `time.sleep`; other threads go on."""
    ctx.emit(BEGAN)
    time.sleep(seconds)  # noqa: ASYNC251
    return "slept"


@agent.skill
async def spin_on_loop(ctx: RunContext, seconds: Seconds) -> str:
    """Block the event loop in pure Python that computes; other threads get their turns."""
    ctx.emit(BEGAN)
    _spin(seconds)
    return "spun"


@agent.skill
async def hold_gil(
    ctx: RunContext, seconds: Seconds, how: Literal["sleep", "regex"] = "sleep"
) -> str:
    """Hold the interpreter itself: no other thread runs.

    `sleep`: C code that sleeps without letting go. `regex`: one that backtracks for ever, at full
    CPU; it takes at least `seconds`, and may take much longer.
    """
    ctx.emit(BEGAN)
    await asyncio.sleep(_EVENT_LEAVES_S)
    if how == "sleep":
        _sleep_holding_gil(seconds)
    else:
        _backtrack(seconds)
    return "held"


@agent.skill
def sleep_in_thread(ctx: RunContext, seconds: Seconds) -> str:
    """Sleep in a thread, in one call that nothing interrupts."""
    ctx.emit(BEGAN)
    time.sleep(seconds)
    return "slept"


@agent.skill
def wait_for_flag(ctx: RunContext, seconds: Seconds = 60.0) -> str:
    """Work in a thread and look, again and again, whether it was cancelled."""
    ctx.emit(BEGAN)
    end_s = time.monotonic() + seconds
    while time.monotonic() < end_s:
        ctx.check_cancelled()
        time.sleep(_TICK_S)
    return "waited"


@agent.skill
def spin_in_thread(ctx: RunContext, seconds: Seconds = 60.0) -> str:
    """Compute in a thread and never look whether it was cancelled."""
    ctx.emit(BEGAN)
    _spin(seconds)
    return "spun"


@agent.skill
def deaf_thread(ctx: RunContext, seconds: Seconds) -> str:
    """Go on in a thread, whatever is raised in it."""
    ctx.emit(BEGAN)
    end_s = time.monotonic() + seconds
    while time.monotonic() < end_s:
        try:
            time.sleep(_TICK_S)
        except BaseException:  # that is the fault
            continue
    return "heard nothing"


@agent.skill
async def deaf_task(ctx: RunContext, seconds: Seconds) -> str:
    """Go on as a coroutine, however often it is cancelled."""
    ctx.emit(BEGAN)
    end_s = time.monotonic() + seconds
    while time.monotonic() < end_s:
        try:
            await asyncio.sleep(_TICK_S)
        except asyncio.CancelledError:
            continue
    return "heard nothing"


def _spin(seconds: float) -> None:
    end_s = time.monotonic() + seconds
    while time.monotonic() < end_s:
        pass


def _sleep_holding_gil(seconds: float) -> None:
    # PyDLL, other than CDLL, keeps the interpreter's lock while the C function runs.
    if sys.platform == "win32":
        ctypes.PyDLL("kernel32").Sleep(int(seconds * 1000))
        return
    pause = ctypes.PyDLL(None).usleep
    end_s = time.monotonic() + seconds
    # A signal cuts usleep short; and POSIX promises it for less than a second only.
    while (left_s := end_s - time.monotonic()) > 0:
        pause(min(999_999, int(left_s * 1e6) + 1))


def _backtrack(seconds: float) -> None:
    """Match texts of growing length until one match took so long, or all together did."""
    pattern = re.compile(r"(a+)+$")
    end_s = time.monotonic() + seconds
    length = 20
    while time.monotonic() < end_s:
        pattern.match("a" * length + "b")  # twice as long with every further letter
        length += 1
