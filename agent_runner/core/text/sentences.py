"""Where the sentences of a text stand, by rules; in time linear in the text, whatever it holds.

A sentence runs over line breaks and ends at a blank line, at a list item, and at its final mark,
unless that mark belongs to an abbreviation, an initial, a number or a quotation that goes on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Final, NamedTuple

from agent_runner.core.text.abbreviations import BEFORE_MORE, MAY_END
from agent_runner.core.text.languages import language
from agent_runner.core.text.stop_words import LATIN


class Sentence(NamedTuple):
    """A span of characters of the text, `end` exclusive, without the space around it."""

    start: int
    end: int


LONGEST: Final = 1000
"""Characters; what goes on without any mark (a table, a listing) is cut at a space before this."""
_SHORTEST_UNSPACED: Final = 60
"""Thai has no mark at a sentence's end: a space counts as one after this many characters."""
_LONGEST_ORDINAL: Final = 2
"""Digits: "am 3. Oktober", "im 19. Jahrhundert"."""
_ORDINALS_WITH_STOP: Final = frozenset({"de", "da", "no", "fi", "cs", "hu", "pl", "tr"})

_CLOSING: Final = "\"'”’»›)\\]}」』】）〉》＂"
_OPENING: Final = "\"'“”„‘‚«‹(\\[{「『【（〈《¿¡*_—–\\- "
_BREAK: Final = re.compile(
    r"(?P<wide>(?<![。！？｡．])[。！？｡．]++[" + _CLOSING + r"]*+)"
    r"|(?P<mark>(?<![.!?…؟।॥۔])[.!?…؟।॥۔]++[" + _CLOSING + r"]*+(?:\[\d{1,3}\])*+)"
    r"|(?P<gap>\n[ \t\u00a0\r]*+\n\s*+|[\f\v\u2029]\s*+)"
    r"|(?P<bullet>\n[ \t]*+(?=[•‣▪◦●○■□►➢✓❖·∙][ \t]*+\S))"
    r"|(?P<item>\n[ \t]*+(?=(?:[-*–—+]|\(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,4})[.)])[ \t]++\S))"
    r"|(?P<unspaced>(?<=[\u0e01-\u0eff\u1780-\u17ff])[ ]++(?=[\u0e01-\u0eff\u1780-\u17ff]))"
)
_ITEM: Final = re.compile(r"(?:[-*–—+•]|\(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,4})[.)])(?:[ \t]|$)")
_SPACE: Final = re.compile(r"\s*+")
_NEXT: Final = re.compile(rf"[{_OPENING}]*+([^\W\d_]?)([^\W\d_]*+)")
_BEFORE: Final = re.compile(r"[^\s" + _OPENING + _CLOSING + r"/]+\Z")
_WORD_REACH: Final = 24
"""How far back a word before a full stop is looked at."""


def sentences(text: str) -> list[Sentence]:
    """The sentences in their order; together they hold all characters but white space."""
    return list(_Splitting(text).sentences())


class _Splitting:
    def __init__(self, text: str) -> None:
        self._text = text
        self._start = 0

    @cached_property
    def _language(self) -> str:
        return language(self._text)

    @cached_property
    def _small_words(self) -> frozenset[str]:
        return LATIN.get(self._language, LATIN["en"])

    def sentences(self) -> Iterator[Sentence]:
        text = self._text
        self._start = _skip_space(text, 0)
        for found in _BREAK.finditer(text):
            if found.end() <= self._start:
                continue
            kind = found.lastgroup
            end = found.end() if kind in ("wide", "mark") else found.start()
            if kind in ("gap", "bullet", "wide") or self._ends(kind, found):
                yield from _cut(text, self._start, end)
                self._start = _skip_space(text, found.end())
        yield from _cut(text, self._start, len(text))

    def _ends(self, kind: str | None, found: re.Match[str]) -> bool:
        if kind == "mark":
            return self._mark_ends(found)
        if kind == "item":
            return self._item_begins(found)
        return found.start() - self._start >= _SHORTEST_UNSPACED

    def _item_begins(self, found: re.Match[str]) -> bool:
        """A line that looks like an item is one after a finished line, or after another item."""
        before = self._text[max(self._start, found.start() - 3) : found.start()].rstrip()
        return before[-1:] in ".:;!?" or _ITEM.match(self._text, self._start) is not None

    def _mark_ends(self, found: re.Match[str]) -> bool:
        text = self._text
        after = found.end()
        if after < len(text) and not text[after].isspace():
            return text[found.start()] in "।॥۔؟"
        here = _skip_space(text, after)
        if here == len(text):
            return True
        if found.start() == self._start:
            return False  # "... and so on": nothing stands before the mark
        first, rest = _next_word(text, here)
        if first.islower():
            return False
        if text[found.start()] != "." or found.end() - found.start() != 1:
            return True
        return self._full_stop_ends(found.start(), first, rest)

    def _full_stop_ends(self, stop: int, first: str, rest: str) -> bool:
        """Whether the one full stop at `stop` ends a sentence, before a word in upper case,
        a number, or a word of a script without cases."""
        before = _word_before(self._text, max(self._start, stop - _WORD_REACH), stop)
        if not before:
            return True
        word = before.lower()
        begins_anew = bool(first) and (first + rest).lower() in self._small_words
        if word.isdigit():
            if stop - len(before) == self._start:
                return False  # "1. Introduction"
            if len(word) > _LONGEST_ORDINAL or begins_anew or not first:
                return True
            return self._language not in _ORDINALS_WITH_STOP
        if len(word) == 1 and word.isalpha() and stop - 1 == self._start:
            return False  # "a. First"
        if len(word) == 1 and (before.isupper() or not first.isupper()):
            return begins_anew
        if word in MAY_END or word in _ALSO_WORDS:
            return begins_anew
        if word in BEFORE_MORE:
            return False
        if len(word) == 1 and word.isalpha():
            return bool(rest) or begins_anew  # not "z. B."
        if "." in word and all(len(part) == 1 for part in word.split(".")):
            return begins_anew  # U.S.S.R., J.R.R.
        return True


_ALSO_WORDS: Final = frozenset({"no", "on", "est", "ref", "art", "min", "max", "ex", "prop", "s"})
"""Abbreviations that are also words, which may end a sentence."""


def _cut(text: str, start: int, end: int) -> Iterator[Sentence]:
    while end - start > LONGEST:
        cut = max(text.rfind("\n", start + 1, start + LONGEST), 0)
        if cut <= start + LONGEST // 2:
            cut = max(text.rfind(" ", start + 1, start + LONGEST), cut)
        if cut <= start:
            cut = start + LONGEST
        yield Sentence(start, _strip_end(text, start, cut))
        start = _skip_space(text, cut)
    end = _strip_end(text, start, end)
    if end > start:
        yield Sentence(start, end)


def _skip_space(text: str, place: int) -> int:
    found = _SPACE.match(text, place)
    return place if found is None else found.end()


def _strip_end(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1].isspace():
        end -= 1
    return end


def _next_word(text: str, place: int) -> tuple[str, str]:
    found = _NEXT.match(text, place)
    return ("", "") if found is None else (found.group(1), found.group(2))


def _word_before(text: str, low: int, stop: int) -> str:
    found = _BEFORE.search(text[low:stop])
    return "" if found is None else found.group()
