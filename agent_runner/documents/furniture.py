"""What stands on pages for the sake of the pages: running heads and feet, page numbers.

A line is dropped only from a page's edge, and only where the pages agree: it is the same line on
several of them, or it carries the number of its page as others do. A page is never left empty.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from agent_runner.documents.raw import Line, RawPage

_LEAST_PAGES = 3
_EDGE_LINES = 2
_MOST_LETTERS = 120
_LARGER = 1.15
"""A line that is larger than most text is a title, though it stands on several pages."""
_NUMBER = re.compile(r"\d{1,4}|[ivxlcdm]{1,7}", re.IGNORECASE)
_NUMBER_WORD = r"(?:pages?|p\.|pg\.?|seite|s\.|página|pág\.?|pagina|sida|side|strona|стр\.?)"
_NUMBER_ONLY = re.compile(
    rf"\W*(?:{_NUMBER_WORD}\s*)?(\d{{1,4}}|[ivxlcdm]{{1,7}})\W*"
    rf"(?:(?:of|von|de|di|sur|/|из|av)\s*\d{{1,4}}\W*)?",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?:\S+\s+){3,}\S+[.!?]$")

Edge = Literal["head", "foot"]


@dataclass(frozen=True, slots=True)
class _Placed:
    page: int
    index: int
    edge: Edge
    line: Line


def without_furniture(pages: Sequence[RawPage], body_size: float) -> list[RawPage]:
    """The pages without their heads and feet. `body_size`: that of most text, 0 if unknown."""
    placed = [one for page in pages for one in _edges(page) if _may_be(one.line, body_size)]
    drop: dict[int, set[int]] = {}
    for one in (*_repeated(placed), *_numbered(placed, len(pages))):
        drop.setdefault(one.page, set()).add(one.index)
    return [_without(page, drop[page.number]) if page.number in drop else page for page in pages]


def _edges(page: RawPage) -> Iterator[_Placed]:
    shown = [index for index, line in enumerate(page.lines) if line.text.strip()]
    for index in shown[:_EDGE_LINES]:
        yield _Placed(page.number, index, "head", page.lines[index])
    for index in shown[-_EDGE_LINES:]:
        yield _Placed(page.number, index, "foot", page.lines[index])


def _may_be(line: Line, body_size: float) -> bool:
    if len(line.text) > _MOST_LETTERS:
        return False
    return not (body_size and line.size > _LARGER * body_size)


def _repeated(placed: Sequence[_Placed]) -> Iterator[_Placed]:
    """Lines whose words stand at the same edge of several pages, numbers that count up aside."""
    pages: dict[tuple[Edge, str], set[int]] = {}
    worded = [(one, _words(one.line.text)) for one in placed]
    for one, words in worded:
        pages.setdefault((one.edge, words), set()).add(one.page)
    for one, words in worded:
        if len(pages[one.edge, words]) >= _LEAST_PAGES and any(map(str.isalpha, words)):
            yield one


def _words(text: str) -> str:
    """The line without a number at its start or end, which may be the page's."""
    return " ".join(re.sub(r"^\d{1,4}\b(?!\.)|\b\d{1,4}$", "", text.strip()).lower().split())


def _numbered(placed: Sequence[_Placed], count: int) -> Iterator[_Placed]:
    """Lines that carry the number of their page: so far from its place in the file as others do."""
    if count < _LEAST_PAGES:
        return
    bare = [(one, number) for one in placed for number in _bare_number(one.line.text)]
    ends = [(one, number) for one in placed for number in _numbers_at_ends(one.line.text)]
    for found in (bare, ends):
        pages: dict[tuple[Edge, int], set[int]] = {}
        for one, number in found:
            pages.setdefault((one.edge, number - one.page), set()).add(one.page)
        enough = max(_LEAST_PAGES, count // 4 if found is ends else 0)
        for one, number in found:
            if len(pages[one.edge, number - one.page]) >= enough:
                yield one


def _bare_number(text: str) -> Iterator[int]:
    found = _NUMBER_ONLY.fullmatch(text.strip())
    if found is not None:
        number = _number(found[1])
        if number is not None:
            yield number


def _numbers_at_ends(text: str) -> Iterator[int]:
    text = text.strip()
    if _SENTENCE.match(text):
        return
    start = re.match(rf"(?:{_NUMBER_WORD}\s*)?(\d{{1,4}})(?=\s)", text, re.IGNORECASE)
    end = re.search(r"(?<=\s)(\d{1,4})$", text)
    for found in (start, end):
        if found is not None:
            yield int(found[1])


_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}


def _number(text: str) -> int | None:
    if text.isdecimal():
        return int(text)
    values = [_ROMAN[letter] for letter in text.lower()]
    return sum(
        -value if value < max(values[place:]) else value for place, value in enumerate(values)
    )


def _without(page: RawPage, drop: set[int]) -> RawPage:
    left = [line for index, line in enumerate(page.lines) if index not in drop]
    if not any(line.text.strip() for line in left):
        return page
    while left and not left[0].text:
        del left[0]
    while left and not left[-1].text:
        del left[-1]
    return replace(page, lines=tuple(left))


def body_size(pages: Sequence[RawPage]) -> float:
    """The size that most letters of the document have; 0 where sizes are not known."""
    letters: Counter[float] = Counter()
    for page in pages:
        for line in page.lines:
            letters[round(line.size * 2) / 2] += len(line.text)
    letters.pop(0.0, None)
    return letters.most_common(1)[0][0] if letters else 0.0
