"""Everything that is kept of a learner on this side, by agent and kind: told, given out, deleted.

Goes by the kinds that the store has, not by a list of its own, so that nothing is left out when an
agent begins to keep something new.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from agent_runner import NotFound, RunContext
from agent_runner.agents.material import erase_documents
from agent_runner.agents.personalization.models import (
    DocumentText,
    Erased,
    Export,
    ExportedDocument,
    ExportedKind,
    ExportedPage,
    KeptRecords,
)
from agent_runner.core.timetable.words import count_text
from agent_runner.json_types import JsonValue
from agent_runner.store.port import LearnerStore

NOTE = (
    "All that is kept here about you. Plans and runs are in the host's part of an export; the text "
    "of your documents comes with personalization.export_document."
)
_ALL = 1_000_000_000
_MOST_CHARACTERS = 4_000_000
_FORGET_ALL = 'personalization.forget {"field": "everything"}'
_FORGET_MASTERY = 'personalization.forget {"field": "mastery"}'
_FORGET_DOCUMENTS = 'personalization.forget {"field": "documents"}'
# By the beginning of a kind's name, the longest that fits: what it is, why, and how to delete it.
_MEANINGS: Mapping[str, tuple[str, str, str]] = {
    "assessment.ratings": ("Your ratings", "Mastery is computed from them.", _FORGET_MASTERY),
    "assessment.answers": ("Your answers", "Mastery and reviews rest on them.", _FORGET_MASTERY),
    "assessment.mastery": ("The course of your mastery", "To plot it.", _FORGET_MASTERY),
    "assessment.cards": ("Review cards", "They say when a review is due.", _FORGET_MASTERY),
    "assessment.quizzes": ("Quizzes with their keys", "To grade your answers.", _FORGET_MASTERY),
    "assessment.graded": ("Which answers counted", "So that none counts twice.", _FORGET_MASTERY),
    "assessment.decks": ("Cards made of documents", "So that they stay.", _FORGET_DOCUMENTS),
    "assessment": ("What was asked of you", "To ask and grade.", _FORGET_MASTERY),
    "document": ("Notes on your documents", "To answer from them.", _FORGET_DOCUMENTS),
    "llm": ("What a model was asked for", "To keep to what may be spent.", _FORGET_ALL),
    "motivation": (
        "Sessions you logged",
        "For your numbers and your pace.",
        "motivation.forget {}",
    ),
    "orchestrator": ("Your conversations", "To go on where you were.", _FORGET_ALL),
    "personalization": ("What you said of yourself", "Plans keep to it.", _FORGET_ALL),
    "wellness": ("Check-ins, numbers only", "The day's cap rests on them.", "wellness.forget {}"),
}
_UNKNOWN = ("Records of this agent", "Its skills rest on them.", "personalization.erase {}")


async def kept_records(store: LearnerStore) -> list[KeptRecords]:
    """What is kept, kinds with the same meaning together."""
    found: dict[tuple[str, tuple[str, str, str]], list[JsonValue]] = {}
    for kind in await store.kinds():
        documents, events = await _of_kind(store, kind)
        own = found.setdefault((_agent_of(kind), _meaning_of(kind)), [])
        own += [*documents.values(), *events]
    return [
        KeptRecords(
            agent=agent,
            what=what,
            why=why,
            records=len(values),
            first=min(_times(values), default=None),
            last=max(_times(values), default=None),
            forget_with=forget_with,
        )
        for (agent, (what, why, forget_with)), values in sorted(found.items())
    ]


async def export_of(ctx: RunContext) -> Export:
    """Everything, by agent and kind; documents of the learner's own without their text."""
    agents: dict[str, dict[str, ExportedKind]] = {}
    records = 0
    for kind in await ctx.store.kinds():
        documents, events = await _of_kind(ctx.store, kind)
        records += len(documents) + len(events)
        agents.setdefault(_agent_of(kind), {})[kind] = ExportedKind(
            documents=documents, events=events
        )
    own = await ctx.library.documents()
    return Export(
        learner=ctx.user_id,
        made_at=ctx.clock.now().isoformat(),
        agents=agents,
        documents=[
            ExportedDocument(
                document_id=one.id,
                title=one.title,
                kind=one.kind,
                language=one.language,
                size_bytes=one.size_bytes,
                added=one.added,
                pages=one.pages,
            )
            for one in own
        ],
        records=records,
        note=NOTE,
    )


async def text_of(ctx: RunContext, document_id: str, first: int) -> DocumentText:
    """Pages from `first` on, as many as one answer holds, and at least one."""
    document = await ctx.library.get(document_id)
    if document is None:
        raise NotFound(what="document", id=document_id)
    pages: list[ExportedPage] = []
    characters, number = 0, first
    while number <= document.pages and (not pages or characters < _MOST_CHARACTERS):
        numbers = [*range(number, min(number + 50, document.pages + 1))]
        for page in await ctx.library.pages(document_id, numbers):
            pages.append(ExportedPage(page=page.number, status=page.status, text=page.text))
            characters += len(page.text)
        number = numbers[-1] + 1
    following = number if number <= document.pages else None
    return DocumentText(
        document_id=document_id, title=document.title, pages=pages, next_page=following
    )


async def erase_all(ctx: RunContext) -> Erased:
    """Delete everything; the counts are of what was there when it began."""
    by_agent: dict[str, int] = {}
    for kind in await ctx.store.kinds():
        documents, events = await _of_kind(ctx.store, kind)
        agent = _agent_of(kind)
        by_agent[agent] = by_agent.get(agent, 0) + len(documents) + len(events)
    own = len(await ctx.library.documents())
    await erase_documents(ctx)  # what this process keeps of them for a while goes with them
    runs = await ctx.store.erase_runs()
    await ctx.store.erase()
    records = sum(by_agent.values())
    return Erased(
        records=records,
        by_agent=by_agent,
        documents=own,
        runs=runs,
        text=f"Deleted: {count_text(records, 'record')}, {count_text(own, 'document')} and "
        f"{count_text(runs, 'run')}."
        if records or own or runs
        else "There was nothing to delete.",
    )


async def _of_kind(store: LearnerStore, kind: str) -> tuple[dict[str, JsonValue], list[JsonValue]]:
    documents: dict[str, JsonValue] = dict(await store.items(kind))
    events: list[JsonValue] = [event.value for event in await store.events(kind, limit=_ALL)]
    return documents, events


def _agent_of(kind: str) -> str:
    return kind.partition(".")[0]


def _meaning_of(kind: str) -> tuple[str, str, str]:
    parts = kind.split(".")
    names = (".".join(parts[:count]) for count in range(len(parts), 0, -1))
    return next((_MEANINGS[name] for name in names if name in _MEANINGS), _UNKNOWN)


def _times(values: Sequence[JsonValue]) -> list[str]:
    """The instants that records say, where they do."""
    found: list[str] = []
    for value in values:
        at = value.get("at") if isinstance(value, dict) else None
        if isinstance(at, str):
            found.append(at)
    return found
