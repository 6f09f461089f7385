"""The last step, for which all pages are needed: cleaned text, headings and a title."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from agent_runner.documents.raw import RawPage
from agent_runner.documents.reading import OpenFile
from agent_runner.documents.wire import Job, Message


@dataclass(frozen=True, kw_only=True, slots=True)
class Finished:
    """`pages`: `{number, status, text, digest, note}`; `rest`: `{kind, title, headings}`."""

    pages: Sequence[Message]
    rest: Message


def finish(job: Job, file: OpenFile, pages: Sequence[RawPage]) -> Finished:
    """What is sent back of a file whose pages were all read."""
    rest: Message = {
        "kind": file.kind,
        "title": file.title() or Path(job.name).stem,
        "headings": [],
    }
    return Finished(pages=[_page(page) for page in pages], rest=rest)


def _page(page: RawPage) -> Message:
    text = page.text
    return {
        "number": page.number,
        "status": page.status,
        "text": text,
        "digest": hashlib.sha256(text.encode()).hexdigest(),
        "note": page.note,
    }
