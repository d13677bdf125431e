"""Reading the warehouse: queries of users, and the few questions that pipelines ask."""

import difflib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files

import psycopg

from mlb_data_platform.warehouse.errors import QueryError

_NO_SUPERUSER = """
select set_config('role', 'pg_read_all_data', true) from pg_roles
where rolname = current_user and rolsuper"""
"""A read-only transaction lets a superuser run programs and write files; this role cannot."""


_RELATIONS = """
select schemaname, tablename from pg_tables
where schemaname not in ('pg_catalog', 'information_schema', 'pg_toast')
union all
select schemaname, viewname from pg_views
where schemaname not in ('pg_catalog', 'information_schema')
union all
select schemaname, matviewname from pg_matviews"""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryResult:
    """What a query answered.

    Attributes:
        columns: Names, in order.
        rows: Values, in order.
    """

    columns: tuple[str, ...]
    rows: list[tuple[object, ...]]


def read_query(
    connection: psycopg.Connection, text: str, parameters: dict[str, object] | None = None
) -> QueryResult:
    """Run one query that cannot change anything.

    Args:
        connection: In autocommit mode.
        text: One SQL statement.
        parameters: Values for `%(name)s` in it; without them the text goes as it is.

    Returns:
        All its rows.

    Raises:
        QueryError: It does not run, or tries to write.
    """
    if not text.strip().rstrip(";"):
        raise QueryError("query: found nothing, wanted one SQL statement", hint="select 1")
    try:
        with read_only(connection):
            # Prepared, so that the server refuses a second statement, such as one that ends this
            # transaction and writes in its own.
            cursor = connection.execute(text, parameters, prepare=True)
            rows = cursor.fetchall() if cursor.description else []
    except psycopg.Error as error:
        if connection.broken:
            raise
        raise query_error(connection, error) from error
    columns = tuple(column.name for column in cursor.description or ())
    return QueryResult(columns=columns, rows=rows)


@contextmanager
def read_only(connection: psycopg.Connection) -> Iterator[None]:
    """A transaction in which the server lets nothing be changed, and which is never committed."""
    with connection.transaction(force_rollback=True):
        connection.execute("set transaction read only")
        connection.execute(_NO_SUPERUSER)
        yield


def query_error(connection: psycopg.Connection, error: psycopg.Error) -> QueryError:
    """What a user has to know of a query that does not run.

    Args:
        connection: Not in a transaction any more.
        error: What the server said.
    """
    message = error.diag.message_primary or str(error)
    hint = error.diag.message_hint or "see the tables with `mlb-etl schema docs`"
    if isinstance(error, psycopg.errors.InsufficientPrivilege):
        hint = "docs/security.md says what mlb_reader and mlb_writer may read"
    if isinstance(error, psycopg.errors.UndefinedTable):
        near = _near_tables(connection, message)
        hint = f"did you mean {' or '.join(near)}?" if near else hint
    return QueryError(f"query: {message}", hint=hint)


def _near_tables(connection: psycopg.Connection, message: str) -> list[str]:
    """Tables and views whose names look like the one that a message quotes."""
    quoted = re.search(r'"([^"]+)"', message)
    known = {f"{schema}.{name}" for schema, name in connection.execute(_RELATIONS)}
    wanted = quoted[1].lower() if quoted else ""
    by_name = {name.partition(".")[2]: name for name in sorted(known)}
    if wanted in by_name:
        return [by_name[wanted]]
    return difflib.get_close_matches(wanted, sorted(known), n=2, cutoff=0.7)


def games_in_states(
    connection: psycopg.Connection, game_pks: Sequence[int], states: Sequence[str]
) -> set[int]:
    """Those of the games whose latest feed is in one of the coded states."""
    rows = connection.execute(
        "select game_pk from game.live_game_v1"
        " where is_latest and game_pk = any(%s) and game_state = any(%s)",
        (list(game_pks), list(states)),
    )
    return {game_pk for (game_pk,) in rows}


def named_query(name: str) -> str:
    """The text of one of the queries under `queries/`, by its file name without suffix."""
    return (files("mlb_data_platform.warehouse") / "queries" / f"{name}.sql").read_text("utf-8")


def read_named(
    connection: psycopg.Connection, name: str, parameters: dict[str, object] | None = None
) -> QueryResult:
    """Run one of the queries under `queries/`.

    Args:
        connection: In autocommit mode.
        name: File name without suffix, e.g. `standings`.
        parameters: Values for its `%(name)s`.

    Returns:
        All its rows.
    """
    return read_query(connection, named_query(name), parameters)
