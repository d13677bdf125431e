"""One row in `metadata.job_executions` for every run, from its first moment on."""

import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import psycopg
from psycopg.types.json import Jsonb

from mlb_data_platform import __version__
from mlb_data_platform.errors import PlatformError, Terminated

_DONE = (0, 5)
"""Exit codes of a run that did what it was asked, with or without something in quarantine."""


@dataclass(slots=True, kw_only=True)
class Run:
    """One execution of a command.

    Attributes:
        run_id: Its name, in every row and log line it writes.
        counts: What it did so far.
        stages: Seconds spent by stage.
        exit_code: What it will answer.
    """

    run_id: str
    counts: dict[str, object] = field(default_factory=dict)
    stages: dict[str, float] = field(default_factory=dict)
    exit_code: int = 0

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time a stage."""
        started = time.monotonic()
        try:
            yield
        finally:
            spent = self.stages.get(name, 0.0) + time.monotonic() - started
            self.stages[name] = round(spent, 3)


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
        connection: In autocommit mode; used at the begin and at the end only.
        command: The command, e.g. `ingest`.
        job_name: The job it runs.
        parameters: What was asked for; never a secret.

    Yields:
        The run.
    """
    run = Run(run_id=uuid.uuid4().hex[:12])
    connection.execute(
        "insert into metadata.job_executions"
        " (run_id, command, job_name, status, parameters, version)"
        " values (%s, %s, %s, 'running', %s, %s)",
        (run.run_id, command, job_name, Jsonb(dict(parameters or {})), __version__),
    )
    # Held as long as the connection lasts: this is how others tell that the run lives.
    connection.execute(
        "select pg_advisory_lock(hashtextextended('mlb run ' || %s, 0))", (run.run_id,)
    )
    try:
        yield run
    except KeyboardInterrupt as signal:
        code, word = (143, "SIGTERM") if isinstance(signal, Terminated) else (130, "Ctrl-C")
        _finish(connection, run, status="interrupted", error=f"ended by {word}", exit_code=code)
        raise
    except BaseException as error:
        code = error.exit_code if isinstance(error, PlatformError) else 1
        _finish(connection, run, status="failed", error=str(error), exit_code=code)
        raise
    status = "succeeded" if run.exit_code in _DONE else "failed"
    _finish(connection, run, status=status, error=None, exit_code=run.exit_code)


def _finish(
    connection: psycopg.Connection, run: Run, *, status: str, error: str | None, exit_code: int
) -> None:
    if connection.broken:
        # The error that broke it is on its way up; the row stays `running`, as after a kill.
        return
    connection.execute(
        "update metadata.job_executions set status = %s, finished_at = now(), counts = %s,"
        " stages = %s, error = %s, exit_code = %s where run_id = %s",
        (status, Jsonb(run.counts), Jsonb(run.stages), error, exit_code, run.run_id),
    )
    connection.execute(
        "select pg_advisory_unlock(hashtextextended('mlb run ' || %s, 0))", (run.run_id,)
    )
