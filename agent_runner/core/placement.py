"""Which few concepts to ask about, so that the answers tell most about all of them.

Each concept c is known with probability p_c. A right answer on c speaks for all that c rests on, a
wrong one against all that rests on c; with each step over the graph the word loses half its
strength. How much is still open about concept a is its uncertainty u_a = 4 p_a (1 − p_a), which is
1 at p = ½. Asking c settles, in expectation,

    gain(c) = u_c + p_c · Σ over ancestors a of ½^steps · u_a
                  + (1 − p_c) · Σ over descendants d of ½^steps · u_d

so a question that half of the graph hangs on either way, and that may go either way, comes first:
it halves what is open, as in binary search. After each choice the settled share is taken off and
the next best is sought (greedy maximisation of a submodular function, which is within 1 − 1/e of
the best set: Nemhauser, Wolsey and Fisher, 1978).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from agent_runner.core.graph import Dag

_KEPT_PER_STEP = 0.5
_FARTHEST = 4


def most_telling(
    graph: Dag, known: Mapping[str, float], candidates: Iterable[str], count: int
) -> list[str]:
    """At most `count` of the candidates, the most telling first.

    `known`: for each concept that matters, the chance that it is known already.
    """
    open_still = {concept: 4 * p * (1 - p) for concept, p in known.items()}
    settles = {concept: _settled(graph, known, concept) for concept in candidates}
    chosen: list[str] = []
    while len(chosen) < count and len(chosen) < len(settles):
        best = max(
            (concept for concept in settles if concept not in chosen),
            key=lambda concept: sum(
                share * open_still[other] for other, share in settles[concept].items()
            ),
        )
        chosen.append(best)
        for other, share in settles[best].items():
            open_still[other] *= 1 - share
    return chosen


def _settled(graph: Dag, known: Mapping[str, float], concept: str) -> dict[str, float]:
    p = known[concept]
    shares = {concept: 1.0}
    for near, chance in ((graph.ancestors, p), (graph.descendants, 1 - p)):
        for other, steps in near(concept, within_steps=_FARTHEST).items():
            if other in known:
                shares[other] = chance * _KEPT_PER_STEP**steps
    return shares
