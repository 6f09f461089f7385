"""A circuit breaker: a provider that is away is left alone for a while."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final, Literal

from agent_runner.llm.port import ModelFailed, Reason

Circuit = Literal["ok", "failing", "open", "half_open"]

FAILURES: Final = 5
"""So many in a row, and the circuit opens."""
OPEN_S: Final = 30.0
REFUSED_OPEN_S: Final = 300.0
"""For how long a provider is left alone that refuses the key, or knows no such model."""
MOST_OPEN_S: Final = 600.0
"""The longest that a provider's `Retry-After` is taken at its word."""
WAITED_OUT_S: Final = 5.0
"""So short a `Retry-After` every call waits out by itself: the others need not be kept away."""
LEAST_FAIR_S: Final = 2.0
"""A call that had less time than this, and ran out of it, says nothing about the provider."""

_AT_ONCE: Final = frozenset[Reason]({"bad_key", "bad_model"})
_COUNTED: Final = frozenset[Reason]({"unavailable", "timeout", "quota"})
_TOLD: Final = frozenset[Reason]({"bad_request"})
"""Says nothing of the next call, and yet whoever looks wants to know of it."""


class Breaker:
    """Counts failures in a row. While it is open, calls fail at once with the reason it opened for;
    then one call tries, and decides. Used on the event loop; `state` may be read anywhere.
    """

    def __init__(
        self,
        now_s: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`now_s` measures how long it is open; `now` tells when a call failed."""
        self._now_s = now_s
        self._now = now
        self._failures = 0
        self._open_until_s: float | None = None
        self._last: tuple[Reason, datetime] | None = None
        self._is_trying = False

    @property
    def state(self) -> Circuit:
        """`failing`: calls are let through, and the last one failed; `half_open`: the next call, or
        the one that is under way, decides.
        """
        until_s = self._open_until_s
        if until_s is None:
            return "ok" if self._last is None else "failing"
        return "open" if self._now_s() < until_s else "half_open"

    @property
    def last_failure(self) -> tuple[Reason, datetime] | None:
        """Why and when the last call failed; None where it did not."""
        return self._last

    def enter(self) -> bool:
        """Let a call through; True where it is the one that tries. Raises `ModelFailed`."""
        state = self.state
        if state in ("ok", "failing"):
            return False
        if state == "open" or self._is_trying:
            reason = "unavailable" if self._last is None else self._last[0]
            raise ModelFailed(reason, "the provider is left alone for a while", was_sent=False)
        self._is_trying = True
        return True

    def succeeded(self) -> None:
        """The provider answered, be it with a refusal of this one prompt."""
        self._failures = 0
        self._open_until_s = None
        self._last = None
        self._is_trying = False

    def failed(self, error: ModelFailed, *, had_s: float) -> None:
        """A call failed that had so much time."""
        if error.reason == "timeout" and had_s < LEAST_FAIR_S:
            self.left()
            return
        if error.reason not in _AT_ONCE | _COUNTED:
            self.succeeded()
        if error.reason in _AT_ONCE | _COUNTED | _TOLD:
            self._last = (error.reason, self._now())
        if error.reason in _AT_ONCE:
            self._open(REFUSED_OPEN_S)
        elif error.reason in _COUNTED:
            self._failures += 1
            wait_s = min(error.retry_after_s or 0.0, MOST_OPEN_S)
            if self._failures >= FAILURES or self._is_trying or wait_s > WAITED_OUT_S:
                self._open(wait_s or OPEN_S)

    def left(self) -> None:
        """A call ended without a word about the provider: it was cancelled."""
        self._is_trying = False

    def _open(self, for_s: float) -> None:
        self._open_until_s = self._now_s() + for_s
        self._is_trying = False
