"""`mlb-etl pipeline`: whole runs."""

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Annotated

import typer

from mlb_data_platform.cli import pipeline_status
from mlb_data_platform.cli.console import Output, progress_bars
from mlb_data_platform.cli.options import (
    DatabaseOptions,
    OutputOption,
    WorkersOption,
    all_cores,
    parse_day,
    parse_instant,
    parse_words,
    with_database,
)
from mlb_data_platform.cli.pipeline_report import pipeline_counts, show_pipeline
from mlb_data_platform.cli.sources import (
    BudgetOptions,
    RateOption,
    StubDirOption,
    StubMode,
    StubModeOption,
    open_source,
    with_budget,
)
from mlb_data_platform.cli.spans import (
    FirstDayOption,
    LastDayOption,
    SeasonOption,
    SportOption,
    ZoneOption,
    today,
    typed_span,
    yesterday,
)
from mlb_data_platform.engines import Workers
from mlb_data_platform.errors import UsageError
from mlb_data_platform.pipelines import (
    PipelineReport,
    RunContext,
    Step,
    run_backfill,
    run_changes,
    run_daily,
    run_rounds,
    run_season,
)
from mlb_data_platform.statsapi import DEFAULT_REQUESTS_PER_S, Source
from mlb_data_platform.telemetry import PULSE
from mlb_data_platform.warehouse import start_run

app = typer.Typer(
    no_args_is_help=True,
    help="Whole runs: a day, a season, what changed. Typed again, each does what is left.",
)
app.command("status")(pipeline_status.status)

FullRefreshOption = Annotated[
    bool,
    typer.Option(
        "--full-refresh",
        help="Ask for all games again, whatever is known of them.",
        envvar="MLB_FULL_REFRESH",
    ),
]
_BACKFILL = "mlb-etl pipeline backfill --season 2024, or --start-date and --end-date"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Where:
    """Where a run asks, keeps and shows."""

    stub_mode: StubMode
    source: Source
    workers: int | None
    output: Output
    db: DatabaseOptions
    spare: Workers | None = None

    @property
    def is_replay(self) -> bool:
        """Recordings hold the games; what goes round them was seldom recorded."""
        return self.stub_mode is StubMode.REPLAY


@app.command("daily")
@with_database
@with_budget
def daily(
    *,
    date: Annotated[
        str | None,
        typer.Option(help="Baseball day.", envvar="MLB_DATE", show_default="yesterday"),
    ] = None,
    timezone: ZoneOption = "America/New_York",
    sport_id: SportOption = 1,
    full_refresh: FullRefreshOption = False,
    workers: WorkersOption = None,
    requests_per_s: RateOption = DEFAULT_REQUESTS_PER_S,
    stub_mode: StubModeOption = StubMode.LIVE,
    stub_dir: StubDirOption = None,
    output: OutputOption = Output.TABLE,
    budget: BudgetOptions,
    db: DatabaseOptions,
) -> int:
    """One baseball day: season → schedule → games → tables → quality → views.

    With it come the games of the 30 days before that were not over, that failed, or that are due
    to be read again (6 hours, 1, 3 and 7 days after their end), because officials correct them.

    [bold]mlb-etl pipeline daily --date 2024-07-01[/]
    """
    day = parse_day(date, "--date") or yesterday(timezone)
    source = open_source(stub_mode, stub_dir, budget=budget, requests_per_s=requests_per_s)
    where = _Where(stub_mode=stub_mode, source=source, workers=workers, output=output, db=db)
    asked = {"date": day.isoformat(), "sport_id": sport_id, "full_refresh": full_refresh}
    return _run(
        "daily",
        asked,
        where,
        lambda context, step: run_daily(
            day,
            source,
            context=context,
            sport_id=sport_id,
            alone=where.is_replay,
            everything=full_refresh,
            step=step,
        ),
    )


@app.command("backfill")
@with_database
@with_budget
def backfill(
    *,
    season: SeasonOption = None,
    start_date: FirstDayOption = None,
    end_date: LastDayOption = None,
    game_types: Annotated[
        str | None,
        typer.Option(
            help="Types such as R,F,D,L,W.", envvar="MLB_GAME_TYPES", show_default="all types"
        ),
    ] = None,
    sport_id: SportOption = 1,
    full_refresh: FullRefreshOption = False,
    quality: Annotated[
        bool, typer.Option(help="Check what was brought in.", envvar="MLB_QUALITY")
    ] = True,
    workers: WorkersOption = None,
    requests_per_s: RateOption = DEFAULT_REQUESTS_PER_S,
    stub_mode: StubModeOption = StubMode.LIVE,
    stub_dir: StubDirOption = None,
    output: OutputOption = Output.TABLE,
    budget: BudgetOptions,
    db: DatabaseOptions,
) -> int:
    """Every game of a season or of some days, until the warehouse is complete.

    Typed again it does what is left; two at once share the work. Games that have not begun wait.

    [bold]mlb-etl pipeline backfill --season 2024[/]

    [bold]mlb-etl pipeline backfill --start-date 2024-07-01 --end-date 2024-07-31 --game-types R[/]
    """
    first, last = parse_day(start_date, "--start-date"), parse_day(end_date, "--end-date")
    span = typed_span(season, first, last, parse_words(game_types), hint=_BACKFILL)
    source = open_source(stub_mode, stub_dir, budget=budget, requests_per_s=requests_per_s)
    where = _Where(stub_mode=stub_mode, source=source, workers=workers, output=output, db=db)
    asked = {
        "span": span.words,
        "game_types": list(span.game_types),
        "sport_id": sport_id,
        "full_refresh": full_refresh,
    }
    return _run(
        "backfill",
        asked,
        where,
        lambda context, step: run_backfill(
            span,
            source,
            context=context,
            sport_id=sport_id,
            alone=where.is_replay,
            everything=full_refresh,
            check=quality,
            step=step,
        ),
    )


@app.command("changes")
@with_database
@with_budget
def changes(
    *,
    season: SeasonOption = None,
    since: Annotated[
        str | None,
        typer.Option(
            help="Read from this moment on.",
            envvar="MLB_SINCE",
            show_default="where the last success ended",
        ),
    ] = None,
    every: Annotated[
        float | None,
        typer.Option(
            help="Go on until stopped: seconds from the end of one run to the next.",
            envvar="MLB_CHANGES_EVERY",
            min=1,
            show_default="once",
        ),
    ] = None,
    timezone: ZoneOption = "America/New_York",
    sport_id: SportOption = 1,
    workers: WorkersOption = None,
    requests_per_s: RateOption = DEFAULT_REQUESTS_PER_S,
    stub_mode: StubModeOption = StubMode.LIVE,
    stub_dir: StubDirOption = None,
    output: OutputOption = Output.TABLE,
    budget: BudgetOptions,
    db: DatabaseOptions,
) -> int:
    """Every game that changed since the last run that succeeded.

    With --every it goes on and follows games in progress; what the API or the database cannot
    answer now comes with a later round.

    [bold]mlb-etl pipeline changes[/]

    [bold]mlb-etl pipeline changes --every 30 --metrics-port 9411[/]

    [bold]mlb-etl pipeline changes --season 2024 --since 2024-07-01T12:00:00-04:00[/]
    """
    begin = parse_instant(since, "--since")
    if every is not None and (begin or stub_mode is StubMode.REPLAY):
        found = "--since" if begin else "--stub-mode replay"
        problem = f"--every: found {found} beside it, wanted rounds that go on where the last ended"
        raise UsageError(problem, hint="mlb-etl pipeline changes --every 30")

    def once(spare: Workers | None = None) -> int:
        # Of each round anew: a service lives through New Year.
        year = season or today(timezone).year
        source = open_source(stub_mode, stub_dir, budget=budget, requests_per_s=requests_per_s)
        where = _Where(
            stub_mode=stub_mode,
            source=source,
            workers=workers,
            output=output,
            db=db,
            spare=spare,
        )
        since_text = begin.isoformat() if begin else None
        return _run(
            "changes",
            {"season": year, "sport_id": sport_id, "since": since_text},
            where,
            lambda context, step: run_changes(
                source, context=context, season=year, sport_id=sport_id, since=begin, step=step
            ),
        )

    if every is None:
        return once()
    with Workers() as spare:
        return run_rounds(lambda: once(spare), every_s=every)


@app.command("season")
@with_database
@with_budget
def season(
    *,
    season: SeasonOption = None,
    timezone: ZoneOption = "America/New_York",
    sport_id: SportOption = 1,
    requests_per_s: RateOption = DEFAULT_REQUESTS_PER_S,
    stub_mode: StubModeOption = StubMode.LIVE,
    stub_dir: StubDirOption = None,
    output: OutputOption = Output.TABLE,
    budget: BudgetOptions,
    db: DatabaseOptions,
) -> int:
    """The dates and the whole schedule of a season: ingest → transform → quality; no games.

    [bold]mlb-etl pipeline season --season 2024[/]
    """
    year = season or today(timezone).year
    source = open_source(stub_mode, stub_dir, budget=budget, requests_per_s=requests_per_s)
    where = _Where(stub_mode=stub_mode, source=source, workers=None, output=output, db=db)
    return _run(
        "season",
        {"season": year, "sport_id": sport_id},
        where,
        lambda context, step: run_season(
            year, source, context=context, sport_id=sport_id, step=step
        ),
    )


def _run(
    name: str,
    asked: Mapping[str, object],
    where: _Where,
    pipeline: Callable[[RunContext, Step], PipelineReport],
) -> int:
    """Run a pipeline as a recorded run, show what it did, give its exit code."""
    parameters = {**asked, "stub_mode": where.stub_mode.value}
    with (
        closing(where.source),
        where.db.open() as (database, connection),
        start_run(connection, command=f"pipeline {name}", parameters=parameters) as run,
        progress_bars(where.output) as step,
    ):
        context = RunContext(
            database=database,
            connection=connection,
            run=run,
            workers=where.workers or all_cores(),
            spare=where.spare,
        )
        report = pipeline(context, _beating(step))
        run.counts.update(pipeline_counts(report))
        run.exit_code = report.exit_code
    show_pipeline(name, asked, report, where.output)
    return report.exit_code


def _beating(step: Step) -> Step:
    """Every bit of progress is a sign of life."""

    def begin(name: str, total: int) -> Callable[[int], None]:
        PULSE.beat()
        advance = step(name, total)

        def advanced(done: int) -> None:
            PULSE.beat()
            advance(done)

        return advanced

    return begin
