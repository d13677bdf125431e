"""Raw rows that are due, through the kernel into the tables, by the executors of a cluster."""

import re
import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

from py4j.protocol import Py4JError
from pyspark import RDD, InheritableThread
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from mlb_data_platform.engines.local import batches_of
from mlb_data_platform.engines.spark.executor import LoadBatch
from mlb_data_platform.engines.worker import Job, Progress
from mlb_data_platform.errors import PlatformError
from mlb_data_platform.mapping import Mapping
from mlb_data_platform.mapping.model import ScopeOrigin
from mlb_data_platform.telemetry import WorkerLogs
from mlb_data_platform.warehouse import Database, Due, LoadReport, tell_load

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")
_LOOK_EVERY_S = 0.2


class SparkEngine:
    """Takes raw rows to the tables by tasks of a Spark job.

    Args:
        session: Where they run.
    """

    def __init__(self, session: SparkSession) -> None:
        self.session = session

    def transform_documents(
        self,
        due: Sequence[Due],
        *,
        database: Database,
        mapping: Mapping,
        table: str,
        run_id: str,
        workers: int,  # noqa: ARG002  (the cluster knows how many it has)
        progress: Progress,
    ) -> LoadReport:
        """Transform raw rows and load them, as the local engine does.

        Args:
            due: Raw rows, oldest capture first.
            database: The warehouse; every executor has to reach it.
            mapping: The mapping that reads the rows.
            table: Raw table they lie in.
            run_id: The run.
            workers: Not heeded: executors and cores are the cluster's affair.
            progress: Told how many documents are done.

        Returns:
            Counts over all batches. Rows are right whatever happens; of a batch whose executor
            died after the commit the counts are those of the second try: all unchanged.

        Raises:
            PlatformError: A batch failed as often as Spark tries; others may be loaded, the rest
                is still due.
        """
        batches = list(batches_of(due, mapping))
        report = LoadReport()
        if not batches:
            return report
        context = self.session.sparkContext
        done = context.accumulator(0)
        load = LoadBatch(
            job=Job(database=database, mapping=mapping.name, raw_table=table, run_id=run_id),
            logs=WorkerLogs.of_this_process(),
            tell_done=done.add,
        )
        # Documents that may speak for the same scope are loaded one after the other, in order.
        slices = len(batches) if mapping.scope.origin is ScopeOrigin.CONTEXT else 1
        job: RDD[LoadReport] = context.parallelize(batches, slices).map(load)
        for one in self.run(job.collect, lambda: done.value, progress, most=len(due)):
            tell_load(table, one)
            report.add(one)
        return report

    def each(self, function: Callable[[_Item], _Result], items: Sequence[_Item]) -> list[_Result]:
        """Call a function for every item, each in a task of its own.

        Args:
            function: Can be sent to executors; may be called twice for one item.
            items: What can be sent as well.

        Returns:
            The results, in the order of the items.

        Raises:
            PlatformError: A call failed as often as Spark tries.
        """
        if not items:
            return []
        job = self.session.sparkContext.parallelize(list(items), len(items)).map(function)
        return self.run(job.collect)

    def run(
        self,
        action: Callable[[], _Result],
        count_done: Callable[[], int] = lambda: 0,
        progress: Progress = lambda _: None,
        *,
        most: int = 0,
    ) -> _Result:
        """Run a Spark action, tell how far it is, and end it when the caller is interrupted.

        Args:
            action: Blocks until the job is done.
            count_done: How many documents are done so far; tries that were repeated count twice.
            progress: Told of every step.
            most: How many documents there are.

        Returns:
            What the action returns.

        Raises:
            PlatformError: The job failed; the message is that of the task.
        """
        found: list[_Result] = []
        failed: list[BaseException] = []

        def work() -> None:
            try:
                found.append(action())
            except (PySparkException, Py4JError, PlatformError) as error:
                failed.append(error)

        thread = InheritableThread(target=work, daemon=True)
        thread.start()
        try:
            told = _tell_steps(thread, count_done, progress, most)
        except KeyboardInterrupt:
            self.session.sparkContext.cancelAllJobs()
            thread.join()
            raise
        if failed:
            raise translated(failed[0]) from failed[0]
        progress(most - told)
        return found[0]


def _tell_steps(
    thread: threading.Thread, count_done: Callable[[], int], progress: Progress, most: int
) -> int:
    told = 0
    while thread.is_alive():
        thread.join(_LOOK_EVERY_S)
        now = min(count_done(), most)
        if now > told:
            progress(now - told)
            told = now
    return told


def translated(error: BaseException) -> PlatformError:
    """What a task raised, in its own words: Spark wraps them in two stack traces."""
    if isinstance(error, PlatformError):
        return error
    raised = [
        f"{name}: {text}"
        for name, text in re.findall(r"^((?:\w+\.)*[A-Z][a-z]\w*): (.+)$", f"{error}", re.MULTILINE)
        if not name.startswith(("org.", "java.", "py4j.", "scala."))
    ]
    problem = raised[-1] if raised else f"{error}".partition("\n")[0]
    return PlatformError(
        f"spark: a task failed as often as it may: {problem}",
        hint="run the same command again: what was committed is kept, the rest is still due",
    )
