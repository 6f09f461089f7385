"""Where a sentence defines a term, by its wording: "X is the …", "… is called X", "X: …".

For English, German, Spanish and French, and the commonest wordings of Chinese, Japanese and
Russian. What is found are places of candidate terms; whether they are terms of the document is for
`key_terms` to judge.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from agent_runner.core.materials.phrases import Phrase, phrase_after, phrase_before

_FLAGS = re.IGNORECASE


@dataclass(frozen=True, slots=True)
class Defined:
    """A term that a sentence defines, in the sentence's text, and how sure the wording is (0–1)."""

    phrase: Phrase
    sureness: float


@dataclass(frozen=True, slots=True)
class _Wording:
    """Words with the term right before them, as the sentence's subject, or right after them."""

    words: re.Pattern[str]
    term_is_before: bool
    sureness: float


def _before(words: str, sureness: float) -> _Wording:
    return _Wording(re.compile(rf"\b(?:{words})\b", _FLAGS), True, sureness)


def _after(words: str, sureness: float) -> _Wording:
    return _Wording(re.compile(rf"(?:{words})[\s:]+", _FLAGS), False, sureness)


_A_THING = (
    r"(?:an?|the(?! (?:same|only|main|most|best|next|first|last))|any|one of|another|when|how)"
)
_IS_NAMED_ES = r"se (?:llaman?|denominan?|conocen? como)"
_WORDINGS: Final[dict[str, tuple[_Wording, ...]]] = {
    "en": (
        _before(r"refers? to|(?:is|are|can be) (?:\w+ly )?defined as|denotes?|means", 0.9),
        _before(r"describes?|is the term", 0.9),
        _before(rf"(?:is|are) (?:simply |just |basically )?{_A_THING}", 0.7),
        _before(r"stands? for|consists? of|occurs? when|allows?|represents?|involves?", 0.4),
        _after(
            r"(?:\b(?:is|are|be|been|being|also|often|sometimes|commonly|usually|generally|what|we"
            r"|process)|[,(–—])\s*(?:called|termed|known as|referred to as|named)(?: an?| the)?",
            0.9,
        ),
        _after(r"\b(?:called|termed|known as|referred to as|so-called)(?: an?| the)?", 0.7),
        _after(r"\bthe (?:term|concept of|notion of|phenomenon of)", 0.6),
        _after(r"\bdefines? (?:an?|the)", 0.3),
    ),
    "de": (
        _before(r"bezeichnet|bedeutet|(?:ist|sind|wird|werden) definiert als", 0.8),
        _before(r"beschreibt|heißt", 0.8),
        _before(r"(?:ist|sind) (?:ein|eine|einer|der|die|das|jede[rs]?)", 0.7),
        _after(r"\b(?:so ?genannte[nrms]?|der Begriff|nennt man|heißt|heißen)", 0.8),
        _after(r"\b(?:wird|werden|auch) (?:auch )?als", 0.5),
        _after(r"\bunter (?:einem|einer|dem|der|den)(?=[^.]* versteht man\b)", 0.8),
    ),
    "es": (
        _before(r"(?:se )?(?:refiere a|define como|denomina|significa)|designa|consiste en", 0.8),
        _before(r"(?:es|son) (?:un|una|unos|unas|el|la|los|las|cualquier)", 0.7),
        _after(
            rf"\b(?:llamad[oa]s?|denominad[oa]s?|conocid[oa]s? como|{_IS_NAMED_ES}|el término)"
            r"(?: un| una| el| la| los| las)?",
            0.8,
        ),
    ),
    "fr": (
        _before(r"désigne|signifie|(?:est|sont) défini\w* comme|consiste (?:à|en)", 0.8),
        _before(r"(?:est|sont) (?:un|une|des|le|la|les|l)", 0.7),
        _after(
            r"\b(?:appelée?s?|nommée?s?|dénommée?s?|dite?s?|on appelle|le terme"
            r"|connue?s? sous le nom d[eu])(?: un| une| le| la| les)?",
            0.8,
        ),
    ),
    "ru": (
        _before(r"[—–-] это|это|называ(?:ется|ются)|является", 0.7),
        _after(r"\bназыва(?:ется|ются|ют|емы[йх])", 0.8),
    ),
}
_HAN = r"[\u3400-\u9fff]{2,10}"
_JAPANESE = r"[\u3040-\u30ff\u3400-\u9fffー]{2,15}"
_ASIDE = r"(?:（[^（）]*）)?"
_UNSPACED: Final = (
    (
        re.compile(
            rf"^(?:所谓)?[“「《]?({_HAN}?)[”」》]?(?<![就也都又仍还只便不的曾正]){_ASIDE}是(?:一种|一类|指|由|对)"
        ),
        0.8,
    ),
    (
        re.compile(
            rf"^(?:所谓)?[“「《]?({_HAN}?)[”」》]?(?<![就也都又仍还只便不的曾正]){_ASIDE}是[^，。；？]{{2,40}}的{_HAN}(?=[。，；]|$)"
        ),
        0.7,
    ),
    (re.compile(rf"(?:称为|称作|叫做|称之为|又称|也称)[“「]?({_HAN})(?=[”」，。；、）]|$)"), 0.9),
    (re.compile(rf"^[「『]?({_JAPANESE}?)[」』]?{_ASIDE}とは"), 0.8),
    (re.compile(rf"[「『]({_JAPANESE})[」』]と(?:呼|いう|言)"), 0.9),
)
_GLOSSARY: Final = re.compile(
    r"([^\W\d_][\w'’-]*(?:[ ][\w'’-]+){0,4})(?: \([^()]{1,20}\))?(?::| [–—]| -) (?=\S+ \S+ \S+)"
)
_GLOSSARY_SURENESS: Final = 0.5
_EXAMPLE: Final = re.compile(
    r"(?:Ex|E\.g|For (?:example|instance)|Zum Beispiel|Por ejemplo|Par exemple)\b", _FLAGS
)
_FROM_EXAMPLE: Final = 0.5
_DEFINITE: Final = re.compile(
    r"\b(?:the|this|der|die|das|dies\w*|el|la|los|las|est[ea]|le|les|cet?|cette)\s+$", _FLAGS
)
_OF_ONE_THING: Final = 0.9
""""The X is …" tells of the X at hand more often than "An X is …" does."""
_SECOND_CLAUSE: Final = re.compile(
    r"\b(?:and|but|because|where|und|aber|weil|et|mais|y|pero)\s+(?:(?:an?|the|eine?|der|die|das"
    r"|une?|l[ae]s?|el|los)\s+)?$",
    _FLAGS,
)
_OF_SECOND_CLAUSE: Final = 0.8
"""A sentence whose subject is another tells of the term by the way."""
_ABBREVIATED: Final = re.compile(r"\(([A-Z][A-Za-z]{1,7})s?\)")


def definitions(text: str, language: str) -> Iterator[Defined]:
    """The terms that a sentence in one line defines, in no particular order."""
    if text.endswith(("?", "？", "؟")):
        return
    example = _FROM_EXAMPLE if _EXAMPLE.match(text) is not None else 1.0
    for words, sureness in _UNSPACED:
        for found in words.finditer(text):
            yield Defined(Phrase(found.start(1), found.end(1)), sureness)
    for wording in _WORDINGS.get(language, _WORDINGS["en"]):
        for found in wording.words.finditer(text):
            if wording.term_is_before:
                phrase = phrase_before(text, found.start(), language)
            else:
                phrase = phrase_after(text, found.end(), language)
            if phrase is not None and not _is_identifier(text, phrase):
                definite = (
                    _DEFINITE.search(text[: phrase.start]) if wording.term_is_before else None
                )
                factor = example * (1.0 if definite is None else _OF_ONE_THING)
                if wording.term_is_before and _SECOND_CLAUSE.search(text[: phrase.start]):
                    factor *= _OF_SECOND_CLAUSE
                yield Defined(phrase, wording.sureness * factor)
    line = _GLOSSARY.match(text)
    if line is not None:
        phrase = phrase_before(text, line.end(1), language)
        if phrase is not None:
            yield Defined(phrase, _GLOSSARY_SURENESS)
    for short in _ABBREVIATED.finditer(text):
        phrase = phrase_before(text, short.start(), language, anywhere=True)
        if phrase is not None:
            phrase = _spelt_out(text, phrase, short[1])
            if phrase is not None:
                yield Defined(phrase, _GLOSSARY_SURENESS)


def _is_identifier(text: str, phrase: Phrase) -> bool:
    """Whether it is the name of a file or a variable rather than a word."""
    return (
        "_" in text[phrase.start : phrase.end] or re.match(r"\.\w", text[phrase.end :]) is not None
    )


def _spelt_out(text: str, phrase: Phrase, short: str) -> Phrase | None:
    """The last words of the phrase, as far as their initials are those of the abbreviation."""
    words = list(re.finditer(r"[^\s-]+", text[phrase.start : phrase.end]))
    capitals = [char for char in short if char.isupper()]
    if len(words) < len(capitals) or len(capitals) < 2:
        return None
    last = words[-len(capitals) :]
    if any(word[0][0].upper() != char for word, char in zip(last, capitals, strict=True)):
        return None
    return Phrase(phrase.start + last[0].start(), phrase.end)
