"""A path through the learner's own document: its parts, in its own order, those asked for first."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from agent_runner import RunContext
from agent_runner.agents.learner_model import MasteryNow
from agent_runner.agents.learning.document_wishes import by_chapter, is_only, parts_meant
from agent_runner.agents.learning.from_document import refuse_without_text
from agent_runner.agents.learning.models import LearningPath, LeftOut, PathStep, Resource
from agent_runner.agents.material import DOCUMENT_LEVEL, Citation, Material, Part, parts_for
from agent_runner.core.graph import Dag
from agent_runner.core.mastery import Ratings, mastery_of, with_known
from agent_runner.core.path import Candidate, Step, plan_path
from agent_runner.core.path import LeftOut as Omitted
from agent_runner.core.path import Path as Planned
from agent_runner.core.tokens import fold, stems

_AIMS = 3
_CITED = 2


async def document_path(
    ctx: RunContext,
    material: Material,
    ratings: Ratings,
    *,
    topic: str | None = None,
    known: Sequence[str] = (),
    excluded: Sequence[str] = (),
    budget_minutes: int | None = None,
    mastery: Mapping[str, MasteryNow | float] | None = None,
) -> LearningPath:
    """The parts of a document that are not known, and as many as fit the minutes.

    What `topic` names comes first and is never cut before the rest; "only …" leaves the rest out.
    `known` and `excluded` name parts, chapters or terms. What needs something else of the document
    is never kept without it, unless it was asked for and the other not.
    """
    refuse_without_text(material)
    parts = {part.ref: part for part in await parts_for(ctx, material)}
    listed = [*parts.values()]
    said = _named(listed, known)
    masteries = _masteries(parts, ratings, said.refs, mastery or {})
    wished, words = list[str](), ""
    if topic is not None:
        wished, words = await asyncio.to_thread(parts_meant, material, listed, topic)
    others = set(parts) - set(wished) if wished and is_only(topic or "") else set[str]()
    kept, omitted = _planned(
        parts,
        masteries,
        wished=wished,
        excluded={*_named(listed, excluded).refs, *others},
        budget_minutes=budget_minutes,
    )
    asked = _Asked(words=words, wished=frozenset(wished), others=frozenset(others))
    steps = [_step(material, parts, step, masteries[ref], asked) for ref, step in kept.items()]
    left_out = [_left_out(parts[one.concept], one, masteries, asked) for one in omitted]
    cut = [one for one in left_out if one.reason == "budget"]
    minutes = sum(step.minutes for step in steps)
    return LearningPath(
        topic=f"{words} in {material.title}" if others else material.title,
        coverage="documents",
        path=steps,
        left_out=left_out,
        cut=[one.title for one in cut],
        minutes=minutes,
        needed_minutes=minutes + sum(one.minutes for one in cut),
        fits=budget_minutes is None or minutes <= budget_minutes,
        alternatives=[],
        questions=[],
        note=_note(material, steps, left_out, asked, unread=said.unread),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Asked:
    """The parts asked for, in these words; `others` are left out for it."""

    words: str
    wished: Set[str]
    others: Set[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Named:
    """The parts that names stand for, and the names that stand for none."""

    refs: list[str]
    unread: list[str]


def _named(parts: Sequence[Part], names: Sequence[str]) -> _Named:
    """A name is a part's title, its first term, its reference or its chapter."""
    found: set[str] = set()
    unread: list[str] = []
    for name in names:
        wanted = " ".join(fold(name).split())
        refs = {
            part.ref
            for part in parts
            if part.ref == name
            or " ".join(fold(part.title).split()) == wanted
            or any(term.is_defined and fold(term.term) == wanted for term in part.terms[:1])
        } or set(by_chapter(parts, name))
        found |= refs
        if not refs:
            unread.append(name)
    return _Named(refs=[part.ref for part in parts if part.ref in found], unread=unread)


def _planned(
    parts: Mapping[str, Part],
    masteries: Mapping[str, MasteryNow],
    *,
    wished: Sequence[str],
    excluded: Set[str],
    budget_minutes: int | None,
) -> tuple[dict[str, Step], list[Omitted]]:
    """What is asked for with all of the minutes, then the rest with those that are left."""

    def plan(targets: Sequence[str], budget: int | None) -> Planned:
        inside = set(targets)
        return plan_path(
            Dag.of({ref: [one for one in parts[ref].needs if one in inside] for ref in targets}),
            {
                ref: Candidate(
                    minutes=parts[ref].minutes, group=parts[ref].group, p=masteries[ref].p
                )
                for ref in targets
            },
            frozenset(inside),
            excluded=frozenset(excluded & inside),
            budget_minutes=budget,
        )

    # Every part needs earlier ones only, so the document's own order is one that can be learnt.
    first = plan(wished, budget_minutes)
    rest = [ref for ref in parts if ref not in set(wished)]
    left = None if budget_minutes is None else max(0, budget_minutes - first.minutes)
    if wished and any(one.reason == "budget" for one in first.left_out):
        left = 0
    second = plan(rest, left)
    steps = {step.concept: step for step in first.steps}
    kept = {ref: steps[ref] for ref in parts if ref in steps}
    omitted = [*first.left_out, *second.left_out]
    if first.steps and left is not None and second.minutes > left:
        # One step is planned also for no time at all; beside those asked for there is no need.
        omitted += [
            Omitted(concept=step.concept, reason="budget", minutes=step.minutes)
            for step in second.steps
        ]
        return kept, omitted
    steps = {step.concept: step for step in second.steps}
    return kept | {ref: steps[ref] for ref in parts if ref in steps}, omitted


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
    material: Material,
    parts: Mapping[str, Part],
    step: Step,
    mastery: MasteryNow,
    asked: _Asked,
) -> PathStep:
    part = parts[step.concept]
    return PathStep(
        concept=part.ref,
        title=part.title,
        why_now=_why_now(parts, part, step, mastery, asked),
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


def _why_now(
    parts: Mapping[str, Part], part: Part, step: Step, mastery: MasteryNow, asked: _Asked
) -> str:
    terms = dict(zip(part.needs, part.uses, strict=True))
    named = [ref for ref in step.needs if terms.get(ref)]
    if named:
        uses = " and ".join(f"“{terms[ref]}” from “{parts[ref].title}”" for ref in named)
        said = [f"It uses {uses}."]
    elif step.needs:
        said = [f"In your document it comes after “{parts[step.needs[0]].title}”."]
    elif part.needs:
        said = []
    else:
        said = ["It uses nothing that your document explains elsewhere."]
    if part.ref in asked.wished:
        said.insert(0, f"You asked for “{asked.words}”.")
    if step.opens:
        later = "1 later part rests" if step.opens == 1 else f"{step.opens} later parts rest"
        said.append(f"{later} on it.")
    if mastery.n:
        low, high = (round(100 * bound) for bound in mastery.interval)
        answers = "1 answer" if mastery.n == 1 else f"{mastery.n} answers"
        said.append(f"{answers} of yours put it at {round(100 * mastery.p)} % ({low}–{high} %).")
    return " ".join(said)


def _left_out(
    part: Part, one: Omitted, masteries: Mapping[str, MasteryNow], asked: _Asked
) -> LeftOut:
    mastery = masteries[one.concept]
    why = {
        "excluded": f"You asked for “{asked.words}” only."
        if part.ref in asked.others
        else "You asked to leave it out.",
        "budget": f"Its {one.minutes} minutes do not fit beside what you asked for."
        if asked.wished and part.ref not in asked.wished
        else f"Its {one.minutes} minutes do not fit; of what could go, it is worth least.",
        "known": f"Your answers put it at {round(100 * mastery.p)} %."
        if mastery.n
        else "You say that you know it.",
    }[one.reason]
    return LeftOut(
        concept=one.concept, title=part.title, reason=one.reason, why=why, minutes=one.minutes
    )


def _note(
    material: Material,
    steps: Sequence[PathStep],
    left_out: Sequence[LeftOut],
    asked: _Asked,
    *,
    unread: Sequence[str],
) -> str:
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
    blank = sum(page.status != "ok" for page in material.pages)
    if blank:
        said.append(f"{blank} pages without text are not part of it")
    if (
        asked.words
        and not asked.wished
        and not set(stems(asked.words)) <= set(stems(material.title))
    ):
        said.append(f"no part of it was found to be on “{asked.words}”, so it is all of them")
    if unread:
        names = ", ".join(f"“{name}”" for name in unread)
        said.append(f"what you know or want left out, {names}, names no part of it")
    said.append("minutes are three times those of silent reading, for notes and recall")
    return "; ".join(said) + "."
