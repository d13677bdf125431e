"""What every command tells while it works: log lines, numbers over HTTP, numbers in a file."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import structlog
import typer

from mlb_data_platform import __version__
from mlb_data_platform.cli.console import note
from mlb_data_platform.errors import SetupError
from mlb_data_platform.telemetry import (
    LogFormat,
    LogLevel,
    LogSettings,
    MetricsServer,
    configure_logs,
    named_command,
    serve_metrics,
    tell_build,
    tell_end,
    tell_start,
    write_metrics,
)
from mlb_data_platform.warehouse import Database, GaugeReader

_LOG = structlog.get_logger(__name__)

_OBSERVED = {"ingest", "transform", "pipeline", "quality", "demo", "db migrate", "db refresh-views"}
"""Commands with numbers to tell; `query` must not take the port or the file of a long run."""

_FLAGS = {
    "--log-format",
    "--log-level",
    "--metrics-port",
    "--metrics-host",
    "--metrics-file",
    "--quarantine-code",
}
_PANEL = "Logs, metrics and exit code, before or after the command"

EXIT_IN_QUARANTINE = 5
"""Done, and something is set aside (ADR 0011)."""

LogFormatOption = Annotated[
    LogFormat,
    typer.Option(
        help="How log lines on standard error look; json leaves nothing else there.",
        envvar="MLB_LOG_FORMAT",
        rich_help_panel=_PANEL,
    ),
]
LogLevelOption = Annotated[
    LogLevel | None,
    typer.Option(
        help="The least that is logged.",
        envvar="MLB_LOG_LEVEL",
        show_default="warning; info with json",
        rich_help_panel=_PANEL,
    ),
]
MetricsPortOption = Annotated[
    int | None,
    typer.Option(
        min=0,
        max=65535,
        help="Serve Prometheus metrics here while ingest, transform, pipeline, quality, demo"
        " or db migrate runs; 0 takes a free port.",
        envvar="MLB_METRICS_PORT",
        show_default=False,
        rich_help_panel=_PANEL,
    ),
]
MetricsHostOption = Annotated[
    str,
    typer.Option(
        help="Address for --metrics-port.", envvar="MLB_METRICS_HOST", rich_help_panel=_PANEL
    ),
]
MetricsFileOption = Annotated[
    Path | None,
    typer.Option(
        help="Write the metrics of these commands to this file when they end, however they end;"
        " for node_exporter, whose files end in .prom.",
        envvar="MLB_METRICS_FILE",
        show_default=False,
        rich_help_panel=_PANEL,
    ),
]
QuarantineCodeOption = Annotated[
    int,
    typer.Option(
        min=0,
        max=EXIT_IN_QUARANTINE,
        help="Exit code of a run that is done and has set something aside; 0 for schedulers that"
        " know only success and failure.",
        envvar="MLB_QUARANTINE_CODE",
        rich_help_panel=_PANEL,
    ),
]


@dataclass(slots=True)
class Session:
    """One command, from its first moment to its exit code.

    Attributes:
        command: Its words, e.g. `pipeline daily`; empty when none was typed.
        exit_code: How it ended; a fault until somebody knows better.
        quarantine_code: What it answers when it is done and has set something aside.
    """

    command: str
    exit_code: int = 1
    quarantine_code: int = EXIT_IN_QUARANTINE
    _server: MetricsServer | None = None
    _file: Path | None = None

    def begin(
        self,
        *,
        log_format: LogFormat,
        log_level: LogLevel | None,
        port: int | None,
        host: str,
        file: Path | None,
    ) -> None:
        """Tell as was asked for, from now on.

        Raises:
            SetupError: The port or the file cannot be had.
        """
        usual = LogLevel.INFO if log_format is LogFormat.JSON else LogLevel.WARNING
        configure_logs(LogSettings(log_format, log_level or usual))
        if not _is_observed(self.command):
            return
        tell_build(__version__)
        tell_start(self.command)
        self._file = _checked(file) if file else None
        if port is not None:
            self._server = _served(host, port)
            note(f"metrics at {self._server.url}")

    @property
    def answer(self) -> int:
        """What the process answers; logs, metrics and the record keep to `exit_code`."""
        aside = self.exit_code == EXIT_IN_QUARANTINE
        return self.quarantine_code if aside else self.exit_code

    def watch(self, database: Database) -> GaugeReader | nullcontext[None]:
        """Read how the warehouse stands meanwhile, if somebody looks at the numbers."""
        return GaugeReader(database) if self._server or self._file else nullcontext()

    def end(self) -> None:
        """Tell how it ended, write the file, give the port back."""
        if _is_observed(self.command):
            tell_end(self.command, self.exit_code)
        try:
            if self._file:
                write_metrics(self._file)
        except OSError as error:
            # The work is done or lost already, and its exit code says which.
            _LOG.error("metrics.unwritten", file=str(self._file), error=str(error))
        finally:
            if self._server:
                self._server.close()


_present: ContextVar[Session | None] = ContextVar("session", default=None)


@contextmanager
def observed(command: str) -> Iterator[Session]:
    """A command's session; it ends with the block, however that ends."""
    session = Session(command)
    reset = _present.set(session)
    with named_command():
        # Until the command's own flags are read, lines are for people.
        configure_logs(LogSettings())
        try:
            yield session
        finally:
            session.end()
            _present.reset(reset)


def present_session() -> Session:
    """The session of the command that runs; one that tells nothing outside of any."""
    return _present.get() or Session("")


def flags_first(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """Take the flags that every command has out, wherever they stand.

    Args:
        arguments: As typed.

    Returns:
        These flags with their values, and the rest; what follows `--` is never touched.

    Example:
        >>> flags_first(["ingest", "--log-format", "json", "--job", "game", "--log-level=info"])
        (['--log-format', 'json', '--log-level=info'], ['ingest', '--job', 'game'])
    """
    flags: list[str] = []
    rest: list[str] = []
    words = iter(arguments)
    for word in words:
        if word == "--":
            rest += [word, *words]
        elif word.partition("=")[0] in _FLAGS:
            flags.append(word)
            flags += [] if "=" in word else [value for value in [next(words, None)] if value]
        else:
            rest.append(word)
    return flags, rest


def _is_observed(command: str) -> bool:
    return not _OBSERVED.isdisjoint({command, command.partition(" ")[0]})


def _checked(file: Path) -> Path:
    """Now, not after two hours of work."""
    folder = file.absolute().parent
    if not folder.is_dir() or not os.access(folder, os.W_OK) or file.is_dir():
        found = "a folder" if file.is_dir() else "no folder that can be written to"
        hint = f"mkdir -p {folder}   (and see who owns it)"
        raise SetupError(f"--metrics-file {file}: found {found}, wanted a file", hint=hint)
    return file


def _served(host: str, port: int) -> MetricsServer:
    try:
        return serve_metrics(host, port)
    except (OSError, OverflowError) as error:
        problem = f"--metrics-port: {host}:{port} cannot be had ({error})"
        raise SetupError(problem, hint="--metrics-port 0 takes a free port") from error


__all__ = [
    "EXIT_IN_QUARANTINE",
    "LogFormatOption",
    "LogLevelOption",
    "MetricsFileOption",
    "MetricsHostOption",
    "MetricsPortOption",
    "QuarantineCodeOption",
    "Session",
    "flags_first",
    "observed",
    "present_session",
]
