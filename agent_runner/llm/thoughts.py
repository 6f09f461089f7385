"""Thoughts that a model writes into its answer, between `<think>` and `</think>` at its start."""

from __future__ import annotations

from typing import Final

_OPEN: Final = "<think>"
_CLOSE: Final = "</think>"


class Spoken:
    """Lets through what is not thought, piece by piece."""

    def __init__(self) -> None:
        self._held = ""
        self._is_thinking: bool | None = None

    def take(self, piece: str) -> str:
        """What of this and earlier pieces may be shown now."""
        if self._is_thinking is False:
            return piece
        self._held += piece
        if self._is_thinking is None:
            start = self._held.lstrip()
            if _OPEN.startswith(start):
                return ""  # may become one yet
            self._is_thinking = start.startswith(_OPEN)
            if not self._is_thinking:
                return self._release(self._held)
        _, closing, spoken = self._held.partition(_CLOSE)
        if not closing:
            return ""
        return self._release(spoken.lstrip())

    def rest(self) -> str:
        """What was held back and turned out to be no thought, at the end."""
        return "" if self._is_thinking is not None else self._release(self._held)

    def _release(self, text: str) -> str:
        self._held = ""
        self._is_thinking = False
        return text
