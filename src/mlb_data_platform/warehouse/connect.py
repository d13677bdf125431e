"""Opening connections, and saying clearly why one cannot be opened."""

from dataclasses import dataclass
from typing import LiteralString, TypeAlias

import psycopg
from psycopg import conninfo
from psycopg.rows import TupleRow

from mlb_data_platform.warehouse.errors import DatabaseRefusedError, DatabaseUnreachableError

Connection: TypeAlias = psycopg.Connection[TupleRow]
"""An open connection; rows are tuples."""

DriverError: TypeAlias = psycopg.OperationalError
"""What the driver raises when the server goes away in the middle of things."""

DeniedError: TypeAlias = psycopg.errors.InsufficientPrivilege
"""What the driver raises when the login may not do what was asked for."""

OutOfRangeError: TypeAlias = psycopg.errors.NumericValueOutOfRange
"""What the driver raises when a number is larger than the column it is compared with can hold."""

_CONNECT_TIMEOUT_S = 10


_WANTED_URL = (
    "wanted postgresql://USER:PASSWORD@HOST:PORT/NAME"
    " with @ : / ? # % of a password written as %40 %3A %2F %3F %23 %25"
)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Database:
    """Where the warehouse is. Neither `repr` nor an error ever shows the password.

    Attributes:
        url: Connection URL or key=value string, with the password.
    """

    url: str

    def __repr__(self) -> str:
        """Where it is, without the password: tracebacks and logs show it."""
        return f"Database({'unreadable' if _misread(self.url) else self.where})"

    @classmethod
    def from_parts(cls, **parts: str | None) -> "Database":
        """Name a database by host, port, dbname, user, password; what is None is left out."""
        given = {name: value for name, value in parts.items() if value is not None}
        return cls(url=conninfo.make_conninfo("", **given))

    @property
    def password(self) -> str:
        """The password, empty where there is none."""
        return str(conninfo.conninfo_to_dict(self.url).get("password") or "")

    @property
    def public_url(self) -> str:
        """The connection string without the password, fit for a process list."""
        parts = conninfo.conninfo_to_dict(self.url)
        parts.pop("password", None)
        return conninfo.make_conninfo("", **parts)

    @property
    def where(self) -> str:
        """The same for people: host, port and database, never the password."""
        parts = conninfo.conninfo_to_dict(self.url)
        host, port = parts.get("host", "localhost"), parts.get("port", "5432")
        return f"{parts.get('dbname', '')} at {host}:{port}"


def connect(database: Database, *, autocommit: bool = True) -> Connection:
    """Open a connection.

    Args:
        database: Where to.
        autocommit: Statements outside a `transaction()` block commit by themselves.

    Returns:
        The connection, in UTC.

    Raises:
        DatabaseUnreachableError: Nobody answers there, or not now.
        DatabaseRefusedError: Wrong password, user or database, or a URL that cannot be read.
    """
    if problem := _misread(database.url):
        # Not what libpq says of it: it quotes what it takes for a host, and that may be a secret.
        raise DatabaseRefusedError(where="--db-url", problem=f"{problem}; {_WANTED_URL}")
    try:
        connection = psycopg.connect(
            database.url,
            autocommit=autocommit,
            connect_timeout=_CONNECT_TIMEOUT_S,
            application_name="mlb-etl",
            options=_options(database),
        )
    except psycopg.OperationalError as error:
        problem = str(error).strip().partition("\n")[0]
        if _is_refusal(problem):
            raise DatabaseRefusedError(where=database.where, problem=problem) from error
        raise DatabaseUnreachableError(where=database.where, problem=problem) from error
    except UnicodeError as error:  # what the name service says of a host that cannot be one
        problem = "no host can have this name"
        raise DatabaseUnreachableError(where=database.where, problem=problem) from error
    return connection


def _options(database: Database) -> str:
    given = conninfo.conninfo_to_dict(database.url).get("options") or ""
    ours: LiteralString = "-c timezone=UTC -c client_min_messages=warning -c jit=off"
    return f"{given} {ours}".strip()


def _is_refusal(problem: str) -> bool:
    """Told apart by the server's words: libpq gives connection failures no SQLSTATE."""
    words = (
        "authentication failed",
        "does not exist",
        "no pg_hba.conf entry",
        "no password supplied",
    )
    return any(word in problem for word in words)


def _misread(url: str) -> str:
    """Why libpq cannot read a URL, or would take a part of its password for something else."""
    _, is_url, rest = url.partition("://")
    before, has_user, _ = rest.rpartition("@")
    if is_url and has_user and set(before) & {"@", "/"}:
        return "cannot be read: @ or / stands where the user and the password are"
    try:
        parts = conninfo.conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        return "cannot be read"
    ports = str(parts.get("port") or "").replace(",", "")
    return "" if not ports or ports.isdecimal() else "cannot be read: the port is not a number"
