"""Whether a quote stands on a page, and where.

Used for what we quote and for what a model says it quotes: no citation leaves unchecked.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_HYPHENS: Final = "-\u2010\u2011"
_SOFT_HYPHEN: Final = "\u00ad"
_SAME: Final = {
    "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "‚": "'",
    "–": "-", "—": "-", "−": "-", "\u2010": "-", "\u2011": "-",
}  # fmt: skip

_CUT_NUMBER_BEFORE: Final = re.compile(r"(?:\d[.,]|(?:^|[\s(\[])[-\u2212])\d\Z")
"""The number of the quote is the end of one: 5 of 3.5, 3 of −3."""
_CUT_NUMBER_AFTER: Final = re.compile(r"\d[.,]\d")
_UNSPACED_FROM: Final = "\u0e00"
"""Thai and most of what comes after it in Unicode (Chinese, Japanese) has no spaces."""


def quote_stands(page_text: str, start: int, end: int, quote: str) -> bool:
    """Whether the page says exactly this at this place."""
    return 0 <= start < end <= len(page_text) and page_text[start:end] == quote


def find_quote(page_text: str, quote: str) -> tuple[int, int] | None:
    """Where the page holds the quote, as `(start, end)`; None if it does not.

    White space, hyphens between letters (a word divided at a line's end), case, ligatures and the
    form of quotation marks make no difference; a word, a number or a minus does. The quote has to
    begin and end where words do.
    """
    if not any(char.isalnum() for char in quote):
        return None
    at = page_text.find(quote)
    if at >= 0 and _stands_apart(page_text, at, at + len(quote)):
        return at, at + len(quote)
    sought, _places = _squeezed(quote)
    held, places = _squeezed(page_text)
    found = held.find(sought)
    while found >= 0:
        start, end = places[found], places[found + len(sought) - 1] + 1
        if _stands_apart(page_text, start, end):
            return start, end
        found = held.find(sought, found + 1)
    return None


def _squeezed(text: str) -> tuple[str, list[int]]:
    """The text without what makes no difference, and where each character of it stood."""
    seen = [place for place, char in enumerate(text) if not char.isspace() and char != _SOFT_HYPHEN]
    kept: list[str] = []
    places: list[int] = []
    for number, place in enumerate(seen):
        char = text[place]
        before = seen[number - 1] if number else place
        if char in _HYPHENS and number and number + 1 < len(seen):
            after = text[seen[number + 1]]
            if text[before].isalpha() and after.isalpha():
                continue
        if place - before > 1 and char.isdigit() and text[before].isdigit():
            kept.append(" ")  # "3 4" is not "34"
            places.append(before)
        plain = _SAME.get(char) or "".join(unicodedata.normalize("NFKC", char).casefold().split())
        kept.append(plain)
        places += [place] * len(plain)
    return "".join(kept), places


def _stands_apart(text: str, start: int, end: int) -> bool:
    """Whether no word or number is cut; in scripts without spaces words may be."""
    if _CUT_NUMBER_BEFORE.search(text[max(0, start - 3) : start + 1]):
        return False
    if _CUT_NUMBER_AFTER.match(text, end - 1):
        return False
    return not (
        (start > 0 and _is_one_word(text[start - 1], text[start]))
        or (end < len(text) and _is_one_word(text[end - 1], text[end]))
    )


def _is_one_word(left: str, right: str) -> bool:
    if not (left.isalnum() and right.isalnum()):
        return False
    return left < _UNSPACED_FROM and right < _UNSPACED_FROM
