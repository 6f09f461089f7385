"""Deleting documents with what was made from them; a note is kept that there was such a one."""

from __future__ import annotations

from typing import Final, cast

from agent_runner import RunContext
from agent_runner.agents.learner_model import DECKS
from agent_runner.agents.material.documents import FILES
from agent_runner.agents.material.kept import drop_kept
from agent_runner.agents.material.refs import ANY_DOCUMENT
from agent_runner.store.library import Document

DELETED = "document.deleted"
_QUIZZES: Final = "assessment.quizzes"


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


async def drop_made_of(ctx: RunContext, document_id: str) -> tuple[int, int]:
    """Delete the quizzes and the cards that quote the document; returns how many of each.

    Plans and answers about it that are kept with their runs go too. What was learned by them
    (ratings, counts of answers) holds none of its text, and stays.
    """
    await ctx.store.erase_runs(citing=document_id)
    stored = await ctx.store.items(_QUIZZES)
    quizzes = [key for key, quiz in stored if quiz.get("document_id") == document_id]
    for key in quizzes:
        await ctx.store.delete(_QUIZZES, key)
        await ctx.store.delete(f"assessment.graded.{key}")
    deck = await ctx.store.get(DECKS, document_id)
    await ctx.store.delete(DECKS, document_id)
    return len(quizzes), 0 if deck is None else len(cast("list[object]", deck["cards"]))


async def forget_deletion(ctx: RunContext, document_id: str) -> None:
    """The document is there again."""
    await ctx.store.delete(DELETED, document_id)


async def erase_documents(ctx: RunContext) -> int:
    """Delete all documents with what was kept beside them; returns how many records there were."""
    erased = await ctx.library.erase()
    await ctx.store.erase_runs(citing=ANY_DOCUMENT)
    for kind in (FILES, DECKS, DELETED):
        erased += await ctx.store.delete(kind)
    await drop_kept(ctx)
    return erased
