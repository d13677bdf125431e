"""Raw answers back out of a place, file by file: as documents for the kernel, or as they came."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.fs
from deltalake.exceptions import DeltaError

from mlb_data_platform.export.delta import open_table
from mlb_data_platform.export.errors import ExportError
from mlb_data_platform.export.place import Format, Place
from mlb_data_platform.raw import RawTable
from mlb_data_platform.statsapi import Document, Request
from mlb_data_platform.transform import SourceDocument

_ROWS = 16  # documents at once: about 15 MB
_NEEDED = ("request_params", "source_url", "captured_at", "response_status", "data")


def raw_format(place: Place, table: RawTable) -> Format | None:
    """What a raw table lies in at a place; None where it does not lie there.

    Raises:
        ExportError: The place cannot be read.
    """
    try:
        if open_table(place, table.name) is not None:
            return Format.DELTA
        return Format.PARQUET if _parquet_files(place, table) else None
    except (DeltaError, OSError) as error:
        raise _unreadable(place, table, error) from error


def raw_parts(
    place: Place, table: RawTable, kind: Format, chosen: pc.Expression | None = None
) -> list[str]:
    """What tasks read: one file each, at the version that is there now.

    Args:
        place: Where the tables lie.
        table: The raw table.
        kind: What it lies in.
        chosen: A condition on key columns; files that cannot hold such rows are left out.

    Raises:
        ExportError: The place has no such table, or it cannot be read.
    """
    try:
        if kind is Format.DELTA:
            found = open_table(place, table.name)
            if found is not None:
                there = found.to_pyarrow_dataset()
                files = [f.path for f in there.get_fragments(_usable(chosen, table, there.schema))]
                said = {"version": found.version()}
                return [json.dumps({**said, "path": path}) for path in sorted(files)]
        elif parquet := _parquet_files(place, table):
            return [json.dumps({"path": path}) for path in parquet]
    except (DeltaError, OSError) as error:
        raise _unreadable(place, table, error) from error
    raise ExportError(
        f"{place.of_table(table.name)}: found no {kind.value} files", hint="mlb-etl export raw"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadRaw:
    """Reads the documents of one part; can be sent to executors.

    Attributes:
        place: Where the tables lie.
        table: The raw table.
    """

    place: Place
    table: RawTable

    def __call__(self, part: str) -> Iterator[list[SourceDocument]]:
        """Its documents, some at a time; superseded captures are passed over."""
        for rows in self._rows(part, None):
            yield [self._document(row) for row in rows]

    def answers(
        self, part: str, *, endpoint: str, method: str, chosen: pc.Expression | None
    ) -> Iterator[Document]:
        """Its answers as they were fetched; superseded captures are passed over.

        Args:
            part: One of `raw_parts`.
            endpoint: Whose answers the table holds.
            method: The same.
            chosen: A condition on key columns; None for all.
        """
        for rows in self._rows(part, chosen):
            for row in rows:
                asked = json.loads(str(row["request_params"]))
                yield Document(
                    request=Request(endpoint=endpoint, method=method, query_params=asked),
                    url=str(row["source_url"]),
                    status=int(str(row["response_status"])),
                    body=str(row["data"]).encode(),
                    captured_at=_instant(row),
                )

    def _rows(self, part: str, chosen: pc.Expression | None) -> Iterator[list[dict[str, object]]]:
        said = json.loads(part)
        try:
            files = self._files(said)
            missing = [name for name in _NEEDED if name not in files.schema.names]
            if missing:
                raise ExportError(
                    f"{said['path']}: found no column {', '.join(missing)},"
                    " wanted those of `mlb-etl export raw`",
                    hint="mlb-etl export raw --to PLACE",
                )
            condition = _usable(chosen, self.table, files.schema)
            for batch in files.to_batches(batch_size=_ROWS, filter=condition):
                rows = [row for row in batch.to_pylist() if row.get("is_latest") is not False]
                if rows:
                    yield rows
        except (DeltaError, OSError, pa.ArrowException) as error:
            raise _unreadable(self.place, self.table, error) from error

    def _files(self, said: dict[str, object]) -> ds.Dataset:
        path = str(said["path"])
        if "version" not in said:
            files, _ = self.place.file_system()
            return ds.dataset(path, filesystem=files)
        table = open_table(self.place, self.table.name)
        assert table is not None, "it was there when the parts were counted"
        table.load_as_version(int(str(said["version"])))
        there = table.to_pyarrow_dataset()
        mine = [one for one in there.get_fragments() if one.path == path]
        return ds.FileSystemDataset(mine, there.schema, there.format, there.filesystem)

    def _document(self, row: dict[str, object]) -> SourceDocument:
        return SourceDocument(
            raw_id=row["id"],  # type: ignore[arg-type]
            captured_at=_instant(row),
            version=str(row.get(self.table.version or "") or ""),
            params=json.loads(str(row["request_params"])),
            body=str(row["data"]).encode(),
        )


def _instant(row: dict[str, object]) -> datetime:
    found = row["captured_at"]
    assert isinstance(found, datetime)
    return found


def _usable(
    chosen: pc.Expression | None, table: RawTable, schema: pa.Schema
) -> pc.Expression | None:
    """The condition, where the files have the key columns; keys are read again when rows are."""
    has_keys = all(key.name in schema.names for key in table.keys)
    return chosen if has_keys else None


def _parquet_files(place: Place, table: RawTable) -> list[str]:
    files, root = place.file_system()
    base = "/".join([root, *table.name.split(".")])
    selector = pyarrow.fs.FileSelector(base, recursive=True, allow_not_found=True)
    paths = [one.path for one in files.get_file_info(selector)]
    return sorted(
        path
        for path in paths
        if path.endswith(".parquet") and not path.rpartition("/")[2].startswith(("_", "."))
    )


def _unreadable(place: Place, table: RawTable, error: Exception) -> ExportError:
    problem = str(error).strip().partition("\n")[0]
    return ExportError(
        f"{place.of_table(table.name)}: {problem}",
        hint="see whether the place is there and AWS_… are set (docs/delta.md)",
    )
