"""The flag by which a call learns that it was stopped: an event that is cheap until waited for."""

from __future__ import annotations

import threading
from collections.abc import Callable

_MAKING = threading.Lock()


class CancelFlag(threading.Event):
    """As `threading.Event`, without its locks until a thread waits.

    `on_set` is called, if there is one, by who sets the flag.
    """

    __slots__ = ("_event", "_was_set", "on_set")

    def __init__(self) -> None:  # not the base's: that makes the locks
        self._was_set = False
        self._event: threading.Event | None = None
        self.on_set: Callable[[], None] | None = None

    def is_set(self) -> bool:
        return self._was_set

    def set(self) -> None:
        self._was_set = True
        # Read after the flag is set: who waits makes the event first and looks at the flag then.
        if self._event is not None:
            self._event.set()
        if self.on_set is not None:
            self.on_set()

    def clear(self) -> None:
        raise TypeError("a call that was stopped stays stopped")

    def wait(self, timeout: float | None = None) -> bool:
        with _MAKING:
            event = self._event = self._event or threading.Event()
        return self._was_set or event.wait(timeout)
