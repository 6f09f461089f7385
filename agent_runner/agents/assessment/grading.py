"""Judging the answers to a quiz, and moving mastery by those that were not counted before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from agent_runner import RunContext
from agent_runner.agents.assessment.bank import source_of, terms_of
from agent_runner.agents.assessment.models import (
    GivenAnswer,
    Grade,
    GradedItem,
    MasteryMove,
    Score,
)
from agent_runner.agents.assessment.quizzes import StoredQuiz, graded_kind
from agent_runner.agents.learner_model import ANSWERS, CARDS, load_ratings, save_ratings
from agent_runner.core import memory
from agent_runner.core.answers import Key, chosen_option, is_right
from agent_runner.core.mastery import Ratings, after_answer, chance_of_right
from agent_runner.curriculum.library import Curriculum
from agent_runner.errors import FieldError, InvalidInput
from agent_runner.json_types import JsonObject


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
    quiz_id, items = quiz.quiz_id, quiz.items
    given = _given(items, answers)
    judged = [_judged(curriculum, item, given.get(str(item["item_id"]))) for item in items]
    answered = [one for one in judged if one.graded.given is not None]
    fresh = await _claimed(ctx, quiz_id, [one.graded.item_id for one in answered])
    counted = [one for one in answered if one.graded.item_id in fresh]
    before = await load_ratings(ctx.store, quiz.level)
    after = await _count(ctx, curriculum, quiz_id, counted, before)
    right = sum(one.graded.correct for one in judged)
    asked = dict.fromkeys(one.graded.concept for one in counted)
    moved = set(after.concepts) - set(before.concepts) | {
        ref for ref, rating in before.concepts.items() if after.concepts[ref] != rating
    }
    counted_before = len(counted) < len(answered)
    return Grade(
        quiz_id=quiz_id,
        score=Score(right=right, of=len(items), percent=round(100 * right / len(items))),
        items=[one.graded for one in judged],
        unanswered=[one.graded.item_id for one in judged if one.graded.given is None],
        mastery=[_move(curriculum, ref, before, after) for ref in asked],
        also_moved=len(moved - set(asked)),
        counted_before=counted_before,
        note=_note(right, len(items), len(answered), len(answered) - len(counted)),
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


def _judged(curriculum: Curriculum, item: JsonObject, given: GivenAnswer | None) -> _Judged:
    ref, options = str(item["concept"]), cast("list[str]", item["options"])
    written = None if given is None or given.answer is None else _written(given.answer)
    understood = written
    correct = False
    if written is not None and options:
        understood = chosen_option(written, options) or written
        correct = understood == item["answer"]
    elif written is not None:
        key = Key(
            answer=str(item["answer"]),
            accept=tuple(cast("list[str]", item["accept"])),
            prompt=str(item["prompt"]),
        )
        correct = is_right(written, key, other_terms=terms_of(curriculum, ref))
    return _Judged(
        graded=GradedItem(
            item_id=str(item["item_id"]),
            correct=correct,
            given=understood,
            expected=str(item["answer"]),
            why=str(item["why"]),
            concept=ref,
            title=curriculum.title(ref),
            source=source_of(curriculum, ref),
        ),
        difficulty=cast("float", item["difficulty"]),
        options=len(options),
    )


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
    now = ctx.clock.now()
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
            graph=curriculum.graph,
        )
        card = await ctx.store.get(CARDS, graded.concept)
        reviewed = memory.review(card, "good" if graded.correct else "again", at=now)
        await ctx.store.put(CARDS, graded.concept, reviewed)
    if counted:
        await save_ratings(ctx.store, ratings)
    return ratings


def _move(curriculum: Curriculum, ref: str, before: Ratings, after: Ratings) -> MasteryMove:
    level = curriculum.concepts[ref].concept.level
    now = after.mastery(ref, level=level)
    return MasteryMove(
        concept=ref,
        title=curriculum.title(ref),
        before=before.mastery(ref, level=level).p,
        after=now.p,
        n=now.n,
        interval=[now.low, now.high],
    )


def _note(right: int, of: int, answered: int, again: int) -> str:
    parts = [f"{right} of {of} right."]
    if answered < of:
        parts.append(f"{of - answered} without an answer; they do not count against your mastery.")
    if again:
        parts.append(f"{again} were counted before, so they moved nothing this time.")
    return " ".join(parts)
