"""Cards as a text file that Anki imports as it is.

File headers (`#separator` …) as in Anki's manual, "Text Files": they need Anki 2.1.54 or newer.
Basic and cloze notes stand in one file, told apart by the first column. Anki knows a note again
by its first field, so that a second import changes it in place.
"""

import html
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

NoteType = Literal["Basic", "Cloze"]

_HEADERS = ("#separator:tab", "#html:true", "#notetype column:1", "#tags column:4")
_APART = "\u200b"


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """A card in plain text. A `Cloze` has `{{c1::…}}` in `front`; its `back` is shown as extra."""

    type: NoteType
    front: str
    back: str
    tags: tuple[str, ...] = ()


def anki_text(cards: Iterable[Card]) -> str:
    """The file's text: header lines, then a line for each card, all ended by LF.

    Columns: note type, first field (Front or Text), second field (Back or Back Extra), tags.
    """
    lines = [*_HEADERS]
    for card in cards:
        tags = " ".join(filter(None, map(_tag, card.tags)))
        lines.append("\t".join((card.type, *map(_field, (card.front, card.back, tags)))))
    return "\n".join(lines) + "\n"


def cloze_of(text: str, start: int, end: int) -> str:
    """The text with `{{c1::…}}` around the characters from `start` to `end`.

    Double braces and colons of the text itself are kept apart by a zero-width space, so that they
    begin no deletion and end none.
    """
    before, after = _without_braces(text[:start]), _without_braces(text[end:])
    hidden = _without_braces(text[start:end]).replace("::", f":{_APART}:")
    # A brace next to ours would be read as part of them.
    before = before + _APART if before.endswith("{") else before
    hidden = hidden + _APART if hidden.endswith("}") else hidden
    return f"{before}{{{{c1::{hidden}}}}}{after}"


def _without_braces(text: str) -> str:
    while "{{" in text or "}}" in text:
        text = text.replace("{{", f"{{{_APART}{{").replace("}}", f"}}{_APART}}}")
    return text


def _field(text: str) -> str:
    """HTML in one line without tabs; in quotes where it holds any, doubled inside."""
    lines = html.escape(text.strip(), quote=False).replace("\t", " ").splitlines()
    field = "<br>".join(line.rstrip() for line in lines)
    return '"' + field.replace('"', '""') + '"' if '"' in field else field


def _tag(tag: str) -> str:
    """A tag without spaces: Anki separates tags by them."""
    return "_".join(tag.replace('"', "").split())
