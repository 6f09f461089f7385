"""How broken a page's text looks, told from its characters alone: no dictionary, any language.

What makes a text look broken: signs that stand for no character (controls, private use, U+FFFD),
names of glyphs in place of glyphs, too few letters, words run together or fallen apart.
"""

from __future__ import annotations

import re
import string
from collections.abc import Sequence

LOOKS_BROKEN = 0.04
"""From here on it is worth asking another reader."""
_LEAST_CHARACTERS = 20
_NO_CHARACTER = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ue000-\uf8ff\ufffd\U000f0000-\U0010ffff]"
)
_GLYPH_NAME = re.compile(
    r"/(?:g|c|cid|uni|u|G|C|a|glyph|index)\d[\dA-F]*|\(cid:\d+\)|/[A-Za-z]{3,}(?:\d+|\.\w+)"
)
_LONG = 30
_LONG_WORD = re.compile(rf"[^\W\d_]{{{_LONG},}}")
_ACCENT_BESIDE = re.compile("[\u00a8\u00b4\u02c6\u02dc\u02c7\u02da]")
_LATIN = re.compile("[A-Za-zÀ-ɏ]")
_SINGLE = re.compile(r"(?:^|(?<=\s))[A-Za-zÀ-ɏ](?=\s|$)")
_LETTERS_AND_SPACES = dict.fromkeys(
    map(ord, f"{string.ascii_letters}{string.digits}{string.whitespace}")
)
_FEW_LETTERS = 0.45
_MANY_SINGLES = 0.5
_LEAST_WORDS = 20


def brokenness(text: str) -> float:
    """From 0 (nothing wrong) up; about the share of the characters that are wrong."""
    lengths = list(map(len, text.split()))
    shown = sum(lengths)
    if shown < _LEAST_CHARACTERS:
        return 1.0 if _NO_CHARACTER.search(text) else 0.0
    wrong = len(_NO_CHARACTER.findall(text))
    if not text.isascii():
        wrong += len(_ACCENT_BESIDE.findall(text))
    if "/" in text or "(cid:" in text:
        wrong += sum(map(len, _GLYPH_NAME.findall(text)))
    letters = _letters(text, shown)
    share = wrong / shown + max(0.0, _FEW_LETTERS - letters / shown)
    return share + _words_wrong(text, lengths) if _LATIN.search(text) else share


def _letters(text: str, shown: int) -> int:
    if text.isascii():
        return shown - len(text.translate(_LETTERS_AND_SPACES))
    return sum(map(str.isalnum, text))


def _words_wrong(text: str, lengths: Sequence[int]) -> float:
    """Words that are run together, or fallen apart into letters: `T h i s`."""
    wrong = 0.0
    if max(lengths) >= _LONG:
        wrong += sum(map(len, _LONG_WORD.findall(text))) / sum(lengths)
    if len(lengths) >= _LEAST_WORDS and lengths.count(1) > _MANY_SINGLES * len(lengths):
        wrong += max(0.0, len(_SINGLE.findall(text)) / len(lengths) - _MANY_SINGLES)
    return wrong
