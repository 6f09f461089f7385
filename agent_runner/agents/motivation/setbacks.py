"""Which setback a message tells of, and the sentence that takes it up. Danger is the guard's.

Wordings are looked for in English and German; the sentence says back what was written and what can
be worked on from here. It neither praises nor consoles, and it names no cause.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from agent_runner.core.guard.normalise import normalise
from agent_runner.core.timetable.words import list_text

SetbackKind = Literal["failed", "hard on oneself", "lazy", "behind", "giving up"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Setback:
    """`heard` goes on after “you …”; `from_here` is a clause of its own."""

    kind: SetbackKind
    heard: str
    from_here: str
    wording: re.Pattern[str]


_FILLING_EN: Final = (
    r"(?: (?:just|so|too|such|really|very|simply|an?|like|completely|totally|always|probably|"
    r"the|being|feeling|pretty|kind of|honestly)){0,4}"
)
_FILLING_DE: Final = (
    r"(?: (?:ich|so|zu|einfach|echt|halt|nur|eine?|total|wohl|richtig|der|die|viel|mir)){0,4}"
)
_I_AM: Final = rf"\b(?:am|i feel|i was){_FILLING_EN}"
_ICH_BIN: Final = rf"\b(?:bin|fuhle mich|fuhl mich){_FILLING_DE}"
_EXAM: Final = r"(?:exams?|tests?|quiz(?:zes)?|midterms?|finals?|papers?)"
_PRUFUNG: Final = r"(?:prufung|klausur|test|examen|abschlussprufung|zwischenprufung)"
SETBACKS: Final = (
    Setback(
        kind="failed",
        heard="failed an exam",
        from_here="what can be worked on is which parts of it went wrong",
        wording=re.compile(
            r"\bi (?:(?:have|just|really|totally|also) ){0,2}(?:failed|flunked|bombed|blew|"
            rf"messed up|screwed up) (?!to )(?:\w+ ){{0,4}}?{_EXAM}\b|"
            r"\bi (?:did not|do not|could not) pass (?:\w+ ){0,4}?"
            rf"{_EXAM}\b|\bmy (?:\w+ )?failed {_EXAM}\b|"
            r"\bbin (?:(?!nicht\b)\w+ ){0,5}?durch(?:gefallen|gerasselt|geflogen)\b|"
            rf"\b(?:meine|die|den|der) (?:\w+ )?{_PRUFUNG} (?:(?!nicht\b)\w+ ){{0,3}}?"
            r"(?:nicht bestanden|nicht geschafft|verhauen|vergeigt|versemmelt|verkackt)\b"
        ),
    ),
    Setback(
        kind="hard on oneself",
        heard="are hard on yourself",
        from_here="how clever anybody is I cannot tell, only which answers are right "
        "and which are not yet",
        wording=re.compile(
            rf"{_I_AM} (?:dumb|stupid|idiot|idiotic|moron|failure|loser|useless|hopeless)\b|"
            r"\bam (?:just |simply |really )?not (?:\w+ )?"
            r"(?:smart|clever|intelligent|bright|good) enough\b|"
            rf"{_ICH_BIN} (?:dumm|blod|doof|idiot|versager\w*|unfahig|nutzlos)\b|"
            r"\bbin nicht (?:\w+ )?(?:schlau|klug|gut|intelligent) genug\b"
        ),
    ),
    Setback(
        kind="giving up",
        heard="think of giving up",
        from_here="whether to go on is for you to decide, and one small step decides nothing yet",
        wording=re.compile(
            r"\b(?:want to|wanna|going to|about to|feel like|thinking of|thinking about|am) "
            r"(?:just )?(?:giv(?:e|ing) up|quit(?:ting)?|drop(?:ping)? out)\b|"
            r"(?<!nicht )\baufgeben\b|\bgebe? (?:\w+ )?auf\b|\bhinschmeissen\b"
        ),
    ),
    Setback(
        kind="lazy",
        heard="feel lazy",
        from_here="what can be made smaller is the first step",
        wording=re.compile(
            rf"{_I_AM} (?:lazy|unproductive)\b|\bmy (?:own )?laziness\b|"
            rf"{_ICH_BIN} faul\b|\bmeine faulheit\b"
        ),
    ),
    Setback(
        kind="behind",
        heard="are behind",
        from_here="what can be chosen is which part comes first",
        wording=re.compile(
            r"\b(?:am|fell|fallen|falling|i feel) (?:(?!not\b)\w+ ){0,5}?behind"
            r"(?=$|\W*$| \.| (?:in|on|with|and|schedule|everyone|again)\b)|"
            r"\b(?:hinke|hange|bin|liege) (?:(?!nicht\b)\w+ ){0,3}?(?:hinterher|im ruckstand)\b"
        ),
    ),
)
"""The gravest first: what the first says of how to go on is what is said."""


def setbacks_of(message: str) -> list[Setback]:
    """What the message tells of its writer, in the order of `SETBACKS`."""
    folded = normalise(message)
    return [one for one in SETBACKS if one.wording.search(folded)]


def taken_up(setbacks: Sequence[Setback]) -> str:
    """One sentence; empty where there is nothing to take up."""
    if not setbacks:
        return ""
    heard = list_text([one.heard for one in setbacks], at_most=len(SETBACKS))
    return f"From what you write, you {heard}; {setbacks[0].from_here}."
