"""What the studying is for, and the measurable aim where one is said."""

from __future__ import annotations

import re

from agent_runner.core.understanding.model import Found, GoalKind, Target
from agent_runner.core.understanding.page import Page

EXAM_WORDS = (
    r"(?:exam(?:ination)?s?|tests?|finals?|mid-?terms?|quiz(?:zes)?|resits?|retakes?|orals?|"
    r"mocks?|vivas?|"
    r"klausur(?:en)?|prufung(?:en)?|schulaufgabe|abitur|abi|matura|staatsexamen|examen(?:s|"
    r"es)?|partiels?|controle|"
    r"bac|brevet|parcial(?:es)?|oposiciones|selectividad|gre|gmat|mcat|lsat|gcses?|a-?levels?|"
    r"ap exam|"
    r"certification|prelims?|boards?|\w+klausur|\w+prufung)"
)
COURSE_WORDS = (
    r"(?:course|class(?:es)?|semester|module|lectures?|seminar|term|kurs|vorlesung|seminar|"
    r"unterricht|cours|"
    r"semestre|curso|clase|asignatura|unit)"
)
PROJECT_WORDS = (
    r"(?:project|thesis|dissertation|assignment|essay|term paper|research paper|portfolio|"
    r"presentation|app|"
    r"hackathon|lab report|projekt|hausarbeit|bachelorarbeit|masterarbeit|referat|projet|"
    r"memoire|expose|proyecto|"
    r"trabajo de fin de grado|tfg)"
)
_KINDS: tuple[tuple[GoalKind, float, re.Pattern[str]], ...] = (
    ("exam", 0.95, re.compile(rf"(?<!\w){EXAM_WORDS}(?!\w)(?!\s+(?:me|us|my knowledge|your)\b)")),
    (
        "catch-up",
        0.9,
        re.compile(
            r"\bcatch(?:ing)? up|\b(?:fell|fallen|falling|i'm|am|so|far|way|get) behind|"
            r"\bbehind (?:in|on|with)|"
            r"\bmissed (?:\w+ ){0,4}(?:classes|lectures|weeks?|lessons?|school)|\bnachhol\w*|"
            r"\baufhol\w*|"
            r"\brattraper|\ben retard|\bponerme al dia|\bretrasad[oa]"
        ),
    ),
    ("project", 0.85, re.compile(rf"(?<!\w){PROJECT_WORDS}(?!\w)|\bto build\b|\binterviews?\b")),
    ("course", 0.85, re.compile(rf"(?<!\w){COURSE_WORDS}(?!\w)")),
    (
        "curiosity",
        0.9,
        re.compile(
            r"\bfor fun|\bcurious|\bcuriosity|\binterested in|\bhobby|\bout of interest|"
            r"\bfor myself|"
            r"\bfascinat\w*|\baus interesse|\bzum spass|\bneugier\w*|\bpar curiosite|"
            r"\bpor curiosidad|\bpor gusto"
        ),
    ),
)
_GRADE = re.compile(
    r"(?:\b(?:get|getting|want|need|aim(?:ing)? for|earn|make|score|target(?: is|:)?|at least|"
    r"for|hoping for|"
    r"reach|achieve|of))\s+(?:at least\s+)?(?:an?\s+|my\s+)?(?:grade (?:of )?(?:an? )?)?"
    r"(?P<grade>(?P<letter>[a-f](?:[+-]|\*)?|first|distinction))(?:\s+grade)?"
    r"(?=\s*(?:[.,;!?)]|$|(?:in|on|for|this|or|and|at|by|with|from|overall)\b))"
)
_PERCENT = re.compile(
    r"(?:\b(?:get|score|scoring|reach|achieve|aim(?:ing)? for|want|need|at least|over|above|"
    r"target(?: of| is|:)?|"
    r"mindestens|obtenir|sacar|minimum|more than)\s+)(?:\w+\s+){0,2}?(?P<percent>100|"
    r"\d{1,2}(?:[.,]\d)?)\s*"
    r"(?:%|percent|per cent|prozent|pour cent|por ciento)"
)
_SCORE = re.compile(
    r"\b(?:score|get|reach|achieve|aim(?:ing)? for|need|want|target(?: of| is|:)?)\s+(?:a |an |"
    r"at least |of |over |"
    r"above |band |around |about )*(?P<score>\d{1,4}(?:[.,]\d)?)(?P<of>\s*(?:/|out of)\s*\d{1,4})?"
    r"(?=\s*(?:on|in)\s+(?:the|my|ap|sat|gre|ielts|toefl|act|mcat|gmat)|\s*points?\b|"
    r"(?<=/\d\d)|(?<=/\d\d\d)|"
    r"(?<=of \d\d))"
)
_NOTE = re.compile(
    r"\b(?:eine?|mindestens eine?|note|nota|une?)\s+(?P<note>[1-5][.,]\d|\d{1,2}(?=/(?:20|10))|1|2)"
    r"(?=\s*(?:/|schreiben|bekommen|schaffen|[.,;!?]|$))"
)
_PASS = re.compile(
    r"\b(?:to |just |only |must |need to |want to |have to |barely )*(?:pass|bestehen|reussir|"
    r"aprobar)(?=\s+(?:my|the|this|it|an?|that|"
    r"mon|ma|l'|el|la|mi|\w+ (?:exam|test|class|course|final))|\s*[.,;!?]|\s*$)|\bklausur bestehen|"
    r"\bprufung bestehen"
)


def read_goal(page: Page) -> Found[GoalKind] | None:
    """The kind of goal; an exam weighs most, for its date decides. Claims nothing."""
    sat = re.search(r"(?<!\w)(?:SATs?|ACT)(?!\w)", page.original)
    if sat and not page.original.isupper():
        return page.found("exam", sat.start(), sat.end(), 0.95)
    for kind, sure, pattern in _KINDS:
        match = pattern.search(page.folded)
        if match:
            return page.found(kind, match.start(), match.end(), sure)
    return None


def read_target(page: Page) -> Found[Target] | None:
    """A grade, a percentage, a score, or to pass; claimed."""
    match = _PERCENT.search(page.free)
    if match:
        value = float(match["percent"].replace(",", "."))
        return _target(page, match, Target(kind="percent", value=value))
    match = _SCORE.search(page.free)
    if match:
        value = float(match["score"].replace(",", "."))
        return _target(page, match, Target(kind="score", value=value))
    match = _GRADE.search(page.free)
    if match and _is_a_grade(page, match):
        grade = match["grade"]
        value = grade if len(grade) > 2 else grade.upper()
        return _target(page, match, Target(kind="grade", value=value))
    match = _NOTE.search(page.free)
    if match:
        return _target(page, match, Target(kind="grade", value=match["note"].replace(",", ".")))
    match = _PASS.search(page.free)
    if match:
        return _target(page, match, Target(kind="pass", value=None))
    return None


def _target(page: Page, match: re.Match[str], target: Target) -> Found[Target]:
    found = page.found(target, match.start(), match.end(), 0.9)
    page.claim(match.start(), match.end())
    return found


def _is_a_grade(page: Page, match: re.Match[str]) -> bool:
    """Grades are written large ("a B"); a small letter counts only with an article and a sign."""
    letter = page.original[match.start("letter") : match.end("letter")]
    return len(letter) > 2 or letter[0].isupper() or letter[-1] in "+-*"
