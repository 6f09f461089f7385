"""Key terms of an open textbook's chapters against the terms that its authors have marked.

`python -m tests.bench.quality.textbook FOLDER`, FOLDER holding an OpenStax book: its tables of
contents in `collections/`, and `modules/*/index.cnxml`. Each chapter is a document, each of its
modules a page; the marks are taken off the text before it is read. Two spellings are the same term
when they agree folded, without punctuation and with every word in the singular.
"""

from __future__ import annotations

import json
import re
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from agent_runner.core.materials import key_terms
from agent_runner.core.tokens import stems

_LIMIT = 10
_BLOCKS = frozenset({"para", "item", "title", "note", "entry", "caption", "section", "list"})
_LEFT_OUT = frozenset({"metadata", "glossary", "media", "exercise", "code-block"})
_TEST_SECTIONS = re.compile("key terms|glossary", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Page:
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class _Heading:
    title: str
    level: int
    page: int
    start: int | None


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter as a document, and the terms that are marked in it."""

    title: str
    pages: Sequence[_Page]
    headings: Sequence[_Heading]
    marked: frozenset[tuple[str, ...]]


def measure(folder: Path) -> Mapping[str, object]:
    """Precision and recall of the first ten terms: means over the chapters with marked terms."""
    rows: list[tuple[float, float, float]] = []
    seconds = 0.0
    for chapter in chapters(folder):
        if not chapter.marked:
            continue
        started = time.perf_counter()
        found = key_terms(chapter.pages, chapter.headings, limit=_LIMIT)
        seconds += time.perf_counter() - started
        hits = [one for one in found if stems(one.term) in chapter.marked]
        defined = sum(one.definition is not None for one in found)
        rows.append((len(hits) / _LIMIT, len(hits) / len(chapter.marked), defined / _LIMIT))
    precision, recall, defined = (sum(column) / len(rows) for column in zip(*rows, strict=True))
    return {
        "chapters": len(rows),
        "precision_at_10": round(precision, 3),
        "recall_at_10": round(recall, 3),
        "with_definition": round(defined, 3),
        "ms_per_chapter": round(1000 * seconds / len(rows), 1),
    }


def chapters(folder: Path) -> Iterable[Chapter]:
    """The chapters of all collections in their order."""
    for collection in sorted((folder / "collections").glob("*.xml")):
        for sub in ET.parse(collection).getroot().iter():
            if _name(sub) != "subcollection":
                continue
            modules = [one.attrib["document"] for one in sub.iter() if _name(one) == "module"]
            title = next((one.text or "" for one in sub.iter() if _name(one) == "title"), "")
            paths = [folder / "modules" / one / "index.cnxml" for one in modules]
            yield _chapter(title, [path for path in paths if path.is_file()])


def _chapter(title: str, paths: Sequence[Path]) -> Chapter:
    pages: list[_Page] = []
    headings: list[_Heading] = []
    marked: set[tuple[str, ...]] = set()
    for number, path in enumerate(paths, start=1):
        writing = _Writing(number)
        writing.write(ET.parse(path).getroot(), level=0)
        pages.append(_Page(number, writing.text))
        headings += writing.headings
        marked |= writing.marked
    return Chapter(title, pages, headings, frozenset(marked))


class _Writing:
    """A module's text with a blank line between its blocks."""

    def __init__(self, page: int) -> None:
        self.text = ""
        self.headings: list[_Heading] = []
        self.marked: set[tuple[str, ...]] = set()
        self._page = page

    def write(self, element: ET.Element, *, level: int) -> None:
        name = _name(element)
        if name in _LEFT_OUT or (name == "section" and self._is_list_of_terms(element)):
            return
        if name == "term":
            self.marked.add(stems(" ".join("".join(element.itertext()).split())))
        block = name in _BLOCKS
        if block:
            self._break()
        start = len(self.text)
        self._add(element.text)
        for child in element:
            self.write(child, level=level + (name == "section"))
            self._add(child.tail)
        if name == "title":
            title = self.text[start:].strip()
            self.headings.append(_Heading(title, level + 1, self._page, start))
        if block:
            self._break()

    def _is_list_of_terms(self, section: ET.Element) -> bool:
        title = next((one for one in section if _name(one) == "title"), None)
        return title is not None and _TEST_SECTIONS.search("".join(title.itertext())) is not None

    def _add(self, text: str | None) -> None:
        words = " ".join((text or "").split())
        if not words:
            if text and self.text and not self.text[-1].isspace():
                self.text += " "
            return
        if text and text[0].isspace() and self.text and not self.text[-1].isspace():
            words = " " + words
        self.text += words + (" " if text and text[-1].isspace() else "")

    def _break(self) -> None:
        self.text = self.text.rstrip()
        if self.text:
            self.text += "\n\n"


def _name(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1])), indent=2))
