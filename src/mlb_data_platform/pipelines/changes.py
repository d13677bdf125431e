"""The feed of changed games, read from where the last full success ended."""

from datetime import UTC, datetime, timedelta

from mlb_data_platform.pipelines.context import RunContext
from mlb_data_platform.pipelines.steps import PipelineReport, Step, Steps, no_step
from mlb_data_platform.statsapi import Request, Source
from mlb_data_platform.warehouse import (
    PATIENCE,
    GameScope,
    Selection,
    advance_watermark,
    games_in_listings,
    plan_games,
    read_watermark,
)

CHANGES_TABLE = "raw.game_changes"
FIRST_LOOK = timedelta(days=1)
"""How far back the first run looks."""

OVERLAP = timedelta(minutes=5)
"""Read twice on purpose: the API's clock and ours are not the same."""

AFTER_A_WRONG_CLOCK = timedelta(days=7)


def run_changes(
    source: Source,
    *,
    context: RunContext,
    season: int,
    sport_id: int = 1,
    since: datetime | None = None,
    now: datetime | None = None,
    step: Step = no_step,
) -> PipelineReport:
    """Fetch every game that changed since the last run, and take it to the tables.

    The watermark is the moment before the feed was read. It moves only when all changed games are
    in the tables; a game that failed five times does not hold it back, since the work list keeps
    it.

    Args:
        source: Where to ask.
        context: The warehouse and the run, whose stages are timed.
        season: Season whose games are followed: without one the API lists thousands.
        sport_id: Sport; 1 is Major League Baseball.
        since: Read from here on, whatever the watermark says.
        now: The present moment, UTC.
        step: Told each step's name and size; returns what is told of its progress.

    Returns:
        True counts.
    """
    steps = Steps(source=source, context=context, sport_id=sport_id, step=step)
    name = f"game.changes {sport_id}/{season}"
    asked_at = now or datetime.now(UTC)
    begin = since or _begin(read_watermark(context.connection, name), asked_at, steps.report)
    query = {
        "sportId": str(sport_id),
        "season": str(season),
        "updatedSince": begin.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    request = Request(endpoint="game", method="changes", query_params=query)
    steps.keep("changes", CHANGES_TABLE, [request])
    steps.bring_up("schedule", Selection())
    changed = games_in_listings(context.connection, CHANGES_TABLE, request.params)
    steps.report.games_listed = len(changed)
    if changed:
        plan_games(context.connection, GameScope(game_pks=tuple(changed)), everything=True)
    steps.games(changed)
    unchecked = steps.unchecked(changed)
    if unchecked:
        steps.quality(unchecked, slices={}, scope=f"changes since {begin:%Y-%m-%d %H:%M} UTC")
        steps.views()
    if _is_all_done(steps.report):
        advance_watermark(context.connection, name, asked_at)
    else:
        steps.report.notes.append(
            "the watermark stays where it was: the next run reads the same changes again"
        )
    return steps.report


def _begin(reached: datetime | None, asked_at: datetime, report: PipelineReport) -> datetime:
    if reached is None:
        return asked_at - FIRST_LOOK
    if reached > asked_at:
        days = AFTER_A_WRONG_CLOCK.days
        report.notes.append(
            f"the watermark stands in the future ({reached:%Y-%m-%d %H:%M} UTC): a clock was"
            f" wrong; reading the changes of the last {days} days again"
        )
        return asked_at - AFTER_A_WRONG_CLOCK
    return reached - OVERLAP


def _is_all_done(report: PipelineReport) -> bool:
    if any(one.failures for name, one in report.ingested.items() if name != "game"):
        return False
    games = report.games
    if games is None:
        return True
    return not games.with_others and all(game.attempts >= PATIENCE for game in games.failed)
