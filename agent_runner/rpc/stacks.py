"""Where a call is, as text a person can read: the innermost line last, as in a traceback.

Made on any thread while it holds the interpreter's lock, so that it also tells of an event loop
that is blocked. With the lock held by C code, only `faulthandler` can tell: see
`agent_runner.guardian`.
"""

from __future__ import annotations

import asyncio
import sys
import threading
import time
import traceback
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from agent_runner.rpc.calls import Call

WIRE_THREADS = frozenset({"wire-in", "wire-out", "wire-clock", "watchdog"})
"""The wire's own threads, left out: they say nothing of what a skill does."""
MOST_DEEP = 200
"""Most frames shown of one stack, the innermost ones."""

_HERE = Path(__file__).parent
_BRIDGE = (
    *(str(_HERE.parent / name) for name in ("rpc/", "__main__.py", "server.py", "assembly.py")),
    *(str(_HERE.parent / name) for name in ("skill.py", "plain_work.py", "tracing.py")),
    str(Path(asyncio.__file__).parent),
    threading.__file__,
    "<frozen runpy>",
)
_OF_LIBRARIES = ("jsonrpcserver", "oslash")

_Line = tuple[FrameType, int]


def call_stack(call: Call, *, loop_thread: int, is_stepping: bool) -> str:
    """The stack of one call: of its threads, or of its coroutine.

    `is_stepping`: the event loop, which runs in `loop_thread`, is inside the call right now.
    """
    threads = _frames_of_threads()
    stacks = [
        _of_thread(threads[thread]) for thread in call.plain_work.thread_ids if thread in threads
    ]
    if stacks:
        return "\n".join(stacks)
    if is_stepping and loop_thread in threads:
        return _of_thread(threads[loop_thread])
    if call.plain_work.error is not None:  # its thread has ended, and its task is yet to hear of it
        return error_stack(call.plain_work.error)
    if call.task is not None:
        return _text(_of_task(call.task))
    return ""


def thread_stack(thread: int) -> str:
    """The stack of one thread; empty if there is no such thread."""
    frame = _frames_of_threads().get(thread)
    return "" if frame is None else _of_thread(frame)


def error_stack(error: BaseException) -> str:
    """Where an error came from."""
    return _text((frame, line) for frame, line in traceback.walk_tb(error.__traceback__))


def all_stacks(calls: Iterable[Call], *, asking: FrameType | None = None) -> str:
    """Every thread of Python but the wire's own, and every coroutine of a call.

    `asking`: the frame that asks; its thread is shown without it and what it called.
    """
    names = {thread.ident: thread.name for thread in threading.enumerate()}
    sections: list[str] = []
    for ident, frame in _frames_of_threads().items():
        name = names.get(ident, "unnamed")
        if name in WIRE_THREADS:
            continue
        start = asking if asking is not None and ident == threading.get_ident() else frame
        sections.append(f"Thread {name} ({ident}):\n{_text(_of_frames(start))}")
    now_s = time.monotonic()
    for call in calls:
        if call.task is None:
            continue
        age_s = now_s - call.received_s
        head = f"Call {call.id!r} of {call.request.method}, received {age_s:.3f} s ago"
        sections.append(f"{head}:\n{_text(_of_task(call.task))}")
    return "\n".join(sections)


def _frames_of_threads() -> dict[int, FrameType]:
    return sys._current_frames()  # pyright: ignore[reportPrivateUsage]  # there is no other way


def _of_thread(frame: FrameType) -> str:
    return _text(_of_frames(frame))


def _text(lines: Iterable[_Line]) -> str:
    shown = _without_bridge(list(lines))[-MOST_DEEP:]
    return "".join(traceback.StackSummary.extract(iter(shown)).format())


def _without_bridge(lines: list[_Line]) -> list[_Line]:
    """What a skill does, without the way there; all of it, if there is nothing else."""
    for start, (frame, _) in enumerate(lines):
        if not _is_of_bridge(frame):
            return lines[start:]
    return lines


def _is_of_bridge(frame: FrameType) -> bool:
    file = frame.f_code.co_filename
    return file.startswith(_BRIDGE) or any(f"/{name}/" in file for name in _OF_LIBRARIES)


def _of_frames(frame: FrameType) -> Iterator[_Line]:
    return reversed(list(traceback.walk_stack(frame)))


def _of_task(task: asyncio.Task[Any]) -> Iterator[_Line]:
    """The frames from a task's coroutine inwards, through the tasks it waits for."""
    seen: set[asyncio.Future[Any]] = set()
    awaited: asyncio.Future[Any] | None = task
    while awaited is not None and awaited not in seen:
        seen.add(awaited)
        if isinstance(awaited, asyncio.Task):
            yield from _of_coroutine(awaited.get_coro())
        awaited = _waited_for(awaited)


def _of_coroutine(awaited: Any) -> Iterator[_Line]:
    last: FrameType | None = None
    while awaited is not None:
        for prefix, inner in (("cr", "cr_await"), ("gi", "gi_yieldfrom"), ("ag", "ag_await")):
            if hasattr(awaited, f"{prefix}_frame"):
                frame = getattr(awaited, f"{prefix}_frame")
                # What wraps a coroutine shows that one's frame as its own.
                if frame is not None and frame is not last:
                    yield frame, frame.f_lineno
                last, awaited = frame, getattr(awaited, inner, None)
                break
        else:
            return


def _waited_for(future: asyncio.Future[Any]) -> asyncio.Future[Any] | None:
    # asyncio has no public way to ask; without these two there is less to see, and nothing breaks.
    waiter = getattr(future, "_fut_waiter", None)
    gathered = getattr(waiter or future, "_children", ())
    return next((child for child in gathered if not child.done()), waiter)
