"""`mlb-etl db`: the database itself."""

import os
import subprocess
from typing import Annotated

import typer

from mlb_data_platform.cli import db_backup
from mlb_data_platform.cli.console import Output, note, out, show_json, show_table
from mlb_data_platform.cli.options import (
    DatabaseOptions,
    OutputOption,
    home_folder,
    with_database,
)
from mlb_data_platform.errors import UsageError
from mlb_data_platform.mapping import load_mappings
from mlb_data_platform.raw import load_raw_tables
from mlb_data_platform.warehouse import (
    Connection,
    EmbeddedServer,
    MigrationReport,
    can_record,
    connect,
    migrate,
    pending_parts,
    read_named,
    start_run,
)
from mlb_data_platform.warehouse import refresh_views as run_refresh

app = typer.Typer(
    no_args_is_help=True, help="The database: start, stop, migrate, look inside, back up."
)
app.command("backup")(db_backup.backup)
app.command("restore")(db_backup.restore)


@app.command("start")
def start(
    *,
    tcp: Annotated[
        bool | None,
        typer.Option(
            "--tcp/--no-tcp",
            help="Also listen on 127.0.0.1, with a generated password; or no longer.",
            envvar="MLB_EMBEDDED_TCP",
            show_default="as before",
        ),
    ] = None,
    port: Annotated[int, typer.Option(help="Port for --tcp.", envvar="MLB_EMBEDDED_PORT")] = 54329,
) -> int:
    """Start the embedded PostgreSQL (other commands do so by themselves).

    [bold]mlb-etl db start --tcp --port 54329[/]   for BI tools
    """
    server = EmbeddedServer(home_folder())
    if tcp is False:
        server.close_tcp()
    database = server.start(tcp_port=port if tcp else None)
    out().print(database.url, soft_wrap=True, markup=False)
    note("stop it with `mlb-etl db stop`")
    return 0


@app.command("stop")
def stop() -> int:
    """Stop the embedded PostgreSQL.

    [bold]mlb-etl db stop[/]
    """
    stopped = EmbeddedServer(home_folder()).stop()
    note("stopped" if stopped else "it was not running")
    return 0


@app.command("url")
@with_database
def url(*, db: DatabaseOptions) -> int:
    """Print the connection URL (with the password, where there is one).

    [bold]mlb-etl db url[/]
    """
    out().print(db.database().url, soft_wrap=True, markup=False)
    return 0


@app.command("migrate")
@with_database
def migrate_command(
    *,
    rebuild: Annotated[
        list[str] | None,
        typer.Option(
            help="Drop this normalized table and make it anew; the next transform fills it from"
            " raw. May be repeated.",
            envvar="MLB_REBUILD",
        ),
    ] = None,
    output: OutputOption = Output.TABLE,
    db: DatabaseOptions,
) -> int:
    """Bring the database to the present definitions; a second run does nothing.

    [bold]mlb-etl db migrate[/]

    [bold]mlb-etl db migrate --rebuild game.plays[/]   then: mlb-etl transform game
    """
    known = {table.name for mapping in load_mappings() for table in mapping.tables}
    for name in rebuild or []:
        if name not in known:
            problem = f"--rebuild: {name!r} is not a normalized table"
            raise UsageError(problem, hint="one of: " + ", ".join(sorted(known)))
    with connect(db.database()) as connection:
        report = _migrate_on_record(connection, rebuild or [])
    if output is Output.JSON:
        made = {"applied": report.applied, "added_columns": report.added_columns}
        show_json({**made, "notes": report.notes})
        return 0
    for part in report.applied:
        out().print(f"applied {part}", markup=False)
    for column in report.added_columns:
        out().print(f"new column {column}: the next transform fills it", markup=False)
    for remark in report.notes:
        note(remark)
    if not report.applied:
        note("up to date")
    return 0


def _migrate_on_record(connection: Connection, rebuild: list[str]) -> MigrationReport:
    def bring_up() -> MigrationReport:
        raw, mappings = load_raw_tables().values(), load_mappings()
        return migrate(connection, raw=raw, mappings=mappings, rebuild=rebuild)

    # A new database has no place for a run yet; it gets one first.
    done = None if can_record(connection) else bring_up()
    with start_run(connection, command="db migrate", parameters={"rebuild": rebuild}) as run:
        with run.stage("migrate"):
            report = done or bring_up()
        run.counts.update(applied=report.applied, added_columns=report.added_columns)
    return report


@app.command("status")
@with_database
def status(*, output: OutputOption = Output.TABLE, db: DatabaseOptions) -> int:
    """Show where the database is, what is pending, and how much is in each table.

    [bold]mlb-etl db status --output json[/]
    """
    database = db.database()
    with connect(database) as connection:
        pending = pending_parts(
            connection, raw=load_raw_tables().values(), mappings=load_mappings()
        )
        tables = read_named(connection, "tables")
    if output is Output.JSON:
        rows = [dict(zip(tables.columns, row, strict=True)) for row in tables.rows]
        show_json({"database": database.where, "pending": pending, "tables": rows})
        return 0
    show_table(database.where, tables.columns, tables.rows, right=tables.columns[1:])
    if pending:
        note(f"{len(pending)} parts pending: mlb-etl db migrate")
    return 0


@app.command("refresh-views")
@with_database
def refresh_views(*, output: OutputOption = Output.TABLE, db: DatabaseOptions) -> int:
    """Refresh all materialized views, without locking out their readers.

    [bold]mlb-etl db refresh-views[/]
    """
    with db.open() as (_, connection), start_run(connection, command="db refresh-views") as run:
        with run.stage("refresh views"):
            seconds = run_refresh(connection)
        run.counts.update(seconds=seconds)
    if output is Output.JSON:
        show_json({"seconds": seconds})
    else:
        rows = [[name, f"{spent:.2f}"] for name, spent in seconds.items()]
        show_table("", ["view", "seconds"], rows, right=["seconds"])
    return 0


@app.command("psql")
@with_database
def psql(*, db: DatabaseOptions) -> int:
    """Open psql on the database.

    [bold]mlb-etl db psql[/]
    """
    database = db.database()
    program = EmbeddedServer(home_folder()).bin_folder / "psql"
    # The password goes by the environment: arguments are in the process list for all to read.
    done = subprocess.run(  # noqa: S603  (our own, no shell)  # nosec B603
        [program, database.public_url],
        env={**os.environ, "PGPASSWORD": database.password},
        check=False,
    )
    return done.returncode
