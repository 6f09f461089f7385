"""A path through the topic packs, in the words of the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from agent_runner.agents.learner_model import MasteryNow
from agent_runner.agents.learning.models import LearningPath, LeftOut, PathStep, Question, Resource
from agent_runner.agents.learning.reasons import why_left_out, why_now
from agent_runner.core.mastery import LearnerLevel, Ratings, mastery_of, with_known
from agent_runner.core.path import Candidate, Path, plan_path
from agent_runner.curriculum.library import Curriculum, Entry
from agent_runner.curriculum.scope import Scope, known_concepts, named_concepts

_AFTER_SCHOOL = 1.5
"""Logits by which somebody at university is likelier to know what school teaches."""
_LISTED_SOURCES = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """What was asked for."""

    scope: Scope
    known: tuple[str, ...]
    excluded: tuple[str, ...]
    budget_minutes: int | None
    level: LearnerLevel | None
    mastery: Mapping[str, MasteryNow | float]


def pack_path(curriculum: Curriculum, wish: Wish, ratings: Ratings) -> LearningPath:
    """The path for a scope that topic packs cover."""
    said = known_concepts(curriculum, wish.known)
    masteries = _masteries(curriculum, wish, ratings, frozenset(said))
    candidates = {
        ref: Candidate(
            minutes=entry.concept.minutes,
            group=f"{entry.pack.id}/{entry.concept.group}",
            p=mastery.p,
        )
        for ref, mastery in masteries.items()
        for entry in (curriculum.concepts[ref],)
    }
    planned = plan_path(
        curriculum.graph,
        candidates,
        wish.scope.concepts,
        focus=wish.scope.focus,
        excluded=named_concepts(curriculum, wish.excluded),
        budget_minutes=wish.budget_minutes,
    )
    steps = [
        PathStep(
            concept=step.concept,
            title=curriculum.title(step.concept),
            why_now=why_now(curriculum, step, masteries, focus=wish.scope.focus),
            prerequisites=list(step.needs),
            mastery=masteries[step.concept],
            minutes=step.minutes,
            objectives=list(curriculum.concepts[step.concept].concept.objectives),
            resources=resources_of(curriculum.concepts[step.concept]),
            weight=max(step.worth, 0.001),
            kind="refresher" if step.is_refresher else "learn",
        )
        for step in planned.steps
    ]
    left_out = [
        LeftOut(
            concept=one.concept,
            title=curriculum.title(one.concept),
            reason=one.reason,
            why=why_left_out(one, masteries[one.concept], said.get(one.concept), wish.level),
            minutes=one.minutes,
        )
        for one in planned.left_out
    ]
    cut = [one for one in left_out if one.reason == "budget"]
    return LearningPath(
        topic=wish.scope.title,
        coverage="pack",
        path=steps,
        left_out=left_out,
        cut=[one.title for one in cut],
        minutes=planned.minutes,
        needed_minutes=planned.minutes + sum(one.minutes for one in cut),
        fits=planned.fits,
        alternatives=list(wish.scope.alternatives),
        questions=_questions(wish),
        note=_note(wish, planned, left_out),
    )


def resources_of(entry: Entry) -> list[Resource]:
    """What to read on the concept, then free books and courses of its subject."""
    sources = [
        Resource(title=source.title, locator=source.locator) for source in entry.pack.resources
    ]
    reading = entry.concept.reading
    if reading is None:
        return sources[:_LISTED_SOURCES]
    page = quote(reading.replace(" ", "_"), safe="()',_-–")
    article = Resource(
        title=f"Wikipedia: {reading}", locator=f"https://en.wikipedia.org/wiki/{page}"
    )
    return [article, *sources[:_LISTED_SOURCES]]


def _masteries(
    curriculum: Curriculum, wish: Wish, ratings: Ratings, known: frozenset[str]
) -> dict[str, MasteryNow]:
    """Mastery of what is wanted and of what that needs directly."""
    levels = {ref: entry.concept.level for ref, entry in curriculum.concepts.items()}
    rated = with_known(ratings, sorted(known), levels=levels)
    at_university = any(
        curriculum.concepts[ref].pack.stage != "school" for ref in wish.scope.concepts
    )
    found: dict[str, MasteryNow] = {}
    needed = (other for ref in wish.scope.concepts for other in curriculum.graph.prerequisites[ref])
    for ref in sorted({*wish.scope.concepts, *needed}):
        entry = curriculum.concepts[ref]
        rating = rated.of(ref, level=entry.concept.level)
        ability = rated.ability(ref, level=entry.concept.level)
        from_school = entry.pack.stage == "school" and ref not in wish.scope.concepts
        if at_university and from_school and rating.evidence == 0 and ref not in known:
            ability += _AFTER_SCHOOL
        found[ref] = MasteryNow.of(mastery_of(ability, rating))
    for ref, given in wish.mastery.items():
        if ref in found and (ref not in known or _is_tested(given)):
            found[ref] = given if isinstance(given, MasteryNow) else MasteryNow(p=given)
    return found


def _is_tested(given: MasteryNow | float) -> bool:
    return isinstance(given, MasteryNow) and given.n > 0


def _questions(wish: Wish) -> list[Question]:
    asked: list[Question] = []
    if wish.scope.alternatives:
        others = ", ".join(wish.scope.alternatives)
        text = f"Is it {wish.scope.title} that you mean, or {others}?"
        asked.append(Question(id="topic", text=text, default=wish.scope.title))
    if wish.scope.uncovered:
        text = f"No topic pack covers {_quoted(wish)}: shall it have a general plan of its own?"
        asked.append(Question(id="not_covered", text=text, default="It is left out"))
    return asked


def _quoted(wish: Wish) -> str:
    return ", ".join(f"“{words}”" for words in wish.scope.uncovered)


def _note(wish: Wish, planned: Path, left_out: list[LeftOut]) -> str:
    counts = {
        reason: sum(one.reason == reason for one in left_out)
        for reason in ("known", "budget", "excluded")
    }
    refreshers = sum(step.is_refresher for step in planned.steps)
    concepts = len(planned.steps) - refreshers
    parts = [f"{concepts} concepts of {wish.scope.title} in {planned.minutes} minutes"]
    if refreshers:
        parts.append(f"{refreshers} short refreshers of what they rest on")
    if counts["known"]:
        parts.append(f"{counts['known']} left out as known")
    if counts["budget"]:
        parts.append(f"{counts['budget']} cut to fit {wish.budget_minutes} minutes")
    if counts["excluded"]:
        parts.append(f"{counts['excluded']} left out as you asked")
    if wish.scope.uncovered:
        parts.append(f"nothing on {_quoted(wish)}, which no topic pack covers")
    return "; ".join(parts) + "."
