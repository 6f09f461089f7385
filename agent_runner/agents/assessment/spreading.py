"""Which questions of a document are taken: spread over all of it, and not always the same.

The document is cut into as many stretches as questions are wanted. One is taken of each, as long as
there are any, those on a term that was not asked for before the others, then those seen longest
ago; among equals chance decides.
"""

from __future__ import annotations

import random
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import cast

from agent_runner.json_types import JsonObject
from agent_runner.store.library import Page


def spread_over(
    pages: Sequence[Page],
    bank: Sequence[JsonObject],
    count: int,
    *,
    seen: Mapping[str, int],
    rng: random.Random,
    besides: Sequence[JsonObject] = (),
) -> list[JsonObject]:
    """At most `count` questions of the bank, in the order of the document.

    `besides` are taken already: no other is chosen for its stretch or term before its turn.
    """
    lies = _Places(pages)
    stretches = max(1, count + len(besides))
    terms = Counter(str(one["term"]) for one in besides)
    kinds = Counter(str(one["kind"]) for one in besides)
    taken = Counter(lies.stretch(one, stretches) for one in besides)
    known = {str(one["item_id"]) for one in besides}
    left = [
        (one, lies.stretch(one, stretches), rng.random())
        for one in bank
        if str(one["item_id"]) not in known
    ]
    chosen: list[JsonObject] = []
    while left and len(chosen) < count:
        best = min(
            left,
            key=lambda entry: (
                terms[str(entry[0]["term"])],
                seen.get(str(entry[0]["item_id"]), 0),
                taken[entry[1]],
                kinds[str(entry[0]["kind"])],
                entry[2],
            ),
        )
        left.remove(best)
        one, stretch, _chance = best
        terms[str(one["term"])] += 1
        kinds[str(one["kind"])] += 1
        taken[stretch] += 1
        chosen.append(one)
    return sorted(chosen, key=lies.position)


class _Places:
    """Where questions lie in the text of all pages."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self._numbers = [page.number for page in pages]
        self._ends = list(accumulate(len(page.text) for page in pages))

    def position(self, item: JsonObject) -> int:
        """How many characters stand before it."""
        source = cast("JsonObject", item["source"])
        place = bisect_left(self._numbers, cast("int", source["page"]))
        before = self._ends[place - 1] if 0 < place <= len(self._ends) else 0
        return before + cast("int", source["start"] or 0)

    def stretch(self, item: JsonObject, count: int) -> int:
        """The number of its stretch, of `count` of the same length."""
        total = self._ends[-1] if self._ends else 0
        return min(count - 1, self.position(item) * count // max(1, total))
