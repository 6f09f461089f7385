"""Local calendar and elapsed time: where a zone's days and wall clocks lie on the line of UTC.

Instants are whole minutes since 1970-01-01T00:00Z, days are proleptic ordinals (`date.toordinal`).
Works by stretches of constant offset, so that skipped, doubled and half-hour-shifted times and
dates that never happened need no special case. Knows nothing of studying.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from agent_runner.core.timetable.model import DAY_MINUTES

_EPOCH_DAY = date(1970, 1, 1).toordinal()
_SAMPLE_MINUTES = 6 * 60


@dataclass(frozen=True, kw_only=True, slots=True)
class Stretch:
    """From `start` to `end` (exclusive) local time is UTC plus `offset` minutes."""

    start: int
    end: int
    offset: int


def minute_of(instant: datetime) -> int:
    """The minute an aware instant lies in."""
    return int(instant.timestamp() // 60)


def local(minute: int, zone: ZoneInfo) -> datetime:
    """The minute as aware local time."""
    return datetime.fromtimestamp(minute * 60, UTC).astimezone(zone)


def local_day(minute: int, zone: ZoneInfo) -> int:
    """The ordinal of the local date at a minute."""
    return local(minute, zone).toordinal()


def stretches(zone: ZoneInfo, start: int, end: int) -> list[Stretch]:
    """The stretches of constant offset that cover `start` to `end`."""
    found: list[Stretch] = []
    since, offset, at = start, _offset(zone, start), start
    while at < end:
        ahead = min(at + _SAMPLE_MINUTES, end)
        if _offset(zone, ahead) != offset:
            change = _first_change(zone, at, ahead, offset)
            found.append(Stretch(start=since, end=change, offset=offset))
            since, offset, ahead = change, _offset(zone, change), change
        at = ahead
    if since < end:
        found.append(Stretch(start=since, end=end, offset=offset))
    return found


def days(lines: list[Stretch]) -> Iterator[tuple[int, int, int]]:
    """Each piece of a local day, in order of time: `(day, its 00:00 as a minute, stretch index)`.

    The minute of 00:00 is the one the stretch's offset gives; it may lie outside the stretch.
    """
    for index, line in enumerate(lines):
        first = (line.start + line.offset) // DAY_MINUTES
        last = (line.end - 1 + line.offset) // DAY_MINUTES
        for day in range(first, last + 1):
            yield day + _EPOCH_DAY, day * DAY_MINUTES - line.offset, index


def end_of_date(day: date, zone: ZoneInfo) -> int:
    """The minute at which a local date is over; for a date that was skipped, where it would be."""
    noon = (day.toordinal() - _EPOCH_DAY) * DAY_MINUTES + DAY_MINUTES // 2
    lines = stretches(zone, noon - 3 * DAY_MINUTES, noon + 3 * DAY_MINUTES)
    ends = [
        min(midnight + DAY_MINUTES, lines[index].end)
        for ordinal, midnight, index in days(lines)
        if ordinal <= day.toordinal()
    ]
    return max(ends)


def _offset(zone: ZoneInfo, minute: int) -> int:
    offset = local(minute, zone).utcoffset()
    return int(offset.total_seconds() // 60) if offset is not None else 0


def _first_change(zone: ZoneInfo, low: int, high: int, offset: int) -> int:
    """The first minute in (low, high] whose offset is another."""
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(zone, middle) == offset:
            low = middle
        else:
            high = middle
    return high
