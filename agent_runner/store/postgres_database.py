"""A PostgreSQL database that many processes share: its few connections, and what its errors mean.

Connections are made when they are needed, looked at before each use and made again by themselves
after PostgreSQL was away; a call meanwhile gets `StoreAway`, which says to try again. Nothing here
waits for longer than a named time. The URL holds a password and is shown nowhere.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import select
import sys
import time
from collections.abc import AsyncGenerator, Generator
from typing import Final

import psycopg
from psycopg import AsyncConnection, IsolationLevel
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.pq import Conninfo
from psycopg.rows import TupleRow
from psycopg_pool import AsyncConnectionPool, PoolClosed, PoolTimeout

from agent_runner.errors import InvalidInput, NotReady, StoreAway
from agent_runner.store.postgres_schema import SCHEMA, Setup, check_encoding, set_up

Connection = AsyncConnection[TupleRow]

log = logging.getLogger(__name__)

_MOST_SAFE: Final = 3
_MOST_IN_HASTE: Final = 2
MOST_CONNECTIONS: Final = _MOST_SAFE + _MOST_IN_HASTE
CONNECT_TIMEOUT_S: Final = 5
PATIENCE_S: Final = 5.0
"""How long a call waits for a connection: for others to give one back, or for PostgreSQL, which is
waited for together: one that comes when the others have waited so long is refused at once."""
STATEMENT_TIMEOUT_MS: Final = 30_000
_AWAY: Final = "the database does not answer just now"
_LOOK_AGAIN_S: Final = 0.2
_RECONNECT_S: Final = 8.0
_IDLE_S: Final = 300.0

_OPTIONS: Final = (
    f"-c search_path={SCHEMA} -c statement_timeout={STATEMENT_TIMEOUT_MS}"
    " -c lock_timeout=20000 -c idle_in_transaction_session_timeout=60000"
)
_DEFAULTS: Final = {
    "application_name": "agents",
    "connect_timeout": CONNECT_TIMEOUT_S,
    # A server that vanished without a word is noticed.
    "keepalives_idle": 30,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}
_LOOK: Final = (
    "SELECT current_setting('server_version'), to_regnamespace('agents') IS NOT NULL,"
    " has_database_privilege(current_database(), 'CREATE')"
)
_WHAT_WAITING_DOES_NOT_MEND: Final = (
    "authentication failed",
    "no password supplied",
    "pg_hba.conf",
    "does not exist",
    "permission denied",
)


class PostgresDatabase:
    """Used on the event loop that opened it."""

    def __init__(self, url: str, *, few: bool = False) -> None:
        """`few`: connections are made when they are used, where little is kept here.

        Raises `NotReady` for what is no URL of a database.
        """
        if sys.platform == "win32":  # its event loop for child processes cannot wait for sockets
            raise NotReady(
                module="agent_runner.store",
                reason="on Windows the agents keep their data in files: leave the URL out",
            )
        self.address: Final = _address(url)
        """With the password."""
        self._setups: list[Setup] = []
        self._is_ready = False
        self._is_open = False
        self._patient_until_s = 0.0
        self._refused = 0
        self._getting_ready = asyncio.Lock()
        self.pool: Final = _Pool(self, self.address, least=0 if few else 1, most=_MOST_SAFE)
        """Whoever takes a connection from it finds the schema in its form."""
        in_haste = _address(url, "-c synchronous_commit=off")
        self.pool_in_haste: Final = _Pool(self, in_haste, least=1, most=_MOST_IN_HASTE)
        """For what may be lost, and is made again, when PostgreSQL itself is killed: its writes
        do not wait for the disk, unless a transaction says so."""

    async def open(self) -> None:
        """Connect, and set the schema up. A database that is away is waited for by each call.

        Raises `NotReady` where waiting would not help.
        """
        self._lost(patience_s=PATIENCE_S)
        try:
            await self.get_ready()
        except StoreAway as error:
            log.warning("%s: calls that need it are refused until it is there", error.message)
        except BaseException:
            await self.aclose()
            raise

    async def open_beside_its_start(self, *, patience_s: float) -> None:
        """As `open`, for a database that is starting, or being made: calls that come meanwhile wait
        for it with us, and whatever is wrong with it is said to those that come then."""
        self._lost(patience_s=patience_s)
        try:
            await self.get_ready()
        except (StoreAway, NotReady) as error:
            log.warning("%s: calls that need it are refused until that is mended", error.message)

    def add_setup(self, setup: Setup) -> None:
        """Have further tables made; before `open`."""
        self._setups.append(setup)

    @contextlib.asynccontextmanager
    async def connection(self) -> AsyncGenerator[Connection]:
        """A connection in autocommit mode. Raises `StoreAway`, `NotReady`."""
        async with self.pool.connection() as connection:
            yield connection

    @contextlib.asynccontextmanager
    async def in_haste(self) -> AsyncGenerator[Connection]:
        """As `connection`, whose writes do not wait for the disk."""
        async with self.pool_in_haste.connection() as connection:
            yield connection

    @contextlib.asynccontextmanager
    async def transaction(self) -> AsyncGenerator[Connection]:
        """All of it, or nothing."""
        async with self.pool.connection() as connection, connection.transaction():
            yield connection

    @contextlib.asynccontextmanager
    async def snapshot(self) -> AsyncGenerator[Connection]:
        """Reads within see one state, whatever others write meanwhile."""
        async with self.pool.connection() as connection:
            await _begin_with(connection, IsolationLevel.REPEATABLE_READ, read_only=True)
            try:
                async with connection.transaction():
                    yield connection
            finally:
                if not connection.closed:
                    await _begin_with(connection, None, read_only=None)

    async def get_ready(self) -> None:
        """Set the schema up, unless it was done and PostgreSQL was there since. Raises as `open`,
        and `StoreAway`."""
        if self._is_ready:
            return
        refused = self._refused
        async with self._getting_ready:
            if not self._is_ready and refused < self._refused:  # by what this one waited for
                raise StoreAway(_AWAY)
            while not self._is_ready:
                try:
                    with self.errors_in_words():
                        await self._set_up()
                        await self._open_pools()
                    self._is_ready = True
                except StoreAway as error:
                    if time.monotonic() > self._patient_until_s:
                        self._refused += 1
                        log.warning("a call is refused: %s", error.__cause__ or error.message)
                        raise
                    await asyncio.sleep(_LOOK_AGAIN_S)

    async def _set_up(self) -> None:
        # A connection of its own: what stands in the way is said here, not by a pool.
        async with await AsyncConnection.connect(self.address, autocommit=True) as connection:
            await set_up(connection, self._setups)

    async def _open_pools(self) -> None:
        # Not before PostgreSQL was there: they would try, and wait for longer after each try.
        if not self._is_open:
            self._is_open = True
            await self.pool.open()
            await self.pool_in_haste.open()

    def _lost(self, *, patience_s: float) -> None:
        """From now on a call looks first whether PostgreSQL is there; for so long it waits for it,
        after that it is refused at once."""
        self._is_ready = False
        self._patient_until_s = time.monotonic() + patience_s

    async def aclose(self) -> None:
        """Close all connections; twice is once."""
        self._is_open = True
        await self.pool.close()
        await self.pool_in_haste.close()

    @contextlib.contextmanager
    def errors_in_words(self) -> Generator[None]:
        """What a caller is told of PostgreSQL's errors; its own words go into the log."""
        try:
            yield
        except PoolClosed as error:
            reason = "the database with the learners' data is closed"
            raise NotReady(module="agent_runner.store", reason=reason) from error
        except psycopg.errors.QueryCanceled as error:
            log.warning("a statement was ended: %s", _told(error))
            raise StoreAway("the database took too long") from error
        except PoolTimeout as error:
            log.warning("no connection within %g s", PATIENCE_S)
            self._lost(patience_s=0)
            raise StoreAway(_AWAY) from error
        except (psycopg.OperationalError, psycopg.InterfaceError) as error:
            told = _told(error)
            was_there = self._is_ready
            if was_there:
                self._lost(patience_s=PATIENCE_S)
            if error.sqlstate is None and any(it in told for it in _WHAT_WAITING_DOES_NOT_MEND):
                raise NotReady(module="agent_runner.store", reason=told) from error
            log.log(
                logging.WARNING if was_there else logging.DEBUG,
                "the database does not answer: %s",
                told,
            )
            raise StoreAway(_AWAY) from error
        except psycopg.errors.InsufficientPrivilege as error:
            reason = (
                f"{_told(error)}; let this account make the schema {SCHEMA}: GRANT CREATE ON"
                " DATABASE … TO …"
            )
            raise NotReady(module="agent_runner.store", reason=reason) from error
        except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName) as error:
            self._lost(patience_s=PATIENCE_S)  # dropped, or another database is in its place
            log.warning("the schema is not as it was: %s", _told(error))
            raise StoreAway("the database is being set up") from error
        except psycopg.DataError as error:
            if "NUL" not in str(error) and "u0000" not in str(error):
                raise
            raise InvalidInput(
                field="an id", expected="text without the character NUL", got="one with it"
            ) from error


async def look_at(url: str) -> str:
    """What a doctor says of a database that is fine; nothing is made in it.

    Raises `NotReady`, `StoreAway`.
    """
    database = PostgresDatabase(url)
    with database.errors_in_words():
        async with await AsyncConnection.connect(database.address, autocommit=True) as connection:
            check_encoding(connection)
            found = await connection.execute(_LOOK)
            version, has_schema, may_make = await found.fetchone() or ("?", False, False)
    if not has_schema and not may_make:
        reason = f"this account may not make the schema {SCHEMA}: GRANT CREATE ON DATABASE … TO …"
        raise NotReady(module="agent_runner.store", reason=reason)
    state = "is there" if has_schema else "will be made"
    return f"PostgreSQL {version} answers; the schema {SCHEMA} {state}"


class _Pool(AsyncConnectionPool[Connection]):
    def __init__(self, database: PostgresDatabase, address: str, *, least: int, most: int) -> None:
        # Of its tries it would tell each, with the address; a call that fails is told in our log.
        logging.getLogger("psycopg.pool").setLevel(logging.ERROR)
        self._database = database
        super().__init__(
            address,
            kwargs={"autocommit": True},
            min_size=least,
            max_size=most,
            open=False,
            check=_look_at,
            timeout=PATIENCE_S,
            max_idle=_IDLE_S,
            reconnect_timeout=_RECONNECT_S,
            reconnect_failed=_try_again,
            name="agents",
        )

    @contextlib.asynccontextmanager
    async def connection(
        self,
        timeout: float | None = None,  # noqa: ASYNC109  # as the pool has it
    ) -> AsyncGenerator[Connection]:
        """As it is, with the schema there and errors in words."""
        await self._database.get_ready()
        with self._database.errors_in_words():
            async with super().connection(timeout) as connection:
                yield connection


async def _look_at(connection: Connection) -> None:
    """A server that went, or says that it goes, leaves something to read on the connections that
    nobody uses. Only then is one asked whether it works: to ask costs as much as a statement."""
    waiting = select.poll()
    waiting.register(connection.fileno(), select.POLLIN)
    if waiting.poll(0):
        await AsyncConnectionPool.check_connection(connection)


async def _begin_with(
    connection: Connection, level: IsolationLevel | None, *, read_only: bool | None
) -> None:
    """What transactions begin with from now on; said within their BEGIN."""
    await connection.set_isolation_level(level)
    await connection.set_read_only(read_only)


async def _try_again(pool: AsyncConnectionPool[Connection]) -> None:
    """A pool waits for longer each time, and then no more; ours begins again."""
    if not pool.closed:
        await pool.check()


def _address(url: str, *more: str) -> str:
    try:
        given = conninfo_to_dict(_without_others_settings(url))
    except psycopg.ProgrammingError:  # its words may hold the password
        reason = "the database's URL: expected postgres://user:password@host:port/name"
        raise NotReady(module="agent_runner.store", reason=reason) from None
    options = " ".join([str(given.pop("options", None) or ""), _OPTIONS, *more]).strip()
    return make_conninfo(
        "", **{**_DEFAULTS, **given, "options": options, "client_encoding": "utf8"}
    )


def _without_others_settings(url: str) -> str:
    """The URL is the host's too, and drivers for other languages have settings of their own."""
    base, mark, query = url.partition("?")
    if not mark:
        return url
    known = {option.keyword.decode() for option in Conninfo.get_defaults()} | {"ssl"}
    kept = [pair for pair in query.split("&") if pair.partition("=")[0] in known]
    # Node's word for: encrypted, whoever it is; libpq's is this one.
    kept = ["sslmode=require" if pair == "sslmode=no-verify" else pair for pair in kept]
    return f"{base}?{'&'.join(kept)}" if kept else base


def _told(error: psycopg.Error) -> str:
    """PostgreSQL's own words, which name hosts and accounts but no password."""
    return " ".join(str(error).split()) or type(error).__name__
