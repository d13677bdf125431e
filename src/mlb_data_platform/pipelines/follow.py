"""Follow games until they are over: ask, keep, wait, ask again."""

from collections.abc import Callable, Sequence

import psycopg

from mlb_data_platform.pipelines.ingest import IngestReport, Progress, ingest
from mlb_data_platform.statsapi import Request, Source
from mlb_data_platform.warehouse import Database, games_in_states


def follow(
    requests: Sequence[Request],
    source: Source,
    *,
    connection: psycopg.Connection,
    database: Database,
    table: str,
    run_id: str,
    until: Sequence[str],
    poll_interval_s: float,
    sleep: Callable[[float], None],
    progress: Progress,
    most_polls: int | None = None,
) -> IngestReport:
    """Ask for games again and again until each is in one of the states that end it.

    Args:
        requests: One per game.
        source: Where to ask.
        connection: For the question whether a game is over.
        database: The warehouse.
        table: Raw table of the feeds.
        run_id: The run.
        until: Coded states that end a game, e.g. `F`.
        poll_interval_s: Seconds between two rounds.
        sleep: Waits that many seconds.
        progress: Told about every request that is done.
        most_polls: Rounds after which it ends anyway; None for no bound.

    Returns:
        The counts of all rounds. A failure counts only when it is a game's last word.
    """
    total, rounds, left = IngestReport(), 0, list(requests)
    while left:
        report = ingest(
            left, source, database=database, table=table, run_id=run_id, progress=progress
        )
        total.fetched += report.fetched
        total.kept.add(report.kept)
        total.failures = report.failures
        rounds += 1
        over = games_in_states(connection, [_game_pk(one) for one in left], until)
        left = [one for one in left if _game_pk(one) not in over]
        if left and rounds == most_polls:
            break
        if left:
            sleep(poll_interval_s)
    return total


def _game_pk(request: Request) -> int:
    return int(request.path_params["game_pk"])
