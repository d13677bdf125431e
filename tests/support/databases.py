"""Real PostgreSQL for tests: one server a session, each database copied from a template."""

import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from mlb_data_platform.mapping import load_mappings
from mlb_data_platform.raw import load_raw_tables
from mlb_data_platform.warehouse import Database, EmbeddedServer, connect, migrate

_numbers = itertools.count()


class TestServer:
    """An embedded server with a migrated template database.

    Args:
        home: Its data folder.
    """

    __test__ = False

    def __init__(self, home: Path) -> None:
        self.home = home
        self._server = EmbeddedServer(home)
        self._main = self._server.start()
        with connect(self._main) as connection:
            # Nothing here has to survive a power cut, and copying files is ten times as fast then.
            for setting in ("fsync", "full_page_writes", "synchronous_commit"):
                connection.execute(sql.SQL("alter system set {} = off").format(sql.SQL(setting)))
            connection.execute("select pg_reload_conf()")
            connection.execute("create database template_mlb")
        with connect(self.at("template_mlb")) as connection:
            migrate(connection, raw=load_raw_tables().values(), mappings=load_mappings())

    def at(self, name: str) -> Database:
        """The database of that name on this server."""
        parts = psycopg.conninfo.conninfo_to_dict(self._main.url)
        return Database(url=psycopg.conninfo.make_conninfo(**{**parts, "dbname": name}))

    @contextmanager
    def new_database(self, *, empty: bool = False) -> Iterator[Database]:
        """A database of one's own; migrated unless it is to be empty."""
        name = f"test_{os.getpid()}_{next(_numbers)}"
        template = "template0" if empty else "template_mlb"
        with connect(self._main) as connection:
            make = sql.SQL("create database {} template {} strategy file_copy")
            connection.execute(make.format(sql.Identifier(name), sql.Identifier(template)))
        try:
            yield self.at(name)
        finally:
            # A connection of its own: a test may have stopped the server meanwhile.
            with connect(self._main) as connection:
                drop = sql.SQL("drop database {} with (force)")
                connection.execute(drop.format(sql.Identifier(name)))

    def stop(self) -> None:
        """Stop the server."""
        self._server.stop()


@contextmanager
def running_test_server() -> Iterator[TestServer]:
    """A server in a folder of its own, stopped and removed at the end."""
    home = Path(tempfile.mkdtemp(prefix="mlb-test-"))
    server = TestServer(home)
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(home, ignore_errors=True)
