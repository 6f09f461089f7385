"""The words in which a question is put are not what it is about."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_runner.documents.asked_for import asked_for


@pytest.mark.parametrize(
    "question",
    [
        "What is a caldera?",
        "What is a caldera, please?",
        "Hi! What is a caldera? Thanks",
        "What's a caldera",
        "define caldera",
        "caldera definition",
        "definition of the term “caldera”",
        "What does caldera mean?",
        "What is meant by caldera?",
        "What do you understand by a caldera?",
        "Explain: what is a caldera?",
        "Could you please tell me what a caldera is?",
        "Can you explain to me briefly what a caldera is?",
        "I would like to know what a caldera is.",
        "Please explain the caldera.",
        "Tell me more about the caldera",
        "How does a caldera work?",
        "Explain what happens in a caldera",
        "Wozu dient die caldera?",
        "What is the function of the caldera?",
        "What is a caldera? What is a caldera?",
        "Was ist eine caldera?",
        "Was versteht man unter einer caldera?",
        "Hallo, kannst du mir bitte sagen, was eine caldera ist?",
        "Könnten Sie mir die caldera erklären?",
        "Erkläre mir bitte die caldera",
        "Was bedeutet der Begriff caldera?",
        "Definition von caldera",
        "Qu'est-ce qu'une caldera ?",
        "Bonjour, pouvez-vous m'expliquer la caldera, s'il vous plaît ?",
        "C'est quoi, la caldera ?",
        "¿Qué es una caldera?",
        "¿Me puedes explicar la caldera, por favor?",
        "definición de caldera",
        "Che cos'è una caldera?",
        "O que é uma caldera?",
        "Wat is een caldera?",
        "Что такое caldera?",
    ],
)
def test_only_what_is_asked_about_is_left(question: str) -> None:
    asked = asked_for(question)
    assert asked.content == "caldera"
    assert asked.subjects == ("caldera",)


@pytest.mark.parametrize(
    "question",
    ["光合作用是什么？", "什么是光合作用", "请解释一下光合作用", "你好，请问光合作用是什么意思？"],
)
def test_it_is_left_in_chinese_too(question: str) -> None:
    assert asked_for(question).content == "光合作用"


@pytest.mark.parametrize(
    "question",
    [
        "How does osmosis differ from diffusion?",
        "What is the difference between osmosis and diffusion?",
        "Compare osmosis with diffusion",
        "Was ist der Unterschied zwischen osmosis und diffusion?",
        "Quelle est la différence entre osmosis et diffusion ?",
        "¿Cuál es la diferencia entre osmosis y diffusion?",
    ],
)
def test_a_difference_asks_for_both(question: str) -> None:
    assert asked_for(question).subjects == ("osmosis", "diffusion")


@pytest.mark.parametrize(
    "question",
    [
        "How did the states explain the loss",
        "Who said hello to the king",
        "Which plants need light",
        "What did Newton define in 1687",
    ],
)
def test_words_of_asking_are_content_where_they_are_not_used_to_ask(question: str) -> None:
    asked = asked_for(question)
    assert (asked.content, asked.subjects) == (question, ())


@pytest.mark.parametrize("question", ["Explain", "Hello!", "Thanks", "?!", ""])
def test_a_question_of_nothing_else_is_left_as_it_is(question: str) -> None:
    assert asked_for(question).content == question


@given(st.text(max_size=80))
def test_any_text_is_taken(question: str) -> None:
    assert len(asked_for(question).content) <= len(question) + 1
