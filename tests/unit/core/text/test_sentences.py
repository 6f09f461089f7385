"""Where sentences end, in many scripts, and that no character is lost."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from agent_runner.core.text import sentences
from agent_runner.core.text.sentences import LONGEST


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    "expected",
    [
        ["Dr. Smith met J. K. Rowling.", "They talked."],
        ["It costs 3.5 dollars, e.g. for books.", "That is a lot."],
        ['"Stop!" he said.', "Nobody moved."],
        ["The U.S. Army won.", "He lives in the U.S.", "The war ended."],
        ["See Fig. 3 and no. 5.", "Smith et al. (2010) agree."],
        ["We need vitamin C.", "The rest is optional."],
        ["It was so... strange.", "Really?!", "Yes."],
        ["The answer is no.", "But ask again."],
        ["It ended in 1990.", "Then it began."],
        ["He said so.[12]", "She agreed.", "(They left.)"],
        ["Am 3. Oktober wurde z. B. gefeiert.", "Im 19. Jahrhundert nicht."],
        ["La Sra. López vino ayer.", "¿Quién más?", "¡Nadie!"],
        ["M. Dupont est là.", "L'art. 5 le dit."],
        ["Он родился в г. Москве.", "Потом уехал."],
        ["यह पहला है।", "डॉ. सिंह आए।"],
        ["ما اسمك؟", "اسمي علي.", "هذا كتاب."],
    ],
)
def test_a_sentence_ends_at_its_mark_but_not_at_an_abbreviation(expected: list[str]) -> None:
    assert cut(" ".join(expected)) == expected


@pytest.mark.parametrize("expected", [["我们去了北京。", "你好吗？", "“好！”", "他说完了"]])
def test_chinese_marks_need_no_space(expected: list[str]) -> None:
    assert cut("".join(expected)) == expected


def test_a_sentence_runs_over_line_breaks_and_ends_at_a_blank_line() -> None:
    text = "A heading\n\nThis sentence runs\nover two lines and\r\nends here. Next\n \t\nLast"
    assert cut(text) == [
        "A heading",
        "This sentence runs\nover two lines and\r\nends here.",
        "Next",
        "Last",
    ]


def test_items_of_a_list_are_sentences() -> None:
    text = "You need:\n1. Two eggs\n2. Some milk\nor cream\n• salt\n- pepper"
    assert cut(text) == ["You need:", "1. Two eggs", "2. Some milk\nor cream", "• salt", "- pepper"]


@pytest.mark.parametrize("text", ["They sold\n12. of them", "We counted\n- say - ten of them."])
def test_a_line_that_only_looks_like_an_item_does_not_cut_a_sentence(text: str) -> None:
    assert cut(text) == [text]


def test_a_number_at_the_start_belongs_to_what_it_counts() -> None:
    assert cut("1. Introduction. More follows.") == ["1. Introduction.", "More follows."]


def test_thai_is_cut_at_a_space_once_there_is_enough() -> None:
    long = "ภาษาไทยเป็นภาษาที่มีระดับเสียงของคำแน่นอนหรือวรรณยุกต์เช่นเดียวกับภาษาจีน"
    assert cut(f"{long} {long} สั้น สั้น") == [long, long, "สั้น สั้น"]


def test_what_has_no_mark_at_all_is_cut_at_a_space() -> None:
    pieces = cut("word " * 1000)
    assert all(len(piece) <= LONGEST for piece in pieces)
    assert " ".join(pieces) == ("word " * 1000).strip()


@given(st.text(alphabet=st.sampled_from("aB1. \n\t!?。।؟\"')([-•\r\x0cé्ไ"), max_size=300))
@example("...")
@example(". a")
@example("\n\n\n")
@example("a.b." * 50)
def test_spans_are_in_order_and_hold_everything_but_space(text: str) -> None:
    spans = sentences(text)
    place = 0
    for start, end in spans:
        assert start < end
        assert not text[place:start].strip()
        assert text[start:end] == text[start:end].strip()
        place = end
    assert not text[place:].strip()


@pytest.mark.parametrize(
    "unit", [".", ". ", "a.", "\n ", "\n- ", '."', "。", "x", " ", "1.", "[1]"]
)
def test_no_text_takes_more_than_linear_time(unit: str) -> None:
    def took(size: int) -> float:
        text = unit * (size // len(unit))
        began = time.process_time()
        sentences(text)
        return time.process_time() - began

    took(1000)
    assert took(400_000) < 40 * max(took(40_000), 0.01)
