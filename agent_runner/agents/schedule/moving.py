"""A study plan with one block dragged: all parts that depend on its blocks are made anew.

Which blocks move is the timetable's business (`core.timetable.dragged`). Checkpoints, if-then plans
and the first step are asked of the agents that own them, so that they say the same as a new plan.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeAlias, cast
from zoneinfo import ZoneInfo

from agent_runner import InvalidInput, NotFound, RunContext
from agent_runner.agents.assessment import agent as assessment
from agent_runner.agents.motivation import agent as motivation
from agent_runner.agents.schedule.acting import block_action
from agent_runner.agents.schedule.models import BusyTime, ScheduledBlock
from agent_runner.agents.schedule.move_models import MoveConflict, MovedOut, Place, PlanMove
from agent_runner.agents.schedule.plan_models import PlanOfLearner
from agent_runner.agents.schedule.reading import (
    aware_blocks,
    limits_of,
    plan_of,
    tasks_of,
    zone_of,
)
from agent_runner.clock import FixedClock
from agent_runner.core.timetable import Block, Dragged, dragged
from agent_runner.core.timetable.words import day_text, time_text
from agent_runner.json_types import JsonObject, JsonValue

_Named: TypeAlias = tuple[str, str | None]


async def move_in_plan(
    ctx: RunContext,
    given: Mapping[str, JsonValue],
    *,
    block_start: datetime,
    to: datetime,
    now: datetime | None,
    timezone: str | None,
    busy: Sequence[BusyTime],
) -> PlanMove:
    """The plan after the drag; raises `NotFound` where no work block starts at `block_start`."""
    plan = plan_of(given)
    zone = zone_of(ctx, plan, timezone)
    at, to, block_start = (
        one if one.tzinfo else one.replace(tzinfo=zone)
        for one in (now or ctx.clock.now(), to, block_start)
    )
    blocks, tasks = aware_blocks(plan, zone), tasks_of(plan, zone)
    constraints = limits_of(ctx, plan, zone, busy).constraints
    _check_one(blocks, block_start)
    try:
        found = await asyncio.to_thread(
            dragged,
            [_block(block) for block in blocks],
            tasks,
            constraints,
            block_start=block_start,
            to=to,
            now=at,
        )
    except ValueError as error:
        raise InvalidInput(
            field="plan.path", expected="concepts in an order", got=str(error)
        ) from None
    if found.refused is not None or not found.moved:
        return _unchanged(given, found, blocks, block_start)
    there = ctx.with_clock(FixedClock(at))
    return PlanMove(
        plan=await _with_blocks(there, given, plan, found, zone),
        moved=[
            MovedOut(
                concept=one.concept,
                title=one.title,
                kind=one.kind,
                from_=one.was,
                to=one.to,
                because=one.because,
            )
            for one in found.moved
        ],
        conflicts=[],
        is_fewest=found.is_fewest,
        text=_text(found),
    )


def _check_one(blocks: Sequence[ScheduledBlock], start: datetime) -> None:
    there = [block for block in blocks if block.start == start]
    if not there:
        raise NotFound(what="block of the plan", id=start.isoformat())
    if all(block.kind == "break" for block in there):
        raise InvalidInput(
            field="block_start", expected="the start of a block of work", got="that of a break"
        )


def _unchanged(
    given: Mapping[str, JsonValue],
    found: Dragged,
    blocks: Sequence[ScheduledBlock],
    block_start: datetime,
) -> PlanMove:
    refused = found.refused
    if refused is None:
        text = "It is there already; nothing moved."
        return PlanMove(plan=dict(given), moved=[], conflicts=[], is_fewest=True, text=text)
    block = next(one for one in blocks if one.start == block_start and one.kind != "break")
    length = block.end - block.start
    nearest = [Place(start=start, end=start + length) for start in refused.nearest]
    places = ", ".join(f"{day_text(at)} {time_text(at)}" for at in refused.nearest)
    offer = f" It could be on {places}." if places else ""
    return PlanMove(
        plan=dict(given),
        moved=[],
        conflicts=[MoveConflict(kind=refused.kind, text=refused.text, nearest=nearest)],
        is_fewest=True,
        text=f"{refused.text}{offer}",
    )


async def _with_blocks(
    ctx: RunContext,
    given: Mapping[str, JsonValue],
    plan: PlanOfLearner,
    found: Dragged,
    zone: ZoneInfo,
) -> JsonObject:
    blocks: list[JsonObject] = [
        {
            "start": _written(block.start),
            "end": _written(block.end),
            "kind": block.kind,
            "concept": block.concept,
            "because": block.because,
        }
        for block in found.blocks
    ]
    path = cast("list[JsonObject]", given.get("path") or [])
    forecast: JsonValue = [
        {"date": one.date.isoformat(), "minutes": one.minutes} for one in found.due_forecast
    ]
    changed: JsonObject = {
        "schedule": {**_part(given, "schedule"), "blocks": cast("JsonValue", blocks)},
        "review": {**_part(given, "review"), "due_forecast": forecast},
    }
    if _part(given, "assessment").get("checkpoints"):
        changed["assessment"] = {
            **_part(given, "assessment"),
            "checkpoints": await _checkpoints(ctx, plan, path, blocks),
        }
    if _part(given, "motivation"):
        changed["motivation"] = await _motivation(ctx, given, plan, path, blocks, zone)
    ahead = [
        block for block in found.blocks if block.kind != "break" and block.end > ctx.clock.now()
    ]
    if ahead and "next_action" in given:
        step = next((step for step in path if step.get("concept") == ahead[0].concept), None)
        changed["next_action"] = block_action(blocks[found.blocks.index(ahead[0])], step)
    return {**given, **changed}


async def _checkpoints(
    ctx: RunContext, plan: PlanOfLearner, path: list[JsonObject], blocks: list[JsonObject]
) -> JsonValue:
    start = plan.schedule.limits.start if plan.schedule.limits else plan.trace.now
    asked: JsonObject = {
        "path": cast("JsonValue", path),
        "blocks": cast("JsonValue", blocks),
        "start": (start or ctx.clock.now()).date().isoformat(),
        "by": plan.goal.by.isoformat() if plan.goal.by else None,
    }
    return await assessment.skills["checkpoints"].run(ctx, asked)


async def _motivation(
    ctx: RunContext,
    given: Mapping[str, JsonValue],
    plan: PlanOfLearner,
    path: list[JsonObject],
    blocks: list[JsonObject],
    zone: ZoneInfo,
) -> JsonValue:
    """If-then plans are made anew only where one names a time at which that block is no more, or a
    moved block comes before them: their words may be a model's, or the learner's own."""
    part = _part(given, "motivation")
    before = cast("list[JsonObject]", part.get("if_then") or [])
    asked: JsonObject = {
        "path": cast("JsonValue", path),
        "blocks": cast("JsonValue", blocks),
        "timezone": zone.key,
        "count": max(1, min(14, len(before) or 3)),
    }
    anew = cast("JsonObject", await motivation.skills["if_then"].run(ctx, asked))
    now = cast("list[JsonObject]", anew["if_then"])
    was = _named(aware_blocks(plan, zone))
    will = _named([ScheduledBlock.model_validate(block) for block in blocks])
    kept = {str(one.get("block_start")): one for one in before}
    plans: list[JsonValue] = []
    for one in now:
        start = str(one["block_start"])
        old = kept.get(start)
        backup = _part(one, "backup").get("block_start")
        same = old is not None and was.get(start) == will.get(start)
        if old is not None and same and _part(old, "backup").get("block_start") == backup:
            plans.append(old if was.get(str(backup)) == will.get(str(backup)) else one)
        else:
            plans.append(one)
    return {**part, "if_then": plans, "first_step": _first_step(part, anew, was, will)}


def _first_step(
    part: JsonObject, anew: JsonObject, was: Mapping[str, _Named], will: Mapping[str, _Named]
) -> JsonValue:
    """The one there is, while the same concept is the first to be learned."""
    firsts = [
        next((concept for kind, concept in named.values() if kind in ("learn", "practice")), None)
        for named in (was, will)
    ]
    same = firsts[0] == firsts[1] and part.get("first_step")
    return part["first_step"] if same else anew["first_step"]


def _named(blocks: Sequence[ScheduledBlock]) -> dict[str, _Named]:
    """What is at each start, in order of time."""
    return {
        _written(block.start): (block.kind, block.concept)
        for block in blocks
        if block.kind != "break"
    }


def _written(at: datetime) -> str:
    """As all other instants of a plan are: UTC as Z."""
    text = at.isoformat()
    return f"{text[:-6]}Z" if text.endswith("+00:00") else text


def _part(given: Mapping[str, JsonValue], name: str) -> JsonObject:
    part = given.get(name)
    return part if isinstance(part, dict) else {}


def _block(block: ScheduledBlock) -> Block:
    return Block(
        start=block.start,
        end=block.end,
        kind=block.kind,
        concept=block.concept,
        because=block.because,
    )


def _text(found: Dragged) -> str:
    first, others = found.moved[0], len(found.moved) - 1
    to = first.to or first.was
    what = f"“{first.title}” is on {day_text(to)}, {time_text(to)} now"
    if not others:
        return f"{what}; nothing else moved."
    return f"{what}; {others} other block{'s' if others > 1 else ''} moved with it."
