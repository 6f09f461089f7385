"""Questions over 240 paragraphs in each of several languages: is the answer found, and cited?

`python -m tests.bench.quality.xquad FOLDER [language …]`, FOLDER holding `xquad.<language>.json`
(XQuAD, Artetxe et al. 2020). An article is a document, a paragraph a page. For each language:

- `recall_at_1`: the first citation is in the paragraph that the question was asked about;
- `search_recall_at_1`, `search_recall_at_5`: the same of the passages that the index finds;
- `sentence_at_1`: the first sentence holds the expected answer; `sentence_at_3`: one of three does;
- `answered`: the answer was not "not in your material"; `declined_without`: it was, where the
  question's own article was left out (every third question);
- `citations_valid`: quotes that stand on their page where the citation says.

Recall counts questions that were declined as well: there the nearest passage is the answer's.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypedDict

from agent_runner.core.text import language, question_terms
from agent_runner.documents.asking import Answer, answer
from agent_runner.documents.citing import quote_stands
from agent_runner.documents.passages import passages_of, with_terms
from agent_runner.store.library import Document, LearnerLibrary, Page
from agent_runner.store.sqlite_library import SqliteLibrary

_COUNTED_APART = frozenset({"hi"})
_LEFT_OUT_EVERY = 3


class _Answer(TypedDict):
    text: str
    answer_start: int


class _Asked(TypedDict):
    question: str
    answers: list[_Answer]


class _Paragraph(TypedDict):
    context: str
    qas: list[_Asked]


class _Article(TypedDict):
    title: str
    paragraphs: list[_Paragraph]


@dataclass(frozen=True, slots=True)
class _Question:
    text: str
    article: str
    paragraph: int
    answer_start: int
    answer_end: int


@dataclass(slots=True)
class _Tally:
    counts: dict[str, list[bool]] = field(default_factory=dict[str, list[bool]])
    seconds: list[float] = field(default_factory=list[float])

    def note(self, name: str, is_so: bool) -> None:
        self.counts.setdefault(name, []).append(is_so)

    def figures(self) -> dict[str, object]:
        shares: dict[str, object] = {
            name: sum(noted) / len(noted) for name, noted in self.counts.items()
        }
        return shares | {"ms_p50": statistics.median(self.seconds) * 1000}


def measure(folder: Path, languages: Sequence[str] = ()) -> Mapping[str, object]:
    """The figures of every language in the folder, and means over them but for Hindi."""
    found: dict[str, dict[str, object]] = {}
    for path in sorted(folder.glob("xquad.*.json")):
        name = path.name.split(".")[1]
        if not languages or name in languages:
            found[name] = asyncio.run(_measured(_articles(path)))
    counted = [figures for name, figures in found.items() if name not in _COUNTED_APART]
    means = {
        name: statistics.mean(value for each in counted if isinstance(value := each[name], float))
        for name in (counted[0] if counted else ())
    }
    return {**found, "mean": means}


def _articles(path: Path) -> list[_Article]:
    return json.loads(path.read_text(encoding="utf-8"))["data"]


async def _measured(articles: Sequence[_Article]) -> dict[str, object]:
    library = LearnerLibrary(SqliteLibrary(), "learner")
    questions: list[_Question] = []
    for number, article in enumerate(articles):
        document_id = f"{number:02}-{article['title']}"
        pages = [
            Page(number=place, status="ok", text=each["context"], digest=str(place))
            for place, each in enumerate(article["paragraphs"], start=1)
        ]
        await library.add(
            _document(document_id, article["title"], pages),
            pages,
            with_terms(pages, passages_of(pages, [])),
        )
        questions += _questions(document_id, article["paragraphs"])
    tally = _Tally()
    ids = [document.id for document in await library.documents()]
    for number, question in enumerate(questions):
        began = time.perf_counter()
        said = await answer(library, question.text)
        tally.seconds.append(time.perf_counter() - began)
        await _judge(tally, library, question, said)
        if number % _LEFT_OUT_EVERY == 0:
            others = [each for each in ids if each != question.article]
            without = await answer(library, question.text, document_ids=others)
            tally.note("declined_without", not without.found)
    await library.library.aclose()
    return tally.figures()


async def _judge(tally: _Tally, library: LearnerLibrary, question: _Question, said: Answer) -> None:
    place = (question.article, question.paragraph)
    first = said.passages[0] if said.passages else None
    tally.note(
        "recall_at_1",
        first is not None and (first.document_id, first.passage.page) == place,
    )
    languages = [document.language for document in (await library.documents())[:1]]
    terms = [term for word in question_terms(question.text, languages) for term in word]
    searched = [
        (found.document_id, found.passage.page) for found in await library.search(terms, limit=5)
    ]
    tally.note("search_recall_at_1", searched[:1] == [place])
    tally.note("search_recall_at_5", place in searched)
    holds = [
        (citation.document_id, citation.page) == place
        and citation.start <= question.answer_start
        and question.answer_end <= citation.end
        for statement in said.answer
        for citation in statement.citations
    ]
    tally.note("sentence_at_1", holds[:1] == [True])
    tally.note("sentence_at_3", any(holds[:3]))
    tally.note("answered", said.found)
    for statement in said.answer:
        for citation in statement.citations:
            held = await library.pages(citation.document_id, [citation.page])
            stands = quote_stands(held[0].text, citation.start, citation.end, citation.quote)
            tally.note("citations_valid", stands)


def _questions(document_id: str, paragraphs: Sequence[_Paragraph]) -> Iterator[_Question]:
    for number, paragraph in enumerate(paragraphs, start=1):
        for asked in paragraph["qas"]:
            expected = asked["answers"][0]
            start = expected["answer_start"]
            end = start + len(expected["text"])
            yield _Question(asked["question"], document_id, number, start, end)


def _document(document_id: str, title: str, pages: Sequence[Page]) -> Document:
    return Document(
        id=document_id,
        title=title,
        kind="text",
        language=language("\n".join(page.text for page in pages)),
        size_bytes=0,
        added="2026-01-01T00:00:00+00:00",
        pages=len(pages),
        headings=(),
    )


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]), sys.argv[2:]), indent=2))
