"""Compounds that stand nowhere in the material, taken apart into words that do.

"Fehlerquelle" is found as "Fehler" and "Quelle". Both parts have to stand in the searched
documents, so that no list of words is needed and no word is taken apart for nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from agent_runner.core.text import terms
from agent_runner.store.library import Frequencies, LearnerLibrary

Word = tuple[str, ...]

COMPOUNDING: Final = frozenset({"de", "nl", "sv", "da", "no", "fi", "hu"})
_SHORTEST_PART: Final = 4
_LINKS: Final = ("", "s", "es", "n", "en", "er", "e")
"""What may stand between two parts and belong to none."""


async def taken_apart(
    library: LearnerLibrary,
    words: Sequence[Word],
    frequencies: Frequencies,
    *,
    languages: Sequence[str],
    document_ids: Sequence[str] | None,
) -> tuple[Sequence[Word], Frequencies]:
    """The question's words, unknown compounds in two parts; and the frequencies of all of them."""
    spoken = next((name for name in languages if name in COMPOUNDING), None)
    unknown = [word for word in words if not any(term in frequencies.holding for term in word)]
    if spoken is None or not unknown:
        return words, frequencies
    splits = {word: list(_splits(word[0], spoken)) for word in unknown}
    parts = {part for found in splits.values() for split in found for part in split}
    more = await library.frequencies(sorted(parts), document_ids=document_ids)
    apart: list[Word] = []
    for word in words:
        known = [
            split for split in splits.get(word, ()) if all(part in more.holding for part in split)
        ]
        best = max(known, key=lambda split: min(map(len, split)), default=None)
        apart += [word] if best is None else [(part,) for part in best]
    holding = {**frequencies.holding, **more.holding}
    return list(dict.fromkeys(apart)), replace(frequencies, holding=holding)


def _splits(stem: str, spoken: str) -> Iterator[tuple[str, str]]:
    """Stems of two parts; the end of a stem is the stem of its last part already."""
    for place in range(_SHORTEST_PART, len(stem) - _SHORTEST_PART + 1):
        right = stem[place:]
        for link in _LINKS:
            left = stem[:place].removesuffix(link)
            if stem[:place].endswith(link) and len(left) >= _SHORTEST_PART:
                for found in terms(left, spoken):
                    yield found, right
