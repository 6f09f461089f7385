"""What holds for every text, however odd."""

import socket
import time
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from agent_runner.core.understanding import Found, Understanding, understand
from tests.unit.core.understanding.student_sentences import SENTENCES

WORDS = sorted({word for texts in SENTENCES.values() for text in texts for word in text.split()})
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Pacific/Apia", "Australia/Lord_Howe")
LOCALES = ("en", "en-GB", "de-DE", "es", "fr-CA", "ja", "", "x")
INSTANTS = st.datetimes(
    min_value=datetime(2000, 1, 1), max_value=datetime(2090, 1, 1), timezones=st.just(UTC)
)
TEXTS = st.one_of(
    st.text(max_size=300),
    st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join),
    st.lists(
        st.one_of(
            st.sampled_from(WORDS),
            st.integers(0, 10**6).map(str),
            st.sampled_from(("/", "-", ".", ",", "a day", "week", "December", "not on", "½", "st")),
        ),
        max_size=25,
    ).map(" ".join),
)


def founds(seen: Understanding) -> list[Found[Any]]:
    every: list[Found[Any]] = [seen.language]
    for name in ("goal", "target", "deadline", "start", "level", "minutes_per_day",
                 "minutes_per_weekend_day", "minutes_per_week"):  # fmt: skip
        one = getattr(seen, name)
        every += [] if one is None else [one]
    for name in ("subjects", "days_off", "dates_off", "study_times", "known", "excluded"):
        every += getattr(seen, name)
    return every


@given(TEXTS, INSTANTS, st.sampled_from(ZONES), st.sampled_from(LOCALES))
@example("exam on 29 February 2027, 31/31/31, 0/0", datetime(2026, 2, 28, tzinfo=UTC), "UTC", "en")
@example("İstanbul ǅ ﬁnal exam ß", datetime(2026, 2, 28, tzinfo=UTC), "UTC", "en")
def test_any_text_is_understood_without_an_error_and_every_span_points_to_its_words(
    text: str, now: datetime, zone: str, locale: str
) -> None:
    seen = understand(text, now=now, timezone=zone, locale=locale)
    for one in founds(seen):
        assert 0 <= one.start <= one.end <= len(text)
        assert text[one.start : one.end] == one.text
        assert 0 < one.sure <= 1
    assert len(seen.questions) <= 3
    for one in seen.subjects:
        assert one.value == one.text
        assert len(one.value.split()) <= 8


@given(TEXTS, INSTANTS, st.sampled_from(ZONES))
def test_a_plan_always_has_an_end_that_is_not_over(text: str, now: datetime, zone: str) -> None:
    settled = understand(text, now=now, timezone=zone).settled
    today = now.astimezone(UTC).date() - timedelta(days=1)
    end = settled.deadline
    assert (end.date() if isinstance(end, datetime) else end) >= today
    assert settled.start >= today
    assert settled.minutes_per_day is None or 1 <= settled.minutes_per_day <= 1440


@given(TEXTS, INSTANTS)
def test_the_same_text_at_the_same_instant_is_understood_alike(text: str, now: datetime) -> None:
    first = understand(text, now=now, timezone="Europe/Berlin")
    assert understand(text, now=now, timezone="Europe/Berlin") == first


@given(st.dates(min_value=date(2026, 11, 23), max_value=date(2027, 9, 30)), st.integers(0, 3))
def test_a_date_of_the_coming_months_is_read_however_it_is_written(day: date, form: int) -> None:
    written = (
        f"{day.day} {day:%B}",
        f"{day:%B} {day.day}",
        day.isoformat(),
        f"{day.day}. {day:%b} {day.year}",
    )[form]
    now = datetime(2026, 11, 22, 8, tzinfo=UTC)
    seen = understand(f"calculus exam on {written}", now=now, timezone="UTC")
    assert seen.settled.deadline == day


@given(st.integers(0, 6), INSTANTS)
def test_a_weekday_is_the_next_one_after_today(weekday: int, now: datetime) -> None:
    name = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")[weekday]
    deadline = understand(f"exam on {name}", now=now, timezone="UTC").settled.deadline
    assert isinstance(deadline, date)
    assert not isinstance(deadline, datetime)
    assert deadline.weekday() == weekday
    assert timedelta(0) < deadline - now.date() <= timedelta(days=7)


@pytest.mark.parametrize(
    "junk",
    [
        "a " * 50_000,
        "1/" * 50_000,
        "not on " * 15_000,
        "exam in " * 12_000,
        "an hour " * 12_000,
        "mon, " * 20_000,
        "I know " * 14_000,
        "x" * 100_000,
        " " * 100_000,
        "half an hour and a half 2h30 to " * 3_000,
        "5 to 9 to 5 to " * 7_000,
        "¦" * 100_000,
    ],
)
def test_a_hundred_kilobytes_of_junk_take_no_longer_than_its_beginning(junk: str) -> None:
    now = datetime(2026, 11, 22, 8, tzinfo=UTC)
    understand(junk, now=now, timezone="UTC")
    begun = time.process_time()
    understand(junk, now=now, timezone="UTC")
    assert time.process_time() - begun < 1.0


def test_reading_dates_opens_no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    now = datetime(2030, 6, 1, 8, tzinfo=UTC)
    seen = understand("examen el 12 de diciembre a las 9", now=now, timezone="Europe/Madrid")
    assert seen.settled.deadline_said
