"""Passages of a document, the units that are searched: some sentences of a page and a section."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from agent_runner.core.text import UNKNOWN, Sentence, language, sentences, terms
from agent_runner.store.library import Heading, Page, Passage

_USUAL_SENTENCE: Final = 120
"""Characters."""
_LEAST_WEIGHT: Final = 0.25
_MOST_WEIGHT: Final = 1.6
"""A sentence of usual length weighs 1; the short items of a list share a passage."""
_MOST_IN_ONE: Final = 7.5
_STEP: Final = 5.0
"""Weights: a section that weighs no more is one passage, else it is cut about every 5; with the
sentence that two share, each has about 3 to 6."""


def passages_of(pages: Sequence[Page], headings: Sequence[Heading]) -> list[Passage]:
    """The passages in their order. Neighbours in a section share one sentence; none runs over a
    heading or a page's end, and headings themselves stand in `section` alone."""
    found: list[Passage] = []
    for page, start, end, section in _stretches(pages, headings):
        within = sentences(page.text[start:end])
        for first, last in _windows(within):
            found.append(
                Passage(
                    number=len(found),
                    page=page.number,
                    start=start + within[first].start,
                    end=start + within[last].end,
                    section=section,
                )
            )
    return found


def with_terms(
    pages: Sequence[Page], passages: Iterable[Passage]
) -> list[tuple[Passage, list[str]]]:
    """Each passage with its index terms, its section's titles among them; for `Library.add`.

    A page's words are stemmed in the page's language, or, where it tells none (a table), in that
    of most pages.
    """
    languages = {page.number: language(page.text) for page in pages}
    known = Counter(name for name in languages.values() if name != UNKNOWN)
    usual = known.most_common(1)[0][0] if known else UNKNOWN
    texts = {page.number: page.text for page in pages}
    found: list[tuple[Passage, list[str]]] = []
    for passage in passages:
        spoken = languages[passage.page]
        spoken = usual if spoken == UNKNOWN else spoken
        text = texts[passage.page][passage.start : passage.end]
        titles = [term for title in passage.section for term in terms(title, spoken)]
        found.append((passage, terms(text, spoken) + titles))
    return found


def _stretches(
    pages: Sequence[Page], headings: Sequence[Heading]
) -> Iterator[tuple[Page, int, int, tuple[str, ...]]]:
    """The parts of pages between headings, each with the titles above it."""
    waiting = sorted(headings, key=lambda heading: (heading.page, heading.start or 0))
    above: list[Heading] = []
    place = 0
    for page in sorted(pages, key=lambda page: page.number):
        start = 0
        while place < len(waiting) and waiting[place].page <= page.number:
            heading = waiting[place]
            place += 1
            if heading.page == page.number and heading.start is not None:
                yield page, start, heading.start, _titles(above)
                start = _end_of_title(page.text, heading)
            above = [other for other in above if other.level < heading.level]
            above.append(heading)
        if page.status == "ok":
            yield page, start, len(page.text), _titles(above)


def _titles(above: Sequence[Heading]) -> tuple[str, ...]:
    return tuple(heading.title for heading in above)


def _end_of_title(text: str, heading: Heading) -> int:
    """Where the title ends in the text, whatever its white space; else the end of its line."""
    start = heading.start or 0
    place = start
    for char in heading.title:
        if char.isspace():
            continue
        while place < len(text) and text[place].isspace():
            place += 1
        if text[place : place + 1] != char:
            end = text.find("\n", start)
            return len(text) if end < 0 else end
        place += 1
    return place


def _windows(within: Sequence[Sentence]) -> Iterator[tuple[int, int]]:
    """First and last sentence of each passage; the last of one is the first of the next."""
    if not within:
        return
    reached: list[float] = [0.0]
    for sentence in within:
        length = sentence.end - sentence.start
        weight = min(_MOST_WEIGHT, max(_LEAST_WEIGHT, length / _USUAL_SENTENCE))
        reached.append(reached[-1] + weight)
    total = reached[-1]
    if total <= _MOST_IN_ONE or len(within) == 1:
        yield 0, len(within) - 1
        return
    count = max(2, round(total / _STEP))
    first = 0
    for part in range(1, count + 1):
        goal = total * part / count
        last = first + 1
        while last < len(within) - 1 and reached[last + 1] < goal:
            last += 1
        if part == count:
            last = len(within) - 1
        yield first, last
        first = last
        if first >= len(within) - 1:
            return
