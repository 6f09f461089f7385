"""Questions made of sentences, and the checks that hold them back when they are not fair."""

import random
from dataclasses import replace

import pytest

from agent_runner.core.materials import Item, check_item, in_one_line, items, quote
from agent_runner.core.materials.checks import GAP, Flaw, leaks, with_gap
from tests.unit.core.materials.chapter import HEADINGS, PAGES, Leaf, leaves

_KINDS = ("card", "cloze", "mcq", "short")
_SENTENCE = "A ribosome is a small machine that builds proteins from amino acids."


def test_every_item_passes_its_own_check():
    made = _made(30)

    assert {item.kind for item in made} == {*_KINDS}
    assert all(check_item(item, PAGES[item.source.page - 1].text) == [] for item in made)


def test_a_cloze_is_a_sentence_with_one_gap_that_its_answer_fills():
    for item in _made(30):
        if item.kind == "cloze":
            sentence = in_one_line(quote(PAGES, item.source))
            filled = item.prompt.replace("a(n) " + GAP, GAP).replace("A(n) " + GAP, GAP)
            assert sentence.lower().endswith(filled.split(GAP)[1].lower())
            assert item.answer.lower() in sentence.lower()
            assert 8 <= len(sentence.split()) <= 30


def test_a_choice_has_the_answer_once_among_options_that_differ():
    choices = [item for item in _made(30) if item.kind == "mcq"]

    assert choices
    for item in choices:
        assert item.options is not None
        assert item.options.count(item.answer) == 1
        assert len({option.lower() for option in item.options}) == len(item.options) >= 3


def test_no_item_begins_with_a_pronoun_an_instruction_or_a_question():
    sources = {in_one_line(quote(PAGES, item.source)) for item in _made(60)}

    assert not any(text.startswith(("They", "Explain", "What")) for text in sources)


def test_items_are_spread_over_sections():
    pages = {item.source.page for item in _made(4)}

    assert pages == {1, 2}


def test_another_seed_asks_something_else():
    assert _made(5, seed=1) != _made(5, seed=2)


def test_only_the_kinds_asked_for_are_made():
    made = items(PAGES, HEADINGS, count=9, rng=random.Random(1), kinds=("card",))

    assert made
    assert {item.kind for item in made} == {"card"}


def test_a_text_without_terms_gives_no_items():
    assert items(leaves("Well. So it was."), (), count=5, rng=random.Random(1)) == []
    assert items((), (), count=5, rng=random.Random(1)) == []


def test_the_id_is_of_what_is_asked_and_not_of_where_it_stood():
    moved = leaves("", "Before this. " + _SENTENCE)
    here = leaves(_SENTENCE)

    ids = [
        [one.id for one in items(pages, (), count=3, rng=random.Random(1), kinds=("card",))]
        for pages in (here, moved)
    ]

    assert ids[0] == ids[1] != []


@pytest.mark.parametrize(
    ("changes", "flaw"),
    [
        ({"prompt": f"A(n) {GAP} is a huge machine that builds proteins."}, "not in the source"),
        ({"prompt": "What builds proteins?"}, "not exactly one gap"),
        ({"options": ("ribosome", "nucleus")}, "too few options"),
        ({"options": ("nucleus", "organelle", "cell")}, "too few options"),
        ({"options": ("ribosome", "nucleus", "Nucleus")}, "too few options"),
        ({"options": ("ribosome", "free ribosome", "nucleus", "cell")}, "ambiguous"),
        ({"options": ("ribosome", "ribosone", "nucleus", "cell")}, "ambiguous"),
        ({"options": ("ribosome", "proteins", "nucleus", "cell")}, "ambiguous"),
        ({"options": ("ribosome", "leaves", "cells", "organelles")}, "ambiguous"),
    ],
)
def test_an_unfair_item_is_found_out(changes: dict[str, object], flaw: Flaw):
    fair = _fair()
    assert check_item(fair, _SENTENCE) == []

    assert check_item(replace(fair, **changes), _SENTENCE) == [flaw]  # pyright: ignore[reportArgumentType]


def test_a_gap_that_the_sentence_fills_elsewhere_leaks():
    text = "A ribosome is a small machine, and a free ribosome builds proteins from acids."
    start = text.index("ribosome")
    item = replace(
        _fair(),
        prompt=with_gap(text, start, start + 8),
        source=replace(_fair().source, end=len(text)),
    )

    assert check_item(item, text) == ["answer leaks"]


@pytest.mark.parametrize(
    ("answer", "prompt", "tells"),
    [
        ("photosynthesis", f"{GAP} is done by photosynthetic cells.", True),
        ("graphics processing unit", f"A {GAP} (GPU) draws pictures.", True),
        ("ribosome", f"A {GAP} builds proteins.", False),
        ("cell", f"{GAP} phones ring.", False),
        ("cell", f"A {GAP} is like another cell.", True),
    ],
)
def test_words_of_one_root_tell_the_answer(answer: str, prompt: str, tells: bool):
    assert leaks(answer, prompt) is tells


def test_the_article_before_the_gap_tells_nothing():
    assert with_gap("An organelle has a task.", 3, 12) == f"A(n) {GAP} has a task."
    assert with_gap("This is a cell.", 10, 14) == f"This is a(n) {GAP}."


def test_an_item_whose_sentence_has_changed_does_not_stand_any_more():
    for item in _made(30):
        text = PAGES[item.source.page - 1].text
        gone = text[: item.source.start] + "x" * len(text[item.source.start :])
        assert "not in the source" in check_item(item, gone)


def _fair() -> Item:
    made = items(leaves(_SENTENCE), (), count=1, rng=random.Random(1), kinds=("cloze",))[0]
    return replace(made, kind="mcq", options=("nucleus", "ribosome", "organelle", "cell"))


def _made(count: int, seed: int = 3) -> list[Item]:
    return items(PAGES, HEADINGS, count=count, rng=random.Random(seed), kinds=_KINDS)


def test_chinese_definitions_give_items():
    text = "细胞核是含有染色体的细胞器。线粒体是释放能量的细胞器。叶绿体是进行光合作用的细胞器。"
    made = items([Leaf(1, text)], [], count=3, rng=random.Random(1), kinds=("card", "cloze"))
    assert {one.concept_term for one in made} == {"细胞核", "线粒体", "叶绿体"}
