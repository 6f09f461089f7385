"""What the Learning agent's skills give, as it crosses the wire."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from agent_runner.agents.enrichment import Enrichment, absent_if_empty, absent_if_none
from agent_runner.agents.learner_model import MasteryNow
from agent_runner.agents.material import Citation, CitedSentence, Term

Coverage = Literal["pack", "documents", "generic"]
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
    `citations` are sentences of the learner's own document, where it is one's part.
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
    citations: list[Citation] | None = Field(default=None, exclude_if=absent_if_none)


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


class RewordedPath(Enrichment):
    """The concepts whose `why_now` a model put into other words; the facts are as they were."""

    reworded: list[str]


class LearningPath(_Answer):
    """A path, in learning order.

    `minutes` is the sum of its steps, `needed_minutes` what the whole subject would take; `cut`
    are the titles left out for lack of time, `alternatives` other subjects that may be meant.
    `enrichment` and `degraded` are there only where a model is.
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
    enrichment: RewordedPath | None = Field(default=None, exclude_if=absent_if_none)
    degraded: list[str] = Field(default=[], exclude_if=absent_if_empty)


class Neighbour(_Answer):
    """A concept beside the one explained, with the learner's mastery of it."""

    concept: str
    title: str
    mastery: MasteryNow


class AddedExplanation(Enrichment):
    """The same in a model's words, and an example of its own, whose numbers are made up."""

    text: str | None
    example: str | None


class Explanation(_Answer):
    """A concept explained at a level; `next` are concepts that it opens.

    `enrichment` and `degraded` are there only where a model is.
    """

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
    enrichment: AddedExplanation | None = Field(default=None, exclude_if=absent_if_none)
    degraded: list[str] = Field(default=[], exclude_if=absent_if_empty)


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


class FoundPassage(_Answer):
    """A stretch of a document that a question led to; `score` only orders those of one answer."""

    document_id: str
    title: str
    page: int
    start: int
    end: int
    section: list[str]
    text: str
    score: float


class RetoldAnswer(Enrichment):
    """`core_answer`: the sentences of the material itself, where `answer` is in a model's words."""

    core_answer: list[CitedSentence] | None


class MaterialAnswer(_Answer):
    """An answer out of the learner's own material, or that it is not in there.

    Every sentence with `from_material` has a quote that was checked to stand where its citation
    says, also where a model worded it. `passages` are where it was looked for, the best first.
    `enrichment` and `degraded` are there only where a model is.
    """

    found: bool
    answer: list[CitedSentence]
    passages: list[FoundPassage]
    note: str
    enrichment: RetoldAnswer | None = Field(default=None, exclude_if=absent_if_none)
    degraded: list[str] = Field(default=[], exclude_if=absent_if_empty)


class RetoldSummary(Enrichment):
    """`core_sentences`: those of the document, where `sentences` are in a model's words."""

    core_sentences: list[CitedSentence] | None


class Summary(_Answer):
    """A summary in the document's own sentences; `text` is all of them in a row.

    `enrichment` and `degraded` are there only where a model is.
    """

    document_id: str
    title: str
    length: Literal["short", "medium", "long"]
    text: str
    sentences: list[CitedSentence]
    note: str
    enrichment: RetoldSummary | None = Field(default=None, exclude_if=absent_if_none)
    degraded: list[str] = Field(default=[], exclude_if=absent_if_empty)


class Glossary(_Answer):
    """The terms of a document, in alphabetical order."""

    document_id: str
    title: str
    terms: list[Term]
    note: str
