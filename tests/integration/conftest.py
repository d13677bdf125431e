"""Fixtures of tests on a real PostgreSQL."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from mlb_data_platform.pipelines import RunContext, transform
from mlb_data_platform.raw import RawStore
from mlb_data_platform.statsapi import Document
from mlb_data_platform.warehouse import Database, LoadReport, Run, Selection, connect
from tests.support.databases import TestServer
from tests.support.simulated import feed_document, simulated_feeds
from tests.support.stubs import CAPTURED_AT, document_of, newest_game_files

SIMULATED_GAMES = 30


@pytest.hookimpl(tryfirst=True)  # before xdist looks at the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What the tests of a file share is made once, not in every process of the test run."""
    for item in items:
        is_here = item.path.parent == Path(__file__).parent
        if is_here and item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(item.path.stem))


@pytest.fixture
def context(database: Database, connection: psycopg.Connection) -> RunContext:
    """A run on the test's own database."""
    return RunContext(database=database, connection=connection, run=Run(run_id="test"))


class Warehouse:
    """Short words for what most tests do: keep an answer, transform, look."""

    def __init__(self, context: RunContext) -> None:
        self.context = context
        self.connection = context.connection

    def keep(
        self,
        file: Path,
        *,
        at: datetime = CAPTURED_AT,
        answer: Any = None,
        table: str | None = None,
    ) -> None:
        """Keep one recorded answer, captured at some time, changed or as it is."""
        document = document_of(file, captured_at=at, answer=answer)
        self.store(table or TABLES[document.request.name]).append([document])

    def keep_feed(self, feed: Any) -> None:
        """Keep the feed of any game, made up or simulated."""
        self.store("game.live_game_v1").append([feed_document(feed)])

    def store(self, table: str) -> RawStore:
        """The raw store of a table."""
        return RawStore(self.connection, table, run_id="test")

    def transform(
        self, subject: str, *, full_refresh: bool = False, **selection: Any
    ) -> LoadReport:
        """Bring a subject up to date."""
        wanted = Selection(**selection)
        return transform(subject, wanted, context=self.context, full_refresh=full_refresh)

    def one(self, query: str, *values: Any) -> Any:
        """The only value of a query."""
        row = self.connection.execute(query, values).fetchone()
        assert row is not None, query
        return row[0]

    def all(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        return self.connection.execute(query, values).fetchall()


TABLES = {
    "Season.seasons": "season.seasons",
    "Season.allSeasons": "raw.season_all_seasons",
    "Schedule.schedule": "schedule.schedule",
    "Game.liveGameV1": "game.live_game_v1",
}


@pytest.fixture
def warehouse(context: RunContext) -> Warehouse:
    """The test's own warehouse."""
    return Warehouse(context)


@contextmanager
def filled(server: TestServer, documents: Iterable[Document]) -> Iterator[Warehouse]:
    """A warehouse of its own with some games, transformed."""
    with server.new_database() as database, connect(database) as connection:
        run = Run(run_id="test")
        games = Warehouse(RunContext(database=database, connection=connection, run=run))
        games.store("game.live_game_v1").append(list(documents))
        games.transform("game")
        yield games


@pytest.fixture(scope="session")
def recorded(server: TestServer) -> Iterator[Warehouse]:
    """A warehouse with the newest recording of every game, for tests that only read."""
    with filled(server, map(document_of, newest_game_files())) as games:
        yield games


@pytest.fixture(scope="session")
def simulated(server: TestServer) -> Iterator[Warehouse]:
    """A warehouse with the first games of a simulated season, for tests that only read."""
    with filled(server, map(feed_document, simulated_feeds(SIMULATED_GAMES))) as games:
        yield games


Cli = Callable[..., Any]
