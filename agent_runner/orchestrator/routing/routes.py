"""What a route is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

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
    "erasure",
    "clarify",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Route:
    """One skill to call, or a `reply` to give without calling any.

    `target` is a skill's method name, or one of greeting, thanks, abilities, erasure and
    clarify, which carry their own `reply`. `arguments` are the skill's own parameters as far as
    the text holds them; those of `assessment.grade` are `{"answers_in_order": ["A", …]}`, for only
    the caller knows which items were asked. `confidence` from 0 to 1; `by` says what decided.
    """

    target: Target
    arguments: JsonObject
    confidence: float
    by: Literal["rule", "classifier"]
    reply: str | None = None
