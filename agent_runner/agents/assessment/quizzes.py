"""Making a quiz out of questions, keeping its key in the store, and finding it again."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

import orjson

from agent_runner import RunContext
from agent_runner.agents.assessment.bank import Question, gives_away, source_of
from agent_runner.agents.assessment.document_items import tells_the_answer
from agent_runner.agents.assessment.models import (
    AddedQuestions,
    DocumentSource,
    ItemKind,
    Quiz,
    QuizItem,
)
from agent_runner.agents.enrichment import Enriched
from agent_runner.agents.learner_model import ANSWERS
from agent_runner.core.mastery import LearnerLevel
from agent_runner.curriculum.library import Curriculum
from agent_runner.json_types import JsonObject, JsonValue
from agent_runner.store.port import LearnerStore

QUIZZES = "assessment.quizzes"
FROM_MODEL = "from_model"
"""Marks a stored item that a model worded; its answer was checked before it was stored."""
_KEPT = 100
_REMEMBERED_ANSWERS = 2000


def graded_kind(quiz_id: str) -> str:
    """The kind of the events that say which items of a quiz were counted."""
    return f"assessment.graded.{quiz_id}"


async def make_quiz(
    ctx: RunContext,
    curriculum: Curriculum,
    questions: Sequence[Question],
    *,
    topic: str,
    note: str,
    level: LearnerLevel | None,
    rng: random.Random,
    more: Enriched[list[Question]] | None = None,
) -> Quiz:
    """Shuffle the options, store the quiz with its key, and give it without.

    `more`: what a model added, which is kept with the quiz and marked.
    """
    shuffled = [_shuffled(question, rng) for question in questions]
    added = [_shuffled(question, rng) for question in (more.value if more else None) or ()]
    of_model: list[JsonValue] = [{**question.as_json(), FROM_MODEL: True} for question in added]
    stored: JsonObject = {
        "topic": topic,
        "level": level,
        "items": [*(question.as_json() for question in shuffled), *of_model],
    }
    quiz_id = await _keep(ctx, stored)
    quiz = Quiz(
        quiz_id=quiz_id,
        topic=topic,
        items=[_item(curriculum, question) for question in shuffled],
        note=note,
    )
    if more is None:
        return quiz
    items = [_item(curriculum, one).model_copy(update={"from_model": True}) for one in added]
    enrichment = AddedQuestions(items=items, sent=[*more.sent])
    return quiz.model_copy(update={"enrichment": enrichment, "degraded": [*more.degraded]})


async def make_document_quiz(
    ctx: RunContext,
    items: Sequence[JsonObject],
    *,
    document_id: str,
    topic: str,
    note: str,
    level: LearnerLevel | None,
) -> Quiz:
    """Store a quiz made of a document's sentences with its key, and give it without."""
    stored: JsonObject = {
        "topic": topic,
        "level": level,
        "document_id": document_id,
        "items": [*items],
    }
    return Quiz(
        quiz_id=await _keep(ctx, stored),
        topic=topic,
        items=[_document_item(item) for item in items],
        note=note,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredQuiz:
    """A quiz with its key; `level` is the learner's as it was given when the quiz was made."""

    quiz_id: str
    level: LearnerLevel | None
    items: list[JsonObject]


async def find_quiz(
    store: LearnerStore, quiz_id: str | None, item_ids: Sequence[str]
) -> StoredQuiz | None:
    """The stored quiz; without an id, the newest one that holds one of the items, if any."""
    if quiz_id is not None:
        stored = await store.get(QUIZZES, quiz_id)
        return None if stored is None else _stored(quiz_id, stored)
    wanted = set(item_ids)
    for key, stored in reversed(await store.items(QUIZZES)):
        quiz = _stored(key, stored)
        if not wanted or wanted & {str(item["item_id"]) for item in quiz.items}:
            return quiz
    return None


async def last_seen(store: LearnerStore) -> Mapping[str, int]:
    """For each item that was answered, its last place in the order of answers."""
    events = await store.events(ANSWERS, limit=_REMEMBERED_ANSWERS)
    return {str(event.value["item_id"]): event.seq for event in events}


async def _keep(ctx: RunContext, stored: JsonObject) -> str:
    quiz_id = await _free_id(ctx, stored)
    await ctx.store.put(QUIZZES, quiz_id, {**stored, "made_at": ctx.clock.now().isoformat()})
    await _forget_oldest(ctx.store)
    return quiz_id


async def _free_id(ctx: RunContext, stored: JsonObject) -> str:
    """An id that sorts by time; the same quiz at the same instant is the same one until graded."""
    made = ctx.clock.now()
    attempt = 0
    while True:
        digest = hashlib.sha256(orjson.dumps([stored, ctx.user_id, ctx.seed, attempt]))
        quiz_id = f"quiz-{made:%Y%m%d%H%M%S}-{digest.hexdigest()[:8]}"
        if not await ctx.store.events(graded_kind(quiz_id), limit=1):
            return quiz_id
        attempt += 1


async def _forget_oldest(store: LearnerStore) -> None:
    keys = [key for key, _stored in await store.items(QUIZZES)]
    for key in keys[: max(0, len(keys) - _KEPT)]:
        await store.delete(QUIZZES, key)
        await store.delete(graded_kind(key))


def _stored(quiz_id: str, stored: JsonObject) -> StoredQuiz:
    return StoredQuiz(
        quiz_id=quiz_id,
        level=cast("LearnerLevel | None", stored["level"]),
        items=cast("list[JsonObject]", stored["items"]),
    )


def _shuffled(question: Question, rng: random.Random) -> Question:
    options = list(question.options)
    rng.shuffle(options)
    return replace(question, options=tuple(options))


def _item(curriculum: Curriculum, question: Question) -> QuizItem:
    return QuizItem(
        item_id=question.item_id,
        kind=question.kind,
        prompt=question.prompt,
        options=list(question.options) or None,
        concept=None if gives_away(curriculum, question) else question.concept,
        source=source_of(curriculum, question.concept),
    )


def _document_item(item: JsonObject) -> QuizItem:
    source = DocumentSource.model_validate(item["source"])
    return QuizItem(
        item_id=str(item["item_id"]),
        kind=cast("ItemKind", item["kind"]),
        prompt=str(item["prompt"]),
        options=cast("list[str]", item["options"]) or None,
        concept=None if tells_the_answer(item) else str(item["concept"]),
        source=DocumentSource(document_id=source.document_id, title=source.title, page=source.page),
    )
