"""A real PostgreSQL that asks for passwords, over TCP, with an owner who is nobody special."""

import itertools
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from mlb_data_platform.warehouse import Database, EmbeddedServer, connect


@dataclass(frozen=True, kw_only=True)
class PasswordServer:
    """A server with no role of ours yet.

    Attributes:
        admin: The superuser, by its password.
        home: Folder of the server.
    """

    admin: Database
    home: Path
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def login(self, name: str, *, password: str = "pa$$ w0rd", options: str = "") -> Database:
        """A new login; `options` as in `create role`."""
        statement = sql.SQL("create role {} login password {} {}")
        with connect(self.admin) as connection:
            connection.execute(
                statement.format(sql.Identifier(name), sql.Literal(password), sql.SQL(options))
            )
        return self.at("postgres", user=name, password=password)

    def new_database(self, *, owner: str) -> str:
        """An empty database of that owner; its name."""
        name = f"warehouse_{next(self._numbers)}"
        statement = sql.SQL("create database {} owner {} template template0")
        with connect(self.admin) as connection:
            connection.execute(statement.format(sql.Identifier(name), sql.Identifier(owner)))
        return name

    def at(
        self, database: str, *, user: str | None = None, password: str | None = None
    ) -> Database:
        """A database of this server, as a user (the superuser when none is named)."""
        parts = conninfo_to_dict(self.admin.url)
        given = {"user": user, "password": password}
        parts |= {name: value for name, value in given.items() if value is not None}
        return Database(url=make_conninfo("", **{**parts, "dbname": database}))


@contextmanager
def running_password_server() -> Iterator[PasswordServer]:
    """A server in a folder of its own, stopped and removed at the end."""
    home = Path(tempfile.mkdtemp(prefix="mlb-pw-"))
    server = EmbeddedServer(home)
    try:
        yield PasswordServer(admin=server.start(tcp_port=_free_port()), home=home)
    finally:
        server.stop()
        shutil.rmtree(home, ignore_errors=True)


def as_login(owner_side: Database, login: Database) -> Database:
    """The database of the one with the user and password of the other."""
    parts, who = conninfo_to_dict(owner_side.url), conninfo_to_dict(login.url)
    mine = {**parts, "user": who["user"], "password": who["password"]}
    return Database(url=make_conninfo("", **mine))


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port
