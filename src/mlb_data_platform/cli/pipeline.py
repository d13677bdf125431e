"""`mlb-etl pipeline`: whole runs."""

from datetime import UTC, date, datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from mlb_data_platform.cli.console import (
    Output,
    err,
    exit_note,
    load_counts,
    note,
    note_drift,
    progress_bars,
    show_json,
    show_load,
    show_table,
)
from mlb_data_platform.cli.options import (
    DatabaseOptions,
    OutputOption,
    WorkersOption,
    all_cores,
    parse_day,
    with_database,
)
from mlb_data_platform.cli.sources import StubDirOption, StubMode, StubModeOption, open_source
from mlb_data_platform.cli.verdicts import quality_counts, show_quality
from mlb_data_platform.pipelines import DailyReport, RunContext, run_daily
from mlb_data_platform.warehouse import start_run

app = typer.Typer(no_args_is_help=True, help="Whole runs: everything of a day, in the right order.")
_BASEBALL_ZONE = ZoneInfo("America/New_York")


@app.callback()
def _group() -> None:
    """Keep `pipeline` a group while it has one command."""


@app.command("daily")
@with_database
def daily(
    *,
    date: Annotated[
        str | None,
        typer.Option(help="Baseball day.", envvar="MLB_DATE", show_default="yesterday in New York"),
    ] = None,
    sport_id: Annotated[
        int, typer.Option(help="Sport; 1 is the majors.", envvar="MLB_SPORT_ID")
    ] = 1,
    workers: WorkersOption = None,
    stub_mode: StubModeOption = StubMode.LIVE,
    stub_dir: StubDirOption = None,
    output: OutputOption = Output.TABLE,
    db: DatabaseOptions,
) -> int:
    """One baseball day: season → schedule → games → tables → quality → views.

    [bold]mlb-etl pipeline daily --date 2024-07-01[/]
    """
    day = parse_day(date, "--date") or _yesterday()
    source = open_source(stub_mode, stub_dir)
    parameters = {"date": day.isoformat(), "sport_id": sport_id, "stub_mode": stub_mode.value}
    try:
        with (
            db.open() as (database, connection),
            start_run(connection, command="pipeline daily", parameters=parameters) as run,
            progress_bars(output) as step,
        ):
            report = run_daily(
                day,
                source,
                context=RunContext(
                    database=database,
                    connection=connection,
                    run=run,
                    workers=workers or all_cores(),
                ),
                sport_id=sport_id,
                step=step,
            )
            run.counts.update(_counts(report))
            run.exit_code = report.exit_code
    finally:
        source.close()
    _show(day, report, output)
    return report.exit_code


def _yesterday() -> date:
    """The baseball day that is over."""
    return datetime.now(UTC).astimezone(_BASEBALL_ZONE).date() - timedelta(days=1)


def _counts(report: DailyReport) -> dict[str, object]:
    return {
        "games_listed": report.games_listed,
        "ingested": {name: one.counts for name, one in report.ingested.items()},
        "transformed": load_counts(report.loaded),
        "quality": quality_counts(report.quality) if report.quality else None,
    }


def _show(day: date, report: DailyReport, output: Output) -> None:
    if output is Output.JSON:
        show_json({"date": day.isoformat(), **_counts(report), **exit_note(report.exit_code)})
        return
    names = ["fetched", "new", "seen_again", "quarantined", "failed"]
    rows = [[step, *(one.counts[name] for name in names)] for step, one in report.ingested.items()]
    show_table(f"{day}: {report.games_listed} games listed", ["ingest", *names], rows, right=names)
    show_load(report.loaded)
    for one in report.ingested.values():
        for failure in one.failures[:10]:
            err().print(f"failed: {failure.error}", markup=False)
    if report.loaded.issues:
        note("something did not fit: mlb-etl query 'table metadata.quarantine'")
    if report.quality:
        show_quality(report.quality, brief=True)
    note_drift(report.loaded)
