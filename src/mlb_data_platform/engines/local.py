"""The local engine: raw rows through the kernel into the tables, on all cores of this machine.

A worker reads, transforms and loads its batches over a connection of its own, one transaction a
batch; the parent hands out ids and adds up numbers. Memory is bounded by the size of a batch and
the number of workers.

A worker waits for the server half of its time. Where the compiled reader lets go of the
interpreter, up to two of them are threads of this process, which begin at once, and each has two
batches in hand: one is copied while the other is decoded. More workers are processes.
"""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from threading import local
from typing import Self

from mlb_data_platform.engines.worker import Job, Progress, Worker, Workers
from mlb_data_platform.errors import PlatformError
from mlb_data_platform.mapping import Mapping
from mlb_data_platform.mapping.model import ScopeOrigin
from mlb_data_platform.telemetry import NamedThreads, WorkerLogs
from mlb_data_platform.transform import IS_COMPILED
from mlb_data_platform.warehouse import Database, Due, LoadReport, tell_load

_BATCH_BYTES = 8_000_000  # as stored; about three times that as text
_BATCH_DOCUMENTS = 32
_MOST_WITH_THREADS = 2
_THREADS_A_WORKER = 2  # while one waits for the server, the other decodes
_WORTH_WORKERS = 4  # batches; starting processes costs more than a few batches do


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
        workers: Cores to use; a few batches never start a process.
        progress: Told how many documents are done.

    Returns:
        True counts over all batches.

    Raises:
        PlatformError: A batch failed; those before it are loaded, the rest is still due.
    """
    batches = list(batches_of(due, mapping))
    # Documents that may speak for the same scope are loaded one after the other, in order.
    alone = len(batches) < _WORTH_WORKERS or mapping.scope.origin is not ScopeOrigin.CONTEXT
    at_once = 1 if alone else min(workers, len(batches))
    are_threads = at_once <= (_MOST_WITH_THREADS if IS_COMPILED else 1)
    threads = at_once * _THREADS_A_WORKER if at_once > 1 else 1
    report = LoadReport()
    with LocalEngine(
        database=database,
        mapping=mapping,
        table=table,
        run_id=run_id,
        processes=0 if are_threads else at_once,
        threads=threads if are_threads else 1,
    ) as engine:
        if not alone:
            engine.make_room({one.season for one in due if one.season is not None})
        waiting, running = deque(batches), deque[tuple[int, Future[LoadReport]]]()
        while waiting or running:
            # At most two batches a worker are under way, so that memory stays flat.
            while waiting and len(running) < engine.most_under_way:
                batch = waiting.popleft()
                running.append((len(batch), engine.submit(batch)))
            size, future = running.popleft()
            report.add(engine.result(future))
            progress(size)
    return report


def batches_of(due: Sequence[Due], mapping: Mapping) -> Iterator[list[int]]:
    """Yield ids in batches of a bounded size; a huge document travels alone."""
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


class LocalEngine:
    """Takes batches of raw rows to the tables while the caller does something else.

    Args:
        database: The warehouse.
        mapping: The mapping that reads the rows.
        table: Raw table they lie in.
        run_id: The run.
        processes: Worker processes; 0 for threads of this one, which start at once.
        threads: How many, where there are no processes.
        spare: Gives threads their workers, and keeps them afterwards; its own where None.
    """

    def __init__(
        self,
        *,
        database: Database,
        mapping: Mapping,
        table: str,
        run_id: str,
        processes: int,
        threads: int = 1,
        spare: Workers | None = None,
    ) -> None:
        self._job = Job(database=database, mapping=mapping.name, raw_table=table, run_id=run_id)
        self._here = local()
        self._workers_here: list[Worker] = []
        self._spare = spare or Workers()
        self._is_ours = spare is None
        self.most_under_way = 2 * max(processes, threads)
        self._pool: Executor
        if processes:
            self._pool = ProcessPoolExecutor(
                max_workers=processes,
                mp_context=multiprocessing.get_context("spawn"),
                initializer=_start_worker,
                initargs=(self._job, WorkerLogs.of_this_process()),
            )
        else:
            self._pool = NamedThreads(max_workers=threads, thread_name_prefix="transform")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Let batches under way finish their transaction; those not begun stay due."""
        self._pool.shutdown(wait=True, cancel_futures=True)
        for worker in self._workers_here:
            self._spare.bring_back(worker)
        if self._is_ours:
            self._spare.close()

    def make_room(self, seasons: Collection[int]) -> None:
        """Make the partitions of some seasons while the first batches are read and decoded.

        Nobody waits for it: what is missing when rows arrive is made then.
        """
        if isinstance(self._pool, ProcessPoolExecutor):
            self._pool.submit(_make_room, seasons)
        else:
            self._pool.submit(self._make_room_here, seasons)

    def submit(self, raw_ids: list[int]) -> Future[LoadReport]:
        """Read, transform and load a batch soon, in one transaction."""
        if isinstance(self._pool, ProcessPoolExecutor):
            return self._pool.submit(_work, raw_ids)
        return self._pool.submit(self._work_here, raw_ids)

    def result(self, future: Future[LoadReport]) -> LoadReport:
        """Wait for a batch; its numbers count from now on, wherever it was worked on.

        Raises:
            PlatformError: The batch failed, or the process that had it died.
        """
        try:
            report = future.result()
        except BrokenProcessPool as error:
            raise PlatformError(
                "a worker process died; what it had not committed is still due",
                hint="run the same command again; with less memory, add --workers 1",
            ) from error
        tell_load(self._job.raw_table, report)
        return report

    def _work_here(self, raw_ids: list[int]) -> LoadReport:
        return self._worker_here().run(raw_ids)

    def _make_room_here(self, seasons: Collection[int]) -> None:
        self._worker_here().make_room(seasons)

    def _worker_here(self) -> Worker:
        worker: Worker | None = getattr(self._here, "worker", None)
        if worker is None:
            worker = self._here.worker = self._spare.take(self._job)
            self._workers_here.append(worker)
        return worker


_worker: Worker | None = None


def _start_worker(job: Job, logs: WorkerLogs) -> None:
    """Runs once in each process; signals are the parent's business, workers finish what they do."""
    global _worker  # noqa: PLW0603  (one connection a process is the point)
    logs.begin()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    _worker = Worker(job)


def _leave_with_parent() -> None:
    """A parent that was killed gives no more work, and must not leave processes behind."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _make_room(seasons: Collection[int]) -> None:
    assert _worker is not None, "the initializer has run"
    _worker.make_room(seasons)


def _work(raw_ids: list[int]) -> LoadReport:
    assert _worker is not None, "the initializer has run"
    return _worker.run(raw_ids)
