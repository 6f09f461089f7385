"""Days on which to look whether what was learnt holds."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from agent_runner.agents.assessment.models import Checkpoint, PlannedBlock, PlannedConcept
from agent_runner.agents.material import is_of_document
from agent_runner.curriculum.library import Curriculum

_MOST = 6
_FEWEST_CONCEPTS = 3
_QUESTIONS_EACH = 2
_MOST_QUESTIONS = 10
_PASS = 0.8
_NAMED = 3


def checkpoints_of(
    curriculum: Curriculum,
    path: Sequence[PlannedConcept],
    *,
    start: date,
    by: date | None,
    blocks: Sequence[PlannedBlock] = (),
) -> list[Checkpoint]:
    """At most six days, each after a stretch of the path, the last one over all of it.

    The days are those of the blocks, or the concepts' own, or, where neither is given, the path's
    minutes spread evenly from `start` to `by`.
    """
    days = _days(path, start=start, by=by, blocks=blocks)
    planned = [step for step in path if step.concept in days]
    if not planned:
        return []
    size = max(_FEWEST_CONCEPTS, math.ceil(len(planned) / _MOST))
    parts = [planned[first : first + size] for first in range(0, len(planned), size)]
    if len(parts) > 1 and len(parts[-1]) < _FEWEST_CONCEPTS - 1:
        parts[-2:] = [[*parts[-2], *parts[-1]]]
    made: list[Checkpoint] = []
    for place, part in enumerate(parts):
        on = max(days[step.concept] for step in part)
        following = parts[place + 1][0] if place + 1 < len(parts) else None
        made.append(
            Checkpoint(
                date=on.isoformat(),
                concepts=[step.concept for step in part],
                text=_text(curriculum, part, following, len(planned)),
            )
        )
    return sorted(made, key=lambda checkpoint: checkpoint.date)


def _days(
    path: Sequence[PlannedConcept],
    *,
    start: date,
    by: date | None,
    blocks: Sequence[PlannedBlock],
) -> Mapping[str, date]:
    if blocks:
        days: dict[str, date] = {}
        for block in blocks:
            if block.concept is not None and block.kind in ("learn", "practice"):
                day = block.end.date()
                days[block.concept] = max(day, days.get(block.concept, day))
        return days
    if any(step.on for step in path):
        return {step.concept: step.on for step in path if step.on is not None}
    whole = sum(step.minutes for step in path) or 1
    length = max(0, ((by or start + timedelta(days=len(path))) - start).days)
    passed = 0
    spread: dict[str, date] = {}
    for step in path:
        passed += step.minutes
        spread[step.concept] = start + timedelta(days=math.ceil(length * passed / whole))
    return spread


def _text(
    curriculum: Curriculum,
    part: Sequence[PlannedConcept],
    following: PlannedConcept | None,
    whole: int,
) -> str:
    titles = [_title(curriculum, step) for step in part]
    if not any(_can_be_asked(curriculum, step.concept) for step in part):
        steps = _named([f"“{title}”" for title in titles])
        return (
            f"Close your sources and write down what came of {steps}. Go back to what you could "
            f"not write{_then(curriculum, following, 'before you go on to')}."
        )
    named = _named(titles)
    count = min(_MOST_QUESTIONS, _QUESTIONS_EACH * len(part))
    enough = math.ceil(_PASS * count)
    done = "the path is done" if whole == 1 else f"all {whole} concepts of the path are done"
    after = _then(curriculum, following, "go on to") or f" {done}"
    return (
        f"Answer {count} questions on {named}, from memory. With {_enough(enough, count)},{after}; "
        "with fewer, repeat the ones you missed first."
    )


def _can_be_asked(curriculum: Curriculum, ref: str) -> bool:
    return ref in curriculum.concepts or is_of_document(ref)


def _then(curriculum: Curriculum, following: PlannedConcept | None, how: str) -> str:
    return "" if following is None else f" {how} {_title(curriculum, following)}"


def _enough(enough: int, count: int) -> str:
    return f"all {count} right" if enough == count else f"{enough} or more right"


def _named(titles: list[str]) -> str:
    if len(titles) > _NAMED + 1:
        titles[_NAMED:] = [f"{len(titles) - _NAMED} more"]
    return titles[0] if len(titles) == 1 else f"{', '.join(titles[:-1])} and {titles[-1]}"


def _title(curriculum: Curriculum, step: PlannedConcept) -> str:
    return step.title or curriculum.title(step.concept)
