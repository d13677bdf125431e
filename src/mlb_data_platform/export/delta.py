"""Delta Lake: slices of a table made equal to those of the warehouse, in one commit or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.fs
from deltalake import CommitProperties, DeltaTable, Field, Schema
from deltalake.exceptions import CommitFailedError, DeltaError, TableNotFoundError

from mlb_data_platform.export.counts import ExportCounts
from mlb_data_platform.export.difference import Difference, difference
from mlb_data_platform.export.errors import ExportError, PlaceBusyError
from mlb_data_platform.export.place import Place
from mlb_data_platform.transform import ScopeKey

_TRIES = 8
_GONE = "__gone"
_NARROWING = {"game_pk", "id", "schedule_date", "season", "season_id"}
"""Key columns whose values lie together in files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What the lake has to know of a table.

    Attributes:
        name: Schema and table.
        key: Columns of the primary key.
        scope: Columns that name a slice.
        partition: Column to partition by; None for a table that is not.
        captured: Column that says how new a row is; None where rows are never refused.
    """

    name: str
    key: tuple[str, ...]
    scope: tuple[str, ...]
    partition: str | None
    captured: str | None


def merge_slices(
    place: Place,
    shape: Shape,
    rows: pa.Table,
    scopes: Mapping[ScopeKey, datetime | None],
    *,
    run_id: str,
    partial: frozenset[ScopeKey] = frozenset(),
) -> ExportCounts:
    """Make slices of a Delta table equal to these rows.

    A slice that is newer there stays as it is; a row that is equal is not written; what a slice no
    longer has is deleted. It is one commit, so a reader sees all of it or nothing, and one that
    has an older version open is not disturbed.

    Args:
        place: Where the tables lie.
        shape: The table's.
        rows: Everything the slices have.
        scopes: The slices, each with the capture of the newest answer about it.
        run_id: The run; the commit says it.
        partial: Slices of which the rows are a part: what they lack stays.

    Returns:
        True counts.

    Raises:
        ExportError: The place cannot be written to, or a column has another type there.
        PlaceBusyError: Others committed first, time after time.
    """
    for _ in range(_TRIES):
        try:
            return _merge_once(place, shape, rows, scopes, run_id, partial)
        except CommitFailedError:
            continue  # somebody else's commit: look again at what is there
        except (DeltaError, OSError) as error:
            raise _refused(place, shape, error) from error
    raise PlaceBusyError(f"{place.of_table(shape.name)}: {_TRIES} commits came too late")


def open_table(place: Place, name: str) -> DeltaTable | None:
    """The Delta table of that name; None where there is none yet."""
    try:
        return DeltaTable(place.of_table(name), storage_options=place.delta_options)
    except TableNotFoundError:
        return None


def _merge_once(
    place: Place,
    shape: Shape,
    rows: pa.Table,
    scopes: Mapping[ScopeKey, datetime | None],
    run_id: str,
    partial: frozenset[ScopeKey],
) -> ExportCounts:
    said = CommitProperties(custom_metadata={"run_id": run_id})
    bare = rows.replace_schema_metadata(None)
    bare = bare.cast(pa.schema([pa.field(f.name, f.type) for f in bare.schema]))
    table = open_table(place, shape.name)
    if table is None:
        _refuse_parquet(place, shape.name)
        DeltaTable.create(
            place.of_table(shape.name),
            schema=bare.schema,
            mode="ignore",
            partition_by=[shape.partition] if shape.partition else None,
            name=shape.name,
            storage_options=place.delta_options,
            commit_properties=said,
        )
        table = open_table(place, shape.name)
        assert table is not None, "it was just made, by us or by somebody else"
    _evolve(table, bare.schema, shape, said)
    there = _slices_there(table, shape, bare.schema, list(scopes))
    there = _without_untold(there, bare, shape, partial)
    found = difference(bare, there, shape.key, _protected(there, shape, scopes))
    counts = ExportCounts(
        inserted=found.inserted.num_rows,
        updated=found.updated.num_rows,
        deleted=found.gone.num_rows,
        unchanged=found.unchanged,
        refused=found.refused,
        commits=0 if found.is_empty else 1,
    )
    if not found.is_empty:
        _merge(table, shape, found, said)
    return counts


def _refuse_parquet(place: Place, name: str) -> None:
    """Plain copies and a Delta table in one folder would be read as each other."""
    files, root = place.file_system()
    base = "/".join([root, *name.split(".")])
    there = files.get_file_info(pyarrow.fs.FileSelector(base, recursive=True, allow_not_found=True))
    log = any("/_delta_log/" in one.path for one in there)  # somebody is making it just now
    if not log and any(one.path.endswith(".parquet") for one in there):
        raise ExportError(
            f"{place.of_table(name)}: found Parquet files, wanted a Delta table or nothing",
            hint="--to ANOTHER_PLACE, or --format parquet here",
        )


def _evolve(table: DeltaTable, schema: pa.Schema, shape: Shape, said: CommitProperties) -> None:
    """Add columns that the mapping has got since the table was made."""
    known = {field.name: field for field in pa.schema(table.schema())}
    wanted = Schema.from_arrow(schema)
    missing = [field for field in wanted.fields if field.name not in known]
    for field in wanted.fields:
        old = known.get(field.name)
        if old is not None and pa.field(old).type != schema.field(field.name).type:
            raise ExportError(
                f"{shape.name}.{field.name}: found {old.type} in the Delta table,"
                f" wanted {schema.field(field.name).type}",
                hint="export to a new folder: a column's type cannot change in place",
            )
    if missing:
        table.alter.add_columns(
            [Field(f.name, f.type, nullable=True) for f in missing], commit_properties=said
        )
        table.update_incremental()


def _slices_there(
    table: DeltaTable, shape: Shape, schema: pa.Schema, scopes: Sequence[ScopeKey]
) -> pa.Table:
    data = table.to_pyarrow_dataset()
    names = [name for name in data.schema.names if name in schema.names]
    first = [key[0] for key in scopes]
    column = pc.field(shape.scope[0])
    near = column.isin(pa.array(first, schema.field(shape.scope[0]).type))
    there = data.to_table(columns=names, filter=near)
    if len(shape.scope) > 1 and there.num_rows:
        wanted = set(scopes)
        keys = zip(*(there[name].to_pylist() for name in shape.scope), strict=True)
        there = there.filter(pa.array([key in wanted for key in keys], pa.bool_()))
    plain = {f.name: f.type for f in schema}
    return there.cast(pa.schema([pa.field(n, plain[n]) for n in there.column_names]))


def _without_untold(
    there: pa.Table, rows: pa.Table, shape: Shape, partial: frozenset[ScopeKey]
) -> pa.Table:
    """Rows there, less those that nothing is told of: nobody may take them for gone."""
    if not partial or not there.num_rows:
        return there
    scopes = zip(*(there[name].to_pylist() for name in shape.scope), strict=True)
    keys = zip(*(there[name].to_pylist() for name in shape.key), strict=True)
    told = set(zip(*(rows[name].to_pylist() for name in shape.key), strict=True))
    kept = [scope not in partial or key in told for scope, key in zip(scopes, keys, strict=True)]
    return there.filter(pa.array(kept, pa.bool_()))


def _protected(
    there: pa.Table, shape: Shape, scopes: Mapping[ScopeKey, datetime | None]
) -> pa.ChunkedArray:
    """Which rows there are newer than anything the warehouse knows of their slice."""
    if shape.captured is None or not there.num_rows:
        return pa.chunked_array([pa.array([False] * there.num_rows, pa.bool_())])
    keys = zip(*(there[name].to_pylist() for name in shape.scope), strict=True)
    limits = pa.array([scopes.get(key) for key in keys], pa.timestamp("us", tz="UTC"))
    newer = pc.greater(there[shape.captured].combine_chunks(), limits)
    return pa.chunked_array([pc.fill_null(newer, False)])


def _merge(table: DeltaTable, shape: Shape, found: Difference, said: CommitProperties) -> None:
    rows = pa.concat_tables([found.inserted, found.updated])
    names = rows.column_names
    marked = pa.concat_tables(
        [
            rows.append_column(_GONE, pa.array([False] * rows.num_rows, pa.bool_())),
            found.gone.append_column(_GONE, pa.array([True] * found.gone.num_rows, pa.bool_())),
        ],
        promote_options="default",
    )
    same = [f"t.{name} = s.{name}" for name in shape.key]
    # delta-rs looks only into files that may hold these.
    near = [
        _within(name, marked[name])
        for name in dict.fromkeys([shape.partition, shape.key[0]])
        if name
    ]
    (
        table.merge(
            marked,
            predicate=" and ".join([*same, *near]),
            source_alias="s",
            target_alias="t",
            commit_properties=said,
        )
        .when_matched_delete(f"s.{_GONE}")
        .when_matched_update({name: f"s.{name}" for name in names}, predicate=f"not s.{_GONE}")
        .when_not_matched_insert({name: f"s.{name}" for name in names}, predicate=f"not s.{_GONE}")
        .execute()
    )


def _within(name: str, values: pa.ChunkedArray) -> str:
    ends = pc.min_max(values)
    return f"t.{name} between {_literal(ends['min'].as_py())} and {_literal(ends['max'].as_py())}"


def _literal(value: object) -> str:
    if isinstance(value, date):
        return f"date '{value.isoformat()}'"
    return str(value) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"


def _refused(place: Place, shape: Shape, error: Exception) -> ExportError:
    problem = str(error).strip().partition("\n")[0]
    return ExportError(
        f"{place.of_table(shape.name)}: {problem}",
        hint="see whether the place is there and AWS_… are set (docs/delta.md)",
    )
