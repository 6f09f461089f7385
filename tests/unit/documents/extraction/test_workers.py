"""The processes that read: they end with whoever started them, and say nothing they should not."""

from __future__ import annotations

import asyncio
import os
import select
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from agent_runner.documents.extraction import PageSeen, extract
from agent_runner.documents.limits import ExtractionLimits
from agent_runner.documents.wire import Job, encoded, job_to_json
from agent_runner.errors import Cancelled
from tests.fixtures.pdf import harmful
from tests.fixtures.pdf.building import pdf
from tests.unit.documents.extraction.reading_files import LIMITS, are_gone, children, read

ROOT = Path(__file__).parents[4]
SOON_S = 5.0
ENDLESS = replace(LIMITS, page_s=300.0, page_work=2**31 - 1, base_s=300.0, wasted_s=300.0)
WORKER = [sys.executable, "-m", "agent_runner.documents.worker"]
linux = pytest.mark.skipif(sys.platform != "linux", reason="children are listed in /proc")


def slow_file(folder: Path) -> Path:
    """A page at once, then one that takes minutes."""
    path = folder / "slow.pdf"
    path.write_bytes(harmful.shared_stream(pages=20, operators=3_000_000))
    return path


@linux
async def test_the_workers_are_gone_when_the_caller_is_cancelled(tmp_path: Path) -> None:
    before = children()
    limits = replace(ENDLESS, workers=2, pages_per_worker=5)
    task = asyncio.create_task(extract(slow_file(tmp_path), name="slow.pdf", limits=limits))
    async with asyncio.timeout(4 * SOON_S):
        while len(children() - before) < 2:  # noqa: ASYNC110 - the kernel tells it to nobody
            await asyncio.sleep(0.001)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await are_gone(before)


@linux
def test_no_worker_is_left_on_the_runners_own_event_loop(tmp_path: Path) -> None:
    import uvloop

    uvloop.run(test_the_workers_are_gone_when_the_caller_is_cancelled(tmp_path))


@linux
async def test_what_the_listener_raises_comes_out_and_the_workers_are_gone(tmp_path: Path) -> None:
    before = children()

    def stop(_page: PageSeen) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        await read(tmp_path, pdf([["Words."]] * 9), on_page=stop)
    assert await are_gone(before)


@pytest.mark.parametrize("pages", [2, 12])
async def test_a_large_file_is_read_whole_whether_or_not_a_second_worker_is_of_use(
    tmp_path: Path, pages: int
) -> None:
    before = children() if sys.platform == "linux" else set[int]()
    content = pdf([[f"Words of page {number}."] for number in range(1, pages + 1)])
    padded = content.replace(b"startxref", b"%" + b"-" * 1024 * 1024 + b"\nstartxref")
    limits = replace(LIMITS, workers=2, pages_per_worker=5)
    found = await read(tmp_path, padded, limits=limits)
    assert [page.text for page in found.pages] == [
        f"Words of page {number}." for number in range(1, pages + 1)
    ]
    assert sys.platform != "linux" or await are_gone(before)


@pytest.mark.parametrize("is_portable", [False, True])
def test_a_worker_ends_when_its_stdin_does_in_the_middle_of_a_page(
    tmp_path: Path, is_portable: bool
) -> None:
    worker = subprocess.Popen(WORKER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT)
    assert worker.stdin is not None
    assert worker.stdout is not None
    with worker, worker.stdout:
        job = Job(
            path=slow_file(tmp_path),
            name="slow.pdf",
            limits=ENDLESS,
            password=None,
            is_portable=is_portable,
        )
        worker.stdin.write(encoded(job_to_json(job)))
        worker.stdin.write(encoded({"read": [1, 20]}))
        worker.stdin.flush()
        assert b"opened" in worker.stdout.readline()
        worker.stdin.close()
        assert worker.wait(SOON_S) == 0


@linux
def test_the_workers_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    script = (
        "import asyncio, sys; from pathlib import Path;"
        "from agent_runner.documents.extraction import extract;"
        "from tests.unit.documents.extraction.test_workers import ENDLESS;"
        "asyncio.run(extract(Path(sys.argv[1]), name='slow.pdf', limits=ENDLESS))"
    )
    parent = subprocess.Popen([sys.executable, "-c", script, str(slow_file(tmp_path))], cwd=ROOT)
    with parent:
        worker = only_child(parent.pid)
        watched = os.pidfd_open(worker)
        try:
            os.kill(parent.pid, signal.SIGKILL)
            ended = select.poll()
            ended.register(watched, select.POLLIN)
            assert ended.poll(SOON_S * 1000)
        finally:
            os.close(watched)


def only_child(pid: int) -> int:
    """The child of a process, once there is one."""
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    for _ in range(1_000_000):
        found = listed.read_text().split()
        if found and b"documents.worker" in Path(f"/proc/{found[0]}/cmdline").read_bytes():
            return int(found[0])
    raise AssertionError("no worker was started")


async def test_a_worker_knows_none_of_its_parents_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from agent_runner.documents.worker_process import environment_of_worker

    given = {"GEMINI_API_KEY": "secret", "PATH": "/bin", "AGENT_RUNNER_LIFELINE_FD": "5"}
    assert set(environment_of_worker(given)) == {"PATH", "PYTHONPATH"}


def test_what_a_library_complains_of_stays_in_the_worker(tmp_path: Path) -> None:
    file = tmp_path / "odd.pdf"
    # A broken cross-reference: pypdf warns of it, and reads on.
    file.write_bytes(pdf([["Words."]]).replace(b"startxref\n", b"startxref\n9"))
    script = (
        "import asyncio, sys; from pathlib import Path;"
        "from agent_runner.documents.extraction import extract;"
        "print(asyncio.run(extract(Path(sys.argv[1]), name='odd.pdf')).pages[0].text)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(file)],
        cwd=ROOT,
        capture_output=True,
        timeout=30,
        check=True,
    )
    assert done.stdout.strip() == b"Words."
    assert done.stderr == b""


def test_the_parent_imports_neither_reader() -> None:
    script = (
        "import sys, agent_runner.documents.extraction;"
        "print([name for name in ('pypdf', 'pypdfium2') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, timeout=30, check=True
    )
    assert done.stdout.strip() == b"[]"


async def test_files_are_read_beside_each_other(tmp_path: Path) -> None:
    """Each page waits for none of another file's: one slow file holds up nobody."""
    first_page = asyncio.Event()
    loop = asyncio.get_running_loop()

    def seen(_page: PageSeen) -> None:
        loop.call_soon_threadsafe(first_page.set)

    slow = asyncio.create_task(
        extract(slow_file(tmp_path), name="slow.pdf", limits=ENDLESS, on_page=seen)
    )
    try:
        found = await read(tmp_path, pdf([["Quick words."]]), limits=ExtractionLimits())
        assert found.pages[0].text == "Quick words."
        assert not slow.done()
    finally:
        slow.cancel()
        await asyncio.gather(slow, return_exceptions=True)
