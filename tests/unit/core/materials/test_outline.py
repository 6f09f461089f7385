"""Sections with their pages and words, and the concepts they treat."""

from agent_runner.core.materials import KnownConcept, coverage_of, outline_of, quote
from tests.unit.core.materials.chapter import HEADINGS, PAGES, Title, leaves


def test_a_section_holds_what_stands_below_it():
    outline = outline_of(PAGES, HEADINGS)

    assert [(one.title, one.parent, one.level) for one in outline] == [
        ("Cells", None, 1),
        ("Organelles", 0, 2),
        ("Energy", 0, 2),
        ("Exercises", 0, 2),
        ("References", None, 1),
    ]
    cells = outline[0]
    assert (cells.first_page, cells.last_page) == (1, 2)
    assert cells.words > sum(one.words for one in outline[1:4])
    assert quote(PAGES, outline[2].spans[0]).startswith("Energy")
    assert quote(PAGES, outline[2].spans[-1]).rstrip().endswith("by fermentation.")


def test_a_heading_of_the_outline_alone_is_found_as_a_line():
    pages = leaves("Before.\n\n1.2 The  Start\nText of it.")

    [section] = outline_of(pages, [Title("The Start", 1, 1)])

    assert quote(pages, section.spans[0]) == "The  Start\nText of it."
    assert section.words == 3


def test_a_level_left_out_makes_no_hole():
    pages = leaves("A\ntext\nB\ntext\nC\ntext")
    headings = [Title("A", 1, 1, 0), Title("B", 3, 1, 7), Title("C", 2, 1, 14)]

    assert [one.level for one in outline_of(pages, headings)] == [1, 2, 2]


def test_without_headings_there_is_no_outline():
    assert outline_of(PAGES, ()) == []
    assert outline_of((), HEADINGS) == []


_CONCEPTS = [
    KnownConcept(id="bio/cell", names=("cell",), prerequisites=("bio/molecule",)),
    KnownConcept(id="bio/organelle", names=("organelle",), prerequisites=("bio/cell",)),
    KnownConcept(
        id="bio/respiration",
        names=("cellular respiration",),
        prerequisites=("bio/cell", "bio/protein", "bio/molecule"),
    ),
    KnownConcept(id="bio/molecule", names=("molecule",)),
    KnownConcept(id="bio/protein", names=("protein",)),
    KnownConcept(id="maths/limit", names=("limit",)),
    KnownConcept(id="maths/leaf", names=("leaf", "green light"), prerequisites=("maths/tree",)),
]


def test_what_is_defined_or_headed_is_treated_and_what_is_named_is_not():
    found = coverage_of(PAGES, HEADINGS, _CONCEPTS)

    assert {one.concept for one in found.covered} == {
        "bio/cell",
        "bio/organelle",
        "bio/respiration",
    }
    assert {one.concept for one in found.covered if one.in_heading} == {"bio/cell", "bio/organelle"}


def test_prerequisites_that_are_not_treated_are_missing_the_most_needed_first():
    found = coverage_of(PAGES, HEADINGS, _CONCEPTS)

    assert [(one.concept, one.mentions) for one in found.missing] == [
        ("bio/molecule", 0),
        ("bio/protein", 1),
    ]
    assert set(found.missing[0].needed_by) == {"bio/cell", "bio/respiration"}


def test_a_common_word_alone_does_not_make_a_document_of_another_subject():
    pages = leaves("A tree is a plant with one trunk. The tree has leaves. A tree can be old.")
    concepts = [
        KnownConcept(id="cs/tree", names=("tree",), prerequisites=("cs/graph",)),
        KnownConcept(id="cs/graph", names=("graph",)),
    ]

    assert coverage_of(pages, (), concepts).covered == ()
