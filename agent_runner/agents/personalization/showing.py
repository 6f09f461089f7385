"""The open learner model: everything that is kept, what it rests on, and how to change it."""

from __future__ import annotations

from agent_runner import RunContext
from agent_runner.agents.enrichment.consent import SHARE, Shared
from agent_runner.agents.learner_model import (
    CARDS,
    CHANGES,
    PARTS,
    SESSIONS,
    MasteryNow,
    load_ratings,
)
from agent_runner.agents.material import DOCUMENT_LEVEL
from agent_runner.agents.personalization.facts import FACT_KINDS, Fact, load_facts
from agent_runner.agents.personalization.history import (
    answer_count,
    answers_by_concept,
    measured_pace,
)
from agent_runner.agents.personalization.keeping import kept_records
from agent_runner.agents.personalization.models import (
    Evidence,
    FactName,
    KnownConcept,
    OwnDocument,
    Profile,
    ProfileField,
    Sharing,
)
from agent_runner.core import memory
from agent_runner.core.pace import Pace
from agent_runner.core.timetable.words import count_text
from agent_runner.curriculum.library import Curriculum

NOT_USED = (
    "Nothing about age, sex, origin or health is asked for or used here. Wellness check-ins are "
    "kept apart: see wellness.history and wellness.forget."
)


async def profile_of(ctx: RunContext, curriculum: Curriculum) -> Profile:
    """The whole model, stated facts first, then what was measured."""
    facts = await load_facts(ctx.store)
    ratings = await load_ratings(ctx.store)
    pace = await measured_pace(ctx.store, curriculum, ratings)
    answers = await answers_by_concept(ctx.store)
    cards = dict(await ctx.store.items(CARDS))
    now = ctx.clock.now()
    parts = {ref: str(part["title"]) for ref, part in await ctx.store.items(PARTS)}
    known = {ref: entry.concept.level for ref, entry in curriculum.concepts.items()}
    known |= dict.fromkeys(parts, DOCUMENT_LEVEL)
    concepts: list[KnownConcept] = []
    for ref, level in known.items():
        if ref not in ratings.concepts:
            continue
        card = cards.get(ref)
        concepts.append(
            KnownConcept(
                concept=ref,
                title=parts[ref] if ref in parts else curriculum.title(ref),
                mastery=MasteryNow.of(ratings.mastery(ref, level=level)),
                evidence=list(answers.get(ref, ())),
                recall=None if card is None else memory.retrievability(card, at=now),
                due=None if card is None else memory.due(card).isoformat(),
                changed=answers[ref][0].at if answers.get(ref) else None,
                change_with=f'assessment.quiz {{"concepts": ["{ref}"]}}',
                forget_with='personalization.forget {"field": "mastery"}',
            )
        )
    is_asked = ctx.llm.available or SHARE in facts  # Without a model there is nothing to agree to.
    fields = [_stated(name, facts.get(name)) for name in FACT_KINDS if name != SHARE or is_asked]
    return Profile(
        fields=[*fields, _pace(pace)],
        concepts=concepts,
        answers=await answer_count(ctx.store),
        not_used=NOT_USED,
        forget_all_with="personalization.forget {}",
        documents=[
            OwnDocument(
                document_id=one.id,
                title=one.title,
                pages=one.pages,
                added=one.added,
                forget_with=f'document.delete {{"document_id": "{one.id}"}}',
            )
            for one in await ctx.library.documents()
        ],
        kept=await kept_records(ctx.store),
        erase_all_with="personalization.erase {}",
    )


def sharing_of(agreed: Shared) -> Sharing:
    """What may be sent, in words too."""
    kinds = [
        what
        for is_shared, what in (
            (agreed.documents, "text of your documents"),
            (agreed.wellness, "what you say of how you are"),
        )
        if is_shared
    ]
    text = (
        f"A language model may be sent {' and '.join(kinds)}, where a skill has use for it."
        if kinds
        else "No text of your documents and nothing on how you are is sent to a language model."
    )
    return Sharing(documents=agreed.documents, wellness=agreed.wellness, text=text)


def _stated(name: FactName, fact: Fact | None) -> ProfileField:
    kind = FACT_KINDS[name]
    evidence: list[Evidence] = []
    if fact is not None:
        evidence = [Evidence(kind=CHANGES, seq=fact.seq, at=fact.at, text="You said so.")]
    return ProfileField(
        field=name,
        value=kind.default if fact is None else fact.value,
        confidence="default" if fact is None else "stated",
        n=0 if fact is None else 1,
        interval=None,
        evidence=evidence,
        changed=None if fact is None else fact.at,
        change_with=kind.change_with,
        forget_with=f'personalization.forget {{"field": "{name}"}}',
        note=kind.note,
    )


def _pace(pace: Pace) -> ProfileField:
    text = f"{count_text(pace.n, 'time')} that minutes spent could be held against minutes planned."
    return ProfileField(
        field="pace",
        value=pace.ratio,
        confidence="measured" if pace.n else "default",
        n=pace.n,
        interval=[pace.low, pace.high],
        evidence=[Evidence(kind=SESSIONS, seq=None, at=None, text=text)] if pace.n else [],
        changed=None,
        change_with='motivation.log_session {"minutes": 30, "concept": "calculus/limits"}',
        forget_with='personalization.forget {"field": "everything"}',
        note="Minutes spent for each minute planned; drawn towards 1 while there is little of it.",
    )
