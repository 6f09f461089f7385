"""A page as it was read, before it is cleaned, and how it travels between processes.

`size` is a font's size in points as it is shown, 0 where it is not known. A line of text '' marks
that a paragraph ends before it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple, cast

RawStatus = Literal["ok", "empty", "error"]


class Line(NamedTuple):
    """One line of a page, and the size of most of its letters. A tuple, since there are so many."""

    text: str
    size: float = 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class RawPage:
    """A page's lines from top to bottom; `note` says why it is not `ok`, or what to know of it."""

    number: int
    status: RawStatus
    lines: tuple[Line, ...] = ()
    note: str | None = None

    @property
    def text(self) -> str:
        """The lines, one below the other."""
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True, kw_only=True, slots=True)
class Bookmark:
    """An entry of a file's own table of contents; `level` 1 is the outermost."""

    title: str
    level: int
    page: int


def page_to_json(page: RawPage) -> dict[str, object]:
    """`{page, status, note, text, sizes}`, the sizes line by line."""
    return {
        "page": page.number,
        "status": page.status,
        "note": page.note,
        "text": page.text,
        "sizes": [line.size for line in page.lines],
    }


def page_from_json(given: Mapping[str, object]) -> RawPage:
    """What `page_to_json` made."""
    sizes = cast("list[float]", given["sizes"])
    texts = cast("str", given["text"]).split("\n") if sizes else ()
    return RawPage(
        number=cast("int", given["page"]),
        status=cast("RawStatus", given["status"]),
        note=cast("str | None", given["note"]),
        lines=tuple(Line(text=text, size=size) for text, size in zip(texts, sizes, strict=True)),
    )
