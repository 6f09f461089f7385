"""The text of a large reply, in the pieces in which it was made and will leave: never joined."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

from agent_runner.json_codec import encoded_in_pieces

TURN_S = 0.001
"""How long is written in one turn of the event loop."""


class PiecedText:
    """UTF-8 in pieces, each of whole characters."""

    __slots__ = ("_size", "pieces")

    def __init__(self, pieces: list[bytes]) -> None:
        self.pieces = pieces
        self._size = sum(map(len, pieces))

    def __len__(self) -> int:
        return self._size

    def joined(self) -> bytes:
        """As one text."""
        return b"".join(self.pieces)


async def written_in_turns(value: object) -> PiecedText:
    """The JSON text of a large value, a little of it in each turn of the event loop.

    Raises `ResultNotJson`. On the loop, as on another thread the two would wait five milliseconds
    for the interpreter again and again.
    """
    pieces: list[bytes] = []
    steps: Iterator[bytes] = encoded_in_pieces(value)
    until_s = time.monotonic() + TURN_S
    for piece in steps:
        pieces.append(piece)
        if time.monotonic() >= until_s:
            await asyncio.sleep(0)
            until_s = time.monotonic() + TURN_S
    return PiecedText(pieces)
