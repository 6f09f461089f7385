"""The lines of a PDF's page, made of the pieces that pypdf shows, with their sizes and paragraphs.

A PDF has no paragraphs: one ends where the next line stands further away than lines do on this
page, where the letters change their size, or before a line that is indented.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median_low
from typing import NamedTuple

from agent_runner.documents.raw import Line

_WIDER = 1.3
"""How much wider than usual the way to the next line is where a paragraph ends."""
_OTHER_SIZE = 1.12
_INDENT_EMS = 0.8
_MOST_INDENT_EMS = 4.0
_BLANK = Line(text="")


class PlacedLine(NamedTuple):
    """A line that is not blank, the size of its letters and where it begins, in points."""

    text: str
    size: float
    left: float
    baseline: float


@dataclass(slots=True)
class LinesSeen:
    """Takes the pieces of one page in their order; `add` is pypdf's `visitor_text`."""

    _pieces: list[tuple[str, float, float, float]] = field(
        default_factory=list[tuple[str, float, float, float]]
    )

    def add(
        self,
        text: str,
        cm: Sequence[float],
        tm: Sequence[float],
        font: object,  # noqa: ARG002 - pypdf gives it by place
        size: float,
    ) -> None:
        """`cm`, `tm`: the matrices that were in force where the piece begins."""
        if not text:
            return
        if text.isspace():  # It ends lines and sets words apart; where it stands means nothing.
            self._pieces.append((text, 0.0, 0.0, 0.0))
            return
        across = tm[2] * cm[0] + tm[3] * cm[2]
        upwards = tm[2] * cm[1] + tm[3] * cm[3]
        self._pieces.append(
            (
                text,
                abs(size) * (across * across + upwards * upwards) ** 0.5,
                tm[4] * cm[0] + tm[5] * cm[2] + cm[4],
                tm[4] * cm[1] + tm[5] * cm[3] + cm[5],
            )
        )

    def lines(self) -> list[PlacedLine]:
        """The lines that are not blank."""
        lines: list[PlacedLine] = []
        texts: list[str] = []
        weights: dict[tuple[float, float], int] = {}
        left: float | None = None
        for text, size, x, y in self._pieces:
            for number, part in enumerate(text.split("\n") if "\n" in text else (text,)):
                if number:
                    if left is not None:
                        lines.append(_finished(texts, weights, left))
                    texts, weights, left = [], {}, None
                if not part:
                    continue
                texts.append(part)
                if letters := len(part.strip()):
                    weights[size, y] = weights.get((size, y), 0) + letters
                    left = x if left is None else min(left, x)
        if left is not None:
            lines.append(_finished(texts, weights, left))
        return lines


def in_paragraphs(placed: Sequence[PlacedLine]) -> list[Line]:
    """The lines with a blank one between two paragraphs."""
    typical = _typical_way(placed)
    margin = _margin(placed)
    lines: list[Line] = []
    for number, line in enumerate(placed):
        if number and _begins_paragraph(placed, number, typical, margin):
            lines.append(_BLANK)
        lines.append(Line(line.text, round(line.size, 1)))
    return lines


def _finished(
    texts: Sequence[str], weights: dict[tuple[float, float], int], left: float
) -> PlacedLine:
    size, baseline = max(weights, key=weights.__getitem__)
    return PlacedLine("".join(texts).strip(), size, left, baseline)


def _typical_way(lines: Sequence[PlacedLine]) -> float:
    """From a line to the next, where both have one size and the next is below; 0 if unknown."""
    ways = [
        above.baseline - below.baseline
        for above, below in pairwise(lines)
        if 0.5 * below.size < above.baseline - below.baseline < 3 * below.size
    ]
    return median_low(ways) if ways else 0.0


def _margin(lines: Sequence[PlacedLine]) -> float | None:
    lefts = Counter(round(line.left) for line in lines)
    return lefts.most_common(1)[0][0] if lefts else None


def _begins_paragraph(
    lines: Sequence[PlacedLine], number: int, typical: float, margin: float | None
) -> bool:
    above, line = lines[number - 1], lines[number]
    smaller, larger = sorted((above.size, line.size))
    if (
        0 < smaller < larger
        and larger / smaller >= _OTHER_SIZE
        and min(len(above.text), len(line.text)) > 3
    ):
        return True
    way = above.baseline - line.baseline
    if typical and way > _WIDER * typical:
        return True
    return margin is not None and _is_indented(lines, number, margin)


def _is_indented(lines: Sequence[PlacedLine], number: int, margin: float) -> bool:
    """Whether the line alone is moved in: the lines above and below it are not."""
    line = lines[number]
    indent = line.left - margin
    if not _INDENT_EMS * line.size < indent < _MOST_INDENT_EMS * line.size:
        return False
    if abs(lines[number - 1].left - margin) > 1:
        return False
    return number + 1 == len(lines) or abs(lines[number + 1].left - margin) <= 1
