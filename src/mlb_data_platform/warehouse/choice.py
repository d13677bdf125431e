"""Which database is meant: the same rules for the command line and for notebooks."""

from dataclasses import dataclass, field
from pathlib import Path

import platformdirs

from mlb_data_platform.warehouse.connect import Database
from mlb_data_platform.warehouse.embedded import EmbeddedServer


def data_folder(named: str | Path | None) -> Path:
    """The data folder: the one that was named (`MLB_HOME`), else a folder of this user."""
    return Path(named) if named else Path(platformdirs.user_data_dir("mlb-data-platform"))


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseChoice:
    """Where the user wants the warehouse.

    Attributes:
        url: A whole connection URL; wins over the rest.
        host: Server; one of url and host chooses a server, a password alone does not.
        port: Its port.
        name: Database.
        user: User.
        password: Password.
    """

    url: str | None = field(default=None, repr=False)
    host: str | None = None
    port: int | None = None
    name: str | None = None
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @property
    def is_embedded(self) -> bool:
        """Whether nobody named a server."""
        return not (self.url or self.host or self.port or self.name or self.user)

    def database_in(self, home: Path) -> Database:
        """The database; starts the embedded server of that data folder when nobody named one."""
        if self.is_embedded:
            return EmbeddedServer(home).start()
        if self.url:
            return Database(url=self.url)
        return Database.from_parts(
            host=self.host or "localhost",
            port=str(self.port or 5432),
            dbname=self.name or "mlb",
            user=self.user or "mlb",
            password=self.password,
        )
