"""What the learner says of herself: facts under a name, and every change of them as an event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from agent_runner.agents.enrichment.consent import SHARE
from agent_runner.agents.learner_model import CHANGES, FACTS
from agent_runner.agents.personalization.models import Changed, FactName
from agent_runner.json_types import JsonObject, JsonValue
from agent_runner.store.port import LearnerStore


@dataclass(frozen=True, kw_only=True, slots=True)
class FactKind:
    """A field: its default, what the default is for, and how to say it."""

    default: JsonValue
    note: str | None
    change_with: str


FACT_KINDS: Mapping[FactName, FactKind] = {
    "level": FactKind(
        default=None,
        note="Until you say it, plans begin as for somebody new to the subject.",
        change_with='personalization.update {"level": "intermediate"}',
    ),
    "minutes_per_day": FactKind(
        default=None,
        note=None,
        change_with='personalization.update {"minutes_per_day": 45}',
    ),
    "days_off": FactKind(
        default=[],
        note=None,
        change_with='personalization.update {"days_off": ["sunday"]}',
    ),
    "known": FactKind(
        default=[],
        note="Left out of paths, with what it rests on, unless your answers say otherwise.",
        change_with='personalization.update {"known": ["calculus"]}',
    ),
    "goals": FactKind(
        default=[],
        note=None,
        change_with='personalization.update {"goals": ["pass the statistics exam"]}',
    ),
    "timezone": FactKind(
        default=None,
        note=None,
        change_with='personalization.update {"timezone": "Europe/Berlin"}',
    ),
    "preferences": FactKind(
        default={},
        note="A liking, used for the form that is offered. That people learn better in a style of "
        "their own has not been shown (Pashler et al., 2008), so nothing is concluded from it.",
        change_with='personalization.update {"preferences": {"formats": ["exercises"]}}',
    ),
    SHARE: FactKind(
        default={"documents": False, "wellness": False},
        note="Whether text of your documents, and what you say of how you are, may be sent to a "
        "language model. Without your yes neither is.",
        change_with='personalization.share {"documents": true}',
    ),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """A stored fact: its value, when it was said, and the event that says so."""

    value: JsonValue
    at: str
    seq: int


async def load_facts(store: LearnerStore) -> dict[FactName, Fact]:
    """All facts that the learner stated."""
    stored = dict(await store.items(FACTS))
    return {
        name: Fact(
            value=stored[name]["value"],
            at=cast("str", stored[name]["at"]),
            seq=cast("int", stored[name]["seq"]),
        )
        for name in FACT_KINDS
        if name in stored
    }


async def change_facts(
    store: LearnerStore, values: Mapping[FactName, JsonValue], *, at: str
) -> list[Changed]:
    """Write what differs from what is known; the same again changes nothing."""
    known = await load_facts(store)
    changed: list[Changed] = []
    for name, value in values.items():
        before = known[name].value if name in known else FACT_KINDS[name].default
        if before == value and name in known:
            continue
        event: JsonObject = {"at": at, "field": name, "before": before, "after": value}
        seq = await store.append(CHANGES, event)
        await store.put(FACTS, name, {"value": value, "at": at, "seq": seq})
        changed.append(Changed(field=name, before=before, after=value))
    return changed


async def forget_facts(store: LearnerStore, names: Sequence[FactName]) -> int:
    """Delete facts, and with the last one the history of their changes."""
    deleted = 0
    for name in names:
        deleted += await store.delete(FACTS, name)
    if not await store.items(FACTS):
        deleted += await store.delete(CHANGES)
    return deleted
