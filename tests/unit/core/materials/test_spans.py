"""Whatever the pages hold, every span that comes back lies inside its page."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_runner.core.materials import (
    KnownConcept,
    Span,
    coverage_of,
    items,
    key_terms,
    outline_of,
    quote,
    reading_level,
    summary,
)
from tests.unit.core.materials.chapter import HEADINGS, PAGES, SCRIPTS, Leaf, Title, leaves

_PIECES = """A cell is the smallest unit of life . ! ? - • called Membrane refers to ( ) : 3.5 “x”
    细胞 है । é \u00ad _____ {{c1::x}} https://x.y/z"""
_WORDS = st.sampled_from([*_PIECES.split(), "\n", "\n\n", "\t", "The process is called osmosis."])
_TEXTS = st.one_of(st.lists(_WORDS, max_size=60).map(" ".join), st.text(max_size=120))
_HEADINGS = st.lists(
    st.builds(
        Title,
        title=st.one_of(st.sampled_from(["A cell", "References", "", "  "]), st.text(max_size=12)),
        level=st.integers(1, 4),
        page=st.integers(0, 4),
        start=st.one_of(st.none(), st.integers(0, 200)),
    ),
    max_size=5,
)


@settings(max_examples=80, deadline=None)
@given(st.lists(_TEXTS, max_size=3), _HEADINGS)
def test_every_span_lies_inside_its_page(texts: list[str], headings: list[Title]):
    pages = leaves(*texts)

    for span in _all_spans(pages, headings):
        assert 0 <= span.start < span.end <= len(pages[span.page - 1].text)
        assert quote(pages, span).strip()


@settings(max_examples=60, deadline=None)
@given(st.lists(_TEXTS, max_size=3), _HEADINGS)
def test_the_sections_cover_the_text_from_the_first_heading_on(
    texts: list[str], headings: list[Title]
):
    pages = leaves(*texts)

    outline = outline_of(pages, headings)

    assert all(section.parent is None or section.parent < section.number for section in outline)
    roots = sum(section.words for section in outline if section.parent is None)
    assert roots <= sum(reading_level(text, "").words for text in texts)
    for section in outline:
        assert section.first_page <= section.last_page


@pytest.mark.parametrize("language", sorted(SCRIPTS))
def test_no_script_is_too_strange(language: str):
    pages = leaves(SCRIPTS[language])

    assert summary(pages, (), sentences=1)
    assert all(span.page == 1 for span in _all_spans(pages, []))
    reading_level(SCRIPTS[language], language)


def test_the_same_pages_give_the_same_materials():
    first, second = ([*_all_spans(PAGES, HEADINGS)] for _time in range(2))

    assert first == second
    made = [items(PAGES, HEADINGS, count=8, rng=random.Random(7)) for _time in range(2)]
    assert made[0] == made[1]


def _all_spans(pages: list[Leaf], headings: list[Title]) -> list[Span]:
    found = [*summary(pages, headings, sentences=3)]
    for term in key_terms(pages, headings, limit=20):
        found += [term.first] if term.definition is None else [term.first, term.definition]
    made = items(pages, headings, count=6, rng=random.Random(1), kinds=("card", "cloze", "mcq"))
    found += [item.source for item in made]
    concepts = [KnownConcept(id="cell", names=("cell", "smallest unit"))]
    found += [one.first for one in coverage_of(pages, headings, concepts).covered]
    return found
