"""Raw answers back out of a place, file by file, as documents for the kernel."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.fs

from mlb_data_platform.export.delta import open_table
from mlb_data_platform.export.errors import ExportError
from mlb_data_platform.export.place import Format, Place
from mlb_data_platform.raw import RawTable
from mlb_data_platform.transform import SourceDocument

_ROWS = 16  # documents at once: about 15 MB


def raw_parts(place: Place, table: RawTable, kind: Format) -> list[str]:
    """What tasks read: one file each, at the version that is there now.

    Raises:
        ExportError: The place has no such table.
    """
    if kind is Format.DELTA:
        found = open_table(place, table.name)
        if found is not None:
            files = len(list(found.to_pyarrow_dataset().get_fragments()))
            return [json.dumps({"version": found.version(), "file": n}) for n in range(files)]
    else:
        files_at, root = place.file_system()
        base = "/".join([root, *table.name.split(".")])
        selector = pyarrow.fs.FileSelector(base, recursive=True, allow_not_found=True)
        paths = [one.path for one in files_at.get_file_info(selector)]
        if parquet := sorted(path for path in paths if path.endswith(".parquet")):
            return [json.dumps({"path": path}) for path in parquet]
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
        said = json.loads(part)
        for batch in self._batches(said):
            rows = [row for row in batch.to_pylist() if row.get("is_latest") is not False]
            if rows:
                yield [self._document(row) for row in rows]

    def _batches(self, said: dict[str, object]) -> Iterator[pa.RecordBatch]:
        if "path" in said:
            files, _ = self.place.file_system()
            yield from ds.dataset(str(said["path"]), filesystem=files).to_batches(batch_size=_ROWS)
            return
        table = open_table(self.place, self.table.name)
        assert table is not None, "it was there when the parts were counted"
        table.load_as_version(int(str(said["version"])))
        fragments = list(table.to_pyarrow_dataset().get_fragments())
        yield from fragments[int(str(said["file"]))].to_batches(batch_size=_ROWS)

    def _document(self, row: dict[str, object]) -> SourceDocument:
        return SourceDocument(
            raw_id=row["id"],  # type: ignore[arg-type]
            captured_at=row["captured_at"],  # type: ignore[arg-type]
            version=str(row.get(self.table.version or "") or ""),
            params=json.loads(str(row["request_params"])),
            body=str(row["data"]).encode(),
        )
