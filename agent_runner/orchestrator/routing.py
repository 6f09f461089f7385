"""Which skills answer a text, with the arguments that the text holds. Pure: calls no skill."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from agent_runner.core.understanding import Understanding
from agent_runner.json_types import JsonObject

Target = Literal[
    "orchestrator.study_plan",
    "learning.explain",
    "assessment.quiz",
    "assessment.grade",
    "wellness.check_in",
    "schedule.plan_week",
    "motivation.encourage",
    "personalization.profile",
    "personalization.update",
    "personalization.next_best_action",
    "greeting",
    "thanks",
    "abilities",
    "clarify",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Route:
    """One skill to call, or a `reply` to give without calling any.

    `target` is a skill's method name, or one of greeting, thanks, abilities and clarify, which
    carry their own `reply`. `arguments` are the skill's parameters as far as the text holds them.
    `confidence` from 0 to 1; `by` says what decided.
    """

    target: Target
    arguments: JsonObject
    confidence: float
    by: Literal["rule", "classifier"]
    reply: str | None = None


def route(text: str, understanding: Understanding) -> tuple[Route, ...]:
    """The routes for a text, at least one, the main one first; a reply stands alone."""
    subject = understanding.settled.subjects
    arguments: JsonObject = {"topic": subject[0]} if subject else {}
    return (
        Route(
            target="orchestrator.study_plan", arguments=arguments, confidence=0.5, by="classifier"
        ),
    )
