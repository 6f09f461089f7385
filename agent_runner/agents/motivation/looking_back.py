"""A learner's days brought together: sessions, a plan's blocks, and reviews.

Reads what other agents keep and changes nothing. Reviews are replayed from the answers by the
memory model (`core.memory`, FSRS), so that those of long ago count as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from pydantic import JsonValue, ValidationError

from agent_runner import InvalidInput
from agent_runner.agents.learner_model import ANSWERS, PARTS
from agent_runner.agents.motivation.facts import Session
from agent_runner.agents.motivation.models import PlanKept, StudyBlock
from agent_runner.core import memory
from agent_runner.core.kept import Logged, Planned, kept
from agent_runner.curriculum.library import curriculum
from agent_runner.json_types import JsonObject
from agent_runner.store.port import LearnerStore

_ANSWERS = 5000


def plan_of(given: Mapping[str, JsonValue] | None) -> PlanKept | None:
    """The parts that are needed; raises `InvalidInput` naming the first that is amiss."""
    if given is None:
        return None
    try:
        return PlanKept.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        raise InvalidInput(
            field=".".join(["plan", *map(str, first["loc"])]),
            expected=first["msg"].removeprefix("Value error, "),
            got=repr(first["input"])[:80],
        ) from None


@dataclass(frozen=True, kw_only=True, slots=True)
class PastBlock:
    """A block of work on its local date; `is_kept`: None while it is not over."""

    start: datetime
    day: date
    minutes: int
    kind: str
    concept: str | None
    is_kept: bool | None


def past_blocks(
    plan: PlanKept | None, sessions: Sequence[Session], *, zone: ZoneInfo, now: datetime
) -> list[PastBlock]:
    """All blocks of work in order, with whether each was kept."""
    work = sorted(
        (block for block in (plan.schedule.blocks if plan else ()) if block.kind != "break"),
        key=lambda block: _local(block.start, zone).timestamp(),
    )
    planned = [
        Planned(
            day=_local(block.start, zone).date(),
            minutes=_minutes(block, zone),
            concept=block.concept,
        )
        for block in work
    ]
    logged = [
        Logged(day=one.day, minutes=one.minutes, concept=one.concept)
        for one in sessions
        if one.kept is not False
    ]
    return [
        PastBlock(
            start=_local(block.start, zone),
            day=one.day,
            minutes=one.minutes,
            kind=block.kind,
            concept=block.concept,
            is_kept=is_kept if is_kept or _local(block.end, zone) <= now else None,
        )
        for block, one, is_kept in zip(work, planned, kept(planned, logged), strict=True)
    ]


@dataclass(frozen=True, kw_only=True, slots=True)
class Reviews:
    """Instants at which reviews fell due, and at which due ones were done."""

    due: tuple[datetime, ...]
    done: tuple[datetime, ...]


async def reviews_of(store: LearnerStore) -> Reviews:
    """Replayed from the answers; what is due and not done counts as due on its day."""
    cards: dict[str, JsonObject] = {}
    due: list[datetime] = []
    done: list[datetime] = []
    for event in await store.events(ANSWERS, limit=_ANSWERS):
        concept, at = str(event.value["concept"]), datetime.fromisoformat(str(event.value["at"]))
        card = cards.get(concept)
        if card is not None and memory.due(card) <= at:
            due.append(memory.due(card))
            done.append(at)
        right = event.value["correct"] is True
        cards[concept] = memory.review(card, "good" if right else "again", at=at)
    due += [memory.due(card) for card in cards.values()]
    return Reviews(due=tuple(due), done=tuple(done))


async def titles_of(store: LearnerStore, plan: PlanKept | None) -> Mapping[str, str]:
    """Titles of what the learner has learned or planned."""
    everything = curriculum()
    packs = {ref: everything.title(ref) for ref in everything.concepts}
    parts = {ref: str(part["title"]) for ref, part in await store.items(PARTS)}
    own = {step.concept: step.title for step in plan.path} if plan is not None else {}
    return {**packs, **parts, **own}


def title_of(concept: str | None, titles: Mapping[str, str]) -> str:
    """The title, or the concept's id in words."""
    if concept is None:
        return "Study"
    return titles.get(concept) or concept.rsplit("/", 1)[-1].replace("-", " ")


def days_between(first: date, last: date) -> list[date]:
    """Every date, both ends included."""
    return [first + timedelta(days=step) for step in range((last - first).days + 1)]


def _minutes(block: StudyBlock, zone: ZoneInfo) -> int:
    start, end = _local(block.start, zone), _local(block.end, zone)
    return max(1, round((end.timestamp() - start.timestamp()) / 60))


def _local(at: datetime, zone: ZoneInfo) -> datetime:
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(zone)
