"""Taking a file into the learner's library: read it, find an earlier version, index what changed.

The same content is one document. Other content under the name of an earlier file is its new
version if they have much in common, and a document of its own if not: two files may well be called
`chapter1.pdf`.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from agent_runner import RunContext
from agent_runner.agents.document.models import Added, PageState
from agent_runner.agents.material import FILES, forget_deletion
from agent_runner.core.text import language
from agent_runner.documents.extraction import Extracted, PageSeen, extract
from agent_runner.documents.passages import passages_of, with_terms
from agent_runner.errors import SkillFailed
from agent_runner.json_types import JsonObject
from agent_runner.store.library import Document, Page, Passage

_SHARED_LINES = 0.3
_ID_LETTERS = 16
_SAMPLED_PAGES = 20

Outcome = Literal["added", "unchanged", "updated"]


async def add_file(
    ctx: RunContext, file: Path, *, name: str, title: str | None, password: str | None = None
) -> Added:
    """The document that the file is in the library from now on.

    Raises `SkillFailed` or `InvalidInput`, as `extract` does, and where no page can be read.
    """
    digest, size = await asyncio.to_thread(_digest, file)
    files = dict(await ctx.store.items(FILES))
    same = next((key for key, one in files.items() if one["digest"] == digest), None)
    known = None if same is None else await ctx.library.get(same)
    if known is not None and title in (None, known.title):
        return await _unchanged(ctx, known)
    extracted = await extract(file, name=name, on_page=_tell(ctx), password=password)
    if extracted.pages and all(page.status == "error" for page in extracted.pages):
        raise SkillFailed("None of its pages could be read; the file seems to be damaged.")
    before = known or await _earlier_version(ctx, files, name, extracted.pages)
    document = Document(
        id=before.id if before else _free_id(digest, files),
        title=title or _title(extracted, name),
        kind=extracted.kind,
        language=await asyncio.to_thread(_language, extracted.pages),
        size_bytes=size,
        added=before.added if before else ctx.clock.now().isoformat(),
        pages=len(extracted.pages),
        headings=extracted.headings,
    )
    passages = await asyncio.to_thread(_indexed, extracted)
    indexed = await ctx.library.add(document, extracted.pages, passages)
    await ctx.store.put(FILES, document.id, {"name": name, "digest": digest})
    await forget_deletion(ctx, document.id)
    return _added(
        document,
        extracted.pages,
        len(passages),
        outcome="updated" if before else "added",
        indexed=indexed,
    )


def states_of(pages: Sequence[Page]) -> list[PageState]:
    """How reading each page went."""
    return [PageState(page=one.number, status=one.status, note=one.note) for one in pages]


@dataclass(slots=True)
class _Tell:
    """Sends an event for each page; safe from any thread."""

    ctx: RunContext

    def __call__(self, seen: PageSeen) -> None:
        self.ctx.emit(
            {"kind": "page", "page": seen.page, "pages": seen.pages, "status": seen.status}
        )


def _tell(ctx: RunContext) -> _Tell:
    return _Tell(ctx)


def _digest(file: Path) -> tuple[str, int]:
    with file.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
        return digest, opened.tell()


async def _unchanged(ctx: RunContext, known: Document) -> Added:
    pages = await ctx.library.pages(known.id)
    chunks = len(await ctx.library.passages(known.id))
    return _added(known, pages, chunks, outcome="unchanged", indexed=0)


async def _earlier_version(
    ctx: RunContext, files: Mapping[str, JsonObject], name: str, pages: Sequence[Page]
) -> Document | None:
    """The document that a file of this name made, if the new one has enough of its lines."""
    new = _lines(pages)
    for key, one in files.items():
        if one["name"] != name:
            continue
        known = await ctx.library.get(key)
        if known is not None:
            old = _lines(await ctx.library.pages(key))
            if len(old & new) >= _SHARED_LINES * min(len(old), len(new)):
                return known
    return None


def _lines(pages: Sequence[Page]) -> set[str]:
    lines = (line.strip() for page in pages for line in page.text.splitlines())
    return {line for line in lines if line}


def _free_id(digest: str, files: Mapping[str, JsonObject]) -> str:
    """Made of the content; longer where a document began with it that is another by now."""
    letters = _ID_LETTERS
    while (document_id := f"doc-{digest[:letters]}") in files and letters < len(digest):
        letters += 4
    return document_id


def _title(extracted: Extracted, name: str) -> str:
    title = " ".join((extracted.title or "").split())
    return title[:200] or Path(name).stem or "Untitled"


def _language(pages: Sequence[Page]) -> str:
    texts = [page.text for page in pages if page.text.strip()]
    step = max(1, len(texts) // _SAMPLED_PAGES)
    return language("\n".join(texts[::step]))


def _indexed(extracted: Extracted) -> list[tuple[Passage, list[str]]]:
    pages = extracted.pages
    return with_terms(pages, passages_of(pages, extracted.headings))


def _added(
    document: Document, pages: Sequence[Page], chunks: int, *, outcome: Outcome, indexed: int
) -> Added:
    return Added(
        document_id=document.id,
        title=document.title,
        kind=document.kind,
        language=document.language,
        pages=len(pages),
        status=states_of(pages),
        chunks=chunks,
        outcome=outcome,
        indexed_pages=indexed,
        note=_note(pages, outcome, indexed),
    )


def _note(pages: Sequence[Page], outcome: Outcome, indexed: int) -> str:
    empty = [str(page.number) for page in pages if page.status == "empty"]
    broken = [str(page.number) for page in pages if page.status == "error"]
    said = {
        "added": f"{len(pages) - len(empty) - len(broken)} of {len(pages)} pages can be asked.",
        "unchanged": "This very content was there already; nothing changed.",
        "updated": f"It takes the place of the version before; {indexed} pages were indexed anew.",
    }[outcome]
    if len(empty) == len(pages):
        return "No page holds any text, so nothing can be asked: it looks like a scan. Run it" + (
            " through a text recognition (OCR) and add it again."
        )
    if empty:
        said += f" Without text, perhaps scanned: {_some(empty)}."
    if broken:
        said += f" Could not be read: {_some(broken)}."
    return said


def _some(numbers: list[str]) -> str:
    shown = ", ".join(numbers[:10])
    what = "page" if len(numbers) == 1 else "pages"
    more = f" and {len(numbers) - 10} more" if len(numbers) > 10 else ""
    return f"{what} {shown}{more}"
