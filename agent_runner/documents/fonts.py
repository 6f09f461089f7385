"""What pypdf does not see in a page's fonts, told to it before it reads the page.

Two things, both of the fonts that TeX and its like embed: the encoding that a CFF font has built in
(pypdf takes StandardEncoding, so that a minus or an arrow becomes another sign), and that a font
has no space (pypdf takes the width of code 32 for a space's, so that words run together). And each
font is made once, where pypdf makes all of a page's anew for every page.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterator
from typing import cast

from pypdf import PageObject
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
)
from pypdf.generic._font import Font  # pyright: ignore[reportPrivateUsage]

from agent_runner.documents.cff_names import GlyphNames, glyph_names

_SPACE = 32
_MOST_FONTS = 128
_MADE_BEFORE = "made_before"
_CODES = 256
_LARGER = re.compile(r"(?<=[a-z])(?:big|bigg|Big|Bigg|text|display)$")
_PIECE = re.compile(r"(?:paren|bracket|brace|arrow|radical)\w*?(?:tp|bt|mid|ex)|bracehtip\w+")
_MOST_FONT_BYTES = 4 * 1024 * 1024


class Fonts:
    """Those of one file; each is looked at once."""

    def __init__(self) -> None:
        self._seen: dict[int, DictionaryObject] = {}
        _make_once()

    def complete(self, page: PageObject) -> None:
        """Add what is missing to the fonts that a page names, in memory alone."""
        for font in _fonts(page):
            if id(font) not in self._seen:
                self._seen[id(font)] = font
                _complete(font)


def _make_once() -> None:
    """Let pypdf, in this process, take a font that it has made before. It never changes one."""
    make = Font.from_font_resource
    if make.__name__ == _MADE_BEFORE:
        return
    made: OrderedDict[int, tuple[DictionaryObject, Font]] = OrderedDict()

    def made_before(resource: DictionaryObject) -> Font:
        known = made.get(id(resource))
        if known is not None and known[0] is resource:
            made.move_to_end(id(resource))
            return known[1]
        font = make(resource)
        made[id(resource)] = (resource, font)
        if len(made) > _MOST_FONTS:
            made.popitem(last=False)
        return font

    setattr(Font, "from_font_resource", staticmethod(made_before))  # noqa: B010


def _fonts(page: PageObject) -> Iterator[DictionaryObject]:
    resources = page.get("/Resources")
    named = None if resources is None else resources.get_object().get("/Font")
    if named is None:
        return
    for font in cast("DictionaryObject", named.get_object()).values():
        found = font.get_object()
        if isinstance(found, DictionaryObject) and found.get("/Subtype") == "/Type1":
            yield found


def _complete(font: DictionaryObject) -> None:
    descriptor = font.get("/FontDescriptor")
    descriptor = None if descriptor is None else descriptor.get_object()
    if not isinstance(descriptor, DictionaryObject):
        return
    names = _names_in_file(descriptor)
    if names is not None and names.by_code and "/ToUnicode" not in font:
        _encode(font, names.by_code)
    listed = descriptor.get("/CharSet")
    glyphs = set(listed.split("/")) if isinstance(listed, str) else names and names.all
    if glyphs and "space" not in glyphs:
        _take_space(font)


def _names_in_file(descriptor: DictionaryObject) -> GlyphNames | None:
    stream = descriptor.get("/FontFile3")
    stream = None if stream is None else stream.get_object()
    if not isinstance(stream, StreamObject) or stream.get("/Subtype") != "/Type1C":
        return None
    content = stream.get_data()
    return glyph_names(content) if len(content) <= _MOST_FONT_BYTES else None


def _encode(font: DictionaryObject, built_in: dict[int, str]) -> None:
    """Put the built-in encoding below the differences that the file states, if it states any."""
    given = font.get("/Encoding")
    given = None if given is None else given.get_object()
    if isinstance(given, str) or (isinstance(given, DictionaryObject) and "/BaseEncoding" in given):
        return
    differences = ArrayObject()
    for code, name in sorted(built_in.items()):
        differences.extend((NumberObject(code), NameObject(f"/{_known(name)}")))
    if isinstance(given, DictionaryObject):
        stated = given.get("/Differences")
        if stated is not None:
            differences.extend(cast("ArrayObject", stated.get_object()))
    font[NameObject("/Encoding")] = DictionaryObject(
        {NameObject("/Type"): NameObject("/Encoding"), NameObject("/Differences"): differences}
    )


def _known(name: str) -> str:
    """The plain sign's name for one of TeX's larger ones; for a piece of one, that of nothing."""
    if _PIECE.fullmatch(name):
        return "uni200B"
    return _LARGER.sub("", name)


def _take_space(font: DictionaryObject) -> None:
    """Make the width of the code that stands for a space elsewhere nothing: it is another sign."""
    first, widths = font.get("/FirstChar"), font.get("/Widths")
    widths = None if widths is None else widths.get_object()
    if isinstance(first, int) and isinstance(widths, ArrayObject) and len(widths) <= _CODES:
        place = _SPACE - first
        if 0 <= place < len(widths):
            changed = ArrayObject(widths)
            changed[place] = NumberObject(0)
            font[NameObject("/Widths")] = changed
