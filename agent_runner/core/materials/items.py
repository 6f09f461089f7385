"""Questions and cards made of a document's own sentences."""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from agent_runner.core.materials.spans import HeadingPlace, PageText, Span

ItemKind = Literal["card", "cloze", "mcq", "short"]
GAP = "_____"


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """A question with its key and the sentence it was made of.

    `accept` holds other right spellings. For `short` the answer is the defining sentence, to be
    graded with `grade_short`; a `card` asks for the term's meaning. `id` depends on kind, prompt
    and answer alone.
    """

    id: str
    kind: ItemKind
    prompt: str
    options: tuple[str, ...] | None
    answer: str
    accept: tuple[str, ...]
    source: Span
    concept_term: str


Flaw = Literal[
    "not in the source", "answer leaks", "not exactly one gap", "too few options", "ambiguous"
]


def items(
    pages: Sequence[PageText],
    headings: Sequence[HeadingPlace],
    *,
    count: int,
    rng: random.Random,
    kinds: Collection[ItemKind] = ("cloze", "mcq", "short"),
) -> list[Item]:
    """At most `count` items, spread over the document's sections and the kinds."""
    return []


def check_item(item: Item, page_text: str) -> list[Flaw]:
    """What is wrong with an item, given the text its page has now; nothing: it still stands."""
    return []
