"""A summary made of the document's own sentences.

Each is worth what its wording says of it (cue phrases), as much as how central it is to the
document (TextRank), and half as much where it stands, the parts of Edmundson 1969; then sentences
are taken one by one, each as far as can be from those taken (MMR, Carbonell & Goldstein 1998).
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Mapping, Sequence

from agent_runner.core.materials.centrality import centrality, cosine, vectors
from agent_runner.core.materials.cues import leans_on_others, zone
from agent_runner.core.materials.prose import Sentence, document_language, prose
from agent_runner.core.materials.spans import HeadingPlace, PageText, Span
from agent_runner.core.text import terms

_RELEVANCE = 0.7
"""MMR's λ: how much a sentence's worth counts against its likeness to those taken."""
_SAID_AGAIN = 0.8
"""Likeness from which on a sentence says nothing more, and is not taken at all."""
_CANDIDATES_PER_SENTENCE = 12
_CUE, _CENTRAL, _PLACE = 1.0, 1.0, 0.5
_LEANING = 0.8
"""What is left of the worth of a sentence that needs the one before it."""
_SHORTEST, _LONGEST = 12, 45
"""Words. A summary's sentence outside of these says too little, or too much at once."""


def summary(
    pages: Sequence[PageText], headings: Sequence[HeadingPlace], *, sentences: int
) -> list[Span]:
    """The at most `sentences` sentences that say most, in the order of the document."""
    found = prose(pages, headings)
    usable = [one for one in found if one.whole] or found
    spoken = document_language(pages)
    rows = vectors([terms(one.text, spoken) for one in usable])
    worth = _worth(usable, centrality(rows), Counter(one.heading for one in found))
    wanted = min(max(0, sentences), len(usable))
    pool = heapq.nlargest(
        _CANDIDATES_PER_SENTENCE * wanted, range(len(usable)), key=lambda at: (worth[at], -at)
    )
    nearest = dict.fromkeys(pool, 0.0)
    taken: list[int] = []
    while nearest and len(taken) < wanted:
        best = max(
            nearest,
            key=lambda at: (_RELEVANCE * worth[at] - (1 - _RELEVANCE) * nearest[at], -at),
        )
        taken.append(best)
        del nearest[best]
        for at in [*nearest]:
            nearest[at] = max(nearest[at], cosine(rows[at], rows[best]))
            if nearest[at] >= _SAID_AGAIN:
                del nearest[at]
    return [usable[at].span for at in sorted(taken)]


def _worth(
    usable: Sequence[Sentence], central: Sequence[float], lengths: Mapping[int | None, int]
) -> list[float]:
    """From 0 to 1 for each sentence; `lengths` counts the sentences under each heading."""
    return [
        (_CUE * zone(one.text) + _CENTRAL * rank + _PLACE * _position(one, lengths[one.heading]))
        / (_CUE + _CENTRAL + _PLACE)
        * _length_factor(one.words)
        * (_LEANING if leans_on_others(one.text) and not zone(one.text) else 1.0)
        for one, rank in zip(usable, central, strict=True)
    ]


def _position(one: Sentence, of: int) -> float:
    """From 1 for the first sentence of a section to 0 after its last."""
    return 1 - one.place / of


def _length_factor(words: int) -> float:
    return min(1.0, words / _SHORTEST, _LONGEST / max(1, words))
