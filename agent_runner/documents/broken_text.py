"""How broken a page's text looks, told from its characters alone: no dictionary, any language.

What makes a text look broken: signs that stand for no character (controls, private use, U+FFFD),
names of glyphs in place of glyphs, too few letters, words run together or fallen apart.
"""

from __future__ import annotations

import re

LOOKS_BROKEN = 0.04
"""From here on it is worth asking another reader."""
_LEAST_CHARACTERS = 20
_NO_CHARACTER = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ue000-\uf8ff\ufffd\U000f0000-\U0010ffff]"
)
_GLYPH_NAME = re.compile(
    r"/(?:g|c|cid|uni|u|G|C|a|glyph|index)\d[\dA-F]*|\(cid:\d+\)|/[A-Za-z]{3,}(?:\d+|\.\w+)"
)
_LONG_WORD = re.compile(r"[^\W\d_]{30,}")
_ACCENT_BESIDE = re.compile("[\u00a8\u00b4\u02c6\u02dc\u02c7\u02da]")
_LATIN = re.compile("[A-Za-zÀ-ɏ]")
_FEW_LETTERS = 0.45
_MANY_SINGLES = 0.5
_LEAST_WORDS = 20


def brokenness(text: str) -> float:
    """From 0 (nothing wrong) up; about the share of the characters that are wrong."""
    shown = (
        sum(not one.isspace() for one in text)
        if not text.isascii()
        else len(text) - text.count(" ") - text.count("\n")
    )
    if shown < _LEAST_CHARACTERS:
        return 1.0 if _NO_CHARACTER.search(text) else 0.0
    wrong = len(_NO_CHARACTER.findall(text)) + len(_ACCENT_BESIDE.findall(text))
    wrong += sum(map(len, _GLYPH_NAME.findall(text)))
    if _LATIN.search(text):
        wrong += sum(map(len, _LONG_WORD.findall(text)))
    return wrong / shown + _few_letters(text, shown) + _fallen_apart(text)


def _few_letters(text: str, shown: int) -> float:
    letters = sum(map(str.isalnum, text))
    return max(0.0, _FEW_LETTERS - letters / shown)


def _fallen_apart(text: str) -> float:
    """Whether words are single letters: `T h i s`."""
    words = [word for word in text.split() if word[0].isalpha() and _LATIN.match(word)]
    if len(words) < _LEAST_WORDS:
        return 0.0
    singles = sum(len(word) == 1 for word in words) / len(words)
    return max(0.0, singles - _MANY_SINGLES)
