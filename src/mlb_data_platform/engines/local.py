"""The local engine: raw rows through the kernel into the tables, on all cores of this machine.

A worker reads, transforms and loads its batches over a connection of its own, one transaction a
batch; the parent hands out ids and adds up numbers. Memory is bounded by the size of a batch and
the number of workers.
"""

import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Self, TypeAlias

from mlb_data_platform.engines.drift import Lookout
from mlb_data_platform.errors import PlatformError
from mlb_data_platform.mapping import Mapping, load_mappings
from mlb_data_platform.mapping.coverage import Accountant
from mlb_data_platform.mapping.model import ScopeOrigin
from mlb_data_platform.raw import raw_table
from mlb_data_platform.transform import Kernel
from mlb_data_platform.warehouse import Database, Due, LoadReport, connect, load, read_documents

Progress: TypeAlias = Callable[[int], None]
"""Called with the number of documents that are done, each time a batch is."""

_BATCH_BYTES = 4_000_000  # as stored; about five times that as text
_BATCH_DOCUMENTS = 32
_WORTH_WORKERS = 4  # batches; starting processes costs more than a few batches do


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    """What every worker has to know."""

    url: str
    mapping: str
    raw_table: str
    run_id: str


def transform_documents(
    due: Sequence[Due],
    *,
    database: Database,
    mapping: Mapping,
    table: str,
    run_id: str,
    workers: int,
    progress: Progress,
) -> LoadReport:
    """Transform raw rows and load them.

    Args:
        due: Raw rows, oldest capture first.
        database: The warehouse.
        mapping: The mapping that reads the rows.
        table: Raw table they lie in.
        run_id: The run.
        workers: Processes to use; a few batches never start any.
        progress: Told how many documents are done.

    Returns:
        True counts over all batches.

    Raises:
        PlatformError: A batch failed; those before it are loaded, the rest is still due.
    """
    job = _Job(url=database.url, mapping=mapping.name, raw_table=table, run_id=run_id)
    batches = list(_batches(due, mapping))
    report = LoadReport()
    # Documents that may speak for the same scope are loaded one after the other, in order.
    alone = (
        len(batches) < _WORTH_WORKERS
        or workers <= 1
        or mapping.scope.origin is not ScopeOrigin.CONTEXT
    )
    results = _run_here(job, batches) if alone else _run_in_workers(job, batches, workers)
    for done, one in results:
        report.add(one)
        progress(done)
    return report


def _batches(due: Sequence[Due], mapping: Mapping) -> Iterator[list[int]]:
    """Batches of a bounded size; a huge document travels alone."""
    most = _BATCH_DOCUMENTS if mapping.scope.origin is ScopeOrigin.CONTEXT else 1
    batch: list[int] = []
    size = 0
    for one in due:
        if batch and (len(batch) >= most or size + one.stored_bytes > _BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(one.raw_id)
        size += one.stored_bytes
    if batch:
        yield batch


def _run_here(job: _Job, batches: Sequence[list[int]]) -> Iterator[tuple[int, LoadReport]]:
    with _Worker(job) as worker:
        for batch in batches:
            yield len(batch), worker.run(batch)


def _run_in_workers(
    job: _Job, batches: Sequence[list[int]], workers: int
) -> Iterator[tuple[int, LoadReport]]:
    """At most two batches a worker are under way, so that memory stays flat."""
    waiting, running = deque(batches), deque[tuple[int, Future[LoadReport]]]()
    pool = ProcessPoolExecutor(
        max_workers=min(workers, len(batches)),
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_start_worker,
        initargs=(job,),
    )
    try:
        while waiting or running:
            while waiting and len(running) < 2 * workers:
                batch = waiting.popleft()
                running.append((len(batch), pool.submit(_work, batch)))
            size, future = running.popleft()
            yield size, future.result()
    except BrokenProcessPool as error:
        raise PlatformError(
            "a worker process died; what it had not committed is still due",
            hint="run the same command again; with less memory, add --workers 1",
        ) from error
    finally:
        # Batches under way finish their transaction; those not begun stay due.
        pool.shutdown(wait=True, cancel_futures=True)


class _Worker:
    """A connection and a kernel."""

    def __init__(self, job: _Job) -> None:
        self.job = job
        self.mapping = next(m for m in load_mappings() if m.name == job.mapping)
        self.kernel = Kernel(self.mapping)
        self.lookout = Lookout(Accountant(self.mapping))
        self.connection = connect(Database(url=job.url))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def run(self, raw_ids: list[int]) -> LoadReport:
        """Read, transform and load one batch."""
        table = raw_table(self.job.raw_table)
        documents = read_documents(self.connection, table, raw_ids)
        transformed = self.kernel.transform(documents)
        return load(
            self.connection,
            self.mapping,
            transformed,
            raw_table=self.job.raw_table,
            run_id=self.job.run_id,
            sighting=self.lookout.look(documents, transformed),
        )


_worker: _Worker | None = None


def _start_worker(job: _Job) -> None:
    """Runs once in each process; Ctrl-C is the parent's business, workers finish what they do."""
    global _worker  # noqa: PLW0603  (one connection a process is the point)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _worker = _Worker(job)


def _work(raw_ids: list[int]) -> LoadReport:
    assert _worker is not None, "the initializer has run"
    return _worker.run(raw_ids)
