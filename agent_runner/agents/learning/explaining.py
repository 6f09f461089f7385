"""An explanation at a level, put together from the texts of a pack."""

from __future__ import annotations

from collections.abc import Iterable

from agent_runner.agents.learner_model import MasteryNow, level_of
from agent_runner.agents.learning.models import Depth, Explanation, Neighbour
from agent_runner.agents.learning.paths import resources_of
from agent_runner.core.mastery import Ratings
from agent_runner.curriculum.library import Curriculum, Entry

_DEPTHS: dict[str | None, Depth] = {
    "beginner": "novice",
    "intermediate": "student",
    "advanced": "expert",
}
_NEXT = 5


def explain_concept(curriculum: Curriculum, ref: str, level: str, ratings: Ratings) -> Explanation:
    """A concept at a level: the deeper, the more of how it works and what it connects."""
    entry = curriculum.concepts[ref]
    depth = _DEPTHS[level_of(level)]
    graph = curriculum.graph
    return Explanation(
        concept=ref,
        title=entry.concept.title,
        level=depth,
        text=_text(curriculum, entry, depth),
        example=entry.concept.example,
        pitfall=entry.concept.pitfall,
        objectives=list(entry.concept.objectives),
        prerequisites=_neighbours(curriculum, graph.prerequisites[ref], ratings),
        next=_neighbours(curriculum, graph.dependents[ref][:_NEXT], ratings),
        coverage="pack",
        reading=resources_of(entry),
    )


def explain_pack(curriculum: Curriculum, pack_id: str, level: str, ratings: Ratings) -> Explanation:
    """A whole subject: what it is, its parts, and the concept to begin with."""
    pack = curriculum.packs[pack_id]
    refs = curriculum.refs(pack_id)
    first = curriculum.concepts[refs[0]]
    inside = set(refs)
    outside = dict.fromkeys(
        needed
        for ref in refs
        for needed in curriculum.graph.prerequisites[ref]
        if needed not in inside
    )
    roots = [ref for ref in refs if inside.isdisjoint(curriculum.graph.prerequisites[ref])]
    parts = ", ".join(group.title for group in pack.groups)
    return Explanation(
        concept=first.ref,
        title=pack.title,
        level=_DEPTHS[level_of(level)],
        text=f"{pack.about}\n\nIts parts: {parts}. It begins with “{first.concept.title}”: "
        f"{first.concept.summary}",
        example=first.concept.example,
        pitfall=first.concept.pitfall,
        objectives=list(first.concept.objectives),
        prerequisites=_neighbours(curriculum, list(outside)[:_NEXT], ratings),
        next=_neighbours(curriculum, roots[:_NEXT], ratings),
        coverage="pack",
        reading=resources_of(first),
    )


def _text(curriculum: Curriculum, entry: Entry, depth: Depth) -> str:
    concept = entry.concept
    if depth == "novice":
        return f"{concept.intuition}\n\n{concept.summary}"
    if depth == "student":
        return f"{concept.summary}\n\n{concept.detail}"
    needs = [curriculum.title(ref) for ref in curriculum.graph.prerequisites[entry.ref]]
    opens = [curriculum.title(ref) for ref in curriculum.graph.dependents[entry.ref]]
    links = [f"It rests on {', '.join(needs)}."] if needs else []
    links += [f"{', '.join(opens)} {'rest' if len(opens) > 1 else 'rests'} on it."] if opens else []
    return "\n\n".join([concept.summary, concept.detail, *([" ".join(links)] if links else [])])


def _neighbours(curriculum: Curriculum, refs: Iterable[str], ratings: Ratings) -> list[Neighbour]:
    return [
        Neighbour(
            concept=ref,
            title=curriculum.title(ref),
            mastery=MasteryNow.of(
                ratings.mastery(ref, level=curriculum.concepts[ref].concept.level)
            ),
        )
        for ref in refs
    ]
