"""`mlb-etl demo`: a simulated week through the whole road, and tables to look at."""

import shlex
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import typer

from mlb_data_platform.cli.console import (
    Output,
    Step,
    load_counts,
    out,
    progress_bars,
    show_json,
    show_table,
)
from mlb_data_platform.cli.observing import present_session
from mlb_data_platform.cli.options import (
    OutputOption,
    WorkersOption,
    all_cores,
    home_folder,
    parse_day,
)
from mlb_data_platform.cli.verdicts import quality_counts, show_quality
from mlb_data_platform.errors import PlatformError
from mlb_data_platform.mapping import load_mappings
from mlb_data_platform.pipelines import PipelineReport, RunContext, check, quality_plan, run_daily
from mlb_data_platform.quality import QualityReport, find_slices
from mlb_data_platform.raw import load_raw_tables
from mlb_data_platform.statsapi import HIGHEST_REQUESTS_PER_S, HttpSource, RateLimiter
from mlb_data_platform.warehouse import (
    Connection,
    Database,
    EmbeddedServer,
    LoadReport,
    Selection,
    connect,
    migrate,
    read_named,
    start_run,
)

_QUERIES: Sequence[tuple[str, str, dict[str, object]]] = (
    ("league", "In the warehouse now", {}),
    ("standings", "Standings of the week", {"most": 10}),
    ("hitters", "Hitters by OPS (15 at bats or more)", {"most": 10, "least": 15}),
    ("pitchers", "Pitchers by FIP (6 innings or more)", {"most": 8, "least": 18}),
    ("fastest_pitches", "Fastest pitches", {"most": 8}),
)
_SPACES = {"runner_movements": "runner moves", "runs_per_team": "runs a team"}


@dataclass(slots=True)
class _Week:
    """What the demo's runs did, added up."""

    fetched: int
    kept: int
    failed: int
    loaded: LoadReport


def demo(
    *,
    start: Annotated[
        str, typer.Option(help="First day of the week.", envvar="MLB_DEMO_START")
    ] = "2024-06-24",
    days: Annotated[
        int, typer.Option(min=1, max=200, help="How many days.", envvar="MLB_DEMO_DAYS")
    ] = 7,
    seed: Annotated[int, typer.Option(help="Same seed, same games.", envvar="MLB_SIM_SEED")] = 2024,
    workers: WorkersOption = None,
    output: OutputOption = Output.TABLE,
) -> int:
    """Show it all without network: a simulated week, fetched, kept raw, transformed, summarised.

    The simulated games go into an embedded database of their own, apart from real ones.

    [bold]mlb-etl demo --days 3 --seed 7[/]
    """
    first = parse_day(start, "--start") or date(2024, 6, 24)
    home = home_folder() / "demo"
    database = EmbeddedServer(home).start()
    wanted = [first + timedelta(days=n) for n in range(days)]
    with connect(database) as connection:
        migrate(connection, raw=load_raw_tables().values(), mappings=load_mappings())
        with present_session().watch(database), progress_bars(output) as step:
            week = _play(wanted, seed, connection, database, workers or all_cores(), step)
        quality = _check(wanted, connection, database)
        results = {name: read_named(connection, name, given) for name, _, given in _QUERIES}
    if week.failed or not week.fetched:
        raise PlatformError(f"the demo is not whole: {week.fetched} answers, {week.failed} failed")
    if output is Output.JSON:
        tables = {
            name: [dict(zip(one.columns, row, strict=True)) for row in one.rows]
            for name, one in results.items()
        }
        show_json(
            {
                "fetched": week.fetched,
                "transformed": load_counts(week.loaded),
                "quality": quality_counts(quality),
                **tables,
            }
        )
        return quality.exit_code
    _tell(week, home)
    for name, title, _ in _QUERIES:
        columns = [
            _SPACES.get(column, column.replace("_", " ")) for column in results[name].columns
        ]
        text = {"team", "hitter", "pitcher", "batter", "pitch", "day"}
        show_table(title, columns, results[name].rows, right=[c for c in columns if c not in text])
    show_quality(quality, brief=True)
    _what_next(home)
    return quality.exit_code


def _play(
    days: Sequence[date],
    seed: int,
    connection: Connection,
    database: Database,
    workers: int,
    step: Step,
) -> _Week:
    """Serve the league on loopback and run the real pipeline against it, day by day."""
    # A web server is heavy to import, and no other command needs it.
    from mlb_data_platform.simulator import (  # noqa: PLC0415
        build_app,
        build_league,
        running_server,
    )

    week = _Week(0, 0, 0, LoadReport())
    moved = step("days", len(days))
    league = build_league(seed=seed, season=days[0].year)
    with running_server(build_app(league)) as base_url:
        source = HttpSource(base_url, limiter=RateLimiter(HIGHEST_REQUESTS_PER_S))
        try:
            for day in days:
                parameters = {"date": day.isoformat(), "seed": seed}
                with start_run(connection, command="demo", parameters=parameters) as run:
                    report = run_daily(
                        day,
                        source,
                        context=RunContext(
                            database=database, connection=connection, run=run, workers=workers
                        ),
                    )
                    run.counts.update(load_counts(report.loaded))
                    run.exit_code = report.exit_code
                _add(week, report)
                moved(1)
        finally:
            source.close()
    return week


def _check(days: Sequence[date], connection: Connection, database: Database) -> QualityReport:
    """Every check and reconciliation, over the days of the demo."""
    slices = find_slices(connection, Selection(start_date=days[0], end_date=days[-1]))
    with start_run(connection, command="quality run", parameters={"demo": True}) as run:
        context = RunContext(database=database, connection=connection, run=run)
        report = check(quality_plan(), context=context, slices=slices, scope="the demo")
        run.exit_code = report.exit_code
    return report


def _add(week: _Week, report: PipelineReport) -> None:
    for one in report.ingested.values():
        week.fetched += one.fetched
        week.kept += one.kept.new
        week.failed += len(one.failures)
    week.loaded.add(report.loaded)


def _tell(week: _Week, home: Path) -> None:
    rows = sum(counts.inserted for counts in week.loaded.tables.values())
    done = f"wrote {rows:,} rows into {len(week.loaded.tables)} tables"
    out().print(
        f"Fetched {week.fetched} answers over HTTP, kept {week.kept} new ones raw,"
        f" {done if rows else 'found all their rows in the tables already'}."
    )
    lies = f"The data lies in {home} (simulated players; no real game is in it)."
    out().print(lies, soft_wrap=True)


def _what_next(home: Path) -> None:
    """Commands that work as they stand, also where the environment is not activated."""
    program = "mlb-etl" if shutil.which("mlb-etl") else sys.argv[0]
    ours = f"MLB_HOME={shlex.quote(str(home))} {program}"
    out().print("What to type next:", style="bold")
    for line in (
        f'{ours} query "table game.latest_live"',
        f'{ours} query "table mart.season_batting" --output csv',
        f"{ours} quality report --html quality.html",
        f"{ours} db status",
        f"{program} schema docs game.plays",
        f"{program} pipeline daily --date 2024-07-01   # the real API",
        f"{ours} db stop   # the embedded PostgreSQL keeps running until then",
    ):
        out().print(f"  {line}", soft_wrap=True, markup=False)
