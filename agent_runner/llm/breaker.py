"""A circuit breaker: a provider that is away is left alone for a while."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final, Literal

from agent_runner.llm.port import ModelFailed, Reason

Circuit = Literal["ok", "open", "half_open"]

FAILURES: Final = 5
"""So many in a row, and the circuit opens."""
OPEN_S: Final = 30.0
REFUSED_OPEN_S: Final = 300.0
"""For how long a provider is left alone that refuses the key, or knows no such model."""
MOST_OPEN_S: Final = 600.0
"""The longest that a provider's `Retry-After` is taken at its word."""
LEAST_FAIR_S: Final = 2.0
"""A call that had less time than this, and ran out of it, says nothing about the provider."""

_AT_ONCE: Final = frozenset[Reason]({"bad_key", "bad_model"})
_COUNTED: Final = frozenset[Reason]({"unavailable", "timeout", "quota"})


class Breaker:
    """Counts failures in a row. While it is open, calls fail at once with the reason it opened for;
    then one call tries, and decides. Used on the event loop; `state` may be read anywhere.
    """

    def __init__(self, now_s: Callable[[], float] = time.monotonic) -> None:
        self._now_s = now_s
        self._failures = 0
        self._open_until_s: float | None = None
        self._reason: Reason = "unavailable"
        self._is_trying = False

    @property
    def state(self) -> Circuit:
        """`half_open`: the next call, or the one that is under way, decides."""
        if self._open_until_s is None:
            return "ok"
        return "open" if self._now_s() < self._open_until_s else "half_open"

    @property
    def reason(self) -> Reason | None:
        """Why it is not closed."""
        return None if self._open_until_s is None else self._reason

    def enter(self) -> bool:
        """Let a call through; True where it is the one that tries. Raises `ModelFailed`."""
        state = self.state
        if state == "ok":
            return False
        if state == "open" or self._is_trying:
            raise ModelFailed(self._reason, "the provider is left alone for a while")
        self._is_trying = True
        return True

    def succeeded(self) -> None:
        """The provider answered, be it with a refusal of this one prompt."""
        self._failures = 0
        self._open_until_s = None
        self._is_trying = False

    def failed(self, error: ModelFailed, *, had_s: float) -> None:
        """A call failed that had so much time."""
        if error.reason in _AT_ONCE:
            self._open(error.reason, REFUSED_OPEN_S)
        elif error.reason not in _COUNTED:
            self.succeeded()
        elif error.reason == "timeout" and had_s < LEAST_FAIR_S:
            self.left()
        else:
            self._failures += 1
            wait_s = min(error.retry_after_s or 0.0, MOST_OPEN_S)
            if self._failures >= FAILURES or self._is_trying or wait_s > 0:
                self._open(error.reason, max(wait_s, OPEN_S if self._is_fed_up() else 0.0))

    def left(self) -> None:
        """A call ended without a word about the provider: it was cancelled."""
        self._is_trying = False

    def _is_fed_up(self) -> bool:
        return self._failures >= FAILURES or self._is_trying

    def _open(self, reason: Reason, for_s: float) -> None:
        self._reason = reason
        self._open_until_s = self._now_s() + for_s
        self._is_trying = False
