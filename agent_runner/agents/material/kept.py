"""What is worked out of a document once and kept beside it, since a book takes seconds.

It holds as long as the pages are the same, and goes with the document.
"""

from __future__ import annotations

import asyncio
import hashlib
from typing import Final

from pydantic import TypeAdapter

from agent_runner import RunContext
from agent_runner.agents.material.documents import Material
from agent_runner.agents.material.parts import Part, parts_of
from agent_runner.json_types import JsonObject

PARTS_KEPT: Final = "document.parts"
BANK_KEPT: Final = "document.questions"
_PARTS: Final = TypeAdapter(list[Part])
_VERSION: Final = "7"
"""Of the algorithms: what was kept by others is worked out anew."""


async def parts_for(ctx: RunContext, material: Material) -> list[Part]:
    """As `parts_of`; worked out in a thread, once."""
    kept = await kept_of(ctx, PARTS_KEPT, material)
    if kept is not None:
        return _PARTS.validate_python(kept["parts"])
    parts = await asyncio.to_thread(parts_of, material)
    await keep(ctx, PARTS_KEPT, material, {"parts": _PARTS.dump_python(parts, mode="json")})
    return parts


async def kept_of(ctx: RunContext, kind: str, material: Material) -> JsonObject | None:
    """What was kept of the document as it is now."""
    kept = await ctx.store.get(kind, material.id)
    return kept if kept is not None and kept["made_of"] == _made_of(material) else None


async def keep(ctx: RunContext, kind: str, material: Material, value: JsonObject) -> None:
    """Keep it for the document as it is now."""
    await ctx.store.put(kind, material.id, {**value, "made_of": _made_of(material)})


async def drop_kept(ctx: RunContext, document_id: str | None = None) -> int:
    """Delete what was kept of one document, or of all."""
    return sum([await ctx.store.delete(kind, document_id) for kind in (PARTS_KEPT, BANK_KEPT)])


def _made_of(material: Material) -> str:
    digest = hashlib.sha256(f"{_VERSION}\0{material.title}\0".encode())
    for page in material.pages:
        digest.update(page.digest.encode())
    for heading in material.document.headings:
        digest.update(f"{heading.page}\0{heading.level}\0{heading.title}\0".encode())
    return digest.hexdigest()
