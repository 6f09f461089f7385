"""What the Learning agent's skills give, as it crosses the wire."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from agent_runner.agents.learner_model import MasteryNow

Coverage = Literal["pack", "generic"]
Depth = Literal["novice", "student", "expert"]


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Resource(_Answer):
    """Where to read or practise; `locator` is an address."""

    title: str
    locator: str


class PathStep(_Answer):
    """One concept of a path.

    `prerequisites` are the concepts of this path that come before it because it needs them;
    `weight` is its worth (need × downstream value), for who has to choose among steps.
    """

    concept: str
    title: str
    why_now: str
    prerequisites: list[str]
    mastery: MasteryNow
    minutes: int
    objectives: list[str]
    resources: list[Resource]
    weight: float
    kind: Literal["learn", "refresher"]


class LeftOut(_Answer):
    """A concept that is not in the path, and why."""

    concept: str
    title: str
    reason: Literal["known", "budget", "excluded"]
    why: str
    minutes: int


class Question(_Answer):
    """What would make the path better; `default` holds until it is answered."""

    id: str
    text: str
    default: str


class LearningPath(_Answer):
    """A path, in learning order.

    `minutes` is the sum of its steps, `needed_minutes` what the whole subject would take; `cut`
    are the titles left out for lack of time, `alternatives` other subjects that may be meant.
    """

    topic: str
    coverage: Coverage
    path: list[PathStep]
    left_out: list[LeftOut]
    cut: list[str]
    minutes: int
    needed_minutes: int
    fits: bool
    alternatives: list[str]
    questions: list[Question]
    note: str


class Neighbour(_Answer):
    """A concept beside the one explained, with the learner's mastery of it."""

    concept: str
    title: str
    mastery: MasteryNow


class Explanation(_Answer):
    """A concept explained at a level; `next` are concepts that it opens."""

    concept: str
    title: str
    level: Depth
    text: str
    example: str
    pitfall: str
    objectives: list[str]
    prerequisites: list[Neighbour]
    next: list[Neighbour]
    coverage: Coverage
    reading: list[Resource]


class Topic(_Answer):
    """A subject that a topic pack covers."""

    id: str
    title: str
    about: str
    field: str
    stage: str
    concepts: int
    minutes: int


class Topics(_Answer):
    """All subjects, in alphabetical order of their ids."""

    topics: list[Topic]
