"""Documents as a DataFrame: from raw tables by parallel reads, from recordings, from NDJSON."""

import gzip
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.datasource import DataSource, DataSourceReader, InputPartition
from pyspark.sql.types import StructType

from mlb_data_platform.engines.local import batches_of
from mlb_data_platform.errors import UsageError
from mlb_data_platform.mapping import Mapping
from mlb_data_platform.raw import raw_table
from mlb_data_platform.statsapi.stub_file import SUFFIX, read_stub
from mlb_data_platform.transform import SourceDocument
from mlb_data_platform.warehouse import Database, Due, connect, read_documents

DOCUMENTS = "raw_id long, captured_at timestamp, version string, params string, body binary"
"""What a DataFrame of documents looks like; `params` is a JSON object of texts."""

_SCHEMA = pa.schema(
    [
        ("raw_id", pa.int64()),
        ("captured_at", pa.timestamp("us", tz="UTC")),
        ("version", pa.string()),
        ("params", pa.string()),
        ("body", pa.binary()),
    ]
)
_FORMAT = "mlb_raw"
_FILES_A_TASK = 8
_ID_BYTES = 7  # positive in 64 bits, and alike for the same answer wherever it is read


def read_raw_rows(
    session: SparkSession,
    database: Database,
    mapping: Mapping,
    table: str,
    due: Sequence[Due],
) -> DataFrame:
    """Rows of a raw table; each task reads its own over a connection of its own.

    Args:
        session: Where tasks run.
        database: The warehouse; every executor has to reach it.
        mapping: The mapping that will read them: it says how large a task may be.
        table: Raw table.
        due: Which rows.

    Returns:
        As `DOCUMENTS`.
    """
    session.dataSource.register(RawRows)
    batches = json.dumps(list(batches_of(due, mapping)))
    source = session.read.format(_FORMAT)
    return source.options(url=database.url, table=table, batches=batches).load()


def read_recordings(session: SparkSession, folder: Path, mapping: Mapping) -> DataFrame:
    """Recorded answers of a folder that a mapping reads; every executor has to see the folder.

    Args:
        session: Where tasks run.
        folder: With `<endpoint>/<method>/*.json.gz`, or `*.ndjson` files of envelopes.
        mapping: Says which methods.

    Returns:
        As `DOCUMENTS`; the number of a document is made from what it says.

    Raises:
        UsageError: The folder has none.
    """
    folders = [folder / f"{m[0].lower()}{m[1:].replace('.', '/')}" for m in mapping.endpoints]
    stubs = [file for one in folders for file in sorted(one.glob(f"*{SUFFIX}"))]
    lines = [*sorted(folder.glob("*.ndjson")), *sorted(folder.glob("*.ndjson.gz"))]
    files = [str(file) for file in (*stubs, *lines)]
    if not files:
        wanted = " or ".join(mapping.endpoints)
        raise UsageError(f"{folder}: found no recorded answers of {wanted}", hint="MLB_STUB_DIR=…")
    parts = [json.dumps(files[n : n + _FILES_A_TASK]) for n in range(0, len(files), _FILES_A_TASK)]
    return read_parts(session, parts, ReadFiles(frozenset(mapping.endpoints)))


def read_parts(
    session: SparkSession,
    parts: Sequence[str],
    read: Callable[[str], Iterator[list[SourceDocument]]],
) -> DataFrame:
    """Documents read in executors by a function, one task for each part.

    Args:
        session: Where tasks run.
        parts: What the function is given, one after the other.
        read: Gives documents, some at a time.
    """
    named = session.sparkContext.parallelize([(one,) for one in parts], max(len(parts), 1))

    def read_all(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for part in batch.column(0).to_pylist():
                yield from map(as_batch, read(part))

    return session.createDataFrame(named, "part string").mapInArrow(read_all, DOCUMENTS)


def as_batch(documents: Sequence[SourceDocument]) -> pa.RecordBatch:
    """Documents as Arrow."""
    return pa.RecordBatch.from_arrays(
        [
            pa.array([one.raw_id for one in documents], pa.int64()),
            pa.array([one.captured_at for one in documents], _SCHEMA.field(1).type),
            pa.array([one.version for one in documents], pa.string()),
            pa.array([json.dumps(dict(one.params)) for one in documents], pa.string()),
            pa.array([one.body for one in documents], pa.binary()),
        ],
        schema=_SCHEMA,
    )


def documents_in(batch: pa.RecordBatch) -> list[SourceDocument]:
    """The same, back."""
    return [
        SourceDocument(
            raw_id=row["raw_id"],
            captured_at=row["captured_at"],
            version=row["version"] or "",
            params=json.loads(row["params"] or "{}"),
            body=row["body"],
        )
        for row in batch.to_pylist()
    ]


class RawRows(DataSource):  # type: ignore[misc]
    """Rows of a raw table as a source of Spark. Options: `url`, `table`, `batches` of ids."""

    @classmethod
    def name(cls) -> str:
        """What `format()` is given."""
        return _FORMAT

    def schema(self) -> str:
        """As `DOCUMENTS`."""
        return DOCUMENTS

    def reader(self, schema: StructType) -> "RawReader":  # noqa: ARG002  (Spark's)
        """A reader for these options."""
        return RawReader(self.options["url"], self.options["table"], self.options["batches"])


@dataclass
class RawReader(DataSourceReader):  # type: ignore[misc]
    """Reads one batch of ids a partition.

    Attributes:
        url: The warehouse.
        table: Raw table.
        batches: JSON: lists of ids.
    """

    url: str
    table: str
    batches: str

    def partitions(self) -> Sequence[InputPartition]:
        """One a batch."""
        return [InputPartition(ids) for ids in json.loads(self.batches)]

    def read(self, partition: InputPartition) -> Iterator[pa.RecordBatch]:
        """The documents of a batch."""
        with connect(Database(url=self.url)) as connection:
            yield as_batch(read_documents(connection, raw_table(self.table), partition.value))


@dataclass(frozen=True, slots=True)
class ReadFiles:
    """Reads recordings; sent to executors.

    Attributes:
        methods: Methods whose answers are wanted, e.g. `Game.liveGameV1`.
    """

    methods: frozenset[str]

    def __call__(self, part: str) -> Iterator[list[SourceDocument]]:
        """The documents of some files, file by file."""
        for name in json.loads(part):
            file = Path(name)
            found = list(_lines(file) if ".ndjson" in file.name else _recording(file))
            wanted = [one for method, one in found if method in self.methods]
            if wanted:
                yield wanted


def _recording(file: Path) -> Iterator[tuple[str, SourceDocument]]:
    envelope, captured_at = read_stub(file, now=datetime.now(UTC))
    request = envelope.request()
    body = bytes(envelope.response)
    yield request.name, _document(dict(request.params), body, captured_at)


def _lines(file: Path) -> Iterator[tuple[str, SourceDocument]]:
    opened = gzip.open if file.suffix == ".gz" else open
    with opened(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            if not line.strip():
                continue
            said = json.loads(line)
            params = {**said.get("path_params", {}), **said.get("query_params", {})}
            name = f"{said['endpoint'][0].upper()}{said['endpoint'][1:]}.{said['method']}"
            at = datetime.fromisoformat(said.get("captured_at") or "1970-01-01T00:00:00+00:00")
            body = json.dumps(said["response"], separators=(",", ":")).encode()
            yield name, _document({k: str(v) for k, v in params.items()}, body, at)


def _document(params: dict[str, str], body: bytes, captured_at: datetime) -> SourceDocument:
    mark = hashlib.sha256(json.dumps(sorted(params.items())).encode() + body).digest()
    return SourceDocument(
        raw_id=int.from_bytes(mark[:_ID_BYTES]),
        captured_at=captured_at,
        version="",
        params=params,
        body=body,
    )
