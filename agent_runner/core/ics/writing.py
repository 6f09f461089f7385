"""Study blocks as a calendar that any calendar program takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from icalendar import Alarm, Calendar, Component, Event

_PRODUCT = "-//Study companion//Timetable//EN"


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One event. `uid` stays the same when the event moves; then `sequence` grows."""

    uid: str
    start: datetime
    end: datetime
    title: str
    text: str = ""
    category: str = ""
    alarm_minutes: int | None = None


def write(
    entries: Sequence[Entry], *, name: str, tz: str, stamp: datetime, sequence: int = 0
) -> str:
    """The calendar as text with CRLF ends and folded lines; the same entries give the same text.

    Times are written in UTC, so no VTIMEZONE is needed and no clock change is ambiguous; `tz` only
    tells a program where to show them. `stamp` is the instant the plan was made.
    """
    properties = {
        "prodid": _PRODUCT,
        "version": "2.0",
        "calscale": "GREGORIAN",
        "method": "PUBLISH",
        "name": _printable(name),
        "x-wr-calname": _printable(name),
        "x-wr-timezone": tz,
    }
    calendar = _filled(Calendar(), properties)
    for entry in entries:
        calendar.add_component(_event(entry, stamp.astimezone(UTC), sequence))
    return calendar.to_ical().decode("utf-8")


def _event(entry: Entry, stamp: datetime, sequence: int) -> Event:
    properties: dict[str, object] = {
        "uid": entry.uid,
        "dtstamp": stamp.replace(microsecond=0),
        "dtstart": entry.start.astimezone(UTC),
        "dtend": entry.end.astimezone(UTC),
        "summary": _printable(entry.title),
        "sequence": sequence,
        "transp": "OPAQUE",
    }
    if entry.text:
        properties["description"] = _printable(entry.text)
    if entry.category:
        properties["categories"] = [entry.category]
    event = _filled(Event(), properties)
    if entry.alarm_minutes is not None:
        alarm = {
            "action": "DISPLAY",
            "description": _printable(entry.title),
            "trigger": timedelta(minutes=-entry.alarm_minutes),
        }
        event.add_component(_filled(Alarm(), alarm))
    return event


def _filled(component: Component, properties: Mapping[str, object]) -> Any:
    untyped = cast("Any", component)
    for name, value in properties.items():
        untyped.add(name, value)
    return untyped


def _printable(text: str) -> str:
    """Without the control characters that RFC 5545 forbids in text."""
    return "".join(c for c in text if c in "\n\t" or (ord(c) >= 32 and ord(c) != 127))
