"""Finding many known names in text at one go: where a sentence names which of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from agent_runner.core.materials.phrases import Key, Word

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Named(Generic[T]):
    """What is named, and the characters of the sentence that name it."""

    what: T
    start: int
    end: int


class Names(Generic[T]):
    """Names by their keys. Where names overlap in a text, the longest counts."""

    def __init__(self, names: Mapping[Key, T]) -> None:
        self._by_first: dict[str, list[tuple[Key, T]]] = {}
        for key, what in names.items():
            self._by_first.setdefault(key[0], []).append((key, what))
        for some in self._by_first.values():
            some.sort(key=lambda name: (-len(name[0]), name[0]))

    def find(self, words: Sequence[Word]) -> list[Named[T]]:
        """All names among the words of a sentence, in their order."""
        found: list[Named[T]] = []
        at = 0
        while at < len(words):
            step = 1
            for key, what in self._by_first.get(words[at].key, ()):
                size = len(key)
                if tuple(word.key for word in words[at : at + size]) == key:
                    found.append(Named(what, words[at].start, words[at + size - 1].end))
                    step = size
                    break
            at += step
        return found
