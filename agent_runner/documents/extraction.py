"""A file in, its pages and headings out, whatever the file does to whoever reads it.

`extract` reads nothing itself: workers do, each a process of its own that is bounded and can be
killed (`worker`, `bounds`). Pages go to them in batches; where a page ends its worker, the page is
marked and another worker goes on behind it.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from agent_runner import guardian
from agent_runner.documents.limits import ExtractionLimits
from agent_runner.documents.pool import read_with_workers
from agent_runner.documents.spare import SpareWorker
from agent_runner.documents.turns import Turns
from agent_runner.documents.wire import Job, Message
from agent_runner.errors import InvalidInput
from agent_runner.store.library import DocumentKind, Heading, Page, PageStatus

__all__ = ["SPARE", "Extracted", "ExtractionLimits", "PageSeen", "extract"]

_DEFAULT = ExtractionLimits()
_TURNS = Turns(4)
SPARE: Final = SpareWorker()
"""Kept by whoever reads many files, see `SpareWorker.kept`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PageSeen:
    """Page number `page` of `pages` was read, in any order."""

    page: int
    pages: int
    status: PageStatus


@dataclass(frozen=True, kw_only=True, slots=True)
class Extracted:
    """All pages of a file, from 1, and its headings in the order of the text.

    A page's `digest` is the SHA-256 of its text, so that the same text has the same digest.
    """

    kind: DocumentKind
    title: str
    pages: tuple[Page, ...]
    headings: tuple[Heading, ...]


async def extract(
    path: Path,
    *,
    name: str,
    limits: ExtractionLimits = _DEFAULT,
    on_page: Callable[[PageSeen], None] | None = None,
    password: str | None = None,
    is_portable: bool | None = None,
) -> Extracted:
    """Read a PDF, a plain text or a Markdown file.

    `name` is what the file is called by its owner: its ending tells Markdown from plain text, and
    it is the title where there is no better one. `is_portable` true: without what only POSIX has;
    None: as the environment says.

    Raises `InvalidInput` for a file that is too large or is not there, and `SkillFailed`, in words
    for the user, for one that cannot be read: encrypted, damaged, of no known kind, too costly.
    """
    path, size = await asyncio.to_thread(_looked_at, path, name, limits)
    job = Job(
        path=path,
        name=name,
        limits=limits,
        password=password,
        is_portable=guardian.is_portable(os.environ) if is_portable is None else is_portable,
    )

    def seen(page: int, pages: int, status: PageStatus) -> None:
        if on_page is not None:
            on_page(PageSeen(page=page, pages=pages, status=status))

    async with _TURNS.one():
        try:
            found = await read_with_workers(job, start=SPARE.take, size_bytes=size, on_page=seen)
        finally:
            SPARE.make()
        return _extracted(found)


def _looked_at(path: Path, name: str, limits: ExtractionLimits) -> tuple[Path, int]:
    try:
        size = path.stat().st_size
    except OSError:
        raise InvalidInput(field="path", expected="a file that is there", got=repr(name)) from None
    if size > limits.file_bytes:
        raise InvalidInput(
            field="path",
            expected=f"a file of at most {limits.file_bytes} bytes",
            got=f"one of {size} bytes",
        )
    return path.absolute(), size


def _extracted(found: Message) -> Extracted:
    return Extracted(
        kind=found["kind"],
        title=found["title"],
        pages=tuple(Page(**page) for page in found["pages"]),
        headings=tuple(Heading(**heading) for heading in found["headings"]),
    )
