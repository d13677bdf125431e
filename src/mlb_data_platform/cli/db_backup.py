"""`mlb-etl db backup` and `db restore`: the whole database as one file, and back."""

import os
import time
from pathlib import Path
from typing import Annotated

import typer

from mlb_data_platform.cli.console import Output, note, out, show_json
from mlb_data_platform.cli.options import DatabaseOptions, OutputOption, with_database
from mlb_data_platform.warehouse import Backup, back_up
from mlb_data_platform.warehouse import restore as run_restore


@with_database
def backup(
    file: Annotated[Path, typer.Argument(help="File to write; must not be there yet.")],
    *,
    output: OutputOption = Output.TABLE,
    db: DatabaseOptions,
) -> int:
    """Write the whole database into one file: rows, definitions, views, grants, of one moment.

    Nothing has to stop for it. The file has its name only when it is whole.

    [bold]mlb-etl db backup mlb-2024-07-01.dump[/]
    """
    began = time.monotonic()
    done = back_up(db.database(), file, environ=os.environ)
    _show(done, "backed up", output, time.monotonic() - began)
    return 0


@with_database
def restore(
    file: Annotated[Path, typer.Argument(help="File that `db backup` has written.")],
    *,
    output: OutputOption = Output.TABLE,
    db: DatabaseOptions,
) -> int:
    """Fill an empty database with a backup: everything, or nothing.

    Definitions stay those of the backup; the next command that writes brings them up to date.

    [bold]MLB_HOME=~/mlb-copy mlb-etl db restore mlb-2024-07-01.dump[/]

    [bold]mlb-etl db restore mlb-2024-07-01.dump --db-url postgresql://ann@db:5432/mlb_copy[/]
    """
    began = time.monotonic()
    database = db.database()
    done = run_restore(database, file, environ=os.environ)
    _show(done, f"restored into {database.where}:", output, time.monotonic() - began)
    return 0


def _show(done: Backup, what: str, output: Output, seconds: float) -> None:
    if output is Output.JSON:
        facts = {"file": str(done.file), "size_bytes": done.size_bytes, "tables": done.tables}
        show_json({**facts, "server_version": done.server_version, "seconds": round(seconds, 3)})
        return
    out().print(str(done.file), soft_wrap=True, markup=False)
    size = f"{done.size_bytes / 1e6:,.1f} MB"
    note(f"{what} {done.tables} tables of PostgreSQL {done.server_version}, {size}")
