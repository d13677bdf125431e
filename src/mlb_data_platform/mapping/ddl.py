"""The DDL of normalized tables, made from the mapping: nobody writes a column twice."""

import hashlib
from collections.abc import Iterator

from mlb_data_platform.mapping.model import Table

SOURCE_COLUMN_DDL = {
    "source_captured_at": (
        "timestamptz",
        "When the answer that this row was taken from was captured.",
    ),
    "source_raw_id": ("bigint", "Row of the raw table that holds that answer."),
}
"""Columns that every normalized table has beside the mapped ones: type and meaning."""


def quoted(name: str) -> str:
    """An identifier, quoted; a dotted one part by part.

    Example:
        >>> quoted("game.plays")
        '"game"."plays"'
    """
    return ".".join('"' + part.replace('"', '""') + '"' for part in name.split("."))


def literal(text: str) -> str:
    """A text as an SQL literal.

    Example:
        >>> literal("it's")
        "'it''s'"
    """
    return "'" + text.replace("'", "''") + "'"


def columns_of(table: Table) -> dict[str, tuple[str, str]]:
    """Every column of a table in order, with its PostgreSQL type and its comment."""
    found = {column.name: (column.type.postgres, column.comment) for column in table.columns}
    return found | SOURCE_COLUMN_DDL


def create_statements(table: Table) -> Iterator[str]:
    """The statements that make a table, its default partition and its indexes.

    Args:
        table: The table.

    Yields:
        Statements without semicolon; each may run again and then does nothing.
    """
    schema, _, name = table.name.partition(".")
    required = {*table.primary_key, *SOURCE_COLUMN_DDL}
    lines = [
        f"    {quoted(column)} {kind}{' not null' if column in required else ''}"
        for column, (kind, _) in columns_of(table).items()
    ]
    lines.append(f"    primary key ({', '.join(map(quoted, table.primary_key))})")
    tail = f" partition by list ({quoted(table.partition)})" if table.partition else ""
    body = ",\n".join(lines)
    yield f"create schema if not exists {quoted(schema)}"
    yield f"create table if not exists {quoted(table.name)} (\n{body}\n){tail}"
    if table.partition:
        other = quoted(f"{schema}.{name}_other")
        yield f"create table if not exists {other} partition of {quoted(table.name)} default"
    for index in table.indexes:
        label = quoted(f"{name}_{'_'.join(index)}_idx")
        columns = ", ".join(map(quoted, index))
        yield f"create index if not exists {label} on {quoted(table.name)} ({columns})"


def comment_statements(table: Table) -> Iterator[str]:
    """The statements that put meaning, grain and units into the database."""
    about = f"{table.meaning} Grain: {table.grain}."
    yield f"comment on table {quoted(table.name)} is {literal(about)}"
    for column, (_, meaning) in columns_of(table).items():
        yield f"comment on column {quoted(table.name)}.{quoted(column)} is {literal(meaning)}"


def checksum(table: Table) -> str:
    """Changes whenever the table's DDL or comments do."""
    statements = "\n".join([*create_statements(table), *comment_statements(table)])
    return hashlib.sha256(statements.encode()).hexdigest()
