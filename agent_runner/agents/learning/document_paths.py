"""A path through the learner's own document: its parts, in its own order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from agent_runner import RunContext
from agent_runner.agents.learner_model import MasteryNow
from agent_runner.agents.learning.from_document import refuse_without_text
from agent_runner.agents.learning.models import LearningPath, LeftOut, PathStep, Resource
from agent_runner.agents.material import DOCUMENT_LEVEL, Citation, Material, Part, parts_for
from agent_runner.core.graph import Dag
from agent_runner.core.mastery import Ratings, mastery_of, with_known
from agent_runner.core.path import Candidate, Step, plan_path
from agent_runner.core.path import LeftOut as Omitted
from agent_runner.core.tokens import fold

_AIMS = 3
_CITED = 2


async def document_path(
    ctx: RunContext,
    material: Material,
    ratings: Ratings,
    *,
    known: Sequence[str] = (),
    excluded: Sequence[str] = (),
    budget_minutes: int | None = None,
    mastery: Mapping[str, MasteryNow | float] | None = None,
) -> LearningPath:
    """The parts of a document that are not known, and as many as fit the minutes.

    `known` and `excluded` name parts or terms of it. What needs something else of the document is
    never kept without it.
    """
    refuse_without_text(material)
    parts = {part.ref: part for part in await parts_for(ctx, material)}
    said = _named(parts.values(), known)
    masteries = _masteries(parts, ratings, said, mastery or {})
    planned = plan_path(
        Dag.of({part.ref: part.needs for part in parts.values()}),
        {
            ref: Candidate(minutes=part.minutes, group=part.group, p=masteries[ref].p)
            for ref, part in parts.items()
        },
        frozenset(parts),
        excluded=frozenset(_named(parts.values(), excluded)),
        budget_minutes=budget_minutes,
    )
    kept = {step.concept: step for step in planned.steps}
    # Every part needs earlier ones only, so the document's own order is one that can be learnt.
    steps = [_step(material, parts, kept[ref], masteries[ref]) for ref in parts if ref in kept]
    left_out = [_left_out(parts[one.concept], one, masteries) for one in planned.left_out]
    cut = [one for one in left_out if one.reason == "budget"]
    return LearningPath(
        topic=material.title,
        coverage="documents",
        path=steps,
        left_out=left_out,
        cut=[one.title for one in cut],
        minutes=planned.minutes,
        needed_minutes=planned.minutes + sum(one.minutes for one in cut),
        fits=planned.fits,
        alternatives=[],
        questions=[],
        note=_note(material, steps, left_out),
    )


def _named(parts: Iterable[Part], names: Sequence[str]) -> list[str]:
    """The parts that a name is the title, a term or the reference of."""
    wanted = {" ".join(fold(name).split()) for name in names}
    return [
        part.ref
        for part in parts
        if part.ref in names
        or " ".join(fold(part.title).split()) in wanted
        or any(term.is_defined and fold(term.term) in wanted for term in part.terms[:1])
    ]


def _masteries(
    parts: Mapping[str, Part],
    ratings: Ratings,
    known: Sequence[str],
    given: Mapping[str, MasteryNow | float],
) -> dict[str, MasteryNow]:
    rated = with_known(ratings, known, levels=dict.fromkeys(parts, DOCUMENT_LEVEL))
    found: dict[str, MasteryNow] = {}
    for ref in parts:
        ability = rated.ability(ref, level=DOCUMENT_LEVEL)
        found[ref] = MasteryNow.of(mastery_of(ability, rated.of(ref, level=DOCUMENT_LEVEL)))
        if ref in given and ref not in known:
            value = given[ref]
            found[ref] = value if isinstance(value, MasteryNow) else MasteryNow(p=value)
    return found


def _step(
    material: Material, parts: Mapping[str, Part], step: Step, mastery: MasteryNow
) -> PathStep:
    part = parts[step.concept]
    return PathStep(
        concept=part.ref,
        title=part.title,
        why_now=_why_now(parts, part, step, mastery),
        prerequisites=list(step.needs),
        mastery=mastery,
        minutes=step.minutes,
        objectives=_objectives(part),
        resources=[_pages(material, part)],
        weight=max(step.worth, 0.001),
        kind="learn",
        citations=[
            Citation.of(material.id, material.pages, term.span)
            for term in part.terms
            if term.is_defined
        ][:_CITED],
    )


def _objectives(part: Part) -> list[str]:
    aims = [f"Explain “{term.term}” in your own words" for term in part.terms[:_AIMS]]
    return aims or [f"Sum up “{part.title}” in three sentences, from memory"]


def _pages(material: Material, part: Part) -> Resource:
    where = f"page {part.first_page}"
    if part.last_page > part.first_page:
        where = f"pages {part.first_page}–{part.last_page}"
    return Resource(
        title=f"{material.title}, {where}",
        locator=f"document:{material.id}#page={part.first_page}",
    )


def _why_now(parts: Mapping[str, Part], part: Part, step: Step, mastery: MasteryNow) -> str:
    terms = dict(zip(part.needs, part.uses, strict=True))
    named = [ref for ref in step.needs if terms.get(ref)]
    if named:
        uses = " and ".join(f"“{terms[ref]}” from “{parts[ref].title}”" for ref in named)
        said = [f"It uses {uses}."]
    elif step.needs:
        said = [f"In your document it comes after “{parts[step.needs[0]].title}”."]
    else:
        said = ["It uses nothing that your document explains elsewhere."]
    if step.opens:
        later = "1 later part rests" if step.opens == 1 else f"{step.opens} later parts rest"
        said.append(f"{later} on it.")
    if mastery.n:
        low, high = (round(100 * bound) for bound in mastery.interval)
        answers = "1 answer" if mastery.n == 1 else f"{mastery.n} answers"
        said.append(f"{answers} of yours put it at {round(100 * mastery.p)} % ({low}–{high} %).")
    return " ".join(said)


def _left_out(part: Part, one: Omitted, masteries: Mapping[str, MasteryNow]) -> LeftOut:
    mastery = masteries[one.concept]
    why = {
        "excluded": "You asked to leave it out.",
        "budget": f"Its {one.minutes} minutes do not fit; of what could go, it is worth least.",
        "known": f"Your answers put it at {round(100 * mastery.p)} %."
        if mastery.n
        else "You say that you know it.",
    }[one.reason]
    return LeftOut(
        concept=one.concept, title=part.title, reason=one.reason, why=why, minutes=one.minutes
    )


def _note(material: Material, steps: Sequence[PathStep], left_out: Sequence[LeftOut]) -> str:
    minutes = sum(step.minutes for step in steps)
    said = [f"{len(steps)} parts of “{material.title}” in {minutes} minutes"]
    counts = {
        "left out as known": "known",
        "cut to fit the time": "budget",
        "left out as you asked": "excluded",
    }
    for words, reason in counts.items():
        count = sum(one.reason == reason for one in left_out)
        if count:
            said.append(f"{count} {words}")
    unread = sum(page.status != "ok" for page in material.pages)
    if unread:
        said.append(f"{unread} pages without text are not part of it")
    said.append("minutes are three times those of silent reading, for notes and recall")
    return "; ".join(said) + "."
