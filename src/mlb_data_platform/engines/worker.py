"""What a worker does with a batch: the same in a process of this machine and on a cluster."""

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Protocol, Self, TypeAlias

import structlog

from mlb_data_platform.engines.drift import Lookout
from mlb_data_platform.garbage import no_search_for_cycles
from mlb_data_platform.mapping import Mapping, load_mapping
from mlb_data_platform.mapping.coverage import Accountant
from mlb_data_platform.raw import raw_table
from mlb_data_platform.transform import Issue, Kernel
from mlb_data_platform.warehouse import (
    Database,
    DriverError,
    Due,
    LoadReport,
    connect,
    load,
    make_partitions,
    partitions_ahead,
    read_documents,
)

_LOG = structlog.get_logger(__name__)
_EXAMPLES = 5

_compiling = threading.Lock()

Progress: TypeAlias = Callable[[int], None]
"""Called with the number of documents that are done, each time a batch is."""


class TransformDocuments(Protocol):
    """An engine's one function: raw rows that are due, into the tables."""

    def __call__(
        self,
        due: Sequence[Due],
        *,
        database: Database,
        mapping: Mapping,
        table: str,
        run_id: str,
        workers: int,
        progress: Progress,
    ) -> LoadReport:
        """Transform raw rows and load them; the rows must not show which engine it was."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What every worker has to know; can be sent to another process or machine.

    Attributes:
        database: The warehouse.
        mapping: Name of the mapping that reads the rows.
        raw_table: Raw table they lie in.
        run_id: The run.
    """

    database: Database
    mapping: str
    raw_table: str
    run_id: str


def _compiled(mapping: str) -> tuple[Kernel, Accountant]:
    """What a mapping becomes, made once in a process, by the first thread that needs it."""
    with _compiling:
        return _compile(mapping)


@cache
def _compile(mapping: str) -> tuple[Kernel, Accountant]:
    found = load_mapping(mapping)
    return Kernel(found), Accountant(found)


class Worker:
    """A connection and a kernel, for one batch after the other.

    Args:
        job: What it works on.

    Raises:
        PlatformError: The database cannot be reached.
    """

    def __init__(self, job: Job) -> None:
        self.kernel, self._accountant = _compiled(job.mapping)
        self.mapping = self.kernel.mapping
        self.begin(job)
        self.connection = connect(job.database)
        # Rows and the note that they are loaded are one transaction: a crash of the server forgets
        # both or neither, and whatever is committed durably later makes them durable too.
        self.connection.execute("set synchronous_commit = off")

    def begin(self, job: Job) -> None:
        """Work for a run: the first, or another one of the same kind."""
        self.job = job
        self.lookout = Lookout(self._accountant)

    def is_connected(self) -> bool:
        """Whether the server still answers on the connection."""
        try:
            self.connection.execute("select")
        except DriverError:
            return False
        return True

    def close(self) -> None:
        """Let go of the connection."""
        self.connection.close()

    def make_room(self, seasons: Iterable[int]) -> None:
        """Make the partitions of some seasons before the first batch asks for them.

        A failure costs nothing but time: the batch makes those that it needs, or tells why not.
        """
        try:
            for season in sorted(seasons):  # the first can be used while the others are made
                make_partitions(self.connection, partitions_ahead(self.mapping, season))
        except DriverError as error:
            _LOG.warning("partitions.not_ahead", error=str(error))

    def run(self, raw_ids: list[int]) -> LoadReport:
        """Read, transform and load one batch, in one transaction.

        Args:
            raw_ids: Ids in the raw table; what is loaded already is not written again.

        Returns:
            True counts.
        """
        table = raw_table(self.job.raw_table)
        with no_search_for_cycles():
            documents = read_documents(self.connection, table, raw_ids)
            transformed = self.kernel.transform(documents)
            report = load(
                self.connection,
                self.mapping,
                transformed,
                raw_table=self.job.raw_table,
                run_id=self.job.run_id,
                sighting=self.lookout.look(documents, transformed),
            )
        _LOG.debug("batch.loaded", documents=len(documents), rows=report.rows_written)
        if transformed.issues:
            self._tell_set_aside(transformed.issues)
        return report

    def _tell_set_aside(self, issues: Sequence[Issue]) -> None:
        examples = [
            {"raw_id": one.raw_id, "path": one.path, "found": one.found, "wanted": one.wanted}
            for one in issues[:_EXAMPLES]
        ]
        table = self.job.raw_table
        _LOG.warning("quarantine.filled", raw_table=table, issues=len(issues), examples=examples)


class Workers:
    """Workers that nobody needs just now, kept with their connections for the next who does.

    A connection knows staging tables, statements and their plans; to make all that anew takes
    twice as long as an update of a game in progress.
    """

    def __init__(self) -> None:
        self._idle: dict[Job, list[Worker]] = {}
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close those that are here; whoever has one brings it back before."""
        for workers in self._idle.values():
            for worker in workers:
                worker.close()
        self._idle.clear()

    def take(self, job: Job) -> Worker:
        """A worker for a job: one of the same kind whose server still answers, or a new one.

        Raises:
            PlatformError: The database cannot be reached.
        """
        while (idle := self._pop(job)) is not None:
            if idle.is_connected():
                idle.begin(job)
                return idle
            idle.close()
        return Worker(job)

    def bring_back(self, worker: Worker) -> None:
        """Keep a worker for the next."""
        with self._lock:
            self._idle.setdefault(_kind(worker.job), []).append(worker)

    def _pop(self, job: Job) -> Worker | None:
        with self._lock:
            idle = self._idle.get(_kind(job))
            return idle.pop() if idle else None


def _kind(job: Job) -> Job:
    """What jobs have in common whose workers can do each other's work."""
    return replace(job, run_id="")
