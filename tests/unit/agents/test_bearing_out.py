"""What a sentence of a page bears out, and what it does not."""

from __future__ import annotations

import pytest

from agent_runner.agents.learning.bearing_out import bears_out

CALDERA = "A caldera is a large hollow that forms when a volcano collapses."
PAGE = f"Volcanoes are of many kinds. {CALDERA} Lakes may fill it."
OSMOSIS = "Osmosis needs no energy and moves water through a membrane."
ZELLE = "Die Zellmembran trennt das Innere der Zelle von ihrer Umgebung."


def holds(text: str, sentence: str, *, quote: str | None = None, question: str = "") -> bool:
    page = PAGE if sentence == CALDERA else sentence
    start = page.index(quote or sentence)
    return bears_out(page, (start, start + len(quote or sentence)), text, question)


@pytest.mark.parametrize("question", ["", "What is a caldera?"])
@pytest.mark.parametrize(
    "text",
    [
        "A caldera is a fish.",
        "A caldera is a fish that forms when a volcano collapses.",
        "A caldera never forms when a volcano collapses.",
        "A volcano forms when a caldera collapses.",
        "A volcano is a large hollow that forms when a caldera collapses.",
        "A caldera is a small hollow that forms when a volcano collapses.",
        "Fishermen visit calderas.",
    ],
)
def test_what_the_sentence_does_not_say_is_not_borne_out(text: str, question: str) -> None:
    assert not holds(text, CALDERA, question=question)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (CALDERA, CALDERA),
        ("When a volcano collapses, a caldera forms.", CALDERA),
        ("A large hollow forms when a volcano collapses: a caldera.", CALDERA),
        ("Osmosis moves water through a membrane.", OSMOSIS),
        ("Osmosis needs no energy.", OSMOSIS),
        ("Osmosis does not need energy.", OSMOSIS),
        ("Oxygen is produced by plants in light.", "Plants produce oxygen in light."),
        ("Dogs and cats eat meat.", "Cats and dogs eat meat."),
        ("Das Innere der Zelle wird durch die Zellmembran von der Umgebung getrennt.", ZELLE),
        ("The cell membrane separates the inside of a cell from what surrounds it.", ZELLE),
    ],
)
def test_the_same_in_other_words_is_borne_out(text: str, sentence: str) -> None:
    assert holds(text, sentence)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Osmosis moves no water through a membrane.", OSMOSIS),
        ("Osmosis needs energy.", OSMOSIS),
        ("Die Zellmembran trennt das Innere der Zelle nicht von ihrer Umgebung.", ZELLE),
        ("The cell membrane does not separate the inside of a cell from anything.", ZELLE),
        ("Pressure decreases as heat grows.", "Pressure increases as heat grows."),
    ],
)
def test_a_negation_or_an_opposite_has_to_be_the_sources(text: str, sentence: str) -> None:
    assert not holds(text, sentence)


@pytest.mark.parametrize("quote", ["A caldera is a", "a large", "when a volcano"])
def test_a_few_words_of_a_sentence_are_no_quote(quote: str) -> None:
    assert not holds(CALDERA, CALDERA, quote=quote)


def test_a_substantial_part_of_a_sentence_is_a_quote_and_its_whole_sentence_counts() -> None:
    quote = "forms when a volcano collapses"
    assert holds("A caldera forms when a volcano collapses.", CALDERA, quote=quote)
    assert not holds("Caldera forms when a lake fills.", CALDERA, quote=quote)
