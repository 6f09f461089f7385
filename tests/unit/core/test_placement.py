"""Placement asks where the answer tells most."""

from __future__ import annotations

from agent_runner.core.graph import Dag
from agent_runner.core.placement import most_telling

LINE = Dag.of({f"n{place}": [f"n{place - 1}"] if place else [] for place in range(9)})


def test_the_middle_of_a_line_comes_first() -> None:
    known = dict.fromkeys(LINE.prerequisites, 0.5)
    assert most_telling(LINE, known, known, 1)[0] in {"n3", "n4", "n5"}


def test_two_questions_stand_apart() -> None:
    known = dict.fromkeys(LINE.prerequisites, 0.5)
    first, second = (int(name[1:]) for name in most_telling(LINE, known, known, 2))
    assert abs(first - second) >= 3


def test_what_is_settled_is_not_asked() -> None:
    known = {**dict.fromkeys(LINE.prerequisites, 0.99), "n7": 0.5}
    assert most_telling(LINE, known, known, 1) == ["n7"]


def test_where_much_is_known_an_end_is_asked_and_where_little_is_the_root() -> None:
    star = Dag.of({"root": [], **{f"leaf{place}": ["root"] for place in range(5)}})
    strong, weak = (
        most_telling(star, dict.fromkeys(star.prerequisites, p), star.prerequisites, 1)[0]
        for p in (0.9, 0.2)
    )
    assert strong.startswith("leaf")
    assert weak == "root"


def test_no_concept_is_asked_twice_and_only_candidates_are() -> None:
    known = dict.fromkeys(LINE.prerequisites, 0.5)
    assert sorted(most_telling(LINE, known, ["n1", "n2", "n3"], 8)) == ["n1", "n2", "n3"]
    assert most_telling(LINE, known, [], 8) == []
