"""The Wellness agent: the safety guard, check-ins, and a daily cap with its reasons.

Wellness data have a namespace of their own, are never sent to a language model, and one call
deletes them. No skill diagnoses.
"""

import logging
from typing import Annotated

from pydantic import Field

from agent_runner import Agent, InvalidInput, RunContext
from agent_runner.agents.wellness import reading
from agent_runner.agents.wellness.models import (
    Cap,
    CheckInResult,
    Evidence,
    Forgotten,
    GuardResult,
    HelplineOut,
    History,
    Scale,
)
from agent_runner.agents.wellness.records import (
    add_check_in,
    as_stored,
    check_ins_of,
    count_verdict,
    forget_all,
    now_of,
)
from agent_runner.core.guard import Helpline, assess, edition, help_for
from agent_runner.core.load import CheckIn, signs_of
from agent_runner.core.load import daily_cap as cap_of

log = logging.getLogger(__name__)

agent = Agent("wellness", description="Listens for danger, takes check-ins, keeps a daily cap")

Country = Annotated[
    str | None, Field(pattern="^[A-Za-z]{2}$", description="ISO 3166 code, such as IE")
]
KEPT = "Numbers of your check-ins and counts of times help was shown; never a note's text."


@agent.skill(idempotent=True)
async def guard(
    ctx: RunContext,
    text: Annotated[str, Field(max_length=200_000, description="What the person wrote")],
    country: Country = None,
) -> GuardResult:
    """Hear whether a text speaks of danger to a person, and give help if it does.

    Rules and a small classifier, no language model; the answer's text is fixed and written by
    people. The text is not stored; only a count is kept.
    """
    return await _guarded(ctx, text, country)


@agent.skill(needs=["mood", "energy", "sleep_hours", "stress", "study_minutes", "who5", "note"])
async def check_in(
    ctx: RunContext,
    mood: Annotated[Scale | None, Field(description="1 very low to 5 very good")] = None,
    energy: Annotated[Scale | None, Field(description="1 none to 5 plenty")] = None,
    sleep_hours: Annotated[float | None, Field(ge=0, le=24, description="Last night")] = None,
    stress: Annotated[Scale | None, Field(description="1 none to 5 very high")] = None,
    study_minutes: Annotated[int | None, Field(ge=0, le=1440, description="Today")] = None,
    who5: Annotated[
        list[Annotated[int, Field(ge=0, le=5)]] | None,
        Field(min_length=5, max_length=5, description="Answers to the five WHO-5 items, 0 to 5"),
    ] = None,
    note: Annotated[str | None, Field(max_length=5000, description="Read, never stored")] = None,
    country: Country = None,
) -> CheckInResult:
    """Take a check-in, say what its numbers show, and set today's cap.

    Give at least one of the values. A note goes through the safety guard and is not stored.
    """
    given = (mood, energy, sleep_hours, stress, study_minutes, who5)
    if not any(value is not None for value in given) and not (note and note.strip()):
        raise InvalidInput(
            field="mood",
            expected="at least one of mood, energy, stress (1 to 5), sleep_hours, study_minutes, "
            "who5 (five answers from 0 to 5) or a note",
            got="an empty check-in",
        )
    heard = await _guarded(ctx, note, country) if note and note.strip() else None
    before = await check_ins_of(ctx)
    now = CheckIn(
        at=now_of(ctx),
        mood=mood,
        energy=energy,
        sleep_hours=sleep_hours,
        stress=stress,
        study_minutes=study_minutes,
        who5=None if who5 is None else reading.who5_score(who5),
    )
    if any(value is not None for value in given):
        await add_check_in(ctx, now)
        before_and_now = [*before, now]
    else:
        before_and_now = before
    signs = signs_of(before_and_now, now=now.at)
    cap = cap_of(before_and_now, now=now.at)
    stops = heard is not None and heard.level >= 2
    return CheckInResult(
        summary=heard.message or "" if heard and stops else reading.summary(now, signs),
        signals=reading.signals(signs),
        cap_minutes_per_day=cap.minutes,
        why=cap.why,
        who5=reading.who5(now, before),
        trend=reading.trends(before_and_now),
        advice=[] if stops else reading.advice(now, signs, cap.minutes),
        guard=heard,
        check_ins=len(before_and_now),
    )


@agent.skill(idempotent=True)
async def daily_cap(
    ctx: RunContext,
    requested_minutes_per_day: Annotated[int | None, Field(ge=1, le=1440)] = None,
    available_minutes: Annotated[int | None, Field(ge=0, le=1440)] = None,
    days_to_deadline: Annotated[int | None, Field(ge=0, le=36_500)] = None,
) -> Cap:
    """Work out how many minutes of study a day are reasonable, with every reason.

    Starts from 240 minutes and goes down, never up, by what recent check-ins report.
    """
    cap = cap_of(
        await check_ins_of(ctx),
        now=now_of(ctx),
        requested_minutes=requested_minutes_per_day,
        available_minutes=available_minutes,
        days_to_deadline=days_to_deadline,
    )
    return Cap(
        cap_minutes_per_day=cap.minutes,
        minutes_per_day=cap.planned,
        why=cap.why,
        evidence=[
            Evidence(name=r.name, text=r.text, factor=r.factor, source=r.source)
            for r in cap.reasons
        ],
    )


@agent.skill(idempotent=True)
async def history(ctx: RunContext, limit: Annotated[int, Field(ge=1, le=400)] = 90) -> History:
    """Show every check-in that is kept, and how the measures move."""
    check_ins = await check_ins_of(ctx)
    return History(
        check_ins=[as_stored(check_in) for check_in in check_ins[-limit:]],
        trend=reading.trends(check_ins),
        kept=KEPT,
    )


@agent.skill(idempotent=True)
async def forget(ctx: RunContext) -> Forgotten:
    """Delete all wellness data of this learner."""
    return Forgotten(deleted=await forget_all(ctx))


async def _guarded(ctx: RunContext, text: str, country: str | None) -> GuardResult:
    """The verdict with its help; a store that fails must not keep help from a person."""
    verdict = assess(text, country=(country or _region(ctx.locale) or "").upper() or None)
    if verdict.stops:
        try:
            await count_verdict(ctx, verdict.level)
        except Exception:
            log.exception("a verdict could not be counted")
    given = help_for(verdict, locale=ctx.locale)
    texts = edition(ctx.locale)
    return GuardResult(
        level=verdict.level,
        name=verdict.name,
        family=verdict.families[0] if verdict.families else None,
        language=given.language if given else verdict.language,
        message=given.message if given else None,
        helplines=[_helpline(line) for line in given.helplines] if given else [],
        emergency=given.emergency if given else None,
        ai_disclosure=given.disclosure if given else texts.disclosure,
        text_version=texts.version,
        reviewed=texts.reviewed.isoformat(),
    )


def _region(locale: str) -> str | None:
    """The country in a language tag: `CH` of `de-CH`."""
    parts = [part for part in locale.replace("_", "-").split("-")[1:] if len(part) == 2]
    return parts[0] if parts else None


def _helpline(line: Helpline) -> HelplineOut:
    return HelplineOut(
        country=line.country,
        name=line.name,
        number=line.number,
        text=line.text,
        chat=line.chat,
        hours=line.hours,
        url=line.url,
        source=line.source,
        reviewed=line.reviewed.isoformat(),
    )
