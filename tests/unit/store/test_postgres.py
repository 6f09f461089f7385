"""What keeping things in PostgreSQL adds: many processes, a server that goes away, a secret."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest

from agent_runner.errors import InvalidInput, NotReady, StoreAway
from agent_runner.store import LearnerLibrary, SqliteLibrary
from agent_runner.store.library import Library
from agent_runner.store.port import LearnerStore
from agent_runner.store.postgres import PostgresStore
from agent_runner.store.postgres_database import (
    MOST_CONNECTIONS,
    PostgresDatabase,
    look_at,
)
from agent_runner.store.postgres_library import PostgresLibrary
from tests.fixtures.postgres.cluster import Cluster
from tests.unit.store.opening import opened
from tests.unit.store.test_library import add, document, found, pages_of, passages_of

_TREE = Path(__file__).parents[3]


def asked(url: str, sql: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(sql.encode())
        return cursor.fetchall() if cursor.description else []


async def until_there(url: str, sql: str) -> None:
    """Wait until the statement finds something; PostgreSQL has no way to tell by itself."""
    async with asyncio.timeout(10):
        while not asked(url, sql):  # noqa: ASYNC110
            await asyncio.sleep(0)


async def run_in_processes(program: str, *each: tuple[str, ...]) -> None:
    """The program once with each of the arguments, at the same time; all are to end well."""
    started = [
        await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", program, *arguments), cwd=_TREE, stderr=asyncio.subprocess.PIPE
        )
        for arguments in each
    ]
    async with asyncio.timeout(60):
        for process in started:
            _out, said = await process.communicate()
            assert process.returncode == 0, said.decode()


_OPENER = """
import asyncio, sys
from agent_runner.orchestrator import open_orchestrator
from agent_runner.registry import Registry
from agent_runner.store.postgres import PostgresStore
from agent_runner.store.postgres_database import PostgresDatabase

async def main():
    database = PostgresDatabase(sys.argv[1])
    async with open_orchestrator(Registry(()), data_dir=None, database=database):
        await database.open()
        await PostgresStore(database).append("ann", "opened", {})
        await database.aclose()

asyncio.run(main())
"""


async def test_processes_that_start_on_an_empty_database_at_once_all_set_it_up(
    database_url: str,
) -> None:
    await run_in_processes(_OPENER, *[(database_url,)] * 4)
    assert asked(database_url, "SELECT version FROM agents.form") == [(1,)]
    assert asked(database_url, "SELECT count(*) FROM agents.events") == [(4,)]
    tables = asked(database_url, "SELECT tablename FROM pg_tables WHERE schemaname = 'agents'")
    assert {"documents", "library_postings", "finished_runs", "checkpoints"} <= {
        name for (name,) in tables
    }


_WRITER = """
import asyncio, sys
from agent_runner.store import LearnerLibrary
from agent_runner.store.postgres import PostgresStore
from agent_runner.store.postgres_database import PostgresDatabase
from agent_runner.store.postgres_library import PostgresLibrary
from tests.unit.store.test_library import add, found

async def main():
    database = PostgresDatabase(sys.argv[1])
    await database.open()
    store, own = PostgresStore(database), sys.argv[2]
    await asyncio.gather(
        *(store.append("ann", "a", {"own": own}) for _ in range(60)),
        *(store.put("ann", "d", str(n), {"own": own}) for n in range(60)),
        *(write(LearnerLibrary(PostgresLibrary(database), "ann"), own, n) for n in range(8)),
    )
    await database.aclose()

async def write(mine, own, turn):
    await add(mine, f"{own}-{turn}", "Plants need light.", f"Turn {turn} of {own}.")
    await add(mine, "shared", "Plants need light.", f"Turn {turn} of {own}.")
    assert await found(mine, "plants light")
    if turn % 2:
        assert await mine.delete(f"{own}-{turn}")

asyncio.run(main())
"""


async def test_processes_that_share_a_database_lose_nothing_and_do_not_lock_each_other(
    database_url: str,
) -> None:
    names = ("one", "two", "three")
    async with opened(database_url) as database:
        await run_in_processes(_WRITER, *[(database_url, name) for name in names])
        store = PostgresStore(database)
        events = await store.events("ann", "a", limit=1000)
        assert [event.seq for event in events] == list(range(1, 181))
        assert len(await store.items("ann", "d")) == 60
        mine = LearnerLibrary(PostgresLibrary(database), "ann")
        kept = {one.id for one in await mine.documents()}
        assert kept == {"shared"} | {f"{own}-{turn}" for own in names for turn in (0, 2, 4, 6)}
        assert (await mine.frequencies(["plant", "turn"])).holding == {"plant": 13, "turn": 13}
        assert len(await mine.passages("shared")) == 2
    assert asked(database_url, "SELECT deadlocks FROM pg_stat_database WHERE deadlocks > 0") == []


async def test_a_search_ranks_as_it_does_in_files(database_url: str, tmp_path: Path) -> None:
    words = ("plant", "light", "root", "water", "leaf", "stem", "soil", "seed", "air", "sugar")
    books = [
        [
            " ".join(words[(book * 7 + page * page + place * book) % 10] for place in range(page))
            for page in range(1, 40)
        ]
        for book in range(1, 5)
    ]
    async with opened(database_url) as database:
        results: list[object] = []
        for library in (SqliteLibrary(tmp_path), PostgresLibrary(database)):
            mine = LearnerLibrary(library, "ann")
            for number, texts in enumerate(books):
                await add(mine, f"book-{number}", *texts)
            await add(mine, "book-1", *books[1][5:], "A page that is new about light.")
            for question in (["light"], ["water", "seed", "ghost"], list(words)):
                for ids in (None, ["book-1", "book-3"]):
                    for limit in (1, 7, 100):
                        hits = await mine.search(question, document_ids=ids, limit=limit)
                        results.append((hits, await mine.frequencies(question, document_ids=ids)))
            await library.aclose()
    half = len(results) // 2
    assert results[:half] == results[half:]
    assert any(hits for hits, _ in results[:half])  # pyright: ignore[reportGeneralTypeIssues]


async def test_a_call_while_the_server_is_away_is_told_to_try_again_and_then_it_works(
    postgres: Cluster, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with opened(database_url) as database:
        store = PostgresStore(database)
        await store.put("ann", "kind", "key", {"v": 1})
        postgres.stop()
        try:
            with pytest.raises(StoreAway, match="does not answer just now; try again"):
                await store.get("ann", "kind", "key")
        finally:
            postgres.start()
        assert await store.get("ann", "kind", "key") == {"v": 1}
    assert "of-tests-only" not in caplog.text


async def test_a_restart_between_two_calls_is_not_noticed(
    postgres: Cluster, database_url: str
) -> None:
    async with opened(database_url) as database:
        store = PostgresStore(database)
        await asyncio.gather(*(store.append("ann", "a", {}) for _ in range(8)))
        postgres.stop()
        postgres.start()
        await asyncio.gather(*(store.append("ann", "a", {}) for _ in range(8)))
        assert len(await store.events("ann", "a", limit=100)) == 16


async def test_what_a_statement_was_doing_when_its_connection_was_cut_is_refused_in_words(
    database_url: str,
) -> None:
    async with opened(database_url) as database:
        async with database.connection() as other:
            await other.execute("SELECT pg_advisory_lock(1)")

            async def waits() -> None:
                async with database.connection() as db:
                    await db.execute("SELECT pg_advisory_lock(1)")

            waiting = asyncio.create_task(waits())
            cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type"
            await until_there(database_url, f"{cut} = 'Lock' AND datname = current_database()")
            with pytest.raises(StoreAway):
                await waiting
        assert await PostgresStore(database).append("ann", "a", {}) == 1


async def test_a_process_that_starts_while_the_server_is_away_takes_calls_when_it_is_there(
    postgres: Cluster, database_url: str
) -> None:
    postgres.stop()
    is_away = True
    try:
        async with opened(database_url) as database:
            with pytest.raises(StoreAway):
                await PostgresStore(database).get("ann", "a", "x")
            postgres.start()
            is_away = False
            await PostgresStore(database).put("ann", "a", "x", {"v": 1})
            assert await PostgresStore(database).get("ann", "a", "x") == {"v": 1}
    finally:
        if is_away:
            postgres.start()


async def test_a_database_that_is_made_while_a_process_starts_is_used_once_it_is_there(
    postgres: Cluster, database_url: str
) -> None:
    postgres.drop(database_url)
    database = PostgresDatabase(database_url, few=True)
    try:
        await database.open_beside_its_start(patience_s=0)
        with pytest.raises(NotReady, match="does not exist"):
            await PostgresStore(database).get("ann", "a", "x")
        name = database_url.rsplit("/", 1)[1]
        asked(postgres.url("postgres"), f"CREATE DATABASE {name}")
        assert await PostgresStore(database).get("ann", "a", "x") is None
    finally:
        await database.aclose()


async def test_a_schema_that_was_dropped_is_made_again(database_url: str) -> None:
    async with opened(database_url) as database:
        store = PostgresStore(database)
        await store.put("ann", "a", "x", {})
        asked(database_url, "DROP SCHEMA agents CASCADE")
        with pytest.raises(StoreAway):
            await store.get("ann", "a", "x")
        assert await store.get("ann", "a", "x") is None


async def test_a_process_has_few_connections_whatever_is_asked_at_once(database_url: str) -> None:
    async with opened(database_url) as database:
        store = PostgresStore(database)
        counting = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'agents'"
        await asyncio.gather(*(store.append("ann", "a", {}) for _ in range(100)))
        assert asked(database_url, counting)[0][0] <= MOST_CONNECTIONS


async def test_a_cancelled_call_leaves_its_connection_usable(database_url: str) -> None:
    async with opened(database_url) as database:
        mine = LearnerLibrary(PostgresLibrary(database), "ann")
        texts = [f"Page {number} of light." for number in range(3000)]
        adding = asyncio.ensure_future(add(mine, "book", *texts))
        await until_there(database_url, _AT_WORK)
        adding.cancel()
        with pytest.raises(asyncio.CancelledError):
            await adding
        await add(mine, "botany", "Plants need light.")
        assert await found(mine, "plants") == ["Plants need light."]


_AT_WORK = (
    "SELECT 1 FROM pg_stat_activity WHERE application_name = 'agents'"
    " AND state IN ('active', 'idle in transaction') AND query LIKE '%library_%'"
)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("study:of-tests-only", "study:xyzzy"), "password authentication failed"),
        (("study:of-tests-only", "nobody-at-all:xyzzy"), "password authentication failed"),
        (("/t", "/xyz"), "does not exist"),
        (("postgres://study", "postgres://%zz"), "expected postgres://user:password@host"),
    ],
)
async def test_what_waiting_does_not_mend_ends_the_start_in_words_without_the_password(
    database_url: str, change: tuple[str, str], expected: str
) -> None:
    url = database_url.replace(*change, 1)
    with pytest.raises(NotReady, match=expected) as caught:
        async with opened(url):
            pass
    assert "xyzzy" not in caught.value.message
    assert "of-tests-only" not in caught.value.message
    with pytest.raises(NotReady, match=expected):
        await look_at(url)


async def test_a_schema_of_a_newer_version_is_left_alone(database_url: str) -> None:
    async with opened(database_url):
        asked(database_url, "UPDATE agents.form SET version = 99")
    with pytest.raises(NotReady, match="newer version"):
        async with opened(database_url):
            pass


async def test_an_account_that_may_make_nothing_is_told_what_it_needs(
    postgres: Cluster, database_url: str
) -> None:
    name = database_url.rsplit("/", 1)[1]
    asked(database_url, f"CREATE ROLE {name} LOGIN PASSWORD 'x'")
    url = database_url.replace("study:of-tests-only", f"{name}:x")
    try:
        with pytest.raises(NotReady, match="GRANT CREATE ON DATABASE"):
            async with opened(url):
                pass
        with pytest.raises(NotReady, match="GRANT CREATE ON DATABASE"):
            await look_at(url)
    finally:
        asked(database_url, f"DROP ROLE {name}")


async def test_settings_of_other_languages_drivers_in_the_url_are_no_hindrance(
    database_url: str,
) -> None:
    url = f"{database_url}?connection_limit=5&application_name=mine&pool=1"
    async with opened(url) as database, database.connection():
        mine = "SELECT count(*) > 0 FROM pg_stat_activity WHERE application_name = 'mine'"
        assert asked(database_url, mine) == [(True,)]


async def test_an_id_that_postgresql_cannot_hold_is_the_callers_mistake(database_url: str) -> None:
    async with opened(database_url) as database:
        with pytest.raises(InvalidInput, match="NUL"):
            await LearnerStore(PostgresStore(database), "a\0b").get("kind", "key")


_IN_FILES = """
import sys
import agent_runner.assembly, agent_runner.context_of_call
import agent_runner.orchestrator.agent, agent_runner.orchestrator.checkpoints
assert "psycopg" not in sys.modules, "the driver is imported"
"""


async def test_who_keeps_files_does_not_import_the_driver() -> None:
    await run_in_processes(_IN_FILES, ())


async def test_a_closed_database_says_so(database_url: str) -> None:
    async with opened(database_url) as database:
        pass
    with pytest.raises(NotReady, match="is closed"):
        await PostgresStore(database).get("ann", "a", "x")


async def test_nothing_of_an_erased_learner_is_left_in_any_table(database_url: str) -> None:
    async with opened(database_url) as database:
        library: Library = PostgresLibrary(database)
        store = LearnerStore(PostgresStore(database), "ann", library)
        await store.put("a", "x", {})
        await store.append("b", {})
        texts = ["Plants need light."]
        await library.add("ann", document("d", texts), pages_of(texts), passages_of(texts))
        assert await store.erase() == 3
    names = "SELECT tablename FROM pg_tables WHERE schemaname = 'agents' AND tablename <> 'form'"
    for (table,) in asked(database_url, names):
        assert asked(database_url, f"SELECT count(*) FROM agents.{table}") == [(0,)], table
