"""Sample PDFs: is each read or refused cleanly, and how close is a book's text to the true one?

`python -m tests.bench.quality.pdf FOLDER`, FOLDER holding `sample-files/` of py-pdf with its
`files.json`, and `GeoTopo-book.txt`, the text of `GeoTopo` as py-pdf's benchmark has it.

A file is clean if it has the pages that `files.json` says, none of them an error, or is refused in
words. Similarity is the normalised Indel similarity, which Levenshtein's `ratio` is, of all pages
with a blank line between them; `..._words` ignores how words are spaced. The true text still has
the heads of its pages, which are dropped here on purpose: they count as missing.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import cast

from rapidfuzz.distance import Indel

from agent_runner.documents.extraction import Extracted, extract
from agent_runner.errors import RunnerError

_SLOWEST_S = 10.0
_BOOK = "GeoTopo"


def measure(folder: Path) -> Mapping[str, object]:
    """How many files are clean, those that are not, and the similarities, from 0 to 1."""
    return asyncio.run(_measure(folder))


async def _measure(folder: Path) -> Mapping[str, object]:
    samples = folder / "sample-files"
    listed = json.loads((samples / "files.json").read_text(encoding="utf-8"))["data"]
    stated = {one["path"]: one for one in cast("list[dict[str, object]]", listed)}
    read: dict[str, Extracted] = {}
    refused: dict[str, str] = {}
    unclean: dict[str, str] = {}
    slowest_s = 0.0
    for path in sorted(samples.glob("*/*.pdf")):
        name = path.relative_to(samples).as_posix()
        started = time.perf_counter()
        try:
            read[name] = await extract(path, name=path.name)
            problem = _problem(read[name], stated.get(name, {}))
        except RunnerError as error:
            refused[name] = error.message
            problem = ""
        except Exception as error:
            problem = f"{type(error).__name__}: {error}"
        took_s = time.perf_counter() - started
        slowest_s = max(slowest_s, took_s)
        if problem or took_s > _SLOWEST_S:
            unclean[name] = problem or f"took {took_s:.1f} s"
    return {
        "files": len(read) + len(refused) + len(unclean.keys() - read.keys()),
        "read": len(read),
        "refused": refused,
        "unclean": unclean,
        "slowest_s": round(slowest_s, 2),
        **_similarity(read, folder / f"{_BOOK}-book.txt"),
    }


def _problem(found: Extracted, stated: Mapping[str, object]) -> str:
    wrong = [page.number for page in found.pages if page.status == "error"]
    if wrong:
        return f"pages {wrong} could not be read"
    if "pages" in stated and stated["pages"] != len(found.pages):
        return f"{len(found.pages)} pages, not {stated['pages']}"
    return ""


def _similarity(read: Mapping[str, Extracted], answer: Path) -> Mapping[str, float]:
    book = next((found for name, found in read.items() if _BOOK in name), None)
    if book is None or not answer.is_file():
        return {}
    true = answer.read_text(encoding="utf-8")
    text = "\n\n".join(page.text for page in book.pages)
    return {
        "similarity": round(Indel.normalized_similarity(text, true), 4),
        "similarity_words": round(Indel.normalized_similarity(_words(text), _words(true)), 4),
    }


def _words(text: str) -> str:
    return " ".join(text.split())


def main(arguments: list[str]) -> None:
    for name, figure in measure(Path(arguments[0])).items():
        if isinstance(figure, dict):
            print(f"{name:18} {len(cast('dict[str, str]', figure))}")
            for file, said in cast("dict[str, str]", figure).items():
                print(f"  {file}: {said}")
        else:
            print(f"{name:18} {figure}")


if __name__ == "__main__":
    main(sys.argv[1:])
