"""A learner's day: the plan's blocks, what is due for review, the cap, and what to do next.

Reviews are due by the memory model (FSRS, see `core.memory`), whether or not a plan has a block for
them. The next action is the first of these that there is: rest where the cap is reached; the block
that is running; a due review, the one least likely to be remembered first, where it is over before
the next block; a block of today that was missed, where it fits before the next; the next block;
what gives most per minute without a plan (`personalization.next_best_action`); asking for a plan.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from agent_runner import InvalidInput, NotFound, RunContext
from agent_runner.agents.learner_model import CARDS, PARTS
from agent_runner.agents.motivation.facts import Session, sessions_of
from agent_runner.agents.personalization import agent as personalization
from agent_runner.agents.schedule.acting import NEXT_ACTION_MINUTES, block_action
from agent_runner.agents.schedule.models import ScheduledBlock
from agent_runner.agents.schedule.plan_models import PlanOfLearner
from agent_runner.agents.schedule.reading import aware_blocks
from agent_runner.agents.schedule.today_models import (
    BlockState,
    BlockToday,
    CapToday,
    DayOfWeek,
    DueReview,
    MinutesToday,
    NextAction,
    Today,
    WeekToday,
)
from agent_runner.agents.wellness import agent as wellness
from agent_runner.clock import FixedClock
from agent_runner.core import memory
from agent_runner.core.kept import Logged, Planned, kept
from agent_runner.core.timetable.words import day_text, duration_text, time_text
from agent_runner.curriculum.library import curriculum
from agent_runner.json_types import JsonObject

REVIEW_MINUTES = 5
_NO_PLAN_MINUTES = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class _Day:
    """What the day is worked out from."""

    now: datetime
    zone: ZoneInfo
    blocks: Sequence[ScheduledBlock]
    titles: Mapping[str, str]
    objectives: Mapping[str, list[str]]
    sessions: Sequence[Session]

    @property
    def date(self) -> date:
        return self.now.date()


async def today_of(
    ctx: RunContext,
    plan: PlanOfLearner | None,
    *,
    zone: ZoneInfo,
    now: datetime,
    minutes: int | None,
) -> Today:
    """The day that `now` lies in, in the zone; `minutes`: as many as the learner has just now."""
    now = now.astimezone(zone)
    ctx = replace(ctx.with_clock(FixedClock(now)), timezone=zone.key)
    day = _Day(
        now=now,
        zone=zone,
        blocks=aware_blocks(plan, zone) if plan is not None else (),
        titles={step.concept: _title(step.concept, step.title) for step in plan.path}
        if plan
        else {},
        objectives={step.concept: step.objectives for step in plan.path} if plan else {},
        sessions=await sessions_of(ctx.store),
    )
    blocks, reviews = _blocks_today(day), await _reviews(ctx, day)
    found = cast("JsonObject", await wellness.skills["daily_cap"].run(ctx, {}))
    cap = CapToday(minutes=cast("int", found["cap_minutes_per_day"]), why=str(found["why"]))
    own = _minutes(day, blocks, cap)
    action = await _next_action(ctx, day, blocks, reviews, own, cap, minutes)
    return Today(
        date=day.date,
        timezone=zone.key,
        blocks=blocks,
        reviews=reviews,
        next_action=action,
        minutes=own,
        cap=cap,
        week=_week(day),
        text=_text(own, reviews, has_plan=plan is not None),
    )


def _blocks_today(day: _Day) -> list[BlockToday]:
    own = [block for block in day.blocks if block.start.date() == day.date]
    work = [
        Planned(day=day.date, minutes=_length(block), concept=block.concept)
        for block in own
        if block.kind != "break"
    ]
    logged = [
        Logged(day=one.day, minutes=one.minutes, concept=one.concept)
        for one in day.sessions
        if one.day == day.date and one.kept is not False
    ]
    done = iter(kept(work, logged))
    found: list[BlockToday] = []
    for block in own:
        is_done = block.kind != "break" and next(done)
        found.append(
            BlockToday(
                start=block.start,
                end=block.end,
                kind=block.kind,
                concept=block.concept,
                title="Break" if block.kind == "break" else _title_of(block.concept, day),
                minutes=_length(block),
                because=block.because,
                state=_state(block, day.now, is_done=is_done),
            )
        )
    return found


def _state(block: ScheduledBlock, now: datetime, *, is_done: bool) -> BlockState:
    if block.kind == "break":
        return "break"
    if is_done:
        return "done"
    if now < block.start:
        return "ahead"
    return "now" if now < block.end else "missed"


async def _reviews(ctx: RunContext, day: _Day) -> list[DueReview]:
    """All that is due by the end of the day, the least likely to be remembered first."""
    end = datetime.combine(day.date + timedelta(days=1), datetime.min.time(), day.zone)
    planned = {
        block.concept
        for block in day.blocks
        if block.kind == "review" and block.start.date() == day.date
    }
    parts = {ref: str(part["title"]) for ref, part in await ctx.store.items(PARTS)}
    everything = curriculum()
    found: list[DueReview] = []
    for ref, card in await ctx.store.items(CARDS):
        due = memory.due(card)
        if due.astimezone(UTC) >= end.astimezone(UTC):
            continue
        recall = memory.retrievability(card, at=day.now)
        known = ref in everything.concepts
        title = day.titles.get(ref) or parts.get(ref) or (everything.title(ref) if known else ref)
        found.append(
            DueReview(
                concept=ref,
                title=title,
                due=due.astimezone(day.zone),
                recall=recall,
                minutes=REVIEW_MINUTES,
                in_plan=ref in planned,
                why=f"You would recall it now with {round(100 * recall)} %; "
                f"it was due on {day_text(due.astimezone(day.zone))}.",
            )
        )
    return sorted(found, key=lambda one: (one.recall, one.concept))


def _minutes(day: _Day, blocks: Sequence[BlockToday], cap: CapToday) -> MinutesToday:
    work = [block for block in blocks if block.kind != "break"]
    studied = sum(one.minutes for one in day.sessions if one.day == day.date)
    ahead = sum(_left_of(block, day.now) for block in work if block.state in ("now", "ahead"))
    return MinutesToday(
        planned=sum(block.minutes for block in work),
        studied=studied,
        left=max(0, min(ahead, cap.minutes - studied)),
    )


def _week(day: _Day) -> WeekToday:
    first = day.date - timedelta(days=day.date.weekday())
    days = [first + timedelta(days=step) for step in range(7)]
    work = [block for block in day.blocks if block.kind != "break"]
    planned = {on: sum(_length(b) for b in work if b.start.date() == on) for on in days}
    studied = {on: sum(one.minutes for one in day.sessions if one.day == on) for on in days}
    done = [block for block in _blocks_today(day) if block.state == "done"]
    ahead = [
        block
        for block in work
        if block.end > day.now
        and block.start.date() in planned
        and block.start not in {one.start for one in done}
    ]
    return WeekToday(
        first=first,
        last=days[-1],
        planned_minutes=sum(planned.values()),
        studied_minutes=sum(studied.values()),
        left_minutes=sum(_left_of(block, day.now) for block in ahead),
        blocks_left=len(ahead),
        days=[DayOfWeek(date=on, planned=planned[on], studied=studied[on]) for on in days],
    )


async def _next_action(
    ctx: RunContext,
    day: _Day,
    blocks: Sequence[BlockToday],
    reviews: Sequence[DueReview],
    own: MinutesToday,
    cap: CapToday,
    minutes: int | None,
) -> NextAction:
    left = cap.minutes - own.studied
    if left <= 0:
        because = f"You studied {own.studied} minutes today; the cap is {cap.minutes}. {cap.why}"
        return _action("rest", "That is enough for today: rest.", 0, because)
    most = min(left, minutes) if minutes is not None else left
    running = next((block for block in blocks if block.state == "now"), None)
    if running is not None:
        length = min(_left_of(running, day.now), most)
        text = f"Now: {length} minutes on “{running.title}”{_aim(running.concept, day)}"
        because = f"This block goes until {time_text(running.end)}. {running.because}"
        return _action(running.kind, text, length, because, running)
    ahead = next((block for block in blocks if block.state == "ahead"), None)
    until = _minutes_between(day.now, ahead.start) if ahead is not None else 24 * 60
    due = [one for one in reviews if not (one.in_plan and ahead is not None)]
    if due and min(until, most) >= REVIEW_MINUTES:
        text = f"Recall “{due[0].title}” without looking, then check."
        return _action("review", text, REVIEW_MINUTES, due[0].why, concept=due[0].concept)
    missed = next((block for block in blocks if block.state == "missed"), None)
    if missed is not None and min(missed.minutes, NEXT_ACTION_MINUTES) <= min(until, most):
        length = min(missed.minutes, NEXT_ACTION_MINUTES)
        text = f"Now: {length} minutes on “{missed.title}”{_aim(missed.concept, day)}"
        because = (
            f"It was planned for {time_text(missed.start)} today, and no session on it is logged."
        )
        return _action(missed.kind, text, length, because, missed)
    following = next(
        (
            b
            for b in day.blocks
            if b.kind != "break" and b.start > day.now and not _is_done(b, blocks)
        ),
        None,
    )
    if following is not None:
        return _of_block(following, day, most)
    return await _without_plan(ctx, minutes)


def _of_block(block: ScheduledBlock, day: _Day, most: int) -> NextAction:
    step = {
        "title": _title_of(block.concept, day),
        "objectives": day.objectives.get(block.concept or "", []),
    }
    raw = {"start": block.start.isoformat(), "end": block.end.isoformat()}
    found = block_action(raw, step)
    minutes = cast("int", found["minutes"])
    is_today = block.start.date() == day.date
    return _action(
        block.kind,
        str(found["text"]),
        min(minutes, most) if is_today else minutes,
        block.because or "It is the next block of your plan.",
        block,
    )


async def _without_plan(ctx: RunContext, minutes: int | None) -> NextAction:
    asked: JsonObject = {} if minutes is None else {"minutes": minutes}
    try:
        found = await personalization.skills["next_best_action"].run(ctx, asked)
        actions = cast("list[JsonObject]", cast("JsonObject", found)["actions"])
    except (InvalidInput, NotFound):
        actions = []
    if not actions:
        return _action(
            "plan",
            "Say what you want to learn, and get a plan for it.",
            _NO_PLAN_MINUTES,
            "There is no block ahead, nothing is due, and no subject is open.",
        )
    best = actions[0]
    kind = "practice" if best["kind"] == "practise" else str(best["kind"])
    concept = cast("str | None", best["concept"])
    length = cast("int", best["minutes"])
    return _action(kind, str(best["text"]), length, str(best["because"]), concept=concept)


def _action(
    kind: str,
    text: str,
    minutes: int,
    because: str,
    block: BlockToday | ScheduledBlock | None = None,
    *,
    concept: str | None = None,
) -> NextAction:
    return NextAction.model_validate(
        {
            "kind": kind,
            "text": text,
            "minutes": minutes,
            "concept": block.concept if block is not None else concept,
            "block_start": block.start if block is not None else None,
            "because": because,
        }
    )


def _text(own: MinutesToday, reviews: Sequence[DueReview], *, has_plan: bool) -> str:
    due = f"{len(reviews)} review{'' if len(reviews) == 1 else 's'} due"
    if not has_plan:
        return f"{duration_text(own.studied)} studied today; {due}."
    return (
        f"{duration_text(own.planned)} planned today, {duration_text(own.studied)} logged, "
        f"{duration_text(own.left)} still to come; {due}."
    )


def _is_done(block: ScheduledBlock, blocks: Sequence[BlockToday]) -> bool:
    return any(one.start == block.start and one.state == "done" for one in blocks)


def _aim(concept: str | None, day: _Day) -> str:
    objectives = day.objectives.get(concept or "", [])
    return f": {objectives[0]}" if objectives else ""


def _title_of(concept: str | None, day: _Day) -> str:
    return day.titles.get(concept or "") or _title(concept or "study", None)


def _title(concept: str, title: str | None) -> str:
    return title or concept.rsplit("/", 1)[-1].replace("-", " ")


def _length(block: ScheduledBlock) -> int:
    return _minutes_between(block.start, block.end)


def _left_of(block: BlockToday | ScheduledBlock, now: datetime) -> int:
    return _minutes_between(max(block.start, now, key=lambda at: at.timestamp()), block.end)


def _minutes_between(start: datetime, end: datetime) -> int:
    """Of real time, also across a change of the clocks."""
    return max(0, round((end.timestamp() - start.timestamp()) / 60))
