"""Where a text goes that comes with a document of the learner's own. Pure."""

from __future__ import annotations

from agent_runner.json_types import JsonObject

_QUESTIONS = ("learning.explain", "clarify")
_TAKE_A_DOCUMENT = ("assessment.quiz", "orchestrator.study_plan")


def about_document(route: JsonObject, document_id: str, text: str) -> JsonObject:
    """The route with the document: a question is asked of it, a quiz or a plan made from it.

    What can be about no document stays as it is.
    """
    target, arguments = route["target"], route["arguments"]
    assert isinstance(arguments, dict)
    if target in _QUESTIONS:
        asked: JsonObject = {"question": text[:2000], "document_ids": [document_id]}
        return {**route, "target": "learning.ask", "arguments": asked, "reply": None}
    if target in _TAKE_A_DOCUMENT:
        return {**route, "arguments": {**arguments, "document_id": document_id}}
    return route
