"""One baseball day, end to end: season, schedule, games, their tables, quality, the views."""

from datetime import date, timedelta

from mlb_data_platform.pipelines.context import RunContext
from mlb_data_platform.pipelines.dimensions import fill_dimensions
from mlb_data_platform.pipelines.steps import PipelineReport, Step, Steps, no_step
from mlb_data_platform.statsapi import Source
from mlb_data_platform.warehouse import Connection, DueGame, GameScope, due_games, plan_games

CATCH_UP = timedelta(days=30)
"""How far back a day's run looks for games that went on, corrections and failures."""


def run_daily(
    day: date,
    source: Source,
    *,
    context: RunContext,
    sport_id: int = 1,
    alone: bool = False,
    everything: bool = False,
    step: Step = no_step,
) -> PipelineReport:
    """Bring in one day, and what the days before it have left to do.

    The day's games that are not over are asked for each time. Games that are over are asked for
    again 6 hours, 1, 3 and 7 days after their end, because officials correct in place; so are
    unfinished and failed games of the 30 days before.

    Args:
        day: Baseball day.
        source: Where to ask.
        context: The warehouse and the run, whose stages are timed.
        sport_id: Sport; 1 is Major League Baseball.
        alone: Only that day, and nothing beside its games; recordings often have no more.
        everything: Ask for all games of the day again, whatever is known of them.
        step: Told each step's name and size; returns what is told of its progress.

    Returns:
        True counts. A game without an answer is in the report, and does not stop the others.
    """
    steps = Steps(source=source, context=context, sport_id=sport_id, step=step)
    steps.seasons([day.year])
    steps.schedule_of_days([(day, day)])
    scope = _listed_on(day, sport_id)
    game_pks = plan_games(context.connection, scope, unless_over=True, everything=everything)
    steps.report.games_listed = len(game_pks)
    left = [] if alone else _left_by_earlier_days(day, game_pks, steps)
    steps.games([*game_pks, *left])
    if not alone:
        fill_dimensions(steps, [day.year])
    slices = {"season": [f"{sport_id}/{day.year}"], "schedule": [f"{sport_id}/{day}"]}
    steps.quality([*game_pks, *steps.unchecked(left)], slices=slices, scope=f"{day}")
    steps.views()
    return steps.report


def games_due(
    day: date, *, connection: Connection, sport_id: int = 1, catch_up: bool = True
) -> list[DueGame]:
    """The games that a day's run would ask for now, by the schedule that is in the tables.

    Args:
        day: Baseball day.
        connection: In autocommit mode; nothing is written.
        sport_id: Sport; 1 is Major League Baseball.
        catch_up: Also what the days before have left to do.

    Returns:
        In order of their start; none when everything is there already.
    """
    scopes = [_listed_on(day, sport_id)] + ([_left_before(day, sport_id)] if catch_up else [])
    return due_games(connection, scopes)


def _listed_on(day: date, sport_id: int) -> GameScope:
    return GameScope(sport_id=sport_id, start_date=day, end_date=day)


def _left_before(day: date, sport_id: int) -> GameScope:
    return GameScope(sport_id=sport_id, start_date=day, end_date=day, catch_up_from=day - CATCH_UP)


def _left_by_earlier_days(day: date, game_pks: list[int], steps: Steps) -> list[int]:
    mine = set(game_pks)
    scope = _left_before(day, steps.sport_id)
    planned = plan_games(steps.context.connection, scope, unless_over=True)
    return [pk for pk in planned if pk not in mine]
