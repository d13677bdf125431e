"""DataFrames to a lake, and raw answers back from it: for who has no PostgreSQL at hand."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from mlb_data_platform.engines.spark import (
    DataFrame,
    SparkSession,
    Spoken,
    consume,
    read_parts,
    told_in_part,
)
from mlb_data_platform.export import (
    ExportCounts,
    Format,
    MergeRows,
    Place,
    ReadRaw,
    raw_parts,
    shape_of,
)
from mlb_data_platform.mapping import Mapping as TableMapping
from mlb_data_platform.raw import raw_table
from mlb_data_platform.transform import ScopeKey, arrow_schema


def export_frames(
    frames: Mapping[str, DataFrame],
    mapping: TableMapping,
    spoken: Sequence[Spoken],
    place: Place,
    *,
    run_id: str,
) -> dict[str, ExportCounts]:
    """Merge DataFrames of tables into Delta tables; a table is one task, rows stay in executors.

    Args:
        frames: The tables of a mapping.
        mapping: The mapping.
        spoken: What every document speaks of.
        place: Where to; every executor has to reach it.
        run_id: The run.

    Returns:
        True counts by table.
    """
    scopes: dict[ScopeKey, datetime | None] = {}
    for one in sorted(spoken, key=lambda one: one.order[1]):
        scopes.update(dict.fromkeys(one.scopes, one.order[1]))
    counts = {}
    for table in mapping.tables:
        merge = MergeRows(
            place=place,
            shape=shape_of(mapping, table),
            schema=arrow_schema(table).remove_metadata(),
            scopes=scopes,
            partial=told_in_part(table.name, spoken),
            run_id=run_id,
        )
        numbers = consume(frames[table.name], mapping.scope.columns, merge)
        counts[table.name] = ExportCounts(**numbers)
    return counts


def documents_from_lake(session: SparkSession, place: Place, table: str, kind: Format) -> DataFrame:
    """Raw answers that lie in a place, read by one task a file."""
    raw = raw_table(table)
    return read_parts(session, raw_parts(place, raw, kind), ReadRaw(place=place, table=raw))
