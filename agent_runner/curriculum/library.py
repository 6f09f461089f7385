"""All packs, loaded once: the concepts by their reference, their graph, items and names.

`curriculum()` is the whole; the references of concepts are `pack-id/concept-id` everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from agent_runner.core.graph import Dag
from agent_runner.curriculum.graph import concept_graph
from agent_runner.curriculum.pack import Concept, Group, Item, Pack
from agent_runner.curriculum.topic_index import CONFIDENT, TopicIndex, TopicMatch

__all__ = ["CONFIDENT", "Curriculum", "Entry", "TopicMatch", "curriculum", "find_topics"]

PACKS = Path(__file__).parent / "packs"


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A concept with the pack it belongs to and its items; `ref` is `pack-id/concept-id`."""

    ref: str
    pack: Pack
    concept: Concept
    items: tuple[Item, ...]

    @property
    def group(self) -> Group:
        """The chapter it belongs to."""
        return next(group for group in self.pack.groups if group.id == self.concept.group)


@dataclass(frozen=True, kw_only=True, slots=True)
class Curriculum:
    """Every pack and concept there is, in a fixed order."""

    packs: Mapping[str, Pack]
    concepts: Mapping[str, Entry]
    graph: Dag
    index: TopicIndex

    @classmethod
    def of(cls, packs: Sequence[Pack]) -> Curriculum:
        """Put packs together. Raises `ValueError` for a broken edge or a cycle."""
        entries = [entry for pack in packs for entry in _entries(pack)]
        return cls(
            packs={pack.id: pack for pack in packs},
            concepts={entry.ref: entry for entry in entries},
            graph=concept_graph(packs),
            index=TopicIndex(packs),
        )

    def refs(self, pack: str) -> list[str]:
        """The concepts of a pack in its teaching order."""
        return [f"{pack}/{concept.id}" for concept in self.packs[pack].concepts]

    def title(self, ref: str) -> str:
        """The title of a concept or pack; the reference itself where there is none."""
        if ref in self.concepts:
            return self.concepts[ref].concept.title
        return self.packs[ref].title if ref in self.packs else ref

    def find(self, text: str, *, at_least: float = CONFIDENT) -> list[TopicMatch]:
        """What a text names; a reference written out (`calculus/limits`, `calculus`) counts too."""
        exact = text.strip()
        if exact in self.concepts or exact in self.packs:
            return [
                TopicMatch(
                    kind="concept" if exact in self.concepts else "pack",
                    id=exact,
                    title=self.title(exact),
                    score=1.0,
                    start=text.index(exact),
                    end=text.index(exact) + len(exact),
                )
            ]
        return self.index.find(text, at_least=at_least)


@cache
def curriculum() -> Curriculum:
    """The packs of this package, read on first use (about 50 ms) and kept."""
    return load_curriculum(PACKS)


def load_curriculum(folder: Path) -> Curriculum:
    """Read and check every pack in a folder. Raises `ValueError`, which names the file."""
    return Curriculum.of([_load_pack(path) for path in sorted(folder.glob("*.json"))])


def find_topics(text: str, *, at_least: float = CONFIDENT) -> list[TopicMatch]:
    """Packs and concepts that a text names, surest first; none where it names no known subject."""
    return curriculum().find(text, at_least=at_least)


def _load_pack(path: Path) -> Pack:
    try:
        pack = Pack.model_validate_json(path.read_bytes())
    except ValueError as error:
        raise ValueError(f"{path.name}: {error}") from error
    if pack.id != path.stem:
        raise ValueError(f"{path.name}: the pack inside is called {pack.id}")
    return pack


def _entries(pack: Pack) -> list[Entry]:
    return [
        Entry(
            ref=f"{pack.id}/{concept.id}",
            pack=pack,
            concept=concept,
            items=tuple(item for item in pack.items if item.concept == concept.id),
        )
        for concept in pack.concepts
    ]
