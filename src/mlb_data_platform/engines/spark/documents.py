"""Documents as a DataFrame: from raw tables by parallel reads, from recordings, from NDJSON."""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import structlog
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.datasource import DataSource, DataSourceReader, InputPartition
from pyspark.sql.types import StructType

from mlb_data_platform.errors import DocumentError, UsageError
from mlb_data_platform.mapping import Mapping
from mlb_data_platform.raw import keys_of, raw_table
from mlb_data_platform.statsapi import Document, load_catalogue
from mlb_data_platform.statsapi import recordings as bulk
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
_LOG = structlog.get_logger(__name__)
_FORMAT = "mlb_raw"
_FILES_A_TASK = 8
_DOCUMENTS_A_TASK = 32
_BYTES_A_TASK = 8_000_000  # as stored; about three times that as text
_ID_BYTES = 7  # positive in 64 bits, and alike for the same answer wherever it is read


def read_raw_rows(
    session: SparkSession,
    database: Database,
    table: str,
    due: Sequence[Due],
) -> DataFrame:
    """Rows of a raw table; each task reads its own over a connection of its own.

    Args:
        session: Where tasks run.
        database: The warehouse; every executor has to reach it.
        table: Raw table.
        due: Which rows.

    Returns:
        As `DOCUMENTS`.
    """
    session.dataSource.register(RawRows)
    batches = json.dumps(list(_parts_of(due)))
    source = session.read.format(_FORMAT)
    return source.options(url=database.url, table=table, batches=batches).load()


def read_recordings(session: SparkSession, folder: Path, mapping: Mapping) -> DataFrame:
    """Recorded answers of a folder that a mapping reads; every executor has to see the folder.

    Args:
        session: Where tasks run.
        folder: With `<endpoint>/<method>/*.json.gz`, or `*.ndjson` files of envelopes; or one
            such file.
        mapping: Says which methods.

    Returns:
        As `DOCUMENTS`; the number of a document is made from what it says.

    Raises:
        UsageError: The folder has none.
    """
    files = [str(file) for file in bulk.recording_files(folder, mapping.endpoints)]
    if not files:
        wanted = " or ".join(mapping.endpoints)
        raise UsageError(f"{folder}: found no recorded answers of {wanted}", hint="MLB_STUB_DIR=…")
    parts = [json.dumps(files[n : n + _FILES_A_TASK]) for n in range(0, len(files), _FILES_A_TASK)]
    return read_parts(session, parts, ReadFiles(frozenset(mapping.endpoints)))


def _parts_of(due: Sequence[Due]) -> Iterator[list[int]]:
    """Ids for one task each; frames know no order, so every task may hold many."""
    part: list[int] = []
    size = 0
    for one in due:
        if part and (len(part) >= _DOCUMENTS_A_TASK or size + one.stored_bytes > _BYTES_A_TASK):
            yield part
            part, size = [], 0
        part.append(one.raw_id)
        size += one.stored_bytes
    if part:
        yield part


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
        """The documents of some files, one by one; what holds no answer is told in the log."""
        for name in json.loads(part):
            for one in bulk.read_recordings(Path(name), self.methods):
                if isinstance(one, bulk.Unusable):
                    _LOG.warning("recording.unusable", place=one.place, found=one.why)
                else:
                    yield [_source_document(one)]


def _source_document(document: Document) -> SourceDocument:
    params = document.request.params
    mark = hashlib.sha256(json.dumps(sorted(params.items())).encode() + document.body).digest()
    return SourceDocument(
        raw_id=int.from_bytes(mark[:_ID_BYTES]),
        captured_at=document.captured_at,
        version=_version_of(document),
        params=params,
        body=document.body,
    )


def _version_of(document: Document) -> str:
    """The answer's own time, where its raw table orders versions by it."""
    request = document.request
    table = raw_table(load_catalogue().entry(request.endpoint, request.method).raw_table)
    if table.version is None:
        return ""
    try:
        return str(keys_of(table, document)[table.version] or "")
    except (DocumentError, ValueError, RecursionError):
        return ""  # the kernel finds the same, and sets it aside
