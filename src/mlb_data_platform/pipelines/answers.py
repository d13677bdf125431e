"""Answers from elsewhere into raw: recordings, or the raw tables of a lake, part by part."""

import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TypeAlias

import structlog

from mlb_data_platform.errors import UsageError
from mlb_data_platform.pipelines.context import Each, RunContext
from mlb_data_platform.pipelines.transform import can_filter, mappings_of
from mlb_data_platform.raw import AppendReport, RawStore
from mlb_data_platform.statsapi import (
    Document,
    Recording,
    Request,
    Unusable,
    load_catalogue,
    read_recordings,
    recording_files,
)
from mlb_data_platform.telemetry import count_answers, count_quarantined
from mlb_data_platform.warehouse import Database, Selection, connect, select_documents

_LOG = structlog.get_logger(__name__)
_FILES_A_PART = 8
_BATCH_DOCUMENTS = 12
_BATCH_BYTES = 16_000_000

ReadPart: TypeAlias = Callable[[str], Iterator[Recording]]
"""Reads one part of a source; can be sent to executors."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Answers that lie somewhere, in parts that can be read side by side.

    Attributes:
        kind: What they lie in, in a person's words.
        table: Raw table where what cannot be read is set aside.
        parts: What `read` is given, one at a time.
        read: Reads a part; a part that is read again gives the same.
    """

    kind: str
    table: str
    parts: Sequence[str]
    read: ReadPart


@dataclass(slots=True, kw_only=True)
class KeptReport:
    """What became of answers from elsewhere.

    Attributes:
        kept: What became of them in raw.
        passed_over: Answers that the filters leave out.
        absent: Recordings of something else than an answer, such as a 404.
    """

    kept: AppendReport = field(default_factory=AppendReport)
    passed_over: int = 0
    absent: int = 0

    def add(self, other: "KeptReport") -> None:
        """Take the numbers of another part in."""
        self.kept.add(other.kept)
        self.passed_over += other.passed_over
        self.absent += other.absent

    @property
    def counts(self) -> dict[str, int]:
        """The numbers, for bookkeeping and JSON."""
        return {
            "new": self.kept.new,
            "seen_again": self.kept.seen_again,
            "quarantined": self.kept.quarantined,
            "passed_over": self.passed_over,
            "absent": self.absent,
        }


def methods_of(subject: str) -> dict[str, str]:
    """The methods whose answers a subject is made of, each with its raw table."""
    catalogue = load_catalogue()
    names = dict.fromkeys(name for mapping in mappings_of(subject) for name in mapping.endpoints)
    return {name: catalogue.entry(*name.split(".")).raw_table for name in names}


def recorded_answers(place: Path, subject: str) -> Answers:
    """Recorded answers about a subject.

    Args:
        place: A stub folder, a folder with `*.ndjson(.gz)`, or one such file.
        subject: E.g. `game`.

    Raises:
        UsageError: The place has none.
    """
    tables = methods_of(subject)
    files = [str(file) for file in recording_files(place, tables.keys())]
    if not files:
        first = next(iter(tables))
        folder = f"{first[0].lower()}{first[1:].replace('.', '/')}"
        problem = (
            f"--source {place}: found {'nothing to read' if place.exists() else 'no such place'}"
            f" for {subject}, wanted {folder}/*.json.gz, *.ndjson, *.ndjson.gz,"
            f" or {tables[first].replace('.', '/')} of `mlb-etl export raw`"
        )
        raise UsageError(problem, hint=f"mlb-etl transform {subject} --source FOLDER")
    parts = [
        json.dumps(files[start : start + _FILES_A_PART])
        for start in range(0, len(files), _FILES_A_PART)
    ]
    table = next(iter(tables.values()))
    return Answers(
        kind="recordings", table=table, parts=parts, read=partial(_read_files, frozenset(tables))
    )


def keep_answers(
    answers: Answers, selection: Selection, *, context: RunContext, each: Each | None = None
) -> KeptReport:
    """Keep answers from elsewhere in raw, so that rows made of them have where they come from.

    Args:
        answers: What is read.
        selection: Which of them.
        context: The warehouse and the run.
        each: Who does it; threads of this process unless something else is given.

    Returns:
        True counts: a part that is read twice is seen again the second time.

    Raises:
        PlatformError: The source or the warehouse cannot be used; what was kept stays kept.
    """
    keep = KeepPart(
        database=context.database,
        selection=selection,
        run_id=context.run.run_id,
        table=answers.table,
        read=answers.read,
    )
    if each is not None:
        found = each(keep, answers.parts)
    else:
        with ThreadPoolExecutor(context.workers, thread_name_prefix="keep") as pool:
            found = list(pool.map(keep, answers.parts))
    report = KeptReport()
    for one in found:
        report.add(one)
    count_answers(answers.table, {"new": report.kept.new, "seen_again": report.kept.seen_again})
    count_quarantined(answers.table, report.kept.quarantined)
    return report


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepPart:
    """Keeps the answers of one part; sent to executors, and may be called twice for a part.

    Attributes:
        database: The warehouse.
        selection: Which answers.
        run_id: The run.
        table: Raw table where what cannot be read is set aside.
        read: Reads the part.
    """

    database: Database
    selection: Selection
    run_id: str
    table: str
    read: ReadPart

    def __call__(self, part: str) -> KeptReport:
        """Read, filter and keep, some answers at a time."""
        report = KeptReport()
        batches: dict[str, list[Document]] = {}
        catalogue = load_catalogue()
        with connect(self.database) as connection:
            stores: dict[str, RawStore] = {}

            def store_of(table: str) -> RawStore:
                if table not in stores:
                    stores[table] = RawStore(connection, table, run_id=self.run_id)
                    stores[table].ensure_table()
                return stores[table]

            for one in self.read(part):
                if isinstance(one, Unusable):
                    self._set_aside(one, store_of(self.table), report)
                    continue
                table = catalogue.entry(one.request.endpoint, one.request.method).raw_table
                batch = batches.setdefault(table, [])
                batch.append(one)
                if len(batch) >= _BATCH_DOCUMENTS or _size_of(batch) >= _BATCH_BYTES:
                    self._keep(store_of(table), batches.pop(table), report)
            for table, batch in batches.items():
                self._keep(store_of(table), batch, report)
        return report

    def _keep(self, store: RawStore, batch: list[Document], report: KeptReport) -> None:
        whole = [one for one in batch if not store.table.refuse & one.request.params.keys()]
        report.absent += len(batch) - len(whole)  # asked for a part of an answer: not an answer
        chosen: list[Document] = []
        if can_filter(store.table.name, self.selection):
            chosen = select_documents(store.table, self.selection, whole)
        report.passed_over += len(whole) - len(chosen)
        if chosen:
            report.kept.add(store.append(chosen))

    def _set_aside(self, found: Unusable, store: RawStore, report: KeptReport) -> None:
        _LOG.warning("recording.unusable", place=found.place, found=found.why)
        if not found.body:
            report.absent += 1
            return
        request = Request(endpoint="", method="", query_params={"recording": found.place})
        document = Document(
            request=request,
            url=f"file://{found.place}",
            status=0,
            body=found.body,
            captured_at=datetime.now(UTC),
        )
        report.kept.add(store.set_aside(document, found.why))


def _read_files(names: frozenset[str], part: str) -> Iterator[Recording]:
    for name in json.loads(part):
        yield from read_recordings(Path(name), names)


def _size_of(batch: Sequence[Document]) -> int:
    return sum(len(one.body) for one in batch)
