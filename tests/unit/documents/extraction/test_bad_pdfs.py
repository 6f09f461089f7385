"""PDFs that cannot be read, or do harm: a clear word in time, and nothing left behind."""

from __future__ import annotations

import asyncio
import re
import sys
import time
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from agent_runner.documents.limits import ExtractionLimits
from agent_runner.errors import InvalidInput, SkillFailed
from tests.fixtures.pdf import harmful
from tests.fixtures.pdf.building import paragraph, pdf
from tests.unit.documents.extraction.reading_files import LIMITS, are_gone, children, read

IN_TIME_S = 10.0
LONG = pdf([paragraph("Words about cells and their walls. " * 60) for _ in range(5)])


async def refusal(folder: Path, content: bytes, **options: object) -> str:
    """The message for a file that is refused, which comes in time."""
    started = time.monotonic()
    with pytest.raises(SkillFailed) as refused:
        await read(folder, content, **options)  # type: ignore[arg-type]
    assert time.monotonic() - started < IN_TIME_S
    return refused.value.message


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-256"])
async def test_a_file_behind_a_password_says_so_and_opens_with_it(
    tmp_path: Path, algorithm: str
) -> None:
    content = harmful.encrypted("open sesame", algorithm=algorithm)
    assert re.search("encrypted: .* `password`", await refusal(tmp_path, content))
    assert "not its password" in await refusal(tmp_path, content, password="wrong")
    found = await read(tmp_path, content, password="open sesame")
    assert [page.text for page in found.pages] == harmful.READABLE


async def test_a_file_whose_password_is_empty_opens_by_itself(tmp_path: Path) -> None:
    found = await read(tmp_path, harmful.encrypted(""))
    assert [page.text for page in found.pages] == harmful.READABLE


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"%PDF-1.7\n", "damaged"),
        (LONG[: len(LONG) // 2], "damaged"),
        (b"%PDF-1.4\n" + bytes(range(256)) * 200, "damaged"),
        (b"PK\x03\x04" + bytes(range(256)) * 40, "header"),
        (harmful.page_loop(), "damaged"),
        (harmful.deep_page_tree(), "damaged"),
        (harmful.too_many_pages(count=5001), "5001 pages"),
        (harmful.shared_stream(), "more work"),
    ],
    ids=["empty", "head", "half", "noise", "zip", "loop", "deep", "long", "shared"],
)
async def test_what_cannot_be_read_is_refused_in_plain_words(
    tmp_path: Path, content: bytes, said: str
) -> None:
    assert said in await refusal(tmp_path, content)


async def test_bytes_that_were_changed_cost_no_more_than_their_pages(tmp_path: Path) -> None:
    for step in (3, 41, 97, 211):
        harmed = bytearray(LONG)
        harmed[600::step] = bytes(len(harmed[600::step]))
        try:
            found = await read(tmp_path, bytes(harmed))
        except SkillFailed:
            continue
        assert all(page.status == "ok" or page.note for page in found.pages)


@pytest.mark.parametrize("is_portable", [False, True])
async def test_a_page_that_unpacks_to_too_much_is_marked_and_the_others_stand(
    tmp_path: Path, is_portable: bool
) -> None:
    found = await read(tmp_path, harmful.flate_bomb(unpacked_mib=300), is_portable=is_portable)
    assert [page.status for page in found.pages] == ["ok", "error"]
    assert found.pages[1].note


async def test_a_page_that_takes_too_long_is_marked_and_the_others_stand(tmp_path: Path) -> None:
    limits = replace(LIMITS, page_s=0.75, page_work=100_000_000, wasted_s=9.0)
    found = await read(tmp_path, harmful.one_costly_page(before=2, after=3), limits=limits)
    assert [page.status for page in found.pages] == ["ok", "ok", "error", "ok", "ok", "ok"]
    assert "too long" in (found.pages[2].note or "")


async def test_a_page_with_too_many_tokens_for_one_reader_is_read_by_the_other(
    tmp_path: Path,
) -> None:
    found = await read(tmp_path, harmful.one_costly_page(before=1, after=1))
    assert [page.status for page in found.pages] == ["ok", "ok", "ok"]
    assert found.pages[1].text == harmful.READABLE[0]


@pytest.mark.parametrize("is_portable", [False, True])
async def test_a_page_that_needs_too_much_memory_is_marked_and_the_others_stand(
    tmp_path: Path, is_portable: bool
) -> None:
    limits = replace(
        LIMITS, memory_bytes=192 * 1024 * 1024, stream_bytes=2**31 - 1, page_work=100_000_000
    )
    content = harmful.flate_bomb(unpacked_mib=250)
    found = await read(tmp_path, content, limits=limits, is_portable=is_portable)
    assert [page.status for page in found.pages] == ["ok", "error"]


async def test_small_pages_that_all_take_long_are_given_up_in_time(tmp_path: Path) -> None:
    started = time.monotonic()
    content = harmful.shared_stream(pages=500, operators=60_000)
    found = await read(tmp_path, content, limits=ExtractionLimits())
    assert time.monotonic() - started < IN_TIME_S
    assert found.pages[0].status == "ok"
    assert found.pages[-1].status == "error"
    assert "not read" in (found.pages[-1].note or "")


async def test_more_text_than_a_file_may_hold_is_not_read(tmp_path: Path) -> None:
    content = pdf([["A hundred letters of text are on this page."] for _ in range(9)])
    found = await read(tmp_path, content, limits=replace(LIMITS, characters=100))
    assert [page.status for page in found.pages] == ["ok"] * 3 + ["error"] * 6
    assert "all the text" in (found.pages[-1].note or "")


@pytest.mark.parametrize("content", [harmful.form_in_itself(), harmful.billion_laughs()])
async def test_forms_that_show_themselves_are_shown_so_often_and_no_more(
    tmp_path: Path, content: bytes
) -> None:
    found = await read(tmp_path, content)
    assert found.pages[0].text.startswith(harmful.READABLE[0])


async def test_a_file_that_is_too_large_or_not_there_is_the_callers_fault(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="at most 100 bytes"):
        await read(tmp_path, LONG, limits=replace(LIMITS, file_bytes=100))
    from agent_runner.documents.extraction import extract

    with pytest.raises(InvalidInput, match="a file that is there"):
        await extract(tmp_path / "none.pdf", name="none.pdf")


async def test_other_work_goes_on_undisturbed_while_a_bomb_is_handled(tmp_path: Path) -> None:
    loop = asyncio.get_running_loop()
    turns: list[float] = []

    def turn() -> None:
        turns.append(loop.time())
        nonlocal handle
        handle = loop.call_later(0.01, turn)

    handle = loop.call_soon(turn)
    try:
        await refusal(tmp_path, harmful.shared_stream())
    finally:
        handle.cancel()
    waits = [after - before for before, after in pairwise(turns)]
    assert len(turns) > 20
    assert sorted(waits)[len(waits) // 2] < 0.05
    assert max(waits) < 2


@pytest.mark.skipif(sys.platform != "linux", reason="children are listed in /proc")
async def test_no_worker_is_left_after_a_bomb(tmp_path: Path) -> None:
    before = children()
    await refusal(tmp_path, harmful.shared_stream(), limits=ExtractionLimits(workers=3))
    assert await are_gone(before)
