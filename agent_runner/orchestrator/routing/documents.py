"""Where a text goes that comes with a document of the learner's own. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from agent_runner.json_types import JsonObject
from agent_runner.orchestrator.routing.classifier import plain

_QUESTIONS = ("learning.explain", "learning.ask", "clarify")
_PLAN, _QUIZ, _WEEK = "orchestrator.study_plan", "assessment.quiz", "schedule.plan_week"
_MOST_CARDS = 200
_SUMMARY = re.compile(
    r"\b(?:summar(?:y|ies|i[sz]\w*)|sum (?:it|this|that|them|the \w+) up|sum up|tl;? ?dr|"
    r"(?:key|main) (?:points|ideas)|gist|recap|zusammenfass\w*|fass\w*\b.{0,60}\bzusammen|"
    r"resum(?:e|ez|er|es|en|ir|eme|enes|elo)\b|les points cles|puntos (?:clave|principales))"
)
_ABOUT_ONESELF = re.compile(
    r"\b(?:my|meine[nrs]?|mon|ma|mes|mis?) (?:progress|week|day|results?|mistakes?|answers?|"
    r"profile?|scores?|fortschritt\w*|woche|progres|semaine|progreso|semana)\b"
)
_CARDS = re.compile(
    r"\b(?:flash[ -]?cards?|anki|(?:lern|kartei)kart\w+|cartes? (?:memoire|de revision)|"
    r"(?:tarjetas?|fichas) (?:de (?:estudio|memoria|aprendizaje)|didacticas))\b|"
    r"\b(?:make|create|generate|give) (?:me )?(?:some |\d+ )?cards\b"
)
_COUNT = re.compile(r"\b(\d{1,3}) (?:\w+ )?(?:flash|anki|cards?|\w*kart|cartes|tarjetas|fichas)")
_SHORT = re.compile(r"\b(?:short|brief\w*|quick\w*|one[- ]line|kurz\w*|court\w*|breve\w*|tl;? ?dr)")
_LONG = re.compile(r"\b(?:long|detailed|in detail|thorough\w*|ausfuhrlich\w*|detaille\w*|largo)\b")
_THE_DOCUMENT = re.compile(
    r"(?:(?:on|about|from|of|in|with|all|uber|aus|sur|sobre|de) )*"
    r"(?:this|that|it|these|them|das|dies\w*|ca|cela|esto|eso|"
    r"(?:(?:this|that|the|these|my|das|dies\w+|mein\w*|der|die|den|dem|le|ce|mon|el|este|mi) )?"
    r"(?:\w+ )?(?:documents?|pdf|file|text(?:book)?|books?|chapters?|material|notes|script|slides|"
    r"paper|dokument\w*|datei|buch|skript|unterlagen|livre|fichier|documento|libro|archivo))"
)


def about_document(routes: Sequence[JsonObject], document_id: str, text: str) -> list[JsonObject]:
    """The routes with the document: a question is asked of it, the rest is made from it.

    A wish for a summary or for cards goes to the skills that only a document has. When to study it
    is for a plan to say, since a week is planned from tasks. What can be about no document stays.
    """
    words = plain(text[:2000])
    wishes = list(_document_wishes(words, document_id))
    if wishes:
        # What has a phrase of its own is wanted, too; the rest was guessed from these words.
        routes = [
            route
            for route in routes
            if route["by"] == "rule" and "." in str(route["target"]) and not _is_question(route)
        ]
    found: dict[str, JsonObject] = {}
    for route in (*wishes, *(_about(route, document_id, text) for route in routes)):
        found.setdefault(str(route["target"]), route)
    return list(found.values())


def is_whole_document(words: str) -> bool:
    """Whether a subject is only a word for the document: "this", "my textbook"."""
    return bool(_THE_DOCUMENT.fullmatch(plain(words).strip(" .!?")))


def _document_wishes(words: str, document_id: str) -> Iterator[JsonObject]:
    if _SUMMARY.search(words) and not _ABOUT_ONESELF.search(words):
        length = "short" if _SHORT.search(words) else "long" if _LONG.search(words) else None
        more: JsonObject = {"length": length} if length else {}
        yield _route("learning.summarize", {"document_id": document_id} | more)
    if _CARDS.search(words):
        count = _COUNT.search(words)
        wanted = min(_MOST_CARDS, int(count[1])) if count else 0
        many: JsonObject = {"count": wanted} if wanted else {}
        yield _route("assessment.cards", {"document_id": document_id} | many)


def _route(target: str, arguments: JsonObject) -> JsonObject:
    return {
        "target": target,
        "arguments": arguments,
        "confidence": 0.95,
        "by": "rule",
        "reply": None,
    }


def _is_question(route: JsonObject) -> bool:
    return route["target"] in _QUESTIONS


def _about(route: JsonObject, document_id: str, text: str) -> JsonObject:
    target, arguments = route["target"], route["arguments"]
    assert isinstance(arguments, dict)
    if _is_question(route):
        asked: JsonObject = {"question": text[:2000], "document_ids": [document_id]}
        return {**route, "target": "learning.ask", "arguments": asked, "reply": None}
    if target in (_PLAN, _WEEK):
        return {**route, "target": _PLAN, "arguments": {"document_id": document_id}}
    if target == _QUIZ:
        kept = {
            name: value
            for name, value in arguments.items()
            if name != "topic" or not is_whole_document(str(value))
        }
        return {**route, "arguments": {**kept, "document_id": document_id}}
    return route
