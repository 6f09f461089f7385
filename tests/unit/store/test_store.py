"""What all stores promise, and what the one in a file adds."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import sys
import time
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from agent_runner.errors import NotReady
from agent_runner.json_types import JsonObject
from agent_runner.store import MemoryStore, SqliteStore, Store, open_store
from agent_runner.store.postgres import PostgresStore
from tests.unit.store.opening import opened

_TREE = Path(__file__).parents[3]


@pytest.fixture(params=["memory", "sqlite", "postgres"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    if request.param == "postgres":
        async with opened(request.getfixturevalue("database_url")) as database:
            yield PostgresStore(database)
        return
    made = MemoryStore() if request.param == "memory" else SqliteStore(tmp_path / "l.sqlite3")
    yield made
    await made.aclose()


async def test_a_document_comes_back_as_it_was_put(store: Store) -> None:
    value: JsonObject = {"a": [1, 2.5, None, True], "b": {"c": "Ünïcode ✓ \0"}}
    await store.put("ann", "kind", "key", value)
    assert await store.get("ann", "kind", "key") == value


async def test_a_later_put_takes_the_place_of_an_earlier(store: Store) -> None:
    await store.put("ann", "kind", "key", {"v": 1})
    await store.put("ann", "kind", "key", {"v": 2})
    assert await store.items("ann", "kind") == [("key", {"v": 2})]


async def test_what_was_never_put_is_none(store: Store) -> None:
    assert await store.get("ann", "kind", "key") is None
    assert await store.items("ann", "kind") == []
    assert await store.events("ann", "kind", limit=5) == []
    assert await store.delete("ann", "kind", "key") == 0
    assert await store.delete("ann", "kind", None) == 0
    assert await store.erase("ann") == 0


async def test_the_kinds_of_a_learner_are_those_under_which_something_is_kept(store: Store) -> None:
    await store.put("ann", "b", "key", {})
    await store.append("ann", "a", {})
    await store.append("ann", "b", {})
    await store.put("ben", "c", "key", {})
    assert await store.kinds("ann") == ["a", "b"]
    await store.delete("ann", "b", None)
    assert await store.kinds("ann") == ["a"]
    assert await store.kinds("nobody") == []


async def test_items_come_in_the_order_of_their_keys(store: Store) -> None:
    for key in ("b", "ä", "a", "c"):
        await store.put("ann", "kind", key, {"key": key})
    assert [key for key, _value in await store.items("ann", "kind")] == ["a", "b", "c", "ä"]


async def test_one_learner_never_sees_another_learners_data(store: Store) -> None:
    await store.put("ann", "kind", "key", {"v": 1})
    await store.append("ann", "kind", {"v": 1})
    assert await store.get("bob", "kind", "key") is None
    assert await store.events("bob", "kind", limit=5) == []
    assert await store.erase("bob") == 0
    assert await store.get("ann", "kind", "key") == {"v": 1}


async def test_events_are_numbered_from_one_within_their_kind(store: Store) -> None:
    assert [await store.append("ann", "a", {"v": v}) for v in range(3)] == [1, 2, 3]
    assert await store.append("ann", "b", {"v": 9}) == 1


async def test_the_newest_events_come_oldest_first(store: Store) -> None:
    for v in range(5):
        await store.append("ann", "a", {"v": v})
    newest = await store.events("ann", "a", limit=2)
    assert [(event.seq, event.value["v"]) for event in newest] == [(4, 3), (5, 4)]


async def test_deleting_a_kind_deletes_its_documents_and_events(store: Store) -> None:
    await store.put("ann", "a", "x", {})
    await store.put("ann", "a", "y", {})
    await store.append("ann", "a", {})
    await store.put("ann", "b", "x", {})
    assert await store.delete("ann", "a", "x") == 1
    assert await store.delete("ann", "a", None) == 2
    assert await store.items("ann", "b") == [("x", {})]


async def test_erasing_a_learner_leaves_nothing(store: Store) -> None:
    await store.put("ann", "a", "x", {})
    await store.append("ann", "b", {})
    await store.append("ann", "b", {})
    assert await store.erase("ann") == 3
    assert await store.items("ann", "a") == []
    assert await store.events("ann", "b", limit=5) == []


async def test_events_appended_at_the_same_time_get_different_numbers(store: Store) -> None:
    numbers = await asyncio.gather(*(store.append("ann", "a", {"v": v}) for v in range(50)))
    assert sorted(numbers) == list(range(1, 51))


async def test_a_file_keeps_what_was_written_after_it_is_closed(tmp_path: Path) -> None:
    first = open_store(tmp_path / "new" / "folder")
    await first.put("ann", "a", "x", {"v": 1})
    await first.aclose()
    await first.aclose()
    second = open_store(tmp_path / "new" / "folder")
    assert await second.get("ann", "a", "x") == {"v": 1}
    await second.aclose()


async def test_a_closed_file_says_so(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "l.sqlite3")
    await store.aclose()
    with pytest.raises(NotReady, match="is closed"):
        await store.get("ann", "a", "x")


_WRITER = """
import asyncio, sys
from pathlib import Path
from agent_runner.store import SqliteStore

async def main():
    store = SqliteStore(Path(sys.argv[1]))
    for v in range(100):
        await store.append("ann", "a", {"v": v})
        await store.put("ann", "d", str(v), {"v": v})

asyncio.run(main())
"""


async def test_processes_that_share_a_file_lose_nothing_and_end_without_closing(
    tmp_path: Path,
) -> None:
    path = tmp_path / "shared.sqlite3"
    writers = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", _WRITER, str(path), cwd=_TREE, stderr=asyncio.subprocess.PIPE
        )
        for _ in range(4)
    ]
    async with asyncio.timeout(60):
        for writer in writers:
            _out, said = await writer.communicate()
            assert writer.returncode == 0, said.decode()
    store = SqliteStore(path)
    events = await store.events("ann", "a", limit=1000)
    assert [event.seq for event in events] == list(range(1, 401))
    assert len(await store.items("ann", "d")) == 100
    await store.aclose()


_OPENER = """
import sys, time
from pathlib import Path
from agent_runner.store import SqliteStore

print(flush=True)
folder, start = sys.argv[1], float(sys.stdin.readline())
for attempt in range(40):
    while time.time() < start + attempt * 0.02:
        pass
    SqliteStore(Path(folder, f"{attempt}.sqlite3"))
"""


async def test_processes_that_open_a_new_file_at_the_same_moment_all_open_it(
    tmp_path: Path,
) -> None:
    pipe = asyncio.subprocess.PIPE
    command = [sys.executable, "-c", _OPENER, str(tmp_path)]
    openers = [
        await asyncio.create_subprocess_exec(
            *command, cwd=_TREE, stdin=pipe, stdout=pipe, stderr=pipe
        )
        for _ in range(3)
    ]
    async with asyncio.timeout(60):
        for opener in openers:
            assert opener.stdout is not None
            await opener.stdout.readline()
        start = f"{time.time() + 0.05}".encode()
        for opener, (_out, said) in zip(
            openers,
            await asyncio.gather(*(opener.communicate(start) for opener in openers)),
            strict=True,
        ):
            assert opener.returncode == 0, said.decode()


async def test_what_is_erased_is_gone_from_the_file(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite3"
    store = SqliteStore(path)
    await store.put("ann", "kind", "key", {"secret": "xyzzy-plugh"})
    await store.erase("ann")
    await store.aclose()
    assert b"xyzzy-plugh" not in path.read_bytes()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
async def test_nobody_else_may_read_the_file(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite3"
    await SqliteStore(path).aclose()
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
async def test_files_and_a_folder_that_others_could_read_are_mended(tmp_path: Path) -> None:
    folder = tmp_path / "agents"
    path = folder / "l.sqlite3"
    store = SqliteStore(path)
    await store.put("ann", "kind", "key", {"v": 1})
    beside = [path, *folder.glob("l.sqlite3-*")]
    for file in (folder, *beside):
        file.chmod(0o755)
    other = SqliteStore(path)
    assert len(beside) == 3
    assert [file.stat().st_mode & 0o077 for file in (folder, *beside)] == [0, 0, 0, 0]
    await other.aclose()
    await store.aclose()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
async def test_a_folder_with_other_things_than_ours_keeps_its_mode(tmp_path: Path) -> None:
    folder = tmp_path / "home"
    folder.mkdir(mode=0o755)
    (folder / "letter.txt").touch()
    await SqliteStore(folder / "l.sqlite3").aclose()
    assert folder.stat().st_mode & 0o777 == 0o755
    assert (folder / "l.sqlite3").stat().st_mode & 0o077 == 0


def test_a_damaged_file_is_named_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite3"
    path.write_bytes(b"this is no database" * 500)
    with pytest.raises(NotReady, match=r"l\.sqlite3.*damaged; restore a copy, or move it away"):
        SqliteStore(path)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(NotReady, match=r"file/data/learners\.sqlite3.*may be written to"):
        open_store(tmp_path / "file" / "data")


def test_a_file_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite3"
    newer = sqlite3.connect(path)
    newer.execute("PRAGMA user_version = 99")
    newer.close()
    with pytest.raises(NotReady, match="newer version"):
        SqliteStore(path)


@pytest.mark.parametrize("seed", [0, 1, 10])
async def test_no_copy_of_an_erased_learners_name_is_left_where_rows_were_moved(
    tmp_path: Path, seed: int
) -> None:
    """With these seeds SQLite leaves one on a page that it split, though it overwrites the row."""
    chance = random.Random(seed)
    store = SqliteStore(tmp_path / "learners.sqlite3")
    names = [f"guest:{uuid.UUID(int=chance.getrandbits(128))}" for _ in range(6)]
    for name in names:
        for number in range(40):
            if chance.random() < 0.5:
                value: JsonObject = {"a": "x" * chance.randint(1, 3000)}
                await store.put(name, f"assessment.k{number % 7}", f"key{number}", value)
            else:
                value = {"a": "y" * chance.randint(1, 600)}
                await store.append(name, f"personalization.c{number % 5}", value)
    gone = names[chance.randrange(6)]
    await store.erase(gone)
    assert gone.encode() not in bytes_of(tmp_path)
    await store.aclose()


def bytes_of(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir())
