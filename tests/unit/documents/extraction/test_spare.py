"""The worker that waits for a file: used once, replaced, and gone when nobody needs it."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Set
from pathlib import Path

import pytest

from agent_runner.documents.extraction import SPARE
from tests.fixtures.pdf.building import pdf
from tests.unit.documents.extraction.reading_files import are_gone, children, read

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="children are listed in /proc")


async def spare_of(before: Set[int]) -> int:
    """The one process that is there beside those of before, once it is alone."""
    async with asyncio.timeout(10.0):
        while len(now := children() - before) != 1 or SPARE.pid not in now:  # noqa: ASYNC110
            await asyncio.sleep(0.005)
    return now.pop()


async def words_of(folder: Path, words: str) -> str:
    return (await read(folder, pdf([[words]]))).pages[0].text


async def test_after_a_file_a_worker_waits_for_the_next_one_and_reads_it(tmp_path: Path) -> None:
    before = children()
    async with SPARE.kept():
        assert await words_of(tmp_path, "The first file.") == "The first file."
        waiting = await spare_of(before)
        assert await words_of(tmp_path, "The second file.") == "The second file."
        assert await spare_of(before) != waiting, "each worker reads one file"
    assert await are_gone(before)


async def test_a_spare_worker_that_was_killed_harms_nobody(tmp_path: Path) -> None:
    before = children()
    async with SPARE.kept():
        await words_of(tmp_path, "The first file.")
        killed = await spare_of(before)
        os.kill(killed, signal.SIGKILL)
        assert await are_gone(before)
        assert await words_of(tmp_path, "The second file.") == "The second file."
    assert await are_gone(before)


async def test_a_spare_worker_that_nobody_needs_is_gone_after_a_while(tmp_path: Path) -> None:
    before = children()
    async with SPARE.kept(for_s=0.2):
        await words_of(tmp_path, "The only file.")
        assert await are_gone(before)
        assert await words_of(tmp_path, "A late one.") == "A late one."
    assert await are_gone(before)


async def test_where_none_is_wanted_none_is_made(tmp_path: Path) -> None:
    before = children()
    await words_of(tmp_path, "The only file.")
    assert SPARE.pid is None
    assert await are_gone(before)


async def test_text_that_is_no_pdf_is_read_by_the_spare_worker_too(tmp_path: Path) -> None:
    before = children()
    async with SPARE.kept():
        await words_of(tmp_path, "A file.")
        await spare_of(before)
        found = await read(tmp_path, "# Cells\n\nThey divide.\n", name="cells.md")
        assert [heading.title for heading in found.headings] == ["Cells"]
