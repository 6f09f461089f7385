"""What a text is found under: the same for a question and what answers it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_runner.core.text import language, question_terms, terms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The derivative of a function", "derivatives of functions"),
        ("Er sah die Häuser und den Baum", "das Haus und die Bäume sah sie"),
        ("las universidades de la nación", "una universidad en las naciones"),
        ("les chevaux nationaux sont là", "ce qui est national pour le cheval"),
        ("Какие книги он читал?", "Он читает книгу."),
        ("Costs 1,000 dollars", "the cost of 1000 dollars"),
        ("२४ घंटे", "24 घंटे"),
        ("C++ and C#", "c++, c#"),
    ],
)
def test_forms_of_a_word_share_a_term(one: str, other: str) -> None:
    assert set(terms(one)) == set(terms(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [("مدرسة المدينة", "والمدرسة في المدن"), ("लड़कियों की किताबें", "लड़की और किताब")],
)
def test_inflected_scripts_share_parts_of_words(one: str, other: str) -> None:
    shared = set(terms(one)) & set(terms(other))
    assert len(shared) >= 4


def test_chinese_is_found_by_two_characters_in_a_row() -> None:
    assert terms("人工智能") == ["人工", "工智", "智能"]
    assert terms("DNA检测2020年") == ["dna", "检测", "2020", "年"]


def test_small_words_are_no_terms_but_in_a_language_of_their_own() -> None:
    assert terms("What is the cause of it?") == ["caus"]
    assert terms("什么是光合作用？")[-3:] == ["光合", "合作", "作用"]
    assert "die" not in terms("Die Frau und die Kinder")
    assert "die" in terms("When did the king die?")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Was ist die Hauptstadt von Frankreich?", "de"),
        ("What is the capital of France?", "en"),
        ("¿Cuál es la capital de Francia?", "es"),
        ("Quelle est la capitale de la France ?", "fr"),
        ("Qual è la capitale della Francia?", "it"),
        ("Qual é a capital da França? Não sei.", "pt"),
        ("Wat is de hoofdstad van Frankrijk?", "nl"),
        ("Fransa'nın başkenti neresidir ve bu şehir kaç yaşında?", "tr"),
        ("Care este capitala Franței și cât de mare este?", "ro"),
        ("Thủ đô của nước Pháp là gì?", "vi"),
        ("Какая столица Франции?", "ru"),
        ("Ποια είναι η πρωτεύουσα;", "el"),
        ("ما هي عاصمة فرنسا؟", "ar"),
        ("फ्रांस की राजधानी क्या है?", "hi"),
        ("法国的首都是哪里？", "zh"),
        ("フランスの首都はどこですか", "ja"),
        ("프랑스의 수도는 어디입니까", "ko"),
        ("เมืองหลวงของฝรั่งเศสคืออะไร", "th"),
        ("12 + 30 = 42", "und"),
        (
            "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor "
            "incididunt ut labore et dolore magna aliqua. Ut enim ad minim veniam, quis nostrud "
            "exercitation ullamco laboris nisi ut aliquip ex ea commodo consequat.",
            "und",
        ),
        (
            "Gallia est omnis divisa in partes tres, quarum unam incolunt Belgae, aliam Aquitani, "
            "tertiam qui ipsorum lingua Celtae, nostra Galli appellantur. Hi omnes lingua, "
            "institutis, legibus inter se differunt.",
            "und",
        ),
        (
            "Glossary. Osmosis: movement of water through membranes. Mitochondrion: organelle, "
            "energy release. Chloroplast: plant organelle, photosynthesis. Diffusion: spreading of "
            "particles. Enzyme: protein, catalyst. Gene: unit of heredity.",
            "en",
        ),
        ("", "und"),
    ],
)
def test_a_language_is_told_by_its_script_and_small_words(text: str, expected: str) -> None:
    assert language(text) == expected


def test_a_question_finds_a_text_in_another_language_by_its_names() -> None:
    words = question_terms("Wer leitete die Carolina Panthers?", ["en"])
    found = set(terms("The Carolina Panthers were led by their coach."))
    assert sum(any(term in found for term in word) for word in words) == 2


def test_a_question_that_tells_no_language_is_asked_in_that_of_the_documents() -> None:
    words = question_terms("Vererbungen", ["de"])
    assert set(terms("Die Vererbung ist in der Biologie wichtig")) & {t for w in words for t in w}


def test_a_question_names_each_word_once() -> None:
    assert question_terms("red red wine", ["en", "en"]) == [("red",), ("wine",)]
    assert question_terms("", ["en"]) == []


@given(st.text(max_size=200))
def test_any_text_has_terms_that_do_not_depend_on_its_unicode_form(text: str) -> None:
    found = terms(text, "en")
    assert all(found)
    assert found == terms(unicodedata.normalize("NFC", text), "en")


@given(st.text(max_size=60), st.sampled_from(["en", "de", "vi", "tr", "xx", "zh"]))
def test_the_terms_of_a_question_are_those_of_the_text_it_is(text: str, name: str) -> None:
    held = set(terms(text, name))
    asked = {term for word in question_terms(text, [name]) for term in word}
    assert language(text) not in (name, "und") or held <= asked


def test_a_word_without_end_makes_no_term_without_end() -> None:
    assert max(map(len, terms("a" * 100_000 + " " + "9" * 100_000))) <= 64
