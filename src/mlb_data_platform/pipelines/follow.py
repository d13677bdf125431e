"""Follow games until they are over: ask, keep, wait, ask again."""

from collections.abc import Callable, Sequence

from mlb_data_platform.pipelines.ingest import IngestReport
from mlb_data_platform.statsapi import Request
from mlb_data_platform.warehouse import Connection, games_in_states


def follow(
    requests: Sequence[Request],
    ingest_round: Callable[[Sequence[Request]], IngestReport],
    *,
    connection: Connection,
    until: Sequence[str],
    pause: Callable[[], None],
    most_rounds: int | None = None,
) -> IngestReport:
    """Ask for games again and again until each is in one of the states that end it.

    Args:
        requests: One per game.
        ingest_round: Asks for the games that are left, once, and keeps their answers.
        connection: For the question whether a game is over.
        until: Coded states that end a game, e.g. `F`.
        pause: Waits between two rounds.
        most_rounds: Rounds after which it ends anyway; None for no bound.

    Returns:
        The counts of all rounds. A failure counts only when it is a game's last word.
    """
    total, rounds, left = IngestReport(), 0, list(requests)
    while left:
        report = ingest_round(left)
        total.fetched += report.fetched
        total.kept.add(report.kept)
        total.failures = report.failures
        rounds += 1
        over = games_in_states(connection, [_game_pk(one) for one in left], until)
        left = [one for one in left if _game_pk(one) not in over]
        if rounds == most_rounds:
            break
        if left:
            pause()
    return total


def _game_pk(request: Request) -> int:
    return int(request.path_params["game_pk"])
