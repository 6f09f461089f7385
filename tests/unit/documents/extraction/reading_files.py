"""Reads files that a test has made, and tells which processes this one has started."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Set
from pathlib import Path

from agent_runner.documents.extraction import Extracted, extract
from agent_runner.documents.limits import ExtractionLimits

LIMITS = ExtractionLimits(workers=1)


async def read(
    folder: Path,
    content: bytes | str,
    *,
    name: str = "notes.pdf",
    limits: ExtractionLimits = LIMITS,
    **options: object,
) -> Extracted:
    """What is extracted of a file with this content."""
    path = folder / "upload"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return await extract(path, name=name, limits=limits, **options)  # type: ignore[arg-type]


def outline(extracted: Extracted) -> list[tuple[int, str, int]]:
    """Level, title and page of each heading."""
    return [(one.level, one.title, one.page) for one in extracted.headings]


def children() -> set[int]:
    """The processes that this one has started and not yet laid to rest (Linux only)."""
    assert sys.platform == "linux"
    tasks = Path("/proc/self/task").glob("*/children")
    return {int(pid) for task in tasks for pid in task.read_text().split()}


async def are_gone(before: Set[int], *, within_s: float = 5.0) -> bool:
    """Whether no process is there, soon, but those of before, which may end meanwhile."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(within_s):
            while children() - before:  # noqa: ASYNC110 - the kernel tells it to nobody
                await asyncio.sleep(0.01)
    return children() <= before
