"""Wrong options for a multiple-choice question: terms that look like the answer and do not fit."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from agent_runner.core.materials.centrality import Vector, cosine
from agent_runner.core.materials.phrases import Key

DISTRACTORS = 3
_SAME_MEANING = 0.6
"""Cosine of two defining sentences from which on two terms are taken for one thing."""
_LEAST_EDITS = 3
_SUFFIX = 3


@dataclass(frozen=True, slots=True)
class Term:
    """A key term: its spelling, key, the section it is defined or first named in, and in `about`
    the keys that its defining sentence names; `meaning` is that sentence's vector.
    """

    written: str
    key: Key
    section: int | None
    defined_in: int | None
    about: frozenset[Key]
    meaning: Vector


@dataclass(frozen=True, slots=True)
class Form:
    """What shows of a term without knowing what it means."""

    plural: bool
    capital: bool
    marked: bool


def form_of(written: str, key: Key) -> Form:
    """The form of a term as it is written."""
    words = written.split()
    last = words[-1].lower()
    return Form(
        plural=last.endswith("s") and not last.endswith("ss") and key[-1] != last,
        capital=written[0].isupper(),
        marked=any(not (char.isalnum() or char in " -'’") for char in written)
        or any(char.isdigit() for char in written),
    )


def distractors(
    answer: Term, written: str, others: Sequence[Term], prompt_keys: set[str], rng: random.Random
) -> list[Term]:
    """At most three terms, those most like the answer first; none that could be right too."""
    form = form_of(written, answer.key)
    fitting = [
        (_likeness(answer, form, other) + rng.random() / 2, other)
        for other in others
        if _is_fair(answer, other, prompt_keys)
        and form_of(other.written, other.key).plural == form.plural
    ]
    fitting.sort(key=lambda one: (-one[0], one[1].key))
    chosen: list[Term] = []
    for _likeness_of_it, other in fitting:
        if all(_differ(other, taken) for taken in chosen):
            chosen.append(other)
        if len(chosen) == DISTRACTORS:
            break
    return chosen


def _is_fair(answer: Term, other: Term, prompt_keys: set[str]) -> bool:
    if other.key == answer.key or not _differ(answer, other):
        return False
    if set(other.key) & prompt_keys:
        return False  # the prompt itself speaks of it
    if answer.key in other.about or other.key in answer.about:
        return False  # a kind of it, or another word for it
    if answer.defined_in is not None and answer.defined_in == other.defined_in:
        return False
    return cosine(answer.meaning, other.meaning) < _SAME_MEANING


def _differ(one: Term, other: Term) -> bool:
    """Neither holds the other, nor could be a misspelling of it."""
    first, second = " ".join(one.key), " ".join(other.key)
    if first in second or second in first or set(one.key) == set(other.key):
        return False
    return OSA.distance(first, second, score_cutoff=_LEAST_EDITS) >= _LEAST_EDITS


def _likeness(answer: Term, form: Form, other: Term) -> float:
    other_form = form_of(other.written, other.key)
    alike = 2.0 * (answer.section == other.section)
    alike += other.defined_in is not None
    alike += form.capital == other_form.capital
    alike += form.marked == other_form.marked
    alike += len(answer.key) == len(other.key)
    alike += answer.key[-1] == other.key[-1] or answer.key[0] == other.key[0]
    alike += answer.key[-1][-_SUFFIX:] == other.key[-1][-_SUFFIX:]
    return alike
