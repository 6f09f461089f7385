"""The Learning agent: which concepts, in which order, and what each is about."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from agent_runner import Agent, RunContext
from agent_runner.agents.learner_model import LevelWord, MasteryNow, level_of, load_ratings
from agent_runner.agents.learning.answering import answer_from_material
from agent_runner.agents.learning.document_paths import document_path
from agent_runner.agents.learning.explaining import explain_concept, explain_pack
from agent_runner.agents.learning.from_document import Length, glossary_of, summary_of
from agent_runner.agents.learning.generic import generic_steps
from agent_runner.agents.learning.models import (
    Explanation,
    Glossary,
    LearningPath,
    MaterialAnswer,
    Summary,
    Topic,
    Topics,
)
from agent_runner.agents.learning.own_words import in_own_words
from agent_runner.agents.learning.paths import Wish, pack_path
from agent_runner.agents.learning.retelling import retold_answer, retold_summary
from agent_runner.agents.learning.rewording import reworded_path
from agent_runner.agents.material import material_of
from agent_runner.curriculum.library import curriculum
from agent_runner.curriculum.scope import scope_of
from agent_runner.errors import InvalidInput, NotFound

agent = Agent(
    "learning", description="Orders what to learn by what needs what, and explains it at your level"
)

Subject = Annotated[
    str,
    Field(
        min_length=1,
        max_length=500,
        description="A subject or concept in your words, or its reference such as calculus/limits",
        examples=["machine learning"],
    ),
]
Names = Annotated[
    list[Annotated[str, Field(min_length=1, max_length=200)]] | None, Field(max_length=100)
]
Budget = Annotated[
    int | None, Field(ge=1, le=100_000, description="Minutes there are for the whole path")
]
DocumentId = Annotated[
    str, Field(min_length=1, max_length=80, description="As `document.add` gave it")
]


@agent.skill(idempotent=True, needs=["topic", "document_id"])
async def path(
    ctx: RunContext,
    topic: Subject | None = None,
    known: Names = None,
    level: LevelWord | None = None,
    minutes_budget: Budget = None,
    mastery: dict[str, MasteryNow | float] | None = None,
    exclude: Names = None,
    document_id: DocumentId | None = None,
) -> LearningPath:
    """An ordered path to a subject: what to learn when, why, and in how many minutes.

    What is known already is left out and said so; what the path rests on but the learner may lack
    comes as a short refresher first; what does not fit the minutes is cut from the least valuable
    end, never a prerequisite of something kept. `mastery`, by concept, takes the place of what the
    store holds of the learner. A subject that no topic pack covers gets an honest general path.
    With `document_id`, it is a path through the parts of that document, in its own order.
    """
    if document_id is not None:
        through = await document_path(
            ctx,
            await material_of(ctx, document_id),
            await load_ratings(ctx.store, level_of(level)),
            topic=topic,
            known=known or (),
            excluded=exclude or (),
            budget_minutes=minutes_budget,
            mastery=mastery,
        )
        return await reworded_path(ctx, through)
    if topic is None:
        raise InvalidInput(field="topic", expected="a subject, or document_id", got="nothing")
    everything = curriculum()
    scope = scope_of(everything, topic)
    if scope is None:
        general = generic_steps(topic, minutes_budget, near=everything.index.near(topic))
        return await reworded_path(ctx, general)
    wish = Wish(
        scope=scope,
        known=tuple(known or ()),
        excluded=tuple(exclude or ()),
        budget_minutes=minutes_budget,
        level=level_of(level),
        mastery=mastery or {},
    )
    found = pack_path(everything, wish, await load_ratings(ctx.store, level_of(level)))
    return await reworded_path(ctx, found)


@agent.skill(idempotent=True)
async def generic_path(
    _ctx: RunContext, topic: Subject, minutes_budget: Budget = None
) -> LearningPath:
    """The path for a subject that no topic pack covers: steps that hold for any subject."""
    return generic_steps(topic, minutes_budget, near=curriculum().index.near(topic))


@agent.skill(idempotent=True, needs=["concept", "topic"])
async def explain(
    ctx: RunContext,
    concept: Subject | None = None,
    topic: Subject | None = None,
    level: LevelWord = "student",
) -> Explanation:
    """Explain a concept or subject at a level, with an example, a pitfall and what comes next.

    A newcomer gets a picture and the core sentence, a student how it works, an expert also how it
    connects. Give `concept` or `topic`. What no topic pack holds is not found; near ones are named.
    """
    words = concept or topic
    if words is None:
        raise InvalidInput(field="concept", expected="what is to be explained", got="nothing")
    everything = curriculum()
    matches = everything.find(words)
    if not matches:
        near = [match.title for match in everything.find(words, at_least=0.3)]
        near += [title for title in everything.index.near(words) if title not in near]
        raise NotFound(what="concept in the topic packs", id=words, near=near[:3])
    ratings = await load_ratings(ctx.store)
    named = [match for match in matches if match.kind == "concept"] or matches
    if named[0].kind == "concept":
        return await in_own_words(ctx, explain_concept(everything, named[0].id, level, ratings))
    return await in_own_words(ctx, explain_pack(everything, named[0].id, level, ratings))


@agent.skill(idempotent=True)
async def ask(
    ctx: RunContext,
    question: Annotated[
        str,
        Field(
            min_length=1,
            max_length=2000,
            pattern=r"\S",
            description="A question to your own material",
        ),
    ],
    document_ids: Annotated[
        list[DocumentId] | None,
        Field(min_length=1, max_length=1000, description="Look in these only; else in all"),
    ] = None,
    limit: Annotated[int, Field(ge=1, le=20, description="Most sentences of an answer")] = 3,
) -> MaterialAnswer:
    """Answer a question from your own documents, each sentence with its page and quote.

    Every quote is checked to stand where it is said to. What your material does not hold is not
    found, and it says so.
    """
    found = await answer_from_material(ctx, question, document_ids, limit)
    return await retold_answer(ctx, question, found, ctx.library.pages)


@agent.skill(idempotent=True)
async def summarize(ctx: RunContext, document_id: DocumentId, length: Length = "medium") -> Summary:
    """Sum up a document in at most 3, 8 or 20 of its own sentences, each with its page."""
    found = await summary_of(await material_of(ctx, document_id), length)
    return await retold_summary(ctx, found, ctx.library.pages)


@agent.skill(idempotent=True)
async def glossary(
    ctx: RunContext,
    document_id: DocumentId,
    limit: Annotated[int, Field(ge=1, le=200)] = 40,
) -> Glossary:
    """List the key terms of a document, with the sentences that define them."""
    return await glossary_of(await material_of(ctx, document_id), limit)


@agent.skill(idempotent=True)
async def topics(_ctx: RunContext) -> Topics:
    """All subjects that a topic pack covers, with their size."""
    return Topics(
        topics=[
            Topic(
                id=pack.id,
                title=pack.title,
                about=pack.about,
                field=pack.field,
                stage=pack.stage,
                concepts=len(pack.concepts),
                minutes=sum(concept.minutes for concept in pack.concepts),
            )
            for pack in curriculum().packs.values()
        ]
    )
