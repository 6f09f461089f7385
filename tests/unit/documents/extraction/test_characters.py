"""Characters put right, divided words joined, and how broken a text looks."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_runner.documents.broken_text import LOOKS_BROKEN, brokenness
from agent_runner.documents.characters import repaired
from agent_runner.documents.hyphens import joined, vocabulary
from agent_runner.documents.raw import Line

ENGLISH = "The mitochondrion is where a cell burns sugar to win the energy that it lives on."


@pytest.mark.parametrize(
    ("shown", "meant"),
    [
        ("di\ufb03cult o\ufb00er \ufb01nd \ufb02ow", "difficult offer find flow"),
        ("fu\u0308r", "für"),
        ("f\u00a8ur", "für"),
        ("f\u00a8 ur", "für"),
        ("caf\u00b4e", "café"),
        ("John\u00b4s", "John’s"),
        ("na\u00a8\u0131ve", "naïve"),
        ("one\u00a0two\u2009three", "one two three"),
        ("a\x00b\x07c\u200bd\ufeffe\ue000f", "abcdef"),
        ("x \u0338= y", "x ≠ y"),
        ("Here\x92s \x93this\x94\x81", "Here’s “this”"),
        ("\u0645\u0631\u062d\u0628\u0627 नमस्ते 你好", "\u0645\u0631\u062d\u0628\u0627 नमस्ते 你好"),
    ],
)
def test_a_text_comes_out_as_its_reader_sees_it(shown: str, meant: str) -> None:
    assert repaired(shown) == meant


@given(st.text(st.characters(), max_size=200))
def test_any_text_comes_out_composed_writable_and_free_of_controls(text: str) -> None:
    out = repaired(text)
    out.encode("utf-8")
    assert unicodedata.is_normalized("NFC", out)
    assert not any(unicodedata.category(one) in ("Cc", "Cs", "Co") for one in out if one != "\n")


@pytest.mark.parametrize(
    ("above", "below", "together"),
    [
        ("the photo-", "synthesis of", ["the photosynthesis", "of"]),
        ("a well-", "known fact", ["a well-known", "fact"]),
        ("Jean-", "Paul said", ["Jean-Paul", "said"]),
        ("UNI-", "VERSITY", ["UNIVERSITY"]),
        ("Ein-", "und Ausgabe", ["Ein-", "und Ausgabe"]),
        ("soft\u00ad", "ware runs", ["software", "runs"]),
        ("from 3 -", "to 4", ["from 3 -", "to 4"]),
        ("known for long-", "term use", ["known for long-term", "use"]),
    ],
)
def test_a_hyphen_at_a_lines_end_stays_only_if_the_word_has_it(
    above: str, below: str, together: list[str]
) -> None:
    words = vocabulary(["Photosynthesis is well-known."])
    lines = joined([Line(above), Line(below)], words)
    assert [line.text for line in lines] == together


def test_the_documents_own_spelling_decides() -> None:
    lines = [Line("to co-"), Line("operate")]
    assert joined(lines, vocabulary(["they co-operate"]))[0].text == "to co-operate"
    assert joined(lines, vocabulary(["they cooperate"]))[0].text == "to cooperate"


@pytest.mark.parametrize(
    "text",
    [
        ENGLISH,
        "Der Zellkern enthält die Erbinformation; Größe und Übung sind schön.",
        "光合作用是植物利用光能把二氧化碳和水转化为葡萄糖并释放氧气的过程。",
        "عملية البناء الضوئي هي تحويل الطاقة الضوئية إلى طاقة كيميائية",
        "1.1 Cells . . . . . 12\nx = y + 2 for all x in A and 3 < 4 holds here",
    ],
)
def test_a_text_that_is_well_does_not_look_broken(text: str) -> None:
    assert brokenness(text) < LOOKS_BROKEN


@pytest.mark.parametrize(
    "text",
    [
        ENGLISH.replace("e", "\ufffd"),
        ENGLISH.replace("t", "\x14"),
        "".join(f"/g{ord(one)}" for one in ENGLISH),
        " ".join(ENGLISH.replace(" ", "")),
        ENGLISH.replace(" ", ""),
        "!\"#$%&'()*+,-./" * 5,
    ],
)
def test_a_text_that_was_read_wrongly_looks_broken(text: str) -> None:
    assert brokenness(text) >= LOOKS_BROKEN
