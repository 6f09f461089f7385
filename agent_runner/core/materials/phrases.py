"""Runs of content words in a sentence: what can be a term, found without a parser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from agent_runner.core.text.stop_words import LATIN, OTHER
from agent_runner.core.tokens import fold, stem

MOST_WORDS: Final = 4


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_WORD: Final = re.compile(
    r"[^\W\d_](?:\w|[-'’](?=\w)|[\u0300-\u036f\u0900-\u0963\u0966-\u0dff])*(?:\(\)|[+#]+)?|\d[\w.,]*"
)
NOUNS_ARE_CAPITAL: Final = frozenset({"de"})
"""Languages in which what ends in lower case does not end in a noun."""
_LINKS: Final = frozenset({"of", "de", "du", "des", "del", "d", "der", "von", "do", "da", "di"})
_DETERMINERS: Final = _set(
    """a an the any every each one this ein eine einer eines der die das den dem jede jeder el la
    los las un una unos unas le les l une des lo il gli uno o os as um uma"""
)
_CLAUSE: Final = re.compile(
    r"(?:^|[,;:(–—]|\b(?:that|and|but|because|where|dass|que|et|y|und))\s*[\"“„«'‘]?\s*$",
    re.IGNORECASE,
)
_JOINED: Final = re.compile(r"^[^,;:]*\b(?:and|or|und|oder|et|ou|y|o)\s+$", re.IGNORECASE)
"""Nothing but a joined subject, "Reading and …", of which the term is only the end."""
_TAIL: Final = re.compile(r"(?:\s*\([^()]{1,40}\))?[\s,\"”“»'’]*$")
_LONGEST_UNSPACED: Final = 8
_IDEOGRAPH: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_CONNECTIVES: Final = _set(
    """例如 然而 但是 因此 所以 此外 同时 其中 另外 如果 因为 虽然 不过 而且 或者 以及 后来 目前
    当时 今天 最后 首先 其次 于是 即使 尽管 之后 之前 从而 比如 しかし また そして さらに ただし
    したがって なお つまり 例えば"""
)
_GENERIC: Final = _set(
    """example figure table chapter section page part step way case thing kind type form term word
    sort set number lot amount bit group people person someone something anything everyone
    nothing result reason purpose point goal idea fact problem question answer exercise time
    day year use user hint below above first second third last next new old good better best
    great large small high low long short many much several various different same similar
    other another certain common important general specific particular main major possible
    available following previous also often usually typically generally sometimes always never
    commonly simply directly actually called known named used using made given shown based
    including within without like note see make makes get gets give gives take takes go goes
    come comes want need needs let help work works look looks say says think know two three
    four five six seven eight nine ten ex eg ie etc key simple single multiple entire whole
    right left true false yes beispiel abbildung tabelle kapitel abschnitt seite teil ejemplo
    figura tabla capítulo sección página parte exemple tableau chapitre partie what which who
    whose whom"""
)


_SYMBOL: Final = re.compile(r"[a-z]{1,2}\d+$")
_POINTING: Final = _set(
    """first second third last next previous final two three four five several many few certain
    different same similar other another new following current given erste zweite dritte letzte
    primer primera segundo segunda último última premier première deuxième dernier dernière"""
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Characters `start` to `end` of a sentence in one line."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a sentence, its folded singular, and whether it can be part of a term."""

    start: int
    end: int
    key: str
    content: bool


Key = tuple[str, ...]
"""The folded singulars of a phrase's words: what makes two spellings one term."""


def words_of(text: str, language: str) -> list[Word]:
    """The words of a sentence in their order."""
    small = small_words(language)
    found: list[Word] = []
    for match in _WORD.finditer(text):
        word = match.group()
        lowered = word.lower()
        if _IDEOGRAPH.match(word) is not None:
            # What stands between two marks: a clause, unless it is short.
            content = 1 < len(word) <= _LONGEST_UNSPACED and word not in _CONNECTIVES
            found.append(Word(match.start(), match.end(), _key(lowered), content))
            continue
        content = word[0].isalpha() and lowered not in small and (len(word) > 1 or word.isupper())
        found.append(Word(match.start(), match.end(), _key(lowered), content))
    return found


def runs(text: str, words: list[Word]) -> Iterator[list[Word]]:
    """Words in a row with nothing but a space or hyphen between, content words and links only."""
    run: list[Word] = []
    for word in words:
        joined = bool(run) and text[run[-1].end : word.start] in (" ", "-", "")
        fits = word.content or (word.key in _LINKS and bool(run))
        if run and not (joined and fits):
            yield run
            run = []
        if word.content or (joined and fits):
            run.append(word)
    if run:
        yield run


def is_link(word: Word) -> bool:
    """Whether it is a word such as "of", which a term holds between two others only."""
    return not word.content


def phrase_key(text: str, language: str) -> Key:
    """The key of a phrase, without small words at its ends."""
    words = words_of(text, language)
    while words and not words[0].content:
        words = words[1:]
    while words and not words[-1].content:
        words = words[:-1]
    return tuple(word.key for word in words)


def is_generic(key: Key) -> bool:
    """Whether a phrase is made of words that every text has, or of a single letter."""
    return all(word in _GENERIC for word in key) or len("".join(key)) == 1


def is_odd(key: Key) -> bool:
    """Whether it is one word that is no name: two letters, or a letter with digits ("e2")."""
    return (
        len(key) == 1
        and key[0].isascii()
        and (len(key[0]) < 3 or _SYMBOL.match(key[0]) is not None)
    )


def counts_or_points(key: Key) -> bool:
    """Whether it begins with a word that points at some of many: "first part", "two loops"."""
    return key[0] in _POINTING


def phrase_before(text: str, end: int, language: str, *, anywhere: bool = False) -> Phrase | None:
    """The run of content words right before `end`.

    Unless `anywhere`, it must be the whole subject: only a determiner, or the end of an
    introductory clause, may stand before it.
    """
    tail = _TAIL.search(text, 0, end)
    words = words_of(text[: end if tail is None else tail.start()], language)
    last = list(runs(text, words))[-1:]
    if not last or not words or last[0][-1] is not words[-1]:
        return None
    run = _without_end_links(last[0])
    if not run:
        return None
    if anywhere:
        return Phrase(run[max(0, len(run) - MOST_WORDS)].start, run[-1].end)
    before = text[: run[0].start]
    earlier = words[: words.index(run[0])]
    if earlier and earlier[-1].key in _DETERMINERS:
        before = text[: earlier[-1].start]
    if len(run) > MOST_WORDS + 1 or _CLAUSE.search(before) is None or _JOINED.search(before):
        return None
    return Phrase(run[0].start, run[-1].end)


def phrase_after(text: str, start: int, language: str) -> Phrase | None:
    """The run of content words right after `start`, at most `MOST_WORDS` of them."""
    rest = text[start : start + 120]
    words = words_of(rest, language)
    skipped = 0
    while skipped < len(words) and words[skipped].key in _DETERMINERS and skipped < 2:
        skipped += 1
    words = words[skipped:]
    between = rest[: words[0].start] if words else "."
    if not words or not words[0].content or any(mark in between for mark in ".;:!?)"):
        return None
    run = next(runs(rest, words))[:MOST_WORDS]
    if language in NOUNS_ARE_CAPITAL:
        while run and not rest[run[-1].start].isupper():
            run = run[:-1]
    run = _without_end_links(run)
    return Phrase(start + run[0].start, start + run[-1].end) if run else None


@lru_cache(maxsize=64)
def small_words(language: str) -> frozenset[str]:
    """Words of a language that cannot stand in a term, except as a link."""
    return LATIN.get(language, LATIN["en"]) | OTHER | _SMALL_TOO | _SMALL_IN.get(language, _NONE)


_SMALL_TOO: Final = _set(
    """is are was were be been being has have had do does did can could may might must shall should
    will would not no nor if then else than when where why how also very too just only even
    please using used called known named including without within such both either however
    above below"""
)


_NONE: Final[frozenset[str]] = frozenset()
_SMALL_IN: Final[dict[str, frozenset[str]]] = {
    "en": _set(
        """given says said etc via per upon across along among around despite except toward
        towards whereas whenever wherever whether unless instead thus hence"""
    ),
    "de": _set(
        """sei seien falls gilt gelten gelte wegen per je mittels sodass dh d.h bzgl bezüglich
        gemäß laut trotz anhand aufgrund bezeichne bezeichnet heißt heißen heiße beliebig
        genau folgt folglich also somit insbesondere links rechts oben unten existiert
        existieren ganz anders gemeinsam anderes anderer def beh bem bew bsp vgl usw ggf evtl"""
    ),
    "fr": _set("soit soient selon vers chez dès malgré sauf donc ainsi voir cf"),
    "es": _set("sea sean según mediante salvo excepto ver véase cf"),
}


def _without_end_links(run: list[Word]) -> list[Word]:
    while run and is_link(run[-1]):
        run = run[:-1]
    return run


@lru_cache(maxsize=50_000)
def _key(lowered: str) -> str:
    return stem(fold(lowered))
