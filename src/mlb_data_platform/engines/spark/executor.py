"""What runs in the executors: the worker of the local engine, kept between tasks."""

from collections.abc import Callable
from dataclasses import dataclass

from mlb_data_platform.engines.worker import Job, Worker
from mlb_data_platform.telemetry import WorkerLogs
from mlb_data_platform.warehouse import LoadReport


@dataclass(frozen=True, slots=True)
class LoadBatch:
    """Reads, transforms and loads one batch of raw rows; sent to executors.

    A task that is tried again, or twice at once, leaves the same rows: a batch is one transaction,
    and what is loaded already is compared, not written.

    Attributes:
        job: What to work on.
        logs: How lines look.
        tell_done: Told the number of documents once a batch is committed.
    """

    job: Job
    logs: WorkerLogs
    tell_done: Callable[[int], None]

    def __call__(self, raw_ids: list[int]) -> LoadReport:
        """Do it."""
        worker = _kept.worker_for(self.job, self.logs)
        try:
            report = worker.run(raw_ids)
        except BaseException:
            # The next task in this process shall not inherit a connection in an unknown state.
            _kept.drop()
            raise
        self.tell_done(len(raw_ids))
        return report


class _Kept:
    """One worker a process: connecting and compiling a mapping cost more than a small batch."""

    def __init__(self) -> None:
        self._worker: Worker | None = None

    def worker_for(self, job: Job, logs: WorkerLogs) -> Worker:
        if self._worker is None or self._worker.job != job:
            self.drop()
            logs.begin()
            self._worker = Worker(job)
        return self._worker

    def drop(self) -> None:
        if self._worker is not None:
            self._worker.close()
            self._worker = None


_kept = _Kept()
