"""Owns the rules: reads `data/rules.en.json` and `data/rules.world.json` and matches a folded text.

The small language of the English file: `{NAME}` stands for a class of words, `~3` for up to three
words of the same sentence, the rest is a regular expression over space-separated tokens. Every gap
and every repetition is bounded, so matching takes time linear in the length of the text.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from agent_runner.core.guard.families import Family, Level
from agent_runner.core.guard.normalise import normalise

MASK = "idiom"
"""What a harmless idiom is replaced by before rules and classifier read the text."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """One rule; `topic` rules are silent where the subject is studied, not lived."""

    id: str
    family: Family
    level: Level
    language: str
    topic: bool
    unless: tuple[str, ...]
    anchors: tuple[tuple[frozenset[str], re.Pattern[str]], ...]
    together: tuple[tuple[tuple[frozenset[str], re.Pattern[str]], ...], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """A rule that spoke, and the words it spoke about (folded, not as written)."""

    rule: str
    family: Family
    level: Level
    language: str
    topic: bool
    words: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RuleBook:
    """All rules, idioms and contexts, compiled."""

    rules: tuple[Rule, ...]
    world: tuple[Rule, ...]
    idioms: tuple[tuple[frozenset[str], re.Pattern[str]], ...]
    contexts: Mapping[str, re.Pattern[str]]

    def mask_idioms(self, folded: str) -> str:
        """The text with harmless idioms taken out."""
        words = frozenset(folded.split())
        for anchors, pattern in self.idioms:
            if not anchors or not anchors.isdisjoint(words):
                folded = pattern.sub(MASK, folded)
        return folded

    def context_of(self, folded: str) -> frozenset[str]:
        """The contexts the text shows, by name."""
        return frozenset(name for name, found in self.contexts.items() if found.search(folded))

    def match(self, masked: str, contexts: frozenset[str]) -> list[Match]:
        """Every rule that speaks, in the order of the file, once each."""
        words = frozenset(masked.split())
        found: list[Match] = []
        for rule in self.rules:
            if (rule.topic and "academic" in contexts) or not contexts.isdisjoint(rule.unless):
                continue
            hit = _first_hit(rule, masked, words) or _meeting(rule, masked, words)
            if hit is not None:
                found.append(hit)
        return [*found, *self.match_world(masked, contexts)]

    def match_world(self, folded: str, contexts: frozenset[str]) -> list[Match]:
        """As `match`, for the rules of the other languages alone."""
        words = frozenset(folded.split())
        return [
            hit
            for rule in self.world
            if contexts.isdisjoint(rule.unless) and (hit := _first_hit(rule, folded, words))
        ]


def load_rules(folder: Path) -> RuleBook:
    """Reads and compiles the rule files of a folder. Raises `re.error` or `KeyError` on a slip."""
    english = _read(folder / "rules.en.json")
    world = _read(folder / "rules.world.json")
    classes = cast(dict[str, str], english["classes"])
    return RuleBook(
        rules=tuple(_rule(entry, classes) for entry in english["rules"]),
        world=tuple(_world_rule(entry) for entry in world["rules"]),
        idioms=tuple(_anchored(pattern, classes) for pattern in english["idioms"]),
        contexts={
            name: _compile("|".join(f"(?:{part})" for part in parts), classes)
            for name, parts in {**english["contexts"], **world["contexts"]}.items()
        },
    )


def _first_hit(rule: Rule, text: str, words: frozenset[str]) -> Match | None:
    for anchors, pattern in rule.anchors:
        if anchors and anchors.isdisjoint(words):
            continue
        hit = pattern.search(text)
        if hit is not None:
            return _match(rule, hit.group().strip())
    return None


def _meeting(rule: Rule, text: str, words: frozenset[str]) -> Match | None:
    """A rule also speaks where all parts of one of its `together` stand in one sentence."""
    for parts in rule.together:
        if any(anchors and anchors.isdisjoint(words) for anchors, _ in parts):
            continue
        for sentence in text.split(" . "):
            if all(pattern.search(sentence) for _, pattern in parts):
                return _match(rule, sentence.strip())
    return None


def _match(rule: Rule, words: str) -> Match:
    return Match(
        rule=rule.id,
        family=rule.family,
        level=rule.level,
        language=rule.language,
        topic=rule.topic,
        words=words,
    )


def _read(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text("utf-8"))


def _rule(entry: Mapping[str, Any], classes: Mapping[str, str]) -> Rule:
    return Rule(
        id=entry["id"],
        family=entry["family"],
        level=entry["level"],
        language="en",
        topic=entry.get("topic", False),
        unless=tuple(entry.get("unless", ())),
        anchors=tuple(_anchored(pattern, classes) for pattern in entry.get("any", ())),
        together=tuple(
            tuple(_anchored(part, classes) for part in parts) for parts in entry.get("together", ())
        ),
    )


def _world_rule(entry: Mapping[str, Any]) -> Rule:
    """Rules of other languages are phrases; scripts without spaces match inside a token."""
    phrases = [
        normalise(phrase.replace("~", "xgapx")) for phrase in cast(Sequence[str], entry["any"])
    ]
    joined = "|".join(_phrase(phrase) for phrase in phrases)
    pattern = joined if entry["spaces"] is False else rf"(?<!\S)(?:{joined})(?!\S)"
    return Rule(
        id=f"{entry['language']}-{entry['family']}-{entry['level']}",
        family=entry["family"],
        level=entry["level"],
        language=entry["language"],
        topic=False,
        unless=tuple(entry.get("unless", ())),
        anchors=((frozenset(), re.compile(pattern)),),
    )


def _phrase(phrase: str) -> str:
    """A phrase as a pattern: `_` between words lets up to three words through."""
    return re.escape(phrase).replace(r"\ xgapx\ ", r"\ (?:[^\s.]+ ){0,3}").replace(r"\ ", " ")


def _compile(pattern: str, classes: Mapping[str, str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\S)(?:{_expand(_close_looks(pattern), classes)})(?!\S)")


def _close_looks(pattern: str) -> str:
    """A look-ahead names whole words: `(?= (?:in|at))` must not see `into`."""
    at = 0
    while (found := re.compile(r"\(\?[=!] \(\?:").search(pattern, at)) is not None:
        depth, end = 1, found.end()
        while depth:
            depth += (pattern[end] == "(") - (pattern[end] == ")")
            end += 1
        pattern = f"{pattern[:end]}(?!\\S){pattern[end:]}"
        at = found.end()
    return pattern


def _expand(pattern: str, classes: Mapping[str, str]) -> str:
    whole = re.sub(r"\{([A-Z_]+)\}", lambda name: f"(?:{classes[name.group(1)]})", pattern)
    return re.sub(
        r"~(\d)", r"(?:[^\\s.]+ ){0,\1}", re.sub(r"~(1\d)", r"(?:[^\\s.]+ ){0,\1}", whole)
    )


def _anchored(pattern: str, classes: Mapping[str, str]) -> tuple[frozenset[str], re.Pattern[str]]:
    """A pattern with the words of which a text must hold one, so that most are never tried."""
    return _anchor_words(pattern, classes), _compile(pattern, classes)


def _anchor_words(pattern: str, classes: Mapping[str, str]) -> frozenset[str]:
    """The words of the pattern's most telling obligatory part; empty when there is none."""
    whole = re.sub(r"\{([A-Z_]+)\}", lambda name: f"(?:{classes[name.group(1)]})", pattern)
    best: frozenset[str] = frozenset()
    branches = _split(whole, "|")
    if len(branches) > 1:
        parts = [_anchor_words(branch, {}) for branch in branches]
        return frozenset[str]().union(*parts) if all(parts) else frozenset()
    for part in _split(re.sub(r"~\d+", "", whole), " "):
        words = _words_of(part)
        if words and (not best or _telling(words) > _telling(best)):
            best = words
    return best


def _words_of(part: str) -> frozenset[str]:
    """One word of every alternative of an obligatory part; empty if the part may be absent."""
    if re.fullmatch(r"[a-z0-9]+", part):
        return frozenset({part})
    inner = re.fullmatch(r"\(\?:(.*)\)(?:\(\?[!=].*\))?", part)
    if inner is None or not _balanced(inner.group(1)):
        return frozenset()
    found: set[str] = set()
    for alternative in _split(inner.group(1), "|"):
        plain = [w for w in _split(alternative, " ") if re.fullmatch(r"[a-z0-9]+", w)]
        if not plain:
            nested = [_words_of(w) for w in _split(alternative, " ")]
            chosen = max(nested, key=_telling, default=frozenset[str]())
            if not chosen:
                return frozenset()
            found |= chosen
            continue
        found.add(min(plain, key=lambda word: (word in _COMMON, -len(word))))
    return frozenset(found)


_COMMON = frozenset(
    [
        *("a", "the", "i", "me", "my", "to", "of", "in", "on", "for", "with", "and", "or", "not"),
        *("do", "is", "am", "are", "it", "this", "that", "be", "have", "will", "can", "how"),
        *("what", "want", "you", "he", "she", "they", "was", "were", "if", "when", "so", "just"),
        *("all", "out", "up", "no", "at", "by", "from", "as", "too", "would"),
    ]
)


def _telling(words: frozenset[str]) -> tuple[int, int]:
    return (-len(words & _COMMON), -len(words)) if words else (-1000, 0)


def _split(pattern: str, separator: str) -> list[str]:
    """Splits at a separator outside all brackets."""
    parts: list[str] = []
    depth, start, square = 0, 0, False
    for at, sign in enumerate(pattern):
        if sign == "[":
            square = True
        elif sign == "]":
            square = False
        elif sign == "(":
            depth += 1
        elif sign == ")":
            depth -= 1
        elif sign == separator and depth == 0 and not square:
            parts.append(pattern[start:at])
            start = at + 1
    parts.append(pattern[start:])
    return [part for part in parts if part]


def _balanced(pattern: str) -> bool:
    depth = 0
    for sign in pattern:
        depth += (sign == "(") - (sign == ")")
        if depth < 0:
            return False
    return depth == 0
