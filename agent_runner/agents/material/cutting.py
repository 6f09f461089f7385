"""Where the parts of a document begin: at its sections, or, without headings, at its pages.

A lone section over everything gives way to what stands below it; a section that takes longer than
a sitting, to its own sections. Where there are very many, small neighbours are put together.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from agent_runner.agents.material.documents import Material
from agent_runner.core.materials import Section, Span, minutes_to_read

STUDY_FACTOR = 3.0
_SITTING_MINUTES = 45
_MANY_PARTS = 24
_TOGETHER_MINUTES = (15, 30, _SITTING_MINUTES)
_FROM_TO = " … "
_APPARATUS = re.compile(
    r"(?:table of )?contents|(?:subject |name )?index|references|bibliography|works cited|"
    r"acknowledge?ments?|copyright.*|about the authors?|"
    r"list of (?:figures|tables|symbols|abbreviations)|"
    r"(?:image|photo|picture) credits|(?:bild|abbildungs|tabellen|symbol|abkürzungs|quellen)"
    r"(?:verzeichnis|nachweise?|quellen)|symbole|abkürzungen|sachregister|(?:index of )?notation|"
    r"inhalt(?:sverzeichnis)?|literatur(?:verzeichnis)?|stichwortverzeichnis|danksagung|"
    r"table des matières|bibliographie|remerciements|índice|bibliografía|agradecimientos"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Cut:
    """Where a part begins, before anything is measured."""

    title: str
    group: str
    start: Span
    minutes: float

    @property
    def is_apparatus(self) -> bool:
        return _APPARATUS.fullmatch(self.title.strip().lower()) is not None


def cuts_of(sections: Sequence[Section]) -> list[Cut]:
    """Where the parts begin in a document with these sections; none where there are none."""
    below: dict[int | None, list[Section]] = {}
    for section in sections:
        if section.spans:
            below.setdefault(section.parent, []).append(section)
    roots = below.get(None, [])
    while len(roots) == 1 and len(below.get(roots[0].number, ())) > 1:
        roots = below[roots[0].number]
    cuts = [cut for root in roots for cut in _divided(root, below, group="")]
    return _together(cuts)


def cuts_by_pages(material: Material) -> list[Cut]:
    """As many pages in each part as fit a sitting."""
    groups: list[list[int]] = []
    minutes: list[float] = []
    for page in material.pages:
        if not page.text.strip():
            continue
        reading = minutes_to_read(page.text)
        if groups and STUDY_FACTOR * (minutes[-1] + reading) <= _SITTING_MINUTES:
            groups[-1].append(page.number)
            minutes[-1] += reading
        else:
            groups.append([page.number])
            minutes.append(reading)
    if len(groups) == 1:
        start = Span(groups[0][0], 0, 0)
        whole = Cut(title=material.title, group="", start=start, minutes=minutes[0])
        return [whole]
    return [
        Cut(
            title=f"Pages {numbers[0]}–{numbers[-1]}" if len(numbers) > 1 else f"Page {numbers[0]}",
            group="",
            start=Span(numbers[0], 0, 0),
            minutes=reading,
        )
        for numbers, reading in zip(groups, minutes, strict=True)
    ]


def _divided(section: Section, below: Mapping[int | None, list[Section]], group: str) -> list[Cut]:
    inner = below.get(section.number, [])
    if len(inner) > 1 and STUDY_FACTOR * section.minutes > _SITTING_MINUTES:
        first, *others = inner
        # What stands before the first of them goes with it.
        inner = [replace(first, spans=(section.spans[0], *first.spans)), *others]
        return [cut for one in inner for cut in _divided(one, below, group=section.title)]
    return [Cut(title=section.title, group=group, start=section.spans[0], minutes=section.minutes)]


def _together(cuts: list[Cut]) -> list[Cut]:
    """Where there are very many parts, small neighbours of one section are learnt together."""
    for most_minutes in _TOGETHER_MINUTES:
        if len(cuts) <= _MANY_PARTS:
            break
        cuts = _joined(cuts, most_minutes)
    return cuts


def _joined(cuts: list[Cut], most_minutes: int) -> list[Cut]:
    joined: list[list[Cut]] = []
    for cut in cuts:
        last = joined[-1] if joined else None
        if (
            last
            and last[0].group == cut.group
            and not last[0].is_apparatus
            and not cut.is_apparatus
            and STUDY_FACTOR * (sum(one.minutes for one in last) + cut.minutes) <= most_minutes
        ):
            last.append(cut)
        else:
            joined.append([cut])
    return [
        group[0]
        if len(group) == 1
        else replace(
            group[0],
            title=f"{group[0].title.split(_FROM_TO)[0]}{_FROM_TO}{group[-1].title.split(_FROM_TO)[-1]}",
            minutes=sum(cut.minutes for cut in group),
        )
        for group in joined
    ]
