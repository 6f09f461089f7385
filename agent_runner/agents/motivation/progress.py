"""Series to plot: a point for each date, from what the learner logged, answered and reported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from agent_runner import RunContext
from agent_runner.agents.learner_model import MasteryNow, Moved, moves_of
from agent_runner.agents.motivation.facts import Session, sessions_of
from agent_runner.agents.motivation.looking_back import (
    PastBlock,
    days_between,
    past_blocks,
    reviews_of,
    title_of,
    titles_of,
)
from agent_runner.agents.motivation.models import (
    CheckInPoint,
    MasteryCourse,
    MasteryPoint,
    MinutesOfDay,
    PlanKept,
    Progress,
    ReviewsOfDay,
    SessionsOfDay,
    Totals,
)
from agent_runner.agents.wellness import agent as wellness
from agent_runner.core.timetable.words import days_text, duration_text
from agent_runner.json_types import JsonObject

_CHECK_INS = 400


async def progress_of(
    ctx: RunContext, plan: PlanKept | None, *, days: int, zone: ZoneInfo, now: datetime
) -> Progress:
    """The `days` dates that end with the local one of `now`."""
    now = now.astimezone(zone)
    last = now.date()
    first = last - timedelta(days=days - 1)
    dates = days_between(first, last)
    sessions = await sessions_of(ctx.store)
    blocks = past_blocks(plan, sessions, zone=zone, now=now)
    minutes = _minutes(dates, sessions, blocks)
    kept = _sessions(dates, sessions, blocks, has_plan=plan is not None)
    reviews = await _reviews(ctx, dates, zone)
    moves = await moves_of(ctx.store)
    courses = _courses(moves, await titles_of(ctx.store, plan), first=first, zone=zone)
    totals = Totals(
        minutes=sum(day.studied for day in minutes),
        planned=sum(day.planned for day in minutes),
        days_studied=sum(day.studied > 0 for day in minutes),
        kept=sum(day.kept for day in kept),
        missed=sum(day.missed for day in kept),
        reviews_done=sum(day.done for day in reviews),
        reviews_due=sum(day.due for day in reviews),
    )
    return Progress(
        first=first,
        last=last,
        timezone=zone.key,
        minutes=minutes,
        sessions=kept,
        mastery=courses,
        mastery_since=moves[0].at if moves else None,
        reviews=reviews,
        check_ins=await _check_ins(ctx, first, zone),
        totals=totals,
        text=_text(totals, days),
    )


def _minutes(
    dates: Sequence[date], sessions: Sequence[Session], blocks: Sequence[PastBlock]
) -> list[MinutesOfDay]:
    studied, planned = Counter[date](), Counter[date]()
    for one in sessions:
        studied[one.day] += one.minutes
    for block in blocks:
        planned[block.day] += block.minutes
    return [MinutesOfDay(date=on, planned=planned[on], studied=studied[on]) for on in dates]


def _sessions(
    dates: Sequence[date],
    sessions: Sequence[Session],
    blocks: Sequence[PastBlock],
    *,
    has_plan: bool,
) -> list[SessionsOfDay]:
    told = (
        [(block.day, block.is_kept) for block in blocks]
        if has_plan
        else [(one.day, one.kept) for one in sessions]
    )
    counts = Counter(told)
    return [SessionsOfDay(date=on, kept=counts[on, True], missed=counts[on, False]) for on in dates]


async def _reviews(ctx: RunContext, dates: Sequence[date], zone: ZoneInfo) -> list[ReviewsOfDay]:
    found = await reviews_of(ctx.store)
    due = Counter(at.astimezone(zone).date() for at in found.due)
    done = Counter(at.astimezone(zone).date() for at in found.done)
    return [ReviewsOfDay(date=on, due=due[on], done=done[on]) for on in dates]


def _courses(
    moves: Sequence[Moved], titles: Mapping[str, str], *, first: date, zone: ZoneInfo
) -> list[MasteryCourse]:
    """Concepts that moved in these days, the last moved first; each begins with where it was."""
    points: dict[str, list[MasteryPoint]] = {}
    for move in moves:
        if move.at.astimezone(zone).date() < first:
            continue
        own = points.setdefault(move.concept, [])
        if not own:
            own.append(point_of(move.before, move.at))
        own.append(point_of(move.after, move.at))
    newest = sorted(points.items(), key=lambda one: (-one[1][-1].at.timestamp(), one[0]))
    return [
        MasteryCourse(concept=ref, title=title_of(ref, titles), points=own) for ref, own in newest
    ]


def point_of(mastery: MasteryNow, at: datetime) -> MasteryPoint:
    """Mastery with its instant."""
    return MasteryPoint(at=at, p=mastery.p, n=mastery.n, interval=mastery.interval)


async def _check_ins(ctx: RunContext, first: date, zone: ZoneInfo) -> list[CheckInPoint]:
    """The last of each date, as the Wellness agent keeps and shows them."""
    history = cast("JsonObject", await wellness.skills["history"].run(ctx, {"limit": _CHECK_INS}))
    found: dict[date, CheckInPoint] = {}
    for one in cast("list[JsonObject]", history["check_ins"]):
        on = datetime.fromisoformat(str(one["at"])).astimezone(zone).date()
        if on >= first:
            names = ("mood", "energy", "sleep_hours", "stress", "who5")
            found[on] = CheckInPoint.model_validate(
                {"date": on, **{name: one.get(name) for name in names}}
            )
    return [found[on] for on in sorted(found)]


def _text(totals: Totals, days: int) -> str:
    parts = [f"{duration_text(totals.minutes)} on {days_text(totals.days_studied)} of {days}"]
    blocks = totals.kept + totals.missed
    if blocks:
        parts.append(f"{totals.kept} of {blocks} planned blocks kept")
    if totals.reviews_due or totals.reviews_done:
        parts.append(f"{totals.reviews_done} reviews done, {totals.reviews_due} fell due")
    return "; ".join(parts) + "."
