"""Documents to tables as DataFrames, by the kernel in executors; nothing is collected."""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import datetime
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as f
from pyspark.sql.pandas.types import from_arrow_schema
from pyspark.sql.types import StructType

from mlb_data_platform.engines.spark.documents import documents_in
from mlb_data_platform.mapping import Mapping, Table, load_mappings
from mlb_data_platform.mapping.model import ScopeOrigin
from mlb_data_platform.transform import Kernel, arrow_schema

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


def newest_documents(parts: DataFrame, mapping: Mapping) -> frozenset[int] | None:
    """The newest document about each thing, where a document is about one thing.

    Args:
        parts: What `transform_frame` gave.
        mapping: The mapping.

    Returns:
        Their numbers: all that comes to the driver. None where documents share things.
    """
    if mapping.scope.origin is not ScopeOrigin.CONTEXT:
        return None
    head = mapping.tables[0]  # one row a document
    names = [*mapping.scope.columns, "source_captured_at", "source_raw_id"]
    rows = _unpacked(parts, head.name, arrow_schema(head)).select(*names).toArrow().to_pylist()
    newest: dict[tuple[object, ...], tuple[datetime, int]] = {}
    for row in rows:
        key = tuple(row[name] for name in mapping.scope.columns)
        one = (row["source_captured_at"], row["source_raw_id"])
        newest[key] = max(newest.get(key, one), one)
    return frozenset(raw_id for _, raw_id in newest.values())


def table_frame(
    parts: DataFrame, mapping: Mapping, table: Table, newest: frozenset[int] | None
) -> DataFrame:
    """The rows of one table: of several documents about one thing, only the newest's.

    Args:
        parts: What `transform_frame` gave.
        mapping: The mapping of the table.
        table: The table.
        newest: What `newest_documents` gave.

    Returns:
        Columns and types of the mapping, then `source_captured_at` and `source_raw_id`.
    """
    rows = _unpacked(parts, table.name, arrow_schema(table), newest)
    if mapping.scope.origin is ScopeOrigin.CONTEXT:
        return rows
    return _newest(rows, table.primary_key)


def quarantine_frame(parts: DataFrame) -> DataFrame:
    """What did not fit: values, rows and documents, with the place and what was wanted."""
    return _unpacked(parts, _QUARANTINE, QUARANTINE)


def schema_of(table: Table) -> StructType:
    """A table's schema as Spark has it, made from the mapping."""
    return from_arrow_schema(arrow_schema(table).remove_metadata())


def _newest(rows: DataFrame, key: tuple[str, ...]) -> DataFrame:
    order = Window.partitionBy(*key).orderBy(f.desc("source_captured_at"), f.desc("source_raw_id"))
    numbered = rows.withColumn("__place", f.row_number().over(order))
    return numbered.where("__place = 1").drop("__place")


def _unpacked(
    parts: DataFrame, name: str, schema: pa.Schema, only: frozenset[int] | None = None
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


def _packed(rows: pa.RecordBatch) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, rows.schema) as stream:
        stream.write_batch(rows)
    return bytes(sink.getvalue())


@cache
def _kernel(name: str) -> Kernel:
    """One a process: compiling a mapping costs more than a small batch."""
    return Kernel(next(mapping for mapping in load_mappings() if mapping.name == name))


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
