"""What the Personalization agent's skills take and give, as it crosses the wire."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from agent_runner.agents.enrichment.models import absent_if_empty
from agent_runner.agents.learner_model import MasteryNow

Weekday: TypeAlias = Literal[
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"
]
WEEKDAYS: tuple[Weekday, ...] = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)
FactName: TypeAlias = Literal[
    "level", "minutes_per_day", "days_off", "known", "goals", "timezone", "preferences", "share"
]
Forgettable: TypeAlias = Literal[
    "level",
    "minutes_per_day",
    "days_off",
    "known",
    "goals",
    "timezone",
    "preferences",
    "share",
    "mastery",
    "documents",
    "everything",
]


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Preferences(_Answer):
    """What you like, not what you are: it changes the form that is offered, nothing else."""

    formats: Annotated[
        list[Literal["text", "video", "audio", "exercises", "worked examples"]] | None,
        Field(max_length=5),
    ] = None
    block_minutes: Annotated[int | None, Field(ge=10, le=90)] = None


class Evidence(_Answer):
    """What something is known from: the `seq`-th event of a kind, or the learner's own word."""

    kind: str
    seq: int | None
    at: str | None
    text: str


class ProfileField(_Answer):
    """One thing that is known of the learner, or the default in its place.

    `confidence`: stated by the learner, measured from `n` events (then with a 90 % `interval`), or
    a default that nothing speaks for yet.
    """

    field: str
    value: JsonValue
    confidence: Literal["stated", "measured", "default"]
    n: int
    interval: list[float] | None
    evidence: list[Evidence]
    changed: str | None
    change_with: str
    forget_with: str
    note: str | None = None


class KnownConcept(_Answer):
    """Mastery of a concept and the answers it rests on.

    With `n` = 0 it comes from answers on related concepts. `recall` is the chance to remember it
    now, `due` the instant of its next review; both None before the first answer. `changed` is the
    instant of the newest answer on it.
    """

    concept: str
    title: str
    mastery: MasteryNow
    evidence: list[Evidence]
    recall: float | None
    due: str | None
    changed: str | None
    change_with: str
    forget_with: str


class KeptRecords(_Answer):
    """Records of one kind that are kept: what for, how many, from when to when, how to delete them.

    `first` and `last` are None where the records say no time.
    """

    agent: str
    what: str
    why: str
    records: int
    first: str | None
    last: str | None
    forget_with: str


class OwnDocument(_Answer):
    """A document of the learner's own that is kept."""

    document_id: str
    title: str
    pages: int
    added: str
    forget_with: str


class Profile(_Answer):
    """Everything that is kept to make plans fit, and how to change or delete it.

    `documents` is left out where there are none.
    """

    fields: list[ProfileField]
    concepts: list[KnownConcept]
    answers: int
    not_used: str
    forget_all_with: str
    documents: list[OwnDocument] = Field(default=[], exclude_if=absent_if_empty)
    kept: list[KeptRecords]
    erase_all_with: str


class ExportedKind(_Answer):
    """Everything of one kind: documents by their key, and events in the order they happened."""

    documents: dict[str, JsonValue]
    events: list[JsonValue]


class ExportedDocument(_Answer):
    """A document of the learner's own, without its text: see `personalization.export_document`."""

    document_id: str
    title: str
    kind: str
    language: str
    size_bytes: int
    added: str
    pages: int


class Export(_Answer):
    """Everything that is kept about the learner here, by agent and kind."""

    learner: str
    made_at: str
    agents: dict[str, dict[str, ExportedKind]]
    documents: list[ExportedDocument]
    records: int
    note: str


class ExportedPage(_Answer):
    """A page of a document as it was read."""

    page: int
    status: str
    text: str


class DocumentText(_Answer):
    """The text of a document of the learner's own, from page `first` on.

    `next_page` is where to go on, None at the end.
    """

    document_id: str
    title: str
    pages: list[ExportedPage]
    next_page: int | None


class Erased(_Answer):
    """How much was deleted, for good."""

    records: int
    by_agent: dict[str, int]
    documents: int
    runs: int
    text: str


class Changed(_Answer):
    """A field before and after."""

    field: str
    before: JsonValue
    after: JsonValue


class Update(_Answer):
    """What was written; `not_recognised` are subjects that no topic pack knows (they are kept)."""

    changed: list[Changed]
    not_recognised: list[str]
    text: str


class Sharing(_Answer):
    """What may be sent to a language model from now on, beside what a question says itself."""

    documents: bool
    wellness: bool
    text: str


class Forgotten(_Answer):
    """What was deleted, for good."""

    forgotten: list[str]
    records: int
    text: str


class Used(_Answer):
    """Something known that a plan uses, and where it came from."""

    field: str
    value: JsonValue
    source: str


class PaceNow(_Answer):
    """Minutes spent for each minute planned, from `n` concepts or blocks."""

    ratio: float
    n: int
    interval: list[float]


class Recall(_Answer):
    """What is known of the learner, for a plan."""

    used: list[Used]
    level: Literal["beginner", "intermediate", "advanced"] | None
    known: list[str]
    mastery: dict[str, MasteryNow]
    minutes_per_day: int | None
    days_off: list[Weekday]
    timezone: str | None
    goals: list[str]
    pace: PaceNow


class Action(_Answer):
    """Something to do next. `gain` is the expected rise of the sum of masteries (0–1 each)."""

    kind: Literal["learn", "practise", "review", "rest"]
    concept: str | None
    title: str
    text: str
    minutes: int
    gain: float
    gain_per_minute: float
    because: str


class NextActions(_Answer):
    """What to do next, the most gain per minute first."""

    actions: list[Action]
    studied_today_minutes: int
    note: str
