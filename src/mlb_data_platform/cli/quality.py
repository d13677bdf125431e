"""`mlb-etl quality`: check the tables, reconcile them with the official numbers, show verdicts."""

from pathlib import Path
from typing import Annotated

import typer

from mlb_data_platform.cli.console import Output, exit_note, progress_bars, show_json
from mlb_data_platform.cli.options import (
    DatabaseOptions,
    OutputOption,
    parse_day,
    parse_numbers,
    with_database,
)
from mlb_data_platform.cli.verdicts import quality_counts, show_quality, tell_nothing, write_page
from mlb_data_platform.pipelines import RunContext, check, quality_plan
from mlb_data_platform.quality import QualityReport, describe, find_slices, read_report
from mlb_data_platform.warehouse import Selection, start_run

app = typer.Typer(
    no_args_is_help=True,
    help="Check the tables, and reconcile them with the official line scores and box scores.",
)
HtmlOption = Annotated[
    Path | None,
    typer.Option("--html", help="Also write a page for a browser.", envvar="MLB_QUALITY_HTML"),
]
AllOption = Annotated[
    bool,
    typer.Option(
        "--all", help="Show every check, also those that passed.", envvar="MLB_QUALITY_ALL"
    ),
]


@app.command("run")
@with_database
def run(
    *,
    game_pks: Annotated[
        str | None, typer.Option(help="Games, with commas between them.", envvar="MLB_GAME_PKS")
    ] = None,
    start_date: Annotated[
        str | None, typer.Option(help="First day.", envvar="MLB_START_DATE")
    ] = None,
    end_date: Annotated[str | None, typer.Option(help="Last day.", envvar="MLB_END_DATE")] = None,
    season: Annotated[int | None, typer.Option(help="Season.", envvar="MLB_SEASON")] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(
            help="A check, a table or a schema; may stand more than once.",
            envvar="MLB_QUALITY_ONLY",
        ),
    ] = None,
    html: HtmlOption = None,
    every: AllOption = False,
    output: OutputOption = Output.TABLE,
    db: DatabaseOptions,
) -> int:
    """Make every check and reconciliation, keep the verdicts, show them.

    [bold]mlb-etl quality run[/]

    [bold]mlb-etl quality run --season 2024 --html quality.html[/]

    [bold]mlb-etl quality run --game-pks 744914 --only runs_by_inning --only game.plays[/]
    """
    selection = Selection(
        game_pks=parse_numbers(game_pks, "--game-pks"),
        start_date=parse_day(start_date, "--start-date"),
        end_date=parse_day(end_date, "--end-date"),
        season=season,
    )
    plan = quality_plan(only or ())
    scope = describe(selection)
    parameters = {"scope": scope, "only": list(only or ())}
    with (
        db.open() as (database, connection),
        start_run(connection, command="quality run", parameters=parameters) as this_run,
        progress_bars(output) as step,
    ):
        report = check(
            plan,
            context=RunContext(database=database, connection=connection, run=this_run),
            slices=find_slices(connection, selection),
            scope=scope,
            progress=step("quality", plan.size),
        )
        this_run.exit_code = report.exit_code
    return _show(report, html, output, every=every)


@app.command("report")
@with_database
def report(
    *,
    run_id: Annotated[
        str | None,
        typer.Option(
            help="Run whose verdicts to show.", envvar="MLB_RUN_ID", show_default="the newest"
        ),
    ] = None,
    html: HtmlOption = None,
    every: AllOption = False,
    output: OutputOption = Output.TABLE,
    db: DatabaseOptions,
) -> int:
    """Show kept verdicts again; nothing is checked anew.

    [bold]mlb-etl quality report --html quality.html[/]
    """
    with db.open() as (_, connection):
        kept = read_report(connection, run_id)
    return _show(kept, html, output, every=every)


def _show(report: QualityReport, html: Path | None, output: Output, *, every: bool) -> int:
    if html is not None:
        write_page(report, html)
    if output is Output.JSON:
        show_json({**quality_counts(report, every=True), **exit_note(report.exit_code)})
        tell_nothing(report)
    else:
        show_quality(report, every=every)
    return report.exit_code
