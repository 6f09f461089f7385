"""Answers are judged by what they mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_runner.core.answers import Key, chosen_option, is_right
from agent_runner.curriculum.library import curriculum

OPTIONS = ("Mitosis", "Meiosis", "4", "Both of them")


@pytest.mark.parametrize(
    ("given_answer", "option"),
    [
        ("Mitosis", "Mitosis"),
        (" mitosis. ", "Mitosis"),
        ("b", "Meiosis"),
        ("(B)", "Meiosis"),
        ("d)", "Both of them"),
        (2, "Meiosis"),
        ("1", "Mitosis"),
        ("4", "4"),
        ("e", None),
        ("9", None),
        (0, None),
        ("", None),
        ("neither", None),
    ],
)
def test_an_option_is_meant_by_text_letter_or_place(
    given_answer: str | int, option: str | None
) -> None:
    assert chosen_option(given_answer, OPTIONS) == option


@pytest.mark.parametrize(
    ("given_answer", "key"),
    [
        ("20", Key(answer="20")),
        ("20.0", Key(answer="20")),
        ("x = 20", Key(answer="20")),
        ("80 m", Key(answer="80", accept=("80 m",))),
        ("80 metres", Key(answer="80", accept=("80 m",))),
        ("80 meters", Key(answer="80", prompt="How many metres?", accept=("80 m",))),
        ("-2", Key(answer="−2")),
        ("minus 2", Key(answer="−2")),
        ("1,024", Key(answer="1024")),
        ("1 024", Key(answer="1024")),
        ("0,375", Key(answer="0.375")),
        (".375", Key(answer="0.375")),
        ("3/8", Key(answer="0.375")),
        ("6/16", Key(answer="3/8")),
        ("0.3749", Key(answer="0.375")),
        ("60%", Key(answer="60", accept=("60 %",))),
        ("60 percent", Key(answer="60", accept=("60 %",))),
        ("2e3", Key(answer="2000")),
        ("2 × 10^3", Key(answer="2000")),
        ("€70", Key(answer="70", accept=("70 €",))),
        ("2^10", Key(answer="1024", accept=("2¹⁰",))),
        ("175 N", Key(answer="175", accept=("175 N",))),
        ("175 newtons", Key(answer="175", accept=("175 N",))),
        ("functionalism", Key(answer="functionalism")),
        ("It is Functionalism.", Key(answer="functionalism")),
        ("functionlism", Key(answer="functionalism")),
        ("the ontological argument", Key(answer="ontological argument")),
        ("ad hominem", Key(answer="ad hominem")),
        ("James-Lange", Key(answer="James–Lange")),
        ("Étude", Key(answer="etude")),
        ("__len__", Key(answer="__len__")),
        ("Montesqieu", Key(answer="Montesquieu")),
        (60, Key(answer="60")),
    ],
)
def test_what_means_the_same_is_right(given_answer: str | int, key: Key) -> None:
    assert is_right(given_answer, key)


@pytest.mark.parametrize(
    ("given_answer", "key"),
    [
        ("", Key(answer="20")),
        ("21", Key(answer="20")),
        ("1872", Key(answer="1871")),
        ("2", Key(answer="−2")),
        ("-20", Key(answer="20")),
        ("0.4", Key(answer="0.375")),
        ("80 km", Key(answer="80", accept=("80 m",), prompt="How many metres does it cover?")),
        ("0.2 or 20", Key(answer="20")),
        ("210", Key(answer="1024", accept=("2¹⁰",))),
        ("primary or secondary", Key(answer="primary")),
        ("not primary", Key(answer="primary")),
        ("secondary", Key(answer="primary")),
        ("1/0", Key(answer="20")),
        ("ion", Key(answer="in")),
        ("len", Key(answer="__len__")),
        ("9e999", Key(answer="20")),
    ],
)
def test_what_means_something_else_is_wrong(given_answer: str, key: Key) -> None:
    assert not is_right(given_answer, key)


def test_a_typo_that_spells_another_term_is_wrong() -> None:
    terms = frozenset({"mitosis", "meiosis", "macroeconomics", "microeconomics"})
    key = Key(answer="microeconomics")
    assert is_right("microeconomcs", key, other_terms=terms)
    assert not is_right("macroeconomics", key, other_terms=terms)


def test_every_key_of_the_packs_is_right_in_all_its_spellings() -> None:
    wrong = [
        (item.id, spelling)
        for entry in curriculum().concepts.values()
        for item in entry.items
        if item.kind == "short"
        for spelling in (item.answer, *item.accept)
        if not is_right(spelling, Key(answer=item.answer, accept=item.accept, prompt=item.prompt))
    ]
    assert wrong == []


def test_no_number_of_a_pack_passes_for_its_double() -> None:
    wrong = [
        item.id
        for entry in curriculum().concepts.values()
        for item in entry.items
        if item.kind == "short" and item.answer.isdecimal() and item.answer != "0"
        if is_right(
            str(2 * int(item.answer)),
            Key(answer=item.answer, accept=item.accept, prompt=item.prompt),
        )
    ]
    assert wrong == []


@given(st.text(max_size=60), st.text(min_size=1, max_size=20))
def test_any_text_can_be_judged(given_answer: str, answer: str) -> None:
    assert is_right(given_answer, Key(answer=answer)) in (True, False)
    assert chosen_option(given_answer, [answer, "other"]) in (answer, "other", None)
