"""`mlb-etl raw`: the versions that raw keeps, and what an official correction changed."""

from datetime import date
from typing import Annotated

import typer

from mlb_data_platform.cli.console import Output, exit_note, note, show_json
from mlb_data_platform.cli.differences import difference_value, show_difference
from mlb_data_platform.cli.options import (
    DatabaseOptions,
    OutputOption,
    parse_assignments,
    parse_day,
    with_database,
)
from mlb_data_platform.cli.query import QueryOutput, show_result
from mlb_data_platform.cli.versions import history_value, show_history
from mlb_data_platform.errors import UsageError
from mlb_data_platform.history import Wish, parse_path
from mlb_data_platform.pipelines import read_difference, read_history
from mlb_data_platform.warehouse import read_named

app = typer.Typer(
    no_args_is_help=True,
    help="What raw keeps: the versions of a game, and what was corrected between two of them.",
)
GamePkOption = Annotated[
    int | None, typer.Option(help="The game.", envvar="MLB_GAME_PK", show_default=False)
]
TableOption = Annotated[
    str, typer.Option(help="Raw table; another one is asked by --param.", envvar="MLB_RAW_TABLE")
]
DateOption = Annotated[
    str | None,
    typer.Option(
        "--date",
        help="Day that was asked for, for tables such as schedule.schedule.",
        envvar="MLB_DATE",
        show_default=False,
    ),
]
ParamOption = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME=VALUE",
        help="Parameter of the request; may stand more than once.",
        envvar="MLB_PARAM",
        show_default=False,
    ),
]
_GAMES = "game.live_game_v1"


@app.command("history")
@with_database
def history(
    *,
    game_pk: GamePkOption = None,
    table: TableOption = _GAMES,
    day: DateOption = None,
    param: ParamOption = None,
    last: Annotated[
        int | None,
        typer.Option(
            min=1, help="Only so many of the newest.", envvar="MLB_LAST", show_default="all"
        ),
    ] = None,
    output: OutputOption = Output.TABLE,
    db: DatabaseOptions,
) -> int:
    """List the versions of a game that raw keeps, oldest first, and what became of each.

    [bold]mlb-etl raw history --game-pk 744914[/]

    [bold]mlb-etl raw history --table schedule.schedule --date 2024-07-01[/]
    """
    with db.open() as (_, connection):
        found = read_history(connection, table, _wanted(game_pk, day, param))
    if output is Output.JSON:
        show_json({**history_value(found, last=last), **exit_note(0)})
    else:
        show_history(found, last=last)
    return 0


@app.command("diff")
@with_database
def diff(
    *,
    game_pk: GamePkOption = None,
    older: Annotated[
        str | None,
        typer.Option(
            "--from",
            help="Raw id or timecode of the older version.",
            envvar="MLB_DIFF_FROM",
            show_default="the one before",
        ),
    ] = None,
    newer: Annotated[
        str | None,
        typer.Option(
            "--to",
            help="Raw id or timecode of the newer version.",
            envvar="MLB_DIFF_TO",
            show_default="the latest",
        ),
    ] = None,
    since_final: Annotated[
        bool,
        typer.Option(
            "--since-final",
            help="Everything since the game was over for the first time.",
            envvar="MLB_SINCE_FINAL",
        ),
    ] = False,
    every: Annotated[
        bool,
        typer.Option(
            "--all",
            help="Also season totals, positions, repeats and metadata; nothing is shortened.",
            envvar="MLB_DIFF_ALL",
        ),
    ] = False,
    path: Annotated[
        list[str] | None,
        typer.Option(
            help="Only at such a path: result.event, boxscore.teams.home, allPlays[41]; may stand"
            " more than once.",
            envvar="MLB_DIFF_PATH",
            show_default=False,
        ),
    ] = None,
    table: TableOption = _GAMES,
    day: DateOption = None,
    param: ParamOption = None,
    output: OutputOption = Output.TABLE,
    db: DatabaseOptions,
) -> int:
    """Say what is different between two versions; exit code 0 also when nothing is.

    [bold]mlb-etl raw diff --game-pk 744914[/]   the two newest

    [bold]mlb-etl raw diff --game-pk 744914 --since-final[/]   all official corrections

    [bold]mlb-etl raw diff --game-pk 744914 --from 20240701_221930 --path result.event[/]
    """
    if since_final and older:
        problem = f"--since-final and --from {older}: found both, wanted one of them"
        raise UsageError(problem, hint="leave out --since-final")
    wish = Wish(older=older, newer=newer, since_final=since_final)
    paths = [parse_path(text) for text in path or ()]
    with db.open() as (_, connection):
        found = read_history(connection, table, _wanted(game_pk, day, param))
        difference = read_difference(connection, found, wish)
    if output is Output.JSON:
        show_json({**difference_value(found, difference, paths), **exit_note(0)})
    else:
        show_difference(found, difference, paths, every=every)
    return 0


@app.command("corrected")
@with_database
def corrected(
    *,
    season: Annotated[int | None, typer.Option(help="Season.", envvar="MLB_SEASON")] = None,
    start_date: Annotated[
        str | None, typer.Option(help="First day.", envvar="MLB_START_DATE")
    ] = None,
    end_date: Annotated[str | None, typer.Option(help="Last day.", envvar="MLB_END_DATE")] = None,
    output: Annotated[
        QueryOutput, typer.Option(help="table, csv or json.", envvar="MLB_QUERY_OUTPUT")
    ] = QueryOutput.TABLE,
    db: DatabaseOptions,
) -> int:
    """List the games that changed after they were final, the newest change first.

    [bold]mlb-etl raw corrected --season 2024[/]
    """
    bounds: dict[str, object] = {
        "season": season,
        "start_date": parse_day(start_date, "--start-date"),
        "end_date": parse_day(end_date, "--end-date"),
    }
    with db.open() as (_, connection):
        found = read_named(connection, "corrected_games", bounds)
    if output is QueryOutput.TABLE and not found.rows:
        note("none: of no game there does raw keep more than one final version")
    else:
        show_result(found, output)
    if output is QueryOutput.TABLE and found.rows:
        note(f"what changed: mlb-etl raw diff --since-final --game-pk {found.rows[0][0]}")
    return 0


def _wanted(
    game_pk: int | None, day: str | None, param: list[str] | None
) -> dict[str, int | str | date]:
    wanted: dict[str, int | str | date] = dict(parse_assignments(param, "--param"))
    if game_pk is not None:
        wanted["game_pk"] = game_pk
    if (asked := parse_day(day, "--date")) is not None:
        wanted["date"] = asked
    return wanted
