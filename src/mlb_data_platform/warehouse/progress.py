"""How complete the warehouse is: the games that the schedule lists, and how far each is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import psycopg
from psycopg.rows import class_row

from mlb_data_platform.warehouse.work import GameScope

INCOMPLETE = ("missing", "failed", "stale")
"""Kinds of progress that a run can mend; upcoming and unfinished games have to be waited for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GameProgress:
    """How far a game is, as `metadata.game_progress` tells.

    Attributes:
        game_pk: The game.
        official_date: Baseball day it counts for.
        away_team_name: Visiting team.
        home_team_name: Home team.
        progress: missing, failed, stale, unfinished or upcoming; complete games are not told.
        reason: Why it is failed or stale.
        attempts: Runs in a row that failed at it.
        due_at: When it is to be asked for next.
        claimed_by: Living run that works on it.
    """

    game_pk: int
    official_date: date | None
    away_team_name: str | None
    home_team_name: str | None
    progress: str
    reason: str | None
    attempts: int | None
    due_at: datetime | None
    claimed_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Completeness:
    """How complete a scope is.

    Attributes:
        counts: Games by progress; every kind is there.
        games: Those that are not complete, in order of their day.
        unchecked: Complete games that quality has not looked at.
        rereading_due: Complete games that are due to be read again, because officials correct.
        lag_s: Seconds since the oldest game that a run could mend was over (4 hours after its
            start); 0 when there is none.
        seasons_without_schedule: Seasons asked about whose schedule was never brought in.
        living_runs: Runs that are under way.
    """

    counts: dict[str, int]
    games: list[GameProgress]
    unchecked: int
    rereading_due: int
    lag_s: float
    seasons_without_schedule: list[int]
    living_runs: list[str]

    @property
    def listed(self) -> int:
        """All games of the scope."""
        return sum(self.counts.values())

    @property
    def is_complete(self) -> bool:
        """Nothing is missing, failed or stale, and the schedule is known."""
        nothing_left = not any(self.counts[kind] for kind in INCOMPLETE)
        return nothing_left and not self.seasons_without_schedule and self.listed > 0


def read_completeness(
    connection: psycopg.Connection, scope: GameScope, seasons: Sequence[int] = ()
) -> Completeness:
    """Compare what the schedule lists with what raw and the tables hold.

    Args:
        connection: Any.
        scope: Which games.
        seasons: Seasons whose schedule has to be there.

    Returns:
        Counts, and every game that is not complete.
    """
    parameters = {
        "sport_id": scope.sport_id,
        "season": scope.season,
        "start_date": scope.start_date,
        "end_date": scope.end_date,
        "game_types": list(scope.game_types) or None,
        "incomplete": list(INCOMPLETE),
    }
    with connection.transaction():
        connection.execute(_SCOPED, parameters)
        rows = connection.execute(
            "select kind, count(g.game_pk) from unnest(%s::text[]) with ordinality k(kind, place)"
            " left join scoped_games g on g.progress = kind group by kind, place order by place",
            (list(_KINDS),),
        )
        counts: dict[str, int] = dict(rows.fetchall())
        unchecked, rereading, lag_s = connection.execute(
            "select count(*) filter (where progress = 'complete' and not is_checked),"
            " count(*) filter (where progress = 'complete' and due_at <= now()),"
            " coalesce(extract(epoch from max(now() - starts_at - interval '4 hours')"
            "  filter (where progress = any(%(incomplete)s))), 0)::float8 from scoped_games",
            parameters,
        ).fetchone() or (0, 0, 0.0)
        with connection.cursor(row_factory=class_row(GameProgress)) as cursor:
            games = cursor.execute(
                "select game_pk, official_date, away_team_name, home_team_name, progress, reason,"
                " attempts, due_at, case when claimed_by in (select metadata.living_runs())"
                "  then claimed_by end as claimed_by"
                " from scoped_games where progress <> 'complete'"
                " order by array_position(%s::text[], progress), official_date, game_pk",
                (list(_KINDS),),
            ).fetchall()
        living = [run for (run,) in connection.execute("select metadata.living_runs() order by 1")]
        known = {
            season for (season,) in connection.execute("select distinct season from schedule.games")
        }
        connection.execute("drop table scoped_games")
    return Completeness(
        counts=counts,
        games=games,
        unchecked=unchecked,
        rereading_due=rereading,
        lag_s=max(lag_s, 0.0),
        seasons_without_schedule=[season for season in seasons if season not in known],
        living_runs=living,
    )


_KINDS = ("missing", "failed", "stale", "unfinished", "upcoming", "complete")
_SCOPED = """
create temp table scoped_games on commit drop as
select * from metadata.game_progress p
where (%(sport_id)s::int is null or coalesce(p.sport_id, %(sport_id)s) = %(sport_id)s)
  and (%(season)s::int is null or p.season = %(season)s)
  and (%(start_date)s::date is null or p.official_date >= %(start_date)s)
  and (%(end_date)s::date is null or p.official_date <= %(end_date)s)
  and (%(game_types)s::text[] is null or p.game_type = any(%(game_types)s))
"""
