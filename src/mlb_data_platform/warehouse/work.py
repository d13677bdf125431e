"""The work list of pipelines, `metadata.game_work`: which games are due, whose they are, how far.

A run claims a few games at a time, so that several runs share the work; a claim counts as long as
the run that made it lives (it holds an advisory lock on its name). Every function is one statement,
which commits by itself unless the caller has a transaction open.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files

import psycopg
from psycopg.rows import class_row

PATIENCE = 5
"""Runs in a row that try a game which fails every time; after them it is tried once a week."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GameScope:
    """Which games a run is about; an empty field selects everything.

    Attributes:
        sport_id: Sport; 1 is Major League Baseball.
        season: Season.
        start_date: First day, by official date or listing.
        end_date: Last day, included.
        game_types: Types such as R, S, F.
        game_pks: Games by number.
        catch_up_from: From this day on, also what earlier runs have left to do before `end_date`.
    """

    sport_id: int | None = None
    season: int | None = None
    start_date: date | None = None
    end_date: date | None = None
    game_types: tuple[str, ...] = ()
    game_pks: tuple[int, ...] = ()
    catch_up_from: date | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A game that is this run's now.

    Attributes:
        game_pk: The game.
        is_fetched: Raw has what is due already; only the tables lack it.
    """

    game_pk: int
    is_fetched: bool


@dataclass(frozen=True, slots=True)
class FailedGame:
    """A game that could not be brought in.

    Attributes:
        game_pk: The game.
        attempts: Runs in a row that failed at it.
        reason: Why the last one did.
        due_at: When it is tried again.
    """

    game_pk: int
    attempts: int
    reason: str
    due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DueGame:
    """A game that somebody has to ask for.

    Attributes:
        game_pk: The game.
        starts_at: When it begins; None while nobody knows.
        starts_in_s: Seconds until then; 0 when it has begun.
    """

    game_pk: int
    starts_at: datetime | None
    starts_in_s: int


def due_games(connection: psycopg.Connection, scopes: Sequence[GameScope]) -> list[DueGame]:
    """The games that a run over these scopes would ask for now; nothing is written.

    Args:
        connection: In autocommit mode.
        scopes: Which games.

    Returns:
        Those that are due and that no living run works on, in order of their start.
    """
    # Planned as a run would plan, and forgotten: the work list keeps what a run was told to do.
    with connection.transaction(force_rollback=True):
        planned = [pk for scope in scopes for pk in plan_games(connection, scope, unless_over=True)]
        with connection.cursor(row_factory=class_row(DueGame)) as cursor:
            return cursor.execute(_read_sql("due_games.sql"), {"game_pks": planned}).fetchall()


def plan_games(
    connection: psycopg.Connection,
    scope: GameScope,
    *,
    unless_over: bool = False,
    everything: bool = False,
) -> list[int]:
    """Put the games of a scope on the work list, as far as they are by now.

    Args:
        connection: In autocommit mode.
        scope: Which games.
        unless_over: Games that are not over are due at once, also those that have not begun.
        everything: All of them are due at once, whatever is known of them.

    Returns:
        All games of the scope, those without anything to do among them, in order of their start.
    """
    rows = connection.execute(
        _read_sql("plan_games.sql"),
        {**_bound(scope), "unless_over": unless_over, "everything": everything},
    )
    return [game_pk for (game_pk,) in rows]


def claim_games(
    connection: psycopg.Connection, game_pks: Sequence[int], *, run_id: str, most: int
) -> list[Claim]:
    """Take some of the games that are due and that no living run works on.

    Args:
        connection: In autocommit mode.
        game_pks: The run's games, as planned.
        run_id: The run; it claims no game twice.
        most: How many at most.

    Returns:
        The claims; none when there is nothing left to do for this run.
    """
    rows = connection.execute(
        _read_sql("claim_games.sql"),
        {"game_pks": list(game_pks), "run_id": run_id, "most": most},
    )
    return [Claim(game_pk, is_fetched) for game_pk, is_fetched in rows]


def mark_fetched(connection: psycopg.Connection, game_pks: Collection[int]) -> None:
    """Note that raw has the games' newest answers; belongs into the transaction that keeps them."""
    connection.execute(
        "update metadata.game_work w set state = 'fetched', fetched_at = now(), changed_at = now(),"
        " due_at = metadata.next_reading(coalesce((select metadata.is_over(r.game_state)"
        "  from game.live_game_v1 r where r.game_pk = w.game_pk and r.is_latest), false),"
        "  w.starts_at, now())"
        " where game_pk = any(%s)",
        (list(game_pks),),
    )


def mark_transformed(connection: psycopg.Connection, game_pks: Collection[int]) -> list[int]:
    """Note that the tables hold what raw holds, and give the games back.

    Returns:
        Games whose answer is in quarantine instead: they are failed.
    """
    rows = connection.execute(
        "update metadata.game_work w set transformed_at = now(), changed_at = now(),"
        " claimed_by = null,"
        " state = case when p.is_transformed then 'transformed' else 'failed' end,"
        " attempts = case when p.is_transformed then 0 else w.attempts + 1 end,"
        " reason = case when not p.is_transformed then"
        "  'its answer could not be read: see metadata.quarantine' end"
        " from unnest(%s::bigint[]) g(game_pk), lateral (select exists ("
        "  select from game.live_game_v1 r join metadata.transform_state t"
        "  on t.raw_table = 'game.live_game_v1' and t.raw_id = r.id"
        "  and t.outcome in ('loaded', 'stale')"
        "  where r.game_pk = g.game_pk and r.is_latest) as is_transformed) p"
        " where w.game_pk = g.game_pk returning w.game_pk, w.state",
        (list(game_pks),),
    )
    return [game_pk for game_pk, state in rows if state == "failed"]


def mark_failed(connection: psycopg.Connection, game_pk: int, reason: str) -> None:
    """Note that a game could not be fetched, and give it back."""
    connection.execute(
        "update metadata.game_work set state = 'failed', attempts = attempts + 1, reason = %s,"
        " claimed_by = null, changed_at = now(),"
        " due_at = case when attempts + 1 >= %s then now() + interval '7 days' else now() end"
        " where game_pk = %s",
        (reason.replace("\0", ""), PATIENCE, game_pk),
    )


def games_to_check(
    connection: psycopg.Connection, game_pks: Sequence[int], *, run_id: str
) -> list[int]:
    """Those of the games that are transformed, not checked, and not another living run's."""
    rows = connection.execute(
        "select game_pk from metadata.game_work"
        " where game_pk = any(%s) and state = 'transformed' and (last_run is null"
        " or last_run = %s or last_run not in (select metadata.living_runs())) order by 1",
        (list(game_pks), run_id),
    )
    return [game_pk for (game_pk,) in rows]


def mark_checked(connection: psycopg.Connection, game_pks: Collection[int]) -> None:
    """Note that quality has looked at games."""
    connection.execute(
        "update metadata.game_work set state = 'checked', checked_at = now(), changed_at = now()"
        " where game_pk = any(%s) and state = 'transformed'",
        (list(game_pks),),
    )


def give_back(connection: psycopg.Connection, *, run_id: str) -> None:
    """Let go of all games that a run still has."""
    connection.execute(
        "update metadata.game_work set claimed_by = null where claimed_by = %s", (run_id,)
    )


def games_of_others(
    connection: psycopg.Connection, game_pks: Sequence[int], *, run_id: str
) -> list[int]:
    """Those of the games that another living run works on."""
    rows = connection.execute(
        "select game_pk from metadata.game_work where game_pk = any(%s) and claimed_by <> %s"
        " and claimed_by in (select metadata.living_runs()) order by 1",
        (list(game_pks), run_id),
    )
    return [game_pk for (game_pk,) in rows]


def failed_games(connection: psycopg.Connection, game_pks: Sequence[int]) -> list[FailedGame]:
    """Those of the games that are failed, those that failed most often first."""
    with connection.cursor(row_factory=class_row(FailedGame)) as cursor:
        return cursor.execute(
            "select game_pk, attempts, reason, due_at from metadata.game_work"
            " where game_pk = any(%s) and state = 'failed' order by attempts desc, game_pk",
            (list(game_pks),),
        ).fetchall()


def _bound(scope: GameScope) -> dict[str, object]:
    return {
        "sport_id": scope.sport_id,
        "season": scope.season,
        "start_date": scope.start_date,
        "end_date": scope.end_date,
        "game_types": list(scope.game_types) or None,
        "game_pks": list(scope.game_pks) or None,
        "catch_up_from": scope.catch_up_from,
    }


def _read_sql(name: str) -> bytes:
    """A statement file of this room; its text is ours, not a user's."""
    return (files("mlb_data_platform.warehouse") / "sql" / name).read_bytes()
