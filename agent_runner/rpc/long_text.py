"""A text of many megabytes, put together piece by piece.

`"".join` of 100 MB takes 50 ms, in which nobody else gets the interpreter, and needs all the pieces
at the same time. Here each piece is copied to its place as it comes. Python has no way to say that;
its C API has ("Creating and accessing Unicode strings"). What grows is mostly not copied: the
system maps its pages to another address.
"""

from __future__ import annotations

import ctypes
import functools
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, cast

_FIRST_ROOM = 1024 * 1024
_GROWTH = 4
_COPIED_AT_ONCE = 256 * 1024


class LongText:
    """Text of at most so many characters; to be `close`d, whatever becomes of it."""

    def __init__(self, most_characters: int) -> None:
        self._most = most_characters
        self._api = _api()
        self._parts: list[str] = []
        self._address: int | None = None
        self._room = min(most_characters, _FIRST_ROOM)
        self._size = 0

    def add(self, piece: str) -> Iterator[None]:
        """Append a piece. In one step, but where what is there has to be made wider first."""
        api = self._api
        if api is None:
            self._parts.append(piece)
            return
        if not piece:
            return
        if self._address is None:
            self._address = api.new(self._room, _widest(piece))
        if self._size + len(piece) > self._room:
            self._room = max(self._size + len(piece), min(self._most, self._room * _GROWTH))
            self._address = api.resized(self._address, self._room)
        try:
            api.copy(self._address, self._size, piece, 0, len(piece))
        except SystemError:  # It has characters wider than all before.
            yield from self._widen(api, self._address, _widest(piece))
            api.copy(self._address, self._size, piece, 0, len(piece))
        self._size += len(piece)

    def text(self) -> str:
        """The whole; nothing is to be added after it."""
        if self._api is None or self._address is None:
            return "".join(self._parts)
        self._address = self._api.resized(self._address, self._size)
        text = ctypes.cast(self._address, ctypes.py_object).value
        self.close()
        return cast("str", text)

    def close(self) -> None:
        """Let go of the memory."""
        if self._api is not None and self._address is not None:
            self._api.release(self._address)
        self._address = None

    def _widen(self, api: _Api, narrow: int, widest: int) -> Iterator[None]:
        wide = self._address = api.new(self._room, widest)
        try:
            for start in range(0, self._size, _COPIED_AT_ONCE):
                size = min(_COPIED_AT_ONCE, self._size - start)
                api.copy_unfinished(wide, start, narrow, start, size)
                yield
        finally:
            api.release(narrow)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Api:
    """What is needed of the C API. An unfinished text is known by its address alone: what Python
    has seen is not to be written to."""

    new: Callable[[int, int], int]
    copy: Callable[[int, int, str, int, int], int]
    copy_unfinished: Callable[[int, int, int, int, int], int]
    resize: Callable[[Any, int], int]
    release: Callable[[int], None]

    def resized(self, address: int, characters: int) -> int:
        """Make room for so many, no more; the new address."""
        moving = ctypes.c_void_p(address)
        self.resize(ctypes.byref(moving), characters)
        assert moving.value is not None
        return moving.value


@functools.cache
def _api() -> _Api | None:
    """None in a Python that has no such thing."""
    if sys.implementation.name != "cpython":
        return None
    # These keep the interpreter for themselves, and raise what is raised within.
    function, library = ctypes.PYFUNCTYPE, ctypes.pythonapi
    address, size, text = ctypes.c_void_p, ctypes.c_ssize_t, ctypes.py_object
    copy = ("PyUnicode_CopyCharacters", library)
    return _Api(
        new=function(address, size, ctypes.c_uint32)(("PyUnicode_New", library)),
        copy=function(size, address, size, text, size, size)(copy),
        copy_unfinished=function(size, address, size, address, size, size)(copy),
        resize=function(ctypes.c_int, ctypes.POINTER(address), size)(("PyUnicode_Resize", library)),
        release=function(None, address)(("Py_DecRef", library)),
    )


def _widest(text: str) -> int:
    """The last character of the narrowest of Python's four forms that has room for `text`."""
    if text.isascii():
        return 0x7F
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        return 0xFFFF if len(text.encode("utf-16-le")) == 2 * len(text) else 0x10FFFF
    return 0xFF
