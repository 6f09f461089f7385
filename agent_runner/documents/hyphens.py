"""Words that were divided at the end of a line put together again.

Whether a hyphen belongs to its word is asked of the document's own words: does it stand elsewhere
with it, or without? Where it stands nowhere else it is joined, as most hyphens at line ends are for
the line's sake, unless what stands before it is known for keeping it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from agent_runner.documents.raw import Line

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_END = re.compile(r"((?:[^\W\d_]+-)*[^\W\d_]+)[-\u2010\u00ad]$")
_START = re.compile(r"([^\W\d_]+(?:-[^\W\d_]+)*)(\S*)\s?")
_KEEPS_HYPHEN = frozenset(
    ("self", "well", "non", "semi", "quasi", "half", "ex", "all", "cross", "high", "low", "long")
)
_JOINS = frozenset(("und", "oder", "bis", "sowie", "and", "or", "to", "y", "o", "e", "ou", "et"))
"""Behind a hyphen that stands for a word left out: `Ein- und Ausgabe`."""

Vocabulary = Counter[str]


def vocabulary(texts: Iterable[str]) -> Vocabulary:
    """How often each word stands, in lower case, hyphens inside included."""
    words: Vocabulary = Counter()
    for text in texts:
        words.update(_WORD.findall(text.lower()))
    return words


def joined(lines: Sequence[Line], words: Vocabulary) -> list[Line]:
    """The lines; the rest of a divided word has moved up to its beginning."""
    result: list[Line] = []
    for line in lines:
        if result and line.text and result[-1].text.endswith(("-", "\u2010", "\u00ad")):
            above, text = _moved(result[-1].text, line.text, words)
            result[-1] = result[-1]._replace(text=above)
            if not text:
                continue
            line = line._replace(text=text)
        result.append(line)
    return result


def _moved(above: str, below: str, words: Vocabulary) -> tuple[str, str]:
    end, start = _END.search(above), _START.match(below)
    if end is None or start is None or start[1].lower() in _JOINS:
        return above, below
    first, rest = end[1], start[1]
    is_soft = above.endswith("\u00ad")
    hyphen = "" if is_soft or _is_for_the_line(first, rest, words) else "-"
    return f"{above[:-1]}{hyphen}{rest}{start[2]}", below[start.end() :]


def _is_for_the_line(first: str, rest: str, words: Vocabulary) -> bool:
    """Whether the word is written without the hyphen that stands between its two parts."""
    if not rest[0].islower():
        return first.isupper() and rest.isupper()
    whole, parts = f"{first}{rest}".lower(), f"{first}-{rest}".lower()
    if words[whole] != words[parts]:
        return words[whole] > words[parts]
    return first.lower().rpartition("-")[2] not in _KEEPS_HYPHEN
