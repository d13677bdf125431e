"""Parquet: a copy of a table as it is now, one folder a season."""

from collections.abc import Iterable, Iterator

import pyarrow as pa
import pyarrow.fs
import pyarrow.parquet as pq

from mlb_data_platform.export.counts import ExportCounts
from mlb_data_platform.export.errors import ExportError
from mlb_data_platform.export.place import Place
from mlb_data_platform.mapping import Table
from mlb_data_platform.warehouse import Connection, read_whole, seasons_in


def copy_table(connection: Connection, table: Table, place: Place, *, run_id: str) -> ExportCounts:
    """Write a whole normalized table anew, season by season. See `copy_parts`."""
    return copy_parts(place, table.name, _parts(connection, table), run_id=run_id)


def copy_parts(
    place: Place, name: str, parts: Iterable[tuple[str, pa.Table]], *, run_id: str
) -> ExportCounts:
    """Write a table anew, part by part, then drop the files of earlier copies.

    Each file appears whole. Who reads between the new files' coming and the old ones' end sees
    both: use Delta Lake where others read while you write.

    Args:
        place: Where the tables lie.
        name: The table.
        parts: Folder below the table's (empty, or with a slash at its end) and rows.
        run_id: The run; files are named by it.

    Returns:
        How many rows there are now, as inserted.

    Raises:
        ExportError: The place cannot be written to.
    """
    counts = ExportCounts()
    written = set()
    try:
        files, root = place.file_system()
        base = "/".join([root, *name.split(".")])
        _refuse_delta(files, base, place.of_table(name))
        for number, (folder, rows) in enumerate(parts):
            path = f"{base}/{folder}part-{number:04}-{run_id}.parquet"
            _write(files, path, rows)
            written.add(path)
            counts.inserted += rows.num_rows
        for old in _parquet_files(files, base):
            if old not in written:
                files.delete_file(old)
    except (OSError, pa.ArrowException) as error:
        problem = str(error).partition("\n")[0]
        raise ExportError(
            f"{place.of_table(name)}: {problem}",
            hint="see whether the place is there and AWS_… are set (docs/delta.md)",
        ) from error
    return counts


def _refuse_delta(files: pyarrow.fs.FileSystem, base: str, place: str) -> None:
    """The files of a Delta table are not ours to drop."""
    log = files.get_file_info(pyarrow.fs.FileSelector(f"{base}/_delta_log", allow_not_found=True))
    if log:
        raise ExportError(
            f"{place}: found a Delta table, wanted Parquet files or nothing",
            hint="--to ANOTHER_PLACE --format parquet, or --format delta here",
        )


def _parts(connection: Connection, table: Table) -> Iterator[tuple[str, pa.Table]]:
    if table.partition is None:
        yield "", read_whole(connection, table, None)
        return
    for season in seasons_in(connection, table):
        # Readers take the season from the folder's name; twice, it would be two columns.
        rows = read_whole(connection, table, season).drop_columns([table.partition])
        yield f"{table.partition}={season}/", rows


def _write(files: pyarrow.fs.FileSystem, path: str, rows: pa.Table) -> None:
    folder, _, name = path.rpartition("/")
    files.create_dir(folder, recursive=True)
    hidden = f"{folder}/_{name}"
    pq.write_table(rows, hidden, filesystem=files, compression="zstd")
    files.move(hidden, path)


def _parquet_files(files: pyarrow.fs.FileSystem, base: str) -> list[str]:
    selector = pyarrow.fs.FileSelector(base, recursive=True, allow_not_found=True)
    return [one.path for one in files.get_file_info(selector) if one.path.endswith(".parquet")]
