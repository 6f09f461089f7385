"""Judging the answers to a quiz, and moving mastery by those that were not counted before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

from agent_runner import RunContext
from agent_runner.agents.assessment.bank import source_of, terms_of
from agent_runner.agents.assessment.document_items import source_now
from agent_runner.agents.assessment.models import (
    DocumentSource,
    GivenAnswer,
    Grade,
    GradedItem,
    MasteryMove,
    Score,
    Source,
)
from agent_runner.agents.assessment.quizzes import FROM_MODEL, StoredQuiz, graded_kind
from agent_runner.agents.learner_model import (
    ANSWERS,
    CARDS,
    PARTS,
    load_ratings,
    note_moves,
    save_ratings,
)
from agent_runner.agents.material import DOCUMENT_LEVEL, is_of_document
from agent_runner.core import memory
from agent_runner.core.answers import Key, chosen_option, is_right
from agent_runner.core.graph import Dag
from agent_runner.core.mastery import Ratings, after_answer, chance_of_right
from agent_runner.core.materials import grade_short
from agent_runner.core.tokens import fold
from agent_runner.curriculum.library import Curriculum
from agent_runner.errors import FieldError, InvalidInput
from agent_runner.json_types import JsonObject

_SKIPPED = "That is fine: it counts as skipped, not as wrong."
_NO_WORD = re.compile(r"[^\w' ]+")
_NOT_KNOWN = frozenset(
    fold(words)
    for words in (
        "don't know", "dont know", "i don't know", "i dont know", "do not know", "i do not know",
        "no idea", "i have no idea", "not sure", "i'm not sure", "im not sure", "idk", "dunno",
        "i forgot", "skip", "pass", "weiß nicht", "ich weiß nicht", "ich weiß es nicht",
        "weiß ich nicht", "weiss nicht", "keine ahnung", "ich habe keine ahnung", "no sé",
        "no lo sé", "ni idea", "no tengo ni idea", "je ne sais pas", "je sais pas", "sais pas",
        "aucune idée", "non lo so", "non so", "não sei", "weet ik niet", "weet niet", "nie wiem",
        "не знаю", "bilmiyorum", "不知道", "我不知道", "わかりません", "모르겠어요", "لا أعرف",
    )
)  # fmt: skip


async def grade_quiz(
    ctx: RunContext,
    curriculum: Curriculum,
    quiz: StoredQuiz,
    answers: Sequence[GivenAnswer],
) -> Grade:
    """Judge every item, count each answered one once, and say what moved.

    Which items count is claimed in the store before mastery moves, so that the same answers sent
    twice, even at the same time, move it once. Raises `InvalidInput` for an item that the quiz
    does not hold.
    """
    quiz_id = quiz.quiz_id
    given = _given(quiz.items, answers)
    items = [item for item in quiz.items if FROM_MODEL not in item or str(item["item_id"]) in given]
    judged = [
        _judged(
            curriculum, item, given.get(str(item["item_id"])), await _source(ctx, curriculum, item)
        )
        for item in items
    ]
    answered = [one for one in judged if one.graded.given is not None]
    certain = [one for one in answered if one.graded.verdict is None]
    fresh = await _claimed(ctx, quiz_id, [one.graded.item_id for one in certain])
    counted = [one for one in certain if one.graded.item_id in fresh]
    before = await load_ratings(ctx.store, quiz.level)
    after = await _count(ctx, curriculum, quiz_id, counted, before)
    right = sum(one.graded.correct for one in judged)
    asked = {one.graded.concept: one.graded for one in counted}
    moved = set(after.concepts) - set(before.concepts) | {
        ref for ref, rating in before.concepts.items() if after.concepts[ref] != rating
    }
    counted_before = len(counted) < len(certain)
    return Grade(
        quiz_id=quiz_id,
        score=Score(right=right, of=len(items), percent=round(100 * right / len(items))),
        items=[one.graded for one in judged],
        unanswered=[one.graded.item_id for one in judged if one.graded.given is None],
        mastery=[_move(curriculum, one, before, after) for one in asked.values()],
        also_moved=len(moved - set(asked)),
        counted_before=counted_before,
        note=_note(
            right,
            len(items),
            len(answered),
            again=len(certain) - len(counted),
            unsure=len(answered) - len(certain),
        ),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Judged:
    graded: GradedItem
    difficulty: float
    options: int


def _given(items: Sequence[JsonObject], answers: Sequence[GivenAnswer]) -> dict[str, GivenAnswer]:
    known = {str(item["item_id"]) for item in items}
    given: dict[str, GivenAnswer] = {}
    wrong: list[FieldError] = []
    for place, answer in enumerate(answers):
        field = f"answers[{place}].item_id"
        if answer.item_id not in known:
            expected = "an item of this quiz"
            wrong.append(FieldError(field=field, expected=expected, got=repr(answer.item_id)))
        elif answer.item_id in given:
            expected = "one answer for each item"
            wrong.append(FieldError(field=field, expected=expected, got="a second answer"))
        given[answer.item_id] = answer
    if wrong:
        raise InvalidInput.of(wrong)
    return given


def _judged(
    curriculum: Curriculum,
    item: JsonObject,
    given: GivenAnswer | None,
    source: Source | DocumentSource,
) -> _Judged:
    ref, options = str(item["concept"]), cast("list[str]", item["options"])
    written = None if given is None or given.answer is None else _written(given.answer)
    judgement = _Judgement(correct=False, why=str(item["why"]))
    if written is not None and _is_not_known(
        written, [str(item["answer"]), *options, *cast("list[str]", item.get("accept", []))]
    ):
        written, judgement = None, replace(judgement, why=f"{_SKIPPED} {item['why']}".strip())
    understood = written
    if written is not None and options:
        understood = chosen_option(written, options) or written
        judgement = replace(judgement, correct=understood == item["answer"])
    elif written is not None and isinstance(source, DocumentSource) and item["kind"] == "short":
        judgement = _of_free_answer(written, item)
    elif written is not None:
        key = Key(
            answer=str(item["answer"]),
            accept=tuple(cast("list[str]", item["accept"])),
            prompt=str(item["prompt"]),
        )
        of_pack = isinstance(source, Source)
        others = terms_of(curriculum, ref) if of_pack else _other_terms(item)
        judgement = replace(judgement, correct=is_right(written, key, other_terms=others))
    return _Judged(
        graded=GradedItem(
            item_id=str(item["item_id"]),
            correct=judgement.correct,
            given=understood,
            expected=str(item["answer"]),
            why=judgement.why,
            concept=ref,
            title=_title(curriculum, item),
            source=source,
            verdict="unsure" if judgement.is_unsure else None,
            from_model=FROM_MODEL in item,
        ),
        difficulty=cast("float", item["difficulty"]),
        options=len(options),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Judgement:
    correct: bool
    why: str
    is_unsure: bool = False


def _of_free_answer(written: str, item: JsonObject) -> _Judgement:
    """By the sentence that holds the right one; where that does not tell, the learner compares."""
    found = grade_short(written, str(item["answer"]), str(item["prompt"]))
    return _Judgement(
        correct=found.verdict == "correct",
        why=f"{found.why} {item['why']}".strip(),
        is_unsure=found.verdict == "unsure",
    )


async def _source(
    ctx: RunContext, curriculum: Curriculum, item: JsonObject
) -> Source | DocumentSource:
    if "source" in item:
        return await source_now(ctx, item)
    return source_of(curriculum, str(item["concept"]))


def _other_terms(item: JsonObject) -> frozenset[str]:
    """What a typo must not spell: the document's other terms, as far as the quiz keeps them."""
    return frozenset(fold(term) for term in cast("list[str]", item.get("other_terms", [])))


def _title(curriculum: Curriculum, item: JsonObject) -> str:
    return str(item["title"]) if "title" in item else curriculum.title(str(item["concept"]))


def _is_not_known(written: str, expected: Sequence[str]) -> bool:
    """Whether somebody says that they do not know, and that is no answer to choose."""
    said = " ".join(_NO_WORD.sub(" ", fold(written).replace("’", "'")).split())
    return said in _NOT_KNOWN and said not in {" ".join(fold(one).split()) for one in expected}


def _written(answer: str | float) -> str | None:
    written = f"{answer:g}" if isinstance(answer, float) else str(answer)
    return written if written.strip() else None


async def _claimed(ctx: RunContext, quiz_id: str, answered: Sequence[str]) -> frozenset[str]:
    """Those of the answered items that nobody counted before; from now on they are counted."""
    if not answered:
        return frozenset()
    kind = graded_kind(quiz_id)
    own = await ctx.store.append(kind, {"items": [*answered]})
    earlier = [event for event in await ctx.store.events(kind) if event.seq < own]
    counted = {item for event in earlier for item in cast("list[str]", event.value["items"])}
    return frozenset(answered) - counted


async def _count(
    ctx: RunContext,
    curriculum: Curriculum,
    quiz_id: str,
    counted: Sequence[_Judged],
    ratings: Ratings,
) -> Ratings:
    levels = {ref: entry.concept.level for ref, entry in curriculum.concepts.items()}
    parts = {ref for one in counted if is_of_document(ref := one.graded.concept)}
    levels |= dict.fromkeys(sorted(parts), DOCUMENT_LEVEL)
    now, before = ctx.clock.now(), ratings
    for one in counted:
        graded = one.graded
        ability = ratings.ability(graded.concept, level=levels[graded.concept])
        expected = chance_of_right(ability, difficulty=one.difficulty, options=one.options)
        event: JsonObject = {
            "at": now.isoformat(),
            "quiz_id": quiz_id,
            "item_id": graded.item_id,
            "concept": graded.concept,
            "correct": graded.correct,
            "expected": round(expected, 3),
        }
        await ctx.store.append(ANSWERS, event)
        ratings = after_answer(
            ratings,
            graded.concept,
            right=graded.correct,
            difficulty=one.difficulty,
            options=one.options,
            levels=levels,
            graph=Dag.of({graded.concept: ()}) if graded.concept in parts else curriculum.graph,
        )
        if graded.concept in parts:
            await ctx.store.put(PARTS, graded.concept, {"title": graded.title})
        card = await ctx.store.get(CARDS, graded.concept)
        reviewed = memory.review(card, "good" if graded.correct else "again", at=now)
        await ctx.store.put(CARDS, graded.concept, reviewed)
    if counted:
        await save_ratings(ctx.store, ratings)
        await note_moves(ctx.store, before, ratings, levels=levels, at=now)
    return ratings


def _move(curriculum: Curriculum, one: GradedItem, before: Ratings, after: Ratings) -> MasteryMove:
    ref = one.concept
    is_part = is_of_document(ref)
    level = DOCUMENT_LEVEL if is_part else curriculum.concepts[ref].concept.level
    now = after.mastery(ref, level=level)
    return MasteryMove(
        concept=ref,
        title=one.title,
        before=before.mastery(ref, level=level).p,
        after=now.p,
        n=now.n,
        interval=[now.low, now.high],
    )


def _note(right: int, of: int, answered: int, *, again: int, unsure: int) -> str:
    parts = [f"{right} of {of} right."]
    if answered < of:
        parts.append(f"{of - answered} without an answer; only what you answered counts.")
    if unsure:
        parts.append(
            f"{unsure} could not be judged by their words; compare them with the sentence itself."
        )
    if again:
        parts.append(f"{again} were counted before, so they moved nothing this time.")
    return " ".join(parts)
