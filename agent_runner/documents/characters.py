"""The characters of a text put right: ligatures, accents set beside their letters, what is no text.

Composed characters come out in NFC. Nothing is changed that a reader would see as it should be.
"""

from __future__ import annotations

import re
import unicodedata

_LIGATURES = {
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\ufb05": "st",
    "\ufb06": "st",
}
_SPACES = {
    **dict.fromkeys("\t\x0b\x1f\u00a0\u2007\u202f\u3000", " "),
    **{chr(code): " " for code in range(0x2000, 0x200B)},
    "\u2028": "\n",
    "\u2029": "\n",
}
# Controls of Latin-1 that were meant as what Windows has in their place: quotes, dashes, dots.
_OF_WINDOWS = {chr(code): bytes((code,)).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}
_TABLE = str.maketrans({**_OF_WINDOWS, **_LIGATURES, **_SPACES})
# Controls, marks of direction and order that show nothing, surrogates, private use, non-characters.
# Joiners (200C, 200D) and the soft hyphen stay: they tell words apart, and where they may break.
_NO_TEXT = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x84\x86-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb"
    "\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U0010ffff]"
)
_COMBINING = {
    "\u00a8": "\u0308",
    "\u00b4": "\u0301",
    "\u02c6": "\u0302",
    "\u02dc": "\u0303",
    "\u02c7": "\u030c",
    "\u02d8": "\u0306",
    "\u02d9": "\u0307",
    "\u02da": "\u030a",
    "\u02dd": "\u030b",
}
_BESIDE = re.compile(f"([{''.join(_COMBINING)}])([^\\W\\d_])")
_DIERESIS = re.compile("(?<=[^\\W\\d_])\u00a8 ([aeiouAEIOU\u0131])(?=[^\\W\\d_])")
_APOSTROPHE = re.compile("(?<=[^\\W\\d_])\u00b4(?=(?:s|t|m|d|re|ve|ll)\\b)")
_STRUCK = re.compile("[\u2044\u0338] ?([=\u2208\u2282\u2286\u2261<>\u2264\u2265])")
_MANY_SPACES = re.compile(" {2,}")


def repaired(text: str) -> str:
    """The text, its lines as they are; safe to be written as UTF-8."""
    if text.isascii() and text.isprintable():
        return text
    text = _NO_TEXT.sub("", text.translate(_TABLE))
    if not text.isascii():
        text = _accented(text)
        text = _STRUCK.sub(lambda found: f"{found[1]}\u0338", text)
        text = unicodedata.normalize("NFC", text)
    return text


def with_single_spaces(text: str) -> str:
    """Where words were set apart by their places, how many spaces lie between means nothing."""
    return _MANY_SPACES.sub(" ", text) if "  " in text else text


def without_soft_hyphens(text: str) -> str:
    """Soft hyphens that no line ends with show nothing."""
    return text.replace("\u00ad", "")


def _accented(text: str) -> str:
    """Accents that were drawn before their letter, as TeX's older fonts do, set above it."""
    text = _APOSTROPHE.sub("\u2019", text)
    text = _DIERESIS.sub(lambda found: _above("\u00a8", found[1]), text)
    return _BESIDE.sub(lambda found: _above(found[1], found[2]), text)


def _above(accent: str, letter: str) -> str:
    return {"\u0131": "i", "\u0237": "j"}.get(letter, letter) + _COMBINING[accent]
