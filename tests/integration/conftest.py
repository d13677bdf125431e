"""Fixtures of tests on a real PostgreSQL."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from mlb_data_platform.pipelines import RunContext, transform
from mlb_data_platform.raw import RawStore
from mlb_data_platform.warehouse import Database, LoadReport, Run, Selection
from tests.support.stubs import CAPTURED_AT, document_of


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


Cli = Callable[..., Any]
