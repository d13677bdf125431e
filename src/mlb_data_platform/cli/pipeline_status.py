"""`mlb-etl pipeline status`: how complete the warehouse is."""

import sys
import time
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated

import typer

from mlb_data_platform.cli.console import Output, counted, note, out, show_json, show_table
from mlb_data_platform.cli.options import (
    DatabaseOptions,
    OutputOption,
    parse_day,
    parse_words,
    with_database,
)
from mlb_data_platform.cli.spans import FIRST_SEASON, LAST_SEASON
from mlb_data_platform.warehouse import INCOMPLETE, Completeness, GameScope, read_completeness

_SHOWN = 40
_WORDS = {
    "missing": "listed, never fetched",
    "failed": "could not be brought in",
    "stale": "there is newer than the tables have",
    "unfinished": "in progress or suspended",
    "upcoming": "not begun yet",
    "complete": "in the tables, as the API last gave it",
}


@with_database
def status(
    *,
    season: Annotated[
        int | None,
        typer.Option(
            help="Season.",
            envvar="MLB_SEASON",
            min=FIRST_SEASON,
            max=LAST_SEASON,
            show_default="all seasons",
        ),
    ] = None,
    start_date: Annotated[
        str | None, typer.Option(help="First day.", envvar="MLB_START_DATE")
    ] = None,
    end_date: Annotated[
        str | None, typer.Option(help="Last day, included.", envvar="MLB_END_DATE")
    ] = None,
    game_types: Annotated[
        str | None,
        typer.Option(help="Types such as R,F,D,L,W.", envvar="MLB_GAME_TYPES"),
    ] = None,
    sport_id: Annotated[
        int, typer.Option(help="Sport; 1 is the majors.", envvar="MLB_SPORT_ID")
    ] = 1,
    every: Annotated[
        float | None,
        typer.Option(
            min=1,
            help="Tell again after so many seconds, until stopped; with --metrics-port, what a"
            " Prometheus watches between runs.",
            envvar="MLB_STATUS_EVERY",
            show_default="once",
        ),
    ] = None,
    output: OutputOption = Output.TABLE,
    db: DatabaseOptions,
) -> int:
    """How complete the warehouse is against the schedule: what is missing, failed, stale.

    [bold]mlb-etl pipeline status --season 2024[/]

    [bold]mlb-etl pipeline status --every 300 --output json --metrics-port 9411[/]
    """
    scope = GameScope(
        sport_id=sport_id,
        season=season,
        start_date=parse_day(start_date, "--start-date"),
        end_date=parse_day(end_date, "--end-date"),
        game_types=parse_words(game_types),
    )
    with db.open() as (_, connection):
        while True:
            found = read_completeness(connection, scope, [season] if season else [])
            if output is Output.JSON:
                show_json(_as_json(found))
            else:
                _show(found, scope)
            if every is None:
                return 0
            sys.stdout.flush()
            time.sleep(every)


def _as_json(found: Completeness) -> dict[str, object]:
    return {
        "is_complete": found.is_complete,
        "listed": found.listed,
        "games": found.counts,
        "unchecked": found.unchecked,
        "rereading_due": found.rereading_due,
        "lag_s": round(found.lag_s),
        "seasons_without_schedule": found.seasons_without_schedule,
        "living_runs": found.living_runs,
        "incomplete": [asdict(game) for game in found.games],
    }


def _show(found: Completeness, scope: GameScope) -> None:
    rows = [[kind, f"{count:,}", _WORDS[kind]] for kind, count in found.counts.items() if count]
    if rows:
        show_table(
            f"{counted(found.listed, 'game')} listed", ["progress", "games", ""], rows,
            right=["games"],
        )  # fmt: skip
    shown = [game for game in found.games if game.progress != "upcoming"]
    if shown:
        lines = [
            [
                game.game_pk,
                game.official_date or "",
                f"{game.away_team_name or '?'} at {game.home_team_name or '?'}",
                game.progress,
                game.reason or (f"run {game.claimed_by} works on it" if game.claimed_by else ""),
            ]
            for game in shown[:_SHOWN]
        ]
        show_table("", ["game_pk", "date", "game", "progress", "why"], lines)
        if len(shown) > _SHOWN:
            note(f"and {len(shown) - _SHOWN:,} more: --output json names them all")
    _show_verdict(found, scope)


def _backfill_of(found: Completeness, scope: GameScope) -> str:
    """The command that brings in what is missing, for the same games."""
    days = [game.official_date for game in found.games if game.official_date]
    first = scope.start_date or min(days, default=None)
    last = scope.end_date or max(days, default=None)
    span = f"--season {scope.season or datetime.now(UTC).year}"
    if scope.season is None and first and last:
        span = f"--start-date {first} --end-date {last}"
    kinds = f" --game-types {','.join(scope.game_types)}" if scope.game_types else ""
    sport = f" --sport-id {scope.sport_id}" if scope.sport_id not in (None, 1) else ""
    return f"mlb-etl pipeline backfill {span}{kinds}{sport}"


def _show_verdict(found: Completeness, scope: GameScope) -> None:
    for year in found.seasons_without_schedule:
        out().print(f"the schedule of {year} is not here: mlb-etl pipeline season --season {year}")
    if found.is_complete:
        out().print("complete", style="bold")
    elif found.listed and not found.seasons_without_schedule:
        left = sum(found.counts[kind] for kind in INCOMPLETE)
        out().print(
            f"{counted(left, 'game')} to bring in: {_backfill_of(found, scope)}", style="bold"
        )
    elif not found.listed and not found.seasons_without_schedule:
        note(f"no game is listed here: {_backfill_of(found, scope)}")
    if found.unchecked:
        note(f"{counted(found.unchecked, 'game')} that quality has not looked at")
    if found.rereading_due:
        note(f"{counted(found.rereading_due, 'final game')} due to be read again (corrections)")
    if found.living_runs:
        note(f"under way: {', '.join(found.living_runs)}")
