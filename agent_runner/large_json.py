"""JSON text of a large value, written piece by piece.

orjson writes 100 MB in one call, and nothing else in the process runs meanwhile: no ping is
answered, no cancellation is seen. Between two pieces other threads get their turn. The text, and
what is refused, is that of one call.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import cast

import orjson

_MAX_DEPTH = 254
"""orjson's own."""


_CONTAINERS = frozenset((dict, list, tuple))
_FEW = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class Sizes:
    """From what size on values are written in pieces, and how large these are, about."""

    text: int = 1024 * 1024
    members: int = 1024
    piece_bytes: int = 64 * 1024


SIZES = Sizes()


def may_be_large(value: object, sizes: Sizes = SIZES) -> bool:
    """Whether a value, or what is directly in it, is large: a glance that costs next to nothing."""
    if _is_large(value, sizes):
        return True
    kind = type(value)
    if kind is dict:
        return _holds_large(cast("dict[object, object]", value).values(), sizes)
    if kind is list or kind is tuple:
        return _holds_large(cast("Sequence[object]", value), sizes)
    return False


def pieces_of(
    value: object,
    *,
    option: int,
    sizes: Sizes = SIZES,
    check: Callable[[object, bytes], None] = lambda _value, _text: None,
) -> Iterator[bytes]:
    """The text of a value in pieces. Raises what `orjson.dumps` raises for it.

    `check` is called with each group of members and its text, and may raise. Members that a large
    container gets or loses between two pieces change nothing.
    """
    return _Pieces(option, sizes, check).of(value, 0)


def _is_large(value: object, sizes: Sizes) -> bool:
    kind = type(value)
    if kind is str:
        return len(cast("str", value)) > sizes.text
    return kind in _CONTAINERS and len(cast("Sequence[object]", value)) > sizes.members


def _holds_large(members: Iterable[object], sizes: Sizes) -> bool:
    for member in members:
        kind = type(member)
        if kind is str:
            if len(cast("str", member)) > sizes.text:
                return True
        elif kind in _CONTAINERS and len(cast("Sequence[object]", member)) > sizes.members:
            return True
    return False


class _Pieces:
    def __init__(self, option: int, sizes: Sizes, check: Callable[[object, bytes], None]) -> None:
        self._option = option
        self._sizes = sizes
        self._check = check

    def of(self, value: object, depth: int) -> Iterator[bytes]:
        if depth > _MAX_DEPTH:
            raise RecursionError  # A cycle: nothing else comes so deep by large members alone.
        if type(value) is str:
            yield b'"'
            for start in range(0, len(value), self._sizes.piece_bytes):
                yield self._dumps(value[start : start + self._sizes.piece_bytes], 0)[1:-1]
            yield b'"'
        elif type(value) is dict:
            yield b"{"
            yield from self._of_object(cast("dict[object, object]", value), depth)
            yield b"}"
        elif type(value) is list or type(value) is tuple:
            yield b"["
            yield from self._of_list(tuple(cast("Sequence[object]", value)), depth)
            yield b"]"
        else:  # a subclass: written in one call
            yield self._dumps(value, depth)

    def _of_list(self, value: Sequence[object], depth: int) -> Iterator[bytes]:
        comma, start, count = b"", 0, 1
        while start < len(value):
            run = self._run(value[start : start + count])
            if run:
                piece = self._dumps(run, depth)[1:-1]
                yield comma + piece
                count = self._next_count(count, len(run), len(piece))
            else:
                yield comma
                yield from self.of(value[start], depth + 1)
            start += len(run) or 1
            comma = b","

    def _of_object(self, value: dict[object, object], depth: int) -> Iterator[bytes]:
        names, members = list(value), list(value.values())
        comma, start, count = b"", 0, 1
        while start < len(names):
            run = self._run(members[start : start + count])
            if run:
                piece = self._dumps(
                    dict(zip(names[start : start + count], run, strict=False)), depth
                )[1:-1]
                yield comma + piece
                count = self._next_count(count, len(run), len(piece))
            else:
                yield comma + self._dumps({names[start]: 0}, 0)[1:-2]
                yield from self.of(members[start], depth + 1)
            start += len(run) or 1
            comma = b","

    def _run(self, members: Sequence[object]) -> Sequence[object]:
        """The members up to the first large one. Where many fit into a piece, they are small, and
        it is enough to look at themselves."""
        is_large = may_be_large if len(members) <= _FEW else _is_large
        for place, member in enumerate(members):
            if is_large(member, self._sizes):
                return members[:place]
        return members

    def _dumps(self, value: object, depth: int) -> bytes:
        """The text of what stands `depth` levels deep: refused if that is too deep in all."""
        wrapped = value
        for _ in range(depth):
            wrapped = [wrapped]
        text = orjson.dumps(wrapped, option=self._option)
        self._check(value, text)
        return text[depth : len(text) - depth]

    def _next_count(self, count: int, members: int, size: int) -> int:
        """How many members the next piece takes, so that it has about its size."""
        if members < count:
            return count
        return max(1, min(count * 2, count * self._sizes.piece_bytes // max(1, size)))
