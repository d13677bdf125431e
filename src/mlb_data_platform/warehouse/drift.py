"""Schema drift: fields that answers have and the mapping does not know, kept until it does."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files

import psycopg

from mlb_data_platform.mapping import Mapping
from mlb_data_platform.mapping.coverage import Accountant, UnknownField
from mlb_data_platform.warehouse.bookkeeping import indexable


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A document that was looked at, and what its mapping does not know of it.

    Attributes:
        raw_id: Its `id` in the raw table.
        captured_at: When it was captured.
        fields: The unknown fields, sorted by path and type; often none.
    """

    raw_id: int
    captured_at: datetime
    fields: tuple[UnknownField, ...]


def record_drift(
    connection: psycopg.Connection,
    mapping: Mapping,
    sighting: Sighting,
    *,
    raw_table: str,
    run_id: str,
) -> None:
    """Remember the unknown fields of one document; the same document again counts no more.

    Args:
        connection: Inside the batch's transaction, as its last statement: other loaders may wait
            for the rows that are written here.
        mapping: The mapping that does not know them.
        sighting: The document and its fields, in the same order in every loader.
        raw_table: Raw table that the document lies in.
        run_id: The run.
    """
    if not sighting.fields:
        return
    # Two long paths may begin alike, yet never share a mark; the same field twice counts once.
    fields = {(indexable(one.path), one.json_type): one.example for one in sighting.fields}
    connection.execute(
        _read_sql("record_drift.sql"),
        {
            "raw_table": raw_table,
            "mapping": mapping.name,
            "captured_at": sighting.captured_at,
            "raw_id": sighting.raw_id,
            "run_id": run_id,
            "paths": [path for path, _ in fields],
            "json_types": [json_type for _, json_type in fields],
            "examples": list(fields.values()),
        },
    )


def forget_known_fields(connection: psycopg.Connection, mappings: Iterable[Mapping]) -> int:
    """Drop what the present mappings know by now, whether mapped or ignored.

    Args:
        connection: In autocommit mode.
        mappings: The present mappings.

    Returns:
        How many entries were dropped.
    """
    return sum(_forget_known(connection, mapping) for mapping in mappings)


def _forget_known(connection: psycopg.Connection, mapping: Mapping) -> int:
    rows = connection.execute(
        "select distinct path, json_type from metadata.schema_drift where mapping = %s",
        (mapping.name,),
    ).fetchall()
    accountant = Accountant(mapping) if rows else None
    known = [(path, kind) for path, kind in rows if accountant and accountant.knows(path, kind)]
    if not known:
        return 0
    return connection.execute(
        "delete from metadata.schema_drift where mapping = %s"
        " and (path, json_type) in (select * from unnest(%s::text[], %s::text[]))",
        (mapping.name, [path for path, _ in known], [kind for _, kind in known]),
    ).rowcount


@cache
def _read_sql(name: str) -> bytes:
    """A statement file of this room; its text is ours, not a user's."""
    return (files("mlb_data_platform.warehouse") / "sql" / name).read_bytes()
