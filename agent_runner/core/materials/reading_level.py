"""How hard a text reads, and how long reading it takes.

Formulas exist for a few languages; elsewhere the level is None, not a number without meaning.
Flesch reading ease: English Flesch 1948 (206.835 − 1.015 w − 84.6 s), German Amstad 1978, French
Kandel & Moles 1958, Spanish Fernández Huerta 1959, Italian Franchina & Vacca 1986, with w = words
per sentence and s = syllables per word. Grade: Flesch–Kincaid (Kincaid et al. 1975), English only.
Minutes: 238 words a minute (Brysbaert 2019, silent reading of non-fiction); 255 Chinese and
357 Japanese characters a minute (Trauzettel-Klosinski & Dietz 2012), who found 863 on average
over 17 languages, which is taken for other scripts without spaces.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from agent_runner.core.text import sentences

Band = Literal["very easy", "easy", "plain", "fairly hard", "hard", "very hard"]

WORDS_PER_MINUTE = 238
_CHINESE_PER_MINUTE = 255
_JAPANESE_PER_MINUTE = 357
_UNSPACED_PER_MINUTE = 863
_FEWEST_WORDS = 30
"""Below this a formula of averages says nothing."""
_MANY_SYMBOLS = 0.06
"""Share of signs and single letters from which on a text is more than its words and sentences."""

_SYMBOL = re.compile(r"[=<>∈∉⊆⊂∪∩∀∃→⇒⇔↦≤≥≠∞∑∏∫√±×·∘◦∂∇{}\\^|]|^\W*[B-HJ-Zb-hj-z]\W*$")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_TOKEN = re.compile(r"[^\W_]+(?:['’.,-][^\W_]+)*")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_KANA = re.compile(r"[\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f]")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")

_BANDS: tuple[tuple[float, Band], ...] = (
    (90, "very easy"),
    (70, "easy"),
    (60, "plain"),
    (50, "fairly hard"),
    (30, "hard"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadingLevel:
    """`flesch_ease` from about 0 (hard) to 100 (easy), its band in words, and the US school grade.

    None where there is no formula for the language, or too little text; `why_none` says which.
    `words` counts what stands between spaces, or the characters where words have none between.
    """

    words: int
    minutes: float
    flesch_ease: float | None
    grade: float | None
    band: Band | None
    source: str | None
    why_none: str | None


@dataclass(frozen=True, slots=True)
class _Formula:
    constant: float
    per_word: float
    per_syllable: float
    vowels: re.Pattern[str]
    source: str


_FORMULAS = {
    "en": _Formula(206.835, 1.015, 84.6, re.compile("[aeiouy]+"), "Flesch 1948"),
    "de": _Formula(
        180.0, 1.0, 58.5, re.compile("ei|ai|au|eu|äu|ie|aa|ee|oo|[aeiouyäöü]"), "Amstad 1978"
    ),
    "fr": _Formula(
        207.0, 1.015, 73.6, re.compile("[aeiouyàâéèêëîïôùûüœæ]+"), "Kandel & Moles 1958"
    ),
    "es": _Formula(
        206.84,
        1.02,
        60.0,
        re.compile("[iuü]?[aeoáéó][iuyü]?|[iuíúü]+|y(?![aeiouáéíóú])"),
        "Fernández Huerta 1959",
    ),
    "it": _Formula(
        217.0,
        1.3,
        60.0,
        re.compile("[iu]?[aeoàèéò][iu]?|[iuìù]+"),
        "Franchina & Vacca 1986",
    ),
}

_SILENT = re.compile("(?<![aeiouy])(?<![^aeiouy]l)e$|[^aeiouydt]ed$|[^aeiouyszxcghl]es$")
"""The e that is not spoken: "make", "makes", "named"; not in "table", "wanted", "boxes"."""
_TWO_VOWELS = re.compile("(?<![cstg])i[ao]|eo(?!u|n$)|ism$")
"""Vowels that are spoken apart: "biology", "video"; not in "social", "courageous"."""


def reading_level(text: str, language: str) -> ReadingLevel:
    """How hard the text reads; `language` as `core.text.language` names it ("en")."""
    words = _WORD.findall(text)
    formula = _FORMULAS.get(language)
    why_none: str | None = None
    if formula is None:
        why_none = f"no formula for the language {language!r}"
    elif len(words) < _FEWEST_WORDS:
        why_none = f"fewer than {_FEWEST_WORDS} words"
    elif 2 * len(_LATIN.findall(text)) < sum(map(len, words)):
        why_none = "the formula is for Latin script"
    if formula is None or why_none is not None:
        return ReadingLevel(
            words=words_in(text),
            minutes=minutes_to_read(text),
            flesch_ease=None,
            grade=None,
            band=None,
            source=None,
            why_none=why_none,
        )
    per_sentence = len(words) / max(1, _sentences_in(text))
    per_word = sum(_syllables(word, language) for word in words) / len(words)
    ease = round(
        formula.constant - formula.per_word * per_sentence - formula.per_syllable * per_word, 1
    )
    if _symbols_in(text) >= _MANY_SYMBOLS:
        return ReadingLevel(
            words=words_in(text),
            minutes=minutes_to_read(text),
            flesch_ease=None,
            grade=None,
            band=None,
            source=None,
            why_none="the text is full of formulas, whose difficulty no formula of lengths tells",
        )
    grade = round(0.39 * per_sentence + 11.8 * per_word - 15.59, 1) if language == "en" else None
    return ReadingLevel(
        words=words_in(text),
        minutes=minutes_to_read(text),
        flesch_ease=ease,
        grade=grade,
        band=_band(ease),
        source=formula.source,
        why_none=None,
    )


def _symbols_in(text: str) -> float:
    """The share of what stands between spaces that is a sign of formulas or code."""
    pieces = text.split()
    return sum(_SYMBOL.search(piece) is not None for piece in pieces) / max(1, len(pieces))


def minutes_to_read(text: str, *, digits: int | None = 1) -> float:
    """Minutes of silent reading, to a tenth (`digits=None`: unrounded); 0.0 for an empty text."""
    return _minutes(text) if digits is None else round(_minutes(text), digits)


def words_in(text: str) -> int:
    """Words between spaces, plus the characters of scripts that put none between words."""
    unspaced = sum(len(script.findall(text)) for script in (_HAN, _KANA, _UNSPACED))
    return _spaced_words(text) + unspaced


def _minutes(text: str) -> float:
    han, kana = len(_HAN.findall(text)), len(_KANA.findall(text))
    # Kana stand in Japanese alone, where they are about half of a text.
    per_minute = _JAPANESE_PER_MINUTE if 10 * kana > han else _CHINESE_PER_MINUTE
    unspaced = len(_UNSPACED.findall(text))
    return (
        _spaced_words(text) / WORDS_PER_MINUTE
        + (han + kana) / per_minute
        + unspaced / _UNSPACED_PER_MINUTE
    )


def _spaced_words(text: str) -> int:
    for script in (_HAN, _KANA, _UNSPACED):
        text = script.sub(" ", text)
    return len(_TOKEN.findall(text))


def _sentences_in(text: str) -> int:
    return sum(1 for one in sentences(text) if _WORD.search(text, one.start, one.end) is not None)


def _syllables(word: str, language: str) -> int:
    """Groups of vowels, less the silent final e of English and French; at least one."""
    folded = word.lower()
    groups = len(_FORMULAS[language].vowels.findall(folded))
    if language == "en":
        groups -= _SILENT.search(folded) is not None
        groups += len(_TWO_VOWELS.findall(folded))
    elif language == "fr" and re.search("[^aeiouyàâéèêëîïôùûü](?:e|es|ent)$", folded):
        groups -= 1
    return max(1, groups)


def _band(ease: float) -> Band:
    for least, band in _BANDS:
        if ease >= least:
            return band
    return "very hard"
