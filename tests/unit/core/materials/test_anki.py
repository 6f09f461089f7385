"""Cards as Anki reads them: tab separated, with headers, nothing that breaks a line or a cloze."""

import csv
import html
import io

from hypothesis import given
from hypothesis import strategies as st

from agent_runner.core.materials import Card, anki_text, cloze_of

_BASIC = Card(
    type="Basic", front="What is a cell?", back="The smallest unit of life.", tags=("unit 1",)
)


def test_the_file_begins_with_the_headers_that_anki_reads():
    assert anki_text([_BASIC]) == (
        "#separator:tab\n#html:true\n#notetype column:1\n#tags column:4\n"
        "Basic\tWhat is a cell?\tThe smallest unit of life.\tunit_1\n"
    )


def test_marks_of_html_and_quotes_stay_text():
    card = Card(type="Basic", front='a < b & "c"', back="line\nbreak\tand tab")

    assert anki_text([card]).splitlines()[-1] == (
        'Basic\t"a &lt; b &amp; ""c"""\tline<br>break and tab\t'
    )


def test_a_cloze_hides_the_term():
    assert cloze_of("A cell is small.", 2, 6) == "A {{c1::cell}} is small."


def test_braces_of_the_text_neither_begin_nor_end_a_deletion():
    text = "In {{x}} the a::b} is c1."
    start = text.index("a::b}")

    made = cloze_of(text, start, start + 5)

    assert made.count("{{") == made.count("}}") == 1
    assert made.count("::") == 1
    assert made.replace("\u200b", "") == text.replace("a::b}", "{{c1::a::b}}}")


@given(
    st.lists(st.tuples(st.text(), st.text(), st.lists(st.text(max_size=8), max_size=3)), max_size=4)
)
def test_every_card_is_one_row_of_four_columns(cards: list[tuple[str, str, list[str]]]):
    made = [
        Card(type="Basic", front=front, back=back, tags=tuple(tags)) for front, back, tags in cards
    ]

    text = anki_text(made)

    lines = text.split("\n")[4:-1]
    assert len(lines) == len(made)
    rows = list(csv.reader(io.StringIO("\n".join(lines)), delimiter="\t"))
    assert [len(row) for row in rows] == [4] * len(made)
    for row, card in zip(rows, made, strict=True):
        shown = html.unescape(row[1].replace("<br>", " "))
        assert shown.split() == card.front.split()


@given(st.text(max_size=20), st.text(min_size=1, max_size=8), st.text(max_size=20))
def test_a_cloze_has_one_deletion_whatever_the_text(before: str, hidden: str, after: str):
    made = cloze_of(before + hidden + after, len(before), len(before) + len(hidden))

    assert made.count("{{c1::") == 1
    assert made.count("{{") == made.count("}}") == 1
