"""The words and helplines for people in danger: whole, dated, and without promises."""

import json
import re
from datetime import UTC, date, datetime

import pytest

from agent_runner.core.guard import assess, help_for, helplines
from agent_runner.core.guard.help import DATA

LINES = json.loads((DATA / "helplines.json").read_text("utf-8"))
TEXTS = json.loads((DATA / "texts.json").read_text("utf-8"))
MOST_DAYS = 366
COUNTRIES = ["US", "CA", "GB", "IE", "DE", "AT", "CH", "FR", "ES", "IT", "PT", "NL", "AU", "NZ"]


def test_the_helplines_were_reviewed_within_twelve_months():
    today = datetime.now(UTC).date()
    dates = [LINES["reviewed"], *(line["reviewed"] for line in LINES["lines"])]
    assert all((today - date.fromisoformat(day)).days <= MOST_DAYS for day in dates)


@pytest.mark.parametrize("country", [*COUNTRIES, "IN", "JP", "BR", "MX", "ZA"])
def test_a_country_has_a_crisis_line_and_an_emergency_number(country):
    assert any("crisis" in line["for"] for line in LINES["lines"] if line["country"] == country)
    assert LINES["emergency"][country]


def test_every_helpline_can_be_reached_and_checked():
    for line in [*LINES["lines"], LINES["anywhere"]]:
        assert line.get("number") or line.get("text") or line.get("chat"), line["name"]
        assert line["hours"], line["name"]
        assert line["source"].startswith("https://"), line["name"]


@pytest.mark.parametrize(
    ("country", "number"),
    [("US", "988"), ("IE", "116 123"), ("DE", "0800 111 0 111"), ("FR", "3114"), ("NL", "113"),
     ("AT", "142"), ("CH", "143"), ("AU", "13 11 14"), ("NZ", "1737"), ("BR", "188")],
)  # fmt: skip
def test_the_first_line_for_a_crisis_is_the_national_one(country, number):
    assert helplines(country)[0].number == number


def test_abuse_and_eating_have_their_own_lines_first_where_there_are_some():
    assert helplines("GB", "eating")[0].name == "Beat"
    assert "Domestic Abuse" in helplines("GB", "abuse")[0].name


def test_an_unknown_country_gets_a_directory_for_the_whole_world():
    assert [line.url for line in helplines("XX")] == ["https://findahelpline.com"]


def test_every_text_exists_in_every_language_and_names_the_emergency_number():
    languages = set(TEXTS["disclosure"])
    assert languages == {"en", "de", "es", "fr", "it", "pt", "hi", "ar", "zh", "ja"}
    for kind, by_language in TEXTS["texts"].items():
        assert set(by_language) == languages, kind
        assert all(("{emergency}" in text) == (kind != "distress") for text in by_language.values())


def test_no_text_diagnoses_or_names_a_method():
    words = re.compile(r"\b(disorder|depress\w*|diagnos\w*|ill|pills|rope|knife)\b", re.IGNORECASE)
    english = [by_language["en"] for by_language in TEXTS["texts"].values()]
    assert [text for text in english if words.search(text)] == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("I want to kill myself", "danger"),
        ("I feel like a burden to everyone", "serious"),
        ("how do I make myself vomit", "eating"),
        ("my dad beats me", "abuse"),
        ("my friend wants to die", "third_person"),
        ("I want to kill my teacher", "violence"),
        ("I hate my life", "distress"),
    ],
)
def test_each_kind_of_danger_has_words_of_its_own(text, kind):
    given = help_for(assess(text, country="IE"))
    assert given is not None
    assert given.kind == kind
    assert "{" not in given.message


def test_the_answer_is_in_the_language_of_the_cry():
    given = help_for(assess("ich will sterben", country="AT"), locale="en")
    assert given is not None
    assert (given.language, given.emergency) == ("de", "112 or 144")


def test_the_locale_decides_when_the_words_were_english():
    given = help_for(assess("I want to die", country="CH"), locale="fr-CH")
    assert given is not None
    assert given.language == "fr"


def test_there_is_no_help_text_without_danger():
    assert help_for(assess("explain entropy")) is None
