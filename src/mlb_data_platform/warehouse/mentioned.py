"""Who and what games mention, and which of it raw was never asked for."""

from collections.abc import Mapping, Sequence
from typing import LiteralString

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from mlb_data_platform.warehouse.worklist import raw_table_exists

_MENTIONED: dict[str, tuple[LiteralString, str]] = {
    "person": (
        """
        select p.person_id from game.game_players p join game.games using (game_pk)
        where games.season = any(%(seasons)s)
        union
        select o.official_id from game.game_officials o join game.games using (game_pk)
        where games.season = any(%(seasons)s)
        """,
        "personIds",
    ),
    "team": (
        """
        select m.team_id from (
            select away_team_id from schedule.games where season = any(%(seasons)s)
            union
            select home_team_id from schedule.games where season = any(%(seasons)s)
            union
            select t.team_id from game.game_teams t join game.games using (game_pk)
            where games.season = any(%(seasons)s)
        ) m(team_id)
        where not exists (select from team.team_versions v where v.team_id = m.team_id)
        """,
        "teamId",
    ),
    "venue": (
        """
        select venue_id from schedule.games where season = any(%(seasons)s)
        union
        select venue_id from game.games where season = any(%(seasons)s)
        """,
        "venueIds",
    ),
}
"""For each kind: who mentions it, and the request parameter that asks for it.

Most teams come with a season's list, so of them only those are wanted that have no row.
"""


def ids_never_asked(
    connection: psycopg.Connection, kind: str, table: str, seasons: Sequence[int]
) -> list[int]:
    """Ids that games mention and that no kept answer was asked for.

    Args:
        connection: Any.
        kind: `person`, `team` or `venue`.
        table: Raw table of the answers; it need not be there yet.
        seasons: Seasons of the games.

    Returns:
        The ids, in order.
    """
    mentioned, parameter = _MENTIONED[kind]
    statement = sql.SQL("select id from ({}) m(id) where id is not null").format(sql.SQL(mentioned))
    if raw_table_exists(connection, table):
        statement += sql.SQL(
            " and id::text not in (select unnest(string_to_array(request_params ->> {}, ','))"
            " from {} where request_params ? {})"
        ).format(sql.Literal(parameter), sql.Identifier(*table.split(".")), sql.Literal(parameter))
    rows = connection.execute(statement + sql.SQL(" order by 1"), {"seasons": list(seasons)})
    return [number for (number,) in rows]


def seasons_never_asked(
    connection: psycopg.Connection, table: str, seasons: Sequence[int], *, sport_id: int
) -> list[int]:
    """Those of the seasons that no kept answer about a sport was asked for."""
    if not raw_table_exists(connection, table):
        return list(seasons)
    rows = connection.execute(
        sql.SQL(
            "select distinct request_params ->> 'season' from {}"
            " where request_params ->> 'sportId' = %s and request_params ? 'season'"
        ).format(sql.Identifier(*table.split("."))),
        (str(sport_id),),
    )
    asked = {season for (season,) in rows}
    return [season for season in seasons if str(season) not in asked]


def games_in_listings(
    connection: psycopg.Connection, table: str, params: Mapping[str, object]
) -> list[int]:
    """Games that the newest answer to a request lists, in order of their numbers.

    Args:
        connection: Any.
        table: Raw table of answers that list games as a schedule does.
        params: Parameters of the request.
    """
    rows = connection.execute(
        sql.SQL(
            "select distinct (game ->> 'gamePk')::bigint from (select data from {}"
            " where request_params = %s order by captured_at desc, id desc limit 1) newest,"
            " jsonb_path_query(data, 'lax $.dates[*].games[*]') game"
            " where game ->> 'gamePk' ~ '^[0-9]{{1,18}}$' order by 1"
        ).format(sql.Identifier(*table.split("."))),
        (Jsonb(dict(params)),),
    )
    return [game_pk for (game_pk,) in rows]
