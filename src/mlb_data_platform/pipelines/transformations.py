"""The transforms as a library for Spark: documents in, DataFrames of tables out, in a notebook."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Self

import pyarrow as pa

from mlb_data_platform.engines.spark import (
    DataFrame,
    Following,
    SparkEngine,
    SparkSession,
    Spoken,
    Stream,
    consume,
    quarantine_frame,
    read_raw_rows,
    read_recordings,
    read_spoken,
    schema_of,
    table_frame,
    transform_frame,
)
from mlb_data_platform.mapping import Mapping, Table
from mlb_data_platform.pipelines.transform import mapping_named, readable_tables
from mlb_data_platform.raw import raw_table
from mlb_data_platform.warehouse import Database, LoadReport, Selection, connect, due_documents

if TYPE_CHECKING:
    from mlb_data_platform.export import ExportCounts, Format, Place


@dataclass(frozen=True, slots=True, kw_only=True)
class TableQuality:
    """What the rows of a table are worth.

    Attributes:
        table: Schema and table.
        rows: How many.
        keyless: Rows that lack a part of their key.
        repeated: Rows whose key another row has.
    """

    table: str
    rows: int
    keyless: int
    repeated: int

    @property
    def holds(self) -> bool:
        """Whether every row can be told from the others."""
        return not (self.keyless or self.repeated)


class Transformation:
    """Documents of one subject, and the tables that they become.

    Use a subclass: `SeasonTransformation`, `ScheduleTransformation`, `GameTransformation`.

    Args:
        session: Where it runs.
        documents: As `engines.spark.DOCUMENTS`.

    Attributes:
        name: The mapping that reads the documents, e.g. `game_live_v1`.
    """

    name: ClassVar[str]

    def __init__(self, session: SparkSession, documents: DataFrame) -> None:
        self.session, self.documents = session, documents
        self.seconds: dict[str, float] = {}

    @classmethod
    def from_warehouse(
        cls, session: SparkSession, database: Database, selection: Selection | None = None
    ) -> Self:
        """The newest answers in raw; every executor reads its own slice."""
        mapping = mapping_named(cls.name)
        chosen = selection or Selection()
        with connect(database) as connection:
            tables = readable_tables(connection, mapping.raw_tables, chosen)
            frames = [
                read_raw_rows(
                    session,
                    database,
                    table,
                    due_documents(
                        connection,
                        raw_table(table),
                        chosen,
                        fingerprint=mapping.fingerprint,
                        full_refresh=True,
                        not_with=mapping.not_with,
                        every_version=mapping.keeps_history,
                    ),
                )
                for table in tables
            ]
        first, *others = frames
        for one in others:
            first = first.unionAll(one)
        return cls(session, first)

    @classmethod
    def from_recordings(cls, session: SparkSession, folder: Path) -> Self:
        """Recorded answers of a stub folder, or NDJSON files of envelopes."""
        return cls(session, read_recordings(session, folder, mapping_named(cls.name)))

    @classmethod
    def from_lake(cls, session: SparkSession, place: "Place", kind: "Format | None" = None) -> Self:
        """Raw answers that `mlb-etl export raw` wrote, as Delta unless said otherwise."""
        # The extra `delta` is asked for only by those who use it.
        from mlb_data_platform.export import Format  # noqa: PLC0415
        from mlb_data_platform.pipelines.lake_frames import documents_from_lake  # noqa: PLC0415

        table = mapping_named(cls.name).raw_tables[0]
        return cls(session, documents_from_lake(session, place, table, kind or Format.DELTA))

    def export(self, place: "Place", *, run_id: str) -> "dict[str, ExportCounts]":
        """Merge every table into Delta tables, by the defensive rule."""
        from mlb_data_platform.pipelines.lake_frames import export_frames  # noqa: PLC0415

        began = time.perf_counter()
        counts = export_frames(self.tables, self.mapping, self._spoken, place, run_id=run_id)
        self.seconds["export"] = time.perf_counter() - began
        return counts

    @property
    def mapping(self) -> Mapping:
        """What reads the documents."""
        return mapping_named(self.name)

    @cached_property
    def tables(self) -> dict[str, DataFrame]:
        """A DataFrame a table; the kernel runs once, when this is asked for first."""
        return {
            table.name: table_frame(self._parts, self.mapping, table, self._spoken)
            for table in self.mapping.tables
        }

    @property
    def quarantine(self) -> DataFrame:
        """What did not fit: values, rows and documents."""
        return quarantine_frame(self._parts)

    def schema_problems(self) -> list[str]:
        """Columns that are not as the mapping says; none when all is well."""
        found = []
        for table in self.mapping.tables:
            wanted = {one.name: one.dataType for one in schema_of(table)}
            given = {one.name: one.dataType for one in self.tables[table.name].schema}
            found += [
                f"{table.name}.{name}: found {given.get(name)}, wanted {kind}"
                for name, kind in wanted.items()
                if given.get(name) != kind
            ]
        return found

    def quality(self) -> list[TableQuality]:
        """Count the rows of every table, and those that break its key."""
        began = time.perf_counter()
        found = [self._quality_of(table) for table in self.mapping.tables]
        self.seconds["quality"] = time.perf_counter() - began
        return found

    def follow(
        self, database: Database, checkpoint: Path, *, run_id: str, every_s: float = 5.0
    ) -> tuple[list[Following], LoadReport]:
        """Streaming mode: load what comes to raw into the tables of the warehouse.

        Args:
            database: The warehouse.
            checkpoint: Folder in which the streams keep how far they are.
            run_id: A name for it.
            every_s: Seconds between looks.

        Returns:
            The streams, to be stopped by the caller, and the report that they add to.
        """
        report = LoadReport()
        with connect(database) as connection:
            tables = readable_tables(connection, self.mapping.raw_tables, Selection())
        streams = [
            Following(
                SparkEngine(self.session),
                Stream(
                    database=database,
                    mapping=self.mapping,
                    table=table,
                    selection=Selection(),
                    run_id=run_id,
                    checkpoint=checkpoint / table,
                    every_s=every_s,
                ),
                report.add,
            )
            for table in tables
        ]
        return streams, report

    def close(self) -> None:
        """Let go of what is kept in memory."""
        self._parts.unpersist()

    @cached_property
    def _parts(self) -> DataFrame:
        return transform_frame(self.documents, self.mapping).persist()

    @cached_property
    def _spoken(self) -> list[Spoken]:
        """What every document speaks of."""
        return read_spoken(self._parts, self.mapping)

    def _quality_of(self, table: Table) -> TableQuality:
        keys = self.tables[table.name].select(*table.primary_key)
        numbers = consume(keys, table.primary_key, count_keys)
        return TableQuality(table=table.name, **{"rows": 0, "keyless": 0, "repeated": 0, **numbers})


@dataclass(frozen=True, slots=True)
class KeyCounts:
    """Rows by what their keys are worth; the fields are those of `TableQuality`."""

    rows: int
    keyless: int
    repeated: int


def count_keys(batches: Iterable[pa.RecordBatch]) -> KeyCounts:
    """Count keys that are not whole, and such as come again.

    Args:
        batches: Key columns and no others.
    """
    found = list(batches)
    if not found:
        return KeyCounts(0, 0, 0)
    keys = pa.Table.from_batches(found)
    whole = keys.drop_null()
    distinct = whole.group_by(keys.column_names).aggregate([]).num_rows
    return KeyCounts(keys.num_rows, keys.num_rows - whole.num_rows, whole.num_rows - distinct)


class SeasonTransformation(Transformation):
    """Seasons: their dates."""

    name = "season"


class ScheduleTransformation(Transformation):
    """Schedules: days, and the games listed for them."""

    name = "schedule"


class GameTransformation(Transformation):
    """Game feeds: plays, pitches, lines, and all the other tables of a game."""

    name = "game_live_v1"
