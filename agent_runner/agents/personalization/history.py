"""What was measured of the learner: minutes studied, the pace they show, the newest answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from agent_runner.agents.learner_model import ANSWERS, SESSIONS
from agent_runner.agents.personalization.models import Evidence
from agent_runner.core.mastery import MASTERED, Ratings
from agent_runner.core.pace import Pace, pace
from agent_runner.curriculum.library import Curriculum
from agent_runner.json_types import JsonObject
from agent_runner.store.port import LearnerStore

_SESSIONS = 2000
_ANSWERS = 2000
_SHOWN = 5
_JUST_NOW = timedelta(minutes=15)


@dataclass(frozen=True, kw_only=True, slots=True)
class Today:
    """Minutes logged for the local day; `just_now`: the last of them only minutes ago."""

    minutes: int
    just_now: bool


async def studied_today(store: LearnerStore, now: datetime, timezone: str) -> Today:
    """What was logged for the local day of `now`."""
    day = now.astimezone(ZoneInfo(timezone)).date().isoformat()
    sessions = [session for session in await _sessions(store) if session.get("day") == day]
    logged = [datetime.fromisoformat(str(one["at"])) for one in sessions if one.get("at")]
    return Today(
        minutes=sum(map(_minutes, sessions)),
        just_now=any(timedelta() <= now - at < _JUST_NOW for at in logged),
    )


async def measured_pace(store: LearnerStore, curriculum: Curriculum, ratings: Ratings) -> Pace:
    """Minutes spent against minutes planned.

    A session that says what was planned counts by itself; otherwise the minutes of a concept count
    against those of its pack, once the learner's answers show that it is done.
    """
    pairs: list[tuple[float, float]] = []
    spent: dict[str, int] = defaultdict(int)
    for session in await _sessions(store):
        planned = session.get("planned_minutes")
        if isinstance(planned, int):
            pairs.append((planned, _minutes(session)))
        elif session.get("concept") in curriculum.concepts:
            spent[cast("str", session["concept"])] += _minutes(session)
    for ref, minutes in spent.items():
        concept = curriculum.concepts[ref].concept
        mastery = ratings.mastery(ref, level=concept.level)
        if mastery.n and mastery.p >= MASTERED:
            pairs.append((concept.minutes, minutes))
    return pace(pairs)


async def answers_by_concept(store: LearnerStore) -> Mapping[str, Sequence[Evidence]]:
    """For each concept its newest answers, newest first."""
    found: dict[str, list[Evidence]] = defaultdict(list)
    for event in reversed(await store.events(ANSWERS, limit=_ANSWERS)):
        evidence = found[str(event.value["concept"])]
        if len(evidence) < _SHOWN:
            was = "right" if event.value["correct"] else "not right"
            expected = round(100 * cast("float", event.value["expected"]))
            text = f"Item {event.value['item_id']}: {was}, where {expected} % was expected."
            at = str(event.value["at"])
            evidence.append(Evidence(kind=ANSWERS, seq=event.seq, at=at, text=text))
    return found


async def answer_count(store: LearnerStore) -> int:
    """How many answers there are."""
    newest = await store.events(ANSWERS, limit=1)
    return newest[0].seq if newest else 0


async def _sessions(store: LearnerStore) -> list[JsonObject]:
    return [event.value for event in await store.events(SESSIONS, limit=_SESSIONS)]


def _minutes(session: JsonObject) -> int:
    return cast("int", session["minutes"])
