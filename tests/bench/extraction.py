"""Pages a second of `extract` beside bare pypdf: `python -m tests.bench.extraction [FILE.pdf]`.

`bare` is `page.extract_text()` for every page in one process that has pypdf imported; `extract` is
the whole call, with the start of its workers but the first (which waits for the file, as it does in
a server that has read one before), PDFium where it is asked, cleaning and headings; `cold` starts
that one, too. Each is the best of three. Without a file, a made-up book of 500 pages is read.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pypdf

from agent_runner.documents.extraction import SPARE, extract
from agent_runner.documents.limits import ExtractionLimits
from tests.fixtures.pdf.building import Shown, paragraph, pdf

_TIMES = 3
_PAUSE_S = 0.3
"""Between two files: by then the next worker is up."""
_PAGES = 500
_SENTENCE = (
    "the cell membrane keeps what is inside apart from what is outside and lets some of it pass"
    " while others need a protein that opens for them at a cost of energy which the cell makes"
)


def measure(file: Path, *, workers: tuple[int, ...] = (1, 2, 4)) -> Mapping[str, object]:
    """Pages a second, bare and with so many workers, and their ratios to bare."""
    count = len(pypdf.PdfReader(file).pages)
    bare = count / _best(lambda: _bare(file))
    figures: dict[str, object] = {"pages": count, "bare_pages_per_s": round(bare, 1)}
    figures["cold_1_to_bare"] = round(count / _best(lambda: _extract_cold(file)) / bare, 2)
    for number in workers:
        rate = count / asyncio.run(_best_warm(file, number))
        figures[f"extract_{number}_pages_per_s"] = round(rate, 1)
        figures[f"extract_{number}_to_bare"] = round(rate / bare, 2)
    return figures


def book(pages: int = _PAGES) -> bytes:
    """A made-up textbook: heads, feet, headings and about 350 words on a page."""
    return pdf([_page(number) for number in range(1, pages + 1)])


def _page(number: int) -> list[Shown | str]:
    known = _SENTENCE.split()
    words = [known[(number * 7 + place * 3) % len(known)] for place in range(350)]
    lines = paragraph(" ".join(words), width=85)
    head = Shown(f"{number} A Book of Cells", size=9, y=800)
    title = [Shown(f"{number // 10}.1 Of cells", size=16, y=770)] if number % 10 == 0 else []
    return [head, *title, *(Shown(line, y=740 - 13 * place) for place, line in enumerate(lines))]


def _bare(file: Path) -> None:
    for page in pypdf.PdfReader(file).pages:
        page.extract_text()


def _extract_cold(file: Path) -> None:
    asyncio.run(extract(file, name=file.name, limits=ExtractionLimits(workers=1)))


async def _best_warm(file: Path, workers: int) -> float:
    limits = ExtractionLimits(workers=workers)
    times: list[float] = []
    async with SPARE.kept():
        for _ in range(_TIMES + 1):
            started = time.perf_counter()
            await extract(file, name=file.name, limits=limits)
            times.append(time.perf_counter() - started)
            await asyncio.sleep(_PAUSE_S)
    return min(times[1:])


def _best(work: Callable[[], None]) -> float:
    times: list[float] = []
    for _ in range(_TIMES):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return min(times)


def main(arguments: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(arguments[0]) if arguments else Path(folder) / "book.pdf"
        if not arguments:
            file.write_bytes(book())
        for name, figure in measure(file).items():
            print(f"{name:28} {figure}")


if __name__ == "__main__":
    main(sys.argv[1:])
