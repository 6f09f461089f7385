"""What a conversation answers: sentences made of the facts that the skills found. Pure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

from agent_runner.json_types import JsonObject

_NAMES = {
    "learning.explain": "explain a concept",
    "learning.ask": "ask your material",
    "learning.summarize": "sum up your document",
    "assessment.quiz": "ask you questions",
    "assessment.cards": "make cards of your document",
    "assessment.grade": "grade your answers",
    "wellness.check_in": "take a check-in",
    "schedule.plan_week": "plan your week",
    "motivation.encourage": "look at how far you are",
    "personalization.profile": "show what is known of you",
    "personalization.update": "change what is known of you",
    "personalization.next_best_action": "say what to do next",
    "orchestrator.study_plan": "make a study plan",
}
_SHOWN_ITEMS = 10
_SHOWN_DAYS = 5


def reply_to(answer: JsonObject) -> str:
    """The sentences for one skill's answer, or why there is none."""
    method = str(answer["method"])
    if answer["reason"] is not None:
        return _without_result(method, answer)
    say = _SAY.get(method)
    try:
        return say(cast("dict[str, Any]", answer["result"])) if say else _done(method)
    except (KeyError, IndexError, TypeError):
        return _done(method)


def _without_result(method: str, answer: JsonObject) -> str:
    what = _NAMES.get(method, method)
    if answer["told"]:
        return f"I could not {what}: {answer['told']}"
    if answer["reason"] == "late":
        return f"I could not {what} in the time there was. Please ask once more."
    if answer["reason"] == "not_loaded":
        return f"I cannot {what} here: the agent for it is not loaded."
    return f"I could not {what}: something went wrong on our side."


def _done(method: str) -> str:
    return f"Done: {_NAMES.get(method, method)}. The details are in the result."


def _explanation(found: dict[str, Any]) -> str:
    parts = [f"{found['title']}. {found['text']}", f"Example: {found['example']}"]
    return "\n\n".join([*parts, f"Watch out: {found['pitfall']}"])


def _from_material(found: dict[str, Any]) -> str:
    if not found["found"]:
        return str(found["note"])
    return "\n".join(map(_with_pages, found["answer"]))


def _with_pages(sentence: dict[str, Any]) -> str:
    pages = sorted({one["page"] for one in sentence["citations"]})
    return f"{sentence['text']} (page {', '.join(map(str, pages))})" if pages else sentence["text"]


def _summary(found: dict[str, Any]) -> str:
    return "\n".join([f"“{found['title']}”:", *map(_with_pages, found["sentences"])])


def _cards(found: dict[str, Any]) -> str:
    cards = found["cards"]
    lines = [f"{len(cards)} {'card' if len(cards) == 1 else 'cards'} on “{found['title']}”:"]
    lines += [f"{card['front']} — {card['back']}" for card in cards[:_SHOWN_ITEMS]]
    if len(cards) > _SHOWN_ITEMS:
        lines.append(f"… and {len(cards) - _SHOWN_ITEMS} more.")
    return "\n".join(lines)


def _quiz(found: dict[str, Any]) -> str:
    lines = [f"{len(found['items'])} questions on {found['topic']}:"]
    for number, item in enumerate(found["items"][:_SHOWN_ITEMS], start=1):
        lines.append(f"{number}. {item['prompt']}")
        letters = "ABCDEFGH"
        lines += [
            f"   {letter}) {option}"
            for letter, option in zip(letters, item.get("options") or [], strict=False)
        ]
    return "\n".join(lines)


def _grade(found: dict[str, Any]) -> str:
    score = found["score"]
    wrong = [item for item in found["items"] if not item["correct"]]
    lines = [f"{score['right']} of {score['of']} right ({score['percent']} %)."]
    lines += [f"{item['title']}: {item['expected']}. {item['why']}" for item in wrong]
    return "\n".join(lines)


def _check_in(found: dict[str, Any]) -> str:
    guard = found.get("guard")
    if guard and guard["level"] >= 2:
        return str(found["summary"])
    advice = [f"{one['text']} ({one['because']})" for one in found["advice"][:1]]
    return " ".join([found["summary"], found["why"], *advice])


def _week(found: dict[str, Any]) -> str:
    return "\n".join([found["summary"], *(day["text"] for day in found["days"])])


def _encouragement(found: dict[str, Any]) -> str:
    return str(found["text"])


def _profile(found: dict[str, Any]) -> str:
    known = [
        f"{one['field'].replace('_', ' ')}: {_shown(one['value'])}"
        for one in found["fields"]
        if one["confidence"] != "default"
    ]
    return "What is known of you: " + "; ".join(known) + "." if known else "Nothing is stored yet."


def _shown(value: object) -> str:
    return (
        ", ".join(map(str, cast("list[object]", value))) if isinstance(value, list) else f"{value}"
    )


def _next_action(found: dict[str, Any]) -> str:
    first = next(iter(found.get("actions", ())), None)
    return str(first["text"]) if first else "There is nothing to do right now."


def _plan(found: dict[str, Any]) -> str:
    if "path" not in found:
        return str(found["message"])
    schedule, goal = found["schedule"], found["goal"]
    blocks = [block for block in schedule["blocks"] if block["kind"] != "break"]
    lines = [
        f"{goal['statement']} by {goal['by']}: {len(found['path'])} concepts "
        f"in {len(blocks)} study blocks.",
        f"First: {found['next_action']['text']}.",
    ]
    if found["coverage"] == "documents":
        lines += _days(found["path"], blocks)
    if not schedule["feasible"]:
        lines += [conflict["text"] for conflict in schedule["conflicts"][:1]]
        lines += [f"A way out: {way['text']}" for way in schedule["relaxations"][:1]]
    lines += [question["text"] for question in found["questions"][:1]]
    return "\n".join(lines)


def _days(path: list[dict[str, Any]], blocks: list[dict[str, Any]]) -> list[str]:
    """When to study in the first days, and what."""
    titles = {step["concept"]: step["title"] for step in path}
    days: dict[str, list[str]] = {}
    for block in blocks:
        start, end = (datetime.fromisoformat(block[name]) for name in ("start", "end"))
        what = titles.get(block["concept"], "review")
        times = days.setdefault(f"{start:%A} {start.day} {start:%B}", [])
        times.append(f"{start:%H:%M}–{end:%H:%M} {what}")
    return [f"{day}: {'; '.join(times)}" for day, times in [*days.items()][:_SHOWN_DAYS]]


_SAY: dict[str, Callable[[dict[str, Any]], str]] = {
    "learning.ask": _from_material,
    "learning.explain": _explanation,
    "learning.summarize": _summary,
    "assessment.quiz": _quiz,
    "assessment.cards": _cards,
    "assessment.grade": _grade,
    "wellness.check_in": _check_in,
    "schedule.plan_week": _week,
    "motivation.encourage": _encouragement,
    "personalization.profile": _profile,
    "personalization.next_best_action": _next_action,
    "orchestrator.study_plan": _plan,
}
