"""The terms a text teaches, and the sentences that define them."""

import time

import pytest

from agent_runner.core.materials import KeyTerm, in_one_line, key_terms, quote, summary
from tests.unit.core.materials.chapter import HEADINGS, PAGES, SCRIPTS, Leaf, leaves


def test_terms_that_a_sentence_defines_come_with_it():
    found = _by_term(key_terms(PAGES, HEADINGS, limit=20))

    for term, sentence in {
        "organelle": "An organelle is a part of a cell that has a task of its own.",
        "cytoplasm": "Every cell is wrapped in a cell membrane, and the fluid inside is called"
        " cytoplasm.",
        "cellular respiration": "The release of energy from sugar with oxygen is called cellular"
        " respiration.",
        "photosynthesis": "Photosynthesis is the process by which plants store the energy of light"
        " in sugar.",
        "fermentation": "Fermentation refers to the release of energy from sugar without oxygen.",
    }.items():
        definition = found[term].definition
        assert definition is not None
        assert in_one_line(quote(PAGES, definition)) == sentence


def test_a_term_is_counted_in_the_singular_and_the_plural():
    assert _by_term(key_terms(PAGES, HEADINGS, limit=20))["ribosome"].count == 3


def test_nothing_is_taken_from_the_list_of_references():
    assert all(term.first.page != 3 for term in key_terms(PAGES, HEADINGS, limit=50))


def test_the_limit_is_kept_and_no_term_comes_twice():
    found = key_terms(PAGES, HEADINGS, limit=4)

    assert len({one.term.lower() for one in found}) == 4
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert key_terms(PAGES, HEADINGS, limit=0) == []


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("Osmosis: the flow of water through a membrane that holds salt back.", "Osmosis"),
        ("A graph without a cycle is known as a tree.", "tree"),
        ("In statistics, the median is the value in the middle of a sorted list.", "median"),
        (
            "Central processing units (CPUs) carry out the steps of a program.",
            "central processing units",
        ),
        (SCRIPTS["de"], "Mutation"),
        (SCRIPTS["de"], "Mitochondrium"),
        (SCRIPTS["fr"], "photosynthèse"),
        (SCRIPTS["es"], "fotosíntesis"),
        (SCRIPTS["zh"], "光合作用"),
        (SCRIPTS["zh"], "呼吸作用"),
        (SCRIPTS["ja"], "光合成"),
        (SCRIPTS["ru"], "фотосинтезом"),
    ],
)
def test_a_definition_is_known_by_its_wording(text: str, term: str):
    assert term.lower() in {one.term.lower() for one in key_terms(leaves(text), (), limit=10)}


@pytest.mark.parametrize(
    "text",
    [
        "It is the reason for everything.",
        "The output of the function is a number.",
        "What is the median of these numbers?",
        "The two values are the same in both columns.",
        "The file is called output.txt on every machine.",
    ],
)
def test_what_only_looks_like_a_definition_defines_nothing(text: str):
    assert all(one.definition is None for one in key_terms(leaves(text), (), limit=10))


def test_a_book_takes_about_ten_times_as_long_as_a_tenth_of_it():
    book = [Leaf(number, _page(number)) for number in range(1, 201)]

    small = min(_seconds(book[:20]) for _time in range(3))
    large = _seconds(book)

    # Ten times the text: quadratic work would take a hundred times as long.
    assert large < 40 * small


def _seconds(pages: list[Leaf]) -> float:
    started = time.process_time()
    key_terms(pages, (), limit=40)
    summary(pages, (), sentences=5)
    return time.process_time() - started


def _page(number: int) -> str:
    sentences = [
        f"A widget{number % 37} is a part of machine{number % 11} that turns wheel{line % 13}."
        f" Some wheel{line} stands beside lever{number} and moves it slowly."
        for line in range(15)
    ]
    return " ".join(sentences)


def _by_term(found: list[KeyTerm]) -> dict[str, KeyTerm]:
    return {one.term.lower(): one for one in found}


def test_labels_function_words_and_symbols_are_no_terms():
    text = " ".join(
        f"Sei {name} ein Raum mit einer Metrik. Beweis: Die Metrik ist auf dem Raum stetig, falls "
        f"der Raum offen ist. Falls {name} leer ist, gilt die Aussage. Dann ist e2 ein Vektor. "
        f"Hinweis: Jeder Raum mit einer Metrik hat offene Mengen, falls er nicht leer ist."
        for name in ("X", "Y", "Z", "V")
    )
    found = {one.term.lower() for one in key_terms([Leaf(1, text)], [], limit=50)}
    assert {"metrik", "raum"} <= found
    assert found.isdisjoint({"sei", "falls", "beweis", "hinweis", "gilt", "e2"})


def test_a_definition_has_the_term_as_its_subject():
    text = (
        "The left side of an assignment is a variable, and the right side is a value. "
        "Reading and running code is an important step. The right side comes first."
    )
    for one in key_terms([Leaf(1, text)], [], limit=50):
        if one.definition is not None:
            assert one.term not in ("right side", "running code")


def test_a_chinese_sentence_of_what_something_is_defines_it():
    found = _by_term(
        key_terms([Leaf(1, "细胞核是含有染色体的细胞器。线粒体是释放能量的细胞器。")], [], limit=9)
    )
    assert found["细胞核"].definition is not None
