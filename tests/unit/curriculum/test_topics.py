"""How free text finds packs and concepts: forgiving in form, strict in meaning."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_runner.curriculum.library import curriculum, find_topics
from agent_runner.curriculum.scope import known_concepts, scope_of


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Help me study machine learning", "machine-learning"),
        ("ML", "machine-learning"),
        ("i have an ml exam in 3 weeks", "machine-learning"),
        ("MACHINE LEARNING!!!", "machine-learning"),
        ("machne lerning", "machine-learning"),
        ("maschinelles Lernen bitte", "machine-learning"),
        ("aprendizaje automatico", "machine-learning"),
        ("apprentissage automatique", "machine-learning"),
        ("prepare for my organic chem final", "organic-chemistry"),
        ("orgo", "organic-chemistry"),
        ("calclus", "calculus"),
        ("Calc 2", "calculus"),
        ("my professor's calculus class", "calculus"),
        ("I want to learn Python in 3 weeks", "python"),
        ("psycology exam", "psychology"),
        ("Psych 101", "psychology"),
        ("Álgebra lineal", "linear-algebra"),
        ("algebra lineal", "linear-algebra"),
        ("Algèbre linéaire", "linear-algebra"),
        ("Ich möchte Datenbanken lernen", "databases"),
        ("data strutures and algoritms", "data-structures-algorithms"),
        ("Betriebssysteme", "operating-systems"),
        ("microeconomics", "microeconomics"),
        ("macroeconomics", "macroeconomics"),
        ("macroeconmics", "macroeconomics"),
        ("econ 101", "microeconomics"),
        ("AP Physics 1", "mechanics"),
        ("physics", "mechanics"),
        ("world history", "modern-history"),
        ("essay writing", "academic-writing"),
        ("stats", "probability-statistics"),
        ("photosynthesis", "cell-biology/photosynthesis"),
        ("explain gradient descent to me like I'm five", "machine-learning/gradient-descent"),
        ("what are eigenvalues?", "linear-algebra/eigenvalues"),
        ("binary search tree", "data-structures-algorithms/binary-search-trees"),
        ("French Revolution", "modern-history/french-revolution"),
        ("World War 2", "modern-history/second-world-war"),
        ("Bayes' theorem", "probability-statistics/bayes-theorem"),
        ("quiz me on mitosis", "cell-biology/mitosis"),
        ("calculus/limits", "calculus/limits"),
        ("databases", "databases"),
    ],
)
def test_a_subject_is_found_by_its_names(text: str, first: str) -> None:
    assert find_topics(text)[0].id == first


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ?!  ",
        "machine",
        "learning",
        "Help me study Sumerian pottery",
        "python the snake book",
        "keeping a python as a pet",
        "5 ml of water",
        "sports psychology",
        "quantum mechanics",
        "fluid mechanics",
        "car mechanic",
        "art history",
        "ancient history",
        "marine biology",
        "abstract algebra",
        "discrete mathematics",
        "network marketing",
        "how to network at parties",
        "trees in my garden",
        "machine knitting",
        "astronomy",
        "geography",
        "music theory",
        "German",
        "Rust programming",
        "civil law",
        "chess openings",
        "cooking",
        "guitar",
        "ecology",
        "knitting",
        "swimming",
        "set up my printer",
        "I feel so much stress",
        "learning to drive",
        "nursing",
        "marketing",
        "electronics",
        "thermodynamics",
    ],
)
def test_what_no_pack_covers_finds_nothing(text: str) -> None:
    assert find_topics(text) == []


def test_several_subjects_in_one_text_are_all_found() -> None:
    found = {
        match.id for match in find_topics("linear algebra, genetics and the French Revolution")
    }
    assert found == {"linear-algebra", "genetics", "modern-history/french-revolution"}


def test_a_match_points_to_its_words() -> None:
    text = "Next week: ORGANIC chemistry, please"
    match = find_topics(text)[0]
    assert text[match.start : match.end] == "ORGANIC chemistry"


def test_a_whole_field_names_what_else_may_be_meant() -> None:
    match = find_topics("physics")[0]
    assert (match.id, match.alternatives) == ("mechanics", ("electromagnetism",))
    assert match.score < find_topics("mechanics")[0].score


def test_an_exact_name_is_surer_than_a_misspelt_one() -> None:
    assert find_topics("calculus")[0].score > find_topics("calclus")[0].score


def test_every_title_and_id_finds_its_own_pack_or_concept() -> None:
    everything = curriculum()
    for pack in everything.packs.values():
        assert find_topics(pack.title)[0].id == pack.id
    missed = [
        ref
        for ref, entry in everything.concepts.items()
        if not any(
            ref in (match.id, *match.alternatives) for match in find_topics(entry.concept.title)
        )
    ]
    assert missed == []


def test_every_alias_finds_its_pack() -> None:
    missed = [
        alias
        for pack in curriculum().packs.values()
        for alias in pack.aliases
        if pack.id not in [match.id for match in find_topics(alias)]
    ]
    assert missed == []


def test_near_titles_are_offered_for_a_miss() -> None:
    assert "Photosynthesis" in curriculum().index.near("fotosynthesis")
    assert curriculum().index.near("zzzzqqqq") == []


@given(st.text(max_size=200))
def test_any_text_is_taken_and_spans_point_into_it(text: str) -> None:
    for match in curriculum().find(text, at_least=0.0):
        assert 0 <= match.start < match.end <= len(text)
        assert 0 < match.score <= 1


def test_a_long_text_takes_a_moment() -> None:
    text = "The quick brown fox studies unrelated things with zebras and calclus. " * 1500
    start = time.perf_counter()
    assert find_topics(text)[0].id == "calculus"
    assert time.perf_counter() - start < 1.0


def test_a_concept_brings_along_what_it_needs_in_its_own_pack() -> None:
    scope = scope_of(curriculum(), "gradient descent")
    assert scope is not None
    assert scope.focus == {"machine-learning/gradient-descent"}
    assert "machine-learning/linear-models" in scope.concepts
    assert {ref.partition("/")[0] for ref in scope.concepts} == {"machine-learning"}


def test_a_subject_with_a_part_of_it_named_has_the_part_in_focus() -> None:
    scope = scope_of(curriculum(), "machine learning, mainly neural networks")
    assert scope is not None
    assert scope.title == "Machine learning"
    assert scope.focus == {"machine-learning/neural-networks"}
    assert len(scope.concepts) == len(curriculum().packs["machine-learning"].concepts)


def test_who_knows_a_subject_knows_what_it_rests_on() -> None:
    known = known_concepts(curriculum(), ["calculus", "Sumerian pottery"])
    assert known["calculus/limits"] == "calculus"
    assert any(ref.startswith("school-algebra/") for ref in known)
    assert not any(ref.startswith("machine-learning/") for ref in known)
