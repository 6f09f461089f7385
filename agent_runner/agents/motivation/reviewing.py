"""A week looked back on: what was planned and kept, what moved, and one suggestion from it.

The suggestion is the first rule that the week's numbers meet. Whether blocks of an hour or a
weekday are kept less often is judged by the posterior mean of a Beta(1, 1) prior, (kept + 1) /
(n + 2) (Laplace's rule of succession), so that one missed block alone says little. No rule looks at
anything but the learner's own numbers, and none praises without one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from agent_runner import RunContext
from agent_runner.agents.learner_model import Moved, moves_of
from agent_runner.agents.motivation.facts import sessions_of
from agent_runner.agents.motivation.looking_back import (
    PastBlock,
    days_between,
    past_blocks,
    reviews_of,
    title_of,
    titles_of,
)
from agent_runner.agents.motivation.models import (
    ConceptMove,
    DayOfReview,
    PlanKept,
    Slipped,
    Suggestion,
    WeekMinutes,
    WeekReview,
)
from agent_runner.agents.motivation.progress import point_of
from agent_runner.agents.wellness import agent as wellness
from agent_runner.core.timetable.words import WEEKDAYS, duration_text
from agent_runner.json_types import JsonObject

_BIN_HOURS = 3
_FEWEST_BLOCKS = 2
_LESS_OFTEN = 0.2
_MOST_KEPT = 0.6
_LEAST_MINUTES = 5
_SHOWN = 20


async def week_review_of(
    ctx: RunContext,
    plan: PlanKept | None,
    *,
    week_start: date | None,
    zone: ZoneInfo,
    now: datetime,
) -> WeekReview:
    """The week of `week_start`; without it, the one of `now`, or the last one on a Monday."""
    now = now.astimezone(zone)
    first = week_start or (now.date() - timedelta(days=1))
    first -= timedelta(days=first.weekday())
    week = days_between(first, first + timedelta(days=6))
    sessions = await sessions_of(ctx.store)
    titles = await titles_of(ctx.store, plan)
    blocks = [
        block
        for block in past_blocks(plan, sessions, zone=zone, now=now)
        if first <= block.day <= week[-1] and block.is_kept is not None
    ]
    days = [
        DayOfReview(
            date=on,
            planned=sum(block.minutes for block in blocks if block.day == on),
            kept=sum(block.minutes for block in blocks if block.day == on and block.is_kept),
            studied=sum(one.minutes for one in sessions if one.day == on),
        )
        for on in week
    ]
    minutes = WeekMinutes(
        planned=sum(day.planned for day in days),
        kept=sum(day.kept for day in days),
        studied=sum(day.studied for day in days),
    )
    concepts = _concepts(await moves_of(ctx.store), titles, week=week, zone=zone)
    found = await reviews_of(ctx.store)
    overdue = sum(at.astimezone(zone).date() <= week[-1] and at <= now for at in found.due) - sum(
        at.astimezone(zone).date() <= week[-1] for at in found.done
    )
    cap = cast("JsonObject", await wellness.skills["daily_cap"].run(ctx, {}))
    suggestion = _suggestion(
        blocks,
        days,
        minutes,
        concepts,
        overdue=overdue,
        cap=cast("int", cap["cap_minutes_per_day"]),
    )
    slipped = [block for block in blocks if not block.is_kept]
    return WeekReview(
        first=first,
        last=week[-1],
        timezone=zone.key,
        minutes=minutes,
        days=days,
        concepts=concepts,
        slipped=[_slipped(block, titles) for block in slipped],
        suggestion=suggestion,
        text=_text(minutes, blocks, concepts, has_plan=plan is not None),
    )


def _concepts(
    moves: Sequence[Moved], titles: Mapping[str, str], *, week: Sequence[date], zone: ZoneInfo
) -> list[ConceptMove]:
    """What moved between the week's first and last grading, the largest change first."""
    own: dict[str, list[Moved]] = {}
    for move in moves:
        if week[0] <= move.at.astimezone(zone).date() <= week[-1]:
            own.setdefault(move.concept, []).append(move)
    found: list[ConceptMove] = []
    for concept, moved in own.items():
        before, after = moved[0].before, moved[-1].after
        change = round(after.p - before.p, 3)
        if change == 0:
            continue
        low, high = after.interval
        found.append(
            ConceptMove(
                concept=concept,
                title=title_of(concept, titles),
                before=point_of(before, moved[0].at),
                after=point_of(after, moved[-1].at),
                change=change,
                direction="up" if change > 0 else "down",
                is_clear=not low <= before.p <= high,
            )
        )
    return sorted(found, key=lambda one: (-abs(one.change), one.concept))[:_SHOWN]


def _suggestion(
    blocks: Sequence[PastBlock],
    days: Sequence[DayOfReview],
    minutes: WeekMinutes,
    concepts: Sequence[ConceptMove],
    *,
    overdue: int,
    cap: int,
) -> Suggestion:
    over = [day for day in days if day.studied > cap]
    if over:
        return Suggestion(
            kind="rest",
            text=f"Stop at {cap} minutes a day.",
            because=f"On {over[0].date:%A} you logged {over[0].studied} minutes; the cap is {cap}.",
            change_with=None,
        )
    if minutes.studied == 0:
        planned = (
            f"{duration_text(minutes.planned)} were planned" if blocks else "Nothing was planned"
        )
        return Suggestion(
            kind="log",
            text="Log what you study, even 5 minutes, so that the plan can follow you.",
            because=f"{planned}, and 0 minutes were logged.",
            change_with='motivation.log_session {"minutes": 5}',
        )
    return (
        _where_less_is_kept(blocks)
        or _fewer_minutes(blocks, days, minutes)
        or _reviews_first(overdue)
        or _what_fell(concepts)
        or _as_it_is(blocks, minutes)
    )


def _where_less_is_kept(blocks: Sequence[PastBlock]) -> Suggestion | None:
    """Hours, or a weekday, whose blocks are kept clearly less often than the others."""
    hours = _worst(blocks, lambda block: block.start.hour // _BIN_HOURS)
    if hours is not None:
        first = hours[0] * _BIN_HOURS
        name = f"between {first:02d}:00 and {first + _BIN_HOURS:02d}:00"
        return Suggestion(
            kind="time",
            text=f"Move blocks {name} to another time of the day.",
            because=_rates(f"Of the blocks {name}", hours),
            change_with=None,
        )
    weekday = _worst(blocks, lambda block: block.day.weekday())
    if weekday is None:
        return None
    name = WEEKDAYS[weekday[0]]
    return Suggestion(
        kind="weekday",
        text=f"Take {name}s off, or plan less on them.",
        because=_rates(f"Of the blocks on {name}", weekday),
        change_with=f'personalization.update {{"days_off": ["{name.lower()}"]}}',
    )


def _worst(
    blocks: Sequence[PastBlock], group: Callable[[PastBlock], int]
) -> tuple[int, int, int, int, int] | None:
    """Of the groups: which, kept and all of it, kept and all of the rest; None without one."""
    best: tuple[float, tuple[int, int, int, int, int]] | None = None
    for name in sorted({group(block) for block in blocks}):
        own = [block.is_kept is True for block in blocks if group(block) == name]
        rest = [block.is_kept is True for block in blocks if group(block) != name]
        if len(own) < _FEWEST_BLOCKS or len(rest) < _FEWEST_BLOCKS:
            continue
        gap = (sum(rest) + 1) / (len(rest) + 2) - (sum(own) + 1) / (len(own) + 2)
        if gap >= _LESS_OFTEN and (best is None or gap > best[0]):
            best = (gap, (name, sum(own), len(own), sum(rest), len(rest)))
    return None if best is None else best[1]


def _rates(what: str, found: tuple[int, int, int, int, int]) -> str:
    _, kept, of, kept_else, of_else = found
    return f"{what} you kept {kept} of {of}; of the others {kept_else} of {of_else}."


def _fewer_minutes(
    blocks: Sequence[PastBlock], days: Sequence[DayOfReview], minutes: WeekMinutes
) -> Suggestion | None:
    if not blocks or minutes.kept >= _MOST_KEPT * minutes.planned:
        return None
    with_plan = sum(day.planned > 0 for day in days)
    done = max(minutes.kept, min(minutes.studied, minutes.planned))
    a_day = max(_LEAST_MINUTES, round(done / with_plan / 5) * 5)
    usual = round(minutes.planned / with_plan)
    if a_day >= usual:
        return None
    return Suggestion(
        kind="minutes",
        text=f"Plan {a_day} minutes a day instead of {usual}.",
        because=f"You kept {minutes.kept} of {minutes.planned} planned minutes.",
        change_with=f'personalization.update {{"minutes_per_day": {a_day}}}',
    )


def _reviews_first(overdue: int) -> Suggestion | None:
    if overdue < _FEWEST_BLOCKS:
        return None
    return Suggestion(
        kind="review",
        text="Begin each day with one review of 5 minutes.",
        because=f"{overdue} reviews are due and not done.",
        change_with=None,
    )


def _what_fell(concepts: Sequence[ConceptMove]) -> Suggestion | None:
    fell = next((one for one in concepts if one.direction == "down"), None)
    if fell is None:
        return None
    return Suggestion(
        kind="concept",
        text=f"Go over {fell.title} once more.",
        because=f"Its mastery went from {round(100 * fell.before.p)} to "
        f"{round(100 * fell.after.p)} %, after {_answers(fell.after.n)} in all.",
        change_with=f'assessment.quiz {{"concepts": ["{fell.concept}"]}}',
    )


def _as_it_is(blocks: Sequence[PastBlock], minutes: WeekMinutes) -> Suggestion:
    because = (
        f"You kept {sum(block.is_kept is True for block in blocks)} of {len(blocks)} blocks, "
        f"{minutes.kept} of {minutes.planned} minutes."
        if blocks
        else f"You logged {minutes.studied} minutes, and there is no plan to hold them against."
    )
    return Suggestion(
        kind="keep",
        text="Keep the plan as it is for another week.",
        because=because,
        change_with=None,
    )


def _slipped(block: PastBlock, titles: Mapping[str, str]) -> Slipped:
    return Slipped.model_validate(
        {
            "start": block.start,
            "kind": block.kind,
            "concept": block.concept,
            "title": title_of(block.concept, titles),
            "minutes": block.minutes,
        }
    )


def _text(
    minutes: WeekMinutes,
    blocks: Sequence[PastBlock],
    concepts: Sequence[ConceptMove],
    *,
    has_plan: bool,
) -> str:
    parts = [f"{duration_text(minutes.studied)} logged"]
    if has_plan:
        kept = sum(block.is_kept is True for block in blocks)
        parts.append(f"{kept} of {len(blocks)} planned blocks kept")
    if concepts:
        rose = sum(one.direction == "up" for one in concepts)
        parts.append(f"mastery rose in {rose} concepts and fell in {len(concepts) - rose}")
    return f"{'; '.join(parts)}."


def _answers(count: int) -> str:
    return "1 answer" if count == 1 else f"{count} answers"
