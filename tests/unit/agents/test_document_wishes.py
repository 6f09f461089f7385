"""Words of a learner find the parts of a document that they mean."""

from __future__ import annotations

import pytest

from agent_runner.agents.learning.document_wishes import by_chapter
from agent_runner.agents.material import Part
from agent_runner.core.materials import Span


def parts(*titles: str, groups: tuple[str, ...] = ()) -> list[Part]:
    return [
        Part(
            ref=title,
            title=title,
            group=groups[place] if groups else "",
            first_page=1,
            last_page=1,
            minutes=10,
            start=Span(1, place, place + 1),
        )
        for place, title in enumerate(titles)
    ]


NUMBERED = parts("1.1 Sets", "1.2 Maps", "2.1 Metrics", "2.2 Limits", "3 Curves", "10 Fields")


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("the first two chapters", ["1.1 Sets", "1.2 Maps", "2.1 Metrics", "2.2 Limits"]),
        ("chapter 1", ["1.1 Sets", "1.2 Maps"]),
        ("Kapitel 2 bis 3", ["2.1 Metrics", "2.2 Limits", "3 Curves"]),
        ("sections 1.2 and 2.1", ["1.2 Maps", "2.1 Metrics"]),
        ("chapters 1, 3 and 10", ["1.1 Sets", "1.2 Maps", "3 Curves", "10 Fields"]),
        ("les deux premiers chapitres", ["1.1 Sets", "1.2 Maps", "2.1 Metrics", "2.2 Limits"]),
        ("chapter 7", []),
        ("limits", []),
    ],
)
def test_chapters_go_by_the_numbers_in_the_titles(words: str, meant: list[str]) -> None:
    assert by_chapter(NUMBERED, words) == meant


def test_without_numbers_chapters_go_by_their_order() -> None:
    plain = parts("Dough", "Yeast", "Ovens", groups=("Bread", "Bread", "Tools"))
    assert by_chapter(plain, "chapter 1") == ["Dough", "Yeast"]
    assert by_chapter(plain, "chapter 2") == ["Ovens"]
    assert by_chapter(plain, "chapter 3") == []


def test_what_has_no_number_goes_with_the_numbered_chapters_around_it() -> None:
    mixed = parts("2 Contents", "1 Sets", "Proof of it", "2 Maps", "3 Curves", "4 Fields", "Notes")
    assert by_chapter(mixed, "the first three chapters") == [
        "2 Contents",
        "1 Sets",
        "Proof of it",
        "2 Maps",
        "3 Curves",
    ]
