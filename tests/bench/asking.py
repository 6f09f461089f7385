"""What a question over many documents costs, and what the index takes; in a folder of its own.

`python -m tests.bench.asking [documents] [passages of each]`
"""

from __future__ import annotations

import asyncio
import itertools
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Sequence
from pathlib import Path

from agent_runner.core.text import terms
from agent_runner.documents.asking import answer
from agent_runner.store.library import Document, LearnerLibrary, Library, Page, Passage
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


def main(documents: int, passages_each: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        library = SqliteLibrary(Path(folder))
        asked = asyncio.run(filled(library, documents, passages_each))
        total = documents * passages_each
        print(f"  on disk     {_size(Path(folder)) / total:8.0f} bytes a passage, text among them")
        command = [sys.executable, "-m", "tests.bench.asking", "--ask", folder]
        subprocess.run(command, input="\n".join(asked), text=True, check=True)


async def filled(library: Library, documents: int, passages_each: int) -> list[str]:
    """Questions about what it adds; the library is closed then."""
    rng = random.Random(1)
    words = [f"w{number:x}ord" for number in range(_VOCABULARY)]
    cumulated = list(itertools.accumulate(1 / (place + 30) for place in range(_VOCABULARY)))
    mine = LearnerLibrary(library, "ann")
    texts: list[str] = []
    adding = 0.0
    for number in range(documents):
        document, pages, passages = _document(rng, words, cumulated, number, passages_each)
        texts += [page.text for page in pages[::20]]
        began = time.perf_counter()
        await mine.add(document, pages, passages)
        adding += time.perf_counter() - began
    print(f"{documents} documents, {documents * passages_each} passages")
    print(f"  adding      {adding / documents * 1000:8.1f} ms a document, index and text")
    await library.aclose()
    asked = [" ".join(rng.sample(terms(text), _TERMS_OF_A_QUESTION)) for text in texts]
    rng.shuffle(asked)
    return asked[:_QUESTIONS]


async def ask(library: Library, questions: Sequence[str]) -> None:
    """In a process of its own, memory tells what asking takes."""
    before = _memory_mb()
    mine = LearnerLibrary(library, "ann")
    began = time.perf_counter()
    await answer(mine, questions[0])
    print(
        f"  first       {(time.perf_counter() - began) * 1000:8.1f} ms, what it needs opened for it"
    )
    searches = [await _timed(mine.search(terms(asked, "en"))) for asked in questions]
    answers = [await _timed(answer(mine, asked)) for asked in questions]
    for name, took in (("search", sorted(searches)), ("answer", sorted(answers))):
        tail = took[int(len(took) * 0.95)]
        print(f"  {name}      {statistics.median(took):8.1f} ms p50 {tail:8.1f} ms p95")
    passages = (await mine.frequencies([])).passages
    grown = (_memory_mb() - before) / passages * 1000
    print(f"  memory      {grown:8.3f} MB per 1,000 passages, after all questions")
    await mine.library.aclose()


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


async def _timed(work: Awaitable[object]) -> float:
    began = time.perf_counter()
    await work
    return (time.perf_counter() - began) * 1000


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir())


def _memory_mb() -> float:
    """What the process holds now (Linux; the peak would be its parent's)."""
    held = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(held) * resource.getpagesize() / 1e6


if __name__ == "__main__":
    if sys.argv[1:2] == ["--ask"]:
        asyncio.run(ask(SqliteLibrary(Path(sys.argv[2])), sys.stdin.read().splitlines()))
    else:
        sizes = [int(argument) for argument in sys.argv[1:3]]
        main(*(sizes + [100, 500][len(sizes) :]))
