"""`mlb-etl`: every command, and the frame that turns errors into messages and exit codes."""

import faulthandler
import os
import signal
import sys
import threading
import time
from functools import cache
from itertools import pairwise
from typing import Annotated, Any

import stamina.instrumentation
import structlog
import typer

from mlb_data_platform import __version__
from mlb_data_platform.cli import (
    db,
    demo,
    deploy,
    endpoints,
    export,
    ingest,
    pipeline,
    plan,
    quality,
    query,
    raw,
    reference,
    runs,
    schema,
    simulate,
    transform,
)
from mlb_data_platform.cli.console import Output, show_error, warn
from mlb_data_platform.cli.observing import (
    EXIT_IN_QUARANTINE,
    LogFormatOption,
    LogLevelOption,
    MetricsFileOption,
    MetricsHostOption,
    MetricsPortOption,
    QuarantineCodeOption,
    Session,
    flags_first,
    observed,
)
from mlb_data_platform.cli.process_title import hide_secrets
from mlb_data_platform.errors import PlatformError, TerminatedError, TransientError, UsageError
from mlb_data_platform.telemetry import LogFormat, log_settings
from mlb_data_platform.warehouse import (
    DeniedError,
    DriverError,
    OutOfRangeError,
    PermissionMissingError,
)

_LOG = structlog.get_logger(__name__)
_INTERRUPTED = 130
"""What shells answer for a command that Ctrl-C ended."""

_TERMINATED = 143
"""What they answer for one that SIGTERM ended."""

# Typer carries its own copy of click in some versions and uses the installed one in others.
_ClickError: type[Exception] = next(
    c for c in typer.BadParameter.__mro__ if c.__name__ == "ClickException"
)

app = typer.Typer(
    name="mlb-etl",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    help="The public MLB StatsAPI, kept untouched in PostgreSQL and turned into a queryable"
    " warehouse.\n\n"
    "Begin with [bold]mlb-etl demo[/]: no network, nothing to install.",
    epilog="Exit codes: 0 done · 1 fault · 2 usage or failed check · 3 set-up missing · "
    "4 unreachable, retry later · 5 done, something is in quarantine",
)
app.command("ingest")(ingest.ingest)
app.command("endpoints")(endpoints.endpoints)
app.command("transform")(transform.transform)
app.add_typer(pipeline.app, name="pipeline")
app.add_typer(plan.app, name="plan")
app.add_typer(db.app, name="db")
app.add_typer(quality.app, name="quality")
app.add_typer(schema.app, name="schema")
app.add_typer(raw.app, name="raw")
app.add_typer(reference.app, name="reference")
app.add_typer(export.app, name="export")
app.command("query")(query.query)
app.command("runs")(runs.runs)
app.add_typer(simulate.app, name="simulate")
app.add_typer(deploy.app, name="deploy")
app.command("demo")(demo.demo)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"mlb-etl {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    context: typer.Context,
    *,
    _version: Annotated[
        bool,
        typer.Option(
            "--version", help="Show the version and leave.", is_eager=True, callback=_show_version
        ),
    ] = False,
    log_format: LogFormatOption = LogFormat.TEXT,
    log_level: LogLevelOption = None,
    metrics_port: MetricsPortOption = None,
    metrics_host: MetricsHostOption = "127.0.0.1",
    metrics_file: MetricsFileOption = None,
    quarantine_code: QuarantineCodeOption = EXIT_IN_QUARANTINE,
) -> None:
    """Options of every command."""
    session: Session = context.obj
    session.quarantine_code = quarantine_code
    session.begin(
        log_format=log_format,
        log_level=log_level,
        port=metrics_port,
        host=metrics_host,
        file=metrics_file,
    )


def main(arguments: list[str] | None = None) -> None:
    """Run one command and leave with its exit code."""
    signal.signal(signal.SIGINT, _end_in_order)
    signal.signal(signal.SIGTERM, _end_in_order)
    typed = sys.argv[1:] if arguments is None else arguments
    hide_secrets(typed)
    code = run(typed)
    if code in {_INTERRUPTED, _TERMINATED}:
        sys.stdout.flush()
        sys.stderr.flush()
        # Threads may still wait, for up to half a minute, for answers that nobody wants any more.
        os._exit(code)
    sys.exit(code)


def run(arguments: list[str]) -> int:
    """Run one command.

    Args:
        arguments: As typed after `mlb-etl`.

    Returns:
        The exit code; errors are on standard error, or the JSON object on standard output.
    """
    flags, rest = flags_first(arguments)
    # Retries are told by those who make them, with the URL and the true wait.
    stamina.instrumentation.set_on_retry_hooks([])
    with observed(_command_of(rest)) as session:
        try:
            session.exit_code = _run([*flags, *rest], session)
        except Exception:
            if not log_settings().is_json:
                raise
            _LOG.exception("command.crashed")
    return session.answer


def _run(arguments: list[str], session: Session) -> int:
    """Run one command, whose errors become messages and exit codes."""
    output = _wanted_output(arguments)
    try:
        _refuse_no_text(arguments)
        code = _commands().main(args=arguments, standalone_mode=False, obj=session)
    except _ClickError as error:
        return _refuse(error, output)
    except (typer.Abort, KeyboardInterrupt):
        return _interrupted()
    except PlatformError as error:
        show_error(error, output)
        return error.exit_code
    except (DriverError, DeniedError, OutOfRangeError) as error:
        return _database_failed(error, output)
    except BrokenPipeError:
        # The reader of our output went away, as `head` does; nothing is wrong.
        sys.stderr.close()
        return 0
    return _interrupted() if code == _INTERRUPTED else int(code or 0)


def _refuse_no_text(arguments: list[str]) -> None:
    """Bytes that are no UTF-8 can be neither asked of the API nor kept in the database."""
    for argument in arguments:
        try:
            argument.encode()
        except UnicodeEncodeError as error:
            problem = f"found {argument!r}, wanted text in UTF-8"
            raise UsageError(problem, hint="mlb-etl --help") from error


def _interrupted() -> int:
    warn("interrupted; what was committed is kept: type the same again to go on")
    return _TERMINATED if signal.SIGTERM in _signals else _INTERRUPTED


_signals: dict[int, float] = {}
"""Signals that arrived, and when; typer swallows the exceptions that they raise."""

_SAME_SIGNAL_S = 1.0
"""A terminal, a make and a timeout may all hand on the same Ctrl-C."""


_IN_ORDER_WITHIN_S = 25.0
"""Kubernetes kills what has not ended 30 seconds after SIGTERM."""


def _leave_at_last() -> None:
    """End a run that does not end in order soon enough, and say where it hung."""
    time.sleep(_IN_ORDER_WITHIN_S)
    faulthandler.dump_traceback(file=sys.stderr, all_threads=True)
    os._exit(_interrupted())


def _end_in_order(number: int, _frame: object) -> None:
    """Let transactions under way finish and the run be recorded; asked again, leave at once."""
    now = time.monotonic()
    if not _signals:
        _signals[number] = now
        threading.Thread(target=_leave_at_last, name="last-exit", daemon=True).start()
        raise TerminatedError if number == signal.SIGTERM else KeyboardInterrupt
    if now - min(_signals.values()) > _SAME_SIGNAL_S:
        # The server rolls back what was not committed.
        os._exit(_interrupted())


def _database_failed(error: Exception, output: Output) -> int:
    """The server went away in the middle of things, or the login may not do what was asked."""
    problem = str(error).strip().partition("\n")[0]
    if isinstance(error, DeniedError):
        told: PlatformError = PermissionMissingError(problem=problem)
    elif isinstance(error, OutOfRangeError):
        told = UsageError(
            f"database: {problem}", hint="give numbers that a game or season can have"
        )
    else:
        hint = "see whether the server runs, then type the same again: nothing is half-written"
        told = TransientError(f"database: {problem}", hint=hint)
    show_error(told, output)
    return told.exit_code


def _refuse(error: Exception, output: Output) -> int:
    """Wrong usage, as typer found it."""
    if output is Output.JSON or log_settings().is_json:
        show_error(UsageError(error.format_message()), output)  # type: ignore[attr-defined]
    else:
        error.show()  # type: ignore[attr-defined]
    return UsageError.exit_code


@cache
def _commands() -> Any:
    """All commands with their flags, put together once: typer takes a tenth of a second for it."""
    return typer.main.get_command(app)


def _command_of(words: list[str]) -> str:
    """The words that name the command, e.g. `pipeline daily`; none where only help is asked for."""
    group = _commands()
    named: list[str] = []
    # Groups have no flags of their own, so the names come first.
    for word in () if "--help" in words else words:
        below = getattr(group, "commands", {}).get(word)
        if below is None:
            break
        named.append(word)
        group = below
    return " ".join(named)


def _wanted_output(arguments: list[str]) -> Output:
    """Also an error before the command runs is one JSON object, if that was asked for."""
    given = dict(pairwise(arguments)).get("--output")
    for argument in arguments:
        name, equals, value = argument.partition("=")
        given = value if equals and name == "--output" else given
    wants_json = (given or os.environ.get("MLB_OUTPUT")) == "json"
    return Output.JSON if wants_json else Output.TABLE
