"""The Learning agent: which concepts, in which order, and what each is about."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from agent_runner import Agent, RunContext
from agent_runner.agents.learner_model import LevelWord, MasteryNow, level_of, load_ratings
from agent_runner.agents.learning.explaining import explain_concept, explain_pack
from agent_runner.agents.learning.generic import generic_steps
from agent_runner.agents.learning.models import Explanation, LearningPath, Topic, Topics
from agent_runner.agents.learning.paths import Wish, pack_path
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


@agent.skill(idempotent=True)
async def path(
    ctx: RunContext,
    topic: Subject,
    known: Names = None,
    level: LevelWord | None = None,
    minutes_budget: Budget = None,
    mastery: dict[str, MasteryNow | float] | None = None,
    exclude: Names = None,
) -> LearningPath:
    """An ordered path to a subject: what to learn when, why, and in how many minutes.

    What is known already is left out and said so; what the path rests on but the learner may lack
    comes as a short refresher first; what does not fit the minutes is cut from the least valuable
    end, never a prerequisite of something kept. `mastery`, by concept, takes the place of what the
    store holds of the learner. A subject that no topic pack covers gets an honest general path.
    """
    everything = curriculum()
    scope = scope_of(everything, topic)
    if scope is None:
        return generic_steps(topic, minutes_budget, near=everything.index.near(topic))
    wish = Wish(
        scope=scope,
        known=tuple(known or ()),
        excluded=tuple(exclude or ()),
        budget_minutes=minutes_budget,
        level=level_of(level),
        mastery=mastery or {},
    )
    return pack_path(everything, wish, await load_ratings(ctx.store, level_of(level)))


@agent.skill(idempotent=True)
async def generic_path(
    _ctx: RunContext, topic: Subject, minutes_budget: Budget = None
) -> LearningPath:
    """The path for a subject that no topic pack covers: steps that hold for any subject."""
    return generic_steps(topic, minutes_budget, near=curriculum().index.near(topic))


@agent.skill(idempotent=True)
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
        return explain_concept(everything, named[0].id, level, ratings)
    return explain_pack(everything, named[0].id, level, ratings)


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
