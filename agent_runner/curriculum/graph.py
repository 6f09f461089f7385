"""The graph of all concepts, across packs. Nodes are `pack-id/concept-id`."""

from __future__ import annotations

from collections.abc import Iterable

from agent_runner.core.graph import Dag
from agent_runner.curriculum.pack import Pack


def concept_graph(packs: Iterable[Pack]) -> Dag:
    """The graph of prerequisites, in the order of the packs.

    Raises `CycleFound`, and `ValueError` where an edge points to a concept that does not exist.
    """
    return Dag.of(
        {
            f"{pack.id}/{concept.id}": [
                needed if "/" in needed else f"{pack.id}/{needed}"
                for needed in concept.prerequisites
            ]
            for pack in packs
            for concept in pack.concepts
        }
    )
