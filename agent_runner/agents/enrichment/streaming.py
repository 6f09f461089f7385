"""The text in a JSON answer as it comes, and its way to the caller.

An answer that has to keep to a form comes as JSON; what of it is meant to be read is picked out
piece by piece. Where a sentence can be checked by itself, it waits until it is whole and passes;
otherwise a word that may turn out to be a link does.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from agent_runner.agents.enrichment.links import has_link, may_become_link
from agent_runner.context import RunContext

_ESCAPES: Final = {"n": "\n", "t": "\t", "r": "", "b": "", "f": "", "/": "/", "\\": "\\", '"': '"'}
_LAST_WORD: Final = re.compile(r"\S*\Z")
_SENTENCE_END: Final = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+|(?<=[。！？।])|\n+")
"""Also after an abbreviation or within a number: then less is held against the facts at once."""

Problem = Callable[[str], str | None]
"""Why a text may not be shown, in words for the log; None: it may."""


class FieldReader:
    """Takes JSON in pieces, and gives what stands in the string members with certain names."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self._names = names
        self._in_string = False
        self._escape: str | None = None
        self._high = 0
        self._string: list[str] = []
        self._key = ""
        self._is_value = False
        self._last_field: str | None = None

    def feed(self, piece: str) -> str:
        """What of this piece is meant to be read."""
        found: list[str] = []
        for char in piece:
            if not self._in_string:
                found.append(self._outside(char))
            elif self._escape is not None:
                found.append(self._escaped(char))
            elif char == "\\":
                self._escape = ""
            elif char == '"':
                self._in_string = False
                self._key = "" if self._is_value else "".join(self._string)
            else:
                found.append(self._taken(char))
        return "".join(found)

    def _outside(self, char: str) -> str:
        if char == '"':
            self._in_string, self._string = True, []
            if self._is_value and self._key in self._names:
                before, self._last_field = self._last_field, self._key
                return "" if before is None else " " if before == self._key else "\n\n"
        elif char == ":":
            self._is_value = True
        elif char in ",{}[]":
            self._is_value, self._key = False, ""
        return ""

    def _escaped(self, char: str) -> str:
        escape = f"{self._escape}{char}"
        if escape[0] != "u":
            self._escape = None
            return self._taken(_ESCAPES.get(escape, ""))
        if len(escape) < 5:
            self._escape = escape
            return ""
        self._escape = None
        try:
            code = int(escape[1:], 16)
        except ValueError:
            return ""
        if 0xD800 <= code < 0xDC00:
            self._high = code
            return ""
        if 0xDC00 <= code < 0xE000:
            high, self._high = self._high, 0
            if not high:
                return ""
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
        return self._taken(chr(code))

    def _taken(self, text: str) -> str:
        if not self._is_value:
            self._string.append(text)
            return ""
        return text if self._key in self._names else ""


class LinkShown(Exception):
    """What came holds a link: the rest is not wanted."""


class Shown:
    """The tokens of one answer on their way to the caller."""

    def __init__(self, ctx: RunContext, problem: Problem | None = None) -> None:
        """With `problem` a sentence is shown when it is whole, and only if there is none."""
        self._ctx = ctx
        self._problem = problem
        self._text = ""
        self._shown = 0
        self._is_held = False

    async def more(self, text: str) -> None:
        """Pass on what came, as far as it holds. Raises `LinkShown`."""
        if not text:
            return
        self._text += text
        if has_link(self._text):
            raise LinkShown
        if self._problem is not None:
            for end in self._ends():
                await self._show_sentence(end)
            return
        last = _LAST_WORD.search(self._text)
        word = last.group() if last else ""
        await self._show(len(self._text) - (len(word) if may_become_link(word) else 0))

    async def end(self) -> None:
        """Pass on the rest."""
        await self._show_sentence(len(self._text))

    async def withdraw(self, reason: str) -> None:
        """Tell the caller that what was passed on does not hold."""
        if self._shown:
            await self._ctx.send({"kind": "withdrawn", "reason": reason})

    def _ends(self) -> list[int]:
        """Where the sentences end that are whole and were not shown."""
        found = _SENTENCE_END.finditer(self._text, self._shown)
        return [one.end() for one in found if one.end() < len(self._text)]

    async def _show_sentence(self, end: int) -> None:
        sentence = self._text[self._shown : end].strip()
        if sentence and self._problem is not None and self._problem(sentence) is not None:
            self._is_held = True  # What becomes of the answer, the check of the whole decides.
        if not self._is_held:
            await self._show(end)

    async def _show(self, until: int) -> None:
        piece = self._text[self._shown : until]
        if piece:
            self._shown = until
            await self._ctx.send({"kind": "token", "text": piece})
