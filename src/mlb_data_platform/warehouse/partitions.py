"""Partitions: made and committed before the rows that belong there.

Loaders then never wait for each other's new partitions, and a reader is kept from a table for the
moment that one of them takes.
"""

import threading
from collections.abc import Sequence
from typing import TypeAlias
from weakref import WeakKeyDictionary

import psycopg
from psycopg import sql

from mlb_data_platform.mapping import Mapping
from mlb_data_platform.transform import Rows

Partition: TypeAlias = tuple[str, int | None]
"""A table and the value that its rows have in common, e.g. `("game.plays", 2024)`."""

_making = threading.Lock()

_seen = WeakKeyDictionary[psycopg.Connection, set[Partition]]()
"""Partitions that a connection has seen to."""


def partitions_of(mapping: Mapping, rows: Rows) -> list[Partition]:
    """The partitions that rows belong to, in the order of the mapping's tables."""
    return [
        (table.name, value)
        for table in mapping.tables
        if table.partition is not None
        for value in rows[table.name].column(table.partition).unique().to_pylist()
    ]


def partitions_ahead(mapping: Mapping, season: int) -> list[Partition]:
    """The partitions that games of a season will most likely need."""
    return [(table.name, season) for table in mapping.tables if table.partition == "season"]


def make_partitions(connection: psycopg.Connection, wanted: Sequence[Partition]) -> None:
    """Make the partitions that are missing, each in a transaction of its own.

    Args:
        connection: One without a transaction.
        wanted: Partitions; null and years that cannot be need none.
    """
    seen = _seen.setdefault(connection, set())
    if not (unseen := [one for one in wanted if one not in seen]):
        return
    # Who comes second waits for the first and finds everything made: to follow from table to table
    # would slow both down.
    if _missing(connection, unseen):
        with _making:
            missing = _missing(connection, unseen)
            # Processes that begin together come from both ends.
            is_odd = connection.info.backend_pid % 2
            _make(connection, missing if is_odd else missing[::-1])
    seen.update(unseen)


def _missing(connection: psycopg.Connection, wanted: Sequence[Partition]) -> list[tuple[str, int]]:
    return connection.execute(
        "select parent, wanted from unnest(%s::text[], %s::int[]) u(parent, wanted)"
        " where wanted is not null and to_regclass(parent || '_' || wanted) is null",
        ([table for table, _ in wanted], [value for _, value in wanted]),
    ).fetchall()


def _make(connection: psycopg.Connection, missing: Sequence[tuple[str, int]]) -> None:
    """One statement: a word to the server for each would wait for other threads each time."""
    calls = [
        sql.SQL("perform metadata.ensure_partition({}, {}); commit;").format(*one)
        for one in missing
    ]
    if calls:
        body = sql.SQL("begin {} end").format(sql.SQL(" ").join(calls))
        connection.execute(sql.SQL("do {}").format(sql.Literal(body.as_string(connection))))
