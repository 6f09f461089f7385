"""Text picked out of JSON while it comes."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_runner.agents.enrichment.streaming import FieldReader


def read(text: str, *, size: int = 1, names: tuple[str, ...] = ("text",)) -> str:
    reader = FieldReader(names)
    return "".join(reader.feed(text[at : at + size]) for at in range(0, len(text), size))


@given(st.text(st.characters(exclude_categories=("Cs",))), st.integers(1, 9), st.booleans())
def test_any_text_comes_out_as_it_is_however_it_is_cut(
    text: str, size: int, only_ascii: bool
) -> None:
    written = json.dumps({"other": text, "text": text, "n": 1}, ensure_ascii=only_ascii)
    unseen = str.maketrans(dict.fromkeys("\r\b\f", ""))
    assert read(written, size=size) == text.translate(unseen)


def test_only_the_named_members_are_read_wherever_they_stand() -> None:
    written = json.dumps(
        {"sentences": [{"text": "One.", "quote": "text"}, {"quote": ":", "text": "Two."}]}
    )
    assert read(written) == "One. Two."


def test_members_of_another_name_come_as_a_paragraph_of_their_own() -> None:
    assert read(json.dumps({"text": "A", "example": "B"}), names=("text", "example")) == "A\n\nB"


@pytest.mark.parametrize(
    "text", ["", "no json", "{", '{"text": 5, "text"', '["text", "x"]', '"\\u']
)
def test_what_is_no_such_json_gives_nothing_and_breaks_nothing(text: str) -> None:
    assert read(text) == ""
