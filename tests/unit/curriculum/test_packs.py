"""Every topic pack is whole, and together they form a graph without cycles."""

from __future__ import annotations

import time
from pathlib import Path

import orjson
import pytest

from agent_runner.core.graph import CycleFound
from agent_runner.curriculum.library import PACKS, Curriculum, curriculum, load_curriculum
from agent_runner.curriculum.pack import Pack, pack_schema

_SUBJECTS = [
    "machine-learning",
    "linear-algebra",
    "calculus",
    "probability-statistics",
    "python",
    "data-structures-algorithms",
    "databases",
    "operating-systems",
    "networks",
    "web-development",
    "mechanics",
    "electromagnetism",
    "general-chemistry",
    "organic-chemistry",
    "cell-biology",
    "genetics",
    "anatomy",
    "microeconomics",
    "macroeconomics",
    "accounting",
    "modern-history",
    "philosophy",
    "psychology",
    "academic-writing",
]

_FILES = sorted(PACKS.glob("*.json"))


def _changed(**changes: object) -> bytes:
    pack = orjson.loads((PACKS / "calculus.json").read_bytes())
    for path, value in changes.items():
        *parents, last = path.split("__")
        part = pack
        for parent in parents:
            part = part[int(parent) if parent.isdecimal() else parent]
        part[int(last) if last.isdecimal() else last] = value
    return orjson.dumps(pack)


@pytest.mark.parametrize("file", _FILES, ids=lambda file: file.stem)
def test_a_pack_is_valid(file: Path) -> None:
    pack = Pack.model_validate_json(file.read_bytes())
    assert pack.id == file.stem
    assert 12 <= len(pack.concepts) <= 30


def test_the_common_subjects_have_a_pack() -> None:
    assert set(_SUBJECTS) <= set(curriculum().packs)
    assert len(curriculum().packs) >= 24


def test_every_prerequisite_exists_and_comes_before_what_needs_it() -> None:
    graph = curriculum().graph
    place = {ref: index for index, ref in enumerate(graph.order())}
    assert place.keys() == curriculum().concepts.keys()
    for ref, needed in graph.prerequisites.items():
        assert all(place[other] < place[ref] for other in needed)


def test_edges_cross_packs() -> None:
    before = curriculum().graph.ancestors("machine-learning/gradient-descent")
    assert {ref.partition("/")[0] for ref in before} >= {"calculus", "linear-algebra"}


def test_every_concept_has_a_question_by_hand() -> None:
    assert [ref for ref, entry in curriculum().concepts.items() if not entry.items] == []


def test_loading_all_packs_takes_a_moment() -> None:
    load_curriculum(PACKS)
    best = float("inf")
    for _ in range(5):
        start = time.perf_counter()
        load_curriculum(PACKS)
        best = min(best, time.perf_counter() - start)
    assert best < 0.06 * 4, f"{best * 1000:.0f} ms"  # 60 ms on a machine with nothing else to do


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"concepts__0__prerequisites": ["no-such"]}, "there is no concept no-such"),
        ({"concepts__0__group": "no-such"}, "there is no group no-such"),
        (
            {"concepts__1__id": "functions-again", "concepts__2__id": "functions-again"},
            "two concept",
        ),
        ({"items__0__answer": "something else"}, "the answer is not among the options"),
        ({"items__0__options": ["a", "a", "b", "c"]}, "4 different options"),
        ({"items__0__concept": "no-such"}, "there is no concept no-such"),
        ({"concepts__0__minutes": 5}, "greater than or equal to 25"),
        ({"extra": 1}, "Extra inputs are not permitted"),
        ({"items": []}, "fewer than 2 items"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_broken_pack_is_refused_with_the_reason(
    changes: dict[str, object], complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        Pack.model_validate_json(_changed(**changes))


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "calculus.json").write_bytes(_changed(title=""))
    with pytest.raises(ValueError, match=r"(?s)calculus\.json: .*title"):
        load_curriculum(tmp_path)
    (tmp_path / "calculus.json").rename(tmp_path / "other.json")
    (tmp_path / "other.json").write_bytes(_changed())
    with pytest.raises(ValueError, match=r"other\.json: the pack inside is called calculus"):
        load_curriculum(tmp_path)


def test_a_cycle_over_two_packs_is_refused_and_shown() -> None:
    packs = dict(curriculum().packs)
    algebra = orjson.loads((PACKS / "school-algebra.json").read_bytes())
    first = algebra["concepts"][0]
    first["prerequisites"] = ["calculus/limits"]
    packs["school-algebra"] = Pack.model_validate_json(orjson.dumps(algebra))
    with pytest.raises(CycleFound, match="a cycle of prerequisites") as caught:
        Curriculum.of(list(packs.values()))
    path = caught.value.path
    assert path[0] == path[-1]
    assert {ref.partition("/")[0] for ref in path} == {"calculus", "school-algebra"}


def test_an_edge_into_a_pack_that_lacks_the_concept_is_refused() -> None:
    packs = dict(curriculum().packs)
    packs["calculus"] = Pack.model_validate_json(
        _changed(concepts__0__prerequisites=["school-algebra/no-such"])
    )
    with pytest.raises(ValueError, match="needs school-algebra/no-such, which does not exist"):
        Curriculum.of(list(packs.values()))


def test_the_schema_names_every_part() -> None:
    schema = pack_schema()
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert set(Pack.model_fields) == set(schema["properties"])  # type: ignore[arg-type]
    assert orjson.dumps(schema)
