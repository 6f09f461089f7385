"""Owns how check-ins are kept: one namespace of their own, numbers only, deleted by one call.

A note is read by the guard and then dropped. Of the guard's verdicts only counts are kept.
"""

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from agent_runner.agents.wellness.models import PastCheckIn
from agent_runner.context import RunContext
from agent_runner.core.load import CheckIn

CHECK_INS = "wellness.check_in"
COUNTS = "wellness.guard"
KEPT = 400
"""Check-ins that are looked at: more than a year of daily ones."""


async def check_ins_of(ctx: RunContext) -> list[CheckIn]:
    """The learner's check-ins, oldest first, in their own time zone."""
    zone = zone_of(ctx)
    events = await ctx.store.events(CHECK_INS, limit=KEPT)
    return [_check_in(PastCheckIn.model_validate(event.value), zone) for event in events]


async def add_check_in(ctx: RunContext, check_in: CheckIn) -> None:
    """Keeps the numbers of a check-in."""
    await ctx.store.append(CHECK_INS, as_stored(check_in).model_dump(mode="json"))


async def count_verdict(ctx: RunContext, level: int) -> None:
    """Counts that help was given, without any text."""
    counts = await ctx.store.get(COUNTS, "counts") or {}
    name = f"level_{level}"
    so_far = counts.get(name)
    counts = {**counts, name: (so_far if isinstance(so_far, int) else 0) + 1}
    await ctx.store.put(COUNTS, "counts", counts)


async def forget_all(ctx: RunContext) -> int:
    """Deletes everything this agent keeps; returns how many records there were."""
    return await ctx.store.delete(CHECK_INS) + await ctx.store.delete(COUNTS)


def as_stored(check_in: CheckIn) -> PastCheckIn:
    """A check-in in the form it is kept and shown in."""
    return PastCheckIn(
        at=check_in.at.isoformat(),
        mood=check_in.mood,
        energy=check_in.energy,
        sleep_hours=check_in.sleep_hours,
        stress=check_in.stress,
        study_minutes=check_in.study_minutes,
        who5=check_in.who5,
    )


def now_of(ctx: RunContext) -> datetime:
    """The instant in the learner's time zone."""
    return ctx.clock.now().astimezone(zone_of(ctx))


def zone_of(ctx: RunContext) -> ZoneInfo:
    """The learner's time zone; UTC when its name is unknown, for help must not fail on it."""
    try:
        return ZoneInfo(ctx.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def _check_in(stored: PastCheckIn, zone: ZoneInfo) -> CheckIn:
    return CheckIn(
        at=datetime.fromisoformat(stored.at).astimezone(zone),
        mood=stored.mood,
        energy=stored.energy,
        sleep_hours=stored.sleep_hours,
        stress=stored.stress,
        study_minutes=stored.study_minutes,
        who5=stored.who5,
    )
