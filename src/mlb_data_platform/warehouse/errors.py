"""What can be wrong between us and the database."""

from collections.abc import Sequence
from pathlib import Path

from mlb_data_platform.errors import PlatformError, SetupError, TransientError, UsageError


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


class BackupError(PlatformError):
    """A program of PostgreSQL could not write or restore a backup; nothing was left half-done.

    Attributes:
        where: Host, port and database, without the password.
    """

    def __init__(self, *, where: str, problem: str) -> None:
        super().__init__(
            f"database {where}: {problem}",
            hint="nothing was changed, and no file was left; correct that and type the same again",
        )
        self.where = where


class BackupFileError(UsageError):
    """A file cannot be written as a backup, or cannot be restored.

    Attributes:
        file: The file.
    """

    def __init__(self, *, file: Path, problem: str, hint: str) -> None:
        super().__init__(f"{file}: {problem}", hint=hint)
        self.file = file


class DatabaseNotEmptyError(UsageError):
    """A backup is restored into an empty database only.

    Attributes:
        where: Host, port and database, without the password.
        found: What is there.
    """

    def __init__(self, *, where: str, found: Sequence[str]) -> None:
        more = f" and {len(found) - 1} more" if found[1:] else ""
        super().__init__(
            f"database {where}: found {found[0]}{more}, wanted an empty database",
            hint="name a new one: MLB_HOME=NEW_FOLDER for the embedded server, or --db-url",
        )
        self.where, self.found = where, tuple(found)


class NothingToBackUpError(UsageError):
    """A database without tables was to be backed up: most likely it is not the one that was meant.

    Attributes:
        where: Host, port and database, without the password.
    """

    def __init__(self, *, where: str) -> None:
        super().__init__(
            f"database {where}: found no tables, wanted a warehouse",
            hint="name the one that is meant: MLB_HOME=FOLDER for the embedded server, or --db-url",
        )
        self.where = where


class RolesMissingError(SetupError):
    """Roles that have rights in a backup are missing, and this login may not make them.

    Attributes:
        roles: Their names.
    """

    def __init__(self, *, roles: Sequence[str], statements: Sequence[str]) -> None:
        super().__init__(
            f"roles {', '.join(roles)}: they have rights in the backup, and are missing here",
            hint="as a user who may: " + " ".join(f"{one};" for one in statements),
        )
        self.roles = tuple(roles)


class ProgramsMissingError(SetupError):
    """No pg_dump and pg_restore here that understand the server.

    Attributes:
        version: Major version of the server; None when any would do.
    """

    def __init__(self, *, version: int | None) -> None:
        which = f" of PostgreSQL {version}" if version else ""
        super().__init__(
            f"found no pg_dump and pg_restore{which} or newer, neither in this installation (images"
            " come without) nor on the PATH",
            hint="run this where the package was installed by pip, or install postgresql-client",
        )
        self.version = version
