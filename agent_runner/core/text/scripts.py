"""The scripts of the world, as far as the search for words has to tell them apart.

The classes are the inside of a regular expression's `[...]`.
"""

from __future__ import annotations

import re
from typing import Final, Literal

IDEOGRAPHS: Final = (
    "\u3005\u3006\u3040-\u309f\u30a0-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Han, kana and hangul: two characters in a row carry about as much as a word elsewhere."""
UNSPACED: Final = (
    "\u0e01-\u0e3e\u0e40-\u0e4e\u0e50-\u0e59\u0e80-\u0eff\u1000-\u1049\u1050-\u109f\u1780-\u17d3"
)
"""Thai, Lao, Burmese, Khmer: letters, but no spaces between words."""
MARKS: Final = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a"
    "\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0711\u0730-\u074a"
    "\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u0981-\u0983\u09bc-\u09d7\u09e2\u09e3"
    "\u0a01-\u0a03\u0a3c-\u0a51\u0a70\u0a71\u0a75\u0a81-\u0a83\u0abc-\u0acd\u0ae2\u0ae3"
    "\u0b01-\u0b03\u0b3c-\u0b57\u0b62\u0b63\u0b82\u0bbe-\u0bd7\u0c00-\u0c04\u0c3c-\u0c56\u0c62\u0c63"
    "\u0c81-\u0c83\u0cbc-\u0cd6\u0ce2\u0ce3\u0d00-\u0d03\u0d3b-\u0d57\u0d62\u0d63\u0d81-\u0df3"
    "\u0f18-\u0fbc\u135d-\u135f\u200c\u200d"
)
"""Vowel signs and accents, which `\\w` leaves out; and the joiners inside words."""

SMALL_PARTS: Final = re.compile(
    "为什么|為什麼|什么|什麼|怎么|怎麼|怎样|多少|如何|哪|谁|誰|吗|嗎|呢|的"
    "|なぜ|どこ|だれ|いつ|ですか|ますか|何|の"
    "|무엇|누가|언제|어디|얼마나|입니까|인가"
    "|ใคร|อะไร|ที่ไหน|ที่ใด|เมื่อไร|เมื่อใด|เท่าไร|เท่าใด|อย่างไร|ทำไม|เพราะเหตุใด|กี่|คือ|และ|ของ|ที่"
)
"""Small words in scripts that have no spaces: the terms are in what stands between them."""

Script = Literal[
    "latin", "cyrillic", "greek", "armenian", "hebrew", "arabic", "devanagari", "indic", "other"
]
_BLOCKS: Final[tuple[tuple[int, int, Script], ...]] = (
    (0x0041, 0x036F, "latin"),
    (0x1E00, 0x1EFF, "latin"),
    (0x0370, 0x03FF, "greek"),
    (0x1F00, 0x1FFF, "greek"),
    (0x0400, 0x052F, "cyrillic"),
    (0x0530, 0x058F, "armenian"),
    (0x0590, 0x05FF, "hebrew"),
    (0x0600, 0x077F, "arabic"),
    (0x0900, 0x097F, "devanagari"),
    (0x0980, 0x0DFF, "indic"),
)

_LETTER: Final = rf"[^\W_{IDEOGRAPHS}{UNSPACED}]"
PIECES: Final = re.compile(
    r"(\d++(?:[.,٫٬]\d++)*+)"
    rf"|([{IDEOGRAPHS}]++)"
    rf"|([{UNSPACED}]++)"
    rf"|({_LETTER}(?:{_LETTER}++|[{MARKS}]++)*+(?:[+#]++(?!\w))?)"
)
"""The pieces of a text that hold terms: a number, ideographs, unspaced letters or a word."""
ASCII_PIECES: Final = re.compile(r"[0-9]++(?:[.,][0-9]++)*+|[a-z][a-z0-9]*+(?:[+#]++(?!\w))?")
"""The same for a text in lower case that is ASCII."""


def script_of(word: str) -> Script:
    """The script of a word's first letter."""
    first = ord(word[0])
    for low, high, script in _BLOCKS:
        if low <= first <= high:
            return script
    return "other"
