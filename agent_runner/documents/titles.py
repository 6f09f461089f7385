"""What a document is called: what its file says, its first large heading, or the file's name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from agent_runner.documents.characters import repaired
from agent_runner.documents.page_text import FoundHeading, PageText

_MOST_CHARACTERS = 200
_FIRST_PAGES = 2
_MOST_LINES, _MOST_OF_LINE = 3, 80
_LARGE = 1.3
_FILE_NAME = re.compile(
    r"\.(?:docx?|odt|rtf|tex|dvi|ps|pdf|indd|qxd|pptx?|odp|key|xlsx?|html?|txt|md)$", re.IGNORECASE
)
_OF_A_PROGRAM = re.compile(
    r"(?:microsoft (?:word|powerpoint)\b.*|powerpoint[ -]pr[äe]sentation"
    r"|(?:un|no ?)?titled?(?: ?\d*)"
    r"|(?:document|dokument|slide|folie|presentation|book) ?\d*|scan(?:ned)?\b.*|unbenannt.*"
    r"|ohne titel.*|sans titre.*|sin título.*|none|null|title|anonymous|unknown|pdf)",
    re.IGNORECASE,
)


def title_of(
    stated: str | None,
    pages: Sequence[PageText],
    headings: Sequence[FoundHeading],
    *,
    name: str,
    body_size: float,
) -> str:
    """`stated`: what the file's metadata say; `name`: the file's name."""
    title = _tidy(stated or "")
    if _is_sensible(title):
        return title
    return _first_large(pages, headings, body_size) or Path(name).stem or name


def _tidy(title: str) -> str:
    return " ".join(repaired(title).split())[:_MOST_CHARACTERS]


def _is_sensible(title: str) -> bool:
    if len(title) < 3 or not any(map(str.isalpha, title)) or "\ufffd" in title:
        return False
    if _FILE_NAME.search(title) or _OF_A_PROGRAM.fullmatch(title):
        return False
    # A file's name without its ending: `thesis_final_v2`.
    return " " in title or not re.search(r"[_\d]|[a-z][A-Z]", title)


def _first_large(
    pages: Sequence[PageText], headings: Sequence[FoundHeading], body_size: float
) -> str:
    """The largest of the headings on the first pages; without sizes, the first of level 1."""
    opening = "" if body_size else _opening(pages, headings)
    if opening:
        return opening
    by_number = {page.page.number: page for page in pages[:_FIRST_PAGES]}
    early = [one for one in headings if one.page in by_number]
    if not early:
        return ""
    if not body_size:
        return _tidy(next((one.title for one in early if one.level == 1), ""))
    sizes = [by_number[one.page].lines[one.first].size if one.first >= 0 else 0.0 for one in early]
    largest = max(sizes)
    return _tidy(early[sizes.index(largest)].title) if largest >= _LARGE * body_size else ""


def _opening(pages: Sequence[PageText], headings: Sequence[FoundHeading]) -> str:
    """The short lines that stand by themselves at the top of a text, above all its headings."""
    if not pages or any(one.page == pages[0].page.number and one.first <= 1 for one in headings):
        return ""
    block: list[str] = []
    for line in pages[0].lines:
        text = line.text.strip()
        if not text and block:
            break
        if text:
            block.append(text)
    else:
        return ""
    short = len(block) <= _MOST_LINES and all(len(line) <= _MOST_OF_LINE for line in block)
    title = _tidy(" ".join(block))
    return title if short and title[:1].isupper() and title[-1] not in ".,;:!?" else ""
