"""The path keeps its promises over any graph, any knowledge and any budget."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from agent_runner.core.graph import Dag
from agent_runner.core.mastery import MASTERED, SHAKY
from agent_runner.core.path import Candidate, Path, plan_path


def candidates(graph: Dag, **p: float) -> dict[str, Candidate]:
    return {
        node: Candidate(minutes=60, group=node[0], p=p.get(node, 0.2))
        for node in graph.prerequisites
    }


def order_of(path: Path) -> list[str]:
    return [step.concept for step in path.steps]


CHAIN = Dag.of({"base": [], "a": ["base"], "b": ["a"], "c": ["a"], "d": ["c"]})
TARGETS = frozenset("abcd")


def test_what_opens_most_comes_first_after_what_it_needs() -> None:
    path = plan_path(CHAIN, candidates(CHAIN), TARGETS)
    assert order_of(path) == ["base", "a", "c", "b", "d"]
    assert [step.is_refresher for step in path.steps] == [True, False, False, False, False]


def test_a_refresher_is_short() -> None:
    refresher = plan_path(CHAIN, candidates(CHAIN), TARGETS).steps[0]
    assert refresher.minutes == 15
    assert refresher.unlocks == ("a",)


def test_what_is_known_is_left_out_and_said() -> None:
    path = plan_path(CHAIN, candidates(CHAIN, a=0.9), TARGETS)
    assert "a" not in order_of(path)
    assert [(one.concept, one.reason) for one in path.left_out] == [("a", "known")]


def test_a_firm_foundation_needs_no_refresher() -> None:
    assert "base" not in order_of(plan_path(CHAIN, candidates(CHAIN, base=SHAKY), TARGETS))


def test_what_only_a_cut_concept_needs_is_not_refreshed() -> None:
    graph = Dag.of({"x": [], "a": [], "b": ["a", "x"]})
    path = plan_path(graph, candidates(graph), frozenset("ab"), budget_minutes=60)
    assert order_of(path) == ["a"]
    assert [(one.concept, one.reason) for one in path.left_out] == [("b", "budget")]


def test_a_focus_survives_the_cut() -> None:
    graph = Dag.of({"a": [], "b": ["a"], "c": ["a"]})
    for wanted, other in (("b", "c"), ("c", "b")):
        path = plan_path(
            graph, candidates(graph), frozenset("abc"), focus={wanted}, budget_minutes=120
        )
        assert order_of(path) == ["a", wanted]
        assert path.left_out[0].concept == other


def test_what_is_excluded_is_not_learnt_nor_refreshed() -> None:
    path = plan_path(CHAIN, candidates(CHAIN), TARGETS, excluded={"base", "d"})
    assert order_of(path) == ["a", "b", "c"]
    assert [(one.concept, one.reason) for one in path.left_out] == [("d", "excluded")]


def test_a_budget_for_nothing_keeps_one_concept_and_says_that_it_does_not_fit() -> None:
    path = plan_path(CHAIN, candidates(CHAIN), TARGETS, budget_minutes=5)
    assert order_of(path) == ["a"]
    assert not path.fits


def test_the_more_is_known_the_less_time_it_takes() -> None:
    little = plan_path(CHAIN, candidates(CHAIN, b=0.1), TARGETS).minutes
    more = plan_path(CHAIN, candidates(CHAIN, b=0.7), TARGETS).minutes
    assert more < little


def test_a_refresher_comes_after_the_refresher_it_rests_on() -> None:
    graph = Dag.of({"x": [], "y": ["x"], "a": ["y"], "b": ["a", "x"]})
    assert order_of(plan_path(graph, candidates(graph), frozenset("ab"))) == ["x", "y", "a", "b"]


def test_a_way_through_a_refresher_still_orders_its_ends() -> None:
    graph = Dag.of({"b": [], "x": ["b"], "a": ["x"]})
    path = plan_path(graph, candidates(graph, x=0.9, b=0.7), frozenset("ab"))
    assert order_of(path) == ["b", "a"]


@st.composite
def problems(
    draw: st.DrawFn,
) -> tuple[Dag, dict[str, Candidate], frozenset[str], int | None]:
    names = [f"n{place}" for place in range(draw(st.integers(1, 14)))]
    graph = Dag.of(
        {
            name: draw(st.lists(st.sampled_from(names[:place]), unique=True, max_size=3))
            if place
            else []
            for place, name in enumerate(names)
        }
    )
    made = {
        name: Candidate(
            minutes=draw(st.integers(25, 150)),
            group=draw(st.sampled_from("xy")),
            p=draw(st.floats(0, 1)),
        )
        for name in names
    }
    targets = frozenset(draw(st.lists(st.sampled_from(names), unique=True, min_size=1)))
    return graph, made, targets, draw(st.none() | st.integers(1, 1500))


@given(problems())
def test_a_path_keeps_its_promises(
    problem: tuple[Dag, dict[str, Candidate], frozenset[str], int | None],
) -> None:
    graph, made, targets, budget = problem
    path = plan_path(graph, made, targets, budget_minutes=budget)
    order = order_of(path)
    place = {concept: index for index, concept in enumerate(order)}
    learnt = {step.concept for step in path.steps if not step.is_refresher}
    left = {one.concept: one.reason for one in path.left_out}

    assert len(place) == len(order)
    assert learnt | left.keys() == targets
    assert learnt.isdisjoint(left)
    for concept in order:
        for other in graph.ancestors(concept):
            if other in place:
                assert place[other] < place[concept]
    for concept in learnt:
        assert all(left.get(other) != "budget" for other in graph.ancestors(concept))
        for needed in graph.prerequisites[concept]:
            if path.fits and needed not in targets and made[needed].p < SHAKY:
                assert needed in place
    for step in path.steps:
        if step.is_refresher:
            assert step.concept not in targets
            assert set(step.unlocks) <= learnt
            assert 10 <= step.minutes <= 20
    for concept, reason in left.items():
        assert (made[concept].p >= MASTERED) == (reason == "known")
    assert path.minutes == sum(step.minutes for step in path.steps)
    if budget is not None and len(learnt) > 1:
        assert path.minutes <= budget
    assert path.fits == (budget is None or path.minutes <= budget)
    assert plan_path(graph, made, targets, budget_minutes=budget) == path
