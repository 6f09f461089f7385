"""From what is wanted to a learning path: what to learn, in which order, and what to leave out.

Pure; knows concepts only by what `Candidate` says of them.

1. Targets that are known (mastery ≥ 0.8) are left out.
2. What a kept concept needs from outside of the targets becomes a short refresher when it is shaky
   (mastery < 0.6); what is needed only by something cut is not refreshed.
3. Each concept's worth is need × downstream value: (1 − mastery) × `Dag.downstream_value` over the
   targets, where a concept in focus counts three times. Need alone would start at the hardest leaf,
   downstream value alone at what is known best; their product is the expected gain.
4. While it does not fit the budget, the leaf with the least worth per minute is cut; then what
   still fits is taken back in, the best first. A prerequisite of something kept is never cut. Where
   not even one concept fits, there is no time for refreshers either.
5. The order is topological, the highest worth first, staying in one group where the difference is
   small; a refresher comes right before the first concept that rests on it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Literal

from agent_runner.core.graph import PASSED_ON, Dag
from agent_runner.core.mastery import MASTERED, SHAKY

Reason = Literal["known", "budget", "excluded"]

_FOCUS = 3.0
_SAME_GROUP = 1.3
_REFRESHER_SHARE = 0.25
_REFRESHER_SHORTEST = 10
_REFRESHER_LONGEST = 20
_LEAST_SHARE = 0.4


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """A concept as the path sees it: first-learning `minutes`, its chapter, mastery `p` in 0–1."""

    minutes: int
    group: str
    p: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """A place in the path. `worth` as in the module's docstring; `unlocks` are steps right after it
    that need it, `needs` the steps before it that it rests on."""

    concept: str
    minutes: int
    worth: float
    is_refresher: bool
    needs: tuple[str, ...]
    unlocks: tuple[str, ...]
    opens: int


@dataclass(frozen=True, kw_only=True, slots=True)
class LeftOut:
    """A concept that is not in the path, and why."""

    concept: str
    reason: Reason
    minutes: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Path:
    """Steps in learning order and what was left out. `fits`: within the budget."""

    steps: tuple[Step, ...]
    left_out: tuple[LeftOut, ...]
    minutes: int
    fits: bool


def plan_path(
    graph: Dag,
    candidates: Mapping[str, Candidate],
    targets: Set[str],
    *,
    focus: Set[str] = frozenset(),
    excluded: Set[str] = frozenset(),
    budget_minutes: int | None = None,
) -> Path:
    """The path to `targets`, as the module's docstring says. Deterministic.

    `candidates` holds every target and what it needs directly. `excluded` concepts are not learnt;
    those that need them are kept, since the learner asked so. A budget too small for anything keeps
    the one concept of most worth that needs no other, and `fits` is False.
    """
    known = {concept for concept in targets if candidates[concept].p >= MASTERED}
    wanted = [node for node in graph.prerequisites if node in targets - known - excluded]
    ahead = graph.within(wanted)
    before = _all_edges(graph, wanted)
    importance = {concept: _FOCUS if concept in focus else 1.0 for concept in wanted}
    value = ahead.downstream_value(importance)
    worth = {concept: (1 - candidates[concept].p) * value[concept] for concept in wanted}
    place = {node: index for index, node in enumerate(graph.prerequisites)}
    plan = _Plan(
        graph=graph, candidates=candidates, targets=targets, excluded=excluded, place=place
    )

    kept = list(wanted)
    if budget_minutes is not None:
        kept = _cut(plan, before, wanted, worth, budget_minutes)
        if plan.total(set(kept)) > budget_minutes:
            plan = replace(plan, has_time_to_refresh=False)
    steps = _in_order(plan, ahead.within(kept), before.within(kept), worth)
    minutes = sum(step.minutes for step in steps)
    left_out = [
        *(_left_out(plan, concept, "known") for concept in graph.prerequisites if concept in known),
        *(_left_out(plan, concept, "budget") for concept in wanted if concept not in set(kept)),
        *(
            _left_out(plan, concept, "excluded")
            for concept in graph.prerequisites
            if concept in (targets - known) & excluded
        ),
    ]
    return Path(
        steps=tuple(steps),
        left_out=tuple(left_out),
        minutes=minutes,
        fits=budget_minutes is None or minutes <= budget_minutes,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Plan:
    graph: Dag
    candidates: Mapping[str, Candidate]
    targets: Set[str]
    excluded: Set[str]
    place: Mapping[str, int]
    has_time_to_refresh: bool = True

    def minutes(self, concept: str) -> int:
        """First learning takes less the more is known; rounded to 5."""
        candidate = self.candidates[concept]
        share = _LEAST_SHARE + (1 - _LEAST_SHARE) * min(1.0, (1 - candidate.p) / 0.7)
        return max(5, _to_five(candidate.minutes * share))

    def refresher_minutes(self, concept: str) -> int:
        quarter = _to_five(self.candidates[concept].minutes * _REFRESHER_SHARE)
        return min(_REFRESHER_LONGEST, max(_REFRESHER_SHORTEST, quarter))

    def refresher_worth(
        self, concept: str, users: Sequence[str], worth: Mapping[str, float]
    ) -> float:
        """Its need × the share of their worth that its users pass back to it."""
        passed = sum(worth[user] / len(self.graph.prerequisites[user]) for user in users)
        return (1 - self.candidates[concept].p) * PASSED_ON * passed

    def refreshers(self, concept: str) -> list[str]:
        """What the concept needs directly from outside of the targets, and is shaky."""
        return [
            needed
            for needed in self.graph.prerequisites[concept]
            if self.has_time_to_refresh
            and needed not in self.targets
            and needed not in self.excluded
            and self.candidates[needed].p < SHAKY
        ]

    def total(self, concepts: Set[str]) -> int:
        refreshers = {needed for concept in concepts for needed in self.refreshers(concept)}
        return sum(map(self.minutes, concepts)) + sum(map(self.refresher_minutes, refreshers))


def _all_edges(graph: Dag, nodes: list[str]) -> Dag:
    """The graph of these nodes with an edge for every way between them, also through others."""
    kept = set(nodes)
    return Dag.of(
        {node: [other for other in graph.ancestors(node) if other in kept] for node in nodes}
    )


def _cut(
    plan: _Plan, before: Dag, wanted: list[str], worth: Mapping[str, float], budget: int
) -> list[str]:
    place = {concept: index for index, concept in enumerate(wanted)}
    kept = set(wanted)
    cut: list[str] = []
    while len(kept) > 1 and plan.total(kept) > budget:
        leaves = [one for one in kept if kept.isdisjoint(before.dependents[one])]
        least = min(leaves, key=lambda one: (worth[one] / plan.minutes(one), -place[one]))
        kept.discard(least)
        cut.append(least)
    for concept in sorted(cut, key=lambda one: (-worth[one] / plan.minutes(one), place[one])):
        has_its_needs = kept.issuperset(before.prerequisites[concept])
        if has_its_needs and plan.total(kept | {concept}) <= budget:
            kept.add(concept)
    return [concept for concept in wanted if concept in kept]


def _in_order(plan: _Plan, chosen: Dag, before: Dag, worth: Mapping[str, float]) -> list[Step]:
    order = _grouped_order(plan, before, worth)
    users: dict[str, list[str]] = {}
    for concept in order:
        for needed in plan.refreshers(concept):
            users.setdefault(needed, []).append(concept)
    steps: dict[str, Step] = {}

    def refresh_before(concept: str) -> None:
        for other in sorted(plan.graph.ancestors(concept), key=plan.place.__getitem__):
            if other in users and other not in steps:
                refresh_before(other)
                steps[other] = Step(
                    concept=other,
                    minutes=plan.refresher_minutes(other),
                    worth=round(plan.refresher_worth(other, users[other], worth), 3),
                    is_refresher=True,
                    needs=tuple(one for one in plan.graph.prerequisites[other] if one in steps),
                    unlocks=tuple(users[other]),
                    opens=len(users[other]),
                )

    for concept in order:
        refresh_before(concept)
        steps[concept] = Step(
            concept=concept,
            minutes=plan.minutes(concept),
            worth=round(worth[concept], 3),
            is_refresher=False,
            needs=tuple(one for one in plan.graph.prerequisites[concept] if one in steps),
            unlocks=chosen.dependents[concept],
            opens=len(before.dependents[concept]),
        )
    return list(steps.values())


def _grouped_order(plan: _Plan, before: Dag, worth: Mapping[str, float]) -> list[str]:
    place = {concept: index for index, concept in enumerate(before.prerequisites)}
    missing = {concept: len(needed) for concept, needed in before.prerequisites.items()}
    free = [concept for concept, count in missing.items() if count == 0]
    order: list[str] = []
    while free:
        group = plan.candidates[order[-1]].group if order else ""
        best = max(
            free,
            key=lambda one: (
                worth[one] * (_SAME_GROUP if plan.candidates[one].group == group else 1.0),
                -place[one],
            ),
        )
        free.remove(best)
        order.append(best)
        for after in before.dependents[best]:
            missing[after] -= 1
            if missing[after] == 0:
                free.append(after)
    return order


def _left_out(plan: _Plan, concept: str, reason: Reason) -> LeftOut:
    return LeftOut(concept=concept, reason=reason, minutes=plan.minutes(concept))


def _to_five(minutes: float) -> int:
    return 5 * round(minutes / 5)
