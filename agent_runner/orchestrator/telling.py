"""Why a skill could not answer, in words for the learner: no field, code or method is named. Pure.

The whole error stays in the log and in the answer of the skill itself.
"""

from __future__ import annotations

from typing import Final, cast

from agent_runner.errors import InvalidInput, NotFound, SkillFailed

_MISSING: Final = {
    "schedule.plan_week": "I do not know what the time is for. Tell me the subject, "
    "such as “When should I study calculus this week?”",
    "assessment.quiz": "I do not know what to ask about. Tell me the subject, "
    "such as “Quiz me on photosynthesis”.",
    "learning.explain": "I do not know what to explain. Tell me the concept, "
    "such as “Explain derivatives”.",
    "assessment.grade": "I need your answers in the order of the questions, such as “1 B, 2 C”.",
    "personalization.update": "I do not know what to change. Tell me, such as “From now on I have "
    "30 minutes a day”.",
    "personalization.next_best_action": "I have no goal and no answer of yours to go by. "
    "Say which subject, such as “What should I do next in calculus?”, or make a plan "
    "first.",
}
_UNREADABLE: Final = "I could not make out what you mean. Please say it in other words."
_NO_QUIZ: Final = "There is no quiz of yours to hold them against. Ask me to quiz you first."
_NO_DOCUMENT: Final = "The document is not there any more. Please add it again."


def told_of(method: str, error: Exception | None) -> str | None:
    """What the learner reads of an error; None where it is no business of theirs."""
    match error:
        case SkillFailed():
            return error.message
        case InvalidInput():
            return _MISSING.get(method, _UNREADABLE)
        case NotFound():
            return _not_there(method, error)
        case _:
            return None


def _not_there(method: str, error: NotFound) -> str:
    data = error.data or {}
    if method == "assessment.grade":
        return _NO_QUIZ
    if data.get("what") == "document":
        return _NO_DOCUMENT
    near = [str(one) for one in cast("list[object]", data.get("near") or [])]
    did_you_mean = f" Did you mean {', '.join(near)}?" if near else ""
    return (
        f"I have nothing on “{data.get('id')}”, and neither has your material.{did_you_mean} "
        "Add a document that treats it, and ask again."
        if method == "learning.explain"
        else f"I have nothing on “{data.get('id')}”.{did_you_mean}"
    )
