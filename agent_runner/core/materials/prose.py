"""The sentences of a document, and which of them can be read on their own.

What stands in the list of contents or of references is left out, as are the lines of tables and
code; a sentence that a page break cuts is there in two halves, neither of them whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from agent_runner.core.materials.sections import Piece, is_side_matter, pieces
from agent_runner.core.materials.spans import HeadingPlace, PageText, Span, in_one_line
from agent_runner.core.text import language as language_of
from agent_runner.core.text import sentences
from agent_runner.core.text.scripts import MARKS

_LANGUAGE_SAMPLE = 4000
_BULLET = re.compile(r"\s*(?:[•‣▪●○◦·∙*–—-]\s+|\(?\d{1,2}[.)]\s+|\(?[a-z]\)\s+)+")
_END = re.compile(r"[.!?…。！？؟।։]['\"”’»)\]]*$")
_LOWER = re.compile(r"['\"“‘«(\[]*[a-zà-öø-ÿα-ωа-я]")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+(?:[.,]\d+)*")
_UNSPACED = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]"
)
_CHARACTERS_PER_WORD = 2
"""How many characters of a script without spaces are taken for a word."""
_LETTER = re.compile(rf"[^\W\d_]|[{MARKS} ]")
_LEAST_LETTERS = 0.75
"""Share of letters and spaces in a sentence that is made of words."""
_LEADERS = re.compile(r"\.{4,}|(?:\. ){4,}|…{2,}")
_REFERENCE = re.compile(r"\[\d+\]\s|.*\b(?:doi|arXiv|ISBN|https?://)\b.*\d")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: where it stands, its text in one line, the number of its heading (None: before
    the first), its place from 0 in that section, its words, and whether it can stand alone: it is
    complete, and made of words.
    """

    span: Span
    text: str
    heading: int | None
    place: int
    words: int
    whole: bool


def prose(pages: Sequence[PageText], headings: Sequence[HeadingPlace]) -> list[Sentence]:
    """The sentences in the order of the document."""
    found: list[Sentence] = []
    places: dict[int | None, int] = {}
    for piece in pieces(pages, headings):
        if piece.heading is not None and is_side_matter(headings[piece.heading].title):
            continue
        for start, end in _of_piece(piece):
            text = in_one_line(piece.page.text[start:end])
            words = word_count(text)
            found.append(
                Sentence(
                    span=Span(piece.page.number, start, end),
                    text=text,
                    heading=piece.heading,
                    place=places.get(piece.heading, 0),
                    words=words,
                    whole=_is_whole(text, words),
                )
            )
            places[piece.heading] = places.get(piece.heading, 0) + 1
    return found


def document_language(pages: Sequence[PageText]) -> str:
    """The language of a document, by the middle of it, where there is prose."""
    texts = [page.text for page in pages if page.text.strip()]
    middle = len(texts) // 2
    sample = "\n\n".join(texts[middle : middle + 3])
    return language_of(sample[:_LANGUAGE_SAMPLE])


def word_count(text: str) -> int:
    """Words and numbers; a script without spaces counts as one word for two characters."""
    unspaced = len(_UNSPACED.findall(text))
    if not unspaced:
        return len(_WORD.findall(text))
    spaced = len(_WORD.findall(_UNSPACED.sub(" ", text)))
    return spaced + unspaced // _CHARACTERS_PER_WORD


def _of_piece(piece: Piece) -> list[tuple[int, int]]:
    """Start and end of each sentence in the page's text, without white space and bullets."""
    text = piece.page.text[piece.start : piece.end]
    found: list[tuple[int, int]] = []
    for one in sentences(text):
        bullet = _BULLET.match(text, one.start, one.end)
        start = one.start if bullet is None else bullet.end()
        bare = text[start : one.end].strip()
        if bare:
            start = text.index(bare, start)
            found.append((piece.start + start, piece.start + start + len(bare)))
    return found


def _is_whole(text: str, words: int) -> bool:
    if words < 4 or _END.search(text) is None or _LOWER.match(text) is not None:
        return False
    if _LEADERS.search(text) is not None or _REFERENCE.match(text) is not None:
        return False
    return len(_LETTER.findall(text)) >= _LEAST_LETTERS * len(text)
