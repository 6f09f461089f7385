"""Answers to questions about the learner's own material, in its own sentences, each with its place.

Nothing here makes up a word: an answer is sentences of the documents, and a question that they do
not answer is said to be unanswered.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

from agent_runner.core.text import language, question_terms
from agent_runner.documents.asked_for import asked_for
from agent_runner.documents.citing import quote_stands
from agent_runner.documents.compounds import Word, taken_apart
from agent_runner.documents.defining import Subject
from agent_runner.documents.ranking import Question, Ranked, defining, ranked, weighed
from agent_runner.store.library import Document, Found, LearnerLibrary

PASSAGES: Final = 10
"""Passages whose sentences are looked at."""
MOST_LANGUAGES: Final = 3
MOST_WORDS: Final = 200
"""Of a question; what is longer is a text."""
MOST_CHARACTERS: Final = 4000
"""Of a question, which tell its language."""
SEEN_FOR_DEFINITIONS: Final = 300
"""Passages with the words of what a definition is asked of, in which it is looked for."""
ENOUGH: Final = 0.4
"""Of `Answer.sure`. Of short questions about the built-in packs' concepts it lets pass all
definitions and 79 % of the others where the pack is in the library, and 2 to 6 % where a single
other pack is."""
_AS_GOOD: Final = 0.75
"""A further sentence is given if it scores this share of the best one's."""

_SURE_DEFINITION: Final = 0.7


@dataclass(frozen=True, kw_only=True, slots=True)
class Citation:
    """Where a quote stands: characters `start` to `end` (exclusive) of the page's text."""

    document_id: str
    page: int
    start: int
    end: int
    quote: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Statement:
    """One sentence of an answer; `from_material` only with citations that were checked."""

    text: str
    from_material: bool
    citations: tuple[Citation, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """`found`: whether the material answers the question. Where it does not, `answer` is empty,
    and `passages` are the nearest there are. `sure` is the share of the question that the best
    evidence covers, 0 to 1; `missing` are words of the question that stand nowhere."""

    found: bool
    answer: tuple[Statement, ...]
    passages: tuple[Found, ...]
    sure: float
    missing: tuple[str, ...]


async def answer(
    library: LearnerLibrary,
    question: str,
    *,
    document_ids: Sequence[str] | None = None,
    limit: int = 3,
) -> Answer:
    """The sentences that answer the question best, at most `limit`, the best first.

    `document_ids` are the documents asked, or None for all; unknown ids are passed over.
    """
    documents = _chosen(await library.documents(), document_ids)
    languages = _languages(documents)
    asking = asked_for(question)
    spoken = language(question[:MOST_CHARACTERS])
    words: Sequence[Word] = question_terms(asking.content, languages, asked_in=spoken)[:MOST_WORDS]
    aside: Sequence[Word] = question_terms(asking.aside, languages, asked_in=spoken)
    aside = [word for word in aside if word not in words]
    frequencies = await library.frequencies(_terms([*words, *aside]), document_ids=document_ids)
    words, frequencies = await taken_apart(
        library, words, frequencies, languages=languages, document_ids=document_ids
    )
    subjects = tuple(Subject.of(one, languages, spoken) for one in asking.subjects)
    asked = weighed(question, [*words, *aside], frequencies, aside=aside, subjects=subjects)
    found = await _passages(library, asked, document_ids)
    best = await asyncio.to_thread(ranked, asked, found)
    telling = [each for each in best if each.covered > 0]
    missing = tuple(
        word[0]
        for word, known in zip(asked.words, asked.known, strict=True)
        if not known and word not in aside
    )
    sure = _sure(asked, telling)
    if sure < ENOUGH:
        return Answer(
            found=False, answer=(), passages=tuple(found), sure=round(sure, 3), missing=missing
        )
    good = [each for each in telling if each is telling[0] or _adds(each, telling[0], asked)]
    chosen = list({_plain(each.text): each for each in reversed(good)}.values())[::-1][:limit]
    stated = [statement for each in chosen if (statement := await _statement(library, each))]
    return Answer(
        found=bool(stated),
        answer=tuple(stated),
        passages=_in_order(best, found),
        sure=round(sure, 3),
        missing=missing,
    )


async def _passages(
    library: LearnerLibrary, asked: Question, document_ids: Sequence[str] | None
) -> list[Found]:
    """Those that fit the words best; and those that define what was asked, wherever they stand."""
    found = list(
        await library.search(_terms(asked.words), document_ids=document_ids, limit=PASSAGES)
    )
    for subject in asked.subjects:
        holding = await library.search(
            _terms(subject.words), document_ids=document_ids, limit=SEEN_FOR_DEFINITIONS
        )
        more = await asyncio.to_thread(defining, asked, holding, limit=PASSAGES)
        known = {(each.document_id, each.passage.number) for each in found}
        found += [each for each in more if (each.document_id, each.passage.number) not in known]
    return found


def _adds(each: Ranked, best: Ranked, asked: Question) -> bool:
    """Whether a further sentence is worth saying. Beside a sure definition only others are."""
    if each.tells_little or each.score < _AS_GOOD * best.score:
        return False
    return each.defines > 0 or best.defines < _SURE_DEFINITION or len(asked.subjects) > 1


def _plain(text: str) -> str:
    """What two sentences have in common that say the same in the same words."""
    return " ".join(text.split()).casefold()


def _terms(words: Sequence[Word]) -> list[str]:
    return [term for word in words for term in word]


def _chosen(documents: Sequence[Document], ids: Sequence[str] | None) -> list[Document]:
    return [document for document in documents if ids is None or document.id in ids]


def _languages(documents: Sequence[Document]) -> list[str]:
    """The languages of most documents."""
    counted = Counter(document.language for document in documents)
    return [name for name, _count in counted.most_common(MOST_LANGUAGES)]


def _sure(question: Question, best: Sequence[Ranked]) -> float:
    """The share of the question's weight that the best sentence and its passage cover, less where
    the question has words that stand nowhere at all."""
    if not best:
        return 0.0
    return (best[0].covered + best[0].passage_covered) / 2 * sqrt(question.known_share)


def _in_order(best: Sequence[Ranked], found: Sequence[Found]) -> tuple[Found, ...]:
    """The passages in the order of their best sentences."""
    ordered = dict.fromkeys((each.found.document_id, each.found.passage.number) for each in best)
    by_key = {(each.document_id, each.passage.number): each for each in found}
    return tuple(by_key[key] for key in ordered)


async def _statement(library: LearnerLibrary, each: Ranked) -> Statement | None:
    """The sentence with its citation, unless the page does not say it (it has changed since)."""
    document_id, page = each.found.document_id, each.found.passage.page
    quote = each.text
    held = await library.pages(document_id, [page])
    if not held or not quote_stands(held[0].text, each.start, each.end, quote):
        return None
    citation = Citation(
        document_id=document_id, page=page, start=each.start, end=each.end, quote=quote
    )
    return Statement(text=" ".join(quote.split()), from_material=True, citations=(citation,))
