"""One table of the warehouse to one place: the unit of work, in a thread or an executor."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from mlb_data_platform.export.counts import ExportCounts
from mlb_data_platform.export.delta import Shape, merge_slices
from mlb_data_platform.export.parquet import copy_parts, copy_table
from mlb_data_platform.export.place import Format, Place
from mlb_data_platform.mapping import Mapping, Table, load_mappings
from mlb_data_platform.raw import columns_of, raw_table
from mlb_data_platform.transform import ScopeKey
from mlb_data_platform.warehouse import (
    Connection,
    Database,
    connect,
    raw_sizes,
    read_raw,
    read_scopes,
    read_slices,
)

_Item = TypeVar("_Item")
_SLICES = 200  # games at once: at most about 70,000 rows of 90 columns
_RAW_BYTES = 16_000_000  # as stored; about five times that as text
_RAW_ROWS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What is exported; can be sent to another process or machine.

    Attributes:
        database: The warehouse.
        table: Schema and table, normalized or raw.
        only: Slices by their text, as a load report names them; None for all.
    """

    database: Database
    table: str
    only: frozenset[str] | None = None


def export_table(source: Source, place: Place, kind: Format, *, run_id: str) -> ExportCounts:
    """Bring one table of a place up to date with the warehouse.

    Args:
        source: What is exported.
        place: Where to.
        kind: Delta Lake, or Parquet, which always copies the whole table.
        run_id: The run.

    Returns:
        True counts. The same again changes nothing; two runs at once come to the same.

    Raises:
        PlatformError: The warehouse or the place cannot be used.
    """
    mappings = _mappings_of(source.table)
    with connect(source.database) as connection:
        if not mappings:
            return _export_raw(connection, source, place, kind, run_id)
        table = next(t for t in mappings[0].tables if t.name == source.table)
        if kind is Format.PARQUET:
            return copy_table(connection, table, place, run_id=run_id)
        counts = ExportCounts()
        for mapping in mappings:
            counts.add(_export_slices(connection, mapping, table, source, place, run_id))
        return counts


def shape_of(mapping: Mapping, table: Table) -> Shape:
    """What the lake has to know of a normalized table."""
    has_season = any(column.name == "season" for column in table.columns)
    return Shape(
        name=table.name,
        key=table.primary_key,
        scope=mapping.scope.columns,
        partition=table.partition or ("season" if has_season else None),
        captured="source_captured_at",
    )


def _export_slices(
    connection: Connection,
    mapping: Mapping,
    table: Table,
    source: Source,
    place: Place,
    run_id: str,
) -> ExportCounts:
    counts = ExportCounts()
    scopes = read_scopes(connection, mapping, source.only)
    for keys in _in_parts(list(scopes), _SLICES):
        # One snapshot: rows and how new they are belong together.
        with connection.transaction():
            connection.execute("set transaction isolation level repeatable read, read only")
            as_of = {key: scopes[key] for key in keys}
            rows = read_slices(connection, mapping, table, keys)
        counts.add(merge_slices(place, shape_of(mapping, table), rows, as_of, run_id=run_id))
    return counts


def _export_raw(
    connection: Connection, source: Source, place: Place, kind: Format, run_id: str
) -> ExportCounts:
    table = raw_table(source.table)
    parts = _by_size(raw_sizes(connection, table))
    if kind is Format.PARQUET:
        rows = (("", read_raw(connection, table, raw_ids)) for raw_ids in parts)
        return copy_parts(place, table.name, rows, run_id=run_id)
    has_season = "season" in columns_of(table)
    shape = Shape(
        name=table.name,
        key=("id",),
        scope=("id",),
        partition="season" if has_season else None,
        captured=None,
    )
    counts = ExportCounts()
    for raw_ids in parts:
        ids: dict[ScopeKey, datetime | None] = {(one,): None for one in raw_ids}
        counts.add(
            merge_slices(place, shape, read_raw(connection, table, raw_ids), ids, run_id=run_id)
        )
    return counts


def _mappings_of(name: str) -> list[Mapping]:
    """The mappings that fill a table, mostly one; none for a raw one."""
    return [m for m in load_mappings() if name in {t.name for t in m.tables}]


def _in_parts(keys: Sequence[_Item], most: int) -> Iterator[Sequence[_Item]]:
    for start in range(0, len(keys), most):
        yield keys[start : start + most]


def _by_size(sizes: Sequence[tuple[int, int]]) -> Iterator[list[int]]:
    part: list[int] = []
    size = 0
    for raw_id, stored_bytes in sizes:
        if part and (size + stored_bytes > _RAW_BYTES or len(part) >= _RAW_ROWS):
            yield part
            part, size = [], 0
        part.append(raw_id)
        size += stored_bytes
    if part:
        yield part
