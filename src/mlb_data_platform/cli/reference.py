"""`mlb-etl reference`: what comes from elsewhere than the API."""

from pathlib import Path
from typing import Annotated

import typer

from mlb_data_platform.cli.console import Output, note, show_json, show_table
from mlb_data_platform.cli.options import DatabaseOptions, OutputOption, with_database
from mlb_data_platform.pipelines.register import find_register_files, load_register_files
from mlb_data_platform.warehouse import start_run

app = typer.Typer(help="Bring in what comes from elsewhere than the API.", no_args_is_help=True)


@app.command("load-register")
@with_database
def load_register(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", help="people.csv, people-*.csv, or their folder."),
    ],
    *,
    output: OutputOption = Output.TABLE,
    db: DatabaseOptions,
) -> int:
    """Load the Chadwick register: MLB's ids beside those of Retrosheet, FanGraphs and others.

    Take the files from github.com/chadwickbureau/register. They go to [bold]person.register[/];
    join it by key_mlbam with any person_id. Loading the same files again changes nothing.

    [bold]mlb-etl reference load-register ~/register/data/people.csv[/]

    [bold]mlb-etl reference load-register ~/register/data[/]   all people-*.csv of a folder

    [bold]mlb-etl query "select key_fangraphs from person.register where key_mlbam = 660271"[/]
    """
    found = find_register_files(files)
    parameters = {"files": [str(file) for file in found]}
    with (
        db.open() as (_, connection),
        start_run(connection, command="reference load-register", parameters=parameters) as run,
    ):
        with run.stage("load"):
            report = load_register_files(connection, found)
        assert report.counts is not None, "loading counts"
        counts = {
            "files": report.files,
            "rows": report.rows,
            "inserted": report.counts.inserted,
            "updated": report.counts.updated,
            "unchanged": report.counts.unchanged,
            "without_mlb_id": report.without_mlb_id,
            "repeated": report.repeated,
        }
        run.counts.update(counts)
        run.exit_code = 0
    if output is Output.JSON:
        show_json({**counts, "exit_code": 0})
        return 0
    show_table("", list(counts), [[f"{number:,}" for number in counts.values()]])
    if report.repeated:
        note("repeated: rows whose key_mlbam an earlier row has; the earlier one counts")
    return 0
