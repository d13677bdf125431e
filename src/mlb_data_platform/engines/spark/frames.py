"""Documents to tables as DataFrames, by the kernel in executors; nothing is collected."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from functools import cache
from itertools import chain, islice
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import DataFrame
from pyspark.sql import functions as f
from pyspark.sql.pandas.types import from_arrow_schema
from pyspark.sql.types import StructType

from mlb_data_platform.engines.spark.documents import documents_in
from mlb_data_platform.engines.spark.standing import Fold, Spoken, newest_of, whole_answers
from mlb_data_platform.mapping import Mapping, Table, load_mapping
from mlb_data_platform.mapping.model import ScopeOrigin
from mlb_data_platform.transform import Kernel, ScopeKey, Transformed, arrow_schema

PARTS = "name string, rows binary"
QUARANTINE = pa.schema(
    [
        ("kind", pa.string()),
        ("raw_id", pa.int64()),
        ("table_name", pa.string()),
        ("json_path", pa.string()),
        ("found", pa.string()),
        ("wanted", pa.string()),
    ]
)
_QUARANTINE = "metadata.quarantine"
_ROWS = 10_000
_SPOKEN = "metadata.transform_scopes"


def transform_frame(documents: DataFrame, mapping: Mapping) -> DataFrame:
    """Run the kernel over documents once, for all tables.

    Args:
        documents: As `DOCUMENTS`.
        mapping: What reads them.

    Returns:
        A part of a table a row, packed; `table_frame` unpacks them. Worth persisting.
    """
    name = mapping.name

    def run(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        kernel = _kernel(name)
        for batch in batches:
            done = kernel.transform(documents_in(batch))
            parts = [(table, _packed(rows)) for table, rows in done.rows.items() if rows.num_rows]
            parts.append((_SPOKEN, _packed(_spoken(done, kernel.mapping))))
            if done.issues:
                aside = [
                    (i.kind.value, i.raw_id, i.table, i.path, i.found, i.wanted)
                    for i in done.issues
                ]
                columns = [list(one) for one in zip(*aside, strict=True)]
                arrays = [pa.array(c, k.type) for c, k in zip(columns, QUARANTINE, strict=True)]
                rows = pa.RecordBatch.from_arrays(arrays, schema=QUARANTINE)
                parts.append((_QUARANTINE, _packed(rows)))
            yield pa.RecordBatch.from_arrays(
                [
                    pa.array([name for name, _ in parts], pa.string()),
                    pa.array([rows for _, rows in parts], pa.binary()),
                ],
                names=["name", "rows"],
            )

    return documents.mapInArrow(run, PARTS)


def read_spoken(parts: DataFrame, mapping: Mapping) -> list[Spoken]:
    """What every document speaks of: all that comes to the driver.

    Args:
        parts: What `transform_frame` gave.
        mapping: The mapping.
    """
    rows = _unpacked(parts, _SPOKEN, _spoken_schema(mapping)).toArrow().to_pylist()
    found: dict[int, tuple[dict[str, Any], list[ScopeKey]]] = {}
    for row in rows:
        _, scopes = found.setdefault(row["source_raw_id"], (row, []))
        scopes.append(tuple(row[name] for name in mapping.scope.columns))
    return [
        Spoken(
            order=(row["version"], row["source_captured_at"], raw_id),
            scopes=tuple(scopes),
            is_complete=row["is_complete"],
            silent=frozenset(row["silent"]),
        )
        for raw_id, (row, scopes) in found.items()
    ]


def table_frame(
    parts: DataFrame, mapping: Mapping, table: Table, spoken: Sequence[Spoken]
) -> DataFrame:
    """The rows of one table, as the defensive rule leaves them.

    Args:
        parts: What `transform_frame` gave.
        mapping: The mapping of the table.
        table: The table.
        spoken: What `read_spoken` gave.

    Returns:
        Columns and types of the mapping, then `source_captured_at` and `source_raw_id`.
    """
    if mapping.scope.origin is ScopeOrigin.CONTEXT:
        return _unpacked(parts, table.name, arrow_schema(table), newest_of(spoken))
    fold = Fold(
        key=table.primary_key,
        scope=mapping.scope.columns,
        keeps=tuple(column.name for column in table.columns if column.keep),
        whole=whole_answers(table.name, spoken),
        orders={one.order[2]: one.order for one in spoken},
    )
    return _folded(_unpacked(parts, table.name, arrow_schema(table)), fold)


def quarantine_frame(parts: DataFrame) -> DataFrame:
    """What did not fit: values, rows and documents, with the place and what was wanted."""
    return _unpacked(parts, _QUARANTINE, QUARANTINE)


def schema_of(table: Table) -> StructType:
    """A table's schema as Spark has it, made from the mapping."""
    return from_arrow_schema(arrow_schema(table).remove_metadata())


def _folded(rows: DataFrame, fold: Fold) -> DataFrame:
    def run(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        first = next(batches, None)
        if first is None:
            return
        every = chain([first], batches)
        left = fold(row for batch in every for row in batch.to_pylist())
        while some := list(islice(left, _ROWS)):
            yield pa.RecordBatch.from_pylist(some, first.schema)

    alike = rows.repartition(*fold.key).sortWithinPartitions(*fold.key)
    return alike.mapInArrow(run, rows.schema)


def _unpacked(
    parts: DataFrame,
    name: str,
    schema: pa.Schema,
    only: frozenset[int] | None = None,
) -> DataFrame:
    bare = schema.remove_metadata()
    wanted = None if only is None else pa.array(sorted(only), pa.int64())

    def unpack(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for one in batch.column("rows"):
                with pa.ipc.open_stream(one.as_buffer()) as stream:
                    for found in stream:
                        rows = found
                        if wanted is not None:
                            rows = found.filter(pc.is_in(found["source_raw_id"], wanted))
                        yield rows.replace_schema_metadata(None).cast(bare)

    mine = parts.where(f.col("name") == name)
    return mine.mapInArrow(unpack, from_arrow_schema(bare))


def _spoken(done: Transformed, mapping: Mapping) -> pa.RecordBatch:
    """A row for every slice that a document speaks of."""
    schema, said = _spoken_schema(mapping), []
    for one in done.documents:
        silent = [t.name for t in mapping.tables if not t.is_told_by(one.source.params)]
        for key in one.scopes:
            row = dict(zip(mapping.scope.columns, key, strict=True))
            said.append(
                {
                    **row,
                    "version": one.source.version,
                    "source_captured_at": one.source.captured_at,
                    "source_raw_id": one.source.raw_id,
                    "is_complete": one.is_complete,
                    "silent": silent,
                }
            )
    return pa.RecordBatch.from_pylist(said, schema)


def _spoken_schema(mapping: Mapping) -> pa.Schema:
    of_rows = arrow_schema(mapping.tables[0]).remove_metadata()
    columns = [of_rows.field(name) for name in mapping.scope.columns]
    return pa.schema(
        [
            *(pa.field(one.name, one.type) for one in columns),
            pa.field("version", pa.string()),
            of_rows.field("source_captured_at"),
            of_rows.field("source_raw_id"),
            pa.field("is_complete", pa.bool_()),
            pa.field("silent", pa.list_(pa.string())),
        ]
    )


def _packed(rows: pa.RecordBatch) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, rows.schema) as stream:
        stream.write_batch(rows)
    return bytes(sink.getvalue())


@cache
def _kernel(name: str) -> Kernel:
    """One a process: compiling a mapping costs more than a small batch."""
    return Kernel(load_mapping(name))


def consume(
    rows: DataFrame, order: tuple[str, ...], take: Callable[[Iterator[pa.RecordBatch]], object]
) -> dict[str, int]:
    """Give all rows of a DataFrame to a function in one task, sorted; only numbers come back.

    Args:
        rows: The rows.
        order: Columns to sort by.
        take: Given Arrow batches; answers a dataclass of numbers. Can be sent to an executor.

    Returns:
        Its numbers by name; none where there was no task.
    """

    def run(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        numbers = json.dumps(asdict(take(batches)))  # type: ignore[call-overload]
        yield pa.RecordBatch.from_pydict({"numbers": pa.array([numbers], pa.string())})

    alone = rows.coalesce(1).sortWithinPartitions(*order).mapInArrow(run, "numbers string")
    found: dict[str, int] = {}
    for row in alone.collect():
        found.update(json.loads(row.numbers))
    return found
