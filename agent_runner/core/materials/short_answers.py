"""Whether a short answer in free words says what a sentence of the document says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["correct", "wrong", "unsure"]


@dataclass(frozen=True, kw_only=True, slots=True)
class ShortGrade:
    """`matched` and `missed` are words of the key sentence as it writes them; `why` for the student.

    `unsure` is an abstention: the student compares with the key sentence.
    """

    verdict: Verdict
    matched: tuple[str, ...]
    missed: tuple[str, ...]
    why: str


def grade_short(given: str, key_sentence: str, question: str) -> ShortGrade:
    """Judge an answer to the question by the sentence that holds the right one."""
    return ShortGrade(verdict="unsure", matched=(), missed=(), why="")
