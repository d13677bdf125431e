"""What can be wrong between us and the database."""

from mlb_data_platform.errors import SetupError, TransientError, UsageError


class DatabaseUnreachableError(TransientError):
    """No server answers at that address.

    Attributes:
        where: Host, port and database, without the password.
    """

    def __init__(self, *, where: str, problem: str) -> None:
        super().__init__(
            f"database {where}: {problem}",
            hint="start the server or correct --db-url; leave it out for the embedded database",
        )
        self.where = where


class DatabaseRefusedError(SetupError):
    """The server answers, and does not let us in or lacks what we need."""

    def __init__(self, *, where: str, problem: str) -> None:
        super().__init__(
            f"database {where}: {problem}",
            hint="correct user, password and database in --db-url (or MLB_DATABASE_URL)",
        )
        self.where = where


class EmbeddedServerError(SetupError):
    """The embedded PostgreSQL does not start.

    Attributes:
        folder: Its data folder.
    """

    def __init__(self, *, folder: str, problem: str) -> None:
        super().__init__(
            f"embedded PostgreSQL in {folder}: {problem}",
            hint=f"read {folder}/log, or point MLB_HOME at another folder",
        )
        self.folder = folder


class EmbeddedServerMissingError(SetupError):
    """No database was named, and the embedded PostgreSQL is not part of this installation.

    Attributes:
        folder: Where its programs would be.
    """

    def __init__(self, *, folder: str) -> None:
        super().__init__(
            f"embedded PostgreSQL: found no programs in {folder} (images come without), wanted a"
            " database",
            hint="name a server: MLB_DATABASE_URL=postgresql://USER:PASSWORD@HOST:5432/NAME",
        )
        self.folder = folder


class MigrationPendingError(SetupError):
    """A table in the database cannot be brought to its present definition without a person's word.

    Attributes:
        table: The table.
    """

    def __init__(self, *, table: str, problem: str, hint: str) -> None:
        super().__init__(f"{table}: {problem}", hint=hint)
        self.table = table


class PermissionMissingError(SetupError):
    """The login may not do what was asked for."""

    def __init__(
        self,
        *,
        problem: str,
        hint: str = "use a login that is a member of mlb_writer to write, of mlb_reader to read"
        " (docs/security.md)",
    ) -> None:
        super().__init__(f"database: {problem}", hint=hint)


class QueryError(UsageError):
    """A query that a user typed does not run."""
