"""The terms under which a text is found: stems, numbers, and parts of words in some scripts.

- Latin script: Snowball stems without small words, in the language the text seems to be in;
- Cyrillic, Greek, Armenian: the script's stemmer;
- Arabic, Hebrew, Devanagari and other inflected scripts: the folded word, and its parts of three;
- Chinese, Japanese, Korean: two characters in a row, between small words;
- Thai, Lao, Burmese, Khmer, which have no spaces either: three letters in a row.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Final

from agent_runner.core.text.languages import UNKNOWN, language, latin_language
from agent_runner.core.text.scripts import ASCII_PIECES, PIECES, SMALL_PARTS
from agent_runner.core.text.stems import WordTerms, grams, word_terms
from agent_runner.core.text.verb_forms import agent_nouns, is_particle, verb_forms

_GRAMS_OF_IDEOGRAPHS: Final = 2
_GRAMS_OF_UNSPACED: Final = 3


def terms(text: str, language_of_text: str | None = None) -> list[str]:
    """The index terms in their order, small words left out; the same for questions.

    Without a language it is guessed by the text itself.
    """
    lowered = _lowered(text)
    if lowered.isascii():
        words = word_terms(language_of_text or latin_language(lowered))
        return list(chain.from_iterable(map(words.__getitem__, ASCII_PIECES.findall(lowered))))
    words = word_terms(language_of_text or language(lowered))
    return list(chain.from_iterable(_pieces(lowered, words)))


def question_terms(
    question: str, languages: Iterable[str] = (), *, asked_in: str | None = None
) -> list[tuple[str, ...]]:
    """The terms of a question about texts in these languages: one entry for each, without repeats.

    A short question may not tell its language, or ask about a text in another one ("Wer leitet die
    Carolina Panthers?" of an English page): an entry holds what its word may be called in any of
    the languages, and in English, which texts that tell nothing are taken for. `asked_in` is the
    question's language where more of it was known than is left here.
    """
    own = asked_in or language(question)
    lowered = _lowered(question)
    tried = list(dict.fromkeys([own, *languages, "en"]))
    if own == UNKNOWN:
        tried = tried[1:]
    columns: list[list[Sequence[str]]] = [
        list(_pieces(lowered, word_terms(name))) for name in tried
    ]
    forms: Mapping[str, tuple[str, ...]] = {}
    if tried[0] in _FORMS:
        forms = _FORMS[tried[0]](question)
    entries: list[tuple[str, ...]] = []
    for place, (first, found) in enumerate(zip(columns[0], PIECES.finditer(lowered), strict=True)):
        others = [column[place] for column in columns[1:]]
        if own != UNKNOWN and not first:
            continue  # a small word of the language it is asked in
        if tried[0] == "de" and is_particle(question, found.group()):
            continue  # its verb has it
        more = [word_terms(tried[0])[form] for form in forms.get(found.group(), ())]
        if len(first) > 1 or not (others or more):
            entries += [(term,) for term in first]
        elif called := list(chain(first, *others, *more)):
            entries.append(tuple(dict.fromkeys(called)))
    return list(dict.fromkeys(entries))


_FORMS: Final = {"de": verb_forms, "en": agent_nouns}


def _lowered(text: str) -> str:
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKC", text).lower().replace("i\u0307", "i")


def _pieces(lowered: str, words: WordTerms) -> Iterable[Sequence[str]]:
    for found in PIECES.finditer(lowered):
        piece = found.group()
        match found.lastindex:
            case 2:
                yield _parts(piece, _GRAMS_OF_IDEOGRAPHS)
            case 3:
                yield _parts(piece, _GRAMS_OF_UNSPACED)
            case _:
                yield words[piece]


def _parts(run: str, size: int) -> Sequence[str]:
    return [gram for part in SMALL_PARTS.split(run) if part for gram in grams(part, size)]
