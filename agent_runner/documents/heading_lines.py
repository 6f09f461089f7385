"""What a line must be like to be a heading, whatever kind of file it is in."""

from __future__ import annotations

import re

_MOST_CHARACTERS = 120
_MOST_WORDS = 16
_NUMBERED = re.compile(
    r"(?P<number>(?:\d{1,3}|[A-Z])(?:\.\d{1,3}){0,5}|[IVX]{1,5}\.)\.?\)?\s+(?=[^\W\d_])"
)
_NAMED = re.compile(
    r"(?P<name>part|chapter|unit|lesson|lecture|module|section|appendix|exercise|theorem|teil|kapitel"
    r"|abschnitt|anhang|lektion|einheit|vorlesung|partie|chapitre|leçon|annexe|parte|capítulo|capitolo"
    r"|lección|sección|apéndice|appendice)\s+(?:\d{1,3}(?:\.\d{1,3}){0,5}|[IVXLC]{1,7}|[A-Z])\b",
    re.IGNORECASE,
)
_NO_TITLE = re.compile(
    r"\d{3,4}\s+\D"
    r"|\[[^\]]*\]$"  # "[IMAGE]"
    r"|\d+\.\s+(?:auflage|edition|ausgabe|januar|februar|märz|april|mai|juni|juli|august"
    r"|september|oktober|november|dezember)\b"
    r"|\d{1,4}\s+(?:\d+\.)+\d*\.?\s"  # a page's number before that of its section
    r"|(?:\d+|[A-Z])(?:\s+[^\W\d_]){1,2}(?:\s+\w{1,3})*\s*$",  # "0 R cos v"
    re.IGNORECASE,
)
"""What opens or counts like a heading and is a label, a date, a page's head or a formula."""
_OUTERMOST = frozenset(("part", "teil", "partie", "parte"))
_INNER = frozenset(
    (
        "section",
        "abschnitt",
        "sección",
        "exercise",
        "theorem",
        "lesson",
        "lektion",
        "leçon",
        "lección",
    )
)


def may_be_heading(text: str) -> bool:
    """Short, with words, and not a sentence or a part of one."""
    if not text or len(text) > _MOST_CHARACTERS or len(text.split()) > _MOST_WORDS:
        return False
    if sum(map(str.isalpha, text)) < max(2, len(text) // 3):
        return False
    if ". ." in text or "..." in text or "…" in text:  # a line of a table of contents
        return False
    if _NO_TITLE.match(text):
        return False
    return text[-1] not in ",;:" and not (text[-1] == "." and len(text.split()) > 4)


def numbered_level(text: str) -> int | None:
    """By its number, the depth of a heading such as `2.1 Cells`, `B. Proofs`, `Chapter 3`."""
    named = _NAMED.match(text)
    if named is not None:
        name = named["name"].lower()
        return 1 if name in _OUTERMOST else 2 if name in _INNER else 1
    found = _NUMBERED.match(text)
    if found is None:
        return None
    number: str = found["number"].rstrip(".")
    return number.count(".") + 1
