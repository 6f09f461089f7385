"""When something learnt is to be seen again: FSRS-6, one card per concept.

The only door to the `fsrs` package. Cards travel as JSON so that they can be stored. No fuzz and no
steps within a day: the same reviews give the same due dates.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Literal, TypeAlias, cast

if TYPE_CHECKING:
    from fsrs import Card, Scheduler
    from fsrs.card import CardDict

    from agent_runner.json_types import JsonObject

Recall: TypeAlias = Literal["again", "hard", "good", "easy"]

DESIRED_RETENTION = 0.9
"""A card is due when the chance to remember it has fallen to this."""


def review(card: JsonObject | None, recall: Recall, *, at: datetime) -> JsonObject:
    """The card after a review at `at` (aware); None starts a new card."""
    from fsrs import Rating

    rating = {
        "again": Rating.Again,
        "hard": Rating.Hard,
        "good": Rating.Good,
        "easy": Rating.Easy,
    }[recall]
    reviewed, _log = _scheduler().review_card(_card(card, at=at), rating, review_datetime=_utc(at))
    return cast("JsonObject", reviewed.to_dict())


def retrievability(card: JsonObject, *, at: datetime) -> float:
    """The chance, 0–1, that the learner remembers it at `at`."""
    return round(_scheduler().get_card_retrievability(_card(card, at=at), _utc(at)), 3)


def due(card: JsonObject) -> datetime:
    """When the card is to be seen again (aware, UTC)."""
    return datetime.fromisoformat(cast("str", card["due"]))


@cache
def _scheduler() -> Scheduler:
    from fsrs import Scheduler

    return Scheduler(
        desired_retention=DESIRED_RETENTION,
        learning_steps=(),
        relearning_steps=(),
        enable_fuzzing=False,
    )


def _card(card: JsonObject | None, *, at: datetime) -> Card:
    from fsrs import Card

    if card is None:
        return Card(card_id=0, due=_utc(at))
    return Card.from_dict(cast("CardDict", card))


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC)
