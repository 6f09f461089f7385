"""The Assessment agent: questions that fit the learner, and what the answers say."""

from __future__ import annotations

import asyncio
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import Field

from agent_runner import Agent, RunContext
from agent_runner.agents.assessment.asked_for import AskedFor, asked_for
from agent_runner.agents.assessment.checking import checkpoints_of
from agent_runner.agents.assessment.choosing import adaptive, placing
from agent_runner.agents.assessment.decks import deck_of, export_of
from agent_runner.agents.assessment.document_items import one_for_each_part, questions_of
from agent_runner.agents.assessment.grading import grade_quiz
from agent_runner.agents.assessment.models import (
    Checkpoint,
    Deck,
    ExportedCards,
    GivenAnswer,
    Grade,
    PlannedBlock,
    PlannedConcept,
    Quiz,
)
from agent_runner.agents.assessment.more_questions import more_questions
from agent_runner.agents.assessment.quizzes import (
    StoredQuiz,
    find_quiz,
    last_seen,
    make_document_quiz,
    make_quiz,
)
from agent_runner.agents.learner_model import LevelWord, level_of, load_ratings
from agent_runner.agents.material import Material, material_of
from agent_runner.curriculum.library import Curriculum, curriculum
from agent_runner.curriculum.scope import scope_of
from agent_runner.errors import FieldError, InvalidInput, NotFound
from agent_runner.instants import PlannedDate

agent = Agent(
    "assessment", description="Asks what fits you, grades the answers and keeps track of mastery"
)

Subject = Annotated[
    str | None,
    Field(min_length=1, max_length=500, description="A subject or concept in your words"),
]
Refs = Annotated[
    list[Annotated[str, Field(min_length=1, max_length=200)]] | None,
    Field(max_length=200, description="References such as calculus/limits, or names of concepts"),
]
Count = Annotated[int, Field(ge=1, le=30)]
DocumentId = Annotated[
    str, Field(min_length=1, max_length=80, description="As `document.add` gave it")
]


@agent.skill(needs=["topic", "concepts", "document_id"])
async def quiz(
    ctx: RunContext,
    topic: Subject = None,
    concepts: Refs = None,
    count: Count = 5,
    level: LevelWord | None = None,
    document_id: DocumentId | None = None,
) -> Quiz:
    """Questions on a topic or on concepts, about 3 in 4 of which you should get right.

    They are spread over the concepts, the longest unseen first. The key stays here: give the
    answers to `grade`. `level` counts until your own answers say more. With `document_id`, they
    are made of that document's own sentences, on the topic or the concepts where these are given.
    """
    if document_id is not None:
        return await _quiz_on_document(ctx, document_id, topic, concepts, count, level)
    everything = curriculum()
    title, refs = _asked(everything, topic, concepts)
    rng = ctx.rng(f"quiz/{ctx.clock.now().isoformat()}")
    questions = adaptive(
        everything,
        refs,
        count,
        ratings=await load_ratings(ctx.store, level_of(level)),
        seen=await last_seen(ctx.store),
        rng=rng,
    )
    note = f"{len(questions)} questions on {len({one.concept for one in questions})} concepts."
    if len(questions) < count:
        note += f" There are no more than {len(questions)} on this."
    return await make_quiz(
        ctx,
        everything,
        questions,
        topic=title,
        note=note,
        level=level_of(level),
        rng=rng,
        more=await more_questions(ctx, everything, questions, count),
    )


@agent.skill(needs=["topic", "concepts", "document_id"])
async def placement(
    ctx: RunContext,
    concepts: Refs = None,
    topic: Subject = None,
    count: Count = 8,
    level: LevelWord | None = None,
    document_id: DocumentId | None = None,
) -> Quiz:
    """The few questions whose answers tell most about all of the concepts.

    A right answer speaks also for what the concept rests on, a wrong one against what rests on it;
    the questions are chosen to halve what is open. Give the answers to `grade`. With `document_id`,
    there is one on each part of that document, as far as they go.
    """
    if document_id is not None:
        return await _placement_in_document(ctx, document_id, topic, concepts, count, level)
    everything = curriculum()
    title, refs = _asked(everything, topic, concepts)
    questions = placing(
        everything,
        refs,
        count,
        ratings=await load_ratings(ctx.store, level_of(level)),
        seen=await last_seen(ctx.store),
    )
    note = (
        f"{len(questions)} questions that tell most about {len(refs)} concepts; "
        "skip what you do not know, a guess tells less than a gap."
    )
    rng = ctx.rng(f"placement/{ctx.clock.now().isoformat()}")
    return await make_quiz(
        ctx, everything, questions, topic=title, note=note, level=level_of(level), rng=rng
    )


@agent.skill(idempotent=True, needs=["answers", ("quiz_id", "answers_in_order")])
async def grade(
    ctx: RunContext,
    answers: Annotated[list[GivenAnswer] | None, Field(max_length=100)] = None,
    quiz_id: Annotated[str | None, Field(min_length=1, max_length=80)] = None,
    answers_in_order: Annotated[
        list[Annotated[str, Field(max_length=500)]] | None,
        Field(max_length=100, description="As `answers`, in the order of the quiz's items"),
    ] = None,
) -> Grade:
    """Grade the answers to a quiz and move mastery by them, once.

    An option may be given as its text, its letter or its place from 1. Numbers may carry their
    unit, small typos are forgiven. What has no answer is listed and does not count against
    mastery. Without `quiz_id` it is the newest quiz that holds the items, or, for answers in
    order, the newest one.
    """
    if answers is None and answers_in_order is None:
        raise InvalidInput(field="answers", expected="answers to a quiz", got="nothing")
    items = [answer.item_id for answer in answers or ()]
    found = await find_quiz(ctx.store, quiz_id, items)
    if found is None:
        raise NotFound(what="quiz" if quiz_id else "quiz of yours with", id=quiz_id or _some(items))
    given = answers if answers is not None else _in_order(found, answers_in_order or [])
    return await grade_quiz(ctx, curriculum(), found, given)


@agent.skill(idempotent=True)
async def cards(
    ctx: RunContext,
    document_id: DocumentId,
    count: Annotated[int, Field(ge=1, le=200)] = 20,
) -> Deck:
    """Cards to learn a document by: its terms with their definitions, and sentences with a gap.

    They are kept; asked again, they are held against the document, which may have changed.
    """
    return await deck_of(ctx, document_id, count)


@agent.skill(idempotent=True)
async def export_cards(
    ctx: RunContext,
    document_id: DocumentId,
    count: Annotated[int | None, Field(ge=1, le=200)] = None,
) -> ExportedCards:
    """The cards of a document as a text file that Anki imports; made now if there are none yet.

    With `count`, at least so many, as far as the document gives them.
    """
    return await export_of(ctx, document_id, count)


@agent.skill(idempotent=True)
async def checkpoints(
    ctx: RunContext,
    path: Annotated[list[PlannedConcept], Field(max_length=200)],
    by: PlannedDate | None = None,
    start: PlannedDate | None = None,
    blocks: Annotated[list[PlannedBlock] | None, Field(max_length=5000)] = None,
) -> list[Checkpoint]:
    """Days on which to test what was learnt until then, and what follows from the result.

    The days come from the schedule's `blocks`; without them from the `date` of each step; without
    these from the steps' minutes, spread from `start` (today) to `by`.
    """
    today = ctx.clock.now().astimezone(ZoneInfo(ctx.timezone)).date()
    return checkpoints_of(curriculum(), path, start=start or today, by=by, blocks=blocks or ())


async def _quiz_on_document(
    ctx: RunContext,
    document_id: str,
    topic: str | None,
    concepts: list[str] | None,
    count: int,
    level: LevelWord | None,
) -> Quiz:
    material = await material_of(ctx, document_id)
    asked = await _asked_of(material, topic, concepts)
    questions = await questions_of(
        ctx,
        material,
        count,
        kinds=("cloze", "mcq", "short"),
        seen=await last_seen(ctx.store),
        rng=ctx.rng(f"quiz/{ctx.clock.now().isoformat()}"),
        asked=asked,
    )
    on = f" on {', '.join(asked.subjects)}" if asked else ""
    note = f"{len(questions)} questions{on} from “{material.title}”."
    if len(questions) < count:
        note += f" Its sentences make no more than {len(questions)} that are fair."
    note += _left_out(asked)
    return await make_document_quiz(
        ctx,
        questions,
        document_id=document_id,
        topic=material.title,
        note=note,
        level=level_of(level),
    )


async def _placement_in_document(
    ctx: RunContext,
    document_id: str,
    topic: str | None,
    concepts: list[str] | None,
    count: int,
    level: LevelWord | None,
) -> Quiz:
    material = await material_of(ctx, document_id)
    asked = await _asked_of(material, topic, concepts)
    questions = await one_for_each_part(
        ctx,
        material,
        count,
        asked=asked,
        seen=await last_seen(ctx.store),
        rng=ctx.rng(f"placement/{ctx.clock.now().isoformat()}"),
    )
    return await make_document_quiz(
        ctx,
        questions,
        document_id=document_id,
        topic=material.title,
        note=f"{len(questions)} questions, one on each part of “{material.title}” that gives one; "
        f"skip what you do not know, a guess tells less than a gap.{_left_out(asked)}",
        level=level_of(level),
    )


async def _asked_of(
    material: Material, topic: str | None, concepts: list[str] | None
) -> AskedFor | None:
    wanted = [*(concepts or ()), *([topic] if topic else ())]
    return await asyncio.to_thread(asked_for, material, wanted) if wanted else None


def _left_out(asked: AskedFor | None) -> str:
    if asked is None or not asked.unknown:
        return ""
    return f" The document does not name {', '.join(f'“{one}”' for one in asked.unknown)}."


def _in_order(quiz: StoredQuiz, answers: list[str]) -> list[GivenAnswer]:
    if len(answers) > len(quiz.items):
        expected = f"at most {len(quiz.items)} answers, one for each item"
        raise InvalidInput(field="answers_in_order", expected=expected, got=f"{len(answers)}")
    return [
        GivenAnswer(item_id=str(item["item_id"]), answer=answer)
        for item, answer in zip(quiz.items, answers, strict=False)
    ]


def _some(items: list[str]) -> str:
    return items[0] if items else "any item"


def _asked(
    everything: Curriculum, topic: str | None, concepts: list[str] | None
) -> tuple[str, list[str]]:
    """The title and the concepts that are meant, in the order of the packs."""
    if concepts:
        refs = _refs(everything, concepts)
        packs = dict.fromkeys(everything.concepts[ref].pack.title for ref in refs)
        title = everything.title(refs[0]) if len(refs) == 1 else ", ".join(packs)
        return title, refs
    if topic is None:
        raise InvalidInput(field="topic", expected="a topic, or concepts", got="neither")
    scope = scope_of(everything, topic)
    if scope is None:
        near = everything.index.near(topic)
        raise NotFound(what="subject in the topic packs", id=topic, near=near)
    named = scope.concepts if scope.packs else scope.focus
    return scope.title, [ref for ref in everything.concepts if ref in named]


def _refs(everything: Curriculum, concepts: list[str]) -> list[str]:
    refs: set[str] = set()
    unknown: list[FieldError] = []
    for place, name in enumerate(concepts):
        found = everything.find(name)
        if not found:
            near = everything.index.near(name, limit=1)
            expected = "a concept of a topic pack" + (f", such as {near[0]!r}" if near else "")
            unknown.append(
                FieldError(field=f"concepts[{place}]", expected=expected, got=repr(name))
            )
        for match in found[:1]:
            refs.update([match.id] if match.kind == "concept" else everything.refs(match.id))
    if unknown:
        raise InvalidInput.of(unknown)
    return [ref for ref in everything.concepts if ref in refs]
