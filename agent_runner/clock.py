"""The time a run lives by: the system's, or one that stands still so that a run can be repeated."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the instant and measures durations."""

    def now(self) -> datetime:
        """The instant, aware, in UTC."""
        ...

    def monotonic_s(self) -> float:
        """Seconds on a scale that never goes back; only differences mean anything."""
        ...


class SystemClock:
    """The machine's own clocks."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic_s(self) -> float:
        return time.monotonic()


@dataclass(frozen=True, slots=True)
class FixedClock:
    """A clock that stands still: the double, and the clock of a run that is given its `now`."""

    at: datetime

    def now(self) -> datetime:
        return self.at.astimezone(UTC)

    def monotonic_s(self) -> float:
        return 0.0
