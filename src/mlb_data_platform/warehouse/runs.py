"""One row in `metadata.job_executions` for every run, from its first moment on.

While it runs it holds a lock of its own, on its own connection. Whoever dies lets go of it, on any
machine and in any way: so `metadata.living_runs()` tells a dead run from a live one.
"""

import os
import platform
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import psycopg
import structlog
from psycopg import conninfo
from psycopg.types.json import Jsonb

from mlb_data_platform import __version__
from mlb_data_platform.errors import PlatformError, TerminatedError
from mlb_data_platform.mapping import load_mappings
from mlb_data_platform.telemetry import hide_secrets, named_run, take_run_id, timed_stage
from mlb_data_platform.warehouse.connect import Database, connect
from mlb_data_platform.warehouse.errors import DatabaseRefusedError, DatabaseUnreachableError

_LONGEST_ERROR = 10_000
_DONE = (0, 5)
"""Exit codes of a run that did what it was asked, with or without something in quarantine."""

_LOG = structlog.get_logger(__name__)


@dataclass(slots=True, kw_only=True)
class Run:
    """One execution of a command.

    Attributes:
        run_id: Its name, in every row and log line it writes.
        command: The command, e.g. `pipeline daily`.
        counts: What it did so far.
        stages: Seconds spent by stage.
        exit_code: What it will answer.
    """

    run_id: str
    command: str = ""
    counts: dict[str, object] = field(default_factory=dict)
    stages: dict[str, float] = field(default_factory=dict)
    exit_code: int = 0

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time a stage, and tell its begin and its end."""
        _LOG.debug("stage.started", stage=name)
        started = time.monotonic()
        try:
            with timed_stage(self.command, name):
                yield
        finally:
            spent = time.monotonic() - started
            self.stages[name] = round(self.stages.get(name, 0.0) + spent, 3)
            _LOG.info("stage.finished", stage=name, seconds=round(spent, 3))


def can_record(connection: psycopg.Connection) -> bool:
    """Whether a database has a place for runs yet, as this version writes them."""
    row = connection.execute(
        "select exists (select from information_schema.columns where table_schema = 'metadata'"
        " and table_name = 'job_executions' and column_name = 'versions')"
    ).fetchone()
    return bool(row and row[0])


@contextmanager
def start_run(
    connection: psycopg.Connection,
    *,
    command: str,
    job_name: str | None = None,
    parameters: Mapping[str, object] | None = None,
) -> Iterator[Run]:
    """Record a run: `running` now, then how it ended, also when it ends by an error or Ctrl-C.

    Args:
        connection: In autocommit mode; used at the begin and at the end, and open all the while,
            since it holds the lock that says the run is alive.
        command: The command, e.g. `ingest`.
        job_name: The job it runs.
        parameters: What was asked for; what looks like a secret is hidden.

    Yields:
        The run.
    """
    run = Run(run_id=take_run_id(), command=command)
    began = time.monotonic()
    asked = hide_secrets(dict(parameters or {}))
    again = Database(url=conninfo.make_conninfo(connection.info.dsn, **_password_of(connection)))
    with named_run(run.run_id, command=command):
        _begin(connection, run, job_name, asked)
        _LOG.info("run.started", job=job_name, parameters=asked)
        try:
            yield run
        except KeyboardInterrupt as signal:
            code, word = (
                (143, "SIGTERM") if isinstance(signal, TerminatedError) else (130, "Ctrl-C")
            )
            end = _End("interrupted", f"ended by {word}", code)
            _finish(connection, again, run, end, began)
            raise
        except BaseException as error:
            code = error.exit_code if isinstance(error, PlatformError) else 1
            end = _End("failed", _kept(hide_secrets(str(error))) or type(error).__name__, code)
            _finish(connection, again, run, end, began)
            raise
        status = "succeeded" if run.exit_code in _DONE else "failed"
        _finish(connection, again, run, _End(status, None, run.exit_code), began)


@dataclass(frozen=True, slots=True)
class _End:
    """How a run ended."""

    status: str
    error: str | None
    exit_code: int


def _kept(text: str) -> str:
    """An error as a column can hold it: what an answer or a shell put into it may be anything."""
    cleaned = text.replace("\0", "\\0").encode("utf-8", "backslashreplace").decode()
    return cleaned if len(cleaned) <= _LONGEST_ERROR else f"{cleaned[:_LONGEST_ERROR]}…"


def _begin(
    connection: psycopg.Connection, run: Run, job_name: str | None, asked: Mapping[str, object]
) -> None:
    # Held as long as the connection lasts, and before the row is there to be looked at.
    connection.execute(
        "select pg_advisory_lock(hashtextextended('mlb run ' || %s, 0))", (run.run_id,)
    )
    # A machine that vanishes says no goodbye: the server has to ask, or holds the lock for hours.
    connection.execute("set tcp_keepalives_idle = 60")
    connection.execute("set tcp_keepalives_interval = 10")
    connection.execute("set tcp_keepalives_count = 6")
    connection.execute(
        "insert into metadata.job_executions"
        " (run_id, command, job_name, status, parameters, version, host, pid, versions)"
        " values (%s, %s, %s, 'running', %s, %s, %s, %s, %s)",
        (
            run.run_id,
            run.command,
            job_name,
            Jsonb(asked),
            __version__,
            platform.node(),
            os.getpid(),
            Jsonb(_versions(connection)),
        ),
    )


def _versions(connection: psycopg.Connection) -> dict[str, object]:
    """What the run is made of: whoever has the same gets the same rows from the same answers."""
    row = connection.execute(
        "select current_setting('server_version'), left(encode(sha256(convert_to("
        " string_agg(component || ' ' || checksum, ',' order by component), 'UTF8')), 'hex'), 16)"
        " from metadata.schema_versions"
    ).fetchone()
    postgresql, schema = row or (None, None)
    return {
        "platform": __version__,
        "python": platform.python_version(),
        "postgresql": postgresql,
        "system": f"{platform.system()} {platform.machine()}",
        "schema": schema,
        "mappings": {mapping.name: mapping.fingerprint for mapping in load_mappings()},
    }


def _finish(
    connection: psycopg.Connection, again: Database, run: Run, end: _End, began: float
) -> None:
    level = {"succeeded": "info", "interrupted": "warning"}.get(end.status, "error")
    tell = getattr(_LOG, level)
    tell(
        "run.finished",
        status=end.status,
        exit_code=end.exit_code,
        seconds=round(time.monotonic() - began, 3),
        stages=run.stages,
        counts=run.counts,
        **({"error": end.error} if end.error else {}),
    )
    if not connection.broken and not connection.closed:
        _write_end(connection, run, end)
        connection.execute(
            "select pg_advisory_unlock(hashtextextended('mlb run ' || %s, 0))", (run.run_id,)
        )
        return
    # The error that broke it is on its way up; a server that is back by now hears how it ended.
    try:
        with connect(again) as another:
            _write_end(another, run, end)
    except (DatabaseUnreachableError, DatabaseRefusedError, psycopg.OperationalError) as error:
        _LOG.warning("run.unrecorded", status=end.status, error=str(error))


def _write_end(connection: psycopg.Connection, run: Run, end: _End) -> None:
    connection.execute(
        "update metadata.job_executions set status = %s, finished_at = now(), counts = %s,"
        " stages = %s, error = %s, exit_code = %s where run_id = %s",
        (end.status, Jsonb(run.counts), Jsonb(run.stages), end.error, end.exit_code, run.run_id),
    )


def _password_of(connection: psycopg.Connection) -> dict[str, str]:
    """`info.dsn` leaves it out, as it should."""
    return {"password": connection.info.password} if connection.info.password else {}
