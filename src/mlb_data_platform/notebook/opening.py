"""Opens the warehouse for a notebook, by the same rules as every command."""

import os
from pathlib import Path

from mlb_data_platform.errors import PlatformError
from mlb_data_platform.notebook.errors import QuestionError, show_hint
from mlb_data_platform.notebook.reader import Reader
from mlb_data_platform.warehouse import DatabaseChoice, data_folder

_TWINS = {name: f"MLB_DB_{name.upper()}" for name in ("host", "name", "user", "password")} | {
    "url": "MLB_DATABASE_URL"
}
"""Settings of the environment, as every command reads them."""


def connect(
    db_url: str | None = None,
    *,
    db_host: str | None = None,
    db_port: int | None = None,
    db_name: str | None = None,
    db_user: str | None = None,
    db_password: str | None = None,
    home: str | Path | None = None,
    demo: bool = False,
) -> Reader:
    """Open the warehouse to read from it, by the same rules as `mlb-etl query`.

    Without anything: the server that the environment names (`MLB_DATABASE_URL`, `MLB_DB_HOST`, …),
    else the embedded PostgreSQL in the data folder, which is started when it does not run.

    Args:
        db_url: Connection URL, such as `postgresql://USER:PASSWORD@HOST:5432/NAME`.
        db_host: Server, in the place of a URL.
        db_port: Its port; 5432.
        db_name: Database; `mlb`.
        db_user: User; `mlb`.
        db_password: Password.
        home: Data folder of the embedded PostgreSQL, whatever the environment says; `MLB_HOME` or
            a folder of this user when None.
        demo: What `mlb-etl demo` made, whatever the environment says: simulated games.

    Returns:
        The warehouse; close it, or use it in a `with` block.

    Raises:
        DatabaseUnreachableError: Nobody answers there.
        DatabaseRefusedError: Wrong password, user or database.
        EmbeddedServerError: The embedded PostgreSQL does not start.
        QuestionError: Both a server and a data folder were named.
    """
    typed: dict[str, str | int | None] = {
        "url": db_url,
        "host": db_host,
        "port": db_port,
        "name": db_name,
        "user": db_user,
        "password": db_password,
    }
    is_embedded = home is not None or demo
    if is_embedded and any(value is not None for value in typed.values()):
        problem = "connect: found a server and a data folder, wanted one of both"
        raise QuestionError(problem, hint="leave out home and demo, or all of db_…")
    folder = data_folder(home or os.environ.get("MLB_HOME"))
    chosen = {} if is_embedded else _chosen(typed)
    choice = DatabaseChoice(**chosen)  # type: ignore[arg-type]
    try:
        return Reader(choice.database_in(folder / "demo" if demo else folder))
    except PlatformError as error:
        show_hint(error)
        raise


def _chosen(typed: dict[str, str | int | None]) -> dict[str, str | int | None]:
    """What was typed, and what the environment says where nothing was."""
    port = os.environ.get("MLB_DB_PORT")
    if port and not port.isdecimal():
        problem = f"MLB_DB_PORT: found {port!r}, wanted the number of a port"
        raise QuestionError(problem, hint="MLB_DB_PORT=5432")
    said: dict[str, str | int | None] = {
        name: os.environ.get(twin) or None for name, twin in _TWINS.items()
    }
    said["port"] = int(port) if port else None
    return {name: said[name] if value is None else value for name, value in typed.items()}
