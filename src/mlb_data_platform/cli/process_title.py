"""The process list is for everybody to read: a password that was typed does not stay in it."""

import shlex
from collections.abc import Sequence

import setproctitle

_SECRET_FLAGS = ("--db-password", "--db-url", "--redis-url")
_HIDDEN = "***"


def hide_secrets(arguments: Sequence[str]) -> None:
    """Take passwords out of this process's title; without any, the title stays as it is.

    The shell's history and the moment before this are out of reach: the environment is the better
    place for a password (docs/security.md).

    Args:
        arguments: As typed after `mlb-etl`.
    """
    shown = without_secrets(arguments)
    if shown != list(arguments):
        setproctitle.setproctitle(shlex.join(["mlb-etl", *shown]))


def without_secrets(arguments: Sequence[str]) -> list[str]:
    """The arguments with passwords and connection URLs hidden.

    Example:
        >>> without_secrets(["ingest", "--db-password", "hunter2", "--db-url=postgresql://u:p@h"])
        ['ingest', '--db-password', '***', '--db-url=***']
    """
    shown: list[str] = []
    for place, argument in enumerate(arguments):
        name, equals, _ = argument.partition("=")
        if place and arguments[place - 1] in _SECRET_FLAGS:
            shown.append(_HIDDEN)
        elif equals and name in _SECRET_FLAGS:
            shown.append(f"{name}={_HIDDEN}")
        else:
            shown.append(argument)
    return shown
