"""What the Wellness agent's skills take and give; the words are `core.guard` and `core.load`'s."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

Scale = Annotated[int, Field(ge=1, le=5)]


class HelplineOut(BaseModel):
    """A service that listens; at least one of number, text and chat is given."""

    country: str | None
    name: str
    number: str | None
    text: str | None
    chat: str | None
    hours: str
    url: str
    source: str
    reviewed: str


class GuardResult(BaseModel):
    """Level 0 none, 1 distress, 2 serious, 3 danger; from 2 on, help comes before any plan."""

    level: Literal[0, 1, 2, 3]
    name: Literal["none", "distress", "serious", "danger"]
    family: str | None
    language: str
    message: str | None
    helplines: list[HelplineOut]
    emergency: str | None
    ai_disclosure: str
    text_version: str
    reviewed: str


class Evidence(BaseModel):
    """One reason for the cap, with where it comes from."""

    name: str
    text: str
    factor: float
    source: str


class Cap(BaseModel):
    """`cap_minutes_per_day` is the limit for health; `minutes_per_day` never exceeds the wish."""

    cap_minutes_per_day: int
    minutes_per_day: int
    why: str
    evidence: list[Evidence]


class Signal(BaseModel):
    """Something in the reports that speaks for taking it easier."""

    name: str
    value: str
    why: str


class Advice(BaseModel):
    """A suggestion, the number it rests on, and its source."""

    text: str
    because: str
    source: str


class Trend(BaseModel):
    """A measure now against the learner's own usual: an exponentially weighted mean."""

    name: Literal["mood", "energy", "sleep_hours", "stress", "study_minutes", "who5"]
    now: float
    usual: float
    change: float
    n: int


class Who5(BaseModel):
    """WHO-5 score from 0 to 100. A band is no diagnosis."""

    score: int
    band: Literal["good", "low", "very_low"]
    change: int | None
    changed_reliably: bool | None
    text: str
    source: str


class CheckInResult(BaseModel):
    """What the numbers say. With a `guard` of level 2 or more, read its message first."""

    summary: str
    signals: list[Signal]
    cap_minutes_per_day: int
    why: str
    who5: Who5 | None
    trend: list[Trend]
    advice: list[Advice]
    guard: GuardResult | None
    check_ins: int


class PastCheckIn(BaseModel):
    """One stored check-in. Notes are never stored."""

    at: str
    mood: int | None = None
    energy: int | None = None
    sleep_hours: float | None = None
    stress: int | None = None
    study_minutes: int | None = None
    who5: int | None = None


class History(BaseModel):
    """All that is kept about the learner's wellness, oldest first."""

    check_ins: list[PastCheckIn]
    trend: list[Trend]
    kept: str


class Forgotten(BaseModel):
    """How many records were deleted; none are left."""

    deleted: int
