"""Whether a sentence defines what a question asks about: the thing is its subject, and it says what
that is.

The wordings of `core.materials.definitions` find terms that nobody has named; here the term is
known, so that less has to be asked of the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from agent_runner.core.materials.definitions import definitions
from agent_runner.core.text import UNKNOWN, question_terms, terms

Word = tuple[str, ...]

_LABEL: Final = re.compile(
    r"^(?:[•‣▪●○◦·∙*–—-]\s+)?(?:(?:Definition|Def|Definición|Définition|Definizione|Satz|Begriff"
    r"|Merke|Note|Key term)\b\.?\s*)?(?:\(?\d+(?:\.\d+)*[.):]*\s+)?(?:\([^()]{1,60}\)\s*)?[:.]?\s*",
    re.IGNORECASE,
)
_TOKEN: Final = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*[+#]*")
_CLAUSE: Final = re.compile(r"^[^,:;]{1,60}[,:]\s+")
"""What introduces a sentence: "In Python, …"."""
_BEFORE_TERM: Final = 2
"""Small words, such as an article."""
_ASIDE: Final = re.compile(r"^[\"”“»'’*_]*\s*(?:\([^()]{1,60}\)\s*)?(?:,[^,]{1,60},\s*)?")
_IS: Final = r"(?:is|are|was|were|ist|sind|es|son|est|sont|è|sono|é|são|zijn)"
_THING: Final = (
    r"(?:an?|the|any|one|another|when|how|what|eine?r?|der|die|das|jede[rs]?|une?|una|unos|unas|el"
    r"|la|los|las|l['’]|le|les|des|uno|il|lo|gli|i|uma?|os?|een|het|de)(?![^\W_])"
)
_SAYS: Final = (
    (
        re.compile(
            rf"(?:{_IS}(?: \w+ly)? {_THING}"
            r"|(?:is|are|can be|may be)(?: \w+ly)? (?:defined|described)|refers? to"
            r"|means?\b|denotes?\b|bezeichnet|bedeutet|beschreibt|(?:ist|sind) definiert"
            r"|heißt\b|heißen\b|nennt man|versteht man|se (?:refiere|define|denomina)|significa\b"
            r"|designa\b|désigne|signifie|(?:est|sont) défini|verwijst naar|betekent"
            r"|(?:[–—-] )?это|является|называется)",
            re.IGNORECASE,
        ),
        1.0,
    ),
    (re.compile(r"(?::|[–—]| - )\s*\S+ \S+ \S+"), 0.7),
    (
        re.compile(
            rf"{_IS} (?=[^\W\d_])(?!(?:not|nicht|no|pas|shown|given|used|also|called)\b)", re.I
        ),
        0.6,
    ),
    (
        re.compile(
            r"(?:describes?|consists? of|allows?|represents?|involves?|stands? for|occurs? when"
            r"|besteht aus|bestehen aus|consiste|permite|permet)\b",
            re.IGNORECASE,
        ),
        0.5,
    ),
)
_UNSPACED: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_UNSPACED_SAYS: Final = (
    r"[”」》]?(?:（[^（）]*）|\([^()]*\))?(?:是指|就是|即|指的是|是|指|とは|이란|란|은|는|：|:)"
)
_BEGINNING: Final = 3
"""Characters of a stem that no inflection changes, as a rule."""
_SURE_ENOUGH: Final = 0.65
"""Of a wording for terms that nobody has named; "the concept of X" alone is none."""
_SURE: Final = 0.9
"""Of the wordings for terms that stand anywhere in a sentence ("… is called X")."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a definition is asked of, and what each of its words may be called."""

    text: str
    words: tuple[Word, ...]
    languages: tuple[str, ...]

    @classmethod
    def of(cls, text: str, languages: Sequence[str], asked_in: str | None) -> Subject:
        words = question_terms(text, languages, asked_in=asked_in)
        return cls(text, tuple(words), tuple(languages))

    def may_stand_in(self, folded: str) -> bool:
        """False where the beginning of a word of it stands nowhere in the folded text."""
        return all(
            any(not term.isascii() or term[:_BEGINNING] in folded for term in word)
            for word in self.words
        )


def sureness(sentence: str, subject: Subject, spoken: str) -> float:
    """How sure the sentence's wording is that it defines the subject, 0 to 1.

    `spoken` is the language that the text about it seems to be in; what is full of formulas may
    seem to be in any, and counts as the documents' own.
    """
    if spoken not in subject.languages and subject.languages:
        spoken = subject.languages[0]
    line = _LABEL.sub("", " ".join(sentence.split()), count=1)
    if not subject.words or line.endswith(("?", "？", "؟")):
        return 0.0
    if _UNSPACED.search(subject.text):
        named = re.escape("".join(subject.text.split()))
        return float(re.match(rf"(?:所谓)?[“「《]?{named}{_UNSPACED_SAYS}", line) is not None)
    found = _by_subject(line, subject, spoken)
    clause = _CLAUSE.match(line)
    if clause is not None and found < 1.0:
        found = max(found, 0.9 * _by_subject(line[clause.end() :], subject, spoken))
    if found >= _SURE:
        return found
    named = (
        one.sureness
        for one in definitions(line, spoken)
        if one.sureness >= _SURE_ENOUGH
        and _is_named(terms(line[one.phrase.start : one.phrase.end], spoken), subject)
    )
    return max(found, _SURE * max(named, default=0.0))


def _by_subject(line: str, subject: Subject, spoken: str) -> float:
    """Whether the sentence opens with the term, and what it says of it."""
    waiting = list(subject.words)
    small = 0
    for found in _TOKEN.finditer(line):
        held = terms(found.group(), None if spoken == UNKNOWN else spoken)
        if not held:
            small += 1
            if small > _BEFORE_TERM + len(subject.words):
                return 0.0
            continue
        for term in held:
            word = next((word for word in waiting if term in word), None)
            if word is None:
                return 0.0
            waiting.remove(word)
        if not waiting:
            rest = _ASIDE.sub("", line[found.end() :], count=1)
            return next((worth for says, worth in _SAYS if says.match(rest)), 0.0)
    return 0.0


def _is_named(held: Sequence[str], subject: Subject) -> bool:
    return len(held) == len(subject.words) and all(
        any(term in word for term in held) for word in subject.words
    )
