"""Rows out of the tables again, as Arrow: whole slices, each with how new it is."""

from collections.abc import Collection, Sequence
from collections.abc import Mapping as MappingOf
from datetime import date, datetime
from typing import LiteralString

import psycopg
import pyarrow as pa
from psycopg import sql

from mlb_data_platform.mapping import Mapping, Table
from mlb_data_platform.mapping.model import ScopeOrigin
from mlb_data_platform.raw import RawTable, columns_of
from mlb_data_platform.transform import ScopeKey, arrow_schema
from mlb_data_platform.warehouse.bookkeeping import scope_text

AsOf = MappingOf[ScopeKey, datetime]
"""Slices (a game, a day of a schedule), each with the capture of the newest answer about it."""

_SAME_SCOPE: dict[ScopeOrigin, LiteralString] = {
    # A key of the request is never null, and the index is wanted.
    ScopeOrigin.CONTEXT: "t.{0} = k.{0}",
    ScopeOrigin.DAYS: "t.{0} is not distinct from k.{0}",
    ScopeOrigin.ROWS: "t.{0} is not distinct from k.{0}",
}

_ARROW = {
    "bigint": pa.int64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "integer": pa.int32(),
    "jsonb": pa.string(),
    "smallint": pa.int16(),
    "text": pa.string(),
    "timestamptz": pa.timestamp("us", tz="UTC"),
}


def read_scopes(
    connection: psycopg.Connection, mapping: Mapping, only: Collection[str] | None = None
) -> dict[ScopeKey, datetime]:
    """The slices that the tables of a mapping have.

    Args:
        connection: Any.
        mapping: The mapping.
        only: Slices by their text, as a load report names them; None for all.

    Returns:
        Keys in order, each with the capture of the newest answer about it.
    """
    newest: dict[str, datetime] = dict(
        connection.execute(
            "select scope, captured_at from metadata.transform_scopes where mapping = %s"
            " and (%s::text[] is null or scope = any(%s))",
            (mapping.name, *[None if only is None else sorted(only)] * 2),
        ).fetchall()
    )
    found: dict[ScopeKey, datetime] = {}
    # Keys come from rows where they can: a text between slashes may hold slashes itself.
    for table in mapping.tables if mapping.scope.origin is not ScopeOrigin.CONTEXT else ():
        for *key, captured_at in connection.execute(_newest_by_scope(table, mapping)):
            text = scope_text(tuple(key))
            if only is None or text in only:
                known = found.get(tuple(key), captured_at)
                found[tuple(key)] = max(known, captured_at, newest.pop(text, captured_at))
    # What is left has no rows: a game without any, a day that lost its games.
    for text, captured_at in newest.items():
        if (empty := _key_of(text, mapping)) is not None:
            found.setdefault(empty, captured_at)
    return dict(sorted(found.items(), key=lambda one: repr(one[0])))


def read_slices(
    connection: psycopg.Connection, mapping: Mapping, table: Table, scopes: Sequence[ScopeKey]
) -> pa.Table:
    """All rows of some slices of a table.

    Args:
        connection: Any.
        mapping: The mapping of the table.
        table: The table.
        scopes: Keys of slices, few enough for their rows to lie in memory.

    Returns:
        Columns and types as the kernel's, in the order of the primary key.
    """
    schema = arrow_schema(table)
    columns = mapping.scope.columns
    statement = sql.SQL(
        "select {columns} from {table} t join unnest({types}) k({names}) on {same} order by {key}"
    ).format(
        columns=sql.SQL(", ").join(_selected(field) for field in schema),
        table=sql.Identifier(*table.name.split(".")),
        types=sql.SQL(", ").join(
            sql.SQL("%s::{}[]").format(sql.SQL(table.column(name).type.postgres))
            for name in columns
        ),
        names=sql.SQL(", ").join(map(sql.Identifier, columns)),
        same=sql.SQL(" and ").join(
            sql.SQL(_SAME_SCOPE[mapping.scope.origin]).format(sql.Identifier(name))
            for name in columns
        ),
        key=sql.SQL(", ").join(
            sql.SQL("t.{}").format(sql.Identifier(name)) for name in table.primary_key
        ),
    )
    values = [list(column) for column in zip(*scopes, strict=True)] or [[] for _ in columns]
    with connection.cursor(binary=True) as cursor:
        return _as_arrow(cursor.execute(statement, values).fetchall(), schema)


def read_whole(connection: psycopg.Connection, table: Table, season: int | None) -> pa.Table:
    """All rows of a table, or of one season of it."""
    schema = arrow_schema(table)
    statement = sql.SQL("select {} from {} t").format(
        sql.SQL(", ").join(_selected(field) for field in schema),
        sql.Identifier(*table.name.split(".")),
    )
    if season is not None:
        partition = sql.Identifier(table.partition or "season")
        statement += sql.SQL(" where {} = {}").format(partition, sql.Literal(season))
    with connection.cursor(binary=True) as cursor:
        return _as_arrow(cursor.execute(statement).fetchall(), schema)


def seasons_in(connection: psycopg.Connection, table: Table) -> list[int]:
    """The seasons that a partitioned table has rows of, in order."""
    statement = sql.SQL("select distinct {} from {} order by 1").format(
        sql.Identifier(table.partition or "season"), sql.Identifier(*table.name.split("."))
    )
    return [season for (season,) in connection.execute(statement)]


def raw_sizes(connection: psycopg.Connection, table: RawTable) -> list[tuple[int, int]]:
    """Every version in a raw table: its id, and its size as stored; in order of the ids."""
    statement = sql.SQL("select id, pg_column_size(data) from {} order by id")
    return connection.execute(statement.format(sql.Identifier(*table.name.split(".")))).fetchall()


def read_raw(connection: psycopg.Connection, table: RawTable, raw_ids: Sequence[int]) -> pa.Table:
    """Rows of a raw table; JSON as text, and not a second time as bytes."""
    schema = pa.schema(
        pa.field(name, _ARROW[kind], metadata={"postgres": kind})
        for name, (kind, _) in columns_of(table).items()
        if name != "body"
    )
    statement = sql.SQL("select {} from {} t where id = any(%s) order by id").format(
        sql.SQL(", ").join(_selected(field) for field in schema),
        sql.Identifier(*table.name.split(".")),
    )
    with connection.cursor(binary=True) as cursor:
        return _as_arrow(cursor.execute(statement, (list(raw_ids),)).fetchall(), schema)


def _selected(field: pa.Field) -> sql.Composed:
    is_json = (field.metadata or {}).get(b"postgres") == b"jsonb"
    text = "t.{}::text" if is_json else "t.{}"
    return sql.SQL(text).format(sql.Identifier(field.name))


def _as_arrow(rows: Sequence[tuple[object, ...]], schema: pa.Schema) -> pa.Table:
    columns = zip(*rows, strict=True) if rows else ([] for _ in schema)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


def _newest_by_scope(table: Table, mapping: Mapping) -> sql.Composed:
    names = sql.SQL(", ").join(map(sql.Identifier, mapping.scope.columns))
    return sql.SQL("select {0}, max(source_captured_at) from {1} group by {0}").format(
        names, sql.Identifier(*table.name.split("."))
    )


def _key_of(text: str, mapping: Mapping) -> ScopeKey | None:
    """The key behind the text of a scope, e.g. `(1, date(2024, 7, 1))`; None if it is not plain."""
    types = [mapping.tables[0].column(name).type.postgres for name in mapping.scope.columns]
    words = text.split("/") if len(types) > 1 else [text]
    if len(words) != len(types):
        return None
    pairs = zip(words, types, strict=True)
    return tuple(None if word == "-" else _value(word, kind) for word, kind in pairs)


def _value(word: str, kind: str) -> object:
    if kind in {"bigint", "integer", "smallint"}:
        return int(word)
    return date.fromisoformat(word) if kind == "date" else word
