"""Where study may go: free stretches of time, and how many minutes each day may take.

Turns constraints into plain numbers once, before anything is placed. Places nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from agent_runner.core.timetable.model import GRID_MINUTES, Constraints
from agent_runner.core.timetable.zone import (
    days,
    end_of_date,
    local_day,
    minute_of,
    stretches,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Free:
    """A free stretch within one local day, on the grid; minutes since 1970 in UTC."""

    start: int
    end: int
    day: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Room:
    """All free stretches in order, and per day the minutes that may be used."""

    zone: ZoneInfo
    start: int
    end: int
    first_day: int
    free: tuple[Free, ...]
    capacity: Mapping[int, int]

    @property
    def minutes(self) -> int:
        """Study minutes of all days together."""
        return sum(self.capacity.values())


def room_of(constraints: Constraints) -> Room:
    """The room between the start and the deadline (or the end of the horizon)."""
    zone = ZoneInfo(constraints.tz)
    start = -(-constraints.start.timestamp() // 60)
    first = _up(int(start))
    end = last_minute(constraints)
    free = _free(constraints, zone, first, end) if end > first else ()
    first_day = local_day(first, zone)
    capacity = _capacity(constraints, free, first_day)
    return Room(zone=zone, start=first, end=end, first_day=first_day, free=free, capacity=capacity)


def last_minute(constraints: Constraints) -> int:
    """The minute at which the plan must be over."""
    zone = ZoneInfo(constraints.tz)
    if constraints.deadline is not None:
        return minute_due(constraints.deadline, zone)
    today = constraints.start.astimezone(zone).date()
    return minute_due(today + timedelta(days=constraints.horizon_days - 1), zone)


def minute_due(due: datetime | date, zone: ZoneInfo) -> int:
    """The last minute on the grid before an instant or the end of a date."""
    return _down(minute_of(due) if isinstance(due, datetime) else end_of_date(due, zone))


def day_limit(constraints: Constraints, day: int) -> int:
    """The most minutes of work on a day (an ordinal), whatever is free on it."""
    return _limit(constraints, (day + 6) % 7)


def _free(constraints: Constraints, zone: ZoneInfo, start: int, end: int) -> tuple[Free, ...]:
    lines = stretches(zone, start, end)
    dates_off = {day.toordinal() for day in constraints.dates_off}
    found: list[Free] = []
    for day, midnight, index in days(lines):
        weekday = (day + 6) % 7
        if weekday in constraints.days_off or day in dates_off:
            continue
        line = lines[index]
        for window in constraints.windows[weekday]:
            opens = _up(max(midnight + window.start, line.start))
            closes = _down(min(midnight + window.end, line.end))
            if closes - opens >= GRID_MINUTES:
                found.append(Free(start=opens, end=closes, day=day))
    return tuple(_without(_joined(found), constraints))


def _joined(pieces: Iterable[Free]) -> list[Free]:
    """Pieces in order; those of one day that touch or overlap become one."""
    joined: list[Free] = []
    for piece in sorted(pieces, key=lambda p: (p.start, p.end)):
        before = joined[-1] if joined else None
        if before is not None and before.day == piece.day and piece.start <= before.end:
            end = max(before.end, piece.end)
            joined[-1] = Free(start=before.start, end=end, day=piece.day)
        else:
            joined.append(piece)
    return joined


def _without(pieces: list[Free], constraints: Constraints) -> list[Free]:
    taken = _taken(constraints)
    kept: list[Free] = []
    first = 0
    for piece in pieces:
        while first < len(taken) and taken[first][1] <= piece.start:
            first += 1
        opens, index = piece.start, first
        while index < len(taken) and taken[index][0] < piece.end:
            if taken[index][0] - opens >= GRID_MINUTES:
                kept.append(Free(start=opens, end=taken[index][0], day=piece.day))
            opens, index = max(opens, taken[index][1]), index + 1
        if piece.end - opens >= GRID_MINUTES:
            kept.append(Free(start=opens, end=piece.end, day=piece.day))
    return kept


def _taken(constraints: Constraints) -> list[tuple[int, int]]:
    """Busy stretches in order, widened to the grid, overlapping ones joined."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(
        (_down(minute_of(busy.start)), _up(int(-(-busy.end.timestamp() // 60))))
        for busy in constraints.busy
        if busy.end > busy.start
    ):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _capacity(
    constraints: Constraints, free: tuple[Free, ...], first_day: int
) -> Mapping[int, int]:
    """Minutes per day: what is free, under the cap and the budget; a weekly budget is spread."""
    limits = [_limit(constraints, weekday) for weekday in range(7)]
    available: dict[int, int] = {}
    for piece in free:
        available[piece.day] = available.get(piece.day, 0) + piece.end - piece.start
    capacity = {
        day: _down(min(limits[(day + 6) % 7], minutes)) for day, minutes in available.items()
    }
    if constraints.minutes_per_week is None:
        return capacity
    spread: dict[int, int] = {}
    for week in sorted({(day - first_day) // 7 for day in capacity}):
        within = {day: m for day, m in capacity.items() if (day - first_day) // 7 == week}
        spread.update(_spread(within, constraints.minutes_per_week, constraints.shortest_block))
    return spread


def _limit(constraints: Constraints, weekday: int) -> int:
    wished = constraints.minutes_per_day
    if weekday >= 5 and constraints.minutes_per_weekend_day is not None:
        wished = constraints.minutes_per_weekend_day
    cap = constraints.daily_cap_minutes
    return cap if wished is None else min(cap, wished)


def _spread(capacity: Mapping[int, int], budget: int, least: int) -> dict[int, int]:
    """A week's minutes over its days: as many days as get `least` each, evenly apart.

    What those days cannot take goes to the others, in order.
    """
    ordered = sorted(capacity)
    count = max(1, min(len(ordered), budget // least))
    chosen = [ordered[index * len(ordered) // count] for index in range(count)]
    share = dict.fromkeys(ordered, 0)
    left = _down(budget)
    for done, day in enumerate(sorted(chosen, key=lambda day: (capacity[day], day))):
        share[day] = min(capacity[day], left, _up(-(-left // (count - done))))
        left -= share[day]
    for day in ordered:
        if share[day] == 0:
            share[day] = min(capacity[day], left)
            left -= share[day]
    return share


def _up(minute: int) -> int:
    return -(-minute // GRID_MINUTES) * GRID_MINUTES


def _down(minute: int) -> int:
    return minute // GRID_MINUTES * GRID_MINUTES
