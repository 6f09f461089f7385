"""What the learner wants, out of the request's fields, its text and what is known from before.

The order: a field of the request, then the text, then the learner's profile, then the default.
"""

from __future__ import annotations

import logging
import re
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import TypedDict, cast

from agent_runner.core.understanding import Overrides, Settled, StudyTime, Understanding, understand
from agent_runner.curriculum.library import find_topics
from agent_runner.json_types import JsonObject
from agent_runner.logged_failures import kind_of, place_of
from agent_runner.orchestrator.routing import route
from agent_runner.orchestrator.routing.documents import is_whole_document
from agent_runner.orchestrator.state import PlanState, Report, RunState

log = logging.getLogger(__name__)

_MOST_SUBJECTS = 5
_PLAN_ROUTE: JsonObject = {
    "target": "orchestrator.study_plan",
    "arguments": {},
    "confidence": 0.0,
    "by": "rule",
    "reply": None,
}
_MARKED = 0.7
"""A subject found with less certainty stands in no phrase such as "help me study …"."""
_SURELY_SOMETHING_ELSE = 0.8
"""From this confidence on, the router's word counts more than a subject nobody knows."""
_ONLY = re.compile(
    r"\b(?:only|just|nothing but|nur|ausschlie(?:ß|ss)lich|seulement|uniquement|solo|sólo|"
    r"solamente)\b(?! (?:have|has|got|\d|one|an?|habe|ai|tengo)\b)",
    re.IGNORECASE,
)
_REST_TOO = re.compile(r"\b(?:not only|not just|nicht nur|no solo|pas seulement)\b", re.IGNORECASE)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def understand_text(state: RunState, text: str) -> tuple[JsonObject, list[JsonObject], Report]:
    """The understanding and the routes of a text, as JSON; the request's fields win over it.

    Should reading fail, the fields alone are understood, and the report says so.
    """
    try:
        understood = _of_document(state, text) or _understood(
            state, text, _overrides(state["request"])
        )
        named = _known_subjects(text, understood) if _is_vague(understood) else ()
        if len(named) > len(understood.settled.subjects):
            overrides = replace(_overrides(state["request"]), subjects=named)
            understood = _understood(state, text, overrides)
        routes = [cast("JsonObject", asdict(found)) for found in route(text, understood)]
    except Exception as error:
        log.error("a text could not be understood: %s at %s", kind_of(error), place_of(error))
        understood = _of_document(state, "") or _understood(state, "", _overrides(state["request"]))
        return understood.as_json(), [_PLAN_ROUTE], {"reason": "failed", "ms": 0}
    return understood.as_json(), routes, {"reason": None, "ms": 0}


def _of_document(state: RunState, text: str) -> Understanding | None:
    """As the text is understood of a document: its title is the subject where none is named."""
    request = state["request"]
    title = request.get("document_title")
    if title is None:
        return None
    overrides = _overrides(request)
    understood = _understood(state, text, overrides)
    named = tuple(
        found.value
        for found in understood.subjects
        if found.sure >= _MARKED and not is_whole_document(found.value)
    )
    return _understood(state, text, replace(overrides, subjects=named or (str(title),)))


def _understood(state: RunState, text: str, overrides: Overrides) -> Understanding:
    return understand(
        text,
        now=datetime.fromisoformat(state["now"]),
        timezone=state["timezone"],
        locale=state["locale"],
        overrides=overrides,
    )


def _is_vague(understood: Understanding) -> bool:
    """Whether no phrase marks what is to be studied; the packs' names may tell."""
    return all(found.sure < _MARKED for found in understood.subjects)


def _known_subjects(text: str, understood: Understanding) -> tuple[str, ...]:
    """Subjects of our topic packs that the text names in no phrase that marks a subject.

    What the learner knows already, or does not want, is no subject.
    """
    rest = text
    for phrase in (*understood.known, *understood.excluded):
        rest = rest[: phrase.start] + " " * (phrase.end - phrase.start) + rest[phrase.end :]
    matches = find_topics(rest)
    named = [match for match in matches if match.kind == "pack"] or matches[:1]
    return tuple(rest[match.start : match.end] for match in named[:_MOST_SUBJECTS])


def said(state: RunState) -> Settled:
    """The values that the understanding settled on."""
    given = cast("JsonObject", state["understanding"]["settled"])
    return Settled(
        **{
            **given,
            **{name: tuple(cast("list[str]", given[name])) for name in _TUPLES},
            "deadline": _day_or_instant(str(given["deadline"])),
            "start": date.fromisoformat(str(given["start"])),
            "dates_off": tuple(
                date.fromisoformat(day) for day in cast("list[str]", given["dates_off"])
            ),
            "study_times": tuple(
                StudyTime(start=time["start"], end=time["end"], weekdays=tuple(time["weekdays"]))
                for time in cast("list[_Time]", given["study_times"])
            ),
        }  # pyright: ignore[reportArgumentType]
    )


def wishes(state: PlanState) -> Settled:
    """As `said`, with the learner's profile in the place of what was only assumed."""
    settled, learner = said(state), state["learner"]
    if not is_told(state, "minutes_per_day", "minutes_per_week"):
        minutes = learner["minutes_per_day"]
        if minutes is not None:
            settled = replace(settled, minutes_per_day=minutes)
    if not is_told(state, "days_off") and learner["days_off"]:
        settled = replace(settled, days_off=tuple(learner["days_off"]))
    if not is_told(state, "level") and learner["level"] in (
        "beginner",
        "intermediate",
        "advanced",
    ):
        settled = replace(settled, level=learner["level"])
    if not settled.deadline_said and "budget" in state:
        settled = replace(settled, deadline=date.fromisoformat(state["budget"]["deadline"]))
    return replace(settled, known=tuple(dict.fromkeys((*settled.known, *learner["known"]))))


def wished_of_document(state: PlanState) -> str | None:
    """What of the document is wished for, "only …" where nothing else is; None: all of it."""
    subjects = said(state).subjects
    if subjects == (state["request"].get("document_title"),):
        return None
    words = ", ".join(subjects)
    text = str(state["request"]["user_input"])
    return f"only {words}" if _ONLY.search(text) and not _REST_TOO.search(text) else words


def is_told(state: RunState, *fields: str) -> bool:
    """Whether the request or its text says one of them."""
    return any(state["understanding"][field] for field in fields)


def wants_no_plan(state: PlanState) -> bool:
    """Whether a text is better answered with a question than with a plan.

    So it is where it says nothing of a plan and names no subject, or only words that no topic pack
    knows and that the router takes for something else altogether.
    """
    route, subjects = state["routes"][0], said(state).subjects
    if is_told(state, "goal", "deadline", "minutes_per_day", "minutes_per_week"):
        return False
    if state["request"].get("document_id") is not None:
        return False
    if not subjects:
        return route["target"] != _PLAN_ROUTE["target"]
    if state["request"]["topic"] is not None or route["target"] != "clarify":
        return False
    is_sure = cast("float", route["confidence"]) >= _SURELY_SOMETHING_ELSE
    return is_sure and not any(find_topics(subject) for subject in subjects)


def from_profile(state: PlanState) -> set[str]:
    """The fields whose value is the profile's, not an assumption."""
    settled, wished = said(state), wishes(state)
    fields = ("minutes_per_day", "days_off", "level")
    return {name for name in fields if getattr(settled, name) != getattr(wished, name)}


class _Time(TypedDict):
    start: int
    end: int
    weekdays: list[int]


_TUPLES = ("subjects", "days_off", "known", "excluded")


def _overrides(request: JsonObject) -> Overrides:
    topic, days_off, known = request.get("topic"), request.get("days_off"), request.get("known")
    deadline, start = request.get("deadline"), request.get("start")
    return Overrides(
        subjects=None if topic is None else (str(topic),),
        deadline=None if deadline is None else _day_or_instant(str(deadline)),
        start=None if start is None else date.fromisoformat(str(start)),
        minutes_per_day=cast("int | None", request.get("minutes_per_day")),
        days_off=None
        if days_off is None
        else tuple(WEEKDAYS.index(day) for day in cast("list[str]", days_off)),
        level=cast("None", request.get("level")),
        known=None if known is None else tuple(cast("list[str]", known)),
    )


def _day_or_instant(text: str) -> date | datetime:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
