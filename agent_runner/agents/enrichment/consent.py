"""What a learner agrees to have sent to a language model: nothing, until she says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from agent_runner.agents.learner_model import FACTS
from agent_runner.json_types import JsonObject
from agent_runner.store.port import LearnerStore

SHARE: Final = "share"
"""The key, among the facts that the learner states, of `{documents, wellness}`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Shared:
    """What may be sent: text of the learner's documents; what she said of how she is."""

    documents: bool = False
    wellness: bool = False


async def shared(store: LearnerStore) -> Shared:
    """What the learner agreed to."""
    fact = await store.get(FACTS, SHARE)
    value = fact.get("value") if fact is not None else None
    agreed: JsonObject = value if isinstance(value, dict) else {}
    return Shared(
        documents=agreed.get("documents") is True, wellness=agreed.get("wellness") is True
    )
