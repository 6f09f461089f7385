"""What holds for every Python test, and the PostgreSQL of those that ask for one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from tests.fixtures.postgres.cluster import Cluster

# A busy machine is no defect of the code: how long one example takes decides nothing.
settings.register_profile("default-without-deadline", deadline=None)
settings.load_profile("default-without-deadline")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """One server for all tests; started when the first asks for it."""
    from tests.fixtures.postgres.cluster import Cluster, NoPostgres

    try:
        cluster = Cluster()
    except NoPostgres as reason:
        pytest.skip(f"without a PostgreSQL for tests: {reason}")
    yield cluster
    cluster.remove()


@pytest.fixture
def database_url(postgres: Cluster) -> Iterator[str]:
    """A database of this test's own, empty."""
    url = postgres.new_database()
    yield url
    postgres.drop(url)
