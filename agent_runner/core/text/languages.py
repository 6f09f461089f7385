"""Which language a text is in: by its script, and by its small words where the script is Latin."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Final

from agent_runner.core.text.stop_words import LATIN

UNKNOWN: Final = "und"
"""ISO 639's own code for "undetermined"."""
_LOOKED_AT: Final = 4000
"""Characters; the start of a text tells as much as the whole."""

_SCRIPTS: Final = re.compile(
    "(?P<latin>[A-Za-z\u00aa-\u024f\u1e00-\u1eff]+)"
    "|(?P<han>[\u3400-\u4dbf\u4e00-\u9fff]+)|(?P<ja>[\u3040-\u30ff]+)|(?P<ko>[\uac00-\ud7af]+)"
    "|(?P<cyrillic>[\u0400-\u052f]+)|(?P<el>[\u0370-\u03ff\u1f00-\u1fff]+)"
    "|(?P<arabic>[\u0600-\u077f]+)|(?P<hi>[\u0900-\u097f]+)|(?P<he>[\u0590-\u05ff]+)"
    "|(?P<th>[\u0e00-\u0e7f]+)|(?P<hy>[\u0530-\u058f]+)|(?P<ta>[\u0b80-\u0bff]+)"
    "|(?P<bn>[\u0980-\u09ff]+)|(?P<te>[\u0c00-\u0c7f]+)|(?P<ka>[\u10a0-\u10ff]+)"
)
_WEIGHT: Final = {"han": 3.0, "ja": 2.0, "ko": 2.0}
"""A syllable or an idea is worth some letters."""
_UKRAINIAN: Final = re.compile("[іїєґІЇЄҐ]")
_PERSIAN: Final = re.compile("[پچژگکی]")
_URDU: Final = re.compile("[ٹڈڑںےہ]")
_VIETNAMESE: Final = re.compile("[ăđơưạ-ỹ]")
_WORDS: Final = re.compile(r"[^\W\d_]+")
_LEFT_OVER: Final = frozenset("bcdfghjklmnpqrstvwxz")
"""Single letters: of an elision in any language, or of a formula."""

_ENOUGH_TO_TELL: Final = 20
"""Words. A question of three tells its language by one of them; so long a text without small words
is in none of these languages."""
_FEW_VOTES: Final = 0.08
"""Of the words, each counted for the languages that share it. Prose has a quarter and more, Latin
and the words of printers a twentieth."""
_CLOSE: Final = 0.5


def _owners() -> Mapping[str, tuple[str, ...]]:
    words: dict[str, tuple[str, ...]] = {}
    for name, small in LATIN.items():
        for word in small - _LEFT_OVER:
            words[word] = (*words.get(word, ()), name)
    return words


_OWNERS: Final = _owners()


def language(text: str) -> str:
    """The ISO 639-1 code of the text's language; `und` where nothing tells.

    >>> language("Was ist die Hauptstadt von Frankreich?")
    'de'
    """
    if text.isascii():
        return latin_language(text.lower())
    text = text[:_LOOKED_AT]
    letters: Counter[str] = Counter()
    for found in _SCRIPTS.finditer(text):
        script = found.lastgroup or ""
        letters[script] += round((found.end() - found.start()) * _WEIGHT.get(script, 1))
    if not letters:
        return UNKNOWN
    if letters["ja"] and letters["ja"] * 10 > letters["han"]:
        letters["ja"] += letters.pop("han", 0)
    script = max(letters, key=lambda name: (letters[name], name))
    match script:
        case "latin":
            return latin_language(text.lower())
        case "han":
            return "zh"
        case "cyrillic":
            return "uk" if _UKRAINIAN.search(text) else "ru"
        case "arabic":
            if _URDU.search(text):
                return "ur"
            return "fa" if _PERSIAN.search(text) else "ar"
        case _:
            return script


def latin_language(lowered: str) -> str:
    """The language of a text that is in Latin letters and in lower case already."""
    lowered = lowered[:_LOOKED_AT]
    votes: dict[str, float] = {}
    words = _WORDS.findall(lowered)
    for word in words:
        owners = _OWNERS.get(word)
        if owners is not None:
            share = 1 / len(owners)
            for owner in owners:
                votes[owner] = votes.get(owner, 0.0) + share
    if not lowered.isascii() and len(_VIETNAMESE.findall(lowered)) * 20 > len(lowered):
        return "vi"
    if not votes:
        return UNKNOWN
    best = max(votes, key=lambda name: (votes[name], name == "en"))
    return UNKNOWN if _is_doubtful(votes, best, len(words)) else best


def _is_doubtful(votes: Mapping[str, float], best: str, words: int) -> bool:
    """Whether a long text has few small words, and those of several languages.

    English is not doubted: programs and tables in an English text have few of them, too.
    """
    if best == "en" or words < _ENOUGH_TO_TELL or votes[best] >= _FEW_VOTES * words:
        return False
    return any(votes[name] > _CLOSE * votes[best] for name in votes if name != best)
