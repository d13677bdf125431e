"""Fetch answers and keep them raw: many requests at once, a few writers, bounded memory."""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

import structlog

from mlb_data_platform.errors import PlatformError, SetupError, TransientError
from mlb_data_platform.pipelines.context import RunContext
from mlb_data_platform.raw import AppendReport, RawStore
from mlb_data_platform.statsapi import (
    AnswerMismatchError,
    Document,
    NotFoundError,
    Request,
    Source,
    describe,
)
from mlb_data_platform.telemetry import NamedThreads, count_answers, count_quarantined
from mlb_data_platform.warehouse import Connection, Database, connect

Progress: TypeAlias = Callable[[int], None]
"""Called with the number of requests that are answered or failed."""

_LOG = structlog.get_logger(__name__)
_OUTCOMES = ("new", "seen_again", "quarantined")
_FETCHERS = 8
_WRITERS = 2
_BATCH_DOCUMENTS = 12
_BATCH_BYTES = 16_000_000
_HOPELESS = 2 * _FETCHERS
_MAY_PASS = (TransientError, NotFoundError, AnswerMismatchError)
"""Failures that the same question may not meet again: servers behind one address differ."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A request that got no answer.

    Attributes:
        request: What was asked.
        error: Why there is no answer.
    """

    request: Request
    error: PlatformError


@dataclass(slots=True, kw_only=True)
class IngestReport:
    """What an ingest did.

    Attributes:
        fetched: Answers that arrived.
        kept: What became of them in raw.
        failures: Requests without an answer.
    """

    fetched: int = 0
    kept: AppendReport = field(default_factory=AppendReport)
    failures: list[Failure] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """0, or the code of what stands in the way: a failure before a quarantine."""
        if self.failures:
            return max(failure.error.exit_code for failure in self.failures)
        return 5 if self.kept.quarantined else 0

    @property
    def counts(self) -> dict[str, object]:
        """The numbers, for bookkeeping and JSON."""
        return {
            "fetched": self.fetched,
            "new": self.kept.new,
            "seen_again": self.kept.seen_again,
            "quarantined": self.kept.quarantined,
            "failed": len(self.failures),
        }


class Listener(Protocol):
    """Who wants to know what becomes of requests while an ingest is under way."""

    def keeping(self, connection: Connection, documents: Sequence[Document]) -> None:
        """Hear, inside the transaction that keeps them, which answers are kept."""

    def kept(self, documents: Sequence[Document]) -> None:
        """Hear that this is committed; a listener that takes its time slows the ingest down."""

    def failed(self, failure: Failure) -> None:
        """Hear of a request that got no answer."""


class _Nobody:
    """Does not listen."""

    def keeping(self, connection: Connection, documents: Sequence[Document]) -> None: ...

    def kept(self, documents: Sequence[Document]) -> None: ...

    def failed(self, failure: Failure) -> None: ...


def ingest(
    requests: Sequence[Request],
    source: Source,
    *,
    context: RunContext,
    table: str,
    progress: Progress,
    chances: int = 1,
) -> IngestReport:
    """Fetch every request and keep the answers.

    A request that fails costs only itself; what the others answered is kept and committed.

    Args:
        requests: What to ask.
        source: Where to ask.
        context: Where to keep the answers.
        table: Raw table of the requests' method.
        progress: Told about every request that is done.
        chances: How often a request that fails is asked, the others in between.

    Returns:
        True counts, and the requests that failed.

    Raises:
        TransientError: The source is down: nothing but failures for a while. What arrived is kept.
        SetupError: The only request could not be asked at all.
    """
    report = fetch_and_keep(
        requests, source, context=context, table=table, progress=progress, chances=chances
    )
    _raise_if_alone(requests, report)
    return report


def fetch_and_keep(
    requests: Iterable[Request],
    source: Source,
    *,
    context: RunContext,
    table: str,
    progress: Progress,
    listener: Listener | None = None,
    chances: int = 1,
) -> IngestReport:
    """Fetch requests as they come and keep the answers; no failure of a request is raised.

    Args:
        requests: What to ask; the next one is taken when there is a hand free for it.
        source: Where to ask.
        context: Where to keep the answers.
        table: Raw table of the requests' method.
        progress: Told about every request that is done.
        listener: Told what becomes of them; called from several threads.
        chances: How often a request that fails is asked, the others in between.

    Returns:
        True counts, and the requests that failed.

    Raises:
        TransientError: The source is down: nothing but failures for a while. What arrived is kept.
    """
    report, told = IngestReport(), listener or _Nobody()
    RawStore(context.connection, table, run_id=context.run.run_id).ensure_table()
    writers = _Writers(context.database, table, context.run.run_id, told)
    try:
        batch: list[Document] = []
        for one in fetch_all(
            requests,
            source,
            report=report,
            progress=progress,
            failed=told.failed,
            chances=chances,
        ):
            batch.append(one)
            if _is_full(batch):
                writers.write(batch)
                batch = []
        writers.write(batch)
    finally:
        report.kept.add(writers.finish())
    return report


def fetch_all(
    requests: Iterable[Request],
    source: Source,
    *,
    report: IngestReport,
    progress: Progress,
    failed: Callable[[Failure], None] = lambda _: None,
    chances: int = 1,
) -> Iterator[Document]:
    """Fetch in parallel; at most a few answers are in hand at any time.

    Args:
        requests: What to ask.
        source: Where to ask; it limits its own rate.
        report: Counts answers and gets the failures.
        progress: Told about every request that is done.
        failed: Told about those without an answer.
        chances: How often a request that fails is asked; again only after all the others.

    Yields:
        Answers in the order of their arrival.

    Raises:
        TransientError: Nothing but failures for a while.
    """
    asked = requests
    for left in reversed(range(chances)):
        put_off: list[Request] = []
        is_first = asked is requests
        for request, answer in _answers(asked, source, is_first=is_first):
            if isinstance(answer, Document):
                report.fetched += 1
                progress(1)
                yield answer
            elif left and isinstance(answer, _MAY_PASS):
                put_off.append(request)
            else:
                failure = Failure(request, answer)
                report.failures.append(failure)
                progress(1)
                failed(failure)
                _tell_failed(failure)
        if not put_off:
            return
        asked = put_off


def _answers(
    requests: Iterable[Request], source: Source, *, is_first: bool
) -> Iterator[tuple[Request, Document | PlatformError]]:
    """Each request with its answer, or why there is none; ends at once when the source is down."""
    waiting = iter(requests)
    running: dict[Future[Document], Request] = {}
    hopeless = 0
    pool = NamedThreads(max_workers=_FETCHERS, thread_name_prefix="fetch")
    try:
        while True:
            for request in _take(waiting, 2 * _FETCHERS - len(running)):
                running[pool.submit(source.fetch, request)] = request
            if not running:
                return
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                request = running.pop(future)
                try:
                    document = future.result()
                except PlatformError as error:
                    hopeless = hopeless + 1 if isinstance(error, TransientError) else 0
                    # Those that are asked again failed before: that they fail says little.
                    if is_first and hopeless >= _HOPELESS:
                        raise
                    yield request, error
                    continue
                hopeless = 0
                yield request, document
    finally:
        # After Ctrl-C nobody waits for answers: closing the source ends what is still under way.
        pool.shutdown(wait=not running, cancel_futures=True)


def _tell_failed(failure: Failure) -> None:
    kind, error = type(failure.error).__name__, str(failure.error)
    _LOG.warning("request.failed", request=describe(failure.request), kind=kind, error=error)


def _take(waiting: Iterator[Request], most: int) -> Iterator[Request]:
    for _, request in zip(range(most), waiting, strict=False):
        yield request


def _is_full(batch: Sequence[Document]) -> bool:
    size = sum(len(document.body) for document in batch)
    return len(batch) >= _BATCH_DOCUMENTS or size >= _BATCH_BYTES


def _raise_if_alone(requests: Sequence[Request], report: IngestReport) -> None:
    """The error of a single request is the run's; a set-up that fails for all fails the run."""
    errors = [failure.error for failure in report.failures]
    if not errors or report.fetched:
        return
    if len(requests) == 1 or all(isinstance(error, SetupError) for error in errors):
        raise errors[0]


class _Writers:
    """A few threads, each with a connection of its own, that append batches."""

    def __init__(self, database: Database, table: str, run_id: str, listener: Listener) -> None:
        self._database, self._table, self._run_id = database, table, run_id
        self._listener = listener
        self._local = threading.local()
        self._connections: list[Connection] = []
        self._pool = NamedThreads(max_workers=_WRITERS, thread_name_prefix="write")
        self._running: list[Future[AppendReport]] = []
        self._report = AppendReport()

    def write(self, batch: list[Document]) -> None:
        """Append a batch soon; waits while too many batches are under way."""
        if not batch:
            return
        while len(self._running) >= 2 * _WRITERS:
            done = wait(self._running, return_when=FIRST_COMPLETED).done
            self._collect(done)
        self._running.append(self._pool.submit(self._append, batch))

    def finish(self) -> AppendReport:
        """Wait for everything, close the connections, give the counts."""
        try:
            self._collect(set(wait(self._running).done))
        finally:
            self._pool.shutdown(wait=True)
            for connection in self._connections:
                connection.close()
        return self._report

    def _collect(self, done: set[Future[AppendReport]]) -> None:
        self._running = [future for future in self._running if future not in done]
        for future in done:
            kept = future.result()
            self._report.add(kept)
            outcomes = {name: getattr(kept, name) for name in _OUTCOMES}
            count_answers(self._table, outcomes)
            count_quarantined(self._table, kept.quarantined)
            if kept.quarantined:
                _LOG.warning("quarantine.filled", raw_table=self._table, answers=kept.quarantined)

    def _append(self, batch: list[Document]) -> AppendReport:
        store = getattr(self._local, "store", None)
        if store is None:
            connection = connect(self._database)
            self._connections.append(connection)
            store = self._local.store = RawStore(connection, self._table, run_id=self._run_id)
            self._local.connection = connection
        connection = self._local.connection
        report: AppendReport = store.append(
            batch, also=lambda: self._listener.keeping(connection, batch)
        )
        self._listener.kept(batch)
        return report
