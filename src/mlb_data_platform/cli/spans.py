"""Days, seasons and spans as they are typed, for commands about stretches of baseball time."""

from datetime import UTC, date, datetime, timedelta
from typing import Annotated

import typer

from mlb_data_platform.errors import UsageError
from mlb_data_platform.jobs import find_zone
from mlb_data_platform.pipelines import Span

FIRST_SEASON, LAST_SEASON = 1876, 2999

SportOption = Annotated[
    int, typer.Option(help="Sport; 1 is the majors.", envvar="MLB_SPORT_ID", min=1)
]
ZoneOption = Annotated[
    str,
    typer.Option(
        help="Time zone whose days are baseball days.", envvar="MLB_TIMEZONE", metavar="NAME"
    ),
]
SeasonOption = Annotated[
    int | None,
    typer.Option(help="Season.", envvar="MLB_SEASON", min=FIRST_SEASON, max=LAST_SEASON),
]
FirstDayOption = Annotated[str | None, typer.Option(help="First day.", envvar="MLB_START_DATE")]
LastDayOption = Annotated[
    str | None, typer.Option(help="Last day, included.", envvar="MLB_END_DATE")
]


def typed_span(
    season: int | None,
    first: date | None,
    last: date | None,
    game_types: tuple[str, ...] = (),
    *,
    hint: str,
) -> Span:
    """What a run over a stretch of time is about.

    Args:
        season: Season, in the place of both days.
        first: First day.
        last: Last day, included.
        game_types: Kinds of games; empty for all.
        hint: What to type, for an error.

    Raises:
        UsageError: Neither a season nor both days, or all of them, or the days the wrong way round.
    """
    if season is not None:
        if first or last:
            raise UsageError("--season and days cannot both be given", hint=hint)
        return Span(season=season, game_types=game_types)
    if first is None or last is None:
        found = "only one of the days" if first or last else "neither"
        raise UsageError(f"found {found}, wanted --season or both days", hint=hint)
    if first > last:
        raise UsageError(f"--start-date {first} is after --end-date {last}", hint=hint)
    if first.year < FIRST_SEASON or last.year > datetime.now(UTC).year + 1:
        raise UsageError(f"no games are listed from {first} to {last}", hint=hint)
    return Span(start_date=first, end_date=last, game_types=game_types)


def today(zone: str) -> date:
    """The baseball day that it is now."""
    return datetime.now(UTC).astimezone(find_zone(zone)).date()


def yesterday(zone: str) -> date:
    """The baseball day that is over."""
    return today(zone) - timedelta(days=1)
