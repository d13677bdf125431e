"""The numbers of a process for Prometheus; `docs/observing.md` says what each means.

Counters begin at 0 in each process. Worker processes report to their parent, which counts: so a
number is whole wherever the work was done.
"""

import math
import platform
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager

import prometheus_client
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info
from prometheus_client.core import CounterMetricFamily, Metric
from prometheus_client.registry import Collector

# When a series began is nobody's question here, and would double their number.
prometheus_client.disable_created_metrics()  # type: ignore[no-untyped-call]

REGISTRY = CollectorRegistry()
"""Ours alone: what other libraries register is theirs."""

LAST_SUCCESS = "mlb_etl_last_success_timestamp_seconds"

_FINE = (0, 5)
"""Exit codes of a run that did what it was asked, with or without something in quarantine."""

_BUILD = Info("mlb_etl_build", "What runs here.", registry=REGISTRY)
_REQUESTS = Counter(
    "mlb_etl_requests",
    "Requests sent, each attempt counted, by endpoint and how it ended.",
    ["endpoint", "status"],
    registry=REGISTRY,
)
_REQUEST_SECONDS = Histogram(
    "mlb_etl_request_duration_seconds",
    "From sending a request to the last byte of its answer, or its failure.",
    ["endpoint"],
    buckets=(0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120),
    registry=REGISTRY,
)
_RETRIES = Counter(
    "mlb_etl_request_retries",
    "Requests that are sent again, by how the attempt before ended.",
    ["endpoint", "status"],
    registry=REGISTRY,
)
_RETRY_WAIT = Counter(
    "mlb_etl_retry_wait_seconds",
    "Seconds that threads waited before sending again.",
    registry=REGISTRY,
)
_RATE_LIMIT_WAIT = Counter(
    "mlb_etl_rate_limit_wait_seconds",
    "Seconds that threads waited for their turn under the rate limit.",
    registry=REGISTRY,
)
_FAILED_REQUESTS = Counter(
    "mlb_etl_requests_failed",
    "Questions given up without an answer, after all attempts.",
    ["endpoint", "error"],
    registry=REGISTRY,
)
_ANSWERS = Counter(
    "mlb_etl_answers",
    "Answers by what became of them in the raw table.",
    ["raw_table", "outcome"],
    registry=REGISTRY,
)
_DOCUMENTS = Counter(
    "mlb_etl_documents",
    "Raw rows transformed, by what became of them.",
    ["raw_table", "outcome"],
    registry=REGISTRY,
)
_ROWS = Counter(
    "mlb_etl_rows",
    "Rows of normalized tables by what happened to them.",
    ["table", "kind"],
    registry=REGISTRY,
)
_QUARANTINED = Counter(
    "mlb_etl_quarantined",
    "Answers, documents, rows and values set aside.",
    ["raw_table"],
    registry=REGISTRY,
)
_GAMES = Gauge(
    "mlb_etl_games",
    "Games that pipelines know, by state on the work list.",
    ["state"],
    registry=REGISTRY,
)
_PROGRESS = Gauge(
    "mlb_etl_games_listed",
    "Games that the schedule lists, by how far they are in the tables.",
    ["progress"],
    registry=REGISTRY,
)
_LAG = Gauge(
    "mlb_etl_schedule_lag_seconds",
    "How long the longest has been over that is missing, failed or stale; 0 without such games.",
    registry=REGISTRY,
)
_LAG.set(math.nan)  # not read yet is not 0: a run without a database must not end an alert

_STARTED = Gauge(
    "mlb_etl_run_started_timestamp_seconds",
    "When the command began, seconds since 1970.",
    ["command"],
    registry=REGISTRY,
)
_FINISHED = Gauge(
    "mlb_etl_run_finished_timestamp_seconds",
    "When the command ended, seconds since 1970.",
    ["command"],
    registry=REGISTRY,
)
_EXIT_CODE = Gauge(
    "mlb_etl_run_exit_code",
    "Exit code of the command: 0 done, 5 done with quarantine, others failed.",
    ["command"],
    registry=REGISTRY,
)
_LAST_SUCCESS = Gauge(
    LAST_SUCCESS,
    "When the command last ended well (exit code 0 or 5), seconds since 1970.",
    ["command"],
    registry=REGISTRY,
)
_LAST_EXIT_CODE = Gauge(
    "mlb_etl_last_run_exit_code",
    "Exit code of the newest run of each command that is over, by the database; -1 for a lost one.",
    ["command"],
    registry=REGISTRY,
)
_QUARANTINE = Gauge(
    "mlb_etl_quarantine_entries",
    "What lies in quarantine, by raw table and what was set aside.",
    ["raw_table", "kind"],
    registry=REGISTRY,
)
_CHECKS_FAILED = Gauge(
    "mlb_etl_checks_failed",
    "Checks that failed when they last had something to check, by kind and severity.",
    ["kind", "severity"],
    registry=REGISTRY,
)


class _Stages(Collector):
    """Seconds by stage, those of stages under way included."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._done: dict[tuple[str, str], float] = {}
        self._running: list[tuple[tuple[str, str], float]] = []

    @contextmanager
    def timed(self, command: str, stage: str) -> Iterator[None]:
        """Count the time of a block."""
        one = ((command, stage), time.monotonic())
        with self._lock:
            self._running.append(one)
        try:
            yield
        finally:
            with self._lock:
                self._running.remove(one)
                self._done[one[0]] = self._done.get(one[0], 0.0) + time.monotonic() - one[1]

    def collect(self) -> Iterator[Metric]:
        """As Prometheus wants it."""
        family = CounterMetricFamily(
            "mlb_etl_stage_seconds",
            "Seconds spent in each stage, also in one that is still under way.",
            labels=["command", "stage"],
        )
        with self._lock:
            seconds, now = dict(self._done), time.monotonic()
            for key, began in self._running:
                seconds[key] = seconds.get(key, 0.0) + now - began
        for key, spent in seconds.items():
            family.add_metric(key, spent)
        yield family


_STAGES = _Stages()
REGISTRY.register(_STAGES)


def tell_build(version: str) -> None:
    """Say which version of the platform runs, on which Python."""
    _BUILD.info({"version": version, "python": platform.python_version()})


def tell_start(command: str) -> None:
    """Say that a command began."""
    _STARTED.labels(command).set_to_current_time()


def tell_end(command: str, exit_code: int) -> None:
    """Say that a command ended, and how."""
    _FINISHED.labels(command).set_to_current_time()
    _EXIT_CODE.labels(command).set(exit_code)
    if exit_code in _FINE:
        _LAST_SUCCESS.labels(command).set_to_current_time()


def set_last_success(command: str, timestamp_s: float) -> None:
    """Say when a command last ended well, as others remember it."""
    _LAST_SUCCESS.labels(command).set(timestamp_s)


def set_last_exit_code(command: str, exit_code: int) -> None:
    """Say how the newest run of a command ended, as others remember it."""
    _LAST_EXIT_CODE.labels(command).set(exit_code)


def timed_stage(command: str, stage: str) -> AbstractContextManager[None]:
    """Count the seconds of a block as a stage of a command."""
    return _STAGES.timed(command, stage)


def count_request(endpoint: str, status: str, seconds: float) -> None:
    """Count one attempt.

    Args:
        endpoint: `Endpoint.method`.
        status: HTTP status, or how it ended without a whole answer.
        seconds: How long it took, without any waiting of ours.
    """
    _REQUESTS.labels(endpoint, status).inc()
    _REQUEST_SECONDS.labels(endpoint).observe(seconds)


def count_retry(endpoint: str, status: str, wait_s: float) -> None:
    """Count that a request is sent again, and the wait before."""
    _RETRIES.labels(endpoint, status).inc()
    _RETRY_WAIT.inc(wait_s)


def count_rate_limit_wait(seconds: float) -> None:
    """Count time that a thread waited for its turn."""
    _RATE_LIMIT_WAIT.inc(seconds)


def count_failed_request(endpoint: str, error: str) -> None:
    """Count a question that was given up; `error` is the kind of the last failure."""
    _FAILED_REQUESTS.labels(endpoint, error).inc()


def count_answers(raw_table: str, outcomes: Mapping[str, int]) -> None:
    """Count what became of answers in a raw table: new, seen_again, quarantined."""
    for outcome, number in outcomes.items():
        _ANSWERS.labels(raw_table, outcome).inc(number)


def count_documents(raw_table: str, outcomes: Mapping[str, int]) -> None:
    """Count what became of raw rows: loaded, stale, quarantined."""
    for outcome, number in outcomes.items():
        _DOCUMENTS.labels(raw_table, outcome).inc(number)


def count_rows(table: str, kinds: Mapping[str, int]) -> None:
    """Count rows of a table: inserted, updated, deleted, unchanged, refused."""
    for kind, number in kinds.items():
        _ROWS.labels(table, kind).inc(number)


def count_quarantined(raw_table: str, number: int) -> None:
    """Count what was set aside: answers, documents, rows and values."""
    _QUARANTINED.labels(raw_table).inc(number)


def set_games(states: Mapping[str, int], progress: Mapping[str, int]) -> None:
    """Say how many games are in each state of the work list, and how far those listed are."""
    for state, number in states.items():
        _GAMES.labels(state).set(number)
    for how_far, number in progress.items():
        _PROGRESS.labels(how_far).set(number)


def set_schedule_lag(seconds: float) -> None:
    """Say how far the tables are behind the schedule."""
    _LAG.set(seconds)


def set_quarantine(entries: Mapping[tuple[str, str], int]) -> None:
    """Say how much lies in quarantine, by raw table and kind; what is gone becomes 0."""
    _set_all(_QUARANTINE, entries)


def set_failed_checks(failed: Mapping[tuple[str, str], int]) -> None:
    """Say how many checks failed when they were last made, by kind and severity."""
    _set_all(_CHECKS_FAILED, failed)


def _set_all(gauge: Gauge, numbers: Mapping[tuple[str, str], int]) -> None:
    samples = [one for family in gauge.collect() for one in family.samples]
    known = {(first, second) for first, second in (one.labels.values() for one in samples)}
    for labels in known | numbers.keys():
        gauge.labels(*labels).set(numbers.get(labels, 0))
