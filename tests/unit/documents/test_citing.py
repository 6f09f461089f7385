"""Quotes are found where they stand, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_runner.documents.citing import find_quote, quote_stands

_PAGE = (
    "Photo-\nsynthesis turns “light” into sug\u00adar.\nIts e\ufb03ciency is −3 to 45 %, or 1 000 "
    "times\n that, 3.5 at most. A well-known art. 光合作用很重要。"
)


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ("Photosynthesis turns", "Photo-\nsynthesis turns"),
        ('turns "light" into sugar.', "turns “light” into sug\u00adar."),
        ("Its efficiency is -3 to 45 %", "Its e\ufb03ciency is −3 to 45 %"),
        ("its  EFFICIENCY", "Its e\ufb03ciency"),
        ("1 000 times that", "1 000 times\n that"),
        ("that, 3.5 at most", "that, 3.5 at most"),
        ("A wellknown art", "A well-known art"),
        ("光合作用", "光合作用"),
        (_PAGE, _PAGE),
    ],
)
def test_a_quote_is_found_whatever_its_white_space_hyphens_and_marks(
    quote: str, expected: str
) -> None:
    found = find_quote(_PAGE, quote)
    assert found is not None
    assert _PAGE[found[0] : found[1]] == expected


@pytest.mark.parametrize(
    "quote",
    [
        "",
        " \n",
        "turns dark into sugar",
        "is 3 to 45 %",  # the page says minus three
        "3 to 45 %",
        "345 %",
        "10 00 times",
        "5 at most",
        "that, 3",
        "turn",  # a part of a word
        "ynthesis",
        "-",
    ],
)
def test_what_the_page_does_not_say_is_not_found(quote: str) -> None:
    assert find_quote(_PAGE, quote) is None


def test_a_quote_stands_only_exactly_where_it_is_said_to() -> None:
    assert quote_stands("Plants need light.", 7, 11, "need")
    assert not quote_stands("Plants need light.", 6, 11, "need")
    assert not quote_stands("Plants need light.", 7, 11, "Need")
    assert not quote_stands("Plants", 0, 20, "Plants")
    assert not quote_stands("Plants", 3, 3, "")
    assert not quote_stands("Plants", -3, 6, "nts")


@given(st.text(max_size=80), st.data())
def test_a_found_quote_is_a_span_of_the_page(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    found = find_quote(text, text[start:end])
    if found is not None:
        assert 0 <= found[0] < found[1] <= len(text)
        assert text[found[0] : found[1]].strip()


@given(st.lists(st.text(alphabet="abcd", min_size=1, max_size=6), min_size=1, max_size=12))
def test_words_in_a_row_are_found_over_any_line_breaks(words: list[str]) -> None:
    text = "\n".join(words)
    assert find_quote(text, " ".join(words)) == (0, len(text))
