"""`mlb-etl plan`: what a scheduler fans out over, on standard output and in a file."""

import json
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from mlb_data_platform.cli.options import DatabaseOptions, parse_day, with_database
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
from mlb_data_platform.errors import SetupError
from mlb_data_platform.pipelines import Span, games_due

app = typer.Typer(
    no_args_is_help=True,
    help="What a scheduler fans out over: a day, its games, the months of a span. Writes no table.",
)

DayOption = Annotated[
    str | None,
    typer.Option("--date", help="Baseball day.", envvar="MLB_DATE", show_default="yesterday"),
]
ToOption = Annotated[
    Path | None,
    typer.Option(
        "--to", help="Write it to this file, too.", envvar="MLB_PLAN_TO", show_default=False
    ),
]
_MONTHS = "mlb-etl plan months --season 2024, or --start-date and --end-date"


@app.command("day")
def day(
    *,
    date: DayOption = None,
    now: Annotated[
        bool,
        typer.Option("--today", help="The day that it is now.", envvar="MLB_PLAN_TODAY"),
    ] = False,
    timezone: ZoneOption = "America/New_York",
    to: ToOption = None,
) -> int:
    """The baseball day that a run is about, so that all its steps mean the same one.

    [bold]mlb-etl plan day --to /tmp/day[/]
    """
    usual = today(timezone) if now else yesterday(timezone)
    return _tell(str(parse_day(date, "--date") or usual), to)


@app.command("games")
@with_database
def games(
    *,
    date: DayOption = None,
    catch_up: Annotated[
        bool,
        typer.Option(help="Also what the 30 days before have left to do.", envvar="MLB_CATCH_UP"),
    ] = True,
    timezone: ZoneOption = "America/New_York",
    sport_id: SportOption = 1,
    to: ToOption = None,
    db: DatabaseOptions,
) -> int:
    """The games that `pipeline daily` would ask for now, as a JSON list.

    Ingest and transform the day's schedule first. Each item has two texts: game_pk, and
    starts_in_s, the seconds until the game begins. An empty list: there is nothing to ask.

    [bold]mlb-etl plan games --date 2024-07-01 --to /tmp/games.json[/]
    """
    about = parse_day(date, "--date") or yesterday(timezone)
    with db.open() as (_, connection):
        due = games_due(about, connection=connection, sport_id=sport_id, catch_up=catch_up)
    return _tell_list(
        [{"game_pk": str(one.game_pk), "starts_in_s": str(one.starts_in_s)} for one in due], to
    )


@app.command("months")
def months(
    *,
    season: SeasonOption = None,
    start_date: FirstDayOption = None,
    end_date: LastDayOption = None,
    to: ToOption = None,
) -> int:
    """The calendar months of a season or of some days, as a JSON list; one backfill for each.

    [bold]mlb-etl plan months --season 2024 --to /tmp/months.json[/]

    [bold]mlb-etl plan months --start-date 2024-06-20 --end-date 2024-08-10[/]
    """
    first, last = parse_day(start_date, "--start-date"), parse_day(end_date, "--end-date")
    span = typed_span(season, first, last, hint=_MONTHS)
    days = _whole_year(span.season) if span.season else span
    return _tell_list(
        [{"start_date": str(begin), "end_date": str(end)} for begin, end in days.months], to
    )


def _whole_year(season: int) -> Span:
    return Span(start_date=date(season, 1, 1), end_date=date(season, 12, 31))


def _tell_list(items: list[dict[str, str]], to: Path | None) -> int:
    return _tell(json.dumps(items, separators=(",", ":")), to)


def _tell(text: str, to: Path | None) -> int:
    """Print it for people and pipes, write it for schedulers.

    Raises:
        SetupError: The file cannot be written.
    """
    if to is not None:
        try:
            to.write_text(text, encoding="utf-8")
        except OSError as error:
            problem = f"--to {to}: cannot be written ({error.strerror})"
            raise SetupError(problem, hint=f"mkdir -p {to.parent}") from error
    typer.echo(text)
    return 0
