"""Raw rows as they come: a stream whose offsets are the very rows of each micro-batch.

What is due is asked of the database, never concluded from ids: a row whose writer commits late is
due then, however many higher ids were there before. Spark writes an offset, and with it the ids of
a micro-batch, into the checkpoint before it runs, so a batch that is run again is the same one.
"""

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql.datasource import DataSource, DataSourceStreamReader, InputPartition
from pyspark.sql.streaming import StreamingQuery
from pyspark.sql.types import StructType

from mlb_data_platform.engines.spark.engine import SparkEngine, translated
from mlb_data_platform.mapping import Mapping, load_mappings
from mlb_data_platform.raw import raw_table
from mlb_data_platform.warehouse import (
    Connection,
    Database,
    Due,
    LoadReport,
    Selection,
    connect,
    due_documents,
)

_FORMAT = "mlb_due"
_LOOK_EVERY_S = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """What is followed, and how.

    Attributes:
        database: The warehouse.
        mapping: The mapping that reads the rows.
        table: Raw table they lie in.
        selection: Which answers.
        run_id: The run.
        checkpoint: Folder in which Spark keeps how far it is; one a stream.
        every_s: Seconds between looks for what is due.
        most: Documents of a micro-batch.
    """

    database: Database
    mapping: Mapping
    table: str
    selection: Selection
    run_id: str
    checkpoint: Path
    every_s: float = 5.0
    most: int = 500


class Following:
    """A stream under way.

    Args:
        engine: Where it runs.
        stream: What is followed.
        loaded: Called with the report of every micro-batch that had something to do.
    """

    def __init__(
        self, engine: SparkEngine, stream: Stream, loaded: Callable[[LoadReport], None]
    ) -> None:
        self._engine, self._stream, self._loaded = engine, stream, loaded
        self._under_way = threading.Lock()
        self._is_stopping = False
        self._query = self._start()

    def check(self) -> bool:
        """Whether it is still at work.

        Raises:
            PlatformError: It ended by a fault; started again, it goes on from its checkpoint.
        """
        error = self._query.exception()
        if error is not None:
            raise translated(error)
        return bool(self._query.isActive)

    def is_idle(self) -> bool:
        """Whether nothing is due and nothing is being loaded."""
        if self._under_way.locked():
            return False
        with connect(self._stream.database) as connection:
            return not _due(connection, self._stream.mapping, self._stream.table, self._selection)

    def stop(self) -> None:
        """End it after the micro-batch under way."""
        self._is_stopping = True
        with self._under_way:
            pass  # the micro-batch under way has come to its end; another does nothing
        self._query.stop()

    @property
    def _selection(self) -> Selection:
        return self._stream.selection

    def _start(self) -> StreamingQuery:
        session, stream = self._engine.session, self._stream
        session.dataSource.register(DueRows)
        return (
            session.readStream.format(_FORMAT)
            .options(
                url=stream.database.url,
                mapping=stream.mapping.name,
                table=stream.table,
                selection=json.dumps(asdict(stream.selection), default=str),
                most=str(stream.most),
            )
            .load()
            .writeStream.queryName(f"mlb {stream.table}")
            .option("checkpointLocation", str(stream.checkpoint))
            .trigger(processingTime=f"{int(stream.every_s * 1000)} milliseconds")
            .foreachBatch(self._load)
            .start()
        )

    def _load(self, rows: DataFrame, _batch: int) -> None:
        """One micro-batch: ids come to the driver, rows never do."""
        with self._under_way:
            if self._is_stopping:
                return  # not begun: it stays due
            due = [Due(raw_id=row.raw_id, stored_bytes=row.stored_bytes) for row in rows.collect()]
            report = self._engine.transform_documents(
                due,
                database=self._stream.database,
                mapping=self._stream.mapping,
                table=self._stream.table,
                run_id=self._stream.run_id,
                workers=1,
                progress=lambda _: None,
            )
            if due:
                self._loaded(report)


def follow(
    engine: SparkEngine,
    streams: Sequence[Stream],
    *,
    loaded: Callable[[LoadReport], None],
    until_done: bool = False,
) -> None:
    """Follow raw tables until interrupted, or until nothing is due.

    Args:
        engine: Where it runs.
        streams: What to follow.
        loaded: Called with the report of every micro-batch that had something to do.
        until_done: Stop as soon as nothing is due.

    Raises:
        PlatformError: A micro-batch failed as often as Spark tries.
    """
    following = [Following(engine, one, loaded) for one in streams]
    try:
        while all(one.check() for one in following):
            if until_done and all(one.is_idle() for one in following):
                break
            time.sleep(_LOOK_EVERY_S)
    finally:
        for one in following:
            one.stop()


class DueRows(DataSource):  # type: ignore[misc]
    """The raw rows that are due, as a streaming source of Spark."""

    @classmethod
    def name(cls) -> str:
        """What `format()` is given."""
        return _FORMAT

    def schema(self) -> str:
        """Ids and sizes: documents are read by those who transform them."""
        return "raw_id long, stored_bytes long"

    def streamReader(self, schema: StructType) -> "DueReader":  # noqa: ARG002, N802  (Spark's)
        """A reader for these options."""
        return DueReader(dict(self.options))


class DueReader(DataSourceStreamReader):  # type: ignore[misc]
    """Asks the database what is due; runs in the driver, but for `read`."""

    def __init__(self, options: dict[str, str]) -> None:
        self._options = options

    def initialOffset(self) -> dict[str, object]:  # noqa: N802
        """Before the first micro-batch."""
        return {"batch": 0, "due": "[]"}

    def latestOffset(self, start: dict[str, object], limit: object) -> dict[str, object]:  # noqa: ARG002, N802
        """The next micro-batch; the one before when there is nothing to do."""
        mapping = next(m for m in load_mappings() if m.name == self._options["mapping"])
        with connect(Database(url=self._options["url"])) as connection:
            due = _due(
                connection,
                mapping,
                self._options["table"],
                _selection_of(self._options["selection"]),
            )[: int(self._options["most"])]
        if not due:
            return start
        rows = [(one.raw_id, one.stored_bytes) for one in due]
        return {"batch": int(str(start["batch"])) + 1, "due": json.dumps(rows)}

    def partitions(
        self, start: dict[str, object], end: dict[str, object]
    ) -> Sequence[InputPartition]:
        """The rows that the offset names."""
        return [] if start["batch"] == end["batch"] else [InputPartition(end["due"])]

    def read(self, partition: InputPartition) -> Iterator[tuple[int, int]]:
        """Id and size of each."""
        yield from (tuple(row) for row in json.loads(partition.value))


def _due(connection: Connection, mapping: Mapping, table: str, selection: Selection) -> list[Due]:
    return due_documents(
        connection,
        raw_table(table),
        selection,
        fingerprint=mapping.fingerprint,
        not_with=mapping.not_with,
        every_version=mapping.keeps_history,
    )


def _selection_of(text: str) -> Selection:
    given: dict[str, Any] = json.loads(text)
    values: dict[str, Any] = {
        name: tuple(v) if isinstance(v, list) else v for name, v in given.items()
    }
    for name in ("start_date", "end_date"):
        values[name] = date.fromisoformat(str(values[name])) if values[name] else None
    return Selection(**values)
