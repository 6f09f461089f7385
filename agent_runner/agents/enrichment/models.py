"""How an answer tells what a model added to it, and what was sent away for that."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Kind = Literal["core", "learner", "documents", "wellness"]
"""What was sent: texts and numbers of ours, the learner's words, text of documents, wellness."""


def absent_if_none(value: object) -> bool:
    """For `Field(default=None, exclude_if=…)`: without a model an answer has no new member."""
    return value is None


def absent_if_empty(value: object) -> bool:
    """The same for lists, and for what is false."""
    return not value


class Sent(BaseModel):
    """One call of a model: what for, to which, how much, and of what kinds; never the text.

    `tokens` are the model's own count, 0 where it did not say; `cached`: it was answered from what
    is known, so nothing left the process. `failed` says why nothing came of it.
    """

    model_config = ConfigDict(extra="forbid")

    purpose: str
    model: str
    kinds: list[Kind]
    input_tokens: int
    output_tokens: int
    cached: bool = False
    failed: str | None = Field(default=None, exclude_if=absent_if_none)


class Enrichment(BaseModel):
    """What a model added; the skill that offers it says what. Absent where there is no model."""

    model_config = ConfigDict(extra="forbid")

    sent: list[Sent]
