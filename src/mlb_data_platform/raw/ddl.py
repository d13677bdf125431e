"""The DDL of raw tables, made from their descriptions."""

from collections.abc import Iterator
from importlib.resources import files

from psycopg import sql

from mlb_data_platform.raw.tables import BODY, COMMON_COLUMNS, RawTable, plain_meaning

_DEFAULTS = {
    "captured_at": " not null",
    "last_seen_at": " not null",
    "request_params": " not null default '{}'",
    "schema_version": " not null",
    "response_status": " not null",
    "data": " not null",
    "content_hash": " not null",
    "ingestion_timestamp": " not null default now()",
}


def columns_of(table: RawTable) -> dict[str, tuple[str, str]]:
    """Every column of a raw table in order, with type and meaning."""
    found = dict(COMMON_COLUMNS)
    found.update({key.name: (key.type, key.meaning) for key in table.keys})
    if table.tracks_latest:
        found["is_latest"] = (
            "boolean",
            "This is the newest version of its game; kept by a trigger.",
        )
    found["body"] = BODY
    return found


def create_statements(table: RawTable) -> Iterator[sql.Composed]:
    """The statements that make one raw table; each may run again and then does nothing."""
    schema, _, name = table.name.partition(".")
    full = sql.Identifier(schema, name)
    sequence = sql.Identifier(schema, f"{name}_id_seq")
    yield sql.SQL("create schema if not exists {}").format(sql.Identifier(schema))
    # A sequence of our own: identity columns of partitioned tables need PostgreSQL 17.
    yield sql.SQL("create sequence if not exists {}").format(sequence)
    yield sql.SQL("create table if not exists {} ({}){}").format(
        full, sql.SQL(", ").join(_columns(table, f"{schema}.{name}_id_seq")), _partitioned(table)
    )
    yield from _comments(table, full)
    if table.partition:
        yield sql.SQL("create table if not exists {} partition of {} default").format(
            sql.Identifier(schema, f"{name}_other"), full
        )
    # A partitioned table cannot have a primary key without its partition column, which may be null
    # here.
    index = sql.SQL("create index if not exists {} on {} {}")
    yield index.format(sql.Identifier(f"{name}_id_idx"), full, sql.SQL("(id)"))
    yield from (
        index.format(sql.Identifier(f"{name}_{label}_idx"), full, how)
        for label, how in _lookups(table)
    )
    yield sql.SQL(
        "create or replace trigger forget_body before update of data on {}"
        " for each row execute function metadata.forget_body()"
    ).format(full)
    if table.tracks_latest:
        yield sql.Composed([sql.SQL(_read_sql("keep_latest.sql"))])


def maker_function() -> sql.Composed:
    """The function that makes raw tables of methods without keys of their own.

    It runs with its owner's rights, so that who may only write can keep a method that nobody asked
    before. Names are all it takes, and it takes nothing but plain words.
    """
    template = RawTable(name=f"raw.{_ANY}", meaning=plain_meaning(_ANY))
    # `create schema` needs rights that the schema's owner may lack by then; the migration made it.
    (_, *statements) = create_statements(template)
    makers = [
        sql.SQL("    execute replace({}, {}, wanted);\n").format(
            sql.Literal(statement.as_string(None)), sql.Literal(_ANY)
        )
        for statement in statements
    ]
    return sql.SQL(_read_sql("ensure_raw_table.sql")).format(makers=sql.Composed(makers))


_ANY = "any_method_at_all"
"""Stands for a table's name in the statements of `maker_function`."""


def _columns(table: RawTable, sequence: str) -> Iterator[sql.Composable]:
    for name, (kind, _) in columns_of(table).items():
        tail = _DEFAULTS.get(name, "")
        needed = any(key.name == name and key.needed for key in table.keys)
        if name == "id":
            default = sql.SQL(" not null default nextval({})").format(sql.Literal(sequence))
        elif name == "is_latest":
            default = sql.Composed([sql.SQL(" not null default false")])
        else:
            default = sql.Composed([sql.SQL(tail or (" not null" if needed else ""))])
        yield sql.SQL("{} {}{}").format(sql.Identifier(name), sql.SQL(kind), default)


def _partitioned(table: RawTable) -> sql.Composable:
    if not table.partition:
        return sql.SQL("")
    return sql.SQL(" partition by range ({})").format(sql.Identifier(table.partition))


def _lookups(table: RawTable) -> Iterator[tuple[str, sql.Composable]]:
    if table.identity:
        names = [*table.identity, *([table.version] if table.version else []), "captured_at"]
        yield "versions", sql.SQL("({})").format(sql.SQL(", ").join(map(sql.Identifier, names)))
    else:
        yield "request", sql.SQL("using hash (request_params)")
    if table.tracks_latest:
        yield (
            "latest",
            sql.SQL("({}) where is_latest").format(
                sql.SQL(", ").join(map(sql.Identifier, table.identity))
            ),
        )
    if table.partition:
        yield table.partition, sql.SQL("({})").format(sql.Identifier(table.partition))


def _comments(table: RawTable, full: sql.Identifier) -> Iterator[sql.Composed]:
    yield sql.SQL("comment on table {} is {}").format(full, sql.Literal(table.meaning))
    for name, (_, meaning) in columns_of(table).items():
        yield sql.SQL("comment on column {}.{} is {}").format(
            full, sql.Identifier(name), sql.Literal(meaning)
        )


def _read_sql(name: str) -> str:
    """A statement file of this room; its text is ours, not a user's."""
    return (files("mlb_data_platform.raw") / "sql" / name).read_text("utf-8")
