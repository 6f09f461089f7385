"""What reading one file may cost. Read by both sides: who starts the workers, and the workers."""

from __future__ import annotations

from dataclasses import dataclass

_MIB = 1024 * 1024


@dataclass(frozen=True, kw_only=True, slots=True)
class ExtractionLimits:
    """Bounds for one file; every one of them ends in a clear error or a page marked `error`.

    - `file_bytes`, `pages`, `page_characters`, `characters` of all pages: what is taken at all.
    - `memory_bytes`: of each worker, the interpreter and its libraries included.
    - `open_s`: from the start of a worker until it knows the pages of the file.
    - `page_s`: for one page; the page is given up, those after it go on in a new worker.
    - `base_s` and `s_per_mib`: for the whole file, by its size, and never more than `most_s`. A
      small file that takes long is made to take long.
    - `wasted_s`: on pages that came to nothing; after it the pages that are left are given up.
    - `page_work`: operands and operators on one page that pypdf reads; see pypdf's
      `stream_parsing_work_maximum_count`.
    - `stream_bytes`: of one stream when it is unpacked.
    - `workers`: at most so many at once, None for one for each CPU; `pages_per_worker` is the least
      for which another one is worth its start.
    """

    file_bytes: int = 200 * _MIB
    pages: int = 5000
    page_characters: int = 200_000
    characters: int = 20_000_000
    memory_bytes: int = 768 * _MIB
    open_s: float = 6.0
    page_s: float = 6.0
    base_s: float = 5.5
    s_per_mib: float = 20.0
    most_s: float = 600.0
    wasted_s: float = 3.0
    page_work: int = 200_000
    stream_bytes: int = 32 * _MIB
    workers: int | None = None
    most_workers: int = 8
    pages_per_worker: int = 40

    def total_s(self, size_bytes: int) -> float:
        """How long reading a file of this size may take."""
        return min(self.most_s, self.base_s + self.s_per_mib * size_bytes / _MIB)
