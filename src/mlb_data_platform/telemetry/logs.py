"""Log events as lines on standard error: JSON for machines, text for people."""

import logging
import os
import sys
from collections.abc import MutableMapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import structlog
from structlog.contextvars import bind_contextvars
from structlog.typing import Processor

from mlb_data_platform.telemetry.run_names import present_run_id
from mlb_data_platform.telemetry.secrets import hide_secrets

_FIRST = ("timestamp", "level", "event", "run_id")


class LogFormat(StrEnum):
    """How a line looks."""

    TEXT = "text"
    JSON = "json"


class LogLevel(StrEnum):
    """The least that is told."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class LogSettings:
    """How events are told.

    Attributes:
        format: Lines for people or for machines.
        level: Events below it are not told.
    """

    format: LogFormat = LogFormat.TEXT
    level: LogLevel = LogLevel.WARNING

    @property
    def is_json(self) -> bool:
        """Whether standard error holds JSON lines and nothing else."""
        return self.format is LogFormat.JSON


_settings = LogSettings()
_handler: logging.Handler | None = None


def log_settings() -> LogSettings:
    """What is in force."""
    return _settings


def configure_logs(settings: LogSettings) -> None:
    """Tell events on standard error from now on, also those of libraries; again replaces it.

    Every line has `timestamp` (UTC), `level`, `event` and `run_id`; secrets are hidden.

    Args:
        settings: How.
    """
    global _settings  # noqa: PLW0603  (logging is the whole process's)
    _settings = settings
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _name_run,
    ]
    structlog.configure(
        processors=[*shared, *_ending(settings)],
        wrapper_class=structlog.make_filtering_bound_logger(settings.level.value),
        logger_factory=structlog.PrintLoggerFactory(_STDERR),  # type: ignore[arg-type]
        cache_logger_on_first_use=False,
    )
    _tell_libraries(shared, settings)


def _ending(settings: LogSettings) -> list[Processor]:
    """From an event to a line; frames' local variables are never told, they may hold secrets."""
    if settings.is_json:
        return [
            structlog.processors.format_exc_info,
            _hide,
            structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
        ]
    return [
        _hide,
        structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        ),
    ]


def _tell_libraries(shared: list[Processor], settings: LogSettings) -> None:
    """What libraries say through `logging` and `warnings` becomes a line of the same form."""
    global _handler  # noqa: PLW0603
    root = logging.getLogger()
    if _handler is not None:
        root.removeHandler(_handler)
    _handler = logging.StreamHandler(_STDERR)
    _handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.add_logger_name],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *_ending(settings),
            ],
        )
    )
    _handler.setLevel(max(logging.WARNING, logging.getLevelName(settings.level.upper())))
    root.addHandler(_handler)
    logging.captureWarnings(settings.is_json)


@dataclass(frozen=True, slots=True)
class WorkerLogs:
    """What a worker process needs so that its lines look like its parent's; can be pickled.

    Attributes:
        settings: How events are told.
        run_id: The run.
    """

    settings: LogSettings
    run_id: str

    @classmethod
    def of_this_process(cls) -> "WorkerLogs":
        """What a worker of this process needs."""
        return cls(log_settings(), present_run_id())

    def begin(self) -> None:
        """Make the present process tell as its parent does, with its own number as `worker`."""
        configure_logs(self.settings)
        bind_contextvars(run_id=self.run_id, worker=os.getpid())


class _Stderr:
    """Standard error as it is at each line: progress bars and tests put another in its place.

    A reader that went away, as `head` does, must not end a run that works.
    """

    def write(self, text: str) -> int:
        """Write text."""
        with suppress(BrokenPipeError, ValueError):
            return sys.stderr.write(text)
        return 0

    def flush(self) -> None:
        """Flush."""
        with suppress(BrokenPipeError, ValueError):
            sys.stderr.flush()


_STDERR = _Stderr()


def _name_run(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> dict[str, Any]:
    """Every line has a `run_id`, and begins with what all lines have."""
    named = {"run_id": present_run_id(), **event}
    return {**{key: named[key] for key in _FIRST if key in named}, **named}


def _hide(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> dict[str, Any]:
    return {key: hide_secrets(_plain(value)) for key, value in hide_secrets(dict(event)).items()}


def _plain(value: object) -> object:
    """An error as its text, which may hold a secret as any text may."""
    return str(value) if isinstance(value, BaseException) else value
