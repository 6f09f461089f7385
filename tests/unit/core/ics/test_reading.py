from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_runner.core.ics import BusyReport, read_busy

START = datetime(2026, 11, 22, tzinfo=UTC)
END = datetime(2026, 12, 6, tzinfo=UTC)


def read(*lines: str, tz: str = "Europe/Berlin") -> BusyReport:
    text = "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *lines, "END:VCALENDAR", ""])
    return read_busy(text, tz=tz, start=START, end=END)


def event(*lines: str) -> list[str]:
    return ["BEGIN:VEVENT", "UID:a", "SUMMARY:Lecture", *lines, "END:VEVENT"]


def starts(report: BusyReport) -> list[str]:
    return [busy.start.astimezone(UTC).strftime("%m-%d %H:%M") for busy in report.busy]


def test_a_weekly_lecture_is_busy_every_week_except_the_dates_taken_out() -> None:
    report = read(
        *event(
            "DTSTART;TZID=Europe/Berlin:20261005T140000",
            "DTEND;TZID=Europe/Berlin:20261005T153000",
            "RRULE:FREQ=WEEKLY;BYDAY=MO,WE",
            "EXDATE;TZID=Europe/Berlin:20261125T140000",
        )
    )
    assert starts(report) == ["11-23 13:00", "11-30 13:00", "12-02 13:00"]
    assert report.busy[0].title == "Lecture"
    assert (report.busy[0].end - report.busy[0].start).total_seconds() == 90 * 60
    assert report.problems == ()


def test_a_moved_occurrence_stands_in_place_of_the_one_in_the_series() -> None:
    report = read(
        *event("DTSTART:20261123T140000Z", "DTEND:20261123T150000Z", "RRULE:FREQ=DAILY;COUNT=3"),
        *event(
            "RECURRENCE-ID:20261124T140000Z", "DTSTART:20261124T180000Z", "DTEND:20261124T190000Z"
        ),
    )
    assert starts(report) == ["11-23 14:00", "11-24 18:00", "11-25 14:00"]


def test_a_series_keeps_its_wall_clock_hour_when_the_clocks_change() -> None:
    report = read_busy(
        "\n".join(
            [
                "BEGIN:VCALENDAR",
                *event(
                    "DTSTART;TZID=Europe/Berlin:20261023T090000",
                    "DURATION:PT1H",
                    "RRULE:FREQ=DAILY;COUNT=4",
                ),
                "END:VCALENDAR",
            ]
        ),
        tz="UTC",
        start=datetime(2026, 10, 20, tzinfo=UTC),
        end=END,
    )
    assert starts(report) == ["10-23 07:00", "10-24 07:00", "10-25 08:00", "10-26 08:00"]


def test_a_whole_day_is_busy_from_midnight_to_midnight_where_the_learner_is() -> None:
    report = read(*event("DTSTART;VALUE=DATE:20261124"))
    (busy,) = report.busy
    assert busy.start.isoformat() == "2026-11-24T00:00:00+01:00"
    assert busy.end.isoformat() == "2026-11-25T00:00:00+01:00"


def test_a_floating_time_is_taken_where_the_learner_is() -> None:
    report = read(*event("DTSTART:20261124T080000", "DTEND:20261124T090000"), tz="Asia/Tokyo")
    assert starts(report) == ["11-23 23:00"]


@pytest.mark.parametrize("line", ["STATUS:CANCELLED", "TRANSP:TRANSPARENT"])
def test_cancelled_and_free_events_are_not_busy(line: str) -> None:
    assert read(*event("DTSTART:20261124T080000Z", "DURATION:PT1H", line)).busy == ()


def test_two_files_may_define_a_zone_of_the_same_name_differently() -> None:
    def zone(offset: str) -> list[str]:
        return [
            "BEGIN:VTIMEZONE",
            "TZID:Customized Time Zone",
            "BEGIN:STANDARD",
            "DTSTART:16010101T000000",
            f"TZOFFSETFROM:{offset}",
            f"TZOFFSETTO:{offset}",
            "END:STANDARD",
            "END:VTIMEZONE",
        ]

    lesson = event("DTSTART;TZID=Customized Time Zone:20261124T080000", "DURATION:PT1H")
    assert starts(read(*zone("+0300"), *lesson)) == ["11-24 05:00"]
    assert starts(read(*zone("-0500"), *lesson)) == ["11-24 13:00"]


def test_a_broken_event_is_reported_with_its_line_and_the_others_are_read() -> None:
    report = read(
        *event("DTSTART:NOT-A-DATE"),
        *event("DTSTART:20261124T080000Z", "DURATION:PT1H"),
    )
    assert starts(report) == ["11-24 08:00"]
    assert [problem.line for problem in report.problems] == [3]


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;COUNT=3;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;INTERVAL=0",
        "FREQ=NEVER",
    ],
)
def test_a_rule_that_never_matches_or_always_does_ends_quickly(rule: str) -> None:
    report = read(*event("DTSTART:19700101T080000Z", "DURATION:PT1H", f"RRULE:{rule}"))
    assert len(report.busy) <= 20


@pytest.mark.parametrize("text", ["", "hello", "BEGIN:VCALENDAR", "\x00\xff", "{}"])
def test_a_text_that_is_no_calendar_has_no_busy_times(text: str) -> None:
    assert read_busy(text, tz="UTC", start=START, end=END).busy == ()


@given(st.text(alphabet=':;=,\n\r TZIDVEBGNRLAUDS0123456789"', max_size=200))
def test_no_text_makes_the_reader_raise(noise: str) -> None:
    read(*event("DTSTART:20261124T080000Z", noise))
    read("BEGIN:VTIMEZONE", noise, "END:VTIMEZONE", *event("DTSTART;TZID=X:20261124T080000"))
