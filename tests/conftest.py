"""Fixtures that tests of several kinds share."""

from collections.abc import Callable, Iterator

import psycopg
import pytest

from mlb_data_platform.warehouse import Database, connect
from tests.support.cli import Result, mlb_etl
from tests.support.databases import TestServer, running_test_server
from tests.support.stubs import STUB_DIR


@pytest.fixture(scope="session")
def server() -> Iterator[TestServer]:
    """One real PostgreSQL for the whole session."""
    with running_test_server() as one:
        yield one


@pytest.fixture
def database(server: TestServer) -> Iterator[Database]:
    """A new, migrated database."""
    with server.new_database() as one:
        yield one


@pytest.fixture
def connection(database: Database) -> Iterator[psycopg.Connection]:
    """A connection to the test's own database."""
    with connect(database) as one:
        yield one


Cli = Callable[..., Result]


@pytest.fixture
def cli(database: Database, tmp_path: object) -> Cli:
    """`mlb-etl` on the test's own database and the recorded answers."""

    def run(*arguments: str, **env: str) -> Result:
        settings = {
            "MLB_DATABASE_URL": database.url,
            "MLB_STUB_DIR": str(STUB_DIR),
            "MLB_HOME": str(tmp_path),
            "MLB_WORKERS": "1",
        }
        return mlb_etl(*arguments, env={**settings, **env})

    return run
