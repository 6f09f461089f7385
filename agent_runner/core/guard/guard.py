"""Owns the decision: does this message speak of danger to a person, and how grave is it?

Pure and deterministic: no clock, no network, no language model. It reads its own data once, when
built, and keeps nothing of what it reads. Order of work: fold the text, take harmless idioms out,
let the rules speak, then ask the classifier about what they did not hear.

It decides on the safe side: asking for methods counts, whoever is said to want them; studying the
subject does not. It is no diagnosis and its silence is no all-clear.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from agent_runner.core.guard.classifier import QUIET, Classifier, load_classifier
from agent_runner.core.guard.families import Family, Level
from agent_runner.core.guard.normalise import normalise
from agent_runner.core.guard.rules import Match, RuleBook, load_rules
from agent_runner.core.guard.verdict import Finding, Verdict

DATA = Path(__file__).parent / "data"
STRETCH_TOKENS = 120
"""A long text is read in stretches of this many tokens, each overlapping the last by a third."""

_QUOTED = re.compile("[\"“„«‘']([^\"”“»’']{3,200})[\"”“»’'](?![a-z])")
_CLASSIFIER_LEVEL: Level = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Guard:
    """Rules and classifier together; build it with `load_guard`."""

    rules: RuleBook
    classifier: Classifier

    def assess(self, text: str, *, country: str | None = None) -> Verdict:
        """The gravest of what the text's stretches say. Takes time linear in its length."""
        worst = _nothing(country)
        for stretch in _stretches(normalise(self._own_words(text))):
            verdict = self._assess_stretch(stretch, country)
            if verdict.level > worst.level:
                worst = verdict
        return worst

    def _own_words(self, text: str) -> str:
        """Without what stands in quotation marks, where the context is a study of somebody else."""
        if not _QUOTED.search(text):
            return text
        outside = _QUOTED.sub(" quotation ", text)
        contexts = self.rules.context_of(normalise(outside))
        return outside if contexts & {"academic", "cited"} else text

    def _assess_stretch(self, folded: str, country: str | None) -> Verdict:
        contexts = self.rules.context_of(folded)
        if _is_foreign(folded):
            foreign = self.rules.match_world(folded, contexts)
            matches = _whose(foreign)
            level = _gravest(matches)
            return _verdict(level, matches, country) if matches else _nothing(country)
        masked = self.rules.mask_idioms(folded)
        matches = _whose(self.rules.match(masked, contexts))
        level = _gravest(matches)
        if level >= _CLASSIFIER_LEVEL:
            return _verdict(level, matches, country)
        heard = self._heard_by_classifier(masked, quiet=not QUIET.isdisjoint(contexts))
        if heard is None:
            return _verdict(level, matches, country) if matches else _nothing(country)
        return Verdict(
            level=_CLASSIFIER_LEVEL,
            families=(heard.family,),
            matched=(heard,),
            language="en",
            country=country,
        )

    def _heard_by_classifier(self, masked: str, *, quiet: bool) -> Finding | None:
        probability, window = self.classifier.worst_window(masked)
        limit = self.classifier.threshold_quiet if quiet else self.classifier.threshold
        if probability < limit:
            return None
        family = self.classifier.family_of(window)
        return Finding(rule="classifier", family=family, words=window)


def load_guard() -> Guard:
    """The guard with the data that ship with it."""
    return Guard(rules=load_rules(DATA), classifier=load_classifier(DATA))


def assess(text: str, *, country: str | None = None) -> Verdict:
    """`Guard.assess` of the guard that ships; its data are read at the first call."""
    return _shipped().assess(text, country=country)


@cache
def _shipped() -> Guard:
    return load_guard()


def _stretches(folded: str) -> Iterator[str]:
    tokens = folded.split()
    if len(tokens) <= STRETCH_TOKENS:
        yield folded
        return
    step = STRETCH_TOKENS * 2 // 3
    for start in range(0, len(tokens) - STRETCH_TOKENS // 3, step):
        yield " ".join(tokens[start : start + STRETCH_TOKENS])


def _is_foreign(folded: str) -> bool:
    """Whether small words of other languages outnumber the English ones by far: `die` is no death
    in German. A mixed sentence counts as English, so that all rules read it."""
    tokens = folded.split()
    english = sum(token in _ENGLISH for token in tokens)
    return sum(token in _FOREIGN for token in tokens) > 3 * english


_ENGLISH = frozenset(
    [
        *(
            "i",
            "my",
            "me",
            "the",
            "to",
            "of",
            "and",
            "is",
            "you",
            "how",
            "what",
            "do",
            "it",
            "that",
        ),
        *("for", "want", "not", "with", "be", "are", "can", "should", "would", "if", "this", "at"),
        *("myself", "your", "kill", "suicide", "without", "life", "who", "why", "when", "does"),
    ]
)
_FOREIGN = frozenset(
    [
        *("der", "die", "das", "und", "ist", "nicht", "ein", "eine", "ich", "den", "dem", "von"),
        *("zu", "mit", "auf", "fur", "wie", "wurde", "werden", "sich", "des", "el", "la", "los"),
        *("las", "de", "que", "y", "en", "un", "una", "es", "por", "con", "para", "se", "del"),
        *("le", "les", "et", "est", "je", "ne", "pas", "une", "du", "il", "che", "di", "e", "non"),
        *("per", "sono", "o", "os", "da", "do", "em", "um", "uma", "nao", "com", "mi", "ho"),
    ]
) - {"do"}


def _whose(matches: list[Match]) -> list[Match]:
    """Worry about somebody else is not the writer's own danger, unless they say that too."""
    worried = [match for match in matches if match.family == "third_person" and match.level >= 2]
    if not worried:
        return matches
    languages = {match.language for match in worried if match.language != "en"}
    own = [
        match
        for match in matches
        if match.family != "third_person"
        and not match.topic
        and match.language not in languages
        and match.rule not in _SAID_OF_OTHERS
    ]
    return [*own, *worried]


_SAID_OF_OTHERS = frozenset({"violence-at-home", "purge", "no-food", "self-harm", "better-off"})
"""Rules that also hear what happens to a friend; the worry comes first then."""


def _gravest(matches: list[Match]) -> Level:
    gravest: Level = 0
    for match in matches:
        if match.level > gravest:
            gravest = match.level
    return gravest


def _verdict(level: Level, matches: list[Match], country: str | None) -> Verdict:
    gravest = sorted(matches, key=lambda match: -match.level)
    families: dict[Family, None] = {match.family: None for match in gravest}
    return Verdict(
        level=level,
        families=tuple(families),
        matched=tuple(Finding(rule=m.rule, family=m.family, words=m.words) for m in gravest),
        language=gravest[0].language,
        country=country,
    )


def _nothing(country: str | None) -> Verdict:
    return Verdict(level=0, families=(), matched=(), language="en", country=country)
