"""The form of a topic pack: the one schema that every pack in `packs/` is checked against.

A pack is data written by people: concepts of one subject, what each needs first, texts to explain
it and items to test it. References within a pack are checked here, references into other packs by
`library`.
"""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Literal, Self, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, model_validator

from agent_runner.json_types import JsonObject

Slug: TypeAlias = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
ConceptReference: TypeAlias = Annotated[
    str,
    Field(
        pattern=r"^([a-z0-9]+(-[a-z0-9]+)*/)?[a-z0-9]+(-[a-z0-9]+)*$",
        description="concept-id in this pack, or pack-id/concept-id in another",
    ),
]
Text: TypeAlias = Annotated[
    str, Field(min_length=1, max_length=2000, pattern=r"^\S(.|\n)*\S$|^\S$")
]
Phrase: TypeAlias = Annotated[str, Field(min_length=1, max_length=200)]

SubjectField: TypeAlias = Literal[
    "mathematics",
    "computing",
    "physics",
    "chemistry",
    "biology",
    "health",
    "economics",
    "business",
    "history",
    "humanities",
    "social-science",
    "skills",
]
Stage: TypeAlias = Literal["school", "university", "both"]
Level: TypeAlias = Literal[1, 2, 3]

_OPTIONS = 4
_ITEMS_PER_GROUP = 2


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, ignored_types=(cached_property,))


class Resource(_Part):
    """Something free to learn from, outside of the pack."""

    title: Phrase
    locator: Annotated[str, Field(pattern=r"^https://\S+$")]
    kind: Literal["textbook", "course", "reference", "practice"]


class Group(_Part):
    """A chapter of the pack."""

    id: Slug
    title: Phrase


class Concept(_Part):
    """One thing to learn: what it needs first, and what is said of it.

    `minutes` is the first learning of a normal student, reading and first practice together.
    `level`: 1 introductory, 2 core, 3 advanced.
    """

    id: Slug
    title: Phrase
    group: Slug
    level: Level
    minutes: Annotated[int, Field(ge=25, le=150)]
    prerequisites: tuple[ConceptReference, ...]
    terms: Annotated[tuple[Phrase, ...], Field(min_length=2, max_length=6)]
    summary: Text
    intuition: Text
    detail: Text
    example: Text
    pitfall: Text
    objectives: Annotated[tuple[Text, ...], Field(min_length=2, max_length=3)]
    reading: Annotated[
        Phrase | None, Field(description="Title of an English Wikipedia article")
    ] = None


class Item(_Part):
    """A question with its key. `difficulty` in logits: 0 = half of those new to it get it right."""

    id: Slug
    concept: Slug
    kind: Literal["mcq", "short"]
    prompt: Text
    options: Annotated[tuple[Text, ...], Field(min_length=_OPTIONS, max_length=_OPTIONS)] | None = (
        None
    )
    answer: Text
    accept: tuple[Text, ...] = ()
    why: Text
    difficulty: Annotated[float, Field(ge=-2, le=2)]

    @model_validator(mode="after")
    def _has_its_key(self) -> Self:
        if self.kind == "short":
            if self.options is not None:
                raise ValueError(f"item {self.id}: a short item has no options")
            return self
        options = self.options or ()
        if len(set(options)) != _OPTIONS:
            raise ValueError(f"item {self.id}: an mcq has {_OPTIONS} different options")
        if self.answer not in options:
            raise ValueError(f"item {self.id}: the answer is not among the options")
        return self


class Pack(_Part):
    """A subject: concepts in a sensible teaching order, and items about them."""

    id: Slug
    title: Phrase
    aliases: Annotated[tuple[Phrase, ...], Field(min_length=4, max_length=20)]
    field: SubjectField
    stage: Stage
    about: Text
    resources: Annotated[tuple[Resource, ...], Field(min_length=3, max_length=5)]
    groups: Annotated[tuple[Group, ...], Field(min_length=4, max_length=6)]
    concepts: Annotated[tuple[Concept, ...], Field(min_length=12, max_length=30)]
    items: tuple[Item, ...]

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        groups = _unique("group", [group.id for group in self.groups])
        concepts = _unique("concept", [concept.id for concept in self.concepts])
        _unique("item", [item.id for item in self.items])
        for concept in self.concepts:
            if concept.group not in groups:
                raise ValueError(f"concept {concept.id}: there is no group {concept.group}")
            for needed in concept.prerequisites:
                if "/" not in needed and needed not in concepts:
                    raise ValueError(f"concept {concept.id}: there is no concept {needed}")
        group_of = {concept.id: concept.group for concept in self.concepts}
        items_in = dict.fromkeys(groups, 0)
        for item in self.items:
            if item.concept not in concepts:
                raise ValueError(f"item {item.id}: there is no concept {item.concept}")
            items_in[group_of[item.concept]] += 1
        poor = sorted(group for group, count in items_in.items() if count < _ITEMS_PER_GROUP)
        if poor:
            raise ValueError(f"group {poor[0]}: fewer than {_ITEMS_PER_GROUP} items")
        return self


def pack_schema() -> JsonObject:
    """The JSON Schema of a pack, for `schemas/topic-pack.schema.json`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Topic pack",
        **{key: value for key, value in Pack.model_json_schema().items() if key != "title"},
    }


def _unique(what: str, ids: list[str]) -> set[str]:
    twice = sorted({name for name in ids if ids.count(name) > 1})
    if twice:
        raise ValueError(f"two {what}s are called {twice[0]}")
    return set(ids)
