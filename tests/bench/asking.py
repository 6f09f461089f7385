"""What a question over many documents costs, and what the index takes; in a folder of its own.

python tests/bench/asking.py [documents] [passages of each]
"""

from __future__ import annotations

import asyncio
import itertools
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from agent_runner.core.text import terms
from agent_runner.store.library import Document, LearnerLibrary, Page, Passage
from agent_runner.store.sqlite_library import SqliteLibrary

_VOCABULARY = 60_000
_WORDS_OF_A_PASSAGE = (60, 140)
_SMALL = (
    "the",
    "of",
    "and",
    "to",
    "in",
    "is",
    "that",
    "for",
    "it",
    "as",
    "was",
    "with",
    "be",
    "by",
)
_QUESTIONS = 60
_TERMS_OF_A_QUESTION = 6


async def main(documents: int, passages_each: int) -> None:
    rng = random.Random(1)
    words = [f"w{number:x}ord" for number in range(_VOCABULARY)]
    cumulated = list(itertools.accumulate(1 / (place + 30) for place in range(_VOCABULARY)))
    with tempfile.TemporaryDirectory() as folder:
        library = SqliteLibrary(Path(folder))
        mine = LearnerLibrary(library, "ann")
        before, adding, texts = _memory_mb(), 0.0, list[str]()
        for number in range(documents):
            document, page_list, passages = _document(rng, words, cumulated, number, passages_each)
            texts += [page.text for page in page_list[::20]]
            began = time.perf_counter()
            await mine.add(document, page_list, passages)
            adding += time.perf_counter() - began
        total = documents * passages_each
        size = _size(Path(folder))
        print(f"{documents} documents, {total} passages")
        print(f"  adding      {adding / documents * 1000:8.1f} ms a document, index and text")
        print(f"  on disk     {size / total:8.0f} bytes a passage, its text among them")
        questions = [_question(rng, text) for text in texts]
        rng.shuffle(questions)
        for asked in questions[:5]:
            await mine.search(asked)
        took = [await _timed(mine, asked) for asked in questions[5 : 5 + _QUESTIONS]]
        took.sort()
        print(f"  search p50  {statistics.median(took):8.1f} ms")
        print(f"  search p95  {took[int(len(took) * 0.95)]:8.1f} ms")
        grown = _memory_mb() - before
        print(f"  memory      {grown / total * 1000:8.3f} MB per 1,000 passages at the peak")
        await library.aclose()


def _document(
    rng: random.Random,
    words: Sequence[str],
    cumulated: Sequence[float],
    number: int,
    passages_each: int,
) -> tuple[Document, list[Page], list[tuple[Passage, list[str]]]]:
    pages: list[Page] = []
    passages: list[tuple[Passage, list[str]]] = []
    for place in range(passages_each):
        drawn = rng.choices(words, cum_weights=cumulated, k=rng.randint(*_WORDS_OF_A_PASSAGE) // 2)
        text = " ".join(itertools.chain.from_iterable((w, rng.choice(_SMALL)) for w in drawn))
        pages.append(Page(number=place + 1, status="ok", text=text, digest=f"{number}/{place}"))
        passage = Passage(number=place, page=place + 1, start=0, end=len(text), section=())
        passages.append((passage, terms(text)))
    document = Document(
        id=f"document-{number}",
        title=f"Document {number}",
        kind="text",
        language="en",
        size_bytes=0,
        added="2026-01-01T00:00:00+00:00",
        pages=len(pages),
        headings=(),
    )
    return document, pages, passages


def _question(rng: random.Random, text: str) -> list[str]:
    return rng.sample(terms(text), _TERMS_OF_A_QUESTION)


async def _timed(library: LearnerLibrary, asked: Sequence[str]) -> float:
    began = time.perf_counter()
    await library.search(asked)
    return (time.perf_counter() - began) * 1000


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir())


def _memory_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sizes = [int(argument) for argument in sys.argv[1:3]]
    asyncio.run(main(*(sizes + [100, 500][len(sizes) :])))
