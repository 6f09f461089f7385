"""JSON text of a large message, read piece by piece.

orjson reads 100 MB in one call, and nothing else in the process runs meanwhile: no ping is
answered, no cancellation is seen. Here it reads groups of members; others have their turn between.

Where a group ends is guessed: at the last place that looks like the one between the first two
members. orjson proves the guess: what stands before a comma and is a list of whole members is one,
for who reads from the left. A guess that fails costs one group; from then on brackets are counted.

What is read is what `json_codec.decode` makes of the whole text. What that refuses, and some odd
things that it takes, are not read here: `NotInPieces`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Sequence
from typing import Final, cast

import orjson

from agent_runner.json_codec import MAX_DEPTH, BigInteger, bounded_integer, has_long_integer
from agent_runner.json_types import JsonValue
from agent_runner.rpc.long_text import LongText

PIECE_BYTES = 64 * 1024
"""How much is read at a time; members longer than that are read in pieces themselves."""
ORJSON_DEPTH = 1024
"""How deep orjson reads."""

Steps = Generator[None, None, JsonValue]
"""Reads a little with each step, and returns the value."""

_TOKENS: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+"|["\[\]{},]', re.DOTALL)
_NAME: Final = re.compile(rb'[ \t\n\r]*+("(?:[^"\\]++|\\.)*+")[ \t\n\r]*+:[ \t\n\r]*+', re.DOTALL)
_BLANKS: Final = re.compile(rb"[ \t\n\r]*+")
_END_OF_MEMBER: Final = re.compile(rb'[\]}"]?[\]} \t\n\r]*+\Z')
_NEXT_MEMBER: Final = re.compile(rb',[ \t\n\r\[{]*+(?:"(?:[^"\\]{0,64}"[ \t\n\r]*+:)?)?', re.DOTALL)
_NEXT_NAME: Final = re.compile(rb',[ \t\n\r]*+"')
_TEXT: Final = re.compile(
    rb'(?:[^"\\]++|\\[^u]|\\u(?![dD][89abAB])....|\\u[dD][89abAB]..\\u....)*+', re.DOTALL
)
_QUOTE, _COMMA = ord('"'), ord(",")
_LIST, _LIST_END, _OBJECT, _OBJECT_END = b"[]{}"
_LOOKED_AT_FOR_END = 16
_VAIN_GUESSES = 32
"""How often, in one container, nothing may look like what is between two members."""
_COUNTED_MEMBERS = 4096


class NotInPieces(Exception):  # nothing is wrong yet: another way is to be taken
    """The text cannot be read in pieces; `decode` of the whole tells why, or reads it."""


class LargeReading:
    """Reads one text, of which the parts are given (bytes of UTF-8, cut between characters)."""

    def __init__(self, parts: Sequence[bytes], *, piece_bytes: int = PIECE_BYTES) -> None:
        self._parts = parts
        self._part = self._at_in_part = 0
        self._unread = sum(map(len, parts))
        self._piece_bytes = piece_bytes
        self._buffer = b""
        self._at = 0
        self.holds_big_integers = False
        """Whether a `BigInteger` stands somewhere in the value."""

    def steps(self) -> Steps:
        """Read the whole. Raises `NotInPieces`."""
        try:
            self._skip_blanks()
            value = yield from self._long_value(0)
            self._skip_blanks()
        except (orjson.JSONDecodeError, ValueError, IndexError) as error:
            raise NotInPieces from error
        if self._at < len(self._buffer):
            raise NotInPieces
        return value

    def _long_value(self, depth: int) -> Steps:
        """What begins here, with so many containers around it."""
        first = self._buffer[self._at]
        if first == _QUOTE:
            return (yield from self._text())
        if depth < MAX_DEPTH and first == _LIST:
            return (yield from self._list(depth + 1))
        if depth < MAX_DEPTH and first == _OBJECT:
            return (yield from self._object(depth + 1))
        raise NotInPieces

    def _list(self, depth: int) -> Steps:
        members: list[JsonValue] = []
        groups = _Groups(in_object=False)
        self._at += 1
        while True:
            self._fill()
            end = groups.end_of_some(self._buffer, self._at)
            if end is None:
                self._skip_blanks()
                members.append((yield from self._long_value(depth)))
                self._skip_blanks()
            else:
                group = self._read(b"[", end, b"]", depth)
                if group is None:
                    groups.was_wrong()
                    continue
                members += cast("list[JsonValue]", group)
            yield
            if self._is_over(_LIST_END):
                return members

    def _object(self, depth: int) -> Steps:
        members: dict[str, JsonValue] = {}
        groups = _Groups(in_object=True)
        self._at += 1
        while True:
            self._fill()
            end = groups.end_of_some(self._buffer, self._at)
            if end is None:
                name = self._name()
                members[name] = yield from self._long_value(depth)
                self._skip_blanks()
            else:
                group = self._read(b"{", end, b"}", depth)
                if group is None:
                    groups.was_wrong()
                    continue
                members |= cast("dict[str, JsonValue]", group)
            yield
            if self._is_over(_OBJECT_END):
                return members

    def _text(self) -> Generator[None, None, str]:
        self._at += 1
        left = len(self._buffer) - self._at + self._unread
        text = LongText(left)
        try:
            while True:
                self._fill()
                end = _end_of_text(self._buffer, self._at)
                is_over = end < len(self._buffer) and self._buffer[end] == _QUOTE
                if end == self._at and not is_over:
                    raise NotInPieces  # an escape that is none, or the text has no end
                piece = b'"%b"' % self._buffer[self._at : end]
                yield from text.add(cast("str", orjson.loads(piece)))
                yield
                self._at = end
                if is_over:
                    self._at += 1
                    return text.text()
        finally:
            text.close()

    def _read(self, start: bytes, end: int, stop: bytes, depth: int) -> JsonValue:
        """The members up to `end`, which stand in a container so deep; None if they are none."""
        members = self._buffer[self._at : end]
        wraps = 0
        if members.count(b"[") + members.count(b"{") > MAX_DEPTH - depth:
            wraps = ORJSON_DEPTH - MAX_DEPTH + depth - 1  # so that what is too deep is too deep
        text = b"%b%b%b%b%b" % (b"[" * wraps, start, members, stop, b"]" * wraps)
        try:
            value = orjson.loads(text)
        except orjson.JSONDecodeError:
            return None
        for _ in range(wraps):
            value = value[0]
        if has_long_integer(members):
            value = json.loads(start + members + stop, parse_int=self._integer)
        if not value:
            raise NotInPieces  # There is nothing where a member should be.
        self._at = end
        return value

    def _integer(self, digits: str) -> int | BigInteger:
        value = bounded_integer(digits)
        self.holds_big_integers |= isinstance(value, BigInteger)
        return value

    def _name(self) -> str:
        name = _NAME.match(self._buffer, self._at)
        if name is None:
            raise NotInPieces
        self._at = name.end()
        self._skip_blanks()
        return cast("str", orjson.loads(name[1]))

    def _is_over(self, last: int) -> bool:
        """Step over what follows a member; whether it was the last one."""
        found = self._buffer[self._at]
        self._at += 1
        if found == last:
            return True
        if found != _COMMA:
            raise NotInPieces
        return False

    def _skip_blanks(self) -> None:
        while True:
            self._fill()
            self._at = _BLANKS.match(self._buffer, self._at).end()  # pyright: ignore
            if self._at < len(self._buffer) or not self._unread:
                return

    def _fill(self) -> None:
        """Have a whole piece before us, or all that is left."""
        wanted = self._piece_bytes - (len(self._buffer) - self._at)
        if wanted <= 0 or not self._unread:
            return
        pieces = [self._buffer[self._at :]]
        while wanted > 0 and self._unread:
            part = self._parts[self._part]
            piece = part[self._at_in_part : self._at_in_part + wanted]
            pieces.append(piece)
            wanted -= len(piece)
            self._unread -= len(piece)
            self._at_in_part += len(piece)
            if self._at_in_part == len(part):
                self._part, self._at_in_part = self._part + 1, 0
        self._buffer, self._at = b"".join(pieces), 0


class _Groups:
    """Finds where a group of members ends, in one container."""

    def __init__(self, *, in_object: bool) -> None:
        self._next = _NEXT_NAME if in_object else _NEXT_MEMBER
        self._between: bytes | None = None
        self._length_of_end = 0
        self._guesses_left = _VAIN_GUESSES
        self._has_guessed = False

    def end_of_some(self, buffer: bytes, start: int) -> int | None:
        """Behind one or more whole members; None if not even the first ends within the buffer."""
        self._has_guessed = False
        if not self._guesses_left:
            return _end_of_members(buffer, start, most=_COUNTED_MEMBERS)
        if self._between is not None:
            place = buffer.rfind(self._between, start)
            if place >= 0:
                self._has_guessed = True
                return place + self._length_of_end
            self._guesses_left -= 1
        end = _end_of_members(buffer, start, most=1)
        if end is not None and buffer[end] == _COMMA:
            self._note_between(buffer, start, end)
        return end

    def was_wrong(self) -> None:
        """What was said to be whole members is none. Raises `NotInPieces` if it was no guess."""
        if not self._has_guessed:
            raise NotInPieces
        self._guesses_left = 0

    def _note_between(self, buffer: bytes, start: int, end: int) -> None:
        last = _END_OF_MEMBER.search(buffer, max(start, end - _LOOKED_AT_FOR_END), end)
        first = self._next.match(buffer, end)
        if last is not None and first is not None:
            self._length_of_end = end - last.start()
            self._between = last[0] + first[0]


def _end_of_members(buffer: bytes, start: int, *, most: int) -> int | None:
    """Behind as many whole members as there are, up to `most`; None if there is none."""
    depth, end = 0, None
    for token in _TOKENS.finditer(buffer, start):
        kind = buffer[token.start()]
        if kind == _QUOTE:
            if token.end() - token.start() == 1:
                break  # a text that goes on beyond the buffer
        elif kind in (_LIST, _OBJECT):
            depth += 1
        elif kind != _COMMA:
            depth -= 1
            if depth < 0:
                return token.start()
        elif depth == 0:
            end = token.start()
            most -= 1
            if most == 0:
                break
    return end


def _end_of_text(buffer: bytes, start: int) -> int:
    """The closing quote, or else behind the last character that is whole."""
    quote = buffer.find(b'"', start)
    if buffer.find(b"\\", start, len(buffer) if quote < 0 else quote) < 0:
        return quote if quote >= 0 else _end_of_characters(buffer)
    end = _TEXT.match(buffer, start).end()  # pyright: ignore[reportOptionalMemberAccess]
    return end if end < len(buffer) else _end_of_characters(buffer)


def _end_of_characters(buffer: bytes) -> int:
    """Before the last character, if there are only some of its bytes."""
    for back in range(1, min(4, len(buffer)) + 1):
        byte = buffer[-back]
        if byte & 0xC0 != 0x80:
            length = 1 if byte < 0x80 else 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return len(buffer) if length <= back else len(buffer) - back
    return len(buffer)
