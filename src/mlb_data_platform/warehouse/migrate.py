"""Brings any database to the present definitions: migrations, then tables, then views.

A table whose mapping grew gets the new column; its documents become due again, because the
mapping's fingerprint changed. Nothing is ever dropped that is not rebuilt in the same transaction.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.resources import files

import psycopg
import structlog
from psycopg import sql

from mlb_data_platform.mapping import Mapping, Table
from mlb_data_platform.mapping import ddl as mapping_ddl
from mlb_data_platform.raw import RawTable
from mlb_data_platform.raw import ddl as raw_ddl
from mlb_data_platform.warehouse.errors import MigrationPendingError, PermissionMissingError
from mlb_data_platform.warehouse.views import ViewFile, create_view, drop_view, view_files

_LOG = structlog.get_logger(__name__)
_REBUILD = "rebuild it from raw: mlb-etl db migrate --rebuild {0}, then transform its subject"
_LOCK = "select pg_advisory_xact_lock(hashtext('mlb_data_platform.migrate'))"
_WIDER = {
    ("smallint", "integer"), ("smallint", "bigint"), ("integer", "bigint"),
    ("smallint", "double precision"), ("integer", "double precision"),
    ("smallint", "text"), ("integer", "text"), ("bigint", "text"), ("date", "text"),
}  # fmt: skip


@dataclass(slots=True, kw_only=True)
class MigrationReport:
    """What a migration did.

    Attributes:
        applied: Parts that were made or changed, in order; empty when nothing was pending.
        added_columns: Columns added to tables that were there, as `schema.table.column`.
        notes: What the server remarked, such as roles that it would not make.
    """

    applied: list[str] = field(default_factory=list)
    added_columns: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Part:
    """One thing that a database has in some version."""

    name: str
    checksum: str
    apply: Callable[[psycopg.Connection, MigrationReport], None]


def migrate(
    connection: psycopg.Connection,
    *,
    raw: Iterable[RawTable],
    mappings: Iterable[Mapping],
    rebuild: Collection[str] = (),
) -> MigrationReport:
    """Bring the database to the present definitions, in one transaction.

    Args:
        connection: An open connection in autocommit mode.
        raw: Raw tables.
        mappings: Mappings whose tables are wanted.
        rebuild: Normalized tables to drop and make anew; the next transform fills them from raw.

    Returns:
        What was done; a second run does nothing.

    Raises:
        MigrationPendingError: A column's type changed in a way that needs a person's word.
        PermissionMissingError: Something is pending, and this login may not make it.
    """
    report = MigrationReport()
    wanted = list(mappings)
    parts = list(_parts(list(raw), wanted))
    pending = _pending(parts, _applied(connection))
    if not rebuild and not pending:
        return report
    with _noted(connection, report), connection.transaction():
        try:
            connection.execute(_LOCK)
            _drop_for_rebuild(connection, wanted, rebuild)
            for part in _pending(parts, _applied(connection)):
                _apply(connection, part, report)
            # Whatever was made anew has lost its grants, and what is new never had any.
            connection.execute("select metadata.grant_roles()")
        except psycopg.errors.InsufficientPrivilege as error:
            raise _not_owner([part.name for part in pending], error) from error
    _LOG.info("database.migrated", applied=len(report.applied), added_columns=report.added_columns)
    return report


def _apply(connection: psycopg.Connection, part: "_Part", report: MigrationReport) -> None:
    part.apply(connection, report)
    connection.execute(
        "insert into metadata.schema_versions (component, checksum) values (%s, %s)"
        " on conflict (component) do update set checksum = excluded.checksum, applied_at = now()",
        (part.name, part.checksum),
    )
    report.applied.append(part.name)


@contextmanager
def _noted(connection: psycopg.Connection, report: MigrationReport) -> Iterator[None]:
    """Warnings of the server go into the report."""

    def note(said: psycopg.errors.Diagnostic) -> None:
        hint = f" ({said.message_hint})" if said.message_hint else ""
        report.notes.append(f"{said.message_primary}{hint}")

    connection.add_notice_handler(note)
    try:
        yield
    finally:
        connection.remove_notice_handler(note)


def _not_owner(pending: list[str], error: psycopg.Error) -> PermissionMissingError:
    first = f"{pending[0]} and {len(pending) - 1} more" if pending[1:] else "".join(pending)
    return PermissionMissingError(
        problem=f"{error.diag.message_primary}; pending: {first or 'a rebuild'}",
        hint="as the owner of the tables: mlb-etl db migrate (docs/security.md)",
    )


def _drop_for_rebuild(
    connection: psycopg.Connection, mappings: Iterable[Mapping], tables: Collection[str]
) -> None:
    """Drop tables, and make everything due again that fills them."""
    for mapping in mappings:
        mine = [table.name for table in mapping.tables if table.name in tables]
        for name in mine:
            full = sql.Identifier(*name.split("."))
            connection.execute(sql.SQL("drop table if exists {} cascade").format(full))
        if mine:
            connection.execute(
                "delete from metadata.transform_state where raw_table = any(%s)",
                (list(mapping.raw_tables),),
            )


def pending_parts(
    connection: psycopg.Connection, *, raw: Iterable[RawTable], mappings: Iterable[Mapping]
) -> list[str]:
    """Names of the parts that `migrate` would make or change."""
    parts = list(_parts(list(raw), list(mappings)))
    return [part.name for part in _pending(parts, _applied(connection))]


def _pending(parts: list[_Part], applied: dict[str, str]) -> list[_Part]:
    """Parts that are missing or older; whatever is made anew brings the views with it."""
    due = [part for part in parts if applied.get(part.name) != part.checksum]
    if any(part.name.startswith(("table ", "raw table ", "view")) for part in due):
        # Views hang on tables and on each other: whenever one changes they are all made anew.
        return [part for part in parts if part in due or part.name.startswith("view")]
    return due


def _applied(connection: psycopg.Connection) -> dict[str, str]:
    exists = connection.execute("select to_regclass('metadata.schema_versions')").fetchone()
    if exists is None or exists[0] is None:
        return {}
    rows = connection.execute(
        "select component, checksum from metadata.schema_versions"
        # A table that somebody dropped is not there, whatever was applied once.
        " where component not like '%table %'"
        " or to_regclass(split_part(component, 'table ', 2)) is not null"
    )
    return dict(rows.fetchall())


def _parts(raw: list[RawTable], mappings: list[Mapping]) -> Iterator[_Part]:
    """Everything a database has, in the order of making; old views go first."""
    for name, text in _migration_files():
        yield _Part(f"migration {name}", _sha(text), _runner(text))
    views = view_files()
    if views:
        yield _Part("views dropped", _sha("".join(v.text for v in views)), _drop_all(views))
    for table in raw:
        statements = "\n".join(s.as_string(None) for s in raw_ddl.create_statements(table))
        yield _Part(f"raw table {table.name}", _sha(statements), _raw_maker(table))
    maker = raw_ddl.maker_function()
    yield _Part("maker of raw tables", _sha(maker.as_string(None)), _statement_runner(maker))
    # Several mappings may fill one table; it is the same in all of them.
    tables = {table.name: table for mapping in mappings for table in mapping.tables}
    for normalized in tables.values():
        checksum = mapping_ddl.checksum(normalized)
        yield _Part(f"table {normalized.name}", checksum, _table_maker(normalized))
    for mapping in mappings:
        # So that SQL can tell what the present mapping has transformed.
        yield _Part(f"mapping {mapping.name}", mapping.fingerprint, _nothing)
    for view in views:
        yield _Part(f"view {view.name}", _sha(view.text), _view_maker(view))


def _migration_files() -> list[tuple[str, str]]:
    folder = files("mlb_data_platform.warehouse") / "migrations"
    found = sorted((f for f in folder.iterdir() if f.name.endswith(".sql")), key=lambda f: f.name)
    return [(f.name.removesuffix(".sql"), f.read_text("utf-8")) for f in found]


def _runner(text: str) -> Callable[[psycopg.Connection, MigrationReport], None]:
    def apply(connection: psycopg.Connection, _: MigrationReport) -> None:
        connection.execute(text)

    return apply


def _nothing(_: psycopg.Connection, __: MigrationReport) -> None:
    """A part that is only noted."""


def _statement_runner(
    statement: sql.Composed,
) -> Callable[[psycopg.Connection, MigrationReport], None]:
    def apply(connection: psycopg.Connection, _: MigrationReport) -> None:
        connection.execute(statement)

    return apply


def _raw_maker(table: RawTable) -> Callable[[psycopg.Connection, MigrationReport], None]:
    def apply(connection: psycopg.Connection, report: MigrationReport) -> None:
        wanted = {name: kind for name, (kind, _) in raw_ddl.columns_of(table).items()}
        _reconcile(connection, table.name, wanted, report)
        for statement in raw_ddl.create_statements(table):
            connection.execute(statement)

    return apply


def _table_maker(table: Table) -> Callable[[psycopg.Connection, MigrationReport], None]:
    def apply(connection: psycopg.Connection, report: MigrationReport) -> None:
        wanted = {name: kind for name, (kind, _) in mapping_ddl.columns_of(table).items()}
        _reconcile(connection, table.name, wanted, report, table.primary_key)
        for statement in (
            *mapping_ddl.create_statements(table),
            *mapping_ddl.comment_statements(table),
        ):
            connection.execute(statement)

    return apply


def _reconcile(
    connection: psycopg.Connection,
    table: str,
    wanted: dict[str, str],
    report: MigrationReport,
    primary_key: tuple[str, ...] = (),
) -> None:
    """Give a table that is there already the columns it lacks, and wider types."""
    rows = connection.execute(
        "select attname, format_type(atttypid, atttypmod) from pg_attribute"
        " where attrelid = to_regclass(%s) and attnum > 0 and not attisdropped",
        (table,),
    )
    present = {name: _short(kind) for name, kind in rows}
    if not present:
        return
    full = sql.Identifier(*table.split("."))
    _check_key(connection, table, primary_key)
    for name, kind in wanted.items():
        column, new = sql.Identifier(name), sql.SQL(kind)
        if name not in present:
            connection.execute(sql.SQL("alter table {} add column {} {}").format(full, column, new))
            report.added_columns.append(f"{table}.{name}")
        elif present[name] != kind:
            if (present[name], kind) not in _WIDER:
                raise _type_changed(table, name, present[name], kind)
            change = sql.SQL("alter table {} alter column {} type {} using {}::{}")
            connection.execute(change.format(full, column, new, column, new))


def _check_key(connection: psycopg.Connection, table: str, wanted: tuple[str, ...]) -> None:
    row = connection.execute(
        "select array_agg(a.attname::text order by k.place) from pg_index i,"
        " unnest(i.indkey::int[]) with ordinality k(attnum, place) join pg_attribute a"
        " on a.attrelid = to_regclass(%s) and a.attnum = k.attnum"
        " where i.indrelid = to_regclass(%s) and i.indisprimary",
        (table, table),
    ).fetchone()
    found = tuple(row[0]) if row and row[0] else ()
    if found != wanted:
        raise MigrationPendingError(
            table=table,
            problem=f"its key is ({', '.join(found)}) and has to become ({', '.join(wanted)})",
            hint=_REBUILD.format(table),
        )


def _short(kind: str) -> str:
    return kind.replace("timestamp with time zone", "timestamptz")


def _type_changed(table: str, column: str, found: str, wanted: str) -> MigrationPendingError:
    return MigrationPendingError(
        table=table,
        problem=f"column {column} is {found} and has to become {wanted}, which could lose values",
        hint=_REBUILD.format(table),
    )


def _drop_all(views: list[ViewFile]) -> Callable[[psycopg.Connection, MigrationReport], None]:
    def apply(connection: psycopg.Connection, _: MigrationReport) -> None:
        for view in reversed(views):
            drop_view(connection, view)

    return apply


def _view_maker(view: ViewFile) -> Callable[[psycopg.Connection, MigrationReport], None]:
    def apply(connection: psycopg.Connection, _: MigrationReport) -> None:
        create_view(connection, view)

    return apply


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
