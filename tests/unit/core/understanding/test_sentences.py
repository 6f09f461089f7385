"""What is understood of whole sentences."""

from datetime import date, datetime
from typing import Any

import pytest

from agent_runner.core.understanding import Found, Overrides, Understanding, understand
from tests.unit.core.understanding.student_sentences import SENTENCES
from tests.unit.core.understanding.understanding_summary import summary

NOW = datetime.fromisoformat("2026-11-22T08:00:00+00:00")
CASES = [
    (*at, text, expected) for at, texts in SENTENCES.items() for text, expected in texts.items()
]


def said(text: str, *, overrides: Overrides | None = None, locale: str = "en") -> Understanding:
    return understand(text, now=NOW, timezone="Europe/Berlin", locale=locale, overrides=overrides)


@pytest.mark.parametrize(("now", "zone", "locale", "text", "expected"), CASES)
def test_a_sentence_gives_exactly_what_it_says(
    now: str, zone: str, locale: str, text: str, expected: dict[str, Any]
) -> None:
    seen = understand(text, now=datetime.fromisoformat(now), timezone=zone, locale=locale)
    assert summary(seen) == expected


def test_every_found_value_points_to_its_words() -> None:
    seen = said("Learn genetics – exam on 12 December, one hour a day, “not on Sundays”")
    assert [(one.value, one.text) for one in seen.subjects] == [("genetics", "genetics")]
    assert seen.deadline is not None
    assert seen.deadline.text == "on 12 December"
    assert seen.text[seen.deadline.start : seen.deadline.end] == "on 12 December"
    assert seen.minutes_per_day is not None
    assert seen.minutes_per_day.text == "one hour a day"
    assert [one.text for one in seen.days_off] == ["not on Sundays"]


def test_a_field_of_the_caller_wins_over_the_text() -> None:
    given = Overrides(
        subjects=("statistics",),
        deadline=date(2027, 1, 5),
        minutes_per_day=20,
        days_off=(0,),
        level="advanced",
        known=(),
    )
    seen = said(
        "calculus exam tomorrow, an hour a day, not on Sundays, I know algebra", overrides=given
    )
    assert seen.settled.subjects == ("statistics",)
    assert seen.settled.deadline == date(2027, 1, 5)
    assert seen.settled.minutes_per_day == 20
    assert seen.settled.days_off == (0,)
    assert seen.settled.level == "advanced"
    assert seen.settled.known == ()
    assert seen.deadline == Found(value=date(2027, 1, 5), source="caller")
    assert seen.problems == ()


def test_what_was_not_said_is_assumed_with_a_reason_and_the_field_that_changes_it() -> None:
    seen = said("linear algebra")
    assumed = {one.field: one for one in seen.assumptions}
    assert assumed["deadline"].value == "2027-01-03"
    assert assumed["minutes_per_day"].value == 60
    assert assumed["level"].value == "beginner"
    assert assumed["start"].value == "2026-11-22"
    assert all(one.why and one.change_with for one in seen.assumptions)


def test_what_was_said_is_not_assumed() -> None:
    seen = said("beginner, calculus exam on 12 December, an hour a day, starting Monday")
    assert seen.assumptions == ()


def test_at_most_three_questions_are_asked_the_most_telling_first() -> None:
    assert [one.id for one in said("help me").questions] == [
        "subject",
        "deadline",
        "minutes_per_day",
    ]
    seen = said("calculus exam on 12 December")
    assert [one.id for one in seen.questions] == ["minutes_per_day", "level", "days_off"]
    assert [one.default for one in seen.questions] == [60, "beginner", []]


def test_nothing_is_asked_that_was_said() -> None:
    seen = said("beginner, calculus exam on 12 December, an hour a day, not on Sundays")
    assert seen.questions == ()


def test_two_dates_far_apart_are_a_contradiction_that_is_told_and_asked() -> None:
    seen = said("exam tomorrow, in 3 weeks")
    assert [one.kind for one in seen.problems] == ["deadline_contradiction"]
    assert "2026-11-23" in seen.problems[0].text
    assert "2026-12-13" in seen.problems[0].text
    assert seen.questions[1].id == "deadline"


def test_two_ways_to_say_one_date_are_no_contradiction() -> None:
    seen = said("calculus exam on 12 December, so I have 3 weeks")
    assert seen.problems == ()
    assert seen.settled.deadline == date(2026, 12, 12)


def test_a_date_that_is_over_is_told_and_not_planned_for() -> None:
    seen = said("my calculus exam is on 12 December 2025")
    assert [one.kind for one in seen.problems] == ["deadline_past"]
    assert seen.settled.deadline == date(2027, 1, 3)
    assert not seen.settled.deadline_said


def test_the_order_of_day_and_month_follows_the_locale_and_is_noted_where_both_would_do() -> None:
    british, american = said("exam 3/4", locale="en-GB"), said("exam 3/4", locale="en-US")
    assert british.settled.deadline == date(2027, 4, 3)
    assert american.settled.deadline == date(2027, 3, 4)
    for seen in (british, american):
        assert any("3/4" in one.why for one in seen.assumptions if one.field == "deadline")
    clear = said("exam 13/4", locale="en-US")
    assert clear.settled.deadline == date(2027, 4, 13)
    assert not any(one.field == "deadline" for one in clear.assumptions)


def test_the_middle_of_a_range_is_taken_and_said() -> None:
    seen = said("1–2 hours a day for physics")
    assert seen.settled.minutes_per_day == 90
    assert any("1–2 hours a day" in one.why for one in seen.assumptions)


def test_two_amounts_for_a_day_are_a_contradiction() -> None:
    seen = said("30 minutes a day of calculus, no, 2 hours a day")
    assert [one.kind for one in seen.problems] == ["budget_contradiction"]
    assert seen.settled.minutes_per_day == 30


def test_a_start_after_the_end_is_told() -> None:
    seen = said("calculus exam on 1 December, starting on 5 December")
    assert [one.kind for one in seen.problems] == ["start_after_deadline"]


def test_only_the_beginning_of_a_huge_text_is_read_and_that_is_said() -> None:
    seen = said("learn genetics. " + "blah blub " * 10_000)
    assert seen.considered <= 4000
    assert [one.kind for one in seen.problems] == ["text_cut"]
    assert seen.settled.subjects == ("genetics",)


def test_an_understanding_is_plain_json() -> None:
    seen = said("calculus exam on 12 December at 9am, evenings, away from 1 to 3 December")
    plain = seen.as_json()
    settled = plain["settled"]
    assert isinstance(settled, dict)
    assert settled["deadline"] == "2026-12-12T09:00:00+01:00"
    assert settled["dates_off"] == ["2026-12-01", "2026-12-02", "2026-12-03"]
    assert settled["study_times"] == [{"start": 1020, "end": 1320, "weekdays": []}]
