"""What a plan over a document needs worked out first: for a book it takes longer than a step may.

It is kept with the document, so that the steps of this run and of later ones find it done.
"""

from __future__ import annotations

import asyncio
import logging

from agent_runner.agents.assessment.document_items import prepare_document
from agent_runner.agents.material import Material
from agent_runner.context import RunContext
from agent_runner.logged_failures import kind_of, place_of
from agent_runner.store.library import Document

log = logging.getLogger(__name__)

LIMIT_S = 60.0
SHARE = 0.5
"""Of the time that a run has left; the rest is for the plan itself."""


async def prepare(ctx: RunContext, document: Document) -> None:
    """Have it ready if there is time; the plan comes without it, too, only with less in it."""
    left = ctx.remaining_s
    limit_s = LIMIT_S if left is None else min(LIMIT_S, SHARE * left)
    try:
        async with asyncio.timeout(limit_s):
            pages = await ctx.library.pages(document.id)
            await prepare_document(ctx, Material(document=document, pages=pages))
    except TimeoutError:
        log.warning("a document could not be prepared within %.1f s", limit_s)
    except Exception as error:
        log.warning("a document could not be prepared: %s at %s", kind_of(error), place_of(error))
