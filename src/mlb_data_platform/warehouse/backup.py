"""A whole database as one file, and back; with PostgreSQL's own pg_dump and pg_restore.

The wheel of the embedded server brings both. A backup has its name only when it is whole: it is
written beside it, read back to the last byte, and then renamed. A restore is one transaction.
"""

import fcntl
import os
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
import structlog
from psycopg import sql

from mlb_data_platform.warehouse.connect import Connection, Database, connect
from mlb_data_platform.warehouse.embedded import program_folder
from mlb_data_platform.warehouse.errors import (
    BackupError,
    BackupFileError,
    DatabaseNotEmptyError,
    NothingToBackUpError,
    RolesMissingError,
)

_LOG = structlog.get_logger(__name__)
_VERSION = re.compile(r"^;\s+Dumped from database version: (\d+)", re.MULTILINE)
_TABLE = re.compile(r"^\d+; .* TABLE DATA ", re.MULTILINE)
_GRANTEES = re.compile(
    r"^(?:GRANT|ALTER DEFAULT PRIVILEGES) .* TO ([^;]+?)(?: WITH [^;]+)?;$", re.MULTILINE
)
_QUOTED = re.compile(r'"((?:[^"]|"")+)"|([^\s,"]+)')
_MAGIC = b"PGDMP"


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """A file that holds a whole database.

    Attributes:
        file: Where it is.
        size_bytes: How large it is.
        tables: How many tables have their rows in it; partitions count each.
        server_version: Major version of the server that it comes from.
    """

    file: Path
    size_bytes: int
    tables: int
    server_version: int


def back_up(database: Database, file: Path, *, environ: Mapping[str, str]) -> Backup:
    """Write everything of one moment into a file: rows, definitions, views, grants.

    Others go on reading and writing meanwhile. Only this user may read the file.

    Args:
        database: What to back up; its definitions may be older than ours.
        file: Must not be there yet; its folder must.
        environ: For pg_dump, which has settings of its own there.

    Raises:
        BackupFileError: The file is there already, or cannot be written.
        NothingToBackUpError: The database has no tables.
        BackupError: pg_dump failed, or what it wrote cannot be read back.
    """
    with connect(database) as connection:
        version = _server_version(connection)
    with _partial(file) as partial:
        options = ["--format=custom", f"--file={partial}"]
        _run("pg_dump", options, database=database, version=version, environ=environ)
        backup = inspect_backup(partial)
        if not backup.tables:
            raise NothingToBackUpError(where=database.where)
        _flush(partial)
        _check_is_new(file)
        partial.rename(file)
        _flush(file.parent)
    _LOG.info("backup.written", file=str(file), size_bytes=backup.size_bytes)
    return replace(backup, file=file)


def inspect_backup(file: Path) -> Backup:
    """Read a backup to its last byte.

    Raises:
        BackupFileError: It is not there, no backup, cut, or damaged.
    """
    _check_is_backup(file)
    contents = _read(file, ["--list"])
    _read(file, ["--file=/dev/null"])
    found = _VERSION.search(contents)
    if found is None:
        raise _damaged(file, "it does not say which server it comes from")
    return Backup(
        file=file,
        size_bytes=file.stat().st_size,
        tables=len(_TABLE.findall(contents)),
        server_version=int(found[1]),
    )


def restore(database: Database, file: Path, *, environ: Mapping[str, str]) -> Backup:
    """Fill an empty database with a backup: everything, or nothing.

    Everything belongs to the login that restores. Roles that have rights in the backup are made,
    without login, where they are missing and that is allowed.

    Args:
        database: Must hold nothing.
        file: Written by `back_up`, or by pg_dump with `--format=custom`.
        environ: For pg_restore, which has settings of its own there.

    Raises:
        BackupFileError: The file is not there, no backup, cut, or damaged.
        DatabaseNotEmptyError: There is something in the database.
        RolesMissingError: Roles are missing, and this login may not make them.
        BackupError: pg_restore failed; the database is as empty as before.
    """
    backup = inspect_backup(file)
    with connect(database) as connection:
        version = _server_version(connection)
        if version < backup.server_version:
            problem = f"comes from PostgreSQL {backup.server_version}, the server here is {version}"
            hint = f"restore it on PostgreSQL {backup.server_version} or newer"
            raise BackupFileError(file=file, problem=problem, hint=hint)
        _check_is_empty(connection, database)
        _make_roles(connection, _roles_of(file))
        options = ["--single-transaction", "--exit-on-error", "--no-owner"]
        arguments = [*options, str(file)]
        _run("pg_restore", arguments, database=database, version=version, environ=environ)
        _finish(connection)
    _LOG.info("backup.restored", file=str(file), database=database.where)
    return backup


@contextmanager
def _partial(file: Path) -> Iterator[Path]:
    """A file beside the one that is wanted; it is gone at the end, unless it was renamed."""
    _check_is_new(file)
    partial = file.with_name(f"{file.name}.partial")
    try:
        # Made first, so that nobody else can read it for a moment; left by a kill -9, it is reused.
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT, 0o600)
    except OSError as error:
        hint = "name a file in a folder that is there and that you may write to"
        problem = f"cannot be written: {error.strerror}"
        raise BackupFileError(file=file, problem=problem, hint=hint) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(handle)
        problem, hint = "is being written by somebody else", "wait for it, or name another file"
        raise BackupFileError(file=file, problem=problem, hint=hint) from error
    try:
        yield partial
    finally:
        partial.unlink(missing_ok=True)
        os.close(handle)


def _check_is_new(file: Path) -> None:
    if file.exists():
        problem, hint = "is there already", "name another file; a backup never replaces one"
        raise BackupFileError(file=file, problem=problem, hint=hint)


def _flush(path: Path) -> None:
    """Wait until a file or folder is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _server_version(connection: Connection) -> int:
    return connection.info.server_version // 10_000


def _finish(connection: Connection) -> None:
    """What no backup holds: rights on the database itself, and what the planner knows of tables."""
    knows = connection.execute("select to_regprocedure('metadata.grant_roles()') is not null")
    if knows.fetchone() == (True,):
        connection.execute("select metadata.grant_roles()")
    connection.execute("analyze")


def _check_is_backup(file: Path) -> None:
    hint = "name a file that `mlb-etl db backup FILE` has written"
    try:
        with file.open("rb") as opened:
            begin = opened.read(len(_MAGIC))
    except OSError as error:
        problem = f"cannot be read: {error.strerror}"
        raise BackupFileError(file=file, problem=problem, hint=hint) from error
    if begin != _MAGIC:
        problem = "is no backup: found other bytes at its begin than PGDMP"
        raise BackupFileError(file=file, problem=problem, hint=hint)


def _read(file: Path, options: Sequence[str]) -> str:
    """What pg_restore tells of a file, without any database."""
    program = program_folder() / "pg_restore"
    done = subprocess.run(  # noqa: S603  (our own, no shell)  # nosec B603
        [program, *options, file], capture_output=True, text=True, errors="replace", check=False
    )
    if done.returncode:
        raise _damaged(file, _said(done.stderr))
    return done.stdout


def _damaged(file: Path, problem: str) -> BackupFileError:
    hint = "take another backup; this one cannot be restored as a whole"
    return BackupFileError(file=file, problem=f"is cut or damaged: {problem}", hint=hint)


def _check_is_empty(connection: Connection, database: Database) -> None:
    rows = connection.execute(
        "select format('%I.%I', n.nspname, c.relname) from pg_class c"
        " join pg_namespace n on n.oid = c.relnamespace"
        " where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and not c.relispartition"
        "   and c.relkind in ('r', 'p', 'v', 'm', 'S', 'f')"
        " union all"
        " select nspname || ' (a schema)' from pg_namespace"
        " where nspname !~ '^pg_' and nspname not in ('information_schema', 'public')"
        " order by 1"
    ).fetchall()
    if rows:
        names = [name for (name,) in rows]
        raise DatabaseNotEmptyError(where=database.where, found=names)


def _roles_of(file: Path) -> list[str]:
    """Roles that have rights in a backup."""
    text = _read(file, ["--schema-only", "--no-owner", "--file=-"])
    found = {name for names in _GRANTEES.findall(text) for name in _names_in(names)}
    return sorted(found - {"PUBLIC"})


def _names_in(names: str) -> list[str]:
    return [quoted.replace('""', '"') or plain for quoted, plain in _QUOTED.findall(names)]


def _make_roles(connection: Connection, wanted: Sequence[str]) -> None:
    known = connection.execute("select rolname from pg_roles where rolname = any(%s)", (wanted,))
    missing = sorted(set(wanted) - {name for (name,) in known})
    make = sql.SQL("create role {} nologin")
    statements = [make.format(sql.Identifier(name)) for name in missing]
    try:
        with connection.transaction():
            for statement in statements:
                connection.execute(statement)
    except psycopg.errors.InsufficientPrivilege as error:
        texts = [statement.as_string(connection) for statement in statements]
        raise RolesMissingError(roles=missing, statements=texts) from error


def _run(
    program: str,
    options: Sequence[str],
    *,
    database: Database,
    version: int,
    environ: Mapping[str, str],
) -> None:
    """Run a program of PostgreSQL on a database; the password is in no argument."""
    where = f"--dbname={database.public_url}"
    command = [str(program_folder(version) / program), *options, where]
    done = subprocess.run(  # noqa: S603  (our own, no shell)  # nosec B603
        command,
        env={**environ, **({"PGPASSWORD": database.password} if database.password else {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        problem = f"{program}: {_said(done.stderr) or f'ended with {done.returncode}'}"
        raise BackupError(where=database.where, problem=problem)


def _said(text: str) -> str:
    """The first line that a program said, without its own name."""
    return (text.strip().splitlines() or [""])[0].partition(": ")[2]
