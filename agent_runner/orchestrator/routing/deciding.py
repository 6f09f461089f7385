"""From a text to its routes: rules, then what the understanding shows, then the classifier."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent_runner.core.understanding import Understanding
from agent_runner.orchestrator.routing.arguments import arguments_for
from agent_runner.orchestrator.routing.classifier import OUT_OF_SCOPE, Classifier, plain, shipped
from agent_runner.orchestrator.routing.cues import cues
from agent_runner.orchestrator.routing.erasing import asks_to_erase
from agent_runner.orchestrator.routing.replies import reply_to
from agent_runner.orchestrator.routing.routes import Route, Target
from agent_runner.orchestrator.routing.rules import is_another_errand, rule_hits, whole_text

CONSIDERED_CHARACTERS = 2000
RULE_CONFIDENCE = 0.95
PLAN_SIGNAL = 0.35
"""What a subject with a date, a budget or an aim moves from out of scope to a study plan."""
SECOND_CLAUSE = 0.75
"""How sure the classifier must be of a clause to add a second skill to what the text is about."""
QUESTION_SIGNAL = 0.5
"""What a question about the world moves from out of scope to an explanation."""
_BY_LABEL: dict[str, Target] = {
    "study_plan": "orchestrator.study_plan",
    "explain": "learning.explain",
    "quiz": "assessment.quiz",
    "grade": "assessment.grade",
    "check_in": "wellness.check_in",
    "plan_week": "schedule.plan_week",
    "encourage": "motivation.encourage",
    "profile": "personalization.profile",
    "update": "personalization.update",
    "next_best_action": "personalization.next_best_action",
    "greeting": "greeting",
    "thanks": "thanks",
    "abilities": "abilities",
    OUT_OF_SCOPE: "clarify",
}
_REPLIES: tuple[Target, ...] = ("greeting", "thanks", "abilities", "erasure", "clarify")
_CLAUSE = re.compile(r"[.!?;\n]+|,?\s(?:and then|and also|and|then|plus|und|et|y)\s(?=\w+ \w+)")


def route(
    text: str, understanding: Understanding, *, classifier: Classifier | None = None
) -> tuple[Route, ...]:
    """The routes for a text, at least one, the main one first; a reply stands alone, but for that
    to a wish to delete: it comes before the skills, so that nobody takes it for done.

    `understanding` is that of the same text. `classifier` is the shipped one unless given.
    """
    words = plain(text[:CONSIDERED_CHARACTERS])
    found = list(_targets(words, understanding, classifier or shipped()))
    said = [one for one in found if one[0] not in _REPLIES or one[0] == "erasure"]
    return tuple(
        Route(
            target=target,
            arguments=arguments_for(target, text, words, understanding),
            confidence=round(confidence, 2),
            by="rule" if by_rule else "classifier",
            reply=reply_to(target),
        )
        for target, confidence, by_rule in said or found[:1]
    )


def _targets(
    words: str, seen: Understanding, classifier: Classifier
) -> Iterator[tuple[Target, float, bool]]:
    whole = whole_text(words)
    if whole is not None:
        yield whole, RULE_CONFIDENCE, True
        return
    erasure = asks_to_erase(words)
    if erasure is not None:
        yield "erasure", RULE_CONFIDENCE, True
        words = f"{words[: erasure.start()]} . {words[erasure.end() :]}"
    named: list[Target] = [target for target, _ in rule_hits(words)]
    hits: list[Target] = [target for target in named if not _is_implied(target, named, seen)]
    if hits:
        for target in hits:
            yield target, RULE_CONFIDENCE, True
        yield from _further_clauses(words, hits, classifier)
        return
    if erasure is not None:
        return
    signal = _plans(seen) and not is_another_errand(words)
    signals = {"study_plan": PLAN_SIGNAL, OUT_OF_SCOPE: -PLAN_SIGNAL} if signal else {}
    if _asks(words):
        signals |= {"explain": QUESTION_SIGNAL, OUT_OF_SCOPE: -QUESTION_SIGNAL}
    label, confidence = classifier.best(words, signals)
    yield _BY_LABEL[label], confidence, False
    if label != OUT_OF_SCOPE:
        yield from _further_clauses(words, [_BY_LABEL[label]], classifier)


def _is_implied(target: Target, hits: list[Target], seen: Understanding) -> bool:
    """Named in passing: the plan in "quiz me for my exam", the profile in "update my profile"."""
    others = [one for one in hits if one != target]
    if target == "orchestrator.study_plan":
        asked = ("assessment.quiz", "learning.explain", "assessment.grade", "schedule.plan_week")
        return any(one in asked for one in others) and not _plans(seen)
    if target == "personalization.profile":
        return "personalization.update" in others
    return target in _REPLIES and bool(others)


def _plans(seen: Understanding) -> bool:
    """A subject with a date, a budget or an aim is a wish for a plan."""
    said = (seen.deadline, seen.minutes_per_day, seen.minutes_per_week, seen.target, seen.start)
    return bool(seen.subjects) and any(one is not None for one in said)


def _asks(words: str) -> bool:
    """A question about the world: not about the learner, the one asked, or another errand."""
    return bool(
        _QUESTION.match(words)
        and not _PERSONAL.search(words)
        and "#errand" not in cues(words)
        and not is_another_errand(words)
    )


_QUESTION = re.compile(
    r"(?:and |so |but |please |ok |well )*(?:what|what's|why|how|who|when|in what|isn't|aren't|"
    r"is|are|does|"
    r"was|wie|warum|wieso|was ist|que|qu'est|pourquoi|comment|c'est quoi|por que|como|quien|"
    r"¿)(?!\w)"
)
_PERSONAL = re.compile(
    r"(?<![\w'])(?:i|i'm|i've|my|me|you|your|yourself|we|ich|mir|mein|du|je|j'ai|mes|mon|moi|"
    r"tu|yo|mi|mis|next|now|today|"
    r"tonight|tomorrow|this|week|hago|fais|avanzado|toca|app|bot|doing|going|up|ahora|ensuite|"
    r"maintenant)(?!\w)"
)


def _further_clauses(
    words: str, known: list[Target], classifier: Classifier
) -> Iterator[tuple[Target, float, bool]]:
    """Another skill in another clause: "… and tell me how I am doing"."""
    clauses = [part for part in _CLAUSE.split(words) if len(part.split()) >= 3]
    if len(clauses) < 2:
        return
    taken = set(known)
    for clause in clauses[:6]:
        if rule_hits(clause):
            continue
        label, confidence = classifier.best(clause)
        target = _BY_LABEL[label]
        if confidence >= SECOND_CLAUSE and target not in taken and target not in _REPLIES:
            taken.add(target)
            yield target, confidence, False
