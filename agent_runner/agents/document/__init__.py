"""The Document agent: the learner's own material, read, kept and looked through.

Asking it belongs to `learning`, questions and cards made of it to `assessment`.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from agent_runner import Agent, RunContext
from agent_runner.agents.document.adding import add_file, states_of
from agent_runner.agents.document.analyzing import analysis_of
from agent_runner.agents.document.models import (
    Added,
    Analysis,
    Documents,
    Listed,
    PageText,
    Removed,
    SectionTitle,
    Shown,
)
from agent_runner.agents.material import (
    FILES,
    document_of,
    drop_kept,
    drop_made_of,
    material_of,
    note_deletion,
)
from agent_runner.curriculum.library import curriculum
from agent_runner.errors import NotFound
from agent_runner.json_types import JsonObject
from agent_runner.store.library import Document

agent = Agent("document", description="Reads your own material, keeps it, and says what is in it")

DocumentId = Annotated[
    str, Field(min_length=1, max_length=80, description="As `document.add` gave it")
]


@agent.skill(idempotent=True)
async def add(
    ctx: RunContext,
    path: Annotated[
        str,
        Field(min_length=1, max_length=4096, description="A file below an allowed folder"),
    ],
    name: Annotated[
        str | None,
        Field(min_length=1, max_length=255, description="The file's own name, where it differs"),
    ] = None,
    title: Annotated[str | None, Field(min_length=1, max_length=200)] = None,
    password: Annotated[
        str | None, Field(max_length=200, description="Opens an encrypted PDF; it is not kept")
    ] = None,
) -> Added:
    """Read a PDF, text or Markdown file into your library, so that it can be asked.

    The same content again is the same document; a new version under the same name takes the place
    of the old one, and only its changed pages are indexed. With progress, an event for each page.
    """
    file = ctx.files.find(path)
    return await add_file(ctx, file, name=name or file.name, title=title, password=password)


@agent.skill(idempotent=True)
async def list(ctx: RunContext) -> Documents:
    """All your documents, in the order you added them."""
    files = dict(await ctx.store.items(FILES))
    documents = await ctx.library.documents()
    return Documents(documents=[_listed(one, files.get(one.id)) for one in documents])


@agent.skill(idempotent=True)
async def get(ctx: RunContext, document_id: DocumentId) -> Shown:
    """One document: how each of its pages was read, and its headings."""
    document = await document_of(ctx, document_id)
    listed = _listed(document, await ctx.store.get(FILES, document_id))
    return Shown(
        **listed.model_dump(),
        status=states_of(await ctx.library.pages(document_id)),
        chunks=len(await ctx.library.passages(document_id)),
        sections=[
            SectionTitle(title=one.title, level=one.level, page=one.page)
            for one in document.headings
        ],
    )


@agent.skill(idempotent=True)
async def page(
    ctx: RunContext,
    document_id: DocumentId,
    page: Annotated[int, Field(ge=1, le=1_000_000, description="Counted from 1")],
) -> PageText:
    """The text of one page: characters `start` to `end` of it are what a citation quotes."""
    document = await document_of(ctx, document_id)
    for found in await ctx.library.pages(document_id, [page]):
        return PageText(
            document_id=document_id,
            page=found.number,
            pages=document.pages,
            status=found.status,
            note=found.note,
            text=found.text,
        )
    there = "1" if document.pages == 1 else f"1 to {document.pages}"
    raise NotFound(what="page", id=str(page), near=[there])


@agent.skill(idempotent=True)
async def delete(ctx: RunContext, document_id: DocumentId) -> Removed:
    """Delete a document with its text and its index.

    Quizzes and cards that were made from it go with it, since they quote it.
    """
    document = await document_of(ctx, document_id)
    await note_deletion(ctx, document)
    quizzes, cards = await drop_made_of(ctx, document_id)
    await ctx.library.delete(document_id)
    await ctx.store.delete(FILES, document_id)
    await drop_kept(ctx, document_id)
    return Removed(
        document_id=document_id,
        title=document.title,
        removed_quizzes=quizzes,
        removed_cards=cards,
        note=_what_went(quizzes, cards),
    )


@agent.skill(idempotent=True)
async def analyze(ctx: RunContext, document_id: DocumentId) -> Analysis:
    """What a document holds: sections, key terms with their definitions, how hard it reads.

    Also which concepts of the topic packs it treats, and what these rest on but it leaves out.
    """
    return await analysis_of(ctx, curriculum(), await material_of(ctx, document_id))


def _listed(document: Document, file: JsonObject | None) -> Listed:
    return Listed(
        document_id=document.id,
        title=document.title,
        name=document.title if file is None else str(file["name"]),
        kind=document.kind,
        language=document.language,
        pages=document.pages,
        size_bytes=document.size_bytes,
        added=document.added,
    )


def _what_went(quizzes: int, cards: int) -> str:
    if not quizzes and not cards:
        return "Its text and its index are deleted; nothing was made from it."
    made = [f"{count} {what}" for count, what in ((quizzes, "quizzes"), (cards, "cards")) if count]
    return (
        f"Its text and its index are deleted, and so are {' and '.join(made)} made from it. Plans "
        "and answers that you were given before may still quote it."
    )
