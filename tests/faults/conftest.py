"""What tests of bad days share: a league, warehouses, and a day on which nothing went wrong."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
import pytest

from mlb_data_platform.simulator import League
from mlb_data_platform.warehouse import Database, connect
from tests.faults.contents import Contents, contents_of
from tests.faults.programs import Program
from tests.faults.simulators import Simulator, new_league, simulating
from tests.support.cli import Result
from tests.support.databases import TestServer

A_DAY = ("2024-03-28", "2024-03-28")
TWO_DAYS = ("2024-03-28", "2024-03-29")
A_WEEK = ("2024-03-28", "2024-04-04")


@pytest.hookimpl(tryfirst=True)  # before xdist looks at the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here is a fault test; those of a file share a league and an undisturbed run."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.faults)
            item.add_marker(pytest.mark.xdist_group(f"faults {item.path.stem}"))


@dataclass(frozen=True)
class Warehouse:
    """A database, an API, and the command between them.

    Attributes:
        database: Where to.
        folder: For what commands say, and the data folder.
        api: Where from.
    """

    database: Database
    folder: Path
    api: Simulator

    def start(self, *arguments: str, **env: str) -> Program:
        """Start `mlb-etl` as a process."""
        settings = {
            "MLB_DATABASE_URL": self.database.url,
            "MLB_STATSAPI_URL": self.api.url,
            "MLB_HOME": str(self.folder / "home"),
            "MLB_REQUESTS_PER_S": "25",
            "MLB_HTTP_WAIT_MAX_S": "0.1",
            "MLB_HTTP_TIMEOUT_S": "5",
        }
        return Program(*arguments, env={**settings, **env}, folder=self.folder)

    def run(self, *arguments: str, **env: str) -> Result:
        """Run `mlb-etl` to its end."""
        with self.start(*arguments, **env) as program:
            return program.wait()

    def start_backfill(self, span: tuple[str, str], *more: str, **env: str) -> Program:
        """Start a backfill of some days."""
        return self.start(*backfill_of(span), *more, **env)

    def backfill(self, span: tuple[str, str], *more: str, **env: str) -> Result:
        """Backfill some days to the end."""
        return self.run(*backfill_of(span), *more, **env)

    def asking(self, api: Simulator) -> "Warehouse":
        """The same warehouse, fed by another API."""
        return replace(self, api=api)

    def contents(self) -> Contents:
        """What it holds."""
        with connect(self.database) as connection:
            return contents_of(connection)


def backfill_of(span: tuple[str, str]) -> list[str]:
    """The command that brings in some days."""
    return ["pipeline", "backfill", "--start-date", span[0], "--end-date", span[1]]


@pytest.fixture(scope="session")
def league() -> League:
    """Nobody corrects its games."""
    return new_league()


@pytest.fixture
def api(league: League) -> Iterator[Simulator]:
    """The API on a good day."""
    with simulating(league) as one:
        yield one


@pytest.fixture
def warehouse(database: Database, api: Simulator, tmp_path: Path) -> Warehouse:
    """An empty warehouse and a good API."""
    return Warehouse(database, tmp_path, api)


@pytest.fixture
def look(database: Database) -> Iterator[psycopg.Connection]:
    """A connection to look into the warehouse with."""
    with connect(database) as connection:
        yield connection


Undisturbed = Callable[[tuple[str, str]], Contents]


@pytest.fixture(scope="session")
def undisturbed(
    server: TestServer, league: League, tmp_path_factory: pytest.TempPathFactory
) -> Undisturbed:
    """What a warehouse holds after a backfill of some days on which nothing went wrong."""
    known: dict[tuple[str, str], Contents] = {}

    def after(span: tuple[str, str]) -> Contents:
        if span not in known:
            folder = tmp_path_factory.mktemp("undisturbed")
            with server.new_database() as database, simulating(league) as api:
                quiet = Warehouse(database, folder, api)
                done = quiet.backfill(span)
                assert done.exit_code == 0, done
                known[span] = quiet.contents()
        return known[span]

    return after
