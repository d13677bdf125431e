"""Numbers for Prometheus that the warehouse knows: loads as they happen, and how it stands."""

import time
from contextlib import suppress
from importlib.resources import files
from threading import Event, Thread
from typing import Self

import psycopg
import structlog

from mlb_data_platform.telemetry import (
    count_documents,
    count_quarantined,
    count_rows,
    hide_secrets,
    set_failed_checks,
    set_games,
    set_last_exit_code,
    set_last_success,
    set_quarantine,
    set_schedule_lag,
)
from mlb_data_platform.warehouse.connect import Connection, Database, connect
from mlb_data_platform.warehouse.errors import DatabaseRefusedError, DatabaseUnreachableError
from mlb_data_platform.warehouse.load import LoadReport
from mlb_data_platform.warehouse.progress import INCOMPLETE

_LOG = structlog.get_logger(__name__)
_EVERY_S = 10.0
_REST = 20
"""A reading is followed by a rest so many times as long: it never costs more than a twentieth."""

_STATES = ("wanted", "fetched", "transformed", "checked", "failed")
_PROGRESS = ("complete", "unfinished", "upcoming", "missing", "stale", "failed")
_KINDS = ("inserted", "updated", "deleted", "unchanged", "refused")
_SQL = files("mlb_data_platform.warehouse") / "sql"
_LOST_RUN = -1
_LOST = (DatabaseUnreachableError, DatabaseRefusedError, psycopg.Error)


def tell_load(raw_table: str, report: LoadReport) -> None:
    """Count a batch that was loaded, wherever it was: its report is all that is needed.

    Args:
        raw_table: Where its documents lie.
        report: Of that batch alone.
    """
    outcomes = {
        "loaded": report.loaded,
        "stale": report.stale,
        "quarantined": report.quarantined,
    }
    count_documents(raw_table, outcomes)
    for name, counts in report.tables.items():
        count_rows(name, {kind: getattr(counts, kind) for kind in _KINDS})
    count_quarantined(raw_table, report.issues)


def read_gauges(connection: psycopg.Connection) -> None:
    """Read how the warehouse stands, and tell it as numbers."""
    rows = connection.execute(
        "select command, extract(epoch from max(finished_at))::double precision"
        " from metadata.job_executions where status = 'succeeded' group by command"
    )
    for command, finished_at in rows:
        set_last_success(command, finished_at)
    rows = connection.execute(
        "select distinct on (command) command, coalesce(exit_code, %s)"
        " from metadata.runs where state <> 'running' order by command, started_at desc",
        [_LOST_RUN],
    )
    for command, exit_code in rows:
        set_last_exit_code(command, exit_code)
    states, progress, lag_s = read_games(connection)
    set_games(states, progress)
    set_schedule_lag(lag_s)
    rows = connection.execute(
        "select raw_table, kind, count(*) from metadata.quarantine group by raw_table, kind"
    )
    set_quarantine({(raw_table, kind): entries for raw_table, kind, entries in rows})
    rows = connection.execute((_SQL / "newest_verdicts.sql").read_bytes())
    set_failed_checks({(kind, severity): failed for kind, severity, failed in rows})


def read_games(connection: psycopg.Connection) -> tuple[dict[str, int], dict[str, int], float]:
    """Count the games by state and by progress, and say how far behind the schedule we are.

    Args:
        connection: Any.

    Returns:
        Games by state on the work list, listed games by progress (every word of both has its
        number, also 0), and the seconds since the first game was over that a run could mend.
    """
    text = (_SQL / "count_games.sql").read_bytes()
    rows = connection.execute(text, {"incomplete": list(INCOMPLETE)})
    states, progress = dict.fromkeys(_STATES, 0), dict.fromkeys(_PROGRESS, 0)
    lag_s = 0.0
    for how_far, state, games, one_lag_s in rows:
        progress[how_far] += games
        if state is not None:
            states[state] += games
        lag_s = max(lag_s, one_lag_s or 0.0)
    return states, progress, lag_s


class GaugeReader:
    """Reads the gauges on a thread with a connection of its own: at once, now and then, at the end.

    A database that does not answer is told in the log and asked again; it never ends a run.

    Args:
        database: The warehouse.
        every_s: Seconds between two readings; more where a reading takes its time.
    """

    def __init__(self, database: Database, *, every_s: float = _EVERY_S) -> None:
        self._database, self._every_s = database, every_s
        self._stop = Event()
        self._connection: Connection | None = None
        self._thread = Thread(target=self._read_until_stopped, name="gauges", daemon=True)

    def __enter__(self) -> Self:
        """Begin."""
        self._read()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Read a last time, and end."""
        self._stop.set()
        self._thread.join()
        self._read()
        self._let_go()

    def _read_until_stopped(self) -> None:
        spent_s = 0.0
        while not self._stop.wait(max(self._every_s, _REST * spent_s)):
            began = time.monotonic()
            self._read()
            spent_s = time.monotonic() - began

    def _read(self) -> None:
        try:
            if self._connection is None:
                self._connection = connect(self._database)
            read_gauges(self._connection)
        except _LOST as error:
            _LOG.warning("gauges.unread", error=hide_secrets(str(error)))
            self._let_go()

    def _let_go(self) -> None:
        if self._connection is not None:
            with suppress(psycopg.Error):
                self._connection.close()
            self._connection = None
