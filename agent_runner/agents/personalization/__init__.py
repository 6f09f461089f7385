"""The Personalization agent: an open learner model that the learner can see, change and delete."""

from __future__ import annotations

from typing import Annotated, cast
from zoneinfo import ZoneInfo

from pydantic import Field, JsonValue

from agent_runner import Agent, RunContext
from agent_runner.agents.enrichment import shared
from agent_runner.agents.enrichment.consent import SHARE
from agent_runner.agents.learner_model import (
    ANSWERS,
    CARDS,
    FACTS,
    MASTERY,
    PARTS,
    RATINGS,
    SESSIONS,
    LevelWord,
    MasteryNow,
    level_of,
    load_ratings,
)
from agent_runner.agents.learning.paths import Wish, pack_path
from agent_runner.agents.material import erase_documents
from agent_runner.agents.personalization.acting import ranked_actions
from agent_runner.agents.personalization.facts import (
    FACT_KINDS,
    change_facts,
    forget_facts,
    load_facts,
)
from agent_runner.agents.personalization.history import answer_count, measured_pace, studied_today
from agent_runner.agents.personalization.keeping import erase_all, export_of, text_of
from agent_runner.agents.personalization.models import (
    WEEKDAYS,
    DocumentText,
    Erased,
    Export,
    FactName,
    Forgettable,
    Forgotten,
    NextActions,
    PaceNow,
    Preferences,
    Profile,
    Recall,
    Sharing,
    Update,
    Used,
    Weekday,
)
from agent_runner.agents.personalization.showing import profile_of, sharing_of
from agent_runner.core.timetable.words import count_text
from agent_runner.curriculum.library import curriculum
from agent_runner.curriculum.scope import scope_of
from agent_runner.errors import InvalidInput, NotFound

agent = Agent(
    "personalization", description="Keeps what is known of you, shows it, and puts it to use"
)

Names = Annotated[
    list[Annotated[str, Field(min_length=1, max_length=200)]] | None, Field(max_length=100)
]
_QUIZZES = "assessment.quizzes"
_CONVERSATIONS = "orchestrator.thread"
_SHOWN_ACTIONS = 10


@agent.skill(idempotent=True)
async def profile(ctx: RunContext) -> Profile:
    """Everything that is known of you: its value, what it rests on, how to change or delete it."""
    return await profile_of(ctx, curriculum())


@agent.skill(
    idempotent=True,
    needs=["level", "minutes_per_day", "days_off", "known", "goals", "timezone", "preferences"],
)
async def update(
    ctx: RunContext,
    level: LevelWord | None = None,
    minutes_per_day: Annotated[int | None, Field(ge=5, le=960)] = None,
    days_off: Annotated[list[Weekday] | None, Field(max_length=6)] = None,
    known: Names = None,
    goals: Names = None,
    timezone: Annotated[str | None, Field(max_length=64, description="IANA name")] = None,
    preferences: Preferences | None = None,
) -> Update:
    """Say something about yourself that plans are to keep to; it takes the place of what was said.

    Lists are taken as a whole: `known: []` says that nothing is known. What is not given stays.
    """
    given: dict[FactName, JsonValue] = {
        "level": level_of(level),
        "minutes_per_day": minutes_per_day,
        "days_off": None if days_off is None else [day for day in WEEKDAYS if day in days_off],
        "known": None if known is None else [*dict.fromkeys(known)],
        "goals": None if goals is None else [*dict.fromkeys(goals)],
        "timezone": None if timezone is None else _zone(timezone),
        "preferences": None
        if preferences is None
        else preferences.model_dump(mode="json", exclude_none=True),
    }
    values: dict[FactName, JsonValue] = {}
    for name, value in given.items():
        if value is not None:
            values[name] = value
    if not values:
        raise InvalidInput(field="params", expected=f"one of {', '.join(given)}", got="nothing")
    changed = await change_facts(ctx.store, values, at=ctx.clock.now().isoformat())
    unknown = [words for words in known or () if not curriculum().find(words)]
    names = ", ".join(one.field for one in changed)
    return Update(
        changed=changed,
        not_recognised=unknown,
        text=f"Changed: {names}." if changed else "It was so already; nothing changed.",
    )


@agent.skill(idempotent=True)
async def share(
    ctx: RunContext,
    documents: Annotated[bool | None, Field(description="Text of your documents")] = None,
    wellness: Annotated[bool | None, Field(description="What you say of how you are")] = None,
) -> Sharing:
    """Say what of yours may be sent to a language model; at first, nothing.

    What is not given stays as it was; without anything given, it shows how it stands.
    """
    agreed = await shared(ctx.store)
    now: JsonValue = {
        "documents": agreed.documents if documents is None else documents,
        "wellness": agreed.wellness if wellness is None else wellness,
    }
    if documents is not None or wellness is not None:
        await change_facts(ctx.store, {SHARE: now}, at=ctx.clock.now().isoformat())
    return sharing_of(await shared(ctx.store))


@agent.skill(idempotent=True)
async def forget(ctx: RunContext, field: Forgettable = "everything") -> Forgotten:
    """Delete what is known of you: one field, your mastery with all answers, or everything.

    `documents` are those you added, with the cards made of them. It cannot be taken back.
    Wellness check-ins are deleted by wellness.forget.
    """
    forgotten: list[str] = []
    records = 0
    if field in FACT_KINDS or field == "everything":
        names: list[FactName] = [name for name in FACT_KINDS if field in (name, "everything")]
        records += await forget_facts(ctx.store, names)
        forgotten += names
    if field in ("mastery", "everything"):
        for kind in (RATINGS, ANSWERS, MASTERY, CARDS, PARTS, *await _quiz_kinds(ctx), _QUIZZES):
            records += await ctx.store.delete(kind)
        forgotten.append("mastery")
    if field in ("documents", "everything"):
        erased = await erase_documents(ctx)
        records += erased
        forgotten += ["documents"] if erased or field == "documents" else []
    if field == "everything":
        records += await ctx.store.delete(FACTS)
        records += await ctx.store.delete(SESSIONS)
        forgotten.append("sessions")
        records += await ctx.store.delete(_CONVERSATIONS) + await ctx.store.erase_runs()
        forgotten.append("conversations and plans")
    return Forgotten(
        forgotten=forgotten,
        records=records,
        text=f"{count_text(records, 'record')} deleted."
        if records
        else "There was nothing to delete.",
    )


@agent.skill(idempotent=True)
async def export(ctx: RunContext) -> Export:
    """Give out everything that is kept about you here, by agent, as it is kept."""
    return await export_of(ctx)


@agent.skill(idempotent=True)
async def export_document(
    ctx: RunContext,
    document_id: Annotated[str, Field(min_length=1, max_length=80)],
    first: Annotated[int, Field(ge=1, le=1_000_000, description="The first page to give")] = 1,
) -> DocumentText:
    """Give out the text of a document of yours; long ones in several answers, by `next_page`."""
    return await text_of(ctx, document_id, first)


@agent.skill(idempotent=True)
async def erase(ctx: RunContext) -> Erased:
    """Delete everything that is kept about you here: records, documents, conversations, runs.

    Check-ins too. It cannot be taken back.
    """
    return await erase_all(ctx)


@agent.skill(idempotent=True)
async def recall(ctx: RunContext, concepts: Names = None) -> Recall:
    """What is known of you that a plan should use, each with where it came from.

    With `concepts`, mastery of these only; otherwise of all that your answers touched.
    """
    everything = curriculum()
    facts = await load_facts(ctx.store)
    ratings = await load_ratings(ctx.store)
    pace = await measured_pace(ctx.store, everything, ratings)
    wanted = everything.concepts.keys() if concepts is None else set(concepts)
    mastery = {
        ref: MasteryNow.of(ratings.mastery(ref, level=entry.concept.level))
        for ref, entry in everything.concepts.items()
        if ref in wanted and (ref in ratings.concepts or concepts is not None)
    }
    used = [
        Used(field=name, value=fact.value, source=f"You said so on {fact.at[:10]}")
        for name, fact in facts.items()
        if fact.value not in (None, [], {}) and name != SHARE
    ]
    answers = await answer_count(ctx.store)
    if answers:
        tested = sum(one.n > 0 for one in mastery.values())
        parts = sum(ref in ratings.concepts for ref, _part in await ctx.store.items(PARTS))
        of_documents = f" and {count_text(parts, 'part')} of your documents" if parts else ""
        inferred = len(mastery) - tested
        value = f"{count_text(tested, 'concept')}{of_documents} tested, {inferred} inferred"
        if parts and not mastery:
            value = f"{count_text(parts, 'part')} of your documents tested"
        used.append(
            Used(field="mastery", value=value, source=f"{count_text(answers, 'answer')} of yours")
        )
    if pace.n:
        source = f"{count_text(pace.n, 'time')} minutes were logged against a plan"
        used.append(Used(field="pace", value=pace.ratio, source=source))
    stated = {name: fact.value for name, fact in facts.items()}
    return Recall.model_validate(
        {
            "used": used,
            "level": stated.get("level"),
            "known": stated.get("known", []),
            "mastery": mastery,
            "minutes_per_day": stated.get("minutes_per_day"),
            "days_off": stated.get("days_off", []),
            "timezone": stated.get("timezone"),
            "goals": stated.get("goals", []),
            "pace": PaceNow(ratio=pace.ratio, n=pace.n, interval=[pace.low, pace.high]),
        }
    )


@agent.skill(idempotent=True)
async def next_best_action(
    ctx: RunContext,
    topic: Annotated[str | None, Field(min_length=1, max_length=500)] = None,
    minutes: Annotated[int | None, Field(ge=1, le=960, description="Minutes you have")] = None,
) -> NextActions:
    """What to do next, in one list: learn, practise, review or rest, by expected gain per minute.

    Without a topic it goes by your goals and by what you answered before.
    """
    everything = curriculum()
    facts = await load_facts(ctx.store)
    ratings = await load_ratings(ctx.store)
    stated = {name: fact.value for name, fact in facts.items()}
    subject = topic or " and ".join(cast("list[str]", stated.get("goals", [])))
    scope = scope_of(everything, subject) if subject else None
    if topic is not None and scope is None:
        raise NotFound(
            what="subject in the topic packs", id=topic, near=everything.index.near(topic)
        )
    if scope is None and not ratings.concepts:
        expected = "a subject, since nothing is known of you yet"
        raise InvalidInput(field="topic", expected=expected, got="nothing")
    steps = []
    if scope is not None:
        wish = Wish(
            scope=scope,
            known=tuple(cast("list[str]", stated.get("known", []))),
            excluded=(),
            budget_minutes=None,
            level=level_of(cast("str | None", stated.get("level"))),
            mastery={},
        )
        steps = pack_path(everything, wish, ratings).path
    today = await studied_today(ctx.store, ctx.clock.now(), ctx.timezone)
    actions = ranked_actions(
        everything,
        steps,
        ratings,
        dict(await ctx.store.items(CARDS)),
        now=ctx.clock.now(),
        today=today,
        minutes=minutes,
    )
    note = "The most expected gain per minute first."
    if not actions and minutes is not None:
        note = f"Nothing that is open fits into {minutes} minutes."
    elif not actions:
        note = "Nothing is open: all of it is known, and no review is due."
    return NextActions(
        actions=actions[:_SHOWN_ACTIONS], studied_today_minutes=today.minutes, note=note
    )


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (KeyError, ValueError, OSError):
        raise InvalidInput(
            field="timezone", expected="an IANA name such as Europe/Berlin", got=repr(name)
        ) from None


async def _quiz_kinds(ctx: RunContext) -> list[str]:
    return [f"assessment.graded.{key}" for key, _stored in await ctx.store.items(_QUIZZES)]
