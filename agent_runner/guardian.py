"""The lifeline to the host, and a tiny process that ends the group when either end is gone.

The host hands down one end of a socket pair (`AGENT_RUNNER_LIFELINE_FD`). It serves twice: on
SIGUSR1 the stacks of all threads are written into it, by C code that needs no lock of the
interpreter; and it ends when the host does, however that died. What the runner can see of this it
sees too late when C code holds the interpreter's lock, so a process of its own watches: forked
before there is any thread, with two descriptors and nothing else, and deaf to what ends others.

Only POSIX has this, and only a runner that leads its process group may do it: a stranger's group is
not to be killed. Elsewhere the watchdog and the end of stdin have to do.
"""

from __future__ import annotations

import faulthandler
import os
import signal
import sys
import time
from collections.abc import Mapping, MutableMapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from select import poll

LIFELINE = "AGENT_RUNNER_LIFELINE_FD"
PORTABLE = "AGENT_RUNNER_PORTABLE"
ORPHAN_KILL_S = 1.25
"""How long a group whose host is gone may take to end by itself."""
_LOOK_MS = 1000
"""How often to see whether the runner lives, where a child that it forked holds its pipe open."""
_MOST_DESCRIPTORS = 65536


def is_portable(environment: Mapping[str, str]) -> bool:
    """Whether to do without everything that only POSIX has."""
    return sys.platform == "win32" or environment.get(PORTABLE) == "1"


def hold_lifeline(environment: MutableMapping[str, str]) -> None:
    """Take the lifeline, if the host handed one down, and set the guardian to watch it.

    To be called before there is any thread. The variable is taken out of `environment`: the
    descriptor is this process's own, not its children's. One that is not open is ignored.
    """
    given = environment.pop(LIFELINE, "")
    if sys.platform == "win32" or is_portable(environment) or not given.isdecimal():
        return
    lifeline = int(given)
    try:
        os.set_inheritable(lifeline, False)
    except OSError:
        sys.stderr.write(f"{LIFELINE}: descriptor {lifeline} is not open\n")
        return
    if os.getpgrp() == os.getpid():
        _fork_guardian(lifeline)
    faulthandler.register(signal.SIGUSR1, file=lifeline, all_threads=True, chain=False)


def _fork_guardian(lifeline: int) -> None:
    # The runner holds the writing end and nobody writes: the reading end ends with the runner.
    runner_is_gone, _held = os.pipe()
    runner = os.getpid()
    child = os.fork()
    if child == 0:
        # Forked twice: it is nobody's child that an `os.wait()` in a skill could wait for.
        if os.fork() == 0:
            try:
                _guard(lifeline, runner_is_gone, runner)
            finally:
                os._exit(1)
        os._exit(0)
    os.close(runner_is_gone)
    os.waitpid(child, 0)


def _guard(lifeline: int, runner_is_gone: int, runner: int) -> None:
    import select

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGUSR1, signal.SIGQUIT):
        signal.signal(number, signal.SIG_IGN)
    _keep_only(lifeline, runner_is_gone)
    ends = select.poll()
    ends.register(lifeline, 0)  # Nothing is read: the end is told without being asked for.
    ends.register(runner_is_gone, 0)
    _wait(ends, lifeline, runner_is_gone, runner)
    os.killpg(0, signal.SIGKILL)


def _wait(ends: poll, lifeline: int, runner_is_gone: int, runner: int) -> None:
    kill_s = float("inf")
    while time.monotonic() < kill_s:
        left_ms = min(_LOOK_MS, max(0.0, kill_s - time.monotonic()) * 1000)
        for descriptor, _ in ends.poll(left_ms):
            if descriptor == runner_is_gone:
                return
            ends.unregister(lifeline)
            kill_s = time.monotonic() + ORPHAN_KILL_S
        try:
            os.kill(runner, 0)
        except ProcessLookupError:
            return


def _keep_only(*descriptors: int) -> None:
    start = 0
    for descriptor in sorted(descriptors):
        os.closerange(start, descriptor)
        start = descriptor + 1
    os.closerange(start, max(start, _MOST_DESCRIPTORS))
