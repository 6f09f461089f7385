"""What the Assessment agent's skills take and give, as it crosses the wire."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from agent_runner.agents.enrichment import Enrichment, absent_if_empty, absent_if_none
from agent_runner.instants import PlannedDate, PlannedInstant

ItemKind = Literal["mcq", "cloze", "short"]


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Source(_Answer):
    """The chapter of the topic pack that an item belongs to."""

    pack: str
    title: str
    chapter: str


class DocumentSource(_Answer):
    """The page of the learner's own document that an item was made of.

    `start`, `end` and `quote` are the sentence's, and told with the key only. `note` says that the
    document has changed since, or is gone.
    """

    document_id: str
    title: str
    page: int
    start: int | None = Field(default=None, exclude_if=absent_if_none)
    end: int | None = Field(default=None, exclude_if=absent_if_none)
    quote: str | None = Field(default=None, exclude_if=absent_if_none)
    note: str | None = Field(default=None, exclude_if=absent_if_none)


class QuizItem(_Answer):
    """A question without its key. `concept` is left out where it would give the answer away.

    `from_model`: a model worded it; its answer was checked against the topic pack's text.
    """

    item_id: str
    kind: ItemKind
    prompt: str
    options: list[str] | None = None
    concept: str | None = None
    source: Source | DocumentSource
    from_model: bool = Field(default=False, exclude_if=absent_if_empty)


class AddedQuestions(Enrichment):
    """Questions of a model beside the quiz's own; `grade` takes answers to them as well.

    Left unanswered, they do not count.
    """

    items: list[QuizItem]


class Quiz(_Answer):
    """Questions to answer; give the answers to `grade` with `quiz_id`.

    `enrichment` and `degraded` are there only where a model is.
    """

    quiz_id: str
    topic: str
    items: list[QuizItem]
    note: str
    enrichment: AddedQuestions | None = Field(default=None, exclude_if=absent_if_none)
    degraded: list[str] = Field(default=[], exclude_if=absent_if_empty)


class GivenAnswer(_Answer):
    """An answer: the text of an option, its letter or its place from 1; or free text."""

    item_id: Annotated[str, Field(min_length=1, max_length=80)]
    answer: Annotated[str, Field(max_length=500)] | int | float | None


class Score(_Answer):
    """`percent` of all items, whole; those without an answer count as not right."""

    right: int
    of: int
    percent: int


class GradedItem(_Answer):
    """An item with its key. `given` is what was understood of the answer, None without one.

    `verdict` is there where it cannot be told whether a free answer is right: compare it with
    `expected`; it does not count.
    """

    item_id: str
    correct: bool
    given: str | None
    expected: str
    why: str
    concept: str
    title: str
    source: Source | DocumentSource
    verdict: Literal["unsure"] | None = Field(default=None, exclude_if=absent_if_none)
    from_model: bool = Field(default=False, exclude_if=absent_if_empty)


class MasteryMove(_Answer):
    """Mastery of a concept before and after; `n` answers are about it."""

    concept: str
    title: str
    before: float
    after: float
    n: int
    interval: list[float]


class Grade(_Answer):
    """The result of a quiz.

    `mastery` lists the concepts that were asked about and counted; `also_moved` is how many
    related ones moved with them. Items graded before are judged again, but do not count twice.
    """

    quiz_id: str
    score: Score
    items: list[GradedItem]
    unanswered: list[str]
    mastery: list[MasteryMove]
    also_moved: int
    counted_before: bool
    note: str


class PlannedConcept(BaseModel):
    """A step of a path; what else it holds is passed over."""

    model_config = ConfigDict(extra="ignore")

    concept: Annotated[str, Field(min_length=1, max_length=200)]
    title: Annotated[str | None, Field(max_length=300)] = None
    minutes: Annotated[int, Field(ge=0, le=6000)] = 30
    on: Annotated[PlannedDate | None, Field(alias="date", description="The day it is learnt")] = (
        None
    )


class PlannedBlock(BaseModel):
    """A block of a schedule; what else it holds is passed over."""

    model_config = ConfigDict(extra="ignore")

    end: PlannedInstant
    kind: str
    concept: str | None = None


class Checkpoint(_Answer):
    """A day on which to look whether it holds, what is asked about, and what follows from it."""

    date: str
    concepts: list[str]
    text: str


class Card(_Answer):
    """A card to learn by: a question and its answer, or a sentence with a gap."""

    card_id: str
    kind: Literal["basic", "cloze"]
    front: str
    back: str
    source: DocumentSource


class Deck(_Answer):
    """The cards made of a document; `dropped` are those whose sentence is not in it any more."""

    document_id: str
    title: str
    cards: list[Card]
    dropped: int
    note: str


class ExportedCards(_Answer):
    """A text file that Anki imports as it is: File > Import."""

    filename: str
    text: str
    cards: int
    note: str
