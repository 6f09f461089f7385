"""What a conversation was last about, and what a new text means in its light.

Keeps one short document for each thread: the last subjects, the last text that stood by itself,
and where it went. Never more of what was said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypedDict, cast

from agent_runner.context import RunContext
from agent_runner.curriculum.library import find_topics
from agent_runner.json_types import JsonObject

KIND = "orchestrator.thread"
_LONGEST_TEXT = 2000

_POINTING = re.compile(
    r"\b(that|this|it|them|those|these|the same|das|dies|eso|esto|ça|cela)\b", re.IGNORECASE
)
_GOING_ON = re.compile(
    r"^\s*(and|but|also|or|what about|how about|then|okay|und|aber|y|pero|et|mais)\b",
    re.IGNORECASE,
)
_SUBJECT_FIELDS = ("topic", "concept")
_TAKES_TOPIC = (
    "learning.explain",
    "assessment.quiz",
    "schedule.plan_week",
    "motivation.encourage",
    "orchestrator.study_plan",
)
_NEXT = "personalization.next_best_action"
_SHORT_WORDS = 12
_PLAN = "orchestrator.study_plan"
_PLAN_ROUTE: JsonObject = {
    "target": _PLAN,
    "arguments": {},
    "confidence": 0.6,
    "by": "rule",
    "reply": None,
}
_TIME = re.compile(
    r"\d|\b((mon|tues|wednes|thurs|fri|satur|sun)days?|weekends?|weekdays?|mornings?|evenings?|"
    r"minutes?|hours?|days?|weeks?|tomorrow|earlier|later|longer|shorter|more time|less time)\b",
    re.IGNORECASE,
)


class Thread(TypedDict):
    """The last turn; `plan` is the last text that asked for a plan."""

    subjects: list[str]
    text: str
    routes: list[JsonObject]
    plan: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Meant:
    """What a text means: the whole text to understand, its subjects, its routes."""

    text: str
    subjects: list[str]
    routes: list[JsonObject]

    def turn(self, before: Thread | None) -> Thread:
        """What is remembered of it."""
        plans = any(route["target"] == _PLAN for route in self.routes)
        plan = self.text if plans else before["plan"] if before else None
        return {"subjects": self.subjects, "text": self.text, "routes": self.routes, "plan": plan}


async def thread_of(ctx: RunContext) -> Thread | None:
    """The last turn of the run's thread, if there is one."""
    if ctx.thread_id is None:
        return None
    return cast("Thread | None", await ctx.store.get(KIND, ctx.thread_id))


async def with_turn(ctx: RunContext, turn: Thread) -> None:
    """Remember this turn in place of the last."""
    if ctx.thread_id is not None:
        await ctx.store.put(KIND, ctx.thread_id, cast("JsonObject", turn))


def resolved(
    text: str, understanding: JsonObject, routes: list[JsonObject], thread: Thread | None
) -> Meant:
    """The text with what it leaves unsaid, taken from the turn before.

    "quiz me on that" gets the last subject; "and what about on Fridays?" goes where the last text
    went, and is read together with it.
    """
    settled = cast("JsonObject", understanding["settled"])
    subjects = [
        subject
        for subject in cast("list[str]", settled["subjects"])
        if not _POINTING.fullmatch(subject.strip())
    ]
    if thread is None:
        return Meant(text=text, subjects=subjects, routes=routes)
    goes_on = _GOING_ON.match(text) and len(text.split()) <= _SHORT_WORDS and not subjects
    if goes_on or (routes[0]["target"] == "clarify" and not subjects and _POINTING.search(text)):
        return _continued(text, thread, routes)
    if subjects:
        return Meant(text=text, subjects=subjects, routes=routes)
    named = [_about(route, thread["subjects"]) for route in routes]
    return Meant(text=text, subjects=thread["subjects"], routes=named)


def _continued(text: str, thread: Thread, routes: list[JsonObject]) -> Meant:
    """A text that goes on with the last one, unless it clearly goes somewhere itself."""
    own = [route for route in routes if route["by"] == "rule" and "." in str(route["target"])]
    if own:
        named = [_about(route, thread["subjects"]) for route in own]
        return Meant(text=text, subjects=thread["subjects"], routes=named)
    of_time = thread["plan"] if _TIME.search(text) else None
    routes = [_about(_PLAN_ROUTE, thread["subjects"])] if of_time else thread["routes"]
    whole = f"{of_time or thread['text']}. {text}"[-_LONGEST_TEXT:]
    return Meant(text=whole, subjects=thread["subjects"], routes=routes)


def _about(route: JsonObject, subjects: list[str]) -> JsonObject:
    """The route with the last subject where it has none."""
    arguments = cast("JsonObject", route["arguments"])
    if not subjects or not _takes(route["target"], subjects[0]):
        return route
    given = [name for name in _SUBJECT_FIELDS if arguments.get(name)]
    if any(not _POINTING.fullmatch(str(arguments[name]).strip()) for name in given):
        return route
    rest = {name: value for name, value in arguments.items() if name not in given}
    return {**route, "arguments": {**rest, "topic": subjects[0]}}


def _takes(target: object, subject: str) -> bool:
    """What to do next is asked of the topic packs alone, so it takes what they know."""
    return target in _TAKES_TOPIC or (target == _NEXT and bool(find_topics(subject)))
