"""Which passages a term stands in and how often, in four bytes each; and BM25 over them.

A posting is a number: 20 bits say which passage of the document, 4 bits how often the term stands
there (at most 15), 8 bits how long the passage is (a power of two in sixteenths). So a question is
scored without a look at any passage.

BM25 as in Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009),
with an inverse document frequency that is never negative: ln(1 + (N − n + ½) / (n + ½)).
"""

from __future__ import annotations

import heapq
import sys
from array import array
from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate
from math import log1p, log2
from typing import Final

K1: Final = 1.5
B: Final = 0.75
MOST_PASSAGES: Final = 1 << 20
"""Of one document, over its whole life; the numbers of deleted ones are not used again."""
POSTING_BYTES: Final = 4
_MOST_OFTEN: Final = 15
_LENGTHS: Final = 256
_STEPS: Final = 16
_TAIL_BITS: Final = 12
_TAIL: Final = (1 << _TAIL_BITS) - 1

TermPostings = Sequence[tuple[int, bytes]]
"""Of one term: for each document that holds it, its number and its postings."""


def posting(slot: int, count: int, length: int) -> int:
    """Of a term that stands `count` times in a passage of `length` terms."""
    coded = min(_LENGTHS - 1, round(_STEPS * log2(max(1, length))))
    return slot << _TAIL_BITS | min(count, _MOST_OFTEN) << 8 | coded


def packed(postings: Iterable[int]) -> bytes:
    """The bytes that are stored, the same on every machine."""
    numbers = array("I", postings)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tobytes()


def unpacked(data: bytes) -> array[int]:
    numbers = array("I")
    numbers.frombytes(data)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def without(data: bytes, slots: Collection[int]) -> list[int]:
    """The postings that are of none of these passages."""
    return [number for number in unpacked(data) if number >> _TAIL_BITS not in slots]


def best(
    terms: Iterable[TermPostings],
    slots: Mapping[int, int],
    *,
    passages: int,
    usual_length: float,
    limit: int,
) -> list[tuple[float, int, int]]:
    """The best passages as `(score, document, slot)`, the best first.

    `slots` holds the documents searched, in their order, with the number of slots each has used.
    Rare terms come first: once no passage without one of them can be among the best, common terms
    are only counted where a rare one stands (nothing is lost by that: "MaxScore", Turtle and Flood
    1995).
    """
    weighed = sorted(
        ((_weight(found, passages), found) for found in terms if found),
        key=lambda pair: -pair[0],
    )
    reachable = list(
        accumulate((weight * (K1 + 1) for weight, _ in reversed(weighed)), initial=0.0)
    )
    numbers = [number for number, used in slots.items() if used]
    if not numbers:
        return []
    bases = list(accumulate((slots[number] for number in numbers[:-1]), initial=0))
    first = dict(zip(numbers, bases, strict=True))
    shares = _shares(round(usual_length, 1))
    scores: dict[int, float] = {}
    closed = False
    for place, (weight, found) in enumerate(weighed):
        if not closed and len(scores) >= limit:
            closed = heapq.nlargest(limit, scores.values())[-1] > reachable[len(weighed) - place]
        for document, data in found:
            base = first[document]
            if closed:
                for number in unpacked(data):
                    key = base + (number >> _TAIL_BITS)
                    if key in scores:
                        scores[key] += weight * shares[number & _TAIL]
            else:
                for number in unpacked(data):
                    key = base + (number >> _TAIL_BITS)
                    scores[key] = scores.get(key, 0.0) + weight * shares[number & _TAIL]
    winners = heapq.nsmallest(limit, ((-score, key) for key, score in scores.items()))
    return [(-score, *_owner(key, numbers, bases)) for score, key in winners]


def _weight(found: TermPostings, passages: int) -> float:
    holding = sum(len(data) for _document, data in found) // POSTING_BYTES
    return log1p((passages - holding + 0.5) / (holding + 0.5))


@lru_cache(maxsize=64)
def _shares(usual_length: float) -> tuple[float, ...]:
    """What a posting's last bits are worth, before the term's weight."""
    lengths = [2 ** (coded / _STEPS) for coded in range(_LENGTHS)]
    return tuple(
        count * (K1 + 1) / (count + K1 * (1 - B + B * length / max(1.0, usual_length)))
        for count in range(_MOST_OFTEN + 1)
        for length in lengths
    )


def _owner(key: int, numbers: Sequence[int], bases: Sequence[int]) -> tuple[int, int]:
    place = bisect_right(bases, key) - 1
    return numbers[place], key - bases[place]
