"""The names of an embedded font's glyphs by their codes: the encoding that is built into CFF.

Only what that takes is read of the Compact Font Format (Adobe Technical Note 5176): the index of
strings, the charset and the encoding of the first font. Fonts whose glyphs have no names (CID) and
those with a predefined encoding have none of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

_CHARSET, _ENCODING, _CHAR_STRINGS, _ROS = 15, 16, 17, 1230
_PREDEFINED = 2
_STANDARD_STRINGS = 391
_MOST_GLYPHS = 65_535
_LETTERS = "A B C D E F G H I J K L M N O P Q R S T U V W X Y Z"
_STANDARD = (
    ".notdef space exclam quotedbl numbersign dollar percent ampersand quoteright parenleft"
    " parenright asterisk plus comma hyphen period slash zero one two three four five six seven"
    f" eight nine colon semicolon less equal greater question at {_LETTERS} bracketleft backslash"
    f" bracketright asciicircum underscore quoteleft {_LETTERS.lower()} braceleft bar braceright"
    " asciitilde exclamdown cent sterling fraction yen florin section currency quotesingle"
    " quotedblleft guillemotleft guilsinglleft guilsinglright fi fl endash dagger daggerdbl"
    " periodcentered paragraph bullet quotesinglbase quotedblbase quotedblright guillemotright"
    " ellipsis perthousand questiondown grave acute circumflex tilde macron breve dotaccent"
    " dieresis ring cedilla hungarumlaut ogonek caron emdash AE ordfeminine Lslash Oslash OE"
    " ordmasculine ae dotlessi lslash oslash oe germandbls onesuperior logicalnot mu trademark Eth"
    " onehalf plusminus Thorn onequarter divide brokenbar degree thorn threequarters twosuperior"
    " registered minus eth multiply threesuperior copyright Aacute Acircumflex Adieresis Agrave"
    " Aring Atilde Ccedilla Eacute Ecircumflex Edieresis Egrave Iacute Icircumflex Idieresis Igrave"
    " Ntilde Oacute Ocircumflex Odieresis Ograve Otilde Scaron Uacute Ucircumflex Udieresis Ugrave"
    " Yacute Ydieresis Zcaron aacute acircumflex adieresis agrave aring atilde ccedilla eacute"
    " ecircumflex edieresis egrave iacute icircumflex idieresis igrave ntilde oacute ocircumflex"
    " odieresis ograve otilde scaron uacute ucircumflex udieresis ugrave yacute ydieresis zcaron"
).split()
"""The standard strings (appendix A) as far as plain fonts use them."""
_OF_EXPERTS = {266: "ff", 267: "ffi", 268: "ffl"}


@dataclass(frozen=True, kw_only=True, slots=True)
class GlyphNames:
    """`all`: of every glyph; `by_code`: of those with a code, None where that is a standard one."""

    all: frozenset[str]
    by_code: dict[int, str] | None


def glyph_names(font: bytes) -> GlyphNames | None:
    """The names in a CFF font; None for one whose glyphs have none, or that is damaged."""
    try:
        return _Cff(font).names()
    except (IndexError, ValueError, KeyError):
        return None


class _Cff:
    def __init__(self, font: bytes) -> None:
        self._font = font
        _names, at = self._index(font[2])
        tops, at = self._index(at)
        self._strings, _ = self._index(at)
        self._top = dict(_entries(tops[0]))

    def names(self) -> GlyphNames | None:
        if _ROS in self._top:
            return None
        count = self._count(self._top[_CHAR_STRINGS][0])
        charset = self._top.get(_CHARSET, [0])[0]
        names = _STANDARD[:count] if charset <= _PREDEFINED else list(self._charset(charset, count))
        encoding = self._top.get(_ENCODING, [0])[0]
        by_code = None if encoding < _PREDEFINED else dict(self._encoding(encoding, names))
        return GlyphNames(all=frozenset(names), by_code=by_code)

    def _charset(self, at: int, count: int) -> Iterator[str]:
        yield ".notdef"
        form, at, left = self._font[at], at + 1, count - 1
        while left > 0:
            first = self._number(at, 2)
            if form == 0:
                more, at = 0, at + 2
            else:
                size = 1 if form == 1 else 2
                more, at = self._number(at + 2, size), at + 2 + size
            for string in range(first, first + min(more + 1, left)):
                yield self._string(string)
            left -= more + 1

    def _encoding(self, at: int, names: Sequence[str]) -> Iterator[tuple[int, str]]:
        form, count, at = self._font[at], self._font[at + 1], at + 2
        glyph = 1
        for _ in range(count):
            first = self._font[at]
            more = self._font[at + 1] if form & 0x7F else 0
            at += 2 if form & 0x7F else 1
            for code in range(first, first + more + 1):
                if glyph < len(names):
                    yield code, names[glyph]
                glyph += 1
        if form & 0x80:
            for _ in range(self._font[at]):
                yield self._font[at + 1], self._string(self._number(at + 2, 2))
                at += 3

    def _string(self, number: int) -> str:
        if number < _STANDARD_STRINGS:
            known = _STANDARD[number] if number < len(_STANDARD) else None
            return known or _OF_EXPERTS.get(number, ".notdef")
        return self._strings[number - _STANDARD_STRINGS].decode("latin-1")

    def _index(self, at: int) -> tuple[list[bytes], int]:
        """What an index holds, and where what follows it begins."""
        count = self._count(at)
        if count == 0:
            return [], at + 2
        size = self._font[at + 2]
        ends = [self._number(at + 3 + number * size, size) for number in range(count + 1)]
        base = at + 2 + (count + 1) * size
        parts = [self._font[base + start : base + end] for start, end in pairwise(ends)]
        return parts, base + ends[-1]

    def _count(self, at: int) -> int:
        return min(self._number(at, 2), _MOST_GLYPHS)

    def _number(self, at: int, size: int) -> int:
        if at + size > len(self._font):
            raise IndexError
        return int.from_bytes(self._font[at : at + size], "big")


def _entries(top: bytes) -> Iterator[tuple[int, list[int]]]:
    """The operators of a dictionary with their operands; real numbers count as 0."""
    operands: list[int] = []
    at = 0
    while at < len(top):
        byte = top[at]
        at += 1
        if byte <= 21:
            if byte == 12:
                byte, at = 1200 + top[at], at + 1
            yield byte, operands
            operands = []
        elif byte == 30:
            while top[at] & 0x0F != 0x0F and top[at] >> 4 != 0x0F:
                at += 1
            operands.append(0)
            at += 1
        else:
            size, value = _integer(byte, top, at)
            operands.append(value)
            at += size


def _integer(byte: int, top: bytes, at: int) -> tuple[int, int]:
    if byte == 28:
        return 2, int.from_bytes(top[at : at + 2], "big", signed=True)
    if byte == 29:
        return 4, int.from_bytes(top[at : at + 4], "big", signed=True)
    if byte <= 246:
        return 0, byte - 139
    if byte <= 250:
        return 1, (byte - 247) * 256 + top[at] + 108
    return 1, -(byte - 251) * 256 - top[at] - 108
