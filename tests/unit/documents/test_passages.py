"""Where passages begin and end."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from agent_runner.core.text import sentences, terms
from agent_runner.documents.passages import passages_of, with_terms
from agent_runner.store.library import Heading, Page


def page(text: str, number: int = 1) -> Page:
    return Page(number=number, status="ok", text=text, digest=text)


def prose(count: int, word: str = "plant") -> str:
    return " ".join(
        f"This is sentence number {n} of a text that tells of a {word} and what it does all day "
        "long, in the sun as in the rain."
        for n in range(count)
    )


def test_a_short_page_is_one_passage() -> None:
    (passage,) = passages_of([page(f"  {prose(4)}\n")], [])
    assert (passage.number, passage.page, passage.start) == (0, 1, 2)
    assert passage.end == 2 + len(prose(4))


def test_long_text_is_cut_into_three_to_six_sentences_with_one_shared() -> None:
    text = prose(40)
    found = passages_of([page(text)], [])
    within = [
        [text[p.start + s.start : p.start + s.end] for s in sentences(text[p.start : p.end])]
        for p in found
    ]
    assert len(within) > 5
    assert all(3 <= len(each) <= 6 for each in within)
    assert all(a[-1] == b[0] for a, b in pairwise(within))
    assert [p.number for p in found] == list(range(len(found)))


def test_a_list_of_short_items_is_not_cut_into_crumbs() -> None:
    items = "\n".join(f"{number}. Item" for number in range(1, 13))
    assert len(passages_of([page(items)], [])) == 1


def test_no_passage_runs_over_a_heading_or_holds_it() -> None:
    text = "Before it.\n2 Photo-\nsynthesis\nPlants need light.\nThey grow.\nUses\nFood."
    headings = [
        Heading(title="Botany", level=1, page=1, start=None),
        Heading(title="2 Photo- synthesis", level=2, page=1, start=text.index("2 Photo")),
        Heading(title="Uses", level=2, page=1, start=text.index("Uses")),
    ]
    found = passages_of([page(text)], headings)
    assert [(text[p.start : p.end], p.section) for p in found] == [
        ("Before it.", ("Botany",)),
        ("Plants need light.\nThey grow.", ("Botany", "2 Photo- synthesis")),
        ("Food.", ("Botany", "Uses")),
    ]


def test_a_title_that_is_not_on_the_page_costs_a_line_at_most() -> None:
    text = "Some other title\nPlants need light."
    found = passages_of([page(text)], [Heading(title="Botany", level=1, page=1, start=0)])
    assert [text[p.start : p.end] for p in found] == ["Plants need light."]


def test_a_section_goes_on_over_pages_and_pages_without_text_are_passed_over() -> None:
    pages = [
        page("Plants need light.", 1),
        Page(number=2, status="empty", text="", digest=""),
        page("They grow.", 3),
    ]
    found = passages_of(pages, [Heading(title="Botany", level=1, page=1)])
    assert [(p.page, p.section) for p in found] == [(1, ("Botany",)), (3, ("Botany",))]


def test_titles_of_sections_are_terms_of_their_passages() -> None:
    pages = [page("They need light.")]
    headings = [Heading(title="Photosynthesis of plants", level=1, page=1)]
    ((_passage, found),) = with_terms(pages, passages_of(pages, headings))
    assert found == terms("They need light. Photosynthesis of plants")


def test_a_table_is_stemmed_in_the_language_of_the_other_pages() -> None:
    pages = [
        page("Die Vererbung ist in der Biologie wichtig und wird oft geprüft.", 1),
        page("Vererbungen 12 45", 2),
    ]
    (_first, text), (_second, table) = with_terms(pages, passages_of(pages, []))
    assert set(text) & set(table)


@given(
    st.lists(st.text(alphabet="ab. \n\té。#-", max_size=120), min_size=1, max_size=3),
    st.lists(st.tuples(st.integers(1, 3), st.integers(0, 130), st.integers(1, 3)), max_size=4),
)
def test_every_passage_is_a_span_of_words_of_its_page(
    texts: list[str], places: list[tuple[int, int, int]]
) -> None:
    pages = [page(text, number) for number, text in enumerate(texts, start=1)]
    headings = [
        Heading(title="a", level=level, page=number, start=start)
        for number, start, level in places
        if number <= len(texts) and start <= len(texts[number - 1])
    ]
    last: dict[int, int] = {}
    for passage in passages_of(pages, headings):
        text = texts[passage.page - 1][passage.start : passage.end]
        assert text
        assert text == text.strip()
        assert passage.start >= last.get(passage.page, 0)
        last[passage.page] = passage.start
        for heading in headings:
            if heading.page == passage.page and heading.start is not None:
                assert heading.start <= passage.start or heading.start >= passage.end


@given(st.text(alphabet="ab. \n", max_size=400))
def test_without_headings_no_word_is_lost(text: str) -> None:
    held = [False] * len(text)
    for passage in passages_of([page(text)], []):
        held[passage.start : passage.end] = [True] * (passage.end - passage.start)
    assert all(is_held or char.isspace() for is_held, char in zip(held, text, strict=True))
