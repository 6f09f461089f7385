"""What the store holds of a learner's knowledge, for the agents that read it.

`assessment` writes ratings, answers and review cards; `personalization` writes what the learner
says; `motivation` writes minutes studied. Owns no rule of how any of it changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal, TypeAlias, cast

from pydantic import BaseModel, ConfigDict, Field

from agent_runner.core.mastery import LearnerLevel, Mastery, Rating, Ratings, new_ratings
from agent_runner.json_types import JsonObject
from agent_runner.store.port import LearnerStore

RATINGS = "assessment.ratings"
ANSWERS = "assessment.answers"
CARDS = "assessment.cards"
MASTERY = "assessment.mastery"
"""One event for each grading that moved something: every concept it moved, before and after."""
FACTS = "personalization.facts"
CHANGES = "personalization.changes"
SESSIONS = "motivation.session"
DECKS = "assessment.decks"
"""By document: the cards made of it."""
PARTS = "assessment.parts"
"""By the part of a document that was asked about: its title."""
_ALL = "all"

LevelWord: TypeAlias = Annotated[
    Literal["beginner", "novice", "intermediate", "student", "advanced", "expert"],
    Field(description="beginner (novice), intermediate (student) or advanced (expert)"),
]
_LEVELS: dict[str, LearnerLevel] = {
    "beginner": "beginner",
    "novice": "beginner",
    "intermediate": "intermediate",
    "student": "intermediate",
    "advanced": "advanced",
    "expert": "advanced",
}


class MasteryNow(BaseModel):
    """Mastery of a concept, 0–1: `n` answers are about it; `interval` holds it with 90 %."""

    model_config = ConfigDict(extra="forbid")

    p: Annotated[float, Field(ge=0, le=1)]
    n: Annotated[int, Field(ge=0)] = 0
    interval: Annotated[list[float], Field(min_length=2, max_length=2)] = [0.0, 1.0]

    @classmethod
    def of(cls, mastery: Mastery) -> MasteryNow:
        """The form on the wire."""
        return cls(p=mastery.p, n=mastery.n, interval=[mastery.low, mastery.high])


def level_of(word: str | None) -> LearnerLevel | None:
    """The level that a word stands for."""
    return None if word is None else _LEVELS[word]


async def stated_level(store: LearnerStore) -> LearnerLevel | None:
    """The level that the learner gave for good, if any."""
    fact = await store.get(FACTS, "level")
    return None if fact is None else level_of(cast("str", fact["value"]))


async def load_ratings(store: LearnerStore, level: LearnerLevel | None = None) -> Ratings:
    """The learner's ratings; before the first answer, those of a learner of this level."""
    stored = await store.get(RATINGS, _ALL)
    if stored is None:
        return new_ratings(level or await stated_level(store))
    concepts = cast("dict[str, JsonObject]", stored["concepts"])
    return Ratings(
        general=_rating(cast("JsonObject", stored["general"])),
        concepts={ref: _rating(rating) for ref, rating in concepts.items()},
    )


async def save_ratings(store: LearnerStore, ratings: Ratings) -> None:
    """Write all ratings in one document, so that they never tear."""
    await store.put(
        RATINGS,
        _ALL,
        {
            "general": _json(ratings.general),
            "concepts": {ref: _json(rating) for ref, rating in ratings.concepts.items()},
        },
    )


async def note_moves(
    store: LearnerStore,
    before: Ratings,
    after: Ratings,
    *,
    levels: Mapping[str, int],
    at: datetime,
) -> None:
    """Keep how mastery moved, so that its course can be shown: ratings themselves are overwritten.

    What moves by less than a thousandth is left out.
    """
    moved: JsonObject = {}
    for ref, level in levels.items():
        if ref not in after.concepts or before.concepts.get(ref) == after.concepts[ref]:
            continue
        was, now = before.mastery(ref, level=level), after.mastery(ref, level=level)
        if was != now:
            moved[ref] = [_point(was), _point(now)]
    if moved:
        await store.append(MASTERY, {"at": at.isoformat(), "concepts": moved})


@dataclass(frozen=True, kw_only=True, slots=True)
class Moved:
    """How one grading moved a concept."""

    at: datetime
    concept: str
    before: MasteryNow
    after: MasteryNow


async def moves_of(store: LearnerStore, *, limit: int = 5000) -> list[Moved]:
    """How mastery moved, oldest first, as far as it was kept."""
    found: list[Moved] = []
    for event in await store.events(MASTERY, limit=limit):
        at = datetime.fromisoformat(str(event.value["at"]))
        for ref, points in cast("dict[str, list[JsonObject]]", event.value["concepts"]).items():
            before, after = (MasteryNow.model_validate(point) for point in points)
            found.append(Moved(at=at, concept=ref, before=before, after=after))
    return found


def _point(mastery: Mastery) -> JsonObject:
    return MasteryNow.of(mastery).model_dump(mode="json")


def _rating(stored: JsonObject) -> Rating:
    return Rating(
        theta=cast("float", stored["theta"]),
        n=cast("int", stored["n"]),
        evidence=cast("float", stored["evidence"]),
    )


def _json(rating: Rating) -> JsonObject:
    return {"theta": round(rating.theta, 6), "n": rating.n, "evidence": round(rating.evidence, 6)}
