"""When someone is busy, out of a calendar file of any origin.

A file is untrusted and often broken: what can be read is used, what cannot is reported with its
line, and nothing raises. Event titles stay in the report; whether to show them is the caller's.
"""

from __future__ import annotations

import hashlib
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from agent_runner.core.ics.recurrence import UnfollowedRule, occurrences, value_of

_MOST_EVENTS = 5000
_MOST_PROBLEMS = 20
_OWN_ZONE = re.compile(r"^TZID(?:;[^:\r\n]*)?:([^\r\n]+)", re.MULTILINE)


@dataclass(frozen=True, kw_only=True, slots=True)
class BusyTime:
    """A stretch of time that is taken, aware."""

    start: datetime
    end: datetime
    title: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """Something in the file that was passed over; `line` counts from 1."""

    line: int
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class BusyReport:
    """What a file says: busy times in order, and what could not be read."""

    busy: tuple[BusyTime, ...]
    problems: tuple[Problem, ...]
    events: int


def read_busy(text: str, *, tz: str, start: datetime, end: datetime) -> BusyReport:
    """The busy times between two instants, repeating events written out.

    Floating times and whole days are taken in `tz`. Cancelled and transparent (free) events do
    not count.
    """
    reader = _Reader(tz=ZoneInfo(tz), start=start, end=end)
    return reader.read(text)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Chunk:
    name: str
    line: int
    text: str


class _Reader:
    def __init__(self, *, tz: ZoneInfo, start: datetime, end: datetime) -> None:
        self.tz, self.start, self.end = tz, start, end
        self.problems: list[Problem] = []
        self.busy: list[BusyTime] = []
        self.moved: dict[str, set[datetime]] = {}

    def read(self, text: str) -> BusyReport:
        chunks = list(_chunks(text))
        zones = [chunk for chunk in chunks if chunk.name == "VTIMEZONE"]
        events = [chunk for chunk in chunks if chunk.name == "VEVENT"]
        if not chunks and "BEGIN:VCALENDAR" not in text.upper():
            self._problem(1, "this is not a calendar file: it does not begin with BEGIN:VCALENDAR")
        if len(events) > _MOST_EVENTS:
            line = events[_MOST_EVENTS].line
            self._problem(line, f"only the first {_MOST_EVENTS} events were read")
        renamed = self._own_zones(zones)
        parsed = [
            (chunk, event)
            for chunk in events[:_MOST_EVENTS]
            if (event := self._parsed(chunk, renamed)) is not None
        ]
        for chunk, event in parsed:
            self._note_moved(chunk, event)
        for chunk, event in parsed:
            try:
                self._add(chunk, event)
            except Exception as error:  # as in `_calendar`: one broken event, not the whole file
                self._problem(chunk.line, _first_line(error))
        busy = sorted(self.busy, key=lambda entry: (entry.start, entry.end, entry.title))
        return BusyReport(
            busy=tuple(busy), problems=tuple(self.problems[:_MOST_PROBLEMS]), events=len(parsed)
        )

    def _own_zones(self, zones: list[_Chunk]) -> dict[str, str]:
        """Zones that the file defines, under names of their own.

        icalendar keeps such definitions for the life of the process under the name in the file,
        so that two files with a "Customized Time Zone" would share the first one's rules.
        """
        renamed: dict[str, str] = {}
        for chunk in zones:
            found = _OWN_ZONE.search(chunk.text)
            if found is None or _is_known_zone(found[1].strip()):
                continue
            name = found[1].strip()
            digest = hashlib.sha256(chunk.text.encode()).hexdigest()[:16]
            body = chunk.text.replace(found[0], f"TZID:{digest}")
            if self._calendar(_Chunk(name="VTIMEZONE", line=chunk.line, text=body)) is not None:
                renamed[name] = digest
        return renamed

    def _parsed(self, chunk: _Chunk, renamed: dict[str, str]) -> Event | None:
        text = chunk.text
        for name, digest in renamed.items():
            text = re.sub(rf'TZID="?{re.escape(name)}"?(?=[;:])', f"TZID={digest}", text)
        calendar = self._calendar(_Chunk(name=chunk.name, line=chunk.line, text=text))
        inside = calendar.subcomponents if calendar is not None else []
        return next((part for part in inside if isinstance(part, Event)), None)

    def _calendar(self, chunk: _Chunk) -> Calendar | None:
        body = f"BEGIN:VCALENDAR\r\n{chunk.text}\r\nEND:VCALENDAR\r\n"
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                calendar = Calendar.from_ical(body)
        except Exception as error:  # a parser fed with broken files; whatever it is, it is reported
            self._problem(chunk.line, _first_line(error))
            return None
        return calendar

    def _note_moved(self, chunk: _Chunk, event: Event) -> None:
        """A changed occurrence of a repeating event stands in place of the one in the series."""
        instead_of = self._instant(event, "RECURRENCE-ID")
        if instead_of is not None:
            self.moved.setdefault(str(event.get("UID", chunk.line)), set()).add(instead_of[0])

    def _add(self, chunk: _Chunk, event: Event) -> None:
        if str(event.get("STATUS", "")).upper() == "CANCELLED":
            return
        if str(event.get("TRANSP", "")).upper() == "TRANSPARENT":
            return
        began = self._instant(event, "DTSTART")
        if began is None:
            self._problem(chunk.line, "the event has no start that can be read")
            return
        start, whole_day = began
        length = self._length(event, start, whole_day)
        title = str(event.get("SUMMARY", ""))
        moved = self.moved.get(str(event.get("UID", chunk.line)), set())
        series = "RECURRENCE-ID" not in event
        try:
            dates = occurrences(event, start, until=self.end) if series else [start]
        except (UnfollowedRule, ValueError, TypeError, OverflowError) as error:
            self._problem(chunk.line, f"{title or 'an event'} repeats: {_first_line(error)}")
            dates = [start]
        for at in dates:
            if series and at in moved:
                continue
            # wall-clock for whole days, elapsed time otherwise
            over = at + length if whole_day else (at.astimezone(UTC) + length).astimezone(self.tz)
            if over > self.start and at < self.end:
                self.busy.append(BusyTime(start=at, end=over, title=title))

    def _length(self, event: Event, start: datetime, whole_day: bool) -> timedelta:
        ended = self._instant(event, "DTEND")
        if ended is not None:
            length = ended[0] - start if whole_day else ended[0].astimezone(UTC) - start
            return max(length, timedelta(0))
        length = value_of(event.get("DURATION"))
        if isinstance(length, timedelta) and length > timedelta(0):
            return min(length, timedelta(days=366))
        return timedelta(days=1) if whole_day else timedelta(0)

    def _instant(self, event: Event, name: str) -> tuple[datetime, bool] | None:
        """A property as an aware instant, and whether it is a whole day."""
        value = value_of(event.get(name))
        if isinstance(value, datetime):
            return (value if value.tzinfo else value.replace(tzinfo=self.tz)), False
        if isinstance(value, date):
            return datetime.combine(value, time(0), self.tz), True
        return None

    def _problem(self, line: int, text: str) -> None:
        self.problems.append(Problem(line=line, text=text))


def _chunks(text: str) -> Iterator[_Chunk]:
    """The outermost VTIMEZONE and VEVENT components of a file, each with the line it begins at."""
    lines = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    name, since, wanted = "", 0, {"BEGIN:VTIMEZONE": "VTIMEZONE", "BEGIN:VEVENT": "VEVENT"}
    for number, line in enumerate(lines):
        mark = line.strip().upper()
        if mark in wanted:
            name, since = wanted[mark], number
        elif name and mark == f"END:{name}":
            body = [one for one in lines[since : number + 1] if one.strip()]
            yield _Chunk(name=name, line=since + 1, text="\r\n".join(body))
            name = ""


def _is_known_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:160]
