"""What to do next, over all agents: learn, practise, review or rest, by expected gain per minute.

Gains are in one unit, the expected rise of the sum of masteries:

- learn: a first learning closes about 60 % of what is open, (1 − p), and of what it opens later
  (the worth of the step in its path, see `core.path`);
- practise: five questions move the ability by K(n) · 5 · 0.2 logits in expectation where questions
  fit, and mastery by p (1 − p) times that (the gradient of the logistic);
- review: the chance to remember it in 30 days with a review now, less that without (FSRS);
- rest: tiredness lowers the gain of everything else by up to 60 % at 240 minutes a day; ten minutes
  of rest right after studying give back half of what it costs the best of them in the next 50.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from agent_runner.agents.learning.models import PathStep
from agent_runner.agents.personalization.history import Today
from agent_runner.agents.personalization.models import Action
from agent_runner.core import memory
from agent_runner.core.mastery import MASTERED, Ratings
from agent_runner.curriculum.library import Curriculum
from agent_runner.json_types import JsonObject

_LEARNT_SHARE = 0.6
_SITTING = 50
_PRACTICE_MINUTES = 10
_PRACTICE_QUESTIONS = 5
_PRACTICE_K0 = 0.8
_REVIEW_MINUTES = 5
_HORIZON = timedelta(days=30)
_REST_MINUTES = 10
_FULL_DAY_MINUTES = 240
_TIRED_MOST = 0.6


def ranked_actions(
    curriculum: Curriculum,
    steps: Sequence[PathStep],
    ratings: Ratings,
    cards: Mapping[str, JsonObject],
    *,
    now: datetime,
    today: Today,
    minutes: int | None,
) -> list[Action]:
    """All that may be done now, the most gain per minute first; what takes longer is left out."""
    freshness = 1 - _TIRED_MOST * min(1.0, today.minutes / _FULL_DAY_MINUTES)
    actions = [
        *_to_learn(steps, freshness, most_minutes=min(minutes or _SITTING, _SITTING)),
        *_to_practise(curriculum, ratings, freshness),
        *_to_review(curriculum, cards, now, freshness),
    ]
    if today.just_now and actions:
        best = max(action.gain_per_minute for action in actions)
        actions.append(_rest(best / freshness, freshness, today.minutes))
    fitting = [one for one in actions if minutes is None or one.minutes <= minutes]
    return sorted(fitting, key=lambda one: (-one.gain_per_minute, one.kind, one.concept or ""))


def _to_learn(steps: Sequence[PathStep], freshness: float, *, most_minutes: int) -> list[Action]:
    """One sitting on each step of the path that nothing else has to come before."""
    ahead = {step.concept for step in steps}
    found: list[Action] = []
    for step in steps:
        if not ahead.isdisjoint(step.prerequisites):
            continue
        minutes = min(step.minutes, most_minutes)
        verb = "Learn" if minutes == step.minutes else f"Begin, for {minutes} minutes,"
        aim = step.objectives[0].rstrip(".")
        gain = _LEARNT_SHARE * step.weight * freshness * minutes / step.minutes
        text = f"{verb} {step.title}: {aim[0].lower()}{aim[1:]}."
        found.append(_action("learn", step.concept, step.title, text, minutes, gain, step.why_now))
    return found


def _to_practise(curriculum: Curriculum, ratings: Ratings, freshness: float) -> list[Action]:
    found: list[Action] = []
    for ref, rating in ratings.concepts.items():
        if ref not in curriculum.concepts or rating.n == 0:
            continue
        mastery = ratings.mastery(ref, level=curriculum.concepts[ref].concept.level)
        if mastery.p >= MASTERED:
            continue
        moved = _PRACTICE_K0 / (1 + 0.05 * rating.n) * _PRACTICE_QUESTIONS * 0.2
        title = curriculum.title(ref)
        found.append(
            _action(
                "practise",
                ref,
                title,
                f"Answer {_PRACTICE_QUESTIONS} questions on {title}.",
                _PRACTICE_MINUTES,
                mastery.p * (1 - mastery.p) * moved * freshness,
                f"{'1 answer puts' if rating.n == 1 else f'{rating.n} answers put'} it at "
                f"{round(100 * mastery.p)} %.",
            )
        )
    return found


def _to_review(
    curriculum: Curriculum, cards: Mapping[str, JsonObject], now: datetime, freshness: float
) -> list[Action]:
    found: list[Action] = []
    for ref, card in cards.items():
        due = memory.due(card)
        if ref not in curriculum.concepts or due > now:
            continue
        later = now + _HORIZON
        kept = memory.retrievability(memory.review(card, "good", at=now), at=later)
        lost = memory.retrievability(card, at=later)
        recall = memory.retrievability(card, at=now)
        title = curriculum.title(ref)
        found.append(
            _action(
                "review",
                ref,
                title,
                f"Recall {title} without looking, then check.",
                _REVIEW_MINUTES,
                max(0.0, kept - lost) * freshness,
                f"You would remember it now with {round(100 * recall)} %; in 30 days with "
                f"{round(100 * kept)} % after a review, {round(100 * lost)} % without.",
            )
        )
    return found


def _rest(best: float, freshness: float, studied: int) -> Action:
    return _action(
        "rest",
        None,
        "Rest",
        f"Stand up and rest for {_REST_MINUTES} minutes.",
        _REST_MINUTES,
        best * (1 - freshness) / 2 * _SITTING,
        f"You studied {studied} minutes today; that takes {round(100 * (1 - freshness))} % off "
        "what the next minutes give.",
    )


def _action(
    kind: str, concept: str | None, title: str, text: str, minutes: int, gain: float, because: str
) -> Action:
    return Action.model_validate(
        {
            "kind": kind,
            "concept": concept,
            "title": title,
            "text": text,
            "minutes": minutes,
            "gain": round(gain, 4),
            "gain_per_minute": round(gain / minutes, 5),
            "because": because,
        }
    )
