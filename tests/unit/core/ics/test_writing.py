from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from agent_runner.core.ics import Entry, write

STAMP = datetime(2026, 11, 22, 9, 30, 15, 123456, tzinfo=UTC)
START = datetime(2026, 11, 24, 17, 0, tzinfo=ZoneInfo("Europe/Berlin"))


def entry(title: str = "Learn: Limits", text: str = "") -> Entry:
    return Entry(
        uid="run-1.learn.1@study-companion",
        start=START,
        end=START + timedelta(minutes=30),
        title=title,
        text=text,
        category="learn",
        alarm_minutes=10,
    )


def events(text: str) -> list[Any]:
    return list(cast("Any", Calendar).from_ical(text).walk("VEVENT"))


def test_what_is_written_reads_back_as_the_same_instants() -> None:
    text = write([entry()], name="Calculus", tz="Europe/Berlin", stamp=STAMP, sequence=3)
    (event,) = events(text)
    assert event["DTSTART"].dt == START
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(minutes=30)
    assert event["DTSTAMP"].dt == STAMP.replace(microsecond=0)
    assert (event["UID"], event["SEQUENCE"]) == ("run-1.learn.1@study-companion", 3)
    assert event.walk("VALARM")[0]["TRIGGER"].dt == timedelta(minutes=-10)


def test_times_are_in_utc_so_that_no_zone_definition_is_needed() -> None:
    text = write([entry()], name="Calculus", tz="Europe/Berlin", stamp=STAMP)
    assert "DTSTART:20261124T160000Z\r\n" in text
    assert "TZID" not in text


@given(title=st.text(max_size=300), words=st.text(max_size=300))
def test_any_title_and_text_gives_lines_of_at_most_75_bytes_that_read_back(
    title: str, words: str
) -> None:
    text = write([entry(title, words)], name="Plan", tz="UTC", stamp=STAMP)
    lines = text.encode("utf-8").split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    assert not any(b"\n" in line for line in lines)
    (event,) = events(text)
    assert not event.errors
    assert event["DTSTART"].dt == START


def test_a_title_cannot_smuggle_in_another_property() -> None:
    title = "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:evil"
    text = write([entry(title)], name="Plan", tz="UTC", stamp=STAMP)
    assert len(events(text)) == 1


def test_the_same_entries_give_the_same_bytes() -> None:
    first = write([entry()], name="Plan", tz="UTC", stamp=STAMP)
    assert first == write([entry()], name="Plan", tz="UTC", stamp=STAMP)
