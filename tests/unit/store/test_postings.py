"""Scoring by postings gives what BM25 gives when every passage is looked at."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_runner.store.postings import K1, B, best, packed, posting, unpacked, without

_Corpus = Sequence[Sequence[str]]
"""Passages as lists of terms; each three make a document."""

corpora = st.lists(
    st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=12), min_size=1, max_size=25
)


def _found(corpus: _Corpus, asked: Sequence[str], limit: int) -> list[tuple[float, int, int]]:
    index: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    slots: Counter[int] = Counter()
    for number, terms in enumerate(corpus):
        document = number // 3
        for term, count in Counter(terms).items():
            index[term][document].append(posting(slots[document], count, len(terms)))
        slots[document] += 1
    return best(
        [[(document, packed(found)) for document, found in index[term].items()] for term in asked],
        dict(sorted(slots.items())),
        passages=len(corpus),
        usual_length=sum(map(len, corpus)) / len(corpus),
        limit=limit,
    )


def _score(corpus: _Corpus, asked: Sequence[str], number: int) -> float:
    usual = round(sum(map(len, corpus)) / len(corpus), 1)
    terms = corpus[number]
    score = 0.0
    for term in asked:
        holding = sum(term in each for each in corpus)
        count = terms.count(term)
        weight = math.log(1 + (len(corpus) - holding + 0.5) / (holding + 0.5))
        length = 1 - B + B * len(terms) / max(1.0, usual)
        score += weight * count * (K1 + 1) / (count + K1 * length)
    return score


@given(corpora, st.sets(st.sampled_from("abcdefgh"), min_size=1), st.integers(1, 6))
def test_the_best_are_those_that_bm25_scores_best(
    corpus: _Corpus, asked: set[str], limit: int
) -> None:
    terms = sorted(asked)
    expected = sorted((_score(corpus, terms, n) for n in range(len(corpus))), reverse=True)
    expected = [score for score in expected if score > 0][:limit]
    found = _found(corpus, terms, limit)
    assert len(found) == len(expected)
    for (score, document, slot), right in zip(found, expected, strict=True):
        assert score == pytest.approx(right, rel=0.05)
        assert score == pytest.approx(_score(corpus, terms, document * 3 + slot), rel=0.05)


def test_a_rare_term_tells_more_than_a_common_one() -> None:
    corpus = [["a", "x"], ["a", "y"], ["a", "z"], ["a", "b"]]
    assert [found[1:] for found in _found(corpus, ["a", "b"], 1)] == [(1, 0)]


def test_nothing_asked_finds_nothing() -> None:
    assert _found([["a"]], [], 5) == []
    assert _found([["a"]], ["b"], 5) == []
    assert best([], {}, passages=0, usual_length=0, limit=5) == []


@given(st.lists(st.integers(0, 2**20 - 1), unique=True), st.data())
def test_postings_come_back_and_can_be_taken_out(slots: list[int], data: st.DataObject) -> None:
    postings = [posting(slot, slot % 20 + 1, slot % 1000) for slot in slots]
    assert list(unpacked(packed(postings))) == postings
    gone = set(data.draw(st.lists(st.sampled_from(slots)))) if slots else set[int]()
    left = without(packed(postings), gone)
    assert left == [one for one, slot in zip(postings, slots, strict=True) if slot not in gone]
