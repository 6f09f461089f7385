"""What a learner's answers say about each concept: Elo ratings with an interval, in pure functions.

An ability is a number of logits: the learner's general one plus one per concept. An answer is
right with p = 1/k + (1 − 1/k) · σ(ability − difficulty), where k is the number of options (no
guessing without options). After it, both ratings move by K(n) · (right − p), with
K(n) = K0 / (1 + 0.05 n) falling in the number n of answers so far (Pelánek, "Applications of the
Elo rating system in adaptive educational systems", Computers & Education 98, 2016).

Mastery is σ(ability): the chance to answer an unseen question of middling difficulty without
guessing.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from agent_runner.core.graph import Dag

LearnerLevel: TypeAlias = Literal["beginner", "intermediate", "advanced"]

MASTERED = 0.8
"""From this mastery on a concept is left out of a path."""
SHAKY = 0.6
"""Below this mastery a concept that others rest on is refreshed first."""

GENERAL_BY_LEVEL: Mapping[LearnerLevel | None, float] = {
    None: -1.0,
    "beginner": -2.0,
    "intermediate": 0.0,
    "advanced": 1.0,
}
"""The general ability before any answer, by what the learner says; None: nothing was said."""

STATED_KNOWN = 2.2
"""The ability (mastery 0.9) given to a concept that the learner says to know."""

_HARDER_PER_LEVEL = 0.8
_K0_GENERAL = 0.3
_K0_CONCEPT = 0.8
_K_DECAY = 0.05
_PASSED_ON = 0.5
_FARTHEST = 3
_PRIOR_SD = 1.5
_INFORMATION_PER_ANSWER = 0.2
_INTERVAL_Z = 1.6449


@dataclass(frozen=True, kw_only=True, slots=True)
class Rating:
    """One rating in logits. `n` counts direct answers, `evidence` also what came over the graph."""

    theta: float = 0.0
    n: int = 0
    evidence: float = 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Mastery:
    """Mastery of a concept: `p`, the answers it rests on, and its 90 % interval."""

    p: float
    n: int
    low: float
    high: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Ratings:
    """A learner's ratings: the general one, and one for each concept that was touched."""

    general: Rating
    concepts: Mapping[str, Rating]

    def of(self, concept: str, *, level: int) -> Rating:
        """The rating of a concept; an untouched one starts lower the more advanced it is."""
        return self.concepts.get(concept) or Rating(theta=-_HARDER_PER_LEVEL * (level - 2))

    def ability(self, concept: str, *, level: int) -> float:
        """The general rating and the concept's together, in logits."""
        return self.general.theta + self.of(concept, level=level).theta

    def mastery(self, concept: str, *, level: int) -> Mastery:
        """How well the concept is known, as far as the answers tell."""
        return mastery_of(self.ability(concept, level=level), self.of(concept, level=level))


def new_ratings(level: LearnerLevel | None) -> Ratings:
    """Ratings of a learner who has not answered anything."""
    return Ratings(general=Rating(theta=GENERAL_BY_LEVEL[level]), concepts={})


def chance_of_right(ability: float, *, difficulty: float, options: int = 0) -> float:
    """The chance of a right answer; with options, a blind guess is right one time in `options`."""
    guess = 1 / options if options else 0.0
    return guess + (1 - guess) * _sigmoid(ability - difficulty)


def after_answer(
    ratings: Ratings,
    concept: str,
    *,
    right: bool,
    difficulty: float,
    options: int,
    levels: Mapping[str, int],
    graph: Dag,
) -> Ratings:
    """The ratings after one answer, with what it says of the concepts around it.

    A right answer raises what the concept rests on, a wrong one lowers what rests on it: half as
    much per step, three steps far, and never against what was expected already. (A wrong answer
    says little of the prerequisites, a right one little of what comes later.)
    """
    level = levels[concept]
    ability = ratings.ability(concept, level=level)
    surprise = float(right) - chance_of_right(ability, difficulty=difficulty, options=options)
    own = ratings.of(concept, level=level)
    changed = dict(ratings.concepts)
    changed[concept] = Rating(
        theta=own.theta + _step(_K0_CONCEPT, own.evidence) * surprise,
        n=own.n + 1,
        evidence=own.evidence + 1,
    )
    near = graph.ancestors if right else graph.descendants
    for other, steps in near(concept, within_steps=_FARTHEST).items():
        if other not in levels:
            continue
        share = _PASSED_ON**steps
        before = ratings.of(other, level=levels[other])
        expected = _sigmoid(ratings.ability(other, level=levels[other]))
        toward = (1 - expected) if right else -expected
        changed[other] = replace(
            before,
            theta=before.theta + _step(_K0_CONCEPT, before.evidence) * share * toward,
            evidence=before.evidence + share,
        )
    general = ratings.general
    return Ratings(
        general=Rating(
            theta=general.theta + _step(_K0_GENERAL, general.n) * surprise,
            n=general.n + 1,
            evidence=general.evidence + 1,
        ),
        concepts=changed,
    )


def with_known(ratings: Ratings, known: Iterable[str], *, levels: Mapping[str, int]) -> Ratings:
    """The ratings when the learner says to know these concepts; answers outweigh the word."""
    changed = dict(ratings.concepts)
    for concept in known:
        rating = ratings.of(concept, level=levels[concept])
        if rating.n == 0:
            theta = max(rating.theta, STATED_KNOWN - ratings.general.theta)
            changed[concept] = replace(rating, theta=theta)
    return Ratings(general=ratings.general, concepts=changed)


def mastery_of(ability: float, rating: Rating) -> Mastery:
    """Mastery with its 90 % interval.

    The standard error of the ability is 1 / √(1/1.5² + 0.2 · evidence): a prior of ±1.5 logits and
    the Fisher information p(1 − p) of an answer, about 0.2 where questions fit the learner.
    """
    error = 1 / math.sqrt(1 / _PRIOR_SD**2 + _INFORMATION_PER_ANSWER * rating.evidence)
    return Mastery(
        p=round(_sigmoid(ability), 3),
        n=rating.n,
        low=round(_sigmoid(ability - _INTERVAL_Z * error), 3),
        high=round(_sigmoid(ability + _INTERVAL_Z * error), 3),
    )


def _step(k0: float, n: float) -> float:
    return k0 / (1 + _K_DECAY * n)


def _sigmoid(logits: float) -> float:
    if logits >= 0:
        return 1 / (1 + math.exp(-logits))
    return math.exp(logits) / (1 + math.exp(logits))
