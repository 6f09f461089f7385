"""The learner's own numbers, from what is stored and what the caller gives. Invents none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from agent_runner.agents.learner_model import ANSWERS
from agent_runner.agents.motivation.models import Fact, GivenFacts
from agent_runner.core.habit import WEEK, habit_strength, streak
from agent_runner.core.timetable.words import days_text, duration_text
from agent_runner.json_types import JsonObject
from agent_runner.store.port import LearnerStore

SESSIONS = "motivation.session"
_SHOWN_HABIT = 0.05


@dataclass(frozen=True, kw_only=True, slots=True)
class Session:
    """A stretch of study that was logged; `kept`: whether a planned block was kept."""

    day: date
    minutes: int
    concept: str | None
    kept: bool | None


async def sessions_of(store: LearnerStore) -> list[Session]:
    """All logged sessions, oldest first; records of another form are passed over."""
    found = [_session(event.value) for event in await store.events(SESSIONS, limit=5000)]
    return [session for session in found if session is not None]


async def answers_of(store: LearnerStore) -> list[bool]:
    """Right and wrong, oldest first, as the assessment agent noted them."""
    events = await store.events(ANSWERS, limit=200)
    found = [event.value.get("correct") for event in events]
    return [right for right in found if isinstance(right, bool)]


def facts_of(
    sessions: Sequence[Session], answers: Sequence[bool], given: GivenFacts | None, today: date
) -> list[Fact]:
    """Facts, the most telling first; empty where nothing is known."""
    return [
        *_answer_facts(answers, given),
        *_kept_facts(sessions, given, today),
        *_minute_facts(sessions, given, today),
        *_habit_facts(sessions, today),
    ]


def lately(sessions: Sequence[Session], today: date, *, weeks_ago: int = 0) -> list[Session]:
    """The sessions of the seven days that end today, or some weeks before."""
    last = today - timedelta(days=WEEK * weeks_ago)
    return [one for one in sessions if last - timedelta(days=WEEK) < one.day <= last]


def strength_of(sessions: Sequence[Session], today: date) -> float:
    """The habit's strength today, counted from the first session."""
    days = {session.day for session in sessions}
    return habit_strength(days, first=min(days), last=today) if days else 0.0


def _answer_facts(answers: Sequence[bool], given: GivenFacts | None) -> list[Fact]:
    if given is not None and given.answers_total and given.answers_right is not None:
        right, total = min(given.answers_right, given.answers_total), given.answers_total
        text = f"{right} of {total} answers right"
        return [Fact(name="answers", value=right, text=text, source="given by the caller")]
    if not answers:
        return []
    recent, before = answers[-15:], answers[:-15][-15:]
    text = f"{sum(recent)} of your last {len(recent)} answers right"
    if len(before) >= 5 and sum(recent) * len(before) > sum(before) * len(recent):
        text += f", up from {sum(before)} of the {len(before)} before"
    return [Fact(name="answers", value=sum(recent), text=text, source=ANSWERS)]


def _kept_facts(sessions: Sequence[Session], given: GivenFacts | None, today: date) -> list[Fact]:
    if given is not None and given.blocks_planned and given.blocks_kept is not None:
        kept, planned = min(given.blocks_kept, given.blocks_planned), given.blocks_planned
        source = "given by the caller"
    else:
        known = [one.kept for one in lately(sessions, today) if one.kept is not None]
        kept, planned, source = sum(known), len(known), SESSIONS
    if not kept:
        return []
    text = f"{kept} of {planned} planned blocks kept"
    return [Fact(name="blocks_kept", value=kept, text=text, source=source)]


def _minute_facts(sessions: Sequence[Session], given: GivenFacts | None, today: date) -> list[Fact]:
    if given is not None and given.minutes:
        text = f"{duration_text(given.minutes)} of study"
        return [Fact(name="minutes", value=given.minutes, text=text, source="given by the caller")]
    week = lately(sessions, today)
    minutes = sum(session.minutes for session in week)
    if not minutes:
        return []
    days = len({session.day for session in week})
    text = f"{duration_text(minutes)} of study on {days_text(days)} in the last 7 days"
    before = sum(session.minutes for session in lately(sessions, today, weeks_ago=1))
    if 0 < before < minutes:
        text += f", {duration_text(minutes - before)} more than in the 7 before"
    return [Fact(name="minutes", value=minutes, text=text, source=SESSIONS)]


def _habit_facts(sessions: Sequence[Session], today: date) -> list[Fact]:
    facts: list[Fact] = []
    in_a_row = streak({session.day for session in sessions}, last=today)
    if in_a_row >= 3:
        text = f"{days_text(in_a_row)} of study in a row, one free day a week allowed"
        facts.append(Fact(name="days", value=in_a_row, text=text, source=SESSIONS))
    strength = strength_of(sessions, today)
    if strength >= _SHOWN_HABIT:
        text = f"a habit strength of {round(100 * strength)} of 100"
        facts.append(Fact(name="habit", value=round(strength, 3), text=text, source=SESSIONS))
    return facts


def _session(value: JsonObject) -> Session | None:
    day, minutes, concept, kept = (value.get(n) for n in ("day", "minutes", "concept", "kept"))
    if not isinstance(day, str) or not isinstance(minutes, int):
        return None
    return Session(
        day=date.fromisoformat(day),
        minutes=minutes,
        concept=concept if isinstance(concept, str) else None,
        kept=kept if isinstance(kept, bool) else None,
    )
