"""Which raw rows are due to be transformed, and reading them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import psycopg
from psycopg import sql

from mlb_data_platform.raw import RawTable, unpack
from mlb_data_platform.transform import SourceDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which answers a run is about; an empty field selects everything.

    Attributes:
        game_pks: Games.
        start_date: First day, by the raw table's date.
        end_date: Last day, included.
        season: Season.
        team_ids: Clubs, at home or away.
        venue_ids: Ballparks.
        game_types: Types such as R, S, F.
        states: Coded game states such as F, I.
        sport_ids: Sports.
    """

    game_pks: tuple[int, ...] = ()
    start_date: date | None = None
    end_date: date | None = None
    season: int | None = None
    team_ids: tuple[int, ...] = ()
    venue_ids: tuple[int, ...] = ()
    game_types: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    sport_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A raw row that is due.

    Attributes:
        raw_id: Its id.
        stored_bytes: Its size as stored, compressed.
        season: The season it is about, where its key says so.
    """

    raw_id: int
    stored_bytes: int
    season: int | None = None


# An answer about several seasons has none in its key, and may hold the one asked for.
_FILTERS: dict[str, tuple[tuple[str, ...], str]] = {
    "game_pks": (("game_pk",), "{0} = any(%(game_pks)s)"),
    "start_date": (("game_date", "schedule_date"), "{0} >= %(start_date)s"),
    "end_date": (("game_date", "schedule_date"), "{0} <= %(end_date)s"),
    "season": (("season", "season_id"), "coalesce({0}::text, %(season)s::text) = %(season)s::text"),
    "team_ids": (
        ("home_team_id",),
        "(home_team_id = any(%(team_ids)s) or away_team_id = any(%(team_ids)s))",
    ),
    "venue_ids": (("venue_id",), "{0} = any(%(venue_ids)s)"),
    "game_types": (("game_type",), "{0} = any(%(game_types)s)"),
    "states": (("game_state",), "{0} = any(%(states)s)"),
    "sport_ids": (("sport_id",), "{0} = any(%(sport_ids)s)"),
}
"""For each field of a selection: raw columns (the first that the table has) and condition."""


def filters_for(table: RawTable) -> set[str]:
    """The fields of a selection that a raw table can be filtered by."""
    names = {key.name for key in table.keys}
    return {field for field, (columns, _) in _FILTERS.items() if names.intersection(columns)}


def due_documents(
    connection: psycopg.Connection,
    table: RawTable,
    selection: Selection,
    *,
    fingerprint: str,
    full_refresh: bool = False,
    not_with: Iterable[str] = (),
    every_version: bool = False,
) -> list[Due]:
    """The newest versions that the present mapping has not transformed yet.

    Args:
        connection: Any.
        table: Raw table.
        selection: Which answers; fields that the table has no key for must be empty.
        fingerprint: The present mapping's.
        full_refresh: Also those that were transformed already.
        not_with: Request parameters that make holes in an answer: such answers are never due.
        every_version: Older versions, too, which a history is made of.

    Returns:
        Oldest capture first, so that of two answers about one day the newer is loaded last.
    """
    conditions: list[sql.Composable] = [sql.SQL(text) for text in _conditions(table, selection)]
    if not full_refresh:
        conditions.append(
            sql.SQL(
                "not exists (select from metadata.transform_state t"
                " where t.raw_table = %(raw_table)s"
                " and t.raw_id = r.id and t.fingerprint = %(fingerprint)s)"
            )
        )
    if without := sorted(not_with):
        conditions.append(sql.SQL("not request_params ?| {}").format(sql.Literal(without)))
    rows = connection.execute(
        sql.SQL(
            "select id, pg_column_size(data), {} from ({}) r where {} order by captured_at, id"
        ).format(
            _season(table),
            _versions(table) if every_version else _newest(table),
            sql.SQL(" and ").join(conditions or [sql.SQL("true")]),
        ),
        {
            "raw_table": table.name,
            "fingerprint": fingerprint,
            **{name: _bound(getattr(selection, name)) for name in _FILTERS},
        },
    )
    return [Due(raw_id=raw_id, stored_bytes=size, season=season) for raw_id, size, season in rows]


def raw_table_exists(connection: psycopg.Connection, name: str) -> bool:
    """Whether anything was ever ingested into a raw table."""
    row = connection.execute("select to_regclass(%s) is not null", (name,)).fetchone()
    return bool(row and row[0])


def _conditions(table: RawTable, selection: Selection) -> list[str]:
    names = {key.name for key in table.keys}
    found = []
    for field, (columns, condition) in _FILTERS.items():
        if getattr(selection, field) in ((), None):
            continue
        column = next(name for name in columns if name in names)
        found.append(condition.format(column))
    return found


def _versions(table: RawTable) -> sql.Composed:
    return sql.SQL("select * from {}").format(sql.Identifier(*table.name.split(".")))


def _newest(table: RawTable) -> sql.Composed:
    full = sql.Identifier(*table.name.split("."))
    if table.tracks_latest:
        return sql.SQL("select * from {} where is_latest").format(full)
    return sql.SQL(
        "select distinct on (request_params) * from {}"
        " order by request_params, captured_at desc, id desc"
    ).format(full)


def _season(table: RawTable) -> sql.Composable:
    is_number = any(key.name == "season" and key.type == "integer" for key in table.keys)
    return sql.Identifier("season") if is_number else sql.SQL("null::integer")


def _bound(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def read_documents(
    connection: psycopg.Connection, table: RawTable, raw_ids: Sequence[int]
) -> list[SourceDocument]:
    """Read raw rows for the kernel.

    Args:
        connection: Any.
        table: Raw table.
        raw_ids: Which.

    Returns:
        In the order asked for.
    """
    version = sql.Identifier(table.version) if table.version else sql.SQL("null")
    statement = sql.SQL(
        "select id, captured_at, coalesce({}, ''), request_params, body,"
        " case when body is null then convert_to(data::text, 'UTF8') end"
        " from {} where id = any(%s)"
    ).format(version, sql.Identifier(*table.name.split(".")))
    with connection.cursor(binary=True) as cursor:
        found = {
            row[0]: SourceDocument(
                raw_id=row[0],
                captured_at=row[1],
                version=row[2],
                params=row[3],
                body=row[5] if row[4] is None else unpack(row[4]),
            )
            for row in cursor.execute(statement, (list(raw_ids),))
        }
    return [found[raw_id] for raw_id in raw_ids if raw_id in found]
