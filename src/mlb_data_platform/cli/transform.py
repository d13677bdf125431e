"""`mlb-etl transform`: bring the tables of a subject up to date with raw."""

from dataclasses import fields
from enum import StrEnum
from typing import Annotated

import typer

from mlb_data_platform.cli.console import (
    Output,
    counted,
    exit_note,
    load_counts,
    note,
    note_drift,
    progress_bars,
    show_json,
    show_load,
)
from mlb_data_platform.cli.options import (
    DatabaseOptions,
    OutputOption,
    WorkersOption,
    all_cores,
    parse_day,
    parse_numbers,
    parse_words,
    with_database,
)
from mlb_data_platform.errors import UsageError
from mlb_data_platform.pipelines import RunContext, subjects, unusable_filters
from mlb_data_platform.pipelines import transform as run_transform
from mlb_data_platform.warehouse import LoadReport, Selection, start_run


class Engine(StrEnum):
    """Where the kernel runs."""

    LOCAL = "local"


def _subject(value: str) -> str:
    if value not in subjects():
        wanted = ", ".join(subjects())
        raise typer.BadParameter(f"found {value!r}, wanted one of: {wanted}")
    return value


@with_database
def transform(
    subject: Annotated[str, typer.Argument(callback=_subject, help="season, schedule or game.")],
    *,
    game_pks: Annotated[
        str | None, typer.Option(help="Games, with commas between them.", envvar="MLB_GAME_PKS")
    ] = None,
    start_date: Annotated[
        str | None, typer.Option(help="First day.", envvar="MLB_START_DATE")
    ] = None,
    end_date: Annotated[str | None, typer.Option(help="Last day.", envvar="MLB_END_DATE")] = None,
    season: Annotated[int | None, typer.Option(help="Season.", envvar="MLB_SEASON")] = None,
    team_ids: Annotated[
        str | None, typer.Option(help="Clubs, home or away.", envvar="MLB_TEAM_IDS")
    ] = None,
    venue_ids: Annotated[
        str | None, typer.Option(help="Ballparks.", envvar="MLB_VENUE_IDS")
    ] = None,
    game_types: Annotated[
        str | None, typer.Option(help="Game types such as R,F,D.", envvar="MLB_GAME_TYPES")
    ] = None,
    states: Annotated[
        str | None, typer.Option(help="Coded game states such as F,I.", envvar="MLB_STATES")
    ] = None,
    sport_ids: Annotated[
        str | None, typer.Option(help="Sports; 1 is the majors.", envvar="MLB_SPORT_IDS")
    ] = None,
    engine: Annotated[
        Engine, typer.Option(help="Where the kernel runs.", envvar="MLB_ENGINE")
    ] = Engine.LOCAL,
    workers: WorkersOption = None,
    full_refresh: Annotated[
        bool,
        typer.Option(
            "--full-refresh", help="Also what was transformed already.", envvar="MLB_FULL_REFRESH"
        ),
    ] = False,
    output: OutputOption = Output.TABLE,
    db: DatabaseOptions,
) -> int:
    """Turn raw answers into normalized tables; what is up to date already costs nothing.

    [bold]mlb-etl transform game[/]

    [bold]mlb-etl transform game --season 2024 --team-ids 147 --game-types R[/]

    [bold]mlb-etl transform schedule --start-date 2024-07-01 --end-date 2024-07-31[/]
    """
    selection = Selection(
        game_pks=parse_numbers(game_pks, "--game-pks"),
        start_date=parse_day(start_date, "--start-date"),
        end_date=parse_day(end_date, "--end-date"),
        season=season,
        team_ids=parse_numbers(team_ids, "--team-ids"),
        venue_ids=parse_numbers(venue_ids, "--venue-ids"),
        game_types=parse_words(game_types),
        states=parse_words(states),
        sport_ids=parse_numbers(sport_ids, "--sport-ids"),
    )
    _refuse_unusable(subject, selection)
    report = _run(subject, selection, engine, workers or all_cores(), full_refresh, output, db)
    code = 5 if report.issues else 0
    if output is Output.JSON:
        show_json({"subject": subject, **load_counts(report), **exit_note(code)})
        return code
    show_load(report)
    _remark(subject, report)
    return code


def _run(
    subject: str,
    selection: Selection,
    engine: Engine,
    workers: int,
    full_refresh: bool,
    output: Output,
    db: DatabaseOptions,
) -> LoadReport:
    parameters = {
        "subject": subject,
        "engine": engine.value,
        "full_refresh": full_refresh,
        **{f.name: str(getattr(selection, f.name)) for f in fields(selection)},
    }
    with (
        db.open() as (database, connection),
        start_run(connection, command="transform", parameters=parameters) as run,
        progress_bars(output) as step,
        run.stage("transform"),
    ):
        moved = [lambda _done: None]

        def started(total: int) -> None:
            moved[0] = step(f"transform {subject}", total)

        report = run_transform(
            subject,
            selection,
            context=RunContext(database=database, connection=connection, run=run, workers=workers),
            full_refresh=full_refresh,
            started=started,
            progress=lambda done: moved[0](done),  # noqa: PLW0108  (it changes meanwhile)
        )
        run.counts.update(load_counts(report))
        run.exit_code = 5 if report.issues else 0
    return report


def _refuse_unusable(subject: str, selection: Selection) -> None:
    names = [f"--{name.replace('_', '-')}" for name in unusable_filters(subject, selection)]
    if names:
        problem = f"transform {subject} cannot be filtered by {', '.join(names)}"
        raise UsageError(problem, hint=f"mlb-etl transform {subject} --help")


def _remark(subject: str, report: LoadReport) -> None:
    documents = report.loaded + report.stale + report.quarantined
    if not documents:
        note(
            f"nothing to do: every {subject} answer in raw is transformed already, or there is none"
            f" (fetch some with `mlb-etl ingest`, or add --full-refresh)"
        )
        return
    note(
        f"{counted(documents, 'document')}: {report.loaded:,} loaded,"
        f" {report.stale:,} older than what is there"
    )
    if report.issues:
        note(
            f"{counted(report.issues, 'issue')} (values, rows or documents that did not fit):"
            " mlb-etl query 'table metadata.quarantine'"
        )
    note_drift(report)
