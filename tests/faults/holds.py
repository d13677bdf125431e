"""Stops a command at an exact statement: a trigger in the test's database waits for the test."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from mlb_data_platform.warehouse import Database, connect
from tests.faults.programs import Program, wait_until

_KEY = 470_011


class Hold:
    """A statement that waits until the test lets go.

    Args:
        connection: Holds the key.
        where: For messages.
    """

    def __init__(self, connection: psycopg.Connection, where: str) -> None:
        self._connection, self._where = connection, where

    def wait_for(self, program: Program) -> None:
        """Return when the command stands still at the statement."""
        wait_until(lambda: self.is_reached() or not program.is_running, f"{self._where} is reached")
        assert program.is_running, f"it ended before {self._where}: {program.wait()}"

    def release(self) -> None:
        """Let the statement go on."""
        self._connection.execute("select pg_advisory_unlock(%s)", (_KEY,))

    def is_reached(self) -> bool:
        """Whether a command stands still at it."""
        row = self._connection.execute(
            "select count(*) from pg_locks where locktype = 'advisory' and not granted"
            " and objid = %s and database = (select oid from pg_database"
            " where datname = current_database())",
            (_KEY,),
        ).fetchone()
        return bool(row and row[0])


@contextmanager
def held(database: Database, where: str) -> Iterator[Hold]:
    """Hold every run at a statement on a table.

    Args:
        database: The test's own.
        where: Such as `insert on game.plays` or `update on metadata.game_work: new.state = 'x'`.

    Yields:
        The hold; at the end the statement goes on, if anybody still waits at it.
    """
    moment, _, condition = where.partition(": ")
    with connect(database) as connection:
        connection.execute("select pg_advisory_lock(%s)", (_KEY,))
        connection.execute(
            "create or replace function pg_temp_wait() returns trigger language plpgsql as"
            f" 'begin perform pg_advisory_xact_lock_shared({_KEY}); return new; end'"
        )
        when = f" when ({condition})" if condition else ""
        connection.execute(
            f"create trigger test_hold before {moment} for each row{when}"
            " execute function pg_temp_wait()".encode()
        )
        try:
            yield Hold(connection, where)
        finally:
            connection.execute("select pg_advisory_unlock_all()")
            table = moment.rpartition(" ")[2]
            connection.execute(f"drop trigger if exists test_hold on {table}".encode())


@contextmanager
def held_at_view(database: Database, view: str) -> Iterator[Hold]:
    """Hold every run at the refresh of a view: somebody else is refreshing it."""

    class _AtView(Hold):
        def is_reached(self) -> bool:
            row = watcher.execute(
                "select count(*) from pg_locks where relation = %s::regclass and not granted",
                (view,),
            ).fetchone()
            return bool(row and row[0])

    with (
        connect(database) as watcher,
        connect(database) as connection,
        connection.transaction(force_rollback=True),
    ):
        connection.execute(f"refresh materialized view {view}".encode())
        yield _AtView(connection, f"refresh of {view}")
