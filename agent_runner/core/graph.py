"""A directed acyclic graph of names: what needs what, how far apart, and in what order.

Knows nothing of packs; the nodes are any strings, and their given order breaks every tie.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

PASSED_ON = 0.6
"""The share of a node's value that it passes back to what it needs."""


class CycleFound(ValueError):
    """The edges form a cycle; `path` names it, first node again at the end."""

    def __init__(self, path: Sequence[str]) -> None:
        super().__init__("a cycle of prerequisites: " + " → ".join(path))
        self.path = tuple(path)


@dataclass(frozen=True, slots=True)
class Dag:
    """`prerequisites[node]`: what it needs directly; `dependents[node]`: what needs it directly."""

    prerequisites: Mapping[str, tuple[str, ...]]
    dependents: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, prerequisites: Mapping[str, Iterable[str]]) -> Dag:
        """Build the graph. Raises `CycleFound`, and `ValueError` for an edge to an unknown node."""
        edges = {node: tuple(needed) for node, needed in prerequisites.items()}
        dependents: dict[str, list[str]] = {node: [] for node in edges}
        for node, needed in edges.items():
            for other in needed:
                if other not in edges:
                    raise ValueError(f"{node} needs {other}, which does not exist")
                dependents[other].append(node)
        graph = cls(edges, {node: tuple(after) for node, after in dependents.items()})
        graph.order()
        return graph

    def within(self, nodes: Iterable[str]) -> Dag:
        """The graph of these nodes only, with the edges between them."""
        kept = set(nodes)
        return Dag.of(
            {
                node: [other for other in needed if other in kept]
                for node, needed in self.prerequisites.items()
                if node in kept
            }
        )

    def ancestors(self, node: str, *, within_steps: int | None = None) -> dict[str, int]:
        """All that `node` rests on, with the least number of steps to each."""
        return _reachable(node, self.prerequisites, within_steps)

    def descendants(self, node: str, *, within_steps: int | None = None) -> dict[str, int]:
        """All that rests on `node`, with the least number of steps to each."""
        return _reachable(node, self.dependents, within_steps)

    def order(self, priority: Callable[[str], float] | None = None) -> list[str]:
        """Every node after all that it needs; among the free ones the highest priority first.

        Without a priority, or where it is equal, the given order decides. Raises `CycleFound`.
        """
        place = {node: index for index, node in enumerate(self.prerequisites)}
        missing = {node: len(needed) for node, needed in self.prerequisites.items()}
        free = [node for node, count in missing.items() if count == 0]
        done: list[str] = []
        while free:
            node = min(free, key=lambda one: (-priority(one) if priority else 0.0, place[one]))
            free.remove(node)
            done.append(node)
            for after in self.dependents[node]:
                missing[after] -= 1
                if missing[after] == 0:
                    free.append(after)
        if len(done) < len(self.prerequisites):
            raise CycleFound(self._cycle({node for node, count in missing.items() if count > 0}))
        return done

    def downstream_value(
        self, importance: Mapping[str, float], *, passed_on: float = PASSED_ON
    ) -> dict[str, float]:
        """What a node is worth together with all that it opens.

        value(c) = importance(c) + passed_on · Σ over d that need c of value(d) / (number d needs):
        each node passes a share of its value back, split evenly among its prerequisites. That is
        PageRank with damping `passed_on` on the reversed graph (Page, Brin, Motwani and Winograd,
        1999), which on a DAG needs one sweep from the leaves.
        """
        value: dict[str, float] = {}
        for node in reversed(self.order()):
            opened = sum(
                value[after] / len(self.prerequisites[after]) for after in self.dependents[node]
            )
            value[node] = importance.get(node, 0.0) + passed_on * opened
        return value

    def _cycle(self, among: set[str]) -> list[str]:
        node = min(among)
        path = [node]
        while True:
            node = next(other for other in self.prerequisites[node] if other in among)
            if node in path:
                return [*path[path.index(node) :], node]
            path.append(node)


def _reachable(
    start: str, edges: Mapping[str, tuple[str, ...]], limit: int | None
) -> dict[str, int]:
    steps: dict[str, int] = {start: 0}
    waiting = deque([start])
    while waiting:
        node = waiting.popleft()
        if limit is not None and steps[node] == limit:
            continue
        for other in edges[node]:
            if other not in steps:
                steps[other] = steps[node] + 1
                waiting.append(other)
    del steps[start]
    return steps
