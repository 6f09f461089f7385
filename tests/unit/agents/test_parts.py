"""The parts of a document: each comes after what it needs, whatever its headings look like."""

from __future__ import annotations

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from agent_runner.agents.material import Material, part_at, parts_of
from agent_runner.agents.material.refs import document_in, is_of_document
from agent_runner.core.materials import Span
from agent_runner.store.library import Document, Heading, Page

WORDS = [
    "osmosis",
    "membrane",
    "energy",
    "sugar",
    "cell",
    "light",
    "water",
    "protein",
    "process",
    "organelle",
]
SENTENCES = [f"{word.title()} is the {other} of life." for word in WORDS for other in WORDS[:3]]
SECTION = st.tuples(
    st.sampled_from(["Membranes", "Energy", "References", "Light!", "細胞", "—", "Energy"]),
    st.integers(1, 4),
    st.lists(st.sampled_from(SENTENCES), max_size=6),
    st.integers(1, 400),
)


def material(sections: list[tuple[str, int, list[str], int]], *, per_page: int = 2) -> Material:
    """A document whose pages hold some sections each; a section's text stands so many times."""
    pages: list[Page] = []
    headings: list[Heading] = []
    for first in range(0, len(sections), per_page):
        number, text = len(pages) + 1, ""
        for title, level, sentences, times in sections[first : first + per_page]:
            headings.append(Heading(title=title, level=level, page=number, start=len(text)))
            text += f"{title}\n\n{' '.join(sentences * times)}\n\n"
        digest = hashlib.sha256(text.encode()).hexdigest()
        pages.append(Page(number=number, status="ok", text=text, digest=digest))
    document = Document(
        id="doc-0123456789abcdef",
        title="Life",
        kind="markdown",
        language="en",
        size_bytes=1,
        added="2026-11-22T09:00:00+00:00",
        pages=len(pages),
        headings=tuple(headings),
    )
    return Material(document=document, pages=pages)


@given(st.lists(SECTION, max_size=12))
def test_parts_are_in_order_have_names_of_their_own_and_need_earlier_ones(
    sections: list[tuple[str, int, list[str], int]],
) -> None:
    given_material = material(sections)
    parts = parts_of(given_material)
    seen: set[str] = set()
    for part in parts:
        assert part.ref not in seen
        assert seen >= set(part.needs)
        assert len(part.needs) == len(part.uses)
        seen.add(part.ref)
        assert document_in(part.ref) == given_material.id
        assert part.minutes >= 5
        assert 1 <= part.first_page <= part.last_page <= len(given_material.pages)
        assert part_at(parts, part.start) == part
    assert [part.start for part in parts] == sorted(part.start for part in parts)


def test_parts_take_three_times_as_long_as_reading_them() -> None:
    sections = [("Water", 1, ["Water is wet and cold today."], 400)] * 3
    minutes = [part.minutes for part in parts_of(material(sections))]
    assert minutes == [30, 30, 30]  # 2,400 words each, at 238 a minute


def test_a_list_of_references_is_nothing_to_learn() -> None:
    sections = [("Water", 1, SENTENCES[:3], 9), ("References", 1, SENTENCES[:2], 9)]
    assert [part.title for part in parts_of(material(sections))] == ["Water"]
    assert [part.title for part in parts_of(material(sections[1:]))] == ["References"]


def test_a_long_chapter_is_learnt_by_its_sections_a_short_one_at_once() -> None:
    long = [("Long", 1, [], 1), ("One", 2, SENTENCES[:3], 200), ("Two", 2, SENTENCES[:3], 200)]
    short = [("Short", 1, [], 1), ("Three", 2, SENTENCES[:3], 2), ("Four", 2, SENTENCES[:3], 2)]
    titles = [part.title for part in parts_of(material([*long, *short]))]
    assert titles == ["One", "Two", "Short"]


def test_very_many_small_sections_are_put_together() -> None:
    sections = [("Book", 1, [], 1)] + [(f"Section {n}", 2, SENTENCES[:3], 3) for n in range(60)]
    parts = parts_of(material(sections))
    assert 1 < len(parts) <= 24
    assert " … " in parts[0].title


def test_a_place_belongs_to_the_part_that_begins_before_it() -> None:
    parts = parts_of(material([("One", 1, SENTENCES[:2], 5), ("Two", 1, SENTENCES[2:4], 5)]))
    assert [part_at(parts, Span(1, start, start + 1)) for start in (0, 10**6)] == parts
    assert part_at([], Span(1, 0, 1)) is None


def test_concepts_of_packs_and_of_documents_are_told_apart() -> None:
    assert is_of_document("doc-0123456789abcdef/water")
    assert not is_of_document("calculus/limits")
    assert document_in("generic/scope") is None
