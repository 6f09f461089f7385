"""Documents and passages as they stand in a row."""

from __future__ import annotations

from typing import Final

import orjson
from pydantic import TypeAdapter

from agent_runner.store.library import Document, Passage

_DOCUMENT: Final = TypeAdapter(Document)


def document_row(document: Document) -> str:
    return _DOCUMENT.dump_json(document).decode()


def document_of(facts: str) -> Document:
    return _DOCUMENT.validate_json(facts)


def section_row(section: tuple[str, ...]) -> str:
    return orjson.dumps(section).decode()


def passage_of(number: int, page: int, start: int, end: int, section: str) -> Passage:
    return Passage(
        number=number, page=page, start=start, end=end, section=tuple(orjson.loads(section))
    )
