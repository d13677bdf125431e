"""Options that many commands share, and what they mean."""

import functools
import inspect
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from mlb_data_platform.cli.console import Output
from mlb_data_platform.cli.observing import present_session
from mlb_data_platform.errors import UsageError
from mlb_data_platform.mapping import load_mappings
from mlb_data_platform.raw import load_raw_tables
from mlb_data_platform.warehouse import (
    Connection,
    Database,
    DatabaseChoice,
    connect,
    data_folder,
    migrate,
)

_DATABASE_PANEL = "Database (none of these: the embedded PostgreSQL)"


def home_folder() -> Path:
    """The data folder: `MLB_HOME`, or a folder of this user."""
    return data_folder(os.environ.get("MLB_HOME"))


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseOptions(DatabaseChoice):
    """Where the user of a command wants the warehouse."""

    def database(self) -> Database:
        """The database; starts the embedded server when nobody named one."""
        return self.database_in(home_folder())

    @contextmanager
    def open(self) -> Iterator[tuple[Database, Connection]]:
        """The database with its tables brought up to date, and a connection to it."""
        database = self.database()
        with connect(database) as connection:
            migrate(connection, raw=load_raw_tables().values(), mappings=load_mappings())
            with present_session().watch(database):
                yield database, connection


def _database_option(kind: type, text: str, variable: str) -> Any:
    return Annotated[
        kind | None,
        typer.Option(
            help=text, envvar=variable, rich_help_panel=_DATABASE_PANEL, show_default=False
        ),
    ]


_FIELDS = {
    "db_url": _database_option(
        str,
        "Connection URL, such as postgresql://USER:PASSWORD@HOST:5432/NAME.",
        "MLB_DATABASE_URL",
    ),
    "db_host": _database_option(str, "Server.", "MLB_DB_HOST"),
    "db_port": _database_option(int, "Port.", "MLB_DB_PORT"),
    "db_name": _database_option(str, "Database.", "MLB_DB_NAME"),
    "db_user": _database_option(str, "User.", "MLB_DB_USER"),
    "db_password": _database_option(
        str, "Password; the environment keeps it out of the process list.", "MLB_DB_PASSWORD"
    ),
}

Command = TypeVar("Command", bound=Callable[..., Any])


def with_fields(
    command: Command, name: str, fields: Mapping[str, Any], build: Callable[..., object]
) -> Command:
    """Give a command options that it gets as one parameter.

    Args:
        command: Has a parameter of that name, and none of the options.
        name: Of the parameter.
        fields: Options by their names; each is None when nobody gave it.
        build: Makes the parameter's value from the options.
    """

    @functools.wraps(command)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        given = {field: kwargs.pop(field) for field in fields}
        return command(*args, **{name: build(**given)}, **kwargs)

    signature = inspect.signature(command)
    own = [parameter for known, parameter in signature.parameters.items() if known != name]
    added = [
        inspect.Parameter(field, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=kind)
        for field, kind in fields.items()
    ]
    wrapper.__signature__ = signature.replace(parameters=[*own, *added])  # type: ignore[attr-defined]
    wrapper.__annotations__ = {
        **{known: kind for known, kind in command.__annotations__.items() if known != name},
        **fields,
    }
    return wrapper  # type: ignore[return-value]


def with_database(command: Command) -> Command:
    """Give a command the six database options; it gets them as one `db: DatabaseOptions`."""

    def build(**given: Any) -> DatabaseOptions:
        return DatabaseOptions(**{name.removeprefix("db_"): one for name, one in given.items()})

    return with_fields(command, "db", _FIELDS, build)


OutputOption = Annotated[
    Output,
    typer.Option("--output", help="table for people, json for machines.", envvar="MLB_OUTPUT"),
]
WorkersOption = Annotated[
    int | None,
    typer.Option(
        min=1, help="Processes for the transform.", envvar="MLB_WORKERS", show_default="all cores"
    ),
]


def all_cores() -> int:
    """Cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def parse_day(text: str | None, flag: str) -> date | None:
    """Read a day that was typed.

    Raises:
        UsageError: It is not a day.
    """
    if text is None:
        return None
    for spelling in ("%Y-%m-%d", "%m/%d/%Y"):
        try:
            return datetime.strptime(text, spelling).date()  # noqa: DTZ007
        except ValueError:
            continue
    raise UsageError(f"{flag}: found {text!r}, wanted a day", hint=f"{flag} 2024-07-01")


def parse_instant(text: str | None, flag: str) -> datetime | None:
    """Read an instant that was typed: ISO text with an offset.

    Raises:
        UsageError: It is not an instant, or says nothing of its time zone.
    """
    if text is None:
        return None
    hint = f"{flag} 2024-07-01T12:00:00-04:00"
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{flag}: found {text!r}, wanted an instant", hint=hint) from None
    if at.tzinfo is None:
        raise UsageError(f"{flag}: found {text!r}, which says no time zone", hint=hint)
    return at


def parse_numbers(text: str | None, flag: str) -> tuple[int, ...]:
    """Read whole numbers that were typed with commas between them.

    Raises:
        UsageError: One of them is not a whole number.
    """
    try:
        return tuple(int(word) for word in (text or "").replace(" ", "").split(",") if word)
    except ValueError as error:
        hint = f"{flag} 744914,744840"
        raise UsageError(
            f"{flag}: found {text!r}, wanted numbers with commas", hint=hint
        ) from error


def parse_words(text: str | None) -> tuple[str, ...]:
    """Read words that were typed with commas between them."""
    return tuple(word.strip() for word in (text or "").split(",") if word.strip())


def parse_assignments(given: Sequence[str] | None, flag: str) -> dict[str, str]:
    """Read NAME=VALUE texts that were typed.

    Raises:
        UsageError: One of them has no name or no equals sign.
    """
    found = {}
    for one in given or ():
        name, equals, value = one.partition("=")
        if not equals or not name.strip():
            problem = f"{flag}: found {one!r}, wanted NAME=VALUE"
            raise UsageError(problem, hint=f"{flag} SEASON=2024")
        found[name.strip()] = value
    return found
