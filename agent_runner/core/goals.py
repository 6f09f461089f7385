"""Whether a goal says what, how much, by when and how it will show; and what to ask if not.

Rules over the words (English); finds what is written and judges nothing else. Resolving dates and
subjects is the business of `core.understanding`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

SlotName = Literal["what", "how_much", "by_when", "evidence", "effort"]

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_NUMBER = (
    r"(?:\d{1,6}(?:[.,]\d+)?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|all)"
)
_COUNTED = (
    r"(?:problems?|exercises?|questions?|items?|pages?|chapters?|sections?|words?|cards?|"
    r"flashcards?|points?|marks?|credits?|concepts?|topics?|essays?|papers?|lectures?|videos?|"
    r"proofs?|projects?|books?|units?|lessons?|mock exams?|past papers?|tests?)"
)
_BY_WHEN = (
    rf"\b(?:(?:by|before|until|till|on|for|this|next|due)\s+)+(?:the\s+)?(?:end of\s+)?(?:the\s+)?"
    rf"(?:\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}(?:st|nd|rd|th)?(?:\s+of)?\s+{_MONTH}(?:\s+\d{{4}})?|"
    rf"{_MONTH}(?:\s+\d{{1,2}}(?:st|nd|rd|th)?)?(?:,?\s+\d{{4}})?|{_DAY}|tomorrow|tonight|today|"
    rf"week(?:end)?|month|term|semester|year|christmas|easter|summer|winter|spring|autumn)\b"
    rf"|\b(?:in|within)\s+(?:the next\s+)?{_NUMBER}\s+(?:days?|weeks?|months?)\b"
    rf"|\b(?:tomorrow|tonight)\b|\b\d{{4}}-\d{{2}}-\d{{2}}\b"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}\b"
)
_HOW_MUCH = (
    rf"\b(?:(?:at least|under|over|more than|less than)\s+)?\d{{1,3}}(?:[.,]\d+)?\s*"
    rf"(?:%|percent|per cent)"
    rf"|\b{_NUMBER}\s+(?:\w+\s+){{0,2}}?{_COUNTED}\b|\b{_NUMBER}\s+(?:out\s+)?of\s+{_NUMBER}\b"
    rf"|\b(?:grade|score|mark|band)\s+(?:of\s+)?(?:at least\s+)?"
    rf"(?:[A-F][+-]?|\d+(?:[.,]\d+)?)(?!\w)"
    rf"|\b(?:an?\s+)?(?:[ABC][+-]?)(?=\s+(?:in|on|for|or)\b)|\b(?:an\s+)A(?![\w'])"
    rf"|\bwithout (?:a single )?(?:mistakes?|errors?|notes|looking)\b|\bfrom memory\b"
)
_EVIDENCE = (
    r"\b(?:exams?|finals?|midterms?|tests?|quiz(?:zes)?|certificates?|certification|a-levels?|"
    r"mock exams?|past papers?|presentations?|talks?|interviews?|submit|hand in|publish|deploy|"
    r"demo|explain|teach|solve|prove|build|write|recite|translate|compute|calculate|pass)\b"
)
_EFFORT = (
    r"\b(?:\d+(?:[.,]\d+)?|an?|one|two|three|half an?)\s*-?\s*(?:h|hrs?|hours?|mins?|minutes?)"
    r"\s*(?:a|per|every|each|/)\s*(?:day|week|morning|evening|night|weekday)\b"
    r"|\b(?:daily|every (?:day|morning|evening|weekday))\b"
)
_VAGUE = re.compile(
    r"^\W*(?:i\s+(?:want|would like|need|have|plan|am going)\s+to\s+)?"
    r"(?:be|get|become|do|feel|improve|study|work|learn|try)?\s*"
    r"(?:(?:a )?(?:bit|lot|much)\s+)?(?:better|more|harder|smarter|good|well|best|improve|things?|"
    r"stuff|everything|it)?\W*$",
    re.IGNORECASE,
)
_QUESTIONS: dict[SlotName, str] = {
    "what": "What exactly do you want to be able to do: which subject, which part of it?",
    "how_much": "How will you count it: how many problems, which grade, how many percent?",
    "by_when": "By which day?",
    "evidence": "How will it show: an exam, a test, something you solve or explain to someone?",
    "effort": "How much time will you give it, on which days?",
}
_PATTERNS: dict[SlotName, re.Pattern[str]] = {
    "how_much": re.compile(_HOW_MUCH, re.IGNORECASE),
    "by_when": re.compile(_BY_WHEN, re.IGNORECASE),
    "evidence": re.compile(_EVIDENCE, re.IGNORECASE),
    "effort": re.compile(_EFFORT, re.IGNORECASE),
}
LONGEST_GOAL = 2000


@dataclass(frozen=True, kw_only=True, slots=True)
class Slot:
    """One thing a goal should say: the words that say it, or the question that asks for it."""

    name: SlotName
    found: str | None
    question: str


def slots_of(goal: str) -> tuple[Slot, ...]:
    """The five slots in the order in which to ask for them; the first 2,000 characters are read."""
    text = " ".join(goal[:LONGEST_GOAL].split())
    found: dict[SlotName, str | None] = {"what": _what(text)}
    for name, pattern in _PATTERNS.items():
        match = pattern.search(text)
        found[name] = match[0].strip(" ,.;") if match else None
    return tuple(
        Slot(name=name, found=found[name], question=question)
        for name, question in _QUESTIONS.items()
    )


def _what(text: str) -> str | None:
    """The goal without its dates, numbers and effort, if a subject is left."""
    rest = text
    for name in ("by_when", "effort", "how_much"):
        rest = _PATTERNS[name].sub(" ", rest)
    rest = " ".join(rest.split()).strip(" ,.;:!?")
    has_word = any(len(word) > 2 for word in re.findall(r"\w+", rest))
    return rest if has_word and not _VAGUE.match(rest) else None
