"""What a model may add to a path: its reasons in words that read better.

Order, minutes, mastery and the facts in a reason stay the core's; a reason that names another
concept, number or day than the core's own is not taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from agent_runner import RunContext
from agent_runner.agents.enrichment import Addition, Checked, Enriched, Facts, Rejected, enrich
from agent_runner.agents.learning.models import LearningPath, RewordedPath
from agent_runner.core.tokens import stems
from agent_runner.curriculum.library import curriculum

MOST_STEPS: Final = 12
"""So many reasons, those of the first steps, are reworded: who plans reads these first."""
GROUNDED: Final = 0.3
_LONGEST_NAME: Final = 6
_SHORTEST_LONE_NAME: Final = 7
_SYSTEM: Final = """\
The data is a learning path. For each step it gives the reason why it comes now. Write each \
reason anew in `why`, in English, as one or two warm, concrete sentences to the learner ("you"). \
Keep every number, and name only what the step's own title, reason and aims name. Do not reorder, \
merge or leave out steps; give each its own `n`.
"""


class Reworded(BaseModel):
    """One reason."""

    model_config = ConfigDict(extra="forbid")

    n: Annotated[int, Field(ge=1, le=MOST_STEPS)]
    why: Annotated[str, Field(min_length=20, max_length=500)]


class Reasons(BaseModel):
    """The form of the answer."""

    model_config = ConfigDict(extra="forbid")

    reasons: Annotated[list[Reworded], Field(max_length=2 * MOST_STEPS)]


@dataclass(frozen=True, kw_only=True, slots=True)
class Reason:
    """What the core says of a step. `needs`: the titles of what it rests on."""

    concept: str
    title: str
    why: str
    aims: tuple[str, ...]
    needs: tuple[str, ...]


async def reworded_path(ctx: RunContext, core: LearningPath) -> LearningPath:
    """The path with the reasons of its first steps reworded, as far as they hold."""
    titles = {step.concept: step.title for step in core.path}
    reasons = [
        Reason(
            concept=step.concept,
            title=step.title,
            why=step.why_now,
            aims=tuple(step.objectives),
            needs=tuple(titles[ref] for ref in step.prerequisites if ref in titles),
        )
        for step in core.path
    ]
    found = await reworded(
        ctx,
        reasons,
        subject=core.topic,
        purpose="learning.path",
        kind="documents" if core.coverage == "documents" else "learner",
    )
    if found is None:
        return core
    new = found.value or {}
    path = [
        step.model_copy(update={"why_now": new.get(step.concept, step.why_now)})
        for step in core.path
    ]
    added = RewordedPath(reworded=[*new], sent=[*found.sent])
    return core.model_copy(
        update={"path": path, "enrichment": added, "degraded": [*found.degraded]}
    )


async def reworded(
    ctx: RunContext,
    reasons: Sequence[Reason],
    *,
    subject: str,
    purpose: str,
    kind: Literal["learner", "documents"] = "learner",
    most_s: float | None = None,
) -> Enriched[Mapping[str, str]] | None:
    """By concept, the reasons that hold; None without a model.

    `kind`: whose words titles and reasons are made of, beside ours.
    """
    first = reasons[:MOST_STEPS]
    if not first:
        return None
    return await enrich(
        ctx,
        Addition(
            purpose=purpose,
            system=_SYSTEM,
            data={
                "subject": subject,
                "steps": [
                    {"n": n, "title": one.title, "reason": one.why, "aims": [*one.aims]}
                    for n, one in enumerate(first, start=1)
                ],
            },
            form=Reasons,
            check=lambda form: _checked(form, first, subject),
            kinds=("core", kind),
            said=(subject,) if kind == "learner" else (),
            max_output_tokens=2048,
        ),
        most_s=most_s,
    )


def _checked(form: Reasons, reasons: Sequence[Reason], subject: str) -> Checked[Mapping[str, str]]:
    """One reason for each step, each held against the facts of its own step."""
    numbers = [one.n for one in form.reasons]
    held: dict[str, str] = {}
    for one in form.reasons:
        if one.n > len(reasons) or numbers.count(one.n) > 1:
            continue
        reason, why = reasons[one.n - 1], " ".join(one.why.split())
        texts = (reason.title, reason.why, *reason.aims, *reason.needs)
        facts = Facts.of(texts, subject=subject)
        problem = facts.problem(why, grounded=GROUNDED, names=True)
        if problem is None and not names_other_concepts(why, texts):
            held[reason.concept] = why
    if not held:
        raise Rejected("no reason holds")
    return Checked(value=held, is_whole=len(held) == len(reasons))


def names_other_concepts(text: str, given: Iterable[str]) -> bool:
    """Whether the text names a concept of the topic packs that the given texts do not."""
    known = frozenset(name for one in given for name in _names_in(one))
    return any(name not in known for name in _names_in(text))


def _names_in(text: str) -> list[tuple[str, ...]]:
    words, names = stems(text), _names()
    return [
        words[start : start + length]
        for length in range(1, _LONGEST_NAME + 1)
        for start in range(len(words) - length + 1)
        if words[start : start + length] in names
    ]


@cache
def _names() -> frozenset[tuple[str, ...]]:
    """The titles of all concepts; of single words only those that mean nothing else."""
    titles = (stems(entry.concept.title) for entry in curriculum().concepts.values())
    return frozenset(
        title for title in titles if len(title) > 1 or len("".join(title)) >= _SHORTEST_LONE_NAME
    )
