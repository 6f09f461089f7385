"""Which skills answer an utterance."""

import json
import re
import time
from datetime import UTC, datetime
from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_runner.core.understanding import understand
from agent_runner.json_types import JsonObject
from agent_runner.orchestrator.routing import Route, route
from agent_runner.orchestrator.routing.classifier import plain
from agent_runner.orchestrator.routing.train import read_samples
from agent_runner.skill import Agent, Skill
from tests.unit.orchestrator.routing_held_out import HELD_OUT, MULTIPLE

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
IN_SCOPE_ACCURACY = 0.92
OUT_OF_SCOPE_RECALL = 0.50


def routes(text: str) -> tuple[Route, ...]:
    return route(text, understand(text, now=NOW, timezone="Europe/Berlin", locale="en"))


def targets(text: str) -> tuple[str, ...]:
    return tuple(one.target for one in routes(text))


def arguments(text: str) -> JsonObject:
    return routes(text)[0].arguments


def test_held_out_utterances_go_where_they_belong() -> None:
    within = [(t, text) for t, texts in HELD_OUT.items() for text in lines(texts) if t != "clarify"]
    outside = lines(HELD_OUT["clarify"])
    accuracy = sum(targets(text)[0] == target for target, text in within) / len(within)
    recall = sum(targets(text) == ("clarify",) for text in outside) / len(outside)
    print(f"in-scope accuracy {accuracy:.3f} of {len(within)}, ", end="")
    print(f"out-of-scope recall {recall:.3f} of {len(outside)}")
    assert accuracy >= IN_SCOPE_ACCURACY
    assert recall >= OUT_OF_SCOPE_RECALL


def lines(texts: str) -> list[str]:
    return texts.strip().split("\n")


def test_no_held_out_utterance_is_trained_on() -> None:
    trained = {same(sample.text) for sample in read_samples(at_most=100)}
    held_out = {same(text) for texts in HELD_OUT.values() for text in lines(texts)}
    assert held_out & trained == set()


def same(text: str) -> str:
    return " ".join(re.findall(r"\w+", plain(text)))


@pytest.mark.parametrize(("text", "expected"), MULTIPLE.items())
def test_a_text_with_two_wishes_goes_to_two_skills(text: str, expected: tuple[str, ...]) -> None:
    assert targets(text) == expected


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("Hello!", "greeting"),
        ("thanks a lot", "thanks"),
        ("What can you do?", "abilities"),
        ("book me a flight", "clarify"),
    ],
)
def test_what_no_skill_answers_has_a_reply_of_its_own(text: str, target: str) -> None:
    (only,) = routes(text)
    assert only.target == target
    assert only.reply


@pytest.mark.parametrize(
    "text",
    [
        "Delete everything you know about me",
        "Please forget everything you know about me.",
        "Remove all the information you have on me",
        "delete all my data",
        "erase my account!",
        "How do I delete my account?",
        "delete my profile",
        "delete my calculus mastery",
        "delete my study plan",
        "Delete everything",
        "Lösche alles, was du über mich weißt",
        "Lösch bitte meine Daten",
        "Wie kann ich mein Konto löschen?",
        "Supprime toutes mes données",
        "Borra todo lo que sabes de mí",
    ],
)
def test_a_wish_to_be_forgotten_is_answered_with_how_to_do_it(text: str) -> None:
    (only,) = routes(text)
    assert only.target == "erasure"
    assert only.arguments == {}
    assert only.reply is not None
    for words in ("“You”", "save everything as a file", "DELETE /api/account", "nothing"):
        assert words in only.reply


def test_a_wish_to_be_forgotten_is_not_lost_beside_another() -> None:
    assert targets("Delete all my data and quiz me on genetics") == ("erasure", "assessment.quiz")


@pytest.mark.parametrize(
    "text",
    [
        "don't forget all that you know about me",
        "forget what i said about calculus",
        "how do i delete all data from a table in SQL",
        "explain how to remove all nodes from a linked list",
        "delete my instagram account",
        "I forget everything I read about mitosis",
        "quiz me on genetics",
    ],
)
def test_what_only_sounds_like_it_is_no_wish_to_be_forgotten(text: str) -> None:
    assert "erasure" not in targets(text)


def test_asking_back_names_what_can_be_done() -> None:
    (only,) = routes("what's the weather like in Oslo")
    assert only.reply is not None
    for word in ("study plan", "explain", "quiz", "week", "check-in"):
        assert word in only.reply


def test_a_skill_carries_no_reply() -> None:
    assert all(one.reply is None for one in routes("quiz me on genetics"))


def test_a_study_plan_gets_the_whole_text() -> None:
    text = "calculus exam on 12 December, an hour a day"
    assert routes(text)[0].arguments == {"user_input": text}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("quiz me on genetics", {"topic": "genetics"}),
        ("give me ten questions about the cold war", {"topic": "cold war", "count": 10}),
        ("test me on python, I'm a beginner", {"topic": "python", "level": "beginner"}),
    ],
)
def test_a_quiz_gets_its_topic_number_and_level(text: str, expected: JsonObject) -> None:
    assert arguments(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("explain the chain rule", {"topic": "chain rule"}),
        ("explain entropy like i'm five", {"topic": "entropy", "level": "novice"}),
        ("explain recursion in depth", {"topic": "recursion", "level": "expert"}),
    ],
)
def test_an_explanation_gets_its_topic_and_level(text: str, expected: JsonObject) -> None:
    assert routes(text)[0].target == "learning.explain"
    found = arguments(text)
    assert found.get("level") == expected.get("level")
    assert str(found["topic"]).startswith(str(expected["topic"]))


def test_a_check_in_gets_its_numbers() -> None:
    found = arguments("check in: mood 2, stress is 4/5, energy 3, slept 5.5 hours, studied 2 hours")
    assert {name: value for name, value in found.items() if name != "note"} == {
        "mood": 2,
        "stress": 4,
        "energy": 3,
        "sleep_hours": 5.5,
        "study_minutes": 120,
    }


def test_hours_of_sleep_are_no_mood() -> None:
    found = arguments("I slept four and a half hours, energy 2 hours ago was fine")
    assert found["sleep_hours"] == 4.5
    assert "energy" not in found


def test_a_week_gets_days_off_minutes_and_times_of_day() -> None:
    found = arguments("plan my week: chemistry, 45 minutes a day, not on Sundays, after 6pm")
    assert found == {
        "topic": "chemistry",
        "minutes_per_day": 45,
        "days_off": ["sunday"],
        "study_times": [{"start": 1080, "end": 1320}],
    }


def test_answers_are_read_in_order() -> None:
    assert arguments("my answers are: a, c, b") == {"answers_in_order": ["A", "C", "B"]}
    assert arguments("1b 2a 3d") == {"answers_in_order": ["B", "A", "D"]}


def test_what_is_to_be_remembered_is_taken_apart() -> None:
    found = arguments("remember that I already know trigonometry and not on Sundays")
    assert found == {"known": ["trigonometry"], "days_off": ["sunday"]}


@pytest.mark.parametrize("texts", HELD_OUT.values())
def test_every_skill_takes_the_arguments_it_is_given(texts: str) -> None:
    for text in lines(texts):
        for one in routes(text):
            if "." in one.target and not one.target.startswith(("orchestrator.", "assessment.gr")):
                skill_named(one.target).arguments(one.arguments)


def skill_named(method: str) -> Skill:
    agent, _, name = method.partition(".")
    module = import_module(f"agent_runner.agents.{agent}")
    found = module.agent
    assert isinstance(found, Agent)
    return found.skills[name]


@given(st.text(max_size=400))
def test_any_text_has_a_route_and_a_reply_stands_alone(text: str) -> None:
    found = routes(text)
    assert found
    assert len(found) == 1 or all(one.reply is None for one in found)
    for one in found:
        assert 0 <= one.confidence <= 1
        json.dumps(one.arguments)


def test_routing_is_quick_and_bounded() -> None:
    text = "could you lay out what to cover each day before my anatomy practical on friday?"
    seen = understand(text, now=NOW, timezone="UTC")
    huge = "quiz me on it and " * 6_000
    seen_huge = understand(huge, now=NOW, timezone="UTC")
    route(text, seen)
    begun = time.process_time()
    for _ in range(20):
        route(text, seen)
    assert (time.process_time() - begun) / 20 < 0.02
    begun = time.process_time()
    route(huge, seen_huge)
    assert time.process_time() - begun < 0.5
