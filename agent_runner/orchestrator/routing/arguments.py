"""The parameters of a skill, as far as a text holds them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, time
from zoneinfo import ZoneInfo

from agent_runner.core.understanding import StudyTime, Understanding
from agent_runner.curriculum.library import find_topics
from agent_runner.json_types import JsonObject, JsonValue
from agent_runner.orchestrator.routing.routes import Target

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LONGEST_TOPIC = 200
_SMALL_NUMBERS = {
    "a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "twelve": 12, "fifteen": 15, "twenty": 20, "couple of": 2,
    "few": 3,
}  # fmt: skip
_COUNT = re.compile(
    rf"\b(?P<count>\d{{1,2}}|{'|'.join(_SMALL_NUMBERS)}) (?:\w+ ){{0,2}}?(?:questions?|"
    rf"problems?|exercises|items)\b"
)
_SIMPLE = re.compile(
    r"\blike i'm (?:five|5|ten)|\bsimpl[ey]\w*|\bplain english|\bbeginner|\bbasics?\b|\beli5|"
    r"\beasy words|\bnovice|"
    r"\beinfach|\bsimplement|\bfor (?:a )?(?:kids?|child|dummies)"
)
_DEEP = re.compile(
    r"\bin depth|\bin detail|\badvanced|\brigorous\w*|\bexpert|\bformally|\bdeep(?:ly|"
    r" dive)?\b|\bprove\b|\bderiv(?:e|ation)\b"
)
_SCALE = (
    r"(?: level)? ?(?:is|are|=|:|was|of|at)? ?(?:a |at |around |"
    r"about )?(?P<value>[1-5])(?:\b|/5)(?!\d|\.\d| ?hours?| ?h\b)"
)
_SLEEP = re.compile(
    r"\b(?:slept|sleep(?:ing)?|got)(?: for| about| only| just| like| around|"
    r":)* (?P<hours>\d{1,2}(?:[.,]\d)?|"
    rf"{'|'.join(_SMALL_NUMBERS)})(?: and a (?P<half>half))? ?(?:hours?|h\b|hrs?)"
    r"|\b(?P<hours2>\d{1,2}(?:[.,]\d)?) ?(?:hours?|h|hrs?) (?:of )?sleep"
)
_STUDIED = re.compile(
    rf"\b(?:studied|worked|revised)(?: for| about)* (?P<amount>\d{{1,3}}|"
    rf"{'|'.join(_SMALL_NUMBERS)}) ?"
    r"(?P<unit>hours?|h\b|minutes?|mins?)"
)
_ANSWER = re.compile(r"(?<![a-z'])(?:\d{1,2} ?[.):=-]? ?)?(?P<letter>[a-d])(?![a-z'])")


def arguments_for(target: Target, text: str, plain: str, seen: Understanding) -> JsonObject:
    """What `target` is to be called with; nothing that the text does not say."""
    topic: JsonObject = {"topic": seen.subjects[0].value[:LONGEST_TOPIC]} if seen.subjects else {}
    if target == "orchestrator.study_plan":
        return {"user_input": text}
    if target == "learning.explain":
        return topic | _level(plain, seen)
    if target == "assessment.quiz":
        return topic | _count(plain) | ({"level": seen.level.value} if seen.level else {})
    if target == "assessment.grade":
        letters = [match["letter"].upper() for match in _ANSWER.finditer(_answers_part(plain))]
        return {"answers_in_order": list[JsonValue](letters)} if letters else {}
    if target == "wellness.check_in":
        return dict(_check_in(text, plain))
    if target == "schedule.plan_week":
        return topic | dict(_week(seen))
    if target == "motivation.encourage":
        return topic | {"message": text[:4000]}
    if target == "personalization.update":
        return dict(_profile(seen))
    if target == "personalization.next_best_action":
        # Only what a topic pack knows: any other word would hide what the profile goes by.
        return topic if topic and find_topics(str(topic["topic"])) else {}
    return {}


def _level(plain: str, seen: Understanding) -> JsonObject:
    if _SIMPLE.search(plain) or (seen.level and seen.level.value == "beginner"):
        return {"level": "novice"}
    if _DEEP.search(plain) or (seen.level and seen.level.value == "advanced"):
        return {"level": "expert"}
    return {}


def _count(plain: str) -> JsonObject:
    match = _COUNT.search(plain)
    count = _number(match["count"]) if match else 0
    return {"count": int(count)} if 1 <= count <= 20 else {}


def _answers_part(plain: str) -> str:
    """What stands behind "are" or ":"; "a" is an answer there, and an article before."""
    found = re.search(r"(?:\bare\b|\bis\b|:)(?P<rest>.*)$", plain)
    return found["rest"] if found else plain if re.match(r"\d ?[.):-]? ?[a-d]\b", plain) else ""


def _check_in(text: str, plain: str) -> Iterator[tuple[str, JsonValue]]:
    for name in ("mood", "energy", "stress"):
        match = re.search(rf"\b{name}{_SCALE}", plain)
        if match:
            yield name, int(match["value"])
    slept = _SLEEP.search(plain)
    if slept:
        hours = _number(slept["hours"] or slept["hours2"]) + (0.5 if slept["half"] else 0.0)
        if 0 <= hours <= 24:
            yield "sleep_hours", hours
    studied = _STUDIED.search(plain)
    if studied:
        amount = _number(studied["amount"]) * (60 if studied["unit"].startswith("h") else 1)
        if amount <= 1440:
            yield "study_minutes", int(amount)
    yield "note", text[:5000]


def _week(seen: Understanding) -> Iterator[tuple[str, JsonValue]]:
    settled = seen.settled
    if seen.minutes_per_day:
        yield "minutes_per_day", seen.minutes_per_day.value
    if settled.days_off:
        yield "days_off", [WEEKDAYS[day] for day in settled.days_off]
    if settled.dates_off:
        yield "dates_off", [day.isoformat() for day in settled.dates_off[:7]]
    if seen.start and seen.start.value >= settled.start:
        at = datetime.combine(seen.start.value, time(), ZoneInfo(seen.timezone))
        yield "start", at.isoformat()
    if settled.study_times:
        yield "study_times", [_study_time(one) for one in settled.study_times]


def _study_time(time_of_day: StudyTime) -> JsonObject:
    found: JsonObject = {"start": time_of_day.start, "end": time_of_day.end}
    if time_of_day.weekdays:
        found["days"] = [WEEKDAYS[day] for day in time_of_day.weekdays]
    return found


def _profile(seen: Understanding) -> Iterator[tuple[str, JsonValue]]:
    if seen.level:
        yield "level", seen.level.value
    if seen.minutes_per_day:
        yield "minutes_per_day", seen.minutes_per_day.value
    if seen.days_off:
        yield "days_off", [WEEKDAYS[day] for day in seen.settled.days_off]
    if seen.known:
        yield "known", [one.value for one in seen.known]


def _number(text: str) -> float:
    return _SMALL_NUMBERS.get(text) or float(text.replace(",", "."))
