"""One thing that a server is held to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from agent_runner.conformance.framing import FramingName
from agent_runner.conformance.trial import Trial

LINES: tuple[FramingName, ...] = ("lines",)


@dataclass(frozen=True, kw_only=True, slots=True)
class Check:
    """`run` talks to the server and raises `Mismatch`.

    `needs`: methods the server must offer for it. `framings`: where it has a meaning. `alone`: it
    gets a process of its own, and sees to its end.
    """

    name: str
    run: Callable[[Trial], Awaitable[None]]
    needs: frozenset[str] = frozenset()
    framings: tuple[FramingName, ...] = ("lines", "content-length")
    alone: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """Checks of one kind, and what they rest on."""

    name: str
    basis: str
    checks: tuple[Check, ...]
