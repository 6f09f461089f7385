"""What a word becomes in the index: its terms.

A word in Latin letters is stemmed in a language, which has to be told. In every other script the
script decides, so that the same word gives the same terms in any text.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from typing import Final, Protocol, cast

from agent_runner.core.text.scripts import Script, script_of
from agent_runner.core.text.stop_words import LATIN, OTHER
from agent_runner.core.tokens import fold

Terms = tuple[str, ...]

_LATIN_STEMMERS: Final = {
    "en": "english",
    "de": "german",
    "es": "spanish",
    "fr": "french",
    "it": "italian",
    "pt": "portuguese",
    "nl": "dutch",
    "sv": "swedish",
    "da": "danish",
    "no": "norwegian",
    "fi": "finnish",
    "ro": "romanian",
    "tr": "turkish",
    "pl": "polish",
    "cs": "czech",
    "hu": "hungarian",
    "ca": "catalan",
    "id": "indonesian",
}
_SCRIPT_STEMMERS: Final[dict[Script, str]] = {
    "cyrillic": "russian",
    "greek": "greek",
    "armenian": "armenian",
}
_GRAM: Final = 3
_MOST_WORDS: Final = 100_000
"""What is remembered of one language, so that a hostile text cannot fill the memory."""
_LONGEST_WORD: Final = 64
"""Characters; what is longer is no word, and is cut."""
_THOUSANDS: Final = re.compile(r"[.,](?=\d{3}(?:\D|$))")
_ARABIC_FOLDED: Final = str.maketrans(
    {
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ى": "ي",
        "ی": "ي",
        "ک": "ك",
        "ة": "ه",
        "ؤ": "و",
        "ئ": "ي",
    }
    | dict.fromkeys("ـ\u200c\u200d", "")
)
_DEVANAGARI_FOLDED: Final = str.maketrans({"ँ": "ं", "\u093c": "", "\u200c": "", "\u200d": ""})
_DOTLESS: Final = str.maketrans({"ı": "i", "ł": "l", "đ": "d"})


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...  # noqa: N802


class WordTerms(dict[str, Terms]):
    """The terms of each word seen, made when they are first asked for.

    A stemmer keeps state while it works, so one thread at a time uses it.
    """

    def __init__(self, make: Callable[[str], Terms]) -> None:
        super().__init__()
        self._make = make
        self._turn = threading.Lock()

    def __missing__(self, word: str) -> Terms:
        with self._turn:
            terms = self._make(word)
        if len(self) >= _MOST_WORDS:
            self.clear()
        self[word] = terms
        return terms


@cache
def word_terms(language: str) -> WordTerms:
    """Terms of lower-case words of any script, Latin ones being of this language.

    Unknown languages are taken for English: their words then lose no more than an English ending.
    """
    if language == "vi":
        return WordTerms(_vietnamese)
    known = language if language in _LATIN_STEMMERS else "en"
    stop_words = LATIN[known]
    stem = _stem_of(_LATIN_STEMMERS[known])

    def make(word: str) -> Terms:
        if word[0].isdigit():
            return (_number(word),)
        word = word[:_LONGEST_WORD]
        script = script_of(word)
        if script != "latin":
            return _OTHER_SCRIPTS[word]
        if word in stop_words:
            return ()
        return (fold(stem(word)).translate(_DOTLESS),)

    return WordTerms(make)


def grams(run: str, size: int) -> Iterator[str]:
    """All `size` characters in a row; a shorter run as it is."""
    if len(run) <= size:
        yield run
    else:
        for place in range(len(run) - size + 1):
            yield run[place : place + size]


def _vietnamese(word: str) -> Terms:
    """A syllable as it is: without its tone it would be a dozen others too."""
    if word[0].isdigit():
        return (_number(word),)
    word = word[:_LONGEST_WORD]
    if script_of(word) != "latin":
        return _OTHER_SCRIPTS[word]
    return () if word in LATIN["vi"] else (word,)


def _other_script(word: str) -> Terms:
    script = script_of(word)
    folded = _folded(word, script)
    if not folded or word in OTHER or folded in OTHER:
        return ()
    name = _SCRIPT_STEMMERS.get(script)
    if name is not None:
        return (fold(_stem_of(name)(folded)),)
    return (folded, *(f"_{gram}" for gram in grams(f"^{folded}$", _GRAM))) if folded else ()


_OTHER_SCRIPTS: Final = WordTerms(_other_script)


def _folded(word: str, script: Script) -> str:
    if script == "arabic":
        bare = "".join(char for char in word if not unicodedata.combining(char))
        return bare.translate(_ARABIC_FOLDED)
    if script == "devanagari":
        return word.translate(_DEVANAGARI_FOLDED)
    return word


def _number(digits: str) -> str:
    """In plain digits: "1,000" → "1000", "3,5" → "3.5", "२४" → "24"."""
    if not digits.isascii():
        digits = "".join(
            str(unicodedata.digit(char)) if char.isdigit() else "." if char == "٫" else ","
            for char in digits
        )
    return _THOUSANDS.sub("", digits).replace(",", ".").rstrip(".")[:_LONGEST_WORD]


@cache
def _stem_of(name: str) -> Callable[[str], str]:
    import snowballstemmer  # all its languages at once: not before a text is read

    stemmer = snowballstemmer.stemmer(name)  # pyright: ignore[reportUnknownMemberType]
    return cast(_Stemmer, stemmer).stemWord
