"""Deleting documents, with a note for what was made from them."""

from __future__ import annotations

from agent_runner import RunContext
from agent_runner.agents.learner_model import DECKS
from agent_runner.agents.material.documents import FILES
from agent_runner.agents.material.kept import drop_kept
from agent_runner.store.library import Document

DELETED = "document.deleted"


async def note_deletion(ctx: RunContext, document: Document) -> None:
    """Keep that there was such a document, by its title, and when it went."""
    gone = {"title": document.title, "at": ctx.clock.now().isoformat()}
    await ctx.store.put(DELETED, document.id, {**gone})


async def deletion_of(ctx: RunContext, document_id: str) -> str | None:
    """A sentence on when the document was deleted; None if it was not."""
    gone = await ctx.store.get(DELETED, document_id)
    if gone is None:
        return None
    return f"“{gone['title']}” was deleted on {str(gone['at'])[:10]}; this was made from it before."


async def forget_deletion(ctx: RunContext, document_id: str) -> None:
    """The document is there again."""
    await ctx.store.delete(DELETED, document_id)


async def erase_documents(ctx: RunContext) -> int:
    """Delete all documents with what was kept beside them; returns how many records there were."""
    erased = await ctx.library.erase()
    for kind in (FILES, DECKS, DELETED):
        erased += await ctx.store.delete(kind)
    await drop_kept(ctx)
    return erased
