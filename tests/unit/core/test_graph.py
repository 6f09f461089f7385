"""The graph of what needs what."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_runner.core.graph import CycleFound, Dag

DIAMOND = Dag.of({"a": [], "b": ["a"], "c": ["a"], "d": ["b", "c"], "e": []})


def test_ancestors_and_descendants_carry_their_least_distance() -> None:
    assert DIAMOND.ancestors("d") == {"b": 1, "c": 1, "a": 2}
    assert DIAMOND.descendants("a") == {"b": 1, "c": 1, "d": 2}
    assert DIAMOND.ancestors("d", within_steps=1) == {"b": 1, "c": 1}
    assert DIAMOND.descendants("e") == {}


def test_the_order_keeps_edges_and_otherwise_the_given_order() -> None:
    assert DIAMOND.order() == ["a", "b", "c", "d", "e"]
    weight = {"e": 9.0, "c": 5.0}
    assert DIAMOND.order(lambda node: weight.get(node, 0.0)) == ["e", "a", "c", "b", "d"]


def test_a_node_is_worth_more_the_more_it_opens() -> None:
    value = DIAMOND.downstream_value(dict.fromkeys("abcde", 1.0))
    assert value["d"] == value["e"] == 1
    assert value["b"] == value["c"] == pytest.approx(1 + 0.6 * 1 / 2)
    assert value["a"] == pytest.approx(1 + 0.6 * 2 * 1.3)


def test_a_cycle_is_shown_whole() -> None:
    with pytest.raises(CycleFound) as caught:
        Dag.of({"a": ["c"], "b": ["a"], "c": ["b"], "d": ["a"]})
    assert set(caught.value.path) == {"a", "b", "c"}
    assert len(caught.value.path) == 4


def test_an_edge_to_nowhere_is_refused() -> None:
    with pytest.raises(ValueError, match="a needs x, which does not exist"):
        Dag.of({"a": ["x"]})


@st.composite
def graphs(draw: st.DrawFn) -> Dag:
    names = [f"n{place}" for place in range(draw(st.integers(1, 12)))]
    return Dag.of(
        {
            name: draw(st.lists(st.sampled_from(names[:place]), unique=True)) if place else []
            for place, name in enumerate(names)
        }
    )


@given(graphs(), st.lists(st.floats(0, 9), min_size=12, max_size=12))
def test_every_order_is_topological_and_complete(graph: Dag, weights: list[float]) -> None:
    order = graph.order(lambda name: weights[int(name[1:])])
    assert sorted(order) == sorted(graph.prerequisites)
    place = {node: index for index, node in enumerate(order)}
    assert all(place[n] < place[node] for node, ns in graph.prerequisites.items() for n in ns)
